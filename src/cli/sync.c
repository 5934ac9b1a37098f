/* SPDX-License-Identifier: GPL-3.0-or-later */

/* sync: one job, by the running app where there is one, else by a service of our own; and what came of it. */
#include "sync/sync-service.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/held.h"
#include "cli/output-json.h"
#include "cli/running-app.h"
#include "cli/watch.h"
#include "store/conflicts.h"
#include "sync/session.h"

#define BUSY_PAUSE_MS 200
#define BUSY_TRIES 150

/* A sync of our own, while the main loop runs. */
typedef struct
{
  DovetailSyncService *service;
  DovetailSyncKind kind;
  GMainLoop *loop;
  DovetailJob *job;
  GError *error;
  guint tries; /* left, while another process syncs */
  gboolean terminal;
  gboolean cancelled;
} Run;

static void
show_progress (DovetailSyncService *service, GParamSpec *property, gpointer user_data)
{
  Run *run = user_data;
  const char *phase = dovetail_sync_service_get_phase (service);
  guint done, total;

  dovetail_sync_service_get_progress (service, &done, &total);
  if (!run->terminal || phase == NULL)
    return;
  if (total > 0)
    fprintf (stderr, "\r\033[K%s  %u / %u", phase, done, total);
  else
    fprintf (stderr, "\r\033[K%s", phase);
}

static gboolean
on_interrupt (gpointer user_data)
{
  Run *run = user_data;

  run->cancelled = TRUE;
  dovetail_sync_service_cancel (run->service);
  return G_SOURCE_CONTINUE;
}

static gboolean start (gpointer user_data);

static void
on_finished (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;

  g_clear_error (&run->error);
  run->job = dovetail_sync_service_sync_finish (run->service, result, &run->error);
  /* Another process syncs: its turn first, then ours, which then has what it brought. */
  if (run->job == NULL && !run->cancelled && run->tries > 0
      && g_error_matches (run->error, DOVETAIL_ERROR, DOVETAIL_ERROR_BUSY))
    {
      run->tries--;
      g_timeout_add (BUSY_PAUSE_MS, start, run);
      return;
    }
  g_main_loop_quit (run->loop);
}

static gboolean
start (gpointer user_data)
{
  Run *run = user_data;

  dovetail_sync_service_sync_async (run->service, run->kind, NULL, on_finished, run);
  return G_SOURCE_REMOVE;
}

static DovetailJob *
sync_ourselves (DovetailProgram *program, DovetailSyncKind kind, GError **error)
{
  g_autoptr (DovetailSyncService) service = dovetail_sync_service_new (program->store, program->vault);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Run run = { service, kind, loop, NULL, NULL, BUSY_TRIES, isatty (STDERR_FILENO), FALSE };
  guint interrupt = g_unix_signal_add (SIGINT, on_interrupt, &run);
  guint terminate = g_unix_signal_add (SIGTERM, on_interrupt, &run);

  g_signal_connect (service, "notify::progress", G_CALLBACK (show_progress), &run);
  g_signal_connect (service, "notify::phase", G_CALLBACK (show_progress), &run);
  start (&run);
  g_main_loop_run (loop);
  g_signal_handlers_disconnect_by_data (service, &run);
  g_source_remove (interrupt);
  g_source_remove (terminate);
  if (run.terminal)
    fprintf (stderr, "\r\033[K");
  dovetail_sync_service_stop (service);
  if (run.job == NULL && run.error != NULL)
    g_propagate_error (error, run.error);
  else
    g_clear_error (&run.error);
  return run.job;
}

static DovetailJob *
find_job (DovetailProgram *program, const char *job_id, GError **error)
{
  DovetailJob *job = dovetail_store_get_job (program->store, job_id, NULL);

  if (job == NULL)
    g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FAILED,
                         _ ("the app could not sync. Look at its window, or close it and try again"));
  return job;
}

static DovetailJob *
sync_by_app (DovetailProgram *program, DovetailRunningApp *app, DovetailSyncKind kind, GError **error)
{
  static const char *const kinds[] = {
    [DOVETAIL_SYNC_AUTO] = "auto", [DOVETAIL_SYNC_FULL] = "full", [DOVETAIL_SYNC_INCREMENTAL] = "incremental"
  };
  g_autofree char *job_id = dovetail_running_app_sync (app, kinds[kind], error);

  return job_id != NULL ? find_job (program, job_id, error) : NULL;
}

