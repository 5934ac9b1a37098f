/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Databases of other versions: newer ones refused, older ones brought forward or left as they were, foreign
 * ones not touched. */

#include <glib/gstdio.h>
#include <string.h>

#include "lib/scratch-store.h"
#include "store/conflicts.h"
#include "store/jobs.h"
#include "store/schema.h"
#include "store/settings.h"

typedef struct
{
  char *room;
  char *path;
  sqlite3 *database;
} Place;

static void
set_up (Place *place, gconstpointer data)
{
  place->room = g_dir_make_tmp ("dovetail-test-XXXXXX", NULL);
  place->path = g_build_filename (place->room, "store.db", NULL);
  g_assert_cmpint (sqlite3_open (place->path, &place->database), ==, SQLITE_OK);
}

static void
tear_down (Place *place, gconstpointer data)
{
  sqlite3_close (place->database);
  scratch_remove_tree (place->room);
  g_free (place->room);
  g_free (place->path);
}

static void
run (sqlite3 *database, const char *sql)
{
  g_assert_cmpint (sqlite3_exec (database, sql, NULL, NULL, NULL), ==, SQLITE_OK);
}

static gint64
ask (sqlite3 *database, const char *sql)
{
  sqlite3_stmt *statement = NULL;
  gint64 number = -1;

  if (sqlite3_prepare_v2 (database, sql, -1, &statement, NULL) == SQLITE_OK
      && sqlite3_step (statement) == SQLITE_ROW)
    number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);

  return number;
}

static const char *const good_steps[] = {
  "CREATE TABLE apple (size INTEGER); INSERT INTO apple VALUES (1)",
  "ALTER TABLE apple ADD COLUMN colour INTEGER DEFAULT 5",
  "CREATE TABLE pear (size INTEGER)",
};
static const char *const bad_steps[] = {
  "CREATE TABLE apple (size INTEGER); INSERT INTO apple VALUES (1)",
  "DELETE FROM apple",
  "CREATE TABLE this is no SQL",
};

static gboolean
migrate (Place *place, const char *const *steps, gsize n, GError **error)
{
  const DovetailMigrations migrations = { steps, n };

  return dovetail_store_migrate (place->database, place->path, &migrations, error);
}

