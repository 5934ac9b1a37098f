/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Settings, secrets, the hybrid clock, jobs, walks, snapshots, locks and transactions. */

#include "store/settings.h"

#include <glib/gstdio.h>

#include "lib/scratch-store.h"
#include "store/edit.h"
#include "store/jobs.h"
#include "store/snapshot.h"
#include "store/walk.h"

#define ID(n) "0197f000-0000-7000-8000-0000000000" n

static void
test_settings (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (GError) error = NULL;
  g_autofree char *value = NULL;
  g_autofree char *secret = NULL;

  g_assert_null (dovetail_store_get_setting (scratch->store, DOVETAIL_SETTING_SERVER));
  g_assert_cmpint (dovetail_store_get_setting_int (scratch->store, DOVETAIL_SETTING_INTERVAL, 300), ==, 300);
  g_assert_true (dovetail_store_set_setting (scratch->store, DOVETAIL_SETTING_SERVER, "https://a", &error));
  g_assert_true (dovetail_store_set_setting_int (scratch->store, DOVETAIL_SETTING_INTERVAL, -7, &error));
  g_assert_true (dovetail_store_set_secret (scratch->store, DOVETAIL_SETTING_TOKENS, "hush", &error));
  scratch_store_reopen (scratch);
  value = dovetail_store_get_setting (scratch->store, DOVETAIL_SETTING_SERVER);
  g_assert_cmpstr (value, ==, "https://a");
  g_assert_cmpint (dovetail_store_get_setting_int (scratch->store, DOVETAIL_SETTING_INTERVAL, 300), ==, -7);
  secret = dovetail_store_get_secret (scratch->store, DOVETAIL_SETTING_TOKENS, &error);
  g_assert_cmpstr (secret, ==, "hush");
  g_assert_null (dovetail_store_get_setting (scratch->store, DOVETAIL_SETTING_TOKENS));
  g_assert_true (dovetail_store_set_setting (scratch->store, DOVETAIL_SETTING_SERVER, NULL, &error));
  g_assert_null (dovetail_store_get_setting (scratch->store, DOVETAIL_SETTING_SERVER));
  g_assert_null (dovetail_store_get_secret (scratch->store, "absent", &error));
  g_assert_no_error (error);
}

static gint64
next_time (ScratchStore *scratch)
{
  g_autoptr (DovetailTransaction) transaction = dovetail_transaction_begin (scratch->store, NULL);
  gint64 time = dovetail_store_next_time (scratch->store, NULL);

  g_assert_true (dovetail_transaction_commit (g_steal_pointer (&transaction), NULL));

  return time;
}

/* Never twice, never back: not when the wall clock jumps, not over a restart. */
static void
test_clock (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (FALSE);
  gint64 first = next_time (scratch);
  gint64 wall = scratch->now;

  g_assert_cmpint (first, ==, wall);
  g_assert_cmpint (next_time (scratch), ==, wall + 1);
  scratch->now -= 1000000;
  scratch_store_reopen (scratch);
  g_assert_cmpint (next_time (scratch), ==, wall + 2);
  scratch->now = wall + 10;
  g_assert_true (dovetail_store_measure_clock (scratch->store, wall + 5010, NULL));
  g_assert_cmpint (dovetail_store_get_clock_offset (scratch->store), ==, 5000);
  g_assert_cmpint (next_time (scratch), ==, wall + 5010);
}

static void
count_change (DovetailStore *store, gpointer count)
{
  ++*(guint *) count;
}

static void
test_transactions (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailStore) other = dovetail_store_reopen (scratch->store, NULL);
  g_autoptr (DovetailTransaction) dropped = NULL;
  g_autoptr (DovetailTransaction) empty = NULL;
  guint changes = 0;

  g_signal_connect (scratch->store, "changed", G_CALLBACK (count_change), &changes);
  dropped = dovetail_transaction_begin (scratch->store, NULL);
  g_assert_true (dovetail_store_set_setting (scratch->store, "a", "1", NULL));
  g_assert_null (dovetail_store_get_setting (other, "a"));
  g_clear_pointer (&dropped, dovetail_transaction_abort);
  g_assert_null (dovetail_store_get_setting (scratch->store, "a"));
  g_assert_cmpuint (changes, ==, 0);
  g_assert_true (dovetail_store_set_setting (scratch->store, "a", "2", NULL));
  g_assert_cmpuint (changes, ==, 1);
  empty = dovetail_transaction_begin (scratch->store, NULL);
  g_assert_true (dovetail_transaction_commit (g_steal_pointer (&empty), NULL));
  g_assert_cmpuint (changes, ==, 1);
}

