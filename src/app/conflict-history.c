/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row of the history of conflicts. Whatever was answered, by the user or by a rule, the side that lost is
 * still here: it can be restored, or the question opened again. */
#include "app/conflict-history.h"

#include <glib/gi18n.h>

#include "app/value-words.h"
#include "app/window-toasts.h"
#include "core/data.h"
#include "store/answers.h"
#include "store/undo.h"

/* What the buttons of one row act on. */
typedef struct
{
  DovetailApplication *application;
  DovetailConflict *conflict;
} Past;

/* What a toast takes back. */
typedef struct
{
  DovetailApplication *application;
  gint64 action;
} Restored;

static void
restored_free (gpointer data)
{
  Restored *restored = data;

  g_object_unref (restored->application);
  g_free (restored);
}

static void
past_free (gpointer data, GClosure *closure)
{
  Past *past = data;

  g_object_unref (past->application);
  dovetail_conflict_unref (past->conflict);
  g_free (past);
}

static gboolean
was_deleted (DovetailConflict *conflict)
{
  return conflict->deleted[DOVETAIL_SIDE_MINE] || conflict->deleted[DOVETAIL_SIDE_THEIRS];
}

/* The store tells the list at once, and the row with its button is gone: the window is looked up before. */
static GtkWindow *
window_of (GtkButton *button)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (button)));
}

static void
report (GtkWindow *window, const Past *past, gboolean done, const GError *error, const char *words)
{
  dovetail_window_toasts_say (window, past->application, done ? words : error->message);
  if (done)
    dovetail_sync_service_edited (dovetail_application_get_service (past->application));
}

static void
open_again (GtkButton *button, gpointer data)
{
  const Past *past = data;
  GtkWindow *window = window_of (button);
  g_autoptr (GError) error = NULL;
  gboolean done = dovetail_store_unresolve_conflict (dovetail_application_get_store (past->application),
                                                     past->conflict->conflict_id, &error);

  report (window, past, done, error, _ ("It needs your decision again"));
}

/* An edit like any other, which the toast undoes. */
static void
undo_restoring (AdwToast *toast, gpointer data)
{
  const Restored *restored = data;
  g_auto (DovetailUndone) undone = { 0 };
  g_autoptr (GError) error = NULL;

  if (dovetail_store_undo (dovetail_application_get_store (restored->application), restored->action, &undone,
                           &error))
    dovetail_sync_service_edited (dovetail_application_get_service (restored->application));
  else
    dovetail_window_toasts_say (gtk_application_get_active_window (GTK_APPLICATION (restored->application)),
                                restored->application, error->message);
}

static void
restore (GtkButton *button, const Past *past, DovetailSide side, const char *words)
{
  DovetailStore *store = dovetail_application_get_store (past->application);
  GtkWindow *window = window_of (button);
  g_autoptr (DovetailApplication) application = g_object_ref (past->application);
  g_autoptr (GError) error = NULL;
  Restored *restored;

  if (!dovetail_store_restore_side (store, past->conflict->conflict_id, side, &error))
    {
      dovetail_window_toasts_say (window, application, error->message);
      return;
    }
  restored = g_new0 (Restored, 1);
  restored->application = g_object_ref (application);
  restored->action = dovetail_store_get_last_action (store);
  dovetail_window_toasts_offer_undo (window, application, words, G_CALLBACK (undo_restoring), restored,
                                     restored_free);
  dovetail_sync_service_edited (dovetail_application_get_service (application));
}

static void
restore_mine (GtkButton *button, gpointer data)
{
  const Past *past = data;

  restore (button, past, DOVETAIL_SIDE_MINE,
           was_deleted (past->conflict) ? _ ("The task is back") : _ ("Your version is back"));
}

static void
restore_theirs (GtkButton *button, gpointer data)
{
  const Past *past = data;

  restore (button, past, DOVETAIL_SIDE_THEIRS,
           was_deleted (past->conflict) ? _ ("The task is back") : _ ("Their version is back"));
}

/* Whom there is nothing to ask: the edit of a task whose list is gone, or one that the server never knew. */
static gboolean
can_be_asked (DovetailConflict *conflict)
{
  return !was_deleted (conflict) && conflict->cause != DOVETAIL_CAUSE_LIST_DELETED
         && !dovetail_conflict_is_local (conflict);
}

static GtkWidget *
build_button (DovetailApplication *application,
              DovetailConflict *conflict,
              const char *label,
              GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  Past *past = g_new0 (Past, 1);
  g_autofree char *title = dovetail_conflict_title (conflict);

  past->application = g_object_ref (application);
  past->conflict = dovetail_conflict_ref (conflict);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, title, -1);
  g_signal_connect_data (button, "clicked", clicked, past, past_free, 0);
  return button;
}

