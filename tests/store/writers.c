/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Several threads and processes write, checkpoint and read at once. Whatever SQLite writes to the database or
 * its log, it writes while the write lock is held, and no two write transactions overlap. */

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/probe-vfs.h"
#include "lib/scratch-store.h"
#include "store/edit.h"
#include "store/query.h"
#include "store/system.h"

#define THREADS 3
#define PROCESSES 2
#define ROUNDS 40

/* Shared by the processes. */
typedef struct
{
  int inside; /* write transactions open now */
  int overlaps;
  int unlocked; /* writes without the lock */
  int writes;
  int failures;
} Shared;

static Shared *shared;
static char *lock_path;

/* Asked from another descriptor: does somebody hold the lock? */
static int
check_lock (const char *path, ProbeOperation operation, gpointer user_data)
{
  int file = open (lock_path, O_RDWR | O_CLOEXEC);
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

  if (file < 0 || fcntl (file, F_OFD_GETLK, &lock) != 0 || lock.l_type != F_WRLCK)
    __atomic_add_fetch (&shared->unlocked, 1, __ATOMIC_SEQ_CST);
  __atomic_add_fetch (&shared->writes, 1, __ATOMIC_SEQ_CST);
  if (file >= 0)
    close (file);

  return SQLITE_OK;
}

static gboolean
write_once (DovetailStore *store, int round)
{
  g_autoptr (DovetailTransaction) transaction = dovetail_transaction_begin (store, NULL);
  g_autofree char *id = dovetail_store_new_uuid (store);
  g_autofree char *text = g_strdup_printf ("{'title':'task %d'}", round);
  g_autoptr (JsonNode) data = scratch_data (text);
  g_autoptr (DovetailRecord) record
      = dovetail_record_new ("task", id, 1, "\"e\"", FALSE, data, 1, NULL, NULL);
  g_autoptr (DovetailReplica) replica = dovetail_replica_new (record);

  if (transaction == NULL)
    return FALSE;
  if (__atomic_add_fetch (&shared->inside, 1, __ATOMIC_SEQ_CST) != 1)
    __atomic_add_fetch (&shared->overlaps, 1, __ATOMIC_SEQ_CST);
  if (!dovetail_store_put_replica (store, replica, NULL))
    return FALSE;
  __atomic_sub_fetch (&shared->inside, 1, __ATOMIC_SEQ_CST);

  return dovetail_transaction_commit (g_steal_pointer (&transaction), NULL);
}

static void
write_rounds (DovetailStore *store)
{
  const DovetailQuery query = { .view = DOVETAIL_VIEW_ALL };

  for (int round = 0; round < ROUNDS; round++)
    {
      if (!write_once (store, round) || (round % 7 == 0 && !dovetail_store_checkpoint (store, NULL))
          || dovetail_store_count_tasks (store, &query) == 0)
        __atomic_add_fetch (&shared->failures, 1, __ATOMIC_SEQ_CST);
    }
}

static gpointer
write_in_thread (gpointer data)
{
  g_autoptr (DovetailStore) store = data;

  write_rounds (store);

  return NULL;
}

static pid_t
write_in_process (const char *directory, const guint8 *key)
{
  pid_t child = fork ();

  if (child == 0)
    {
      DovetailStoreOptions options = { directory, key, dovetail_system_clock (), dovetail_system_random () };
      g_autoptr (DovetailStore) store = dovetail_store_open (&options, NULL);

      if (store == NULL)
        _exit (1);
      write_rounds (store);
      _exit (0);
    }

  return child;
}

static void
test_never_at_once (void)
{
  g_autofree char *directory = g_dir_make_tmp ("dovetail-test-XXXXXX", NULL);
  const guint8 key[DOVETAIL_STORE_KEY_BYTES] = { 1, 2, 3 };
  DovetailStoreOptions options = { directory, key, dovetail_system_clock (), dovetail_system_random () };
  g_autoptr (DovetailStore) store = NULL;
  const DovetailQuery query = { .view = DOVETAIL_VIEW_ALL };
  pid_t children[PROCESSES];
  GThread *threads[THREADS];

  lock_path = g_build_filename (directory, "write.lock", NULL);
  probe_vfs_install (check_lock, NULL);
  store = dovetail_store_open (&options, NULL);
  g_assert_nonnull (store);
  for (guint i = 0; i < PROCESSES; i++)
    children[i] = write_in_process (directory, key);
  for (guint i = 0; i < THREADS; i++)
    threads[i] = g_thread_new ("writer", write_in_thread, dovetail_store_reopen (store, NULL));
  for (guint i = 0; i < THREADS; i++)
    g_thread_join (threads[i]);
  for (guint i = 0; i < PROCESSES; i++)
    {
      int status;

      g_assert_cmpint (waitpid (children[i], &status, 0), ==, children[i]);
      g_assert_cmpint (status, ==, 0);
    }
  g_assert_cmpint (shared->failures, ==, 0);
  g_assert_cmpint (shared->overlaps, ==, 0);
  g_assert_cmpint (shared->unlocked, ==, 0);
  g_assert_cmpint (shared->writes, >, (THREADS + PROCESSES) * ROUNDS);
  g_assert_cmpuint (dovetail_store_count_tasks (store, &query), ==, (THREADS + PROCESSES) * ROUNDS);
  g_clear_object (&store);
  g_free (lock_path);
  scratch_remove_tree (directory);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  shared = mmap (NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  g_assert_true (shared != MAP_FAILED);
  g_test_add_func ("/store/writers/never-at-once", test_never_at_once);

  return g_test_run ();
}
