/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window with everything that needs a decision, grouped by list and by what happened, and the history of
 * what was decided. What stands in one group is alike, and can have one answer; so can all. It is built anew
 * when the set of conflicts changes, and only then, so that an unfolded row stays unfolded. */
#include "app/conflict-list.h"

#include <glib/gi18n.h>

#include "app/conflict-bulk.h"
#include "app/conflict-history.h"
#include "app/conflict-words.h"
#include "app/merge-dialog.h"
#include "app/narrow.h"
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
  char *shown;     /* what the rows were built from */
  GPtrArray *open; /* DovetailConflict: those shown */

  AdwToastOverlay *toasts;
  AdwViewStack *stack;
  GtkStack *open_stack;
  GtkBox *open_groups;
  GtkWidget *bulk_bar;
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
take_mine (GtkButton *button, GPtrArray *conflicts)
{
  DovetailConflictList *self = DOVETAIL_CONFLICT_LIST (gtk_widget_get_root (GTK_WIDGET (button)));

  dovetail_conflict_bulk_ask (GTK_WINDOW (self), self->application, conflicts,
                              DOVETAIL_RESOLUTION_CLIENT_WINS);
}

static void
take_theirs (GtkButton *button, GPtrArray *conflicts)
{
  DovetailConflictList *self = DOVETAIL_CONFLICT_LIST (gtk_widget_get_root (GTK_WIDGET (button)));

  dovetail_conflict_bulk_ask (GTK_WINDOW (self), self->application, conflicts,
                              DOVETAIL_RESOLUTION_SERVER_WINS);
}

static void
free_conflicts (gpointer data, GClosure *closure)
{
  g_ptr_array_unref (data);
}

static GtkWidget *
build_group_button (const char *label, const char *title, GCallback clicked, GPtrArray *conflicts)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *words = gtk_label_new (label);

  gtk_label_set_ellipsize (GTK_LABEL (words), PANGO_ELLIPSIZE_END);
  gtk_button_set_child (GTK_BUTTON (button), words);
  gtk_widget_set_tooltip_text (button, label);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, title, -1);
  g_signal_connect_data (button, "clicked", clicked, g_ptr_array_ref (conflicts), free_conflicts, 0);
  return button;
}

/* The same choice for all that are alike. */
static void
add_group_buttons (AdwPreferencesGroup *group, const char *title, GPtrArray *conflicts)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (box),
                  build_group_button (_ ("Mine for these"), title, G_CALLBACK (take_mine), conflicts));
  gtk_box_append (GTK_BOX (box),
                  build_group_button (_ ("Theirs for these"), title, G_CALLBACK (take_theirs), conflicts));
  adw_preferences_group_set_header_suffix (group, box);
}

/* Conflicts that are alike: one list, one cause, the same fields. */
typedef struct
{
  AdwPreferencesGroup *widget;
  char *title;
  GPtrArray *conflicts;
} Group;

static void
group_free (gpointer data)
{
  Group *group = data;

  g_free (group->title);
  g_ptr_array_unref (group->conflicts);
  g_free (group);
}

static Group *
group_new (DovetailConflictList *self, const char *list, const char *alike)
{
  Group *group = g_new0 (Group, 1);
  g_autofree char *title = g_markup_escape_text (list, -1);
  g_autofree char *description = g_markup_escape_text (alike, -1);

  group->title = g_strdup (list);
  group->conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_conflict_unref);
  group->widget = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (group->widget, title);
  adw_preferences_group_set_description (group->widget, description);
  gtk_box_append (self->open_groups, GTK_WIDGET (group->widget));
  return group;
}

static Group *
find_group (DovetailConflictList *self, GPtrArray *groups, GHashTable *by_words, DovetailConflict *conflict)
{
  g_autofree char *list = group_words (self, conflict);
  g_autofree char *alike = dovetail_conflict_group (conflict);
  g_autofree char *words = g_strconcat (list, "\n", alike, NULL);
  Group *group = g_hash_table_lookup (by_words, words);

  if (group == NULL)
    {
      group = group_new (self, list, alike);
      g_ptr_array_add (groups, group);
      g_hash_table_insert (by_words, g_steal_pointer (&words), group);
    }
  return group;
}

static void
all_mine (DovetailConflictList *self)
{
  dovetail_conflict_bulk_ask (GTK_WINDOW (self), self->application, self->open,
                              DOVETAIL_RESOLUTION_CLIENT_WINS);
}

static void
all_theirs (DovetailConflictList *self)
{
  dovetail_conflict_bulk_ask (GTK_WINDOW (self), self->application, self->open,
                              DOVETAIL_RESOLUTION_SERVER_WINS);
}

static void
show_open (DovetailConflictList *self, const DovetailConflictReader *reader, GPtrArray *conflicts)
{
  g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func (group_free);
  g_autoptr (GHashTable) by_words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GtkWidget *old;

  while ((old = gtk_widget_get_first_child (GTK_WIDGET (self->open_groups))) != NULL)
    gtk_box_remove (self->open_groups, old);
  for (guint i = 0; i < conflicts->len; i++)
    {
      DovetailConflict *conflict = g_ptr_array_index (conflicts, i);
      Group *group = find_group (self, groups, by_words, conflict);

      adw_preferences_group_add (group->widget, build_row (self, reader, conflict));
      g_ptr_array_add (group->conflicts, dovetail_conflict_ref (conflict));
    }
  for (guint i = 0; i < groups->len; i++)
    {
      Group *group = g_ptr_array_index (groups, i);

      if (group->conflicts->len > 1)
        add_group_buttons (group->widget, group->title, group->conflicts);
    }
  g_clear_pointer (&self->open, g_ptr_array_unref);
  self->open = g_ptr_array_ref (conflicts);
  gtk_widget_set_visible (self->bulk_bar, conflicts->len > 1);
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
  g_clear_pointer (&self->open, g_ptr_array_unref);
  G_OBJECT_CLASS (dovetail_conflict_list_parent_class)->dispose (object);
}

static void
dovetail_conflict_list_class_init (DovetailConflictListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dovetail_conflict_list_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, DOVETAIL_RESOURCE_PATH "/conflict-list.ui");
  gtk_widget_class_bind_template_callback (widget_class, dovetail_reveal_switcher_bar);
  gtk_widget_class_bind_template_child (widget_class, DovetailConflictList, toasts);
  gtk_widget_class_bind_template_child (widget_class, DovetailConflictList, stack);
  gtk_widget_class_bind_template_child (widget_class, DovetailConflictList, open_stack);
  gtk_widget_class_bind_template_child (widget_class, DovetailConflictList, open_groups);
  gtk_widget_class_bind_template_child (widget_class, DovetailConflictList, bulk_bar);
  gtk_widget_class_bind_template_child (widget_class, DovetailConflictList, history_stack);
  gtk_widget_class_bind_template_child (widget_class, DovetailConflictList, history_rows);
  gtk_widget_class_bind_template_callback (widget_class, all_mine);
  gtk_widget_class_bind_template_callback (widget_class, all_theirs);
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

  GtkWindow *window
      = dovetail_secondary_window_find (GTK_APPLICATION (application), DOVETAIL_TYPE_CONFLICT_LIST);
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