static void
add_buttons (AdwExpanderRow *row, DovetailApplication *application, DovetailConflict *conflict)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *holder = gtk_list_box_row_new ();

  g_object_set (box, "margin-top", 9, "margin-bottom", 9, "margin-start", 12, "margin-end", 12, "halign",
                GTK_ALIGN_END, NULL);
  if (can_be_asked (conflict))
    gtk_box_append (GTK_BOX (box),
                    build_button (application, conflict, _ ("Open again"), G_CALLBACK (open_again)));
  if (dovetail_conflict_lost (conflict, DOVETAIL_SIDE_THEIRS))
    gtk_box_append (GTK_BOX (box), build_button (application, conflict,
                                                 was_deleted (conflict) ? _ ("Restore the task")
                                                                        : _ ("Restore their version"),
                                                 G_CALLBACK (restore_theirs)));
  if (dovetail_conflict_lost (conflict, DOVETAIL_SIDE_MINE))
    gtk_box_append (GTK_BOX (box),
                    build_button (application, conflict,
                                  was_deleted (conflict) ? _ ("Restore the task") : _ ("Restore my version"),
                                  G_CALLBACK (restore_mine)));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (holder), box);
  g_object_set (holder, "activatable", FALSE, "selectable", FALSE, "focusable", FALSE, NULL);
  adw_expander_row_add_row (row, holder);
}

static void
append_side (GString *text,
             DovetailStore *store,
             DovetailConflict *conflict,
             DovetailSide side,
             const char *caption,
             const char *field)
{
  g_autofree char *value = NULL;

  if (conflict->deleted[side])
    value = g_strdup (_ ("deleted"));
  else
    value = dovetail_words_value (store, conflict->entity_type, field,
                                  dovetail_data_get (conflict->sides[side], field));
  /* Translators: whose value, and the value, as in "Mine: Fri 27 Nov" */
  g_string_append_printf (text, _ ("%s: %s"), caption, value);
}

static void
add_field (AdwExpanderRow *row, DovetailStore *store, DovetailConflict *conflict, const char *field)
{
  AdwActionRow *field_row = ADW_ACTION_ROW (adw_action_row_new ());
  g_autofree char *name = dovetail_words_field (conflict->entity_type, field);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *escaped = NULL;

  append_side (text, store, conflict, DOVETAIL_SIDE_MINE, _ ("Mine"), field);
  g_string_append_c (text, '\n');
  append_side (text, store, conflict, DOVETAIL_SIDE_THEIRS, _ ("Theirs"), field);
  if (dovetail_data_get (conflict->resolved_data, field) != NULL)
    {
      g_autofree char *value = dovetail_words_value (store, conflict->entity_type, field,
                                                     dovetail_data_get (conflict->resolved_data, field));

      g_string_append_printf (text, "\n%s: %s", _ ("Became"), value);
    }
  escaped = g_markup_escape_text (text->str, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (field_row), name);
  adw_action_row_set_subtitle (field_row, escaped);
  adw_action_row_set_subtitle_lines (field_row, 0);
  adw_expander_row_add_row (row, GTK_WIDGET (field_row));
}

static gboolean
is_follower (DovetailConflict *conflict, const char *name)
{
  const DovetailSchema *schema = dovetail_schema_find (conflict->entity_type);
  const DovetailField *field = schema != NULL ? dovetail_schema_find_field (schema, name) : NULL;

  return field != NULL && field->merge == DOVETAIL_MERGE_FOLLOWS;
}

GtkWidget *
dovetail_conflict_history_row_new (DovetailApplication *application,
                                   const DovetailConflictReader *reader,
                                   DovetailConflict *conflict)
{
  g_return_val_if_fail (DOVETAIL_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (reader != NULL && conflict != NULL, NULL);

  AdwExpanderRow *row = ADW_EXPANDER_ROW (adw_expander_row_new ());
  DovetailStore *store = dovetail_application_get_store (application);
  g_autofree char *title = dovetail_conflict_title (conflict);
  g_autofree char *escaped_title = g_markup_escape_text (title, -1);
  g_autofree char *resolution = dovetail_conflict_resolution (conflict);
  g_autofree char *author = dovetail_conflict_author (reader, conflict, DOVETAIL_SIDE_THEIRS);
  g_autofree char *moment = dovetail_words_moment (conflict->closed_at, reader->now);
  /* Translators: how it was decided, who the other was, when it was decided */
  g_autofree char *subtitle = g_strdup_printf (_ ("%s · %s · %s"), resolution, author, moment);
  g_autofree char *escaped_subtitle = g_markup_escape_text (subtitle, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), escaped_title);
  adw_expander_row_set_subtitle (row, escaped_subtitle);
  for (guint i = 0; conflict->fields != NULL && conflict->fields[i] != NULL; i++)
    if (!is_follower (conflict, conflict->fields[i]))
      add_field (row, store, conflict, conflict->fields[i]);
  add_buttons (row, application, conflict);
  return GTK_WIDGET (row);
}
