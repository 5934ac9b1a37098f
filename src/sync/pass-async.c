/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A pass on a thread of its own, and its progress on the main context. */

#include "sync/pass-async.h"

#include "sync/http-remote.h"

typedef struct
{
  GObject *source;
  DovetailStore *store;
  DovetailVault *vault;
  char *server;
  char *job_id;
  DovetailSyncKind kind;
  GMainContext *context;
  void (*progress) (gpointer source, const char *phase, guint done, guint total);
} PassData;

static void
pass_data_free (PassData *data)
{
  g_object_unref (data->source);
  g_object_unref (data->store);
  g_main_context_unref (data->context);
  g_free (data->server);
  g_free (data->job_id);
  g_free (data);
}

typedef struct
{
  GObject *source;
  char *phase;
  guint done, total;
  void (*show) (gpointer source, const char *phase, guint done, guint total);
} Progress;

static void
progress_free (Progress *progress)
{
  g_object_unref (progress->source);
  g_free (progress->phase);
  g_free (progress);
}

static gboolean
show_progress (gpointer user_data)
{
  Progress *progress = user_data;

  progress->show (progress->source, progress->phase, progress->done, progress->total);
  return G_SOURCE_REMOVE;
}

/* Not g_main_context_invoke(): when nobody iterates the context, that would run its function on this thread. */
static void
send_progress (gpointer user_data, const DovetailJob *job, guint done, guint total)
{
  PassData *data = user_data;
  Progress *progress = g_new0 (Progress, 1);
  g_autoptr (GSource) idle = g_idle_source_new ();

  progress->source = g_object_ref (data->source);
  progress->phase = g_strdup (job->phase);
  progress->done = done;
  progress->total = total;
  progress->show = data->progress;
  g_source_set_priority (idle, G_PRIORITY_DEFAULT);
  g_source_set_callback (idle, show_progress, progress, (GDestroyNotify) progress_free);
  g_source_attach (idle, data->context);
}

static void
run_pass (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  PassData *data = task_data;
  g_autoptr (DovetailRemote) remote = dovetail_http_remote_new (data->server);
  const DovetailPassOptions options = {
    .store = data->store,
    .vault = data->vault,
    .remote = remote,
    .kind = data->kind,
    .job_id = data->job_id,
    .progress = send_progress,
    .user_data = data,
  };
  GError *error = NULL;
  DovetailJob *job = dovetail_pass_run (&options, cancellable, &error);

  if (job == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  /* Between passes is when the log may be moved into the database without anyone waiting. */
  dovetail_store_checkpoint (data->store, NULL);
  g_task_return_pointer (task, job, (GDestroyNotify) dovetail_job_free);
}

void
dovetail_pass_run_async (const DovetailPassOrder *order,
                         gpointer source,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  PassData *data = g_new0 (PassData, 1);
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, user_data);

  data->source = g_object_ref (source);
  data->store = g_object_ref (order->store);
  data->vault = order->vault;
  data->server = g_strdup (order->server);
  data->job_id = g_strdup (order->job_id);
  data->kind = order->kind;
  data->context = g_main_context_ref_thread_default ();
  data->progress = order->progress;
  g_task_set_source_tag (task, dovetail_pass_run_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, data, (GDestroyNotify) pass_data_free);
  g_task_run_in_thread (task, run_pass);
}

DovetailJob *
dovetail_pass_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
