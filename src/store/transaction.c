/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Write transactions and checkpoints: the only places where the database is written, always under the write
 * lock. Order: lock, BEGIN IMMEDIATE, the writes, COMMIT (synced to disk), at times a checkpoint, unlock,
 * "changed". */

#include "store/action.h"
#include "store/sqlite-error.h"
#include "store/store-private.h"

/* A longer log would make reading slow; 4,000 pages are 16 MB. */
#define LONG_LOG_PAGES 4000

struct _DovetailTransaction
{
  DovetailStore *store; /* owned, so that it cannot go away in between */
  int changes_before;
};

static void
free_transaction (DovetailTransaction *transaction)
{
  g_object_unref (transaction->store);
  g_free (transaction);
}

static const char roll_back[] = "ROLLBACK";

/* Prepared before it is needed, for then there may be no memory left. A former transaction may have met just
 * that. */
static gboolean
prepare_to_roll_back (DovetailStore *store, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (store, roll_back, error);

  return statement != NULL
         && (sqlite3_get_autocommit (store->database) || dovetail_statement_run (statement, error));
}

/* Functions that return a value and no error return their fallback for what they could not read. Nothing that
 * was decided on that is stored. */
static gboolean
has_read_all (DovetailStore *store, GError **error)
{
  int code = store->unread;

  store->unread = SQLITE_OK;
  return code == SQLITE_OK || dovetail_sqlite_error (store->database, code, "read the store", error);
}

/**
 * dovetail_store_watch_reads:
 * @self: a store
 * @watching: %TRUE from now on, %FALSE no more
 *
 * What cannot be read inside a transaction makes its commit fail, also where a function returns no error.
 * While this is on, what is read before a transaction counts as well: for who decides first and writes then.
 */
void
dovetail_store_watch_reads (DovetailStore *self, gboolean watching)
{
  g_return_if_fail (DOVETAIL_IS_STORE (self));

  self->watching = watching;
  self->unread = SQLITE_OK;
}

/**
 * dovetail_store_check_reads:
 * @self: a store
 * @error: what could not be read, and why
 *
 * Returns: whether everything was read since this was asked last, or a transaction began
 */
gboolean
dovetail_store_check_reads (DovetailStore *self, GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);

  return has_read_all (self, error);
}

/**
 * dovetail_transaction_begin:
 * @store: a store with no open transaction
 * @error: BUSY, FULL, CORRUPT, FAILED
 *
 * Waits for the write lock, however long another writer holds it.
 *
 * Returns: (transfer full): the open transaction
 */
DovetailTransaction *
dovetail_transaction_begin (DovetailStore *store, GError **error)
{
  DovetailTransaction *transaction;

  g_return_val_if_fail (DOVETAIL_IS_STORE (store), NULL);
  g_return_val_if_fail (store->transaction == NULL, NULL);

  dovetail_store_confine (store);
  if (!dovetail_store_lock (store, error))
    return NULL;
  if (!prepare_to_roll_back (store, error) || !dovetail_store_execute (store, "BEGIN IMMEDIATE", error))
    {
      dovetail_store_unlock (store);
      return NULL;
    }

  if (!store->watching)
    store->unread = SQLITE_OK;
  transaction = g_new0 (DovetailTransaction, 1);
  transaction->store = g_object_ref (store);
  transaction->changes_before = sqlite3_total_changes (store->database);
  store->transaction = transaction;

  return transaction;
}

static void
end_transaction (DovetailTransaction *transaction)
{
  dovetail_action_drop (transaction->store);
  transaction->store->transaction_bundle = 0;
  transaction->store->transaction = NULL;
  dovetail_store_unlock (transaction->store);
}

/**
 * dovetail_transaction_commit:
 * @transaction: (transfer full): an open transaction
 * @error: FULL, CORRUPT, BUSY, FAILED
 *
 * When this returns %TRUE, what was written is on the disk. On error everything is rolled back.
 *
 * Returns: whether it was committed
 */
