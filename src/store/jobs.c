/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sync jobs, one row each, with a row for each phase: the history, and its bound. */

#include "store/jobs.h"

#include "store/record-changes.h"
#include "store/store-private.h"

#define COLUMNS                                                                                              \
  "job_id, kind, state, phase, fetched, created, updated, deleted, pushed, conflicts, errors, requests, "    \
  "bytes_up, bytes_down, retries, started_at, finished_at, waiting, error_code, error_message"
#define VALUES "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20"

#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))
/* Looking for the bound costs a walk over the index: now and then is enough. */
#define PRUNE_EVERY 16

static void
bind_job (DovetailStatement *statement, const DovetailJob *job)
{
  const gint64 counts[] = { job->fetched,   job->created,    job->updated,     job->deleted,  job->pushed,
                            job->conflicts, job->errors,     job->requests,    job->bytes_up, job->bytes_down,
                            job->retries,   job->started_at, job->finished_at, job->waiting };

  dovetail_statement_bind_text (statement, 1, job->job_id);
  dovetail_statement_bind_text (statement, 2, job->kind);
  dovetail_statement_bind_text (statement, 3, job->state);
  dovetail_statement_bind_text (statement, 4, job->phase);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    dovetail_statement_bind_int (statement, (int) i + 5, counts[i]);
  dovetail_statement_bind_text (statement, 19, job->error_code);
  dovetail_statement_bind_text (statement, 20, job->error_message);
}

static DovetailJob *
read_job (DovetailStatement *statement)
{
  DovetailJob *job = dovetail_job_new (dovetail_statement_get_text (statement, 0),
                                       dovetail_statement_get_text (statement, 1), 0);
  gint64 *const counts[]
      = { &job->fetched,   &job->created,    &job->updated,     &job->deleted,  &job->pushed,
          &job->conflicts, &job->errors,     &job->requests,    &job->bytes_up, &job->bytes_down,
          &job->retries,   &job->started_at, &job->finished_at, &job->waiting };

  g_array_set_size (job->phases, 0);
  g_free (job->state);
  g_free (job->phase);
  job->state = g_strdup (dovetail_statement_get_text (statement, 2));
  job->phase = g_strdup (dovetail_statement_get_text (statement, 3));
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    *counts[i] = dovetail_statement_get_int (statement, (int) i + 4);
  job->error_code = g_strdup (dovetail_statement_get_text (statement, 18));
  job->error_message = g_strdup (dovetail_statement_get_text (statement, 19));

  return job;
}

static gboolean
save_phases (DovetailStore *self, const DovetailJob *running, GError **error)
{
  g_autoptr (DovetailJob) job = dovetail_job_copy (running);
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (
      self,
      "INSERT OR REPLACE INTO job_phase VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
      error);

  /* Written down is what the phase that is still being visited amounts to by now. */
  dovetail_job_finish (job, DOVETAIL_JOB_FAILED, NULL, NULL, dovetail_store_now (self));
  for (guint i = 0; statement != NULL && i < job->phases->len; i++)
    {
      const DovetailJobPhase phase = g_array_index (job->phases, DovetailJobPhase, i);
      const gint64 numbers[]
          = { phase.started_at, phase.duration, phase.fetched, phase.pushed,   phase.conflicts,
              phase.errors,     phase.requests, phase.retries, phase.bytes_up, phase.bytes_down };

      dovetail_statement_bind_text (statement, 1, job->job_id);
      dovetail_statement_bind_int (statement, 2, i);
      dovetail_statement_bind_text (statement, 3, phase.phase);
      for (guint j = 0; j < G_N_ELEMENTS (numbers); j++)
        dovetail_statement_bind_int (statement, (int) j + 4, numbers[j]);
      if (!dovetail_statement_run (statement, error))
        return FALSE;
      dovetail_statement_reset (statement);
    }

  return statement != NULL;
}

static gboolean
save_reasons (DovetailStore *self, const DovetailJob *job, GError **error)
{
  g_autoptr (DovetailStatement) statement
      = dovetail_statement_take (self, "INSERT OR REPLACE INTO job_retry VALUES (?1, ?2, ?3)", error);

  for (guint i = 0; statement != NULL && i < job->reasons->len; i++)
    {
      const DovetailJobRetry *retry = &g_array_index (job->reasons, DovetailJobRetry, i);

      dovetail_statement_bind_text (statement, 1, job->job_id);
      dovetail_statement_bind_text (statement, 2, retry->reason);
      dovetail_statement_bind_int (statement, 3, retry->times);
      if (!dovetail_statement_run (statement, error))
        return FALSE;
      dovetail_statement_reset (statement);
    }

  return statement != NULL;
}

