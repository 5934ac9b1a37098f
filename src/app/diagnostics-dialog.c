/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The file is composed and written by a thread: the whole store is read for it. */

#include "app/diagnostics-dialog.h"

#include <glib/gi18n.h>

#include "app/window-toasts.h"
#include "store/system-zone.h"
#include "sync/diagnostics.h"

/* From the question to the toast. */
typedef struct
{
  GtkWindow *window; /* owned: it is what the toast appears on */
  DovetailApplication *application;
  GFile *file;
} Export;

static void
export_free (Export *export)
{
  g_clear_object (&export->window);
  g_clear_object (&export->application);
  g_clear_object (&export->file);
  g_free (export);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Export, export_free)

static gboolean
write_file (DovetailStore *store, GFile *file, GCancellable *cancellable, GError **error)
{
  DovetailZone *zone = dovetail_system_zone_new ();
  gsize length;
  g_autofree char *text
      = dovetail_diagnostics_export (store, zone, dovetail_store_get_random (store), &length, error);

  dovetail_system_zone_free (zone);
  return text != NULL
         && g_file_replace_contents (file, text, length, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL,
                                     cancellable, error);
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailStore) store = dovetail_store_reopen (source, &error);

  if (store != NULL && write_file (store, data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Export) export = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (export->file);
  g_autofree char *shown = g_filename_display_name (name);
  g_autofree char *words = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    /* Translators: %s is the name of a file */
    words = g_strdup_printf (_ ("Diagnostics saved as “%s”"), shown);
  else
    words = g_strdup_printf (_ ("The diagnostics could not be saved: %s"), error->message);
  dovetail_window_toasts_say (export->window, export->application, words);
}

static void
on_file_chosen (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  g_autoptr (Export) export = user_data;
  g_autoptr (GTask) task = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    export->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  g_object_unref (chooser);
  if (export->file == NULL)
    return;
  task = g_task_new (dovetail_application_get_store (export->application), NULL, on_written, export);
  g_task_set_source_tag (task, on_file_chosen);
  g_task_set_task_data (task, g_object_ref (export->file), g_object_unref);
  g_steal_pointer (&export);
  g_task_run_in_thread (task, run);
}

static void
choose_file (GtkWindow *parent, DovetailApplication *application)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Save Diagnostics"), parent, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  Export *export = g_new0 (Export, 1);

  export->window = g_object_ref (parent);
  export->application = g_object_ref (application);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), "dovetail-diagnostics.jsonl");
  g_signal_connect (chooser, "response", G_CALLBACK (on_file_chosen), export);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
on_response (AdwMessageDialog *dialog, const char *response, DovetailApplication *application)
{
  if (g_str_equal (response, "save"))
    choose_file (gtk_window_get_transient_for (GTK_WINDOW (dialog)), application);
}

void
dovetail_diagnostics_dialog_present (GtkWindow *parent, DovetailApplication *application)
{
  GtkWidget *dialog;

  g_return_if_fail (DOVETAIL_IS_APPLICATION (application));

  dialog = adw_message_dialog_new (
      parent, _ ("Export Diagnostics?"),
      _ ("The file helps whoever looks into trouble with syncing. It holds:\n"
         "• how long past syncs took, how much they moved and why they failed\n"
         "• how many tasks, waiting changes and conflicts there are, and whether the store is intact\n"
         "• the policy, the interval and how far the clock is off\n"
         "• the steps of the last syncs, with other words in place of yours\n\n"
         "It holds no titles, notes, tags, names of people or devices, no address of the server and no "
         "passwords. Nothing is sent anywhere: you choose where the file goes."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "save",
                                    _ ("_Save…"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), application, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