static void
test_forward (Place *place, gconstpointer data)
{
  g_autofree char *backup = g_strconcat (place->path, ".backup-1", NULL);
  g_autoptr (GError) error = NULL;
  sqlite3 *old = NULL;

  g_assert_true (migrate (place, good_steps, 1, &error));
  g_assert_false (g_file_test (backup, G_FILE_TEST_EXISTS));
  g_assert_true (migrate (place, good_steps, 3, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ask (place->database, "PRAGMA user_version"), ==, 3);
  g_assert_cmpint (ask (place->database, "SELECT colour FROM apple"), ==, 5);
  g_assert_cmpint (ask (place->database, "SELECT count (*) FROM pear"), ==, 0);
  g_assert_cmpint (sqlite3_open (backup, &old), ==, SQLITE_OK);
  g_assert_cmpint (ask (old, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (ask (old, "SELECT size FROM apple"), ==, 1);
  sqlite3_close (old);
}

static void
test_failure_changes_nothing (Place *place, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (migrate (place, bad_steps, 1, NULL));
  g_assert_false (migrate (place, bad_steps, 3, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (ask (place->database, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (ask (place->database, "SELECT count (*) FROM apple"), ==, 1);
}

static void
test_newer_is_refused (Place *place, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (migrate (place, good_steps, 3, NULL));
  g_assert_false (migrate (place, good_steps, 2, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NEWER_SCHEMA);
  g_assert_cmpint (ask (place->database, "SELECT count (*) FROM pear"), ==, 0);
}

static void
test_foreign_is_left_alone (Place *place, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  run (place->database, "CREATE TABLE somebody_elses (x)");
  g_assert_false (migrate (place, good_steps, 3, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_CORRUPT);
  g_assert_cmpint (ask (place->database, "SELECT count (*) FROM sqlite_schema"), ==, 1);
}

/* Through the front door. */
static void
test_store_of_the_future (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  DovetailStoreOptions options = scratch_store_options (scratch);
  g_autofree char *path = g_build_filename (scratch->directory, "store.db", NULL);
  g_autoptr (GError) error = NULL;
  sqlite3 *database = NULL;

  g_clear_object (&scratch->store);
  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  run (database, "PRAGMA user_version = 999");
  sqlite3_close (database);
  g_assert_null (dovetail_store_open (&options, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NEWER_SCHEMA);
}

static void
test_no_database (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  DovetailStoreOptions options = scratch_store_options (scratch);
  g_autofree char *path = g_build_filename (scratch->directory, "store.db", NULL);
  g_autofree char *log = g_build_filename (scratch->directory, "store.db-wal", NULL);
  g_autofree char *text = g_strnfill (8192, 'x');
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_object (&scratch->store);
  g_unlink (log);
  g_assert_true (g_file_set_contents (path, text, 8192, NULL));
  g_assert_null (dovetail_store_open (&options, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_CORRUPT);
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpmem (text, 8192, after, 8192);
}

static char *
read_schema (const char *path)
{
  GString *text = g_string_new (NULL);
  sqlite3_stmt *statement = NULL;
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &database, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (database, "SELECT name, sql FROM sqlite_schema ORDER BY type, name",
                                       -1, &statement, NULL),
                   ==, SQLITE_OK);
  while (sqlite3_step (statement) == SQLITE_ROW)
    g_string_append_printf (text, "%s: %s\n", sqlite3_column_text (statement, 0),
                            sqlite3_column_text (statement, 1));
  sqlite3_finalize (statement);
  sqlite3_close (database);

  return g_string_free (text, FALSE);
}

static void
copy_fixture (guint version, const char *directory)
{
  g_autofree char *name = g_strdup_printf ("version-%u.db", version);
  g_autofree char *from = g_test_build_filename (G_TEST_DIST, "store", name, NULL);
  g_autofree char *to = g_build_filename (directory, "store.db", NULL);
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (from, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (to, bytes, (gssize) length, NULL));
}

static void
check_kept (DovetailStore *store)
{
  g_autoptr (DovetailReplica) edited
      = dovetail_store_get_replica (store, "task", "00000000-0000-7000-8000-000000000002", NULL);
  g_autoptr (DovetailReplica) created
      = dovetail_store_get_replica (store, "task", "00000000-0000-7000-8000-000000000003", NULL);
  g_autoptr (DovetailConflict) conflict
      = dovetail_store_get_conflict (store, "00000000-0000-7000-8000-00000000000c", NULL);
  g_autoptr (DovetailJob) job = dovetail_store_get_job (store, "00000000-0000-7000-8000-00000000000a", NULL);
  g_autofree char *token = dovetail_store_get_setting (store, DOVETAIL_SETTING_SYNC_TOKEN);

  g_assert_cmpstr (dovetail_record_get_title (edited->current), ==, "Pay the rent");
  g_assert_cmpstr (dovetail_record_get_title (edited->base), ==, "Pay rent");
  g_assert_nonnull (edited->conflict_id);
  g_assert_cmpstr (dovetail_record_get_title (created->current), ==, "Water plants");
  g_assert_cmpint (created->pending->state, ==, DOVETAIL_PENDING_WAITING);
  g_assert_true (conflict->open);
  g_assert_cmpint (job->fetched, ==, 7);
  g_assert_cmpstr (job->state, ==, "running");
  g_assert_cmpstr (token, ==, "token-of-version");
}

/* Each released form is brought forward with all it holds, can be written to, and is then what a fresh store
 * is. */
static void
test_released (gconstpointer data)
{
  guint version = GPOINTER_TO_UINT (data);
  g_autoptr (ScratchStore) fresh = scratch_store_new (FALSE);
  g_autoptr (ScratchStore) scratch = scratch_store_new (FALSE);
  DovetailStoreOptions options = { 0 };
  g_autofree char *directory = g_dir_make_tmp ("dovetail-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "store.db", NULL);
  g_autofree char *fresh_path = g_build_filename (fresh->directory, "store.db", NULL);
  g_autofree char *backup = g_strdup_printf ("%s.backup-%u", path, version);
  g_autofree char *migrated = NULL;
  g_autofree char *expected = NULL;
  g_autoptr (GError) error = NULL;
  DovetailStore *store;

  copy_fixture (version, directory);
  options = scratch_store_options (scratch);
  options.directory = directory;
  store = dovetail_store_open (&options, &error);
  g_assert_no_error (error);
  check_kept (store);
  g_assert_true (dovetail_store_close_interrupted_jobs (store, NULL));
  g_clear_object (&store);
  g_assert_true (g_file_test (backup, G_FILE_TEST_EXISTS));
  migrated = read_schema (path);
  expected = read_schema (fresh_path);
  g_assert_cmpstr (migrated, ==, expected);
  scratch_remove_tree (directory);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/migrations/forward", Place, NULL, set_up, test_forward, tear_down);
  g_test_add ("/store/migrations/failure-changes-nothing", Place, NULL, set_up, test_failure_changes_nothing,
              tear_down);
  g_test_add ("/store/migrations/newer-is-refused", Place, NULL, set_up, test_newer_is_refused, tear_down);
  g_test_add ("/store/migrations/foreign-is-left-alone", Place, NULL, set_up, test_foreign_is_left_alone,
              tear_down);
  g_test_add_func ("/store/migrations/store-of-the-future", test_store_of_the_future);
  g_test_add_func ("/store/migrations/no-database", test_no_database);
  g_test_add_data_func ("/store/migrations/released/1", GUINT_TO_POINTER (1), test_released);

  return g_test_run ();
}
