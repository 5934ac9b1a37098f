/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The marks of a full walk. They lie in a table, so a walk that was cut short goes on where it stopped. */

#include "store/walk.h"

#include "store/store-private.h"

/* Never swept: what waits to go up, and what the server has never seen. */
#define UNSEEN                                                                                               \
  "version > 0 AND row_id NOT IN (SELECT record FROM walk_seen) AND row_id NOT IN (SELECT record FROM "      \
  "outbox)"

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
         && dovetail_store_execute (self, "DELETE FROM walk_seen", error);
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
         && dovetail_store_walk_begin (self, error);
}
