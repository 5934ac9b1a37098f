/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Import and export from the window: asks for a file, works on a worker, says what was done. */

#include "app/transfer.h"

#include <glib/gi18n.h>

#include "app/transfer-work.h"

typedef struct
{
  DovetailStore *store;
  GFile *file;
  gboolean reading;
  DovetailImportSummary summary;
  guint written;
} Transfer;

static void
transfer_free (Transfer *transfer)
{
  g_clear_object (&transfer->store);
  g_clear_object (&transfer->file);
  g_free (transfer->summary.first_problem);
  g_free (transfer);
}

static void
run (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Transfer *transfer = task_data;
  g_autoptr (DovetailStore) store = NULL;
  GError *error = NULL;
  gboolean done;

  store = dovetail_store_reopen (transfer->store, &error);
  if (store == NULL)
    done = FALSE;
  else if (transfer->reading)
    done = dovetail_transfer_read_file (store, transfer->file, &transfer->summary, cancellable, &error);
  else
    done = dovetail_transfer_write_file (store, transfer->file, &transfer->written, cancellable, &error);
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
say_imported (DovetailWindow *window, const DovetailImportSummary *summary)
{
  g_autofree char *imported = g_strdup_printf (
      ngettext ("%u task imported", "%u tasks imported", summary->created), summary->created);
  g_autoptr (GString) text = g_string_new (imported);
  g_autofree char *escaped = NULL;

  if (summary->existing > 0)
    g_string_append_printf (text,
                            ngettext (", %u was here already", ", %u were here already", summary->existing),
                            summary->existing);
  if (summary->skipped > 0)
    {
      g_string_append_printf (text, ngettext (", %u skipped", ", %u skipped", summary->skipped),
                              summary->skipped);
      g_string_append_printf (text, " (%s)", summary->first_problem);
    }
  escaped = g_markup_escape_text (text->str, -1);
  dovetail_window_add_toast (window, adw_toast_new (escaped));
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DovetailWindow *window = DOVETAIL_WINDOW (source);
  Transfer *transfer = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      dovetail_window_report (
          window, transfer->reading ? _ ("Nothing was imported") : _ ("Nothing was exported"), error);
      return;
    }
  if (transfer->reading)
    {
      say_imported (window, &transfer->summary);
      dovetail_sync_service_edited (
          dovetail_application_get_service (dovetail_window_get_application (window)));
    }
  else
    {
      g_autofree char *text = g_strdup_printf (
          ngettext ("%u task exported", "%u tasks exported", transfer->written), transfer->written);

      dovetail_window_add_toast (window, adw_toast_new (text));
    }
}

static void
start (DovetailWindow *window, GFile *file, gboolean reading)
{
  g_autoptr (GTask) task = g_task_new (window, NULL, on_done, NULL);
  Transfer *transfer = g_new0 (Transfer, 1);

  transfer->store = g_object_ref (dovetail_application_get_store (dovetail_window_get_application (window)));
  transfer->file = g_object_ref (file);
  transfer->reading = reading;
  g_task_set_source_tag (task, start);
  g_task_set_task_data (task, transfer, (GDestroyNotify) transfer_free);
  g_task_run_in_thread (task, run);
}

static void
on_file_chosen (GtkNativeDialog *dialog, int response, DovetailWindow *window)
{
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (dialog);
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (chooser);
  if (file != NULL)
    start (window, file, gtk_file_chooser_get_action (chooser) == GTK_FILE_CHOOSER_ACTION_OPEN);
  g_object_unref (dialog);
}

static GtkFileFilter *
create_filter (const char *name, const char *const *patterns)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (; *patterns != NULL; patterns++)
    gtk_file_filter_add_pattern (filter, *patterns);
  return filter;
}

static void
present (DovetailWindow *window, const char *title, GtkFileChooserAction action, const char *accept)
{
  static const char *const known[] = { "*.ics", "*.json", "*.txt", "*.csv", NULL };
  static const char *const all[] = { "*", NULL };
  GtkFileChooserNative *dialog
      = gtk_file_chooser_native_new (title, GTK_WINDOW (window), action, accept, _ ("_Cancel"));
  g_autoptr (GtkFileFilter) tasks = create_filter (_ ("Tasks (iCalendar, JSON, todo.txt, CSV)"), known);
  g_autoptr (GtkFileFilter) any = create_filter (_ ("All files"), all);

  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), tasks);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), any);
  if (action == GTK_FILE_CHOOSER_ACTION_SAVE)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), _ ("tasks.json"));
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_file_chosen), window, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
dovetail_transfer_import (DovetailWindow *window)
{
  g_return_if_fail (DOVETAIL_IS_WINDOW (window));
  present (window, _ ("Import Tasks"), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Import"));
}

void
dovetail_transfer_export (DovetailWindow *window)
{
  g_return_if_fail (DOVETAIL_IS_WINDOW (window));
  present (window, _ ("Export Tasks"), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"));
}
