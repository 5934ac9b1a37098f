/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Getting, putting and evicting one record. */

#include "store/record-row.h"
#include "store/store-private.h"

/**
 * dovetail_store_get_replica:
 * @self: a store
 * @entity_type: a record's type
 * @entity_id: its id
 * @error: NOT_FOUND, CORRUPT, FAILED
 *
 * Returns: (transfer full): what the store holds of it, tombstones included
 */
DovetailReplica *
dovetail_store_get_replica (DovetailStore *self,
                            const char *entity_type,
                            const char *entity_id,
                            GError **error)
{
  g_autoptr (DovetailStatement) statement = NULL;
  DovetailStep step;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);
  g_return_val_if_fail (entity_type != NULL && entity_id != NULL, NULL);

  statement = dovetail_statement_take (self,
                                       "SELECT " DOVETAIL_REPLICA_COLUMNS DOVETAIL_REPLICA_TABLES
                                       " WHERE r.entity_id = ?1 AND r.entity_type = ?2",
                                       error);
  if (statement == NULL)
    return NULL;
  dovetail_statement_bind_text (statement, 1, entity_id);
  dovetail_statement_bind_text (statement, 2, entity_type);
  step = dovetail_statement_step (statement, error);
  if (step == DOVETAIL_STEP_ROW)
    return dovetail_record_row_read (statement, error);
  if (step == DOVETAIL_STEP_DONE)
    g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND, "There is no %s with the id %s",
                 entity_type, entity_id);

  return NULL;
}

/* 0: not stored; -1: error. */
static gint64
find_row (DovetailStore *self, DovetailRecord *record, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (
      self, "SELECT row_id FROM record WHERE entity_id = ?1 AND entity_type = ?2", error);
  DovetailStep step;

  if (statement == NULL)
    return -1;
  dovetail_statement_bind_text (statement, 1, record->entity_id);
  dovetail_statement_bind_text (statement, 2, record->entity_type);
  step = dovetail_statement_step (statement, error);
  if (step == DOVETAIL_STEP_FAILED)
    return -1;

  return step == DOVETAIL_STEP_ROW ? dovetail_statement_get_int (statement, 0) : 0;
}

/**
 * dovetail_store_put_replica:
 * @self: a store with an open transaction
 * @replica: what it shall hold of the record; gets its row id
 * @error: FULL, CORRUPT, FAILED
 *
 * Replaces all the store holds of this record, by type and id. Without pending the outbox row goes and no
 * base is kept.
 *
 * Returns: whether it was written
 */
gboolean
dovetail_store_put_replica (DovetailStore *self, DovetailReplica *replica, GError **error)
{
  gint64 row_id;
  gboolean written;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (replica != NULL && replica->current != NULL, FALSE);

  if (!dovetail_store_require_transaction (self, error))
    return FALSE;
  row_id = find_row (self, replica->current, error);
  if (row_id < 0)
    return FALSE;
  replica->row_id = row_id;
  written = row_id == 0 ? dovetail_record_row_insert (self, replica, error)
                        : dovetail_record_row_update (self, replica, error);
  if (!written)
    return FALSE;
  if (replica->pending != NULL)
    return dovetail_outbox_row_write (self, replica, error);

  return row_id == 0 || dovetail_outbox_row_remove (self, row_id, error);
}

/**
 * dovetail_store_forget_replica:
 * @self: a store with an open transaction
 * @entity_type: a record's type
 * @entity_id: its id
 * @error: FULL, CORRUPT, FAILED
 *
 * Evicts the record with its base and outbox row, leaving no tombstone. One that is not stored is no error.
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_store_forget_replica (DovetailStore *self,
                               const char *entity_type,
                               const char *entity_id,
                               GError **error)
{
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (entity_type != NULL && entity_id != NULL, FALSE);

  if (!dovetail_store_require_transaction (self, error))
    return FALSE;
  statement
      = dovetail_statement_take (self, "DELETE FROM record WHERE entity_id = ?1 AND entity_type = ?2", error);
  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_text (statement, 1, entity_id);
  dovetail_statement_bind_text (statement, 2, entity_type);

  return dovetail_statement_run (statement, error);
}
