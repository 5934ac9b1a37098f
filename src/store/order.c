/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where tasks stand, as order strings. No payload is opened here. */

#include "store/order.h"

#include "core/record.h"
#include "store/store-private.h"

static char *
read_text (DovetailStatement *statement)
{
  return dovetail_statement_step (statement, NULL) == DOVETAIL_STEP_ROW
             ? g_strdup (dovetail_statement_get_text (statement, 0))
             : NULL;
}

/**
 * dovetail_store_last_position:
 * @self: a store
 * @entity_type: "task" or "list"
 * @list_id: (nullable): of a task; %NULL: the Inbox
 *
 * Returns: (transfer full) (nullable): the position of the last open task of a list, or of the last list;
 *   %NULL: there is none
 */
char *
dovetail_store_last_position (DovetailStore *self, const char *entity_type, const char *list_id)
{
  gboolean task = g_str_equal (entity_type, DOVETAIL_ENTITY_TASK);
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);

  statement = dovetail_statement_take (
      self,
      task ? "SELECT position FROM record WHERE entity_type = 'task' AND deleted = 0 AND done = 0"
             " AND list_id IS ?1 AND position < '\x7f' ORDER BY position DESC LIMIT 1"
           : "SELECT position FROM record WHERE entity_type <> 'task' AND entity_type = ?1 AND deleted = 0"
             " AND position < '\x7f' ORDER BY position DESC LIMIT 1",
      NULL);
  if (statement == NULL)
    return NULL;
  dovetail_statement_bind_text (statement, 1, task ? list_id : entity_type);

  return read_text (statement);
}

/**
 * dovetail_store_read_position:
 * @self: a store
 * @row_id: a row id from a query
 *
 * Returns: (transfer full) (nullable): its position; %NULL: it is gone
 */
char *
dovetail_store_read_position (DovetailStore *self, gint64 row_id)
{
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);

  statement = dovetail_statement_take (self, "SELECT position FROM record WHERE row_id = ?1", NULL);
  if (statement == NULL)
    return NULL;
  dovetail_statement_bind_int (statement, 1, row_id);

  return read_text (statement);
}

/**
 * dovetail_store_count_children:
 * @self: a store
 * @parent_id: a task's id
 * @done: (out): how many of its subtasks are done
 *
 * Returns: how many subtasks it has
 */
guint
dovetail_store_count_children (DovetailStore *self, const char *parent_id, guint *done)
{
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), 0);
  g_return_val_if_fail (parent_id != NULL && done != NULL, 0);

  *done = 0;
  statement = dovetail_statement_take (
      self,
      "SELECT count (*), ifnull (sum (done), 0) FROM record WHERE parent_id = ?1 AND entity_type = 'task'"
      " AND deleted = 0",
      NULL);
  if (statement == NULL)
    return 0;
  dovetail_statement_bind_text (statement, 1, parent_id);
  if (dovetail_statement_step (statement, NULL) != DOVETAIL_STEP_ROW)
    return 0;
  *done = (guint) dovetail_statement_get_int (statement, 1);

  return (guint) dovetail_statement_get_int (statement, 0);
}
