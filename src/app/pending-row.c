/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row for one waiting change. Discarding gives the record back what the server has; the toast brings the
 * change back. */
#include "app/pending-row.h"

#include <glib/gi18n.h>

#include "app/conflict-words.h"
#include "app/pending-words.h"
#include "app/value-words.h"
#include "app/window-toasts.h"
#include "core/patch.h"
#include "store/edit.h"
#include "store/outbox.h"
#include "store/undo.h"
#include "store/unreadable.h"

/* What the buttons of one row, and its toast, act on. */
typedef struct
{
  DovetailApplication *application;
  DovetailReplica *replica;       /* as it was; NULL for a decision */
  char *conflict_id;              /* of a decision */
  DovetailUnreadable *unreadable; /* of what came down */
} Waiting;

static void
waiting_free (Waiting *waiting)
{
  g_object_unref (waiting->application);
  g_clear_pointer (&waiting->replica, dovetail_replica_free);
  g_clear_pointer (&waiting->unreadable, dovetail_unreadable_free);
  g_free (waiting->conflict_id);
  g_free (waiting);
}

static Waiting *
waiting_new (DovetailApplication *application, const DovetailReplica *replica, const char *conflict_id)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->application = g_object_ref (application);
  waiting->replica = replica != NULL ? dovetail_replica_copy (replica) : NULL;
  waiting->conflict_id = g_strdup (conflict_id);
  return waiting;
}

static DovetailStore *
get_store (const Waiting *waiting)
{
  return dovetail_application_get_store (waiting->application);
}

static void
tell_edited (const Waiting *waiting)
{
  dovetail_sync_service_edited (dovetail_application_get_service (waiting->application));
}

/* A discarded change, for as long as its toast is there. */
typedef struct
{
  DovetailApplication *application;
  gint64 action; /* in the journal of the store */
} Discarded;

static void
discarded_free (gpointer data)
{
  Discarded *discarded = data;

  g_object_unref (discarded->application);
  g_free (discarded);
}

static Discarded *
discarded_new (const Waiting *waiting)
{
  Discarded *discarded = g_new0 (Discarded, 1);

  discarded->application = g_object_ref (waiting->application);
  discarded->action = dovetail_store_get_last_action (get_store (waiting));
  return discarded;
}

static void
undo_discard (AdwToast *toast, gpointer data)
{
  const Discarded *discarded = data;
  g_auto (DovetailUndone) undone = { 0 };
  g_autoptr (GError) error = NULL;

  if (dovetail_store_undo (dovetail_application_get_store (discarded->application), discarded->action,
                           &undone, &error))
    dovetail_sync_service_edited (dovetail_application_get_service (discarded->application));
  else
    dovetail_window_toasts_say (gtk_application_get_active_window (GTK_APPLICATION (discarded->application)),
                                discarded->application, error->message);
}

static const char *
title_of (const DovetailRecord *record)
{
  const char *title = dovetail_record_get_title ((DovetailRecord *) record);

  return *title != '\0' ? title : _ ("Untitled");
}

static void
discard (GtkButton *button, gpointer data)
{
  const Waiting *waiting = data;
  const DovetailRecord *record = waiting->replica->current;
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (button)));
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;

  if (!dovetail_store_discard_pending (get_store (waiting), record->entity_type, record->entity_id, &error))
    {
      dovetail_window_toasts_say (window, waiting->application, error->message);
      return;
    }
  words = g_strdup_printf (_ ("Discarded the change of “%s”"), title_of (record));
  dovetail_window_toasts_offer_undo (window, waiting->application, words, G_CALLBACK (undo_discard),
                                     discarded_new (waiting), discarded_free);
  tell_edited (waiting);
}

static void
say (GtkButton *button, const Waiting *waiting, const char *words)
{
  dovetail_window_toasts_say (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (button))), waiting->application,
                              words);
}

