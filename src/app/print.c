/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Printing: what goes on paper is read on a worker, then the desktop's dialog takes over. */

#include "app/print.h"

#include <glib/gi18n.h>

#include "app/print-content.h"
#include "app/store-task.h"

typedef struct
{
  char *title;  /* of a list */
  GArray *rows; /* its tasks, or NULL */
  char *task_id;
  gint64 now;
  DovetailPrintSheet *sheet; /* what was read */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->title);
  g_clear_pointer (&job->rows, g_array_unref);
  g_free (job->task_id);
  g_clear_pointer (&job->sheet, dovetail_print_sheet_free);
  g_free (job);
}

static gboolean
read_content (DovetailStore *store, gpointer data, GError **error)
{
  Job *job = data;

  if (job->rows != NULL)
    job->sheet = dovetail_print_list_content (store, job->title, job->rows, job->now, error);
  else
    job->sheet = dovetail_print_task_content (store, job->task_id, job->now, error);
  return job->sheet != NULL;
}

static void
on_begin_print (GtkPrintOperation *operation, GtkPrintContext *context, DovetailPrintSheet *sheet)
{
  PangoContext *pango = gtk_print_context_create_pango_context (context);
  guint pages = dovetail_print_sheet_layout (sheet, pango, gtk_print_context_get_width (context),
                                             gtk_print_context_get_height (context));

  g_object_unref (pango);
  gtk_print_operation_set_n_pages (operation, (int) pages);
}

static void
on_draw_page (GtkPrintOperation *operation, GtkPrintContext *context, int page, DovetailPrintSheet *sheet)
{
  dovetail_print_sheet_draw (sheet, gtk_print_context_get_cairo_context (context), (guint) page);
}

static void
on_done (GtkPrintOperation *operation, GtkPrintOperationResult result, DovetailWindow *window)
{
  g_autoptr (GError) error = NULL;

  if (result != GTK_PRINT_OPERATION_RESULT_ERROR)
    return;
  gtk_print_operation_get_error (operation, &error);
  dovetail_window_report (window, _ ("It could not be printed"), error);
}

/* Takes the sheet. */
static void
run_dialog (DovetailWindow *window, DovetailPrintSheet *sheet)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();

  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, "Dovetail");
  gtk_print_operation_set_allow_async (operation, TRUE);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  g_object_set_data_full (G_OBJECT (operation), "sheet", sheet, (GDestroyNotify) dovetail_print_sheet_free);
  g_signal_connect (operation, "begin-print", G_CALLBACK (on_begin_print), sheet);
  g_signal_connect (operation, "draw-page", G_CALLBACK (on_draw_page), sheet);
  g_signal_connect_object (operation, "done", G_CALLBACK (on_done), window, 0);
  /* what goes wrong is told by "done" too */
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, GTK_WINDOW (window), NULL);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DovetailWindow *window = DOVETAIL_WINDOW (source);
  Job *job = dovetail_store_task_get_data (result);
  g_autoptr (GError) error = NULL;

  if (dovetail_store_task_finish (result, &error))
    run_dialog (window, g_steal_pointer (&job->sheet));
  else
    dovetail_window_report (window, _ ("It could not be printed"), error);
}

/* Takes the job. */
static void
start (DovetailWindow *window, Job *job)
{
  job->now = g_get_real_time () / 1000;
  dovetail_store_task_run (window, dovetail_application_get_store (dovetail_window_get_application (window)),
                           read_content, job, job_free, on_read, NULL);
}

void
dovetail_print_rows (GtkWidget *widget, const char *title, DovetailTaskRows *rows)
{
  Job *job;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (title != NULL && rows != NULL);

  job = g_new0 (Job, 1);
  job->title = g_strdup (title);
  job->rows = dovetail_task_rows_list_shown (rows);
  start (DOVETAIL_WINDOW (gtk_widget_get_root (widget)), job);
}

void
dovetail_print_task (DovetailWindow *window, const char *task_id)
{
  Job *job;

  g_return_if_fail (DOVETAIL_IS_WINDOW (window));
  g_return_if_fail (task_id != NULL);

  job = g_new0 (Job, 1);
  job->task_id = g_strdup (task_id);
  start (window, job);
}
