/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The marks of a full walk. They lie in a table, so a walk that was cut short goes on where it stopped. */

#include "store/walk.h"

#include "store/held-row.h"
#include "store/record-row.h"
#include "store/store-private.h"

/* A type that only a newer version knows, of which the walk listed nothing at all: the server may be older
 * than the one it came from, and then it says nothing about it. */
#define OF_NO_TYPE_LISTED                                                                                    \
  "entity_type NOT IN ('task', 'list', 'event', 'points_ledger', 'user_streak', 'badge')"                    \
  " AND entity_type NOT IN (SELECT k.entity_type FROM walk_seen s JOIN record k ON k.row_id = s.record)"
/* Never swept: what waits to go up, what the server has never seen, what is held, and what only leaves. */
#define UNSEEN                                                                                               \
  "version > 0 AND row_id NOT IN (SELECT record FROM walk_seen) AND row_id NOT IN (SELECT record FROM "      \
  "outbox)"                                                                                                  \
  " AND row_id NOT IN (SELECT record FROM held) AND NOT (" OF_NO_TYPE_LISTED ")"                             \
  " AND row_id NOT IN (SELECT record FROM leaving)"

/**
 * dovetail_store_walk_begin:
 * @self: a store with an open transaction
 * @error: FULL, CORRUPT, FAILED
 *
 * Forgets the marks of an earlier walk.
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_store_walk_begin (DovetailStore *self, GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);

  return dovetail_store_require_transaction (self, error)
         && dovetail_store_execute (self, "DELETE FROM walk_seen", error)
         && dovetail_store_execute (self, "UPDATE unreadable SET seen = 0 WHERE seen = 1", error);
}

/**
 * dovetail_store_walk_mark:
 * @self: a store with an open transaction
 * @entity_type: a record's type
 * @entity_id: its id
 * @error: FULL, CORRUPT, FAILED
 *
 * The server listed it. One that is not stored is no error.
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_store_walk_mark (DovetailStore *self, const char *entity_type, const char *entity_id, GError **error)
{
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (entity_type != NULL && entity_id != NULL, FALSE);

  if (!dovetail_store_require_transaction (self, error))
    return FALSE;
  statement = dovetail_statement_take (self,
                                       "INSERT OR IGNORE INTO walk_seen (record)"
                                       " SELECT row_id FROM record WHERE entity_id = ?1 AND entity_type = ?2",
                                       error);
  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_text (statement, 1, entity_id);
  dovetail_statement_bind_text (statement, 2, entity_type);

  return dovetail_statement_run (statement, error);
}

/**
 * dovetail_store_walk_count:
 * @self: a store
 * @unseen: (out): how many records would be swept, tombstones not counted
 * @total: (out): how many records there are, tombstones not counted
 * @error: CORRUPT, FAILED
 *
 * Returns: whether they could be counted
 */
gboolean
dovetail_store_walk_count (DovetailStore *self, guint *unseen, guint *total, GError **error)
{
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (unseen != NULL && total != NULL, FALSE);

  statement = dovetail_statement_take (
      self, "SELECT count (*) FILTER (WHERE " UNSEEN "), count (*) FROM record WHERE deleted = 0", error);
  if (statement == NULL || dovetail_statement_step (statement, error) != DOVETAIL_STEP_ROW)
    return FALSE;
  *unseen = (guint) dovetail_statement_get_int (statement, 0);
  *total = (guint) dovetail_statement_get_int (statement, 1);

  return TRUE;
}

/**
 * dovetail_store_walk_list_edited:
 * @self: a store
 * @error: CORRUPT, FAILED
 *
 * Returns: (transfer full) (element-type DovetailReplica): records that the server did not list, and whose
 * edits wait to go up
 */
GPtrArray *
dovetail_store_walk_list_edited (DovetailStore *self, GError **error)
{
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);

  statement = dovetail_statement_take (
      self,
      "SELECT " DOVETAIL_REPLICA_COLUMNS " FROM outbox o JOIN record r ON r.row_id = o.record"
      " WHERE r.version > 0 AND r.row_id NOT IN (SELECT record FROM walk_seen)"
      " AND r.row_id NOT IN (SELECT record FROM leaving)",
      error);
  return statement == NULL ? NULL : dovetail_record_row_read_all (statement, error);
}

