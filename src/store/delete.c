/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Deleting and restoring, with what hangs on a record: a task takes its subtasks along, a list sends its
 * tasks to the Inbox. All of one deletion bears one hybrid time, by which restoring finds what went together.
 */

#include "store/action.h"
#include "store/edit-private.h"
#include "store/store-private.h"

/* Ids first, edits later: a statement must not walk over rows that change under it. number is for ?2, where
 * there is one. */
static GPtrArray *
read_ids (DovetailStore *self, const char *sql, const char *id, gint64 number, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (self, sql, error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  DovetailStep step;

  if (statement == NULL)
    return NULL;
  dovetail_statement_bind_text (statement, 1, id);
  dovetail_statement_bind_int (statement, 2, number);
  while ((step = dovetail_statement_step (statement, error)) == DOVETAIL_STEP_ROW)
    g_ptr_array_add (ids, g_strdup (dovetail_statement_get_text (statement, 0)));

  return step == DOVETAIL_STEP_FAILED ? NULL : g_steal_pointer (&ids);
}

static gboolean
delete_subtasks (DovetailStore *self, const char *parent_id, gint64 time, GError **error)
{
  g_autoptr (GPtrArray) ids
      = read_ids (self,
                  "SELECT entity_id FROM record WHERE parent_id = ?1 AND entity_type = 'task'"
                  " AND deleted = 0",
                  parent_id, time, error);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      g_autoptr (DovetailReplica) child
          = dovetail_store_get_replica (self, DOVETAIL_ENTITY_TASK, g_ptr_array_index (ids, i), error);

      if (child == NULL || (!child->current->deleted && !dovetail_edit_delete (self, child, time, error)))
        return FALSE;
    }

  return ids != NULL;
}

static gboolean
remember_moved (DovetailStore *self, const char *list_id, gint64 row_id, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (
      self, "INSERT OR IGNORE INTO moved_task (list_id, record) VALUES (?1, ?2)", error);

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_text (statement, 1, list_id);
  dovetail_statement_bind_int (statement, 2, row_id);

  return dovetail_statement_run (statement, error);
}

static gboolean
move_task (DovetailStore *self, const char *id, const char *list_id, gint64 time, GError **error)
{
  g_autoptr (DovetailReplica) task = dovetail_store_get_replica (self, DOVETAIL_ENTITY_TASK, id, error);
  g_autoptr (JsonNode) data = NULL;

  if (task == NULL)
    return FALSE;
  data = dovetail_data_with_string (task->current->data, "list_id", list_id);

  return dovetail_edit_apply (self, task, data, FALSE, time, TRUE, error);
}

/* The server does the same when it learns of the deletion; identical edits converge. */
static gboolean
empty_list (DovetailStore *self, const char *list_id, gint64 time, GError **error)
{
  g_autoptr (GPtrArray) ids
      = read_ids (self,
                  "SELECT entity_id FROM record WHERE list_id = ?1 AND entity_type = 'task'"
                  " AND deleted = 0",
                  list_id, time, error);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      const char *id = g_ptr_array_index (ids, i);
      g_autoptr (DovetailReplica) task = dovetail_store_get_replica (self, DOVETAIL_ENTITY_TASK, id, error);

      if (task == NULL || !remember_moved (self, list_id, task->row_id, error)
          || !move_task (self, id, NULL, time, error))
        return FALSE;
    }

  return ids != NULL;
}

gboolean
dovetail_edit_delete (DovetailStore *self, DovetailReplica *replica, gint64 time, GError **error)
{
  DovetailRecord *record = replica->current;

  if (!dovetail_edit_apply (self, replica, record->data, TRUE, time, TRUE, error))
    return FALSE;
  record = replica->current;
  if (g_str_equal (record->entity_type, DOVETAIL_ENTITY_TASK))
    return delete_subtasks (self, record->entity_id, time, error);
  if (g_str_equal (record->entity_type, DOVETAIL_ENTITY_LIST))
    return empty_list (self, record->entity_id, time, error);

  return TRUE;
}

/**
 * dovetail_store_delete:
 * @self: a store
 * @entity_type: a record's type
 * @entity_id: its id
 * @error: NOT_FOUND, INVALID, BUSY, FULL, CORRUPT, FAILED
 *
 * A task takes its subtasks along; the tasks of a list go to the Inbox. A record that was never uploaded
 * stays as a local tombstone with nothing pending, so that it can be restored. Deleting what is deleted
 * changes nothing.
 *
 * Returns: (transfer full): the tombstone
 */
