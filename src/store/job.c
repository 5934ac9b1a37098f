/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One sync job as a value: its counts, and the machine of its states and phases.
 *
 * running -> completed | failed | cancelled, and no further. While it runs it moves among four phases; idle
 * is where a completed job rests. One that failed or was cancelled keeps the phase it stopped in. */

#include "store/job.h"

enum
{
  DISCOVERY,
  PROCESSING,
  CONFLICT_RESOLUTION,
  UPLOAD,
  N_PHASES
};

static const char *const phase_names[N_PHASES] = {
  [DISCOVERY] = DOVETAIL_PHASE_DISCOVERY,
  [PROCESSING] = DOVETAIL_PHASE_PROCESSING,
  [CONFLICT_RESOLUTION] = DOVETAIL_PHASE_CONFLICT_RESOLUTION,
  [UPLOAD] = DOVETAIL_PHASE_UPLOAD,
};

/* What is applied was fetched before: into processing leads an answer to a request, of discovery or of
 * upload. */
static const gboolean follows[N_PHASES][N_PHASES] = {
  [DISCOVERY] = { [PROCESSING] = TRUE, [CONFLICT_RESOLUTION] = TRUE, [UPLOAD] = TRUE },
  [PROCESSING] = { [DISCOVERY] = TRUE, [CONFLICT_RESOLUTION] = TRUE, [UPLOAD] = TRUE },
  [CONFLICT_RESOLUTION] = { [DISCOVERY] = TRUE, [UPLOAD] = TRUE },
  [UPLOAD] = { [DISCOVERY] = TRUE, [PROCESSING] = TRUE, [CONFLICT_RESOLUTION] = TRUE },
};

static int
find_phase (const char *name)
{
  for (int i = 0; i < N_PHASES; i++)
    if (g_strcmp0 (phase_names[i], name) == 0)
      return i;

  return -1;
}

/* A phase's counts are what the job's counts have grown by during its visits: entering subtracts the job's,
 * leaving adds them. */
static void
add_counts (DovetailJobPhase *phase, const DovetailJob *job, gint64 sign)
{
  phase->fetched += sign * job->fetched;
  phase->pushed += sign * job->pushed;
  phase->conflicts += sign * job->conflicts;
  phase->errors += sign * job->errors;
  phase->requests += sign * job->requests;
  phase->retries += sign * job->retries;
  phase->bytes_up += sign * job->bytes_up;
  phase->bytes_down += sign * job->bytes_down;
}

static DovetailJobPhase *
get_phase (DovetailJob *job, const char *name, gint64 now)
{
  DovetailJobPhase fresh = { .phase = g_intern_string (name), .started_at = now };

  for (guint i = 0; i < job->phases->len; i++)
    {
      DovetailJobPhase *phase = &g_array_index (job->phases, DovetailJobPhase, i);

      if (g_str_equal (phase->phase, name))
        return phase;
    }
  g_array_append_val (job->phases, fresh);

  return &g_array_index (job->phases, DovetailJobPhase, job->phases->len - 1);
}

static void
visit (DovetailJob *job, const char *name, gint64 now)
{
  DovetailJobPhase *phase = get_phase (job, name, now);

  phase->duration -= now;
  add_counts (phase, job, -1);
}

static void
leave (DovetailJob *job, gint64 now)
{
  DovetailJobPhase *phase = get_phase (job, job->phase, now);

  phase->duration += now;
  add_counts (phase, job, 1);
}

/**
 * dovetail_job_new:
 * @job_id: its id
 * @kind: "full" or "incremental"
 * @started_at: ms
 *
 * Returns: (transfer full): a job that runs, in its discovery
 */
DovetailJob *
dovetail_job_new (const char *job_id, const char *kind, gint64 started_at)
{
  DovetailJob *job;

  g_return_val_if_fail (job_id != NULL && kind != NULL, NULL);

  job = g_new0 (DovetailJob, 1);
  job->job_id = g_strdup (job_id);
  job->kind = g_strdup (kind);
  job->state = g_strdup (DOVETAIL_JOB_RUNNING);
  job->phase = g_strdup (DOVETAIL_PHASE_DISCOVERY);
  job->started_at = started_at;
  job->phases = g_array_new (FALSE, TRUE, sizeof (DovetailJobPhase));
  job->reasons = g_array_new (FALSE, TRUE, sizeof (DovetailJobRetry));
  visit (job, job->phase, started_at);

  return job;
}