/* Whatever else waits goes along; a refused one is given another try first. */
static void
upload_now (GtkButton *button, gpointer data)
{
  const Waiting *waiting = data;
  const DovetailRecord *record = waiting->replica->current;
  g_autoptr (GError) error = NULL;

  if (waiting->replica->pending->state == DOVETAIL_PENDING_QUARANTINED
      && !dovetail_store_retry_pending (get_store (waiting), record->entity_type, record->entity_id, &error))
    {
      say (button, waiting, error->message);
      return;
    }
  gtk_widget_activate_action (GTK_WIDGET (button), "pending.upload", NULL);
}

/* For a message to whoever helps: it is the user who sends it, so it is in the user's words. */
static void
copy_details (GtkButton *button, gpointer data)
{
  const Waiting *waiting = data;
  DovetailStore *store = get_store (waiting);
  g_autofree char *text
      = dovetail_pending_words_details (store, waiting->replica, dovetail_store_now (store));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), text);
  say (button, waiting, _ ("Details copied"));
}

static void
take_decision_back (GtkButton *button, gpointer data)
{
  const Waiting *waiting = data;
  g_autoptr (GError) error = NULL;

  if (dovetail_store_unresolve_conflict (get_store (waiting), waiting->conflict_id, &error))
    tell_edited (waiting);
  else
    dovetail_window_toasts_say (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (button))), waiting->application,
                                error->message);
}

static void
add_button (AdwActionRow *row,
            const char *icon,
            const char *label,
            const char *title,
            GCallback clicked,
            Waiting *waiting)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, title, -1);
  g_signal_connect_data (button, "clicked", clicked, waiting, (GClosureNotify) (GCallback) waiting_free, 0);
  adw_action_row_add_suffix (row, button);
}

/* Takes the words; a subtitle is markup. */
static void
add_line (GPtrArray *lines, char *words)
{
  g_ptr_array_add (lines, g_markup_escape_text (words, -1));
  g_free (words);
}

/* What went wrong stands out. Takes the words, which may be NULL. */
static void
add_error (GPtrArray *lines, char *words)
{
  if (words != NULL)
    g_ptr_array_add (lines, g_markup_printf_escaped ("<b>%s</b>", words));
  g_free (words);
}

static AdwActionRow *
build_row (const char *title, GPtrArray *lines /* markup */)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  g_autofree char *escaped_title = g_markup_escape_text (title, -1);
  g_autofree char *text = NULL;

  g_ptr_array_add (lines, NULL);
  text = g_strjoinv ("\n", (char **) lines->pdata);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), escaped_title);
  adw_action_row_set_subtitle (row, text);
  adw_action_row_set_subtitle_lines (row, 0);
  return row;
}

