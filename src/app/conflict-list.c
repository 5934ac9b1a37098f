/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window with everything that needs a decision, grouped by list, and the history of what was decided. It
 * is built anew when the set of conflicts changes, and only then, so that an unfolded row stays unfolded. */
#include "app/conflict-list.h"

#include <glib/gi18n.h>

#include "app/conflict-history.h"
#include "app/conflict-words.h"
#include "app/merge-dialog.h"
#include "app/secondary-window.h"
#include "app/value-words.h"
#include "app/window-toasts.h"
#include "core/data.h"
#include "store/conflicts.h"

#define HISTORY_LENGTH 100

struct _DovetailConflictList
{
  AdwWindow parent_instance;

  DovetailApplication *application;
  DovetailStore *store;
  gulong changed_handler;
  char *shown; /* what the rows were built from */

  AdwToastOverlay *toasts;
  AdwViewStack *stack;
  GtkStack *open_stack;
  GtkBox *open_groups;
  GtkStack *history_stack;
  GtkListBox *history_rows;
};

G_DEFINE_FINAL_TYPE (DovetailConflictList, dovetail_conflict_list, ADW_TYPE_WINDOW)

static void
row_activated (AdwActionRow *row, DovetailConflictList *self)
{
  dovetail_merge_dialog_present (GTK_WINDOW (self), self->application,
                                 g_object_get_data (G_OBJECT (row), "conflict-id"));
}

static char *
subtitle_words (const DovetailConflictReader *reader, DovetailConflict *conflict)
{
  g_autofree char *fields = dovetail_conflict_fields (conflict);
  g_autofree char *byline = dovetail_conflict_byline (reader, conflict, DOVETAIL_SIDE_THEIRS);
  /* Translators: the fields in dispute, and who and when, as in "Due, Notes · Anna (phone), 14:05" */
  g_autofree char *words = g_strdup_printf (_ ("%s · %s"), fields, byline);

  return g_markup_escape_text (words, -1);
}

static GtkWidget *
build_row (DovetailConflictList *self, const DovetailConflictReader *reader, DovetailConflict *conflict)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  g_autofree char *headline = dovetail_conflict_headline (reader, conflict);
  g_autofree char *title = g_markup_escape_text (headline, -1);
  g_autofree char *subtitle = subtitle_words (reader, conflict);
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (row, 3);
  adw_action_row_set_subtitle (row, subtitle);
  adw_action_row_set_subtitle_lines (row, 2);
  adw_action_row_add_suffix (row, arrow);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "conflict-id", g_strdup (conflict->conflict_id), g_free);
  g_signal_connect (row, "activated", G_CALLBACK (row_activated), self);
  return GTK_WIDGET (row);
}

/* The heading a conflict stands under: its list. */
static char *
group_words (DovetailConflictList *self, DovetailConflict *conflict)
{
  JsonNode *data = conflict->sides[DOVETAIL_SIDE_THEIRS] != NULL ? conflict->sides[DOVETAIL_SIDE_THEIRS]
                                                                 : conflict->sides[DOVETAIL_SIDE_MINE];

  if (!g_str_equal (conflict->entity_type, DOVETAIL_ENTITY_TASK))
    return g_strdup (_ ("Lists and events"));
  return dovetail_words_value (self->store, conflict->entity_type, "list_id",
                               dovetail_data_get (data, "list_id"));
}

static void
show_open (DovetailConflictList *self, const DovetailConflictReader *reader, GPtrArray *conflicts)
{
  g_autoptr (GHashTable) groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GtkWidget *old;

  while ((old = gtk_widget_get_first_child (GTK_WIDGET (self->open_groups))) != NULL)
    gtk_box_remove (self->open_groups, old);
  for (guint i = 0; i < conflicts->len; i++)
    {
      DovetailConflict *conflict = g_ptr_array_index (conflicts, i);
      char *words = group_words (self, conflict);
      AdwPreferencesGroup *group = g_hash_table_lookup (groups, words);

      if (group == NULL)
        {
          g_autofree char *escaped = g_markup_escape_text (words, -1);

          group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
          adw_preferences_group_set_title (group, escaped);
          gtk_box_append (self->open_groups, GTK_WIDGET (group));
          g_hash_table_insert (groups, g_strdup (words), group);
        }
      adw_preferences_group_add (group, build_row (self, reader, conflict));
      g_free (words);
    }
  gtk_stack_set_visible_child_name (self->open_stack, conflicts->len > 0 ? "rows" : "empty");
}