/**
 * dovetail_job_copy:
 * @job: a job
 *
 * Returns: (transfer full): a deep copy
 */
DovetailJob *
dovetail_job_copy (const DovetailJob *job)
{
  DovetailJob *copy;

  g_return_val_if_fail (job != NULL, NULL);

  copy = g_new (DovetailJob, 1);
  *copy = *job;
  copy->job_id = g_strdup (job->job_id);
  copy->kind = g_strdup (job->kind);
  copy->state = g_strdup (job->state);
  copy->phase = g_strdup (job->phase);
  copy->error_code = g_strdup (job->error_code);
  copy->error_message = g_strdup (job->error_message);
  copy->phases = g_array_copy (job->phases);
  copy->reasons = g_array_copy (job->reasons);

  return copy;
}

/**
 * dovetail_job_free:
 * @job: (transfer full) (nullable): a job
 */
void
dovetail_job_free (DovetailJob *job)
{
  if (job == NULL)
    return;

  g_free (job->job_id);
  g_free (job->kind);
  g_free (job->state);
  g_free (job->phase);
  g_free (job->error_code);
  g_free (job->error_message);
  g_array_unref (job->phases);
  g_array_unref (job->reasons);
  g_free (job);
}

static void
set_text (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

static gboolean
is_running (const DovetailJob *job)
{
  return g_str_equal (job->state, DOVETAIL_JOB_RUNNING);
}

/**
 * dovetail_job_enter_phase:
 * @job: a job
 * @phase: one of discovery, processing, conflict_resolution and upload
 * @now: ms
 *
 * Time and counts from here on are those of @phase.
 *
 * Returns: whether the job is in @phase; %FALSE, and nothing changed, when it does not run or the phase does
 * not follow
 */
gboolean
dovetail_job_enter_phase (DovetailJob *job, const char *phase, gint64 now)
{
  int from, to;

  g_return_val_if_fail (job != NULL && phase != NULL, FALSE);

  from = find_phase (job->phase);
  to = find_phase (phase);
  if (!is_running (job) || from < 0 || to < 0 || (from != to && !follows[from][to]))
    return FALSE;
  if (from == to)
    return TRUE;
  leave (job, now);
  set_text (&job->phase, phase);
  visit (job, phase, now);

  return TRUE;
}

/**
 * dovetail_job_finish:
 * @job: a job
 * @state: completed, failed or cancelled
 * @error_code: (nullable): why, for programs
 * @error_message: (nullable): why, for people
 * @now: ms
 *
 * Returns: whether it ended; %FALSE, and nothing changed, when it had ended before or @state is no end
 */
gboolean
dovetail_job_finish (
    DovetailJob *job, const char *state, const char *error_code, const char *error_message, gint64 now)
{
  gboolean completed = g_strcmp0 (state, DOVETAIL_JOB_COMPLETED) == 0;

  g_return_val_if_fail (job != NULL, FALSE);

  if (!is_running (job)
      || !(completed || g_strcmp0 (state, DOVETAIL_JOB_FAILED) == 0
           || g_strcmp0 (state, DOVETAIL_JOB_CANCELLED) == 0))
    return FALSE;
  leave (job, now);
  set_text (&job->state, state);
  set_text (&job->error_code, error_code);
  set_text (&job->error_message, error_message);
  if (completed)
    set_text (&job->phase, DOVETAIL_PHASE_IDLE);
  job->finished_at = now;

  return TRUE;
}

/**
 * dovetail_job_count_retry:
 * @job: a job
 * @reason: the code of the failure
 *
 * Counts why requests are repeated; how often is @job's retries.
 */
void
dovetail_job_count_retry (DovetailJob *job, const char *reason)
{
  DovetailJobRetry fresh = { g_intern_string (reason), 1 };

  g_return_if_fail (job != NULL && reason != NULL);

  for (guint i = 0; i < job->reasons->len; i++)
    {
      DovetailJobRetry *retry = &g_array_index (job->reasons, DovetailJobRetry, i);

      if (g_str_equal (retry->reason, reason))
        {
          retry->times++;
          return;
        }
    }
  g_array_append_val (job->reasons, fresh);
}