static void
test_sync_lock (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailStore) other = dovetail_store_reopen (scratch->store, NULL);
  g_autoptr (DovetailSyncLock) lock = dovetail_sync_lock_take (scratch->store, NULL);
  g_autoptr (DovetailSyncLock) second = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (lock);
  g_assert_null (dovetail_sync_lock_take (other, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_BUSY);
  g_clear_pointer (&lock, dovetail_sync_lock_release);
  second = dovetail_sync_lock_take (other, NULL);
  g_assert_nonnull (second);
}

static void
test_jobs (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailJob) first = dovetail_job_new ("one", "full", 100);
  g_autoptr (DovetailJob) second = dovetail_job_new ("two", "incremental", 200);
  g_autoptr (GPtrArray) jobs = NULL;
  DovetailJob *job;

  first->state = (g_free (first->state), g_strdup ("completed"));
  first->bytes_up = G_GINT64_CONSTANT (5000000000);
  first->retries = 3;
  first->finished_at = 150;
  second->fetched = 7;
  g_assert_true (dovetail_store_save_job (scratch->store, first, NULL));
  g_assert_true (dovetail_store_save_job (scratch->store, second, NULL));
  second->fetched = 8;
  g_assert_true (dovetail_store_save_job (scratch->store, second, NULL));
  scratch_store_reopen (scratch);
  g_assert_true (dovetail_store_close_interrupted_jobs (scratch->store, NULL));
  jobs = dovetail_store_list_jobs (scratch->store, 0, NULL);
  g_assert_cmpuint (jobs->len, ==, 2);
  job = jobs->pdata[0];
  g_assert_cmpstr (job->job_id, ==, "two");
  g_assert_cmpint (job->fetched, ==, 8);
  g_assert_cmpstr (job->state, ==, "failed");
  g_assert_cmpstr (job->error_code, ==, "interrupted");
  g_assert_cmpint (job->finished_at, ==, scratch->now);
  job = jobs->pdata[1];
  g_assert_cmpstr (job->state, ==, "completed");
  g_assert_cmpint (job->bytes_up, ==, G_GINT64_CONSTANT (5000000000));
  g_assert_cmpint (job->retries, ==, 3);
  g_assert_null (job->error_code);
}

static void
mark (ScratchStore *scratch, gboolean begin, const char *id)
{
  g_autoptr (DovetailTransaction) transaction = dovetail_transaction_begin (scratch->store, NULL);

  if (begin)
    g_assert_true (dovetail_store_walk_begin (scratch->store, NULL));
  if (id != NULL)
    g_assert_true (dovetail_store_walk_mark (scratch->store, "task", id, NULL));
  g_assert_true (dovetail_transaction_commit (g_steal_pointer (&transaction), NULL));
}

/* Swept: what the server did not list. Kept: what waits, and what it never knew. The marks outlive the
 * process. */