DovetailReplica *
dovetail_store_delete (DovetailStore *self, const char *entity_type, const char *entity_id, GError **error)
{
  g_autoptr (DovetailTransaction) transaction = NULL;
  g_autoptr (DovetailReplica) replica = NULL;
  gint64 time;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);
  g_return_val_if_fail (entity_type != NULL && entity_id != NULL, NULL);

  transaction = dovetail_edit_begin (self, entity_type, &time, error);
  if (transaction == NULL)
    return NULL;
  replica = dovetail_store_get_replica (self, entity_type, entity_id, error);
  if (replica == NULL || replica->current->deleted)
    return g_steal_pointer (&replica);
  if (!dovetail_edit_delete (self, replica, time, error)
      || !dovetail_action_write (self, DOVETAIL_ACTION_DELETE, error)
      || !dovetail_transaction_commit (g_steal_pointer (&transaction), error))
    return NULL;

  return g_steal_pointer (&replica);
}

static gboolean restore_record (DovetailStore *self, DovetailReplica *replica, gint64 time, GError **error);

static gboolean
restore_subtasks (DovetailStore *self, const char *parent_id, gint64 deleted_at, gint64 time, GError **error)
{
  g_autoptr (GPtrArray) ids
      = read_ids (self,
                  "SELECT entity_id FROM record WHERE parent_id = ?1 AND entity_type = 'task'"
                  " AND deleted = 1 AND timestamp = ?2",
                  parent_id, deleted_at, error);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      g_autoptr (DovetailReplica) child
          = dovetail_store_get_replica (self, DOVETAIL_ENTITY_TASK, g_ptr_array_index (ids, i), error);

      if (child == NULL || (child->current->deleted && !restore_record (self, child, time, error)))
        return FALSE;
    }

  return ids != NULL;
}

static gboolean
forget_moved (DovetailStore *self, const char *list_id, GError **error)
{
  g_autoptr (DovetailStatement) statement
      = dovetail_statement_take (self, "DELETE FROM moved_task WHERE list_id = ?1", error);

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_text (statement, 1, list_id);

  return dovetail_statement_run (statement, error);
}

/* Those that are still in the Inbox come back. */
static gboolean
refill_list (DovetailStore *self, const char *list_id, gint64 time, GError **error)
{
  g_autoptr (GPtrArray) ids
      = read_ids (self,
                  "SELECT r.entity_id FROM moved_task m JOIN record r ON r.row_id = m.record"
                  " WHERE m.list_id = ?1 AND r.deleted = 0 AND r.list_id IS NULL",
                  list_id, time, error);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    if (!move_task (self, g_ptr_array_index (ids, i), list_id, time, error))
      return FALSE;

  return ids != NULL && forget_moved (self, list_id, error);
}

static gboolean
restore_record (DovetailStore *self, DovetailReplica *replica, gint64 time, GError **error)
{
  gint64 deleted_at = replica->current->timestamp;
  DovetailRecord *record = replica->current;
  g_autoptr (JsonNode) unchanged = dovetail_data_empty ();
  g_autoptr (JsonNode) data
      = dovetail_edit_compose (self, record, record->entity_type, unchanged, NULL, time, error);

  if (data == NULL)
    {
      g_prefix_error (error, "It cannot be restored, for too little of it is left: ");
      return FALSE;
    }
  if (!dovetail_edit_apply (self, replica, data, FALSE, time, TRUE, error))
    return FALSE;
  record = replica->current;
  if (g_str_equal (record->entity_type, DOVETAIL_ENTITY_TASK))
    return restore_subtasks (self, record->entity_id, deleted_at, time, error);
  if (g_str_equal (record->entity_type, DOVETAIL_ENTITY_LIST))
    return refill_list (self, record->entity_id, time, error);

  return TRUE;
}

/**
 * dovetail_store_restore:
 * @self: a store
 * @entity_type: a record's type
 * @entity_id: its id
 * @error: NOT_FOUND, INVALID (nothing is left of it), BUSY, FULL, CORRUPT, FAILED
 *
 * Brings a deleted record back with what went together with it: subtasks, or the tasks of a list that are
 * still in the Inbox. Of a tombstone that the server knows the base is that tombstone: the change to push is
 * a create that names its version.
 *
 * Returns: (transfer full): the record as it was saved
 */
DovetailReplica *
dovetail_store_restore (DovetailStore *self, const char *entity_type, const char *entity_id, GError **error)
{
  g_autoptr (DovetailTransaction) transaction = NULL;
  g_autoptr (DovetailReplica) replica = NULL;
  gint64 time;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);
  g_return_val_if_fail (entity_type != NULL && entity_id != NULL, NULL);

  transaction = dovetail_edit_begin (self, entity_type, &time, error);
  if (transaction == NULL)
    return NULL;
  replica = dovetail_store_get_replica (self, entity_type, entity_id, error);
  if (replica == NULL || !replica->current->deleted)
    return g_steal_pointer (&replica);
  if (!restore_record (self, replica, time, error)
      || !dovetail_action_write (self, DOVETAIL_ACTION_RESTORE, error)
      || !dovetail_transaction_commit (g_steal_pointer (&transaction), error))
    return NULL;

  return g_steal_pointer (&replica);
}