/**
 * dovetail_store_walk_sweep:
 * @self: a store with an open transaction
 * @error: FULL, CORRUPT, FAILED
 *
 * After the last page: forgets records and tombstones that the server did not list and that have nothing
 * pending, and the marks.
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_store_walk_sweep (DovetailStore *self, GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);

  return dovetail_store_require_transaction (self, error)
         && dovetail_store_execute (self, "DELETE FROM record WHERE " UNSEEN, error)
         && dovetail_store_execute (self, "DELETE FROM unreadable WHERE seen = 0", error)
         && dovetail_store_walk_begin (self, error);
}

/**
 * dovetail_store_walk_has_seen:
 * @self: a store
 * @entity_type: a record's type
 * @entity_id: its id
 *
 * Returns: whether the walk that is under way met the record before
 */
gboolean
dovetail_store_walk_has_seen (DovetailStore *self, const char *entity_type, const char *entity_id)
{
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (entity_type != NULL && entity_id != NULL, FALSE);

  statement = dovetail_statement_take (self,
                                       "SELECT 1 FROM walk_seen s JOIN record r ON r.row_id = s.record"
                                       " WHERE r.entity_id = ?1 AND r.entity_type = ?2",
                                       NULL);
  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_text (statement, 1, entity_id);
  dovetail_statement_bind_text (statement, 2, entity_type);
  return dovetail_statement_step (statement, NULL) == DOVETAIL_STEP_ROW;
}

/* What only the server writes cannot be uploaded again. */
#define MEMBERS_WRITE "entity_type IN ('task', 'list', 'event')"
#define HOLD_WHERE                                                                                           \
  "INSERT OR REPLACE INTO held (record, cause, asked, held_at)"                                              \
  " SELECT row_id, 1, 1, ?1 FROM record WHERE deleted = 0 AND " MEMBERS_WRITE " AND "
#define UNKNOWN_THERE "version > 0 AND row_id NOT IN (SELECT record FROM walk_seen)"

static gboolean
hold_where (DovetailStore *self, const char *sql, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (self, sql, error);

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_int (statement, 1, dovetail_store_now (self));
  return dovetail_statement_run (statement, error);
}

/**
 * dovetail_store_walk_list_held:
 * @self: a store
 * @error: CORRUPT, FAILED
 *
 * Returns: (transfer full) (element-type DovetailHeld): what is held because the server had another state of
 * it, and was not listed
 */
GPtrArray *
dovetail_store_walk_list_held (DovetailStore *self, GError **error)
{
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);

  statement = dovetail_statement_take (self,
                                       "SELECT" DOVETAIL_HELD_COLUMNS "FROM" DOVETAIL_HELD_TABLES
                                       "WHERE h.cause = 2 AND h.record NOT IN (SELECT record FROM walk_seen)"
                                       " ORDER BY h.record",
                                       error);
  return statement != NULL ? dovetail_held_row_read_all (statement, error) : NULL;
}

/**
 * dovetail_store_walk_hold:
 * @self: a store with an open transaction
 * @foreign: whether the walk was through another history than that of the records here
 * @error: FULL, CORRUPT, FAILED
 *
 * In place of the sweep, after the last page: what the server did not list is held for the user. In another
 * history that holds for records with waiting edits too. Tombstones, and what only the server writes, go.
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_store_walk_hold (DovetailStore *self, gboolean foreign, GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);

  if (!dovetail_store_require_transaction (self, error)
      || !hold_where (self, foreign ? HOLD_WHERE UNKNOWN_THERE : HOLD_WHERE UNSEEN, error))
    return FALSE;
  if (foreign
      && (!dovetail_store_execute (
              self, "UPDATE outbox SET state = 0 WHERE state = 1 AND record IN (SELECT record FROM held)",
              error)
          || !dovetail_store_execute (
              self, "DELETE FROM record WHERE " UNKNOWN_THERE " AND row_id NOT IN (SELECT record FROM held)",
              error)))
    return FALSE;
  /* What cannot be read cannot be asked about either: it stays. */
  return dovetail_store_execute (self, "UPDATE unreadable SET seen = 1", error)
         && dovetail_store_walk_sweep (self, error);
}
