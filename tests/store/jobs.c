/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sync jobs: the machine of their states and phases, their rows, and the bound of the history. */

#include "store/jobs.h"

#include "lib/scratch-store.h"

#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))

typedef struct
{
  const char *from;
  const char *to;
  gboolean legal;
} Move;

static const Move phase_moves[] = {
  { "discovery", "discovery", TRUE },
  { "discovery", "processing", TRUE },
  { "discovery", "conflict_resolution", TRUE },
  { "discovery", "upload", TRUE },
  { "discovery", "idle", FALSE },
  { "discovery", "lunch", FALSE },
  { "processing", "discovery", TRUE },
  { "processing", "processing", TRUE },
  { "processing", "conflict_resolution", TRUE },
  { "processing", "upload", TRUE },
  { "processing", "idle", FALSE },
  { "conflict_resolution", "discovery", TRUE },
  { "conflict_resolution", "processing", FALSE },
  { "conflict_resolution", "conflict_resolution", TRUE },
  { "conflict_resolution", "upload", TRUE },
  { "conflict_resolution", "idle", FALSE },
  { "upload", "discovery", TRUE },
  { "upload", "processing", TRUE },
  { "upload", "conflict_resolution", TRUE },
  { "upload", "upload", TRUE },
  { "upload", "idle", FALSE },
};

static void
test_phase_moves (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (phase_moves); i++)
    {
      const Move *move = &phase_moves[i];
      g_autoptr (DovetailJob) job = dovetail_job_new ("a", "full", 0);

      g_test_message ("%s to %s", move->from, move->to);
      g_assert_true (dovetail_job_enter_phase (job, move->from, 1));
      g_assert_true (dovetail_job_enter_phase (job, move->to, 2) == move->legal);
      g_assert_cmpstr (job->phase, ==, move->legal ? move->to : move->from);
    }
}

static const Move state_moves[] = {
  { NULL, "completed", TRUE },         { NULL, "failed", TRUE },
  { NULL, "cancelled", TRUE },         { NULL, "running", FALSE },
  { NULL, "asleep", FALSE },           { "completed", "completed", FALSE },
  { "completed", "failed", FALSE },    { "completed", "cancelled", FALSE },
  { "completed", "running", FALSE },   { "failed", "completed", FALSE },
  { "failed", "running", FALSE },      { "failed", "cancelled", FALSE },
  { "cancelled", "completed", FALSE }, { "cancelled", "running", FALSE },
  { "cancelled", "failed", FALSE },
};

/* An ended job goes nowhere, in no phase either; one that completed rests, any other says where it stopped.
 */
static void
test_state_moves (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (state_moves); i++)
    {
      const Move *move = &state_moves[i];
      g_autoptr (DovetailJob) job = dovetail_job_new ("a", "full", 0);

      g_test_message ("%s to %s", move->from == NULL ? "running" : move->from, move->to);
      dovetail_job_enter_phase (job, "upload", 1);
      if (move->from != NULL)
        g_assert_true (dovetail_job_finish (job, move->from, NULL, NULL, 5));
      g_assert_true (dovetail_job_finish (job, move->to, "offline", "No network", 9) == move->legal);
      if (move->legal)
        g_assert_cmpint (job->finished_at, ==, 9);
      if (job->finished_at == 0)
        continue;
      g_assert_false (dovetail_job_enter_phase (job, "discovery", 10));
      g_assert_cmpstr (job->phase, ==, g_str_equal (job->state, "completed") ? "idle" : "upload");
    }
}

static const DovetailJobPhase *
phase_at (DovetailJob *job, guint index)
{
  g_assert_cmpuint (index, <, job->phases->len);

  return &g_array_index (job->phases, DovetailJobPhase, index);
}

/* discovery 0-10 ms and 15-20 ms, processing 10-15 ms, upload from 20 ms. */
static DovetailJob *
make_job (const char *job_id, gint64 start)
{
  DovetailJob *job = dovetail_job_new (job_id, "incremental", start);

  job->requests = 1;
  dovetail_job_enter_phase (job, "processing", start + 10);
  job->fetched = 7;
  dovetail_job_enter_phase (job, "discovery", start + 15);
  job->requests = 2;
  job->retries = 3;
  dovetail_job_count_retry (job, "offline");
  dovetail_job_count_retry (job, "temporary");
  dovetail_job_count_retry (job, "offline");
  dovetail_job_enter_phase (job, "upload", start + 20);
  job->pushed = 4;
  job->errors = 1;

  return job;
}

static void
check_phases (DovetailJob *job, gint64 start, gint64 end)
{
  g_assert_cmpuint (job->phases->len, ==, 3);
  g_assert_cmpstr (phase_at (job, 0)->phase, ==, "discovery");
  g_assert_cmpint (phase_at (job, 0)->started_at, ==, start);
  g_assert_cmpint (phase_at (job, 0)->duration, ==, 15);
  g_assert_cmpint (phase_at (job, 0)->requests, ==, 2);
  g_assert_cmpint (phase_at (job, 0)->retries, ==, 3);
  g_assert_cmpint (phase_at (job, 0)->fetched, ==, 0);
  g_assert_cmpstr (phase_at (job, 1)->phase, ==, "processing");
  g_assert_cmpint (phase_at (job, 1)->duration, ==, 5);
  g_assert_cmpint (phase_at (job, 1)->fetched, ==, 7);
  g_assert_cmpstr (phase_at (job, 2)->phase, ==, "upload");
  g_assert_cmpint (phase_at (job, 2)->started_at, ==, start + 20);
  g_assert_cmpint (phase_at (job, 2)->duration, ==, end - start - 20);
  g_assert_cmpint (phase_at (job, 2)->pushed, ==, 4);
  g_assert_cmpint (phase_at (job, 2)->errors, ==, 1);
  g_assert_cmpuint (job->reasons->len, ==, 2);
  g_assert_cmpstr (g_array_index (job->reasons, DovetailJobRetry, 0).reason, ==, "offline");
  g_assert_cmpint (g_array_index (job->reasons, DovetailJobRetry, 0).times, ==, 2);
}

