/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A pass on a thread of its own, and its progress on the main context. */

#include "sync/pass-async.h"

#include "sync/access.h"
#include "sync/http-remote.h"

/* Belongs to the main context, but while the thread runs. */
typedef struct
{
  GTask *task;
  GThread *thread;
  DovetailStore *store;
  DovetailVault *vault;
  char *server;
  char *job_id;
  DovetailSyncKind kind;
  void (*progress) (gpointer source, const DovetailProgress *progress);
  void (*authorized) (gpointer source, const char *access_token);
  char *access_token;
  DovetailJob *job; /* how it went; else error */
  GError *error;
} PassData;

static void
pass_data_free (PassData *data)
{
  g_object_unref (data->task);
  g_object_unref (data->store);
  g_free (data->server);
  dovetail_secret_clear (&data->access_token);
  g_free (data->job_id);
  g_free (data);
}

typedef struct
{
  GObject *source;
  DovetailProgress progress;
  void (*show) (gpointer source, const DovetailProgress *progress);
} Report;

static void
report_free (Report *report)
{
  g_object_unref (report->source);
  g_free (report->progress.phase);
  g_free (report->progress.error_message);
  g_free (report);
}

static gboolean
show_report (gpointer user_data)
{
  Report *report = user_data;

  report->show (report->source, &report->progress);
  return G_SOURCE_REMOVE;
}

/* Not g_main_context_invoke(): when nobody iterates the context, that would run its function on this thread.
 */
static void
call_on_main (PassData *data, GSourceFunc func, gpointer user_data, GDestroyNotify destroy)
{
  g_autoptr (GSource) idle = g_idle_source_new ();

  g_source_set_priority (idle, G_PRIORITY_DEFAULT);
  g_source_set_callback (idle, func, user_data, destroy);
  g_source_attach (idle, g_task_get_context (data->task));
}

static void
send_progress (gpointer user_data, const DovetailJob *job, guint done, guint total)
{
  PassData *data = user_data;
  Report *report = g_new0 (Report, 1);

  report->source = g_object_ref (g_task_get_source_object (data->task));
  report->progress = (DovetailProgress){
    .phase = g_strdup (job->phase),
    .done = done,
    .total = total,
    .answered = job->requests > 0 && job->error_code == NULL,
    .error_message = g_strdup (job->error_message),
  };
  report->show = data->progress;
  call_on_main (data, show_report, report, (GDestroyNotify) report_free);
}

static void
keep_token (gpointer user_data, const char *access_token)
{
  PassData *data = user_data;

  data->access_token = g_strdup (access_token);
}

/* The thread is over before anyone hears of it, so that what it used is freed here and nowhere else. */
static gboolean
end_pass (gpointer user_data)
{
  PassData *data = user_data;

  g_thread_join (data->thread);
  if (data->access_token != NULL)
    data->authorized (g_task_get_source_object (data->task), data->access_token);
  if (data->job != NULL)
    g_task_return_pointer (data->task, data->job, (GDestroyNotify) dovetail_job_free);
  else
    g_task_return_error (data->task, data->error);
  return G_SOURCE_REMOVE;
}

static gpointer
run_pass (gpointer user_data)
{
  PassData *data = user_data;
  g_autoptr (DovetailRemote) remote = dovetail_http_remote_new (data->server);
  const DovetailPassOptions options = {
    .store = data->store,
    .vault = data->vault,
    .remote = remote,
    .server = data->server,
    .kind = data->kind,
    .job_id = data->job_id,
    .progress = send_progress,
    .authorized = keep_token,
    .user_data = data,
  };

  data->job = dovetail_pass_run (&options, g_task_get_cancellable (data->task), &data->error);
  /* Between passes is when the log may be moved into the database without anyone waiting. */
  if (data->job != NULL)
    dovetail_store_checkpoint (data->store, NULL);
  call_on_main (data, end_pass, data, (GDestroyNotify) pass_data_free);
  return NULL;
}

/**
 * dovetail_pass_run_async:
 * @order: what to do; copied
 * @source: the object the callbacks are about
 * @cancellable: (nullable): ends the pass at its next request
 * @callback: called when the pass has ended and its thread with it
 * @user_data: for @callback
 */
void
dovetail_pass_run_async (const DovetailPassOrder *order,
                         gpointer source,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  PassData *data = g_new0 (PassData, 1);

  data->task = g_task_new (source, cancellable, callback, user_data);
  g_task_set_source_tag (data->task, dovetail_pass_run_async);
  g_task_set_check_cancellable (data->task, FALSE);
  data->store = g_object_ref (order->store);
  data->vault = order->vault;
  data->server = g_strdup (order->server);
  data->job_id = g_strdup (order->job_id);
  data->kind = order->kind;
  data->progress = order->progress;
  data->authorized = order->authorized;
  data->thread = g_thread_new ("sync", run_pass, data);
}

/**
 * dovetail_pass_run_finish:
 * @result: what the callback got
 * @error: as dovetail_pass_run()
 *
 * Returns: (transfer full): the job, %NULL when there was none
 */
DovetailJob *
dovetail_pass_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