GtkWidget *
dovetail_pending_row_new (DovetailApplication *application, const DovetailReplica *replica)
{
  g_return_val_if_fail (DOVETAIL_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (replica != NULL && replica->pending != NULL, NULL);

  DovetailStore *store = dovetail_application_get_store (application);
  const DovetailPending *pending = replica->pending;
  const char *title = title_of (replica->current);
  gboolean refused = pending->state == DOVETAIL_PENDING_QUARANTINED;
  gboolean taken_back = dovetail_replica_is_taken_back (replica);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  char *error = dovetail_pending_words_error (pending->error_code, pending->error_detail);
  AdwActionRow *row;

  add_line (lines, dovetail_pending_words_change (store, replica));
  add_error (lines, error);
  if (refused)
    add_line (lines, dovetail_pending_words_advice (pending->error_code));
  add_line (lines, dovetail_pending_words_since (pending, dovetail_store_now (store)));
  if (taken_back)
    add_line (lines, g_strdup (_ ("It may have reached the server already; there it is taken back at the "
                                  "next sync.")));
  else if (pending->state == DOVETAIL_PENDING_IN_FLIGHT)
    add_line (
        lines,
        g_strdup (_ ("It may have reached the server already; discarded, it is taken back there as well.")));
  row = build_row (title, lines);
  add_button (row, "dovetail-upload-symbolic", _ ("Upload now"), title, G_CALLBACK (upload_now),
              waiting_new (application, replica, NULL));
  add_button (row, "edit-copy-symbolic", _ ("Copy details"), title, G_CALLBACK (copy_details),
              waiting_new (application, replica, NULL));
  if (!taken_back)
    add_button (row, "user-trash-symbolic", _ ("Discard the change"), title, G_CALLBACK (discard),
                waiting_new (application, replica, NULL));
  return GTK_WIDGET (row);
}

GtkWidget *
dovetail_pending_row_new_decision (DovetailApplication *application, const DovetailResolution *resolution)
{
  g_return_val_if_fail (DOVETAIL_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (resolution != NULL, NULL);

  DovetailStore *store = dovetail_application_get_store (application);
  g_autoptr (DovetailConflict) conflict = dovetail_store_get_conflict (store, resolution->conflict_id, NULL);
  g_autofree char *title = conflict != NULL ? dovetail_conflict_title (conflict) : g_strdup (_ ("Untitled"));
  g_autofree char *moment = dovetail_words_moment (resolution->timestamp, dovetail_store_now (store));
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  char *error = dovetail_pending_words_error (resolution->error_code, resolution->error_detail);
  AdwActionRow *row;

  if (g_strcmp0 (resolution->strategy, DOVETAIL_RESOLUTION_REOPEN) == 0)
    add_line (lines, g_strdup (_ ("Your decision was taken back")));
  else if (conflict != NULL && !conflict->open)
    {
      g_autofree char *words = dovetail_conflict_resolution (conflict);

      add_line (lines, g_strdup_printf (_ ("Your decision: %s"), words));
    }
  else
    add_line (lines, g_strdup (_ ("Your decision")));
  add_error (lines, error);
  add_line (lines, g_strdup_printf (_ ("Waiting since %s"), moment));
  row = build_row (title, lines);
  if (conflict != NULL && !conflict->open)
    add_button (row, "edit-undo-symbolic", _ ("Take the decision back"), title,
                G_CALLBACK (take_decision_back), waiting_new (application, NULL, resolution->conflict_id));
  return GTK_WIDGET (row);
}

static void
forget_unreadable (GtkButton *button, gpointer data)
{
  const Waiting *waiting = data;
  const DovetailUnreadable *unreadable = waiting->unreadable;
  g_autoptr (GError) error = NULL;

  if (dovetail_store_discard_unreadable (get_store (waiting), unreadable->entity_type, unreadable->entity_id,
                                         &error))
    tell_edited (waiting);
  else
    dovetail_window_toasts_say (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (button))), waiting->application,
                                error->message);
}

GtkWidget *
dovetail_pending_row_new_unreadable (DovetailApplication *application, const DovetailUnreadable *unreadable)
{
  g_return_val_if_fail (DOVETAIL_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (unreadable != NULL, NULL);

  DovetailStore *store = dovetail_application_get_store (application);
  g_autoptr (DovetailReplica) known
      = dovetail_store_get_replica (store, unreadable->entity_type, unreadable->entity_id, NULL);
  const char *title = known != NULL ? title_of (known->current) : _ ("Not shown yet");
  g_autofree char *moment = dovetail_words_moment (unreadable->since, dovetail_store_now (store));
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  Waiting *waiting = waiting_new (application, NULL, NULL);
  AdwActionRow *row;

  add_line (lines, g_strdup (_ ("A newer state came that this version cannot read")));
  add_error (lines, g_strdup (unreadable->reason));
  add_line (lines, g_strdup (_ ("It is kept; a newer Dovetail may understand it.")));
  add_line (lines, g_strdup_printf (_ ("Since %s"), moment));
  row = build_row (title, lines);
  waiting->unreadable = dovetail_unreadable_copy (unreadable);
  add_button (row, "user-trash-symbolic", _ ("Discard what came"), title, G_CALLBACK (forget_unreadable),
              waiting);
  return GTK_WIDGET (row);
}
