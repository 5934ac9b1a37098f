/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Runs the syncs of a trace again: the real pass, on a store as it was then, against the answers that came
 * then. The replay is traced like any sync, and the two traces are compared. */

#include "sync/trace-replay.h"

#include "core/data.h"
#include "core/error.h"
#include "store/trace.h"
#include "sync/pass.h"
#include "sync/trace-compare.h"
#include "sync/trace-file.h"
#include "sync/trace-lines.h"
#include "sync/trace-scratch.h"

static void
step_free (gpointer data)
{
  DovetailReplayStep *step = data;

  g_free (step->subject);
  g_free (step->recorded);
  g_free (step->replayed);
  g_free (step);
}

/**
 * dovetail_replay_job_free:
 * @job: (nullable) (transfer full): freed
 */
void
dovetail_replay_job_free (DovetailReplayJob *job)
{
  if (job == NULL)
    return;
  g_free (job->job_id);
  g_free (job->kind);
  g_free (job->state);
  g_clear_pointer (&job->steps, g_ptr_array_unref);
  g_free (job);
}

static DovetailReplayJob *
job_new (GPtrArray *lines)
{
  JsonNode *begin = g_ptr_array_index (lines, 0);
  JsonNode *end = g_ptr_array_index (lines, lines->len - 1);
  DovetailReplayJob *job = g_new0 (DovetailReplayJob, 1);

  job->job_id = g_strdup (dovetail_data_get_string (begin, "job_id"));
  job->kind = g_strdup (dovetail_data_get_string (end, "kind"));
  job->state = g_strdup (dovetail_data_get_string (end, "state"));
  job->started_at = dovetail_data_get_int (begin, "started_at", 0);
  job->too_large = dovetail_data_get_boolean (begin, "too_large", FALSE);
  job->steps = g_ptr_array_new_with_free_func (step_free);
  return job;
}

static void
do_not_sleep (gpointer user_data, gint64 milliseconds, GCancellable *cancellable)
{
}

static gboolean
run_pass (DovetailTraceScratch *scratch, JsonNode *begin, GError **error)
{
  const DovetailPassOptions options = {
    .store = scratch->store,
    .remote = DOVETAIL_REMOTE (scratch->remote),
    .kind = g_strcmp0 (dovetail_data_get_string (begin, "kind"), "full") == 0 ? DOVETAIL_SYNC_FULL
                                                                              : DOVETAIL_SYNC_AUTO,
    .sleep = do_not_sleep,
    .batch_size = (guint) CLAMP (dovetail_data_get_int (begin, "batch_size", 50), 1, 5000),
    .max_retries = (guint) CLAMP (dovetail_data_get_int (begin, "max_retries", 5), 0, 100),
  };
  g_autoptr (DovetailJob) job = dovetail_pass_run (&options, NULL, error);

  if (job == NULL)
    return FALSE;
  if (scratch->failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&scratch->failure));
  return FALSE;
}

/* The trace of the replay; NULL without error: it had nothing to tell. */
static GPtrArray *
read_replayed (DovetailTraceScratch *scratch, GError **error)
{
  g_autoptr (GPtrArray) texts = dovetail_store_list_traces (scratch->store, error);

  if (texts == NULL || texts->len == 0)
    return NULL;
  return dovetail_trace_read_lines (g_ptr_array_index (texts, texts->len - 1), error);
}

static gboolean
replay_lines (DovetailReplayJob *job, guint number, GPtrArray *lines, GError **error)
{
  g_autoptr (DovetailTraceScratch) scratch = dovetail_trace_scratch_new (lines, error);
  g_autoptr (GPtrArray) replayed = NULL;
  g_autoptr (GError) failure = NULL;

  if (scratch == NULL || !run_pass (scratch, g_ptr_array_index (lines, 0), error))
    return FALSE;
  replayed = read_replayed (scratch, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  dovetail_trace_compare (job, number, lines, replayed, scratch->remote);
  return TRUE;
}

static DovetailReplayJob *
replay_job (guint number, GPtrArray *lines, GError **error)
{
  g_autoptr (DovetailReplayJob) job = job_new (lines);
  g_autoptr (GError) failure = NULL;

  if (job->too_large || replay_lines (job, number, lines, &failure))
    return g_steal_pointer (&job);
  g_set_error (error, failure->domain, failure->code, "Sync %u of the trace cannot be replayed: %s", number,
               failure->message);
  return NULL;
}

/**
 * dovetail_trace_replay:
 * @text: an exported trace
 * @length: its bytes
 * @error: INVALID, or what the scratch store says
 *
 * Returns: (transfer full) (element-type DovetailReplayJob): each sync with its decisions, then and now
 */
GPtrArray *
dovetail_trace_replay (const char *text, gsize length, GError **error)
{
  g_autoptr (GPtrArray) jobs = dovetail_trace_file_read (text, length, error);
  g_autoptr (GPtrArray) replayed = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_replay_job_free);

  for (guint i = 0; jobs != NULL && i < jobs->len; i++)
    {
      DovetailReplayJob *job = replay_job (i + 1, g_ptr_array_index (jobs, i), error);

      if (job == NULL)
        return NULL;
      g_ptr_array_add (replayed, job);
    }
  return jobs != NULL ? g_steal_pointer (&replayed) : NULL;
}
