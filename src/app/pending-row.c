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

#define WAITING_KEY "waiting"
#define DISCARD_KEY "discard-button"

/* What the buttons of one row act on; they share it, and one that is at work keeps it. */
typedef struct
{
  DovetailApplication *application;
  DovetailReplica *replica;       /* as it is shown; NULL for a decision */
  char *conflict_id;              /* of a decision */
  DovetailUnreadable *unreadable; /* of what came down */
} Waiting;

static void
waiting_clear (gpointer data)
{
  Waiting *waiting = data;

  g_object_unref (waiting->application);
  g_clear_pointer (&waiting->replica, dovetail_replica_free);
  g_clear_pointer (&waiting->unreadable, dovetail_unreadable_free);
  g_free (waiting->conflict_id);
}

static void
waiting_unref (gpointer data)
{
  g_rc_box_release_full (data, waiting_clear);
}

static void
button_is_gone (gpointer data, GClosure *closure)
{
  waiting_unref (data);
}

static Waiting *
waiting_of (gpointer row)
{
  return g_object_get_data (G_OBJECT (row), WAITING_KEY);
}

static Waiting *
give_waiting (AdwActionRow *row, DovetailApplication *application)
{
  Waiting *waiting = g_rc_box_new0 (Waiting);

  waiting->application = g_object_ref (application);
  g_object_set_data_full (G_OBJECT (row), WAITING_KEY, waiting, waiting_unref);
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

static GtkWidget *
add_button (AdwActionRow *row, const char *icon, const char *label, const char *title, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, title, -1);
  g_signal_connect_data (button, "clicked", clicked, g_rc_box_acquire (waiting_of (row)), button_is_gone, 0);
  adw_action_row_add_suffix (row, button);
  return button;
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

static void
say_lines (AdwActionRow *row, GPtrArray *lines /* markup */)
{
  g_autofree char *text = NULL;

  g_ptr_array_add (lines, NULL);
  text = g_strjoinv ("\n", (char **) lines->pdata);
  adw_action_row_set_subtitle (row, text);
  adw_action_row_set_subtitle_lines (row, 0);
}

static AdwActionRow *
build_row (const char *title)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  g_autofree char *escaped_title = g_markup_escape_text (title, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), escaped_title);
  return row;
}

/* What may have reached the server already is still to be taken back there. */
static const char *
flight_words (const DovetailReplica *replica)
{
  if (dovetail_replica_is_taken_back (replica))
    return _ ("It may have reached the server already; there it is taken back at the next sync.");
  return _ ("It may have reached the server already; discarded, it is taken back there as well.");
}

static void
show_change (AdwActionRow *row)
{
  const Waiting *waiting = waiting_of (row);
  DovetailStore *store = get_store (waiting);
  const DovetailReplica *replica = waiting->replica;
  const DovetailPending *pending = replica->pending;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  add_line (lines, dovetail_pending_words_change (store, replica));
  add_error (lines, dovetail_pending_words_error (pending->error_code, pending->error_detail));
  if (pending->state == DOVETAIL_PENDING_QUARANTINED)
    add_line (lines, dovetail_pending_words_advice (pending->error_code));
  add_line (lines, dovetail_pending_words_since (pending, dovetail_store_now (store)));
  if (pending->state == DOVETAIL_PENDING_IN_FLIGHT)
    add_line (lines, g_strdup (flight_words (replica)));
  say_lines (row, lines);
}

GtkWidget *
dovetail_pending_row_new (DovetailApplication *application, const DovetailReplica *replica)
{
  g_return_val_if_fail (DOVETAIL_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (replica != NULL && replica->pending != NULL, NULL);

  const char *title = title_of (replica->current);
  AdwActionRow *row = build_row (title);
  GtkWidget *button;

  give_waiting (row, application);
  add_button (row, "dovetail-upload-symbolic", _ ("Upload now"), title, G_CALLBACK (upload_now));
  add_button (row, "edit-copy-symbolic", _ ("Copy details"), title, G_CALLBACK (copy_details));
  button = add_button (row, "user-trash-symbolic", _ ("Discard the change"), title, G_CALLBACK (discard));
  g_object_set_data (G_OBJECT (row), DISCARD_KEY, button);
  dovetail_pending_row_update (GTK_WIDGET (row), replica);
  return GTK_WIDGET (row);
}

void
dovetail_pending_row_update (GtkWidget *row, const DovetailReplica *replica)
{
  Waiting *waiting = waiting_of (row);
  GtkWidget *button = g_object_get_data (G_OBJECT (row), DISCARD_KEY);

  g_return_if_fail (waiting != NULL && button != NULL);
  g_return_if_fail (replica != NULL && replica->pending != NULL);

  g_clear_pointer (&waiting->replica, dovetail_replica_free);
  waiting->replica = dovetail_replica_copy (replica);
  show_change (ADW_ACTION_ROW (row));
  gtk_widget_set_visible (button, !dovetail_replica_is_taken_back (replica));
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
  AdwActionRow *row = build_row (title);

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
  say_lines (row, lines);
  give_waiting (row, application)->conflict_id = g_strdup (resolution->conflict_id);
  if (conflict != NULL && !conflict->open)
    add_button (row, "edit-undo-symbolic", _ ("Take the decision back"), title,
                G_CALLBACK (take_decision_back));
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
  AdwActionRow *row = build_row (title);

  add_line (lines, g_strdup (_ ("A newer state came that this version cannot read")));
  add_error (lines, g_strdup (unreadable->reason));
  add_line (lines, g_strdup (_ ("It is kept; a newer Dovetail may understand it.")));
  add_line (lines, g_strdup_printf (_ ("Since %s"), moment));
  say_lines (row, lines);
  give_waiting (row, application)->unreadable = dovetail_unreadable_copy (unreadable);
  add_button (row, "user-trash-symbolic", _ ("Discard what came"), title, G_CALLBACK (forget_unreadable));
  return GTK_WIDGET (row);
}