static void
print_summary (DovetailProgram *program, DovetailJob *job)
{
  guint open = dovetail_store_count_conflicts (program->store);
  g_autofree char *summary = dovetail_sync_summary (job);

  g_print ("%s\n", summary);
  if (open > 0)
    g_printerr (ngettext ("%u conflict waits for an answer: dovetailctl conflicts\n",
                          "%u conflicts wait for an answer: dovetailctl conflicts\n", open),
                open);
  if (job->errors > 0)
    g_printerr (_ ("See what was refused with: dovetailctl pending\n"));
  if (job->waiting > 0)
    g_printerr (ngettext ("%u change came faster than it could go up; the next sync goes on with it\n",
                          "%u changes came faster than they could go up; the next sync goes on with them\n",
                          (gulong) job->waiting),
                (guint) job->waiting);
}

static gboolean
report_job (DovetailProgram *program, DovetailJob *job, GError **error)
{
  gboolean completed = g_strcmp0 (job->state, "completed") == 0;

  if (program->json)
    dovetail_output_object (dovetail_describe_job (job, dovetail_clock_now (&program->clock)));
  else if (completed)
    print_summary (program, job);
  dovetail_held_remind (program);
  if (completed)
    return TRUE;
  if (g_strcmp0 (job->state, "cancelled") == 0)
    g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FAILED,
                         _ ("the sync was cancelled. It goes on where it stopped"));
  else
    g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FAILED, _ ("the sync failed: %s"),
                 job->error_message != NULL ? job->error_message : job->error_code);
  return FALSE;
}

static gboolean
check_signed_in (DovetailProgram *program, GError **error)
{
  if (dovetail_session_is_signed_in (program->store))
    return TRUE;
  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_UNAUTHORIZED,
                       _ ("this device is connected to no server. Connect it with: dovetailctl account "
                          "login URL --user NAME"));
  return FALSE;
}

static gboolean
sync_now (DovetailProgram *program, DovetailSyncKind kind, GError **error)
{
  g_autoptr (DovetailRunningApp) app = NULL;
  g_autoptr (DovetailJob) job = NULL;

  app = dovetail_running_app_find (program->profile, dovetail_store_get_directory (program->store));
  job = app != NULL ? sync_by_app (program, app, kind, error) : sync_ourselves (program, kind, error);
  return job != NULL && report_job (program, job, error);
}

DOVETAIL_COMMAND (sync)
{
  gboolean full = FALSE;
  gboolean incremental = FALSE;
  gboolean accept = FALSE;
  gboolean restore = FALSE;
  g_auto (GStrv) only = NULL;
  gboolean watch = FALSE;
  DovetailSyncKind kind;
  DovetailHeldAnswer answer;
  const GOptionEntry entries[] = {
    { "full", 0, 0, G_OPTION_ARG_NONE, &full, N_ ("Compare everything with the server"), NULL },
    { "incremental", 0, 0, G_OPTION_ARG_NONE, &incremental, N_ ("Only what changed since the last time"),
      NULL },
    { "watch", 0, 0, G_OPTION_ARG_NONE, &watch, N_ ("Keep syncing until interrupted, one line a sync"),
      NULL },
    { "accept-deletions", 0, 0, G_OPTION_ARG_NONE, &accept, N_ ("Let go what a sync held"), NULL },
    { "restore-deletions", 0, 0, G_OPTION_ARG_NONE, &restore,
      N_ ("Keep what a sync held, and upload it again"), NULL },
    { "only", 0, 0, DOVETAIL_OPTION_TEXTS, &only, N_ ("Of what a sync held only this; can be repeated"),
      N_ ("ID") },
    G_OPTION_ENTRY_NULL,
  };

  if (!dovetail_program_parse (program, entries, words, 0, 0, error))
    return FALSE;
  if (full && incremental)
    return dovetail_program_misused (error, _ ("--full and --incremental exclude each other"));
  kind = full ? DOVETAIL_SYNC_FULL : incremental ? DOVETAIL_SYNC_INCREMENTAL : DOVETAIL_SYNC_AUTO;
  return dovetail_held_answer_read (accept, restore, only, &answer, error)
         && dovetail_program_open (program, error) && dovetail_held_answer_give (program, answer, only, error)
         && check_signed_in (program, error)
         && (watch ? dovetail_watch (program, kind, error) : sync_now (program, kind, error));
}
