/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sync jobs, one row each: the history. */

#include "store/jobs.h"

#include "store/store-private.h"

#define COLUMNS                                                                                              \
  "job_id, kind, state, phase, fetched, created, updated, deleted, pushed, conflicts, errors, requests, "    \
  "bytes_up,"                                                                                                \
  " bytes_down, retries, started_at, finished_at, error_code, error_message"

/**
 * dovetail_job_new:
 * @job_id: its id
 * @kind: "full" or "incremental"
 * @started_at: ms
 *
 * Returns: (transfer full): a job that runs
 */
DovetailJob *
dovetail_job_new (const char *job_id, const char *kind, gint64 started_at)
{
  DovetailJob *job;

  g_return_val_if_fail (job_id != NULL && kind != NULL, NULL);

  job = g_new0 (DovetailJob, 1);
  job->job_id = g_strdup (job_id);
  job->kind = g_strdup (kind);
  job->state = g_strdup ("running");
  job->phase = g_strdup ("discovery");
  job->started_at = started_at;

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
  g_free (job);
}

static void
bind_job (DovetailStatement *statement, const DovetailJob *job)
{
  const gint64 counts[] = { job->fetched,   job->created,    job->updated,    job->deleted,  job->pushed,
                            job->conflicts, job->errors,     job->requests,   job->bytes_up, job->bytes_down,
                            job->retries,   job->started_at, job->finished_at };

  dovetail_statement_bind_text (statement, 1, job->job_id);
  dovetail_statement_bind_text (statement, 2, job->kind);
  dovetail_statement_bind_text (statement, 3, job->state);
  dovetail_statement_bind_text (statement, 4, job->phase);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    dovetail_statement_bind_int (statement, (int) i + 5, counts[i]);
  dovetail_statement_bind_text (statement, 18, job->error_code);
  dovetail_statement_bind_text (statement, 19, job->error_message);
}

static DovetailJob *
read_job (DovetailStatement *statement)
{
  DovetailJob *job = g_new0 (DovetailJob, 1);
  gint64 *const counts[]
      = { &job->fetched,   &job->created,    &job->updated,    &job->deleted,  &job->pushed,
          &job->conflicts, &job->errors,     &job->requests,   &job->bytes_up, &job->bytes_down,
          &job->retries,   &job->started_at, &job->finished_at };

  job->job_id = g_strdup (dovetail_statement_get_text (statement, 0));
  job->kind = g_strdup (dovetail_statement_get_text (statement, 1));
  job->state = g_strdup (dovetail_statement_get_text (statement, 2));
  job->phase = g_strdup (dovetail_statement_get_text (statement, 3));
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    *counts[i] = dovetail_statement_get_int (statement, (int) i + 4);
  job->error_code = g_strdup (dovetail_statement_get_text (statement, 17));
  job->error_message = g_strdup (dovetail_statement_get_text (statement, 18));

  return job;
}

/**
 * dovetail_store_save_job:
 * @self: a store
 * @job: a job
 * @error: BUSY, FULL, CORRUPT, FAILED
 *
 * Inserts or replaces it by id, in a transaction of its own when none is open.
 *
 * Returns: whether it was saved, or will be with the open transaction
 */
gboolean
dovetail_store_save_job (DovetailStore *self, DovetailJob *job, GError **error)
{
  g_autoptr (DovetailTransaction) own = NULL;
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (job != NULL, FALSE);

  if (!dovetail_store_begin_own (self, &own, error))
    return FALSE;
  statement = dovetail_statement_take (self,
                                       "INSERT OR REPLACE INTO job (" COLUMNS
                                       ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,"
                                       " ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
                                       error);
  if (statement == NULL)
    return FALSE;
  bind_job (statement, job);

  return dovetail_statement_run (statement, error) && dovetail_store_commit_own (&own, error);
}

/**
 * dovetail_store_list_jobs:
 * @self: a store
 * @limit: how many at most; 0: all
 * @error: CORRUPT, FAILED
 *
 * Returns: (transfer full) (element-type DovetailJob): jobs, newest first
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

  return step == DOVETAIL_STEP_FAILED ? NULL : g_steal_pointer (&jobs);
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
