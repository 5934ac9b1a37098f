/* SPDX-License-Identifier: GPL-3.0-or-later */

/* sync --watch: the service as the app runs it, without the app. Edits that other processes make are noticed
 * by the store's log file changing. */
#include "cli/watch.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>

#include "cli/output-json.h"
#include "cli/when.h"
#include "store/outbox.h"

#define NOTICE_MS 100

typedef struct
{
  DovetailProgram *program;
  DovetailSyncService *service;
  GFileMonitor *monitor;
  GMainLoop *loop;
  DovetailOutboxSummary told; /* what waited when the service heard of edits last */
  gboolean failed;            /* and cannot go on by itself */
} Watch;

char *
dovetail_sync_summary (const DovetailJob *job)
{
  GString *line = g_string_new (NULL);

  g_string_append_printf (line, _ ("Synced: %" PRId64 " up, %" PRId64 " down"), job->pushed,
                          job->fetched);
  if (job->conflicts > 0)
    g_string_append_printf (line, ngettext (", %u conflict", ", %u conflicts", (gulong) job->conflicts),
                            (guint) job->conflicts);
  if (job->errors > 0)
    g_string_append_printf (line, _ (", %u refused"), (guint) job->errors);
  return g_string_free (line, FALSE);
}

/* What a sync itself takes out of the outbox is no edit, and neither is what it had to leave there. */
static void
look_for_edits (Watch *watch)
{
  DovetailOutboxSummary now = { 0 };

  if (!dovetail_store_summarize_outbox (watch->program->store, &now, NULL)
      || (now.waiting == watch->told.waiting && now.resolutions == watch->told.resolutions
          && now.oldest == watch->told.oldest))
    return;
  watch->told = now;
  if (now.waiting > 0 || now.resolutions > 0)
    dovetail_sync_service_edited (watch->service);
}

static void
on_store_written (
    GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer user_data)
{
  Watch *watch = user_data;

  if (dovetail_sync_service_get_state (watch->service) != DOVETAIL_SYNC_STATE_SYNCING)
    look_for_edits (watch);
}

static void
print_job (Watch *watch, DovetailJob *job)
{
  g_autofree char *summary = NULL;

  if (watch->program->json)
    {
      dovetail_output_line (dovetail_describe_job (job, dovetail_clock_now (&watch->program->clock)));
      return;
    }
  if (g_strcmp0 (job->state, "completed") != 0)
    {
      g_print (_ ("Not synced: %s\n"), job->error_message != NULL ? job->error_message : job->state);
      return;
    }
  summary = dovetail_sync_summary (job);
  g_print ("%s\n", summary);
}

static void
on_job_finished (DovetailSyncService *service, DovetailJob *job, gpointer user_data)
{
  Watch *watch = user_data;

  print_job (watch, job);
  fflush (stdout); /* somebody waits for the line */
  if (g_strcmp0 (job->error_code, "unauthorized") == 0)
    {
      watch->failed = TRUE;
      g_main_loop_quit (watch->loop);
      return;
    }
  look_for_edits (watch);
}

static void
on_stale (DovetailSyncService *service, guint step, gint64 since, gpointer user_data)
{
  Watch *watch = user_data;
  g_autofree char *when = dovetail_time_for_people (since, watch->program->zone);

  g_printerr (_ ("Nothing was synced since %s\n"), when);
}

static gboolean
on_interrupt (gpointer user_data)
{
  Watch *watch = user_data;

  g_main_loop_quit (watch->loop);
  return G_SOURCE_CONTINUE;
}

static GFileMonitor *
monitor_new (DovetailStore *store)
{
  g_autofree char *path = g_build_filename (dovetail_store_get_directory (store), "store.db-wal", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GFileMonitor *monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, NULL);

  if (monitor != NULL)
    g_file_monitor_set_rate_limit (monitor, NOTICE_MS);
  return monitor;
}

static void
run (Watch *watch, DovetailSyncKind kind)
{
  guint interrupt = g_unix_signal_add (SIGINT, on_interrupt, watch);
  guint terminate = g_unix_signal_add (SIGTERM, on_interrupt, watch);

  g_signal_connect (watch->service, "job-finished", G_CALLBACK (on_job_finished), watch);
  g_signal_connect (watch->service, "stale", G_CALLBACK (on_stale), watch);
  if (watch->monitor != NULL)
    g_signal_connect (watch->monitor, "changed", G_CALLBACK (on_store_written), watch);
  if (kind != DOVETAIL_SYNC_AUTO)
    dovetail_sync_service_sync_async (watch->service, kind, NULL, NULL, NULL);
  dovetail_sync_service_start (watch->service);
  g_main_loop_run (watch->loop);
  g_signal_handlers_disconnect_by_data (watch->service, watch);
  if (watch->monitor != NULL)
    g_signal_handlers_disconnect_by_data (watch->monitor, watch);
  g_source_remove (interrupt);
  g_source_remove (terminate);
  dovetail_sync_service_stop (watch->service);
}

gboolean
dovetail_watch (DovetailProgram *program, DovetailSyncKind kind, GError **error)
{
  g_autoptr (DovetailSyncService) service = dovetail_sync_service_new (program->store, program->vault);
  g_autoptr (GFileMonitor) monitor = monitor_new (program->store);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Watch watch = { program, service, monitor, loop, { 0 }, FALSE };

  run (&watch, kind);
  if (watch.failed)
    g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_UNAUTHORIZED,
                         _ ("the server asks to sign in again: dovetailctl account login URL --user NAME"));
  return !watch.failed;
}
