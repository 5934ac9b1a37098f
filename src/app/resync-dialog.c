/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A full sync by the user's wish. The pass itself keeps a copy of the store before it compares anything, and
 * does not go on without. */

#include "app/resync-dialog.h"

#include <glib/gi18n.h>

#include "app/trouble-words.h"
#include "app/window-toasts.h"

static char *
outcome_words (const DovetailJob *job, const GError *error)
{
  if (job == NULL)
    return g_strdup (error->message);
  if (g_strcmp0 (job->state, DOVETAIL_JOB_COMPLETED) == 0)
    return g_strdup (_ ("Everything was compared with the server"));
  return dovetail_trouble_words_error (job->error_code, job->error_message);
}

static void
on_synced (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DovetailApplication) application = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailJob) job
      = dovetail_sync_service_sync_finish (DOVETAIL_SYNC_SERVICE (source), result, &error);
  g_autofree char *words = outcome_words (job, error);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window != NULL)
    dovetail_window_toasts_say (window, application, words);
}

static void
on_response (AdwMessageDialog *dialog, const char *response, DovetailApplication *application)
{
  if (g_str_equal (response, "resync"))
    dovetail_sync_service_sync_async (dovetail_application_get_service (application), DOVETAIL_SYNC_FULL,
                                      NULL, on_synced, g_object_ref (application));
}

void
dovetail_resync_dialog_present (GtkWindow *parent, DovetailApplication *application)
{
  GtkWidget *dialog;

  g_return_if_fail (DOVETAIL_IS_APPLICATION (application));

  dialog = adw_message_dialog_new (parent, _ ("Sync Everything Again?"),
                                   _ ("Dovetail compares every task with the server, which takes longer than "
                                      "usual. What you changed and is not "
                                      "uploaded yet stays, and goes up afterwards. If the server is missing "
                                      "many tasks you are asked before any "
                                      "of them go.\n\nA copy of everything on this computer is kept first."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "resync",
                                    _ ("_Sync Everything"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "resync", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "resync");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), application, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
