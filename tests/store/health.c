/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looking over a store: what is found in a sound one, and in one that was damaged on purpose. */

#include "store/health.h"

#include "lib/scratch-store.h"
#include "store/jobs.h"
#include "store/store-private.h"

#define ID "0197f000-0000-7000-8000-000000000001"

static void
run (ScratchStore *scratch, const char *sql)
{
  char *message = NULL;

  sqlite3_db_config (scratch->store->database, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
  sqlite3_exec (scratch->store->database, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
}

static void
examine (ScratchStore *scratch, DovetailStoreHealth *health)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (dovetail_store_examine (scratch->store, health, &error));
  g_assert_no_error (error);
}

static void
test_sound (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_auto (DovetailStoreHealth) health = { 0 };

  scratch_create (scratch, "task", ID, "{'title':'milk'}");
  examine (scratch, &health);
  g_assert_null (health.damage);
  g_assert_cmpint (health.broken_references, ==, 0);
  g_assert_cmpuint (health.opened, ==, 1);
  g_assert_cmpuint (health.unopened, ==, 0);
  g_assert_cmpint (health.running_jobs, ==, 0);
  g_assert_cmpint (health.schema_version, >=, 3);
}

/* An index that lacks a row is found, and made anew without touching the record. */
static void
test_index (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_auto (DovetailStoreHealth) broken = { 0 };
  g_auto (DovetailStoreHealth) mended = { 0 };
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (GError) error = NULL;

  scratch_put_synced (scratch, "task", ID, 4, "{'title':'milk','due':'2026-12-01'}", FALSE);
  /* The index is hidden while a row is written, and shown again as it was. */
  run (scratch, "PRAGMA writable_schema = ON;"
                "UPDATE sqlite_schema SET sql = replace (sql, 'deleted = 0 AND done = 0', 'deleted = 7')"
                " WHERE name = 'record_due'");
  scratch_store_reopen (scratch);
  run (scratch, "REINDEX record_due;"
                "PRAGMA writable_schema = ON;"
                "UPDATE sqlite_schema SET sql = replace (sql, 'deleted = 7', 'deleted = 0 AND done = 0')"
                " WHERE name = 'record_due'");
  scratch_store_reopen (scratch);
  examine (scratch, &broken);
  g_assert_nonnull (broken.damage);
  g_assert_true (broken.only_indexes);
  g_assert_true (dovetail_store_reindex (scratch->store, &error));
  examine (scratch, &mended);
  g_assert_null (mended.damage);
  replica = scratch_get (scratch, "task", ID);
  g_assert_cmpstr (dovetail_record_get_title (replica->current), ==, "milk");
}

static void
test_payload (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_auto (DovetailStoreHealth) health = { 0 };

  scratch_create (scratch, "task", ID, "{'title':'milk'}");
  run (scratch, "UPDATE record SET data = zeroblob (length (data))");
  examine (scratch, &health);
  g_assert_null (health.damage);
  g_assert_cmpuint (health.unopened, ==, 1);
}

static void
test_references (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_auto (DovetailStoreHealth) health = { 0 };
  g_autoptr (DovetailJob) job = dovetail_job_new ("job", "full", 1);

  scratch_create (scratch, "task", ID, "{'title':'milk'}");
  g_assert_true (dovetail_store_save_job (scratch->store, job, NULL));
  run (scratch, "PRAGMA foreign_keys = OFF; DELETE FROM record; PRAGMA foreign_keys = ON");
  examine (scratch, &health);
  g_assert_cmpint (health.broken_references, >=, 2); /* its outbox row, and its history */
  g_assert_cmpint (health.running_jobs, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/health/sound", test_sound);
  g_test_add_func ("/health/index", test_index);
  g_test_add_func ("/health/payload", test_payload);
  g_test_add_func ("/health/references", test_references);

  return g_test_run ();
}
