/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A process is killed in the middle of its writing, again and again. What it had reported as saved is there,
 * and nothing is there by half. */

#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/scratch-store.h"
#include "store/edit.h"
#include "store/outbox.h"
#include "store/query.h"
#include "store/settings.h"
#include "store/system.h"

#define ROUNDS 30
#define TASKS_EACH 5
#define COUNTER "counter"

static const guint8 key[DOVETAIL_STORE_KEY_BYTES] = { 9 };

static DovetailStore *
open_store (const char *directory)
{
  DovetailStoreOptions options = { directory, key, dovetail_system_clock (), dovetail_system_random () };
  g_autoptr (GError) error = NULL;
  DovetailStore *store = dovetail_store_open (&options, &error);

  g_assert_no_error (error);

  return store;
}

static DovetailDraft *
new_draft (void)
{
  g_autoptr (JsonNode) data
      = scratch_data ("{'title':'a task','notes':'of some length, so that pages fill'}");

  return dovetail_draft_new ("task", NULL, data);
}

/* Batches of five tasks, each a transaction; each is reported after it was saved. */
static void
write_until_killed (const char *directory, int report)
{
  g_autoptr (DovetailStore) store = open_store (directory);

  while (TRUE)
    {
      g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_draft_free);
      guint created;

      for (guint i = 0; i < TASKS_EACH; i++)
        g_ptr_array_add (drafts, new_draft ());
      if (!dovetail_store_import (store, drafts, &created, NULL, NULL) || write (report, "x", 1) != 1)
        _exit (1);
      if (g_random_int_range (0, 10) == 0)
        dovetail_store_checkpoint (store, NULL);
    }
}

static guint
count_reports (int pipe_end)
{
  char buffer[4096];
  guint count = 0;
  gssize length;

  while ((length = read (pipe_end, buffer, sizeof buffer)) > 0)
    count += (guint) length;

  return count;
}

static guint
run_and_kill (const char *directory, guint microseconds)
{
  int ends[2];
  int status;
  pid_t child;
  guint reports;

  g_assert_cmpint (pipe (ends), ==, 0);
  child = fork ();
  if (child == 0)
    {
      close (ends[0]);
      write_until_killed (directory, ends[1]);
    }
  close (ends[1]);
  g_usleep (microseconds);
  kill (child, SIGKILL);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  reports = count_reports (ends[0]);
  close (ends[0]);

  return reports;
}

static void
check_integrity (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "store.db", NULL);
  sqlite3 *database = NULL;
  sqlite3_stmt *statement = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &database, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  sqlite3_db_config (database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  g_assert_cmpint (sqlite3_prepare_v2 (database, "PRAGMA integrity_check", -1, &statement, NULL), ==,
                   SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *) sqlite3_column_text (statement, 0), ==, "ok");
  sqlite3_finalize (statement);
  sqlite3_close (database);
}

static void
test_killed (void)
{
  g_autofree char *directory = g_dir_make_tmp ("dovetail-test-XXXXXX", NULL);
  guint reported = 0;

  for (guint round = 0; round < ROUNDS; round++)
    {
      const DovetailQuery query = { .view = DOVETAIL_VIEW_ALL };
      g_autoptr (DovetailStore) store = NULL;
      DovetailOutboxSummary summary;
      guint tasks;

      reported += run_and_kill (directory, (guint) g_test_rand_int_range (1000, 40000));
      store = open_store (directory);
      tasks = dovetail_store_count_tasks (store, &query);
      g_assert_cmpuint (tasks % TASKS_EACH, ==, 0);
      g_assert_cmpuint (tasks, >=, reported * TASKS_EACH);
      /* At most one batch a round was saved and not reported any more. */
      g_assert_cmpuint (tasks, <=, (reported + round + 1) * TASKS_EACH);
      g_assert_true (dovetail_store_summarize_outbox (store, &summary, NULL));
      g_assert_cmpuint (summary.waiting, ==, tasks);
    }
  g_assert_cmpuint (reported, >, 0);
  check_integrity (directory);
  scratch_remove_tree (directory);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/crash/killed-while-writing", test_killed);

  return g_test_run ();
}