static void
show_history (DovetailConflictList *self, const DovetailConflictReader *reader, GPtrArray *conflicts)
{
  GtkListBoxRow *old;

  while ((old = gtk_list_box_get_row_at_index (self->history_rows, 0)) != NULL)
    gtk_list_box_remove (self->history_rows, GTK_WIDGET (old));
  for (guint i = 0; i < conflicts->len; i++)
    gtk_list_box_append (
        self->history_rows,
        dovetail_conflict_history_row_new (self->application, reader, g_ptr_array_index (conflicts, i)));
  gtk_stack_set_visible_child_name (self->history_stack, conflicts->len > 0 ? "rows" : "empty");
}

static void
append_signature (GString *signature, GPtrArray *conflicts)
{
  for (guint i = 0; i < conflicts->len; i++)
    {
      const DovetailConflict *conflict = g_ptr_array_index (conflicts, i);

      g_string_append_printf (signature, "%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n",
                              conflict->conflict_id, conflict->server_version, conflict->closed_at);
    }
  g_string_append_c (signature, '\n');
}

static void
refresh (DovetailConflictList *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) open = dovetail_store_list_conflicts (self->store, TRUE, 0, &error);
  g_autoptr (GPtrArray) closed
      = open != NULL ? dovetail_store_list_conflicts (self->store, FALSE, HISTORY_LENGTH, &error) : NULL;
  g_autoptr (GString) signature = g_string_new (NULL);
  g_auto (DovetailConflictReader) reader = { 0 };

  if (closed == NULL)
    {
      dovetail_window_toasts_say (GTK_WINDOW (self), self->application, error->message);
      return;
    }
  append_signature (signature, open);
  append_signature (signature, closed);
  if (g_strcmp0 (signature->str, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_strdup (signature->str);
  dovetail_conflict_reader_init (&reader, self->store);
  show_open (self, &reader, open);
  show_history (self, &reader, closed);
}

static void
dovetail_conflict_list_dispose (GObject *object)
{
  DovetailConflictList *self = DOVETAIL_CONFLICT_LIST (object);

  if (self->application != NULL)
    g_clear_signal_handler (&self->changed_handler, dovetail_application_get_service (self->application));
  g_clear_object (&self->application);
  g_clear_pointer (&self->shown, g_free);
  G_OBJECT_CLASS (dovetail_conflict_list_parent_class)->dispose (object);
}

static void
dovetail_conflict_list_class_init (DovetailConflictListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dovetail_conflict_list_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, DOVETAIL_RESOURCE_PATH "/conflict-list.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailConflictList, toasts);
  gtk_widget_class_bind_template_child (widget_class, DovetailConflictList, stack);
  gtk_widget_class_bind_template_child (widget_class, DovetailConflictList, open_stack);
  gtk_widget_class_bind_template_child (widget_class, DovetailConflictList, open_groups);
  gtk_widget_class_bind_template_child (widget_class, DovetailConflictList, history_stack);
  gtk_widget_class_bind_template_child (widget_class, DovetailConflictList, history_rows);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
dovetail_conflict_list_init (DovetailConflictList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  dovetail_window_toasts_register (GTK_WINDOW (self), self->toasts);
}

void
dovetail_conflict_list_present (GtkWindow *parent, DovetailApplication *application)
{
  g_return_if_fail (DOVETAIL_IS_APPLICATION (application));

  GtkWindow *window = dovetail_secondary_window_find (GTK_APPLICATION (application), DOVETAIL_TYPE_CONFLICT_LIST);
  DovetailConflictList *self;

  if (window == NULL)
    {
      self = g_object_new (DOVETAIL_TYPE_CONFLICT_LIST, "application", application, "transient-for", parent,
                           NULL);
      self->application = g_object_ref (application);
      self->store = dovetail_application_get_store (application);
      self->changed_handler = g_signal_connect_swapped (dovetail_application_get_service (application),
                                                        "changed", G_CALLBACK (refresh), self);
      refresh (self);
      window = GTK_WINDOW (self);
    }
  dovetail_secondary_window_present (window);
}
