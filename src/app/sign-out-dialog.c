/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Signing out. Waiting changes are uploaded first, kept for the next time, or given up, as the user wants;
 * given up they can be brought back by an undo, like everything else. */

#include "app/sign-out-dialog.h"

#include <glib/gi18n.h>

#include "app/sign-in.h"
#include "app/trouble-words.h"
#include "app/window-toasts.h"
#include "store/outbox.h"
#include "store/undo.h"

typedef struct
{
  GWeakRef parent;
  DovetailApplication *application;
} Leaving;

static void
leaving_free (Leaving *leaving)
{
  g_weak_ref_clear (&leaving->parent);
  g_object_unref (leaving->application);
  g_free (leaving);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Leaving, leaving_free)

static void
say (Leaving *leaving, const char *words)
{
  g_autoptr (GtkWindow) parent = g_weak_ref_get (&leaving->parent);
  g_autofree char *escaped = g_markup_escape_text (words, -1);

  if (ADW_IS_PREFERENCES_WINDOW (parent))
    adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (parent), adw_toast_new (escaped));
  else
    dovetail_window_toasts_say (parent, leaving->application, words);
}

static void
on_signed_out (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Leaving) leaving = user_data;
  g_autoptr (GError) error = NULL;

  if (dovetail_sign_out_finish (result, &error))
    {
      dovetail_sync_service_account_changed (dovetail_application_get_service (leaving->application));
      say (leaving, _ ("Signed out. Your tasks are still here."));
    }
  else
    {
      g_autofree char *words = dovetail_sign_in_explain (error);

      say (leaving, words);
    }
}

/* Takes it. */
static void
sign_out (Leaving *leaving)
{
  dovetail_sign_out_async (dovetail_application_get_store (leaving->application),
                           dovetail_application_get_vault (leaving->application), on_signed_out, leaving);
}

static void
on_uploaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Leaving) leaving = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailJob) job
      = dovetail_sync_service_sync_finish (DOVETAIL_SYNC_SERVICE (source), result, &error);
  g_autofree char *why = NULL;
  g_autofree char *words = NULL;

  if (job != NULL && g_strcmp0 (job->state, DOVETAIL_JOB_COMPLETED) == 0)
    {
      sign_out (g_steal_pointer (&leaving));
      return;
    }
  why = job != NULL ? dovetail_trouble_words_error (job->error_code, job->error_message)
                    : g_strdup (error->message);
  /* Translators: %s is a sentence that says what went wrong */
  words = g_strdup_printf (_ ("Not uploaded, and you are still signed in. %s"), why);
  say (leaving, words);
}

/* One action, so that one undo brings all of them back. */
static gboolean
discard_all (DovetailStore *store, GError **error)
{
  g_autoptr (GPtrArray) pending = dovetail_store_list_pending (store, 0, error);
  gboolean done = pending != NULL;

  dovetail_store_begin_bundle (store);
  for (guint i = 0; done && i < pending->len; i++)
    {
      const DovetailRecord *record = ((DovetailReplica *) pending->pdata[i])->current;

      done = dovetail_store_discard_pending (store, record->entity_type, record->entity_id, error);
    }
  dovetail_store_end_bundle (store);
  return done;
}

static void
discard_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailStore) store = dovetail_store_reopen (source, &error);

  if (store != NULL && discard_all (store, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_discarded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Leaving) leaving = user_data;
  g_autoptr (GError) error = NULL;

  dovetail_sync_service_edited (dovetail_application_get_service (leaving->application));
  if (g_task_propagate_boolean (G_TASK (result), &error))
    sign_out (g_steal_pointer (&leaving));
  else
    say (leaving, error->message);
}

static void
on_response (AdwMessageDialog *dialog, const char *response, DovetailApplication *application)
{
  Leaving *leaving;

  if (g_str_equal (response, "cancel"))
    return;
  leaving = g_new0 (Leaving, 1);
  g_weak_ref_init (&leaving->parent, gtk_window_get_transient_for (GTK_WINDOW (dialog)));
  leaving->application = g_object_ref (application);
  if (g_str_equal (response, "upload"))
    dovetail_sync_service_sync_async (dovetail_application_get_service (application), DOVETAIL_SYNC_AUTO,
                                      NULL, on_uploaded, leaving);
  else if (g_str_equal (response, "discard"))
    {
      g_autoptr (GTask) task
          = g_task_new (dovetail_application_get_store (application), NULL, on_discarded, leaving);

      g_task_set_source_tag (task, on_response);
      g_task_run_in_thread (task, discard_in_thread);
    }
  else
    sign_out (leaving);
}

static guint
count_waiting (DovetailApplication *application)
{
  DovetailOutboxSummary summary = { 0 };

  dovetail_store_summarize_outbox (dovetail_application_get_store (application), &summary, NULL);
  return summary.waiting + summary.quarantined + summary.answers_alone;
}

static void
ask_about_waiting (AdwMessageDialog *dialog, guint waiting)
{
  adw_message_dialog_format_body (dialog,
                                  ngettext ("%u change is not uploaded yet. Upload it first; or keep it on "
                                            "this computer, from where it goes up "
                                            "when you connect again; or give it up.",
                                            "%u changes are not uploaded yet. Upload them first; or keep "
                                            "them on this computer, from where they "
                                            "go up when you connect again; or give them up.",
                                            waiting),
                                  waiting);
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "discard", _ ("_Give Up and Sign Out"),
                                    "keep", _ ("_Keep and Sign Out"), "upload", _ ("_Upload and Sign Out"),
                                    NULL);
  adw_message_dialog_set_response_appearance (dialog, "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (dialog, "upload", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "upload");
}

static void
ask_plainly (AdwMessageDialog *dialog)
{
  adw_message_dialog_set_body (
      dialog, _ ("Your tasks stay on this computer. They are no longer synced until you connect again."));
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "keep", _ ("_Sign Out"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "keep", ADW_RESPONSE_DESTRUCTIVE);
}

void
dovetail_sign_out_dialog_present (GtkWindow *parent, DovetailApplication *application)
{
  GtkWidget *dialog;
  guint waiting;

  g_return_if_fail (DOVETAIL_IS_APPLICATION (application));

  dialog = adw_message_dialog_new (parent, _ ("Sign Out?"), NULL);
  waiting = count_waiting (application);
  if (waiting > 0)
    ask_about_waiting (ADW_MESSAGE_DIALOG (dialog), waiting);
  else
    ask_plainly (ADW_MESSAGE_DIALOG (dialog));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), application, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