gboolean
dovetail_transaction_commit (DovetailTransaction *transaction, GError **error)
{
  DovetailStore *store;
  gboolean changed;

  g_return_val_if_fail (transaction != NULL, FALSE);

  store = transaction->store;
  dovetail_store_confine (store);
  if (!has_read_all (store, error) || !dovetail_store_execute (store, "COMMIT", error))
    {
      dovetail_transaction_abort (transaction);
      return FALSE;
    }
  changed = sqlite3_total_changes (store->database) != transaction->changes_before;
  /* What was committed stays committed: a checkpoint that fails is tried again after a later commit. */
  if (store->log_pages > LONG_LOG_PAGES)
    dovetail_store_move_log (store, SQLITE_CHECKPOINT_PASSIVE, NULL);
  end_transaction (transaction);
  if (changed)
    g_signal_emit_by_name (store, "changed");
  free_transaction (transaction);

  return TRUE;
}

/**
 * dovetail_transaction_abort:
 * @transaction: (transfer full) (nullable): an open transaction; what it wrote is rolled back
 */
void
dovetail_transaction_abort (DovetailTransaction *transaction)
{
  if (transaction == NULL)
    return;

  /* SQLite has rolled back itself after some errors; then there is nothing left to do. */
  if (!sqlite3_get_autocommit (transaction->store->database))
    dovetail_store_execute (transaction->store, roll_back, NULL);
  end_transaction (transaction);
  free_transaction (transaction);
}

gboolean
dovetail_store_begin_own (DovetailStore *self, DovetailTransaction **own, GError **error)
{
  *own = NULL;
  if (self->transaction != NULL)
    return TRUE;
  *own = dovetail_transaction_begin (self, error);

  return *own != NULL;
}

gboolean
dovetail_store_commit_own (DovetailTransaction **own, GError **error)
{
  return *own == NULL || dovetail_transaction_commit (g_steal_pointer (own), error);
}

gboolean
dovetail_store_require_transaction (DovetailStore *self, GError **error)
{
  if (G_LIKELY (self->transaction != NULL))
    return TRUE;

  g_critical ("the store is written outside of a transaction");
  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FAILED,
                       "Could not save: no transaction is open");
  return FALSE;
}

gboolean
dovetail_store_move_log (DovetailStore *self, int mode, GError **error)
{
  int code = sqlite3_wal_checkpoint_v2 (self->database, NULL, mode, NULL, NULL);

  if (code == SQLITE_OK)
    {
      self->log_pages = 0;
      return TRUE;
    }
  /* A reader still needs the log: it stays for the next time. */
  if ((code & 0xff) == SQLITE_BUSY)
    return TRUE;

  return dovetail_sqlite_error (self->database, code, "tidy up the store", error);
}

/* Emptying the log needs a moment without readers: tried once, without waiting. A log that stays full must be
 * read when the store is opened the next time. */
static gboolean
empty_log (DovetailStore *self, GError **error)
{
  gboolean emptied;

  if (!dovetail_store_move_log (self, SQLITE_CHECKPOINT_PASSIVE, error))
    return FALSE;
  sqlite3_busy_timeout (self->database, 0);
  emptied = dovetail_store_move_log (self, SQLITE_CHECKPOINT_TRUNCATE, error);
  sqlite3_busy_timeout (self->database, DOVETAIL_STORE_BUSY_TIMEOUT_MS);

  return emptied;
}

/**
 * dovetail_store_checkpoint:
 * @self: a store without an open transaction
 * @error: FULL, CORRUPT, FAILED
 *
 * Moves the write-ahead log into the database and empties it, as far as readers allow.
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_store_checkpoint (DovetailStore *self, GError **error)
{
  gboolean moved;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (self->transaction == NULL, FALSE);

  dovetail_store_confine (self);
  if (!dovetail_store_lock (self, error))
    return FALSE;
  moved = empty_log (self, error);
  dovetail_store_unlock (self);

  return moved;
}