/* An upsert: REPLACE would take the phases away with the row. */
static gboolean
save_row (DovetailStore *self, const DovetailJob *job, GError **error)
{
  g_autoptr (DovetailStatement) statement
      = dovetail_statement_take (self,
                                 "INSERT INTO job (" COLUMNS ") VALUES (" VALUES
                                 ") ON CONFLICT (job_id) DO UPDATE SET (" COLUMNS ") = (" VALUES ")",
                                 error);

  if (statement == NULL)
    return FALSE;
  bind_job (statement, job);

  return dovetail_statement_run (statement, error);
}

/**
 * dovetail_store_save_job:
 * @self: a store
 * @job: a job
 * @error: BUSY, FULL, CORRUPT, FAILED
 *
 * Inserts or replaces it by id, with its phases, in a transaction of its own when none is open. With the end
 * of a job the history is now and then cut to its bound.
 *
 * Returns: whether it was saved, or will be with the open transaction
 */
gboolean
dovetail_store_save_job (DovetailStore *self, DovetailJob *job, GError **error)
{
  g_autoptr (DovetailTransaction) own = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (job != NULL, FALSE);

  if (!dovetail_store_begin_own (self, &own, error) || !save_row (self, job, error)
      || !save_phases (self, job, error) || !save_reasons (self, job, error))
    return FALSE;
  if (job->finished_at % PRUNE_EVERY == 1 && !dovetail_store_prune_jobs (self, error))
    return FALSE;

  return dovetail_store_commit_own (&own, error);
}

static gboolean
read_phases (DovetailStore *self, DovetailJob *job, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (
      self,
      "SELECT phase, started_at, duration, fetched, pushed, conflicts, errors, requests, retries, bytes_up,"
      " bytes_down FROM job_phase WHERE job_id = ?1 ORDER BY number",
      error);
  DovetailStep step;

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_text (statement, 1, job->job_id);
  while ((step = dovetail_statement_step (statement, error)) == DOVETAIL_STEP_ROW)
    {
      DovetailJobPhase phase = { .phase = g_intern_string (dovetail_statement_get_text (statement, 0)) };
      gint64 *const numbers[]
          = { &phase.started_at, &phase.duration, &phase.fetched, &phase.pushed,   &phase.conflicts,
              &phase.errors,     &phase.requests, &phase.retries, &phase.bytes_up, &phase.bytes_down };

      for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
        *numbers[i] = dovetail_statement_get_int (statement, (int) i + 1);
      g_array_append_val (job->phases, phase);
    }

  return step == DOVETAIL_STEP_DONE;
}

static gboolean
read_reasons (DovetailStore *self, DovetailJob *job, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (
      self, "SELECT reason, times FROM job_retry WHERE job_id = ?1 ORDER BY reason", error);
  DovetailStep step;

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_text (statement, 1, job->job_id);
  while ((step = dovetail_statement_step (statement, error)) == DOVETAIL_STEP_ROW)
    {
      DovetailJobRetry retry = { g_intern_string (dovetail_statement_get_text (statement, 0)),
                                 dovetail_statement_get_int (statement, 1) };

      g_array_append_val (job->reasons, retry);
    }

  return step == DOVETAIL_STEP_DONE;
}

static gboolean
read_details (DovetailStore *self, GPtrArray *jobs, GError **error)
{
  for (guint i = 0; i < jobs->len; i++)
    if (!read_phases (self, g_ptr_array_index (jobs, i), error)
        || !read_reasons (self, g_ptr_array_index (jobs, i), error))
      return FALSE;

  return TRUE;
}

/**
 * dovetail_store_list_jobs:
 * @self: a store
 * @limit: how many at most; 0: all
 * @error: CORRUPT, FAILED
 *
 * Returns: (transfer full) (element-type DovetailJob): jobs with their phases, newest first
 */
GPtrArray *
dovetail_store_list_jobs (DovetailStore *self, guint limit, GError **error)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_job_free);
  g_autoptr (DovetailStatement) statement = NULL;
  DovetailStep step;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);

  statement = dovetail_statement_take (
      self, "SELECT " COLUMNS " FROM job ORDER BY started_at DESC, job_id DESC LIMIT ?1", error);
  if (statement == NULL)
    return NULL;
  dovetail_statement_bind_int (statement, 1, limit == 0 ? -1 : (gint64) limit);
  while ((step = dovetail_statement_step (statement, error)) == DOVETAIL_STEP_ROW)
    g_ptr_array_add (jobs, read_job (statement));

  return step == DOVETAIL_STEP_DONE && read_details (self, jobs, error) ? g_steal_pointer (&jobs) : NULL;
}