static void
test_phases_are_kept (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  gint64 start = scratch->now;
  g_autoptr (DovetailJob) job = make_job ("job", start);
  g_autoptr (DovetailJob) running = NULL;
  g_autoptr (DovetailJob) ended = NULL;
  g_autoptr (GError) error = NULL;

  /* While it runs, each save tells what the present phase amounts to by now. */
  scratch->now = start + 23;
  g_assert_true (dovetail_store_save_job (scratch->store, job, &error));
  running = dovetail_store_get_job (scratch->store, "job", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (running->state, ==, "running");
  g_assert_cmpstr (running->phase, ==, "upload");
  check_phases (running, start, start + 23);

  dovetail_job_finish (job, "failed", "offline", "No network", start + 40);
  job->waiting = 12;
  scratch->now = start + 100;
  g_assert_true (dovetail_store_save_job (scratch->store, job, &error));
  scratch_store_reopen (scratch);
  ended = dovetail_store_get_job (scratch->store, "job", &error);
  g_assert_cmpstr (ended->state, ==, "failed");
  g_assert_cmpstr (ended->phase, ==, "upload");
  g_assert_cmpint (ended->waiting, ==, 12);
  check_phases (ended, start, start + 40);
  g_assert_null (dovetail_store_get_job (scratch->store, "other", &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND);
}

/* A killed process leaves a job that runs; it is closed, and says in which phase. */
static void
test_interrupted (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailJob) job = make_job ("job", scratch->now);
  g_autoptr (DovetailJob) closed = NULL;

  dovetail_store_save_job (scratch->store, job, NULL);
  g_assert_cmpint (dovetail_store_count_running_jobs (scratch->store, NULL), ==, 1);
  g_assert_true (dovetail_store_close_interrupted_jobs (scratch->store, NULL));
  g_assert_cmpint (dovetail_store_count_running_jobs (scratch->store, NULL), ==, 0);
  closed = dovetail_store_get_job (scratch->store, "job", NULL);
  g_assert_cmpstr (closed->state, ==, "failed");
  g_assert_cmpstr (closed->phase, ==, "upload");
  g_assert_cmpuint (closed->phases->len, ==, 3);
}

static void
save_ended (DovetailStore *store, const char *job_id, gint64 start)
{
  g_autoptr (DovetailJob) job = dovetail_job_new (job_id, "incremental", start);

  dovetail_job_finish (job, "completed", NULL, NULL, start);
  g_assert_true (dovetail_store_save_job (store, job, NULL));
}

static guint
count_jobs (DovetailStore *store)
{
  g_autoptr (GPtrArray) jobs = dovetail_store_list_jobs (store, 0, NULL);

  return jobs->len;
}

static void
test_old_jobs_go (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  gint64 edge = scratch->now - DOVETAIL_JOBS_KEPT_DAYS * DAY_MS;
  g_autoptr (GPtrArray) jobs = NULL;

  save_ended (scratch->store, "too old", edge - 1);
  save_ended (scratch->store, "old", edge);
  save_ended (scratch->store, "new", scratch->now);
  g_assert_true (dovetail_store_prune_jobs (scratch->store, NULL));
  jobs = dovetail_store_list_jobs (scratch->store, 0, NULL);
  g_assert_cmpuint (jobs->len, ==, 2);
  g_assert_cmpstr (((DovetailJob *) jobs->pdata[1])->job_id, ==, "old");
}

/* Without anybody asking: the saves themselves keep the bound, give or take the few between two looks. */
static void
test_the_number_is_bounded (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailTransaction) transaction = dovetail_transaction_begin (scratch->store, NULL);

  for (guint i = 0; i < DOVETAIL_JOBS_KEPT + 300; i++)
    {
      g_autofree char *job_id = g_strdup_printf ("job-%06u", i);

      save_ended (scratch->store, job_id, ++scratch->now);
    }
  g_assert_true (dovetail_transaction_commit (g_steal_pointer (&transaction), NULL));
  g_assert_cmpuint (count_jobs (scratch->store), <, DOVETAIL_JOBS_KEPT + 20);
  g_assert_true (dovetail_store_prune_jobs (scratch->store, NULL));
  g_assert_cmpuint (count_jobs (scratch->store), ==, DOVETAIL_JOBS_KEPT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/jobs/phase-moves", test_phase_moves);
  g_test_add_func ("/jobs/state-moves", test_state_moves);
  g_test_add_func ("/jobs/phases-are-kept", test_phases_are_kept);
  g_test_add_func ("/jobs/interrupted", test_interrupted);
  g_test_add_func ("/jobs/old-jobs-go", test_old_jobs_go);
  g_test_add_func ("/jobs/the-number-is-bounded", test_the_number_is_bounded);

  return g_test_run ();
}