static void
test_walk (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailTransaction) transaction = NULL;
  g_autoptr (GError) error = NULL;
  guint unseen, total;

  scratch_put_synced (scratch, "task", ID ("01"), 1, "{'title':'seen'}", FALSE);
  scratch_put_synced (scratch, "task", ID ("02"), 1, "{'title':'unseen'}", FALSE);
  scratch_put_synced (scratch, "task", ID ("03"), 1, "{'title':'unseen, edited'}", FALSE);
  scratch_put_synced (scratch, "task", ID ("05"), 1, "{'title':'unseen tombstone'}", TRUE);
  scratch_update (scratch, "task", ID ("03"), "{'title':'edited here'}");
  scratch_create (scratch, "task", ID ("04"), "{'title':'new here'}");
  mark (scratch, FALSE, ID ("02"));
  mark (scratch, TRUE, ID ("01"));
  mark (scratch, FALSE, ID ("77"));
  scratch_store_reopen (scratch);
  g_assert_true (dovetail_store_walk_count (scratch->store, &unseen, &total, &error));
  g_assert_cmpuint (unseen, ==, 1);
  g_assert_cmpuint (total, ==, 4);
  transaction = dovetail_transaction_begin (scratch->store, NULL);
  g_assert_true (dovetail_store_walk_sweep (scratch->store, &error));
  g_assert_true (dovetail_transaction_commit (g_steal_pointer (&transaction), NULL));
  g_assert_no_error (error);
  dovetail_replica_free (scratch_get (scratch, "task", ID ("01")));
  dovetail_replica_free (scratch_get (scratch, "task", ID ("03")));
  dovetail_replica_free (scratch_get (scratch, "task", ID ("04")));
  g_assert_null (dovetail_store_get_replica (scratch->store, "task", ID ("02"), NULL));
  g_assert_null (dovetail_store_get_replica (scratch->store, "task", ID ("05"), NULL));
}

static void
test_snapshots (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autofree char *folder = g_build_filename (scratch->directory, "snapshots", NULL);
  g_autofree char *newest = NULL;
  g_autofree char *copied = NULL;
  g_autofree char *place = NULL;
  g_autoptr (GDir) directory = NULL;
  g_autoptr (DovetailStore) store = NULL;
  DovetailStoreOptions options = scratch_store_options (scratch);
  gsize length;
  guint files = 0;

  scratch_create (scratch, "task", ID ("01"), "{'title':'milk'}");
  for (guint i = 0; i < 8; i++)
    {
      scratch->now += 1000;
      g_clear_pointer (&newest, g_free);
      g_assert_true (dovetail_store_snapshot (scratch->store, &newest, NULL));
    }
  directory = g_dir_open (folder, 0, NULL);
  while (g_dir_read_name (directory) != NULL)
    files++;
  g_assert_cmpuint (files, ==, DOVETAIL_SNAPSHOTS_KEPT);

  /* It opens as a store of its own. */
  place = g_build_filename (scratch->directory, "elsewhere", NULL);
  g_assert_cmpint (g_mkdir (place, 0700), ==, 0);
  g_assert_true (g_file_get_contents (newest, &copied, &length, NULL));
  options.directory = place;
  g_free (newest);
  newest = g_build_filename (place, "store.db", NULL);
  g_assert_true (g_file_set_contents (newest, copied, (gssize) length, NULL));
  store = dovetail_store_open (&options, NULL);
  g_assert_nonnull (store);
  dovetail_replica_free (dovetail_store_get_replica (store, "task", ID ("01"), NULL));
}

static void
test_forget (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailTransaction) transaction = NULL;
  g_autoptr (GError) error = NULL;

  scratch_create (scratch, "task", ID ("01"), "{'title':'milk'}");
  transaction = dovetail_transaction_begin (scratch->store, NULL);
  g_assert_true (dovetail_store_forget_replica (scratch->store, "task", ID ("01"), &error));
  g_assert_true (dovetail_store_forget_replica (scratch->store, "task", ID ("02"), &error));
  g_assert_true (dovetail_transaction_commit (g_steal_pointer (&transaction), NULL));
  g_assert_null (dovetail_store_get_replica (scratch->store, "task", ID ("01"), &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/settings/values-and-secrets", test_settings);
  g_test_add_func ("/store/settings/clock", test_clock);
  g_test_add_func ("/store/settings/transactions", test_transactions);
  g_test_add_func ("/store/settings/sync-lock", test_sync_lock);
  g_test_add_func ("/store/settings/jobs", test_jobs);
  g_test_add_func ("/store/settings/walk", test_walk);
  g_test_add_func ("/store/settings/snapshots", test_snapshots);
  g_test_add_func ("/store/settings/forget", test_forget);

  return g_test_run ();
}