/**
 * dovetail_store_get_job:
 * @self: a store
 * @job_id: a job's id
 * @error: NOT_FOUND, CORRUPT, FAILED
 *
 * Returns: (transfer full): the job with its phases
 */
DovetailJob *
dovetail_store_get_job (DovetailStore *self, const char *job_id, GError **error)
{
  g_autoptr (DovetailStatement) statement = NULL;
  g_autoptr (DovetailJob) job = NULL;
  DovetailStep step;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);
  g_return_val_if_fail (job_id != NULL, NULL);

  statement = dovetail_statement_take (self, "SELECT " COLUMNS " FROM job WHERE job_id = ?1", error);
  if (statement == NULL)
    return NULL;
  dovetail_statement_bind_text (statement, 1, job_id);
  step = dovetail_statement_step (statement, error);
  if (step == DOVETAIL_STEP_DONE)
    g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND, "There is no sync with the id %s", job_id);
  if (step != DOVETAIL_STEP_ROW)
    return NULL;
  job = read_job (statement);

  return read_phases (self, job, error) && read_reasons (self, job, error) ? g_steal_pointer (&job) : NULL;
}

/**
 * dovetail_store_count_running_jobs:
 * @self: a store
 * @error: CORRUPT, FAILED
 *
 * Returns: how many rows say that a job runs; -1 on error
 */
gint64
dovetail_store_count_running_jobs (DovetailStore *self, GError **error)
{
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), -1);

  statement = dovetail_statement_take (self, "SELECT count (*) FROM job WHERE state = 'running'", error);
  if (statement == NULL || dovetail_statement_step (statement, error) != DOVETAIL_STEP_ROW)
    return -1;

  return dovetail_statement_get_int (statement, 0);
}

/**
 * dovetail_store_prune_jobs:
 * @self: a store
 * @error: BUSY, FULL, CORRUPT, FAILED
 *
 * Takes away jobs beyond %DOVETAIL_JOBS_KEPT_DAYS and the oldest beyond %DOVETAIL_JOBS_KEPT, with their
 * phases, and the facts of conflicts of that age.
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_store_prune_jobs (DovetailStore *self, GError **error)
{
  static const char *const deletions[] = {
    "DELETE FROM job WHERE started_at < max (?1, ifnull ((SELECT started_at FROM job"
    " ORDER BY started_at DESC LIMIT 1 OFFSET ?2), ?1))",
    "DELETE FROM conflict_fact WHERE created_at < ?1 AND ?2 > 0",
  };
  g_autoptr (DovetailTransaction) own = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);

  if (!dovetail_store_begin_own (self, &own, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (deletions); i++)
    {
      g_autoptr (DovetailStatement) statement = dovetail_statement_take (self, deletions[i], error);

      if (statement == NULL)
        return FALSE;
      dovetail_statement_bind_int (statement, 1,
                                   dovetail_store_now (self) - DOVETAIL_JOBS_KEPT_DAYS * DAY_MS);
      dovetail_statement_bind_int (statement, 2, DOVETAIL_JOBS_KEPT - 1);
      if (!dovetail_statement_run (statement, error))
        return FALSE;
    }

  return dovetail_store_prune_record_changes (self, error) && dovetail_store_commit_own (&own, error);
}

/**
 * dovetail_store_close_interrupted_jobs:
 * @self: a store; the caller holds the sync lock, so no job can be running
 * @error: BUSY, FULL, CORRUPT, FAILED
 *
 * Marks jobs that a killed process left running as failed.
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_store_close_interrupted_jobs (DovetailStore *self, GError **error)
{
  g_autoptr (DovetailTransaction) own = NULL;
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);

  if (!dovetail_store_begin_own (self, &own, error))
    return FALSE;
  statement = dovetail_statement_take (
      self,
      "UPDATE job SET state = 'failed', finished_at = ?1, error_code = 'interrupted',"
      " error_message = 'The program was stopped in the middle of this sync'"
      " WHERE state = 'running'",
      error);
  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_int (statement, 1, dovetail_store_now (self));

  return dovetail_statement_run (statement, error) && dovetail_store_commit_own (&own, error);
}
