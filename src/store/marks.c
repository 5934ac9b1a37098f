/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which open tasks there are, and in which state each is. */

#include "store/marks.h"

#include "store/statement.h"
#include "store/store-private.h"

/* Any number that spreads: the sum is only compared with itself. */
#define SPREAD G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)

static guint64
spread (guint64 mark, gint64 value)
{
  return (mark ^ (guint64) value) * SPREAD;
}

/**
 * dovetail_store_list_task_marks:
 * @self: a store
 * @error: CORRUPT, FAILED
 *
 * A mark is made of the version, the time of the change and that of the newest edit that waits, so that
 * edits, what a sync brings, and what is taken back each give another one.
 *
 * Returns: (transfer full) (element-type DovetailTaskMark): the tasks that are not done, by row id
 */
GArray *
dovetail_store_list_task_marks (DovetailStore *self, GError **error)
{
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (DovetailTaskMark));
  g_autoptr (DovetailStatement) statement = NULL;
  DovetailStep step;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);

  statement
      = dovetail_statement_take (self,
                                 "SELECT r.row_id, r.version, r.timestamp, o.edited_at" /* NULL reads as 0 */
                                 " FROM record r LEFT JOIN outbox o ON o.record = r.row_id"
                                 " WHERE r.entity_type = 'task' AND r.deleted = 0 AND r.done = 0"
                                 " ORDER BY r.row_id",
                                 error);
  if (statement == NULL)
    return NULL;
  while ((step = dovetail_statement_step (statement, error)) == DOVETAIL_STEP_ROW)
    {
      DovetailTaskMark mark = { dovetail_statement_get_int (statement, 0), 0 };

      for (int column = 1; column <= 3; column++)
        mark.mark = spread (mark.mark, dovetail_statement_get_int (statement, column));
      g_array_append_val (marks, mark);
    }

  return step == DOVETAIL_STEP_FAILED ? NULL : g_steal_pointer (&marks);
}
