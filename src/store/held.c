/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a sync would have taken away and did not, kept until the user says so. */

#include "store/held.h"

#include "store/held-row.h"
#include "store/settings.h"
#include "store/store-private.h"

static gint64
read_count (DovetailStore *self, const char *sql)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (self, sql, NULL);

  if (statement == NULL || dovetail_statement_step (statement, NULL) != DOVETAIL_STEP_ROW)
    return 0;
  return dovetail_statement_get_int (statement, 0);
}

/**
 * dovetail_store_count_held:
 * @self: a store
 *
 * Returns: how many records the user is asked about
 */
guint
dovetail_store_count_held (DovetailStore *self)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), 0);

  return (guint) read_count (self, "SELECT count (*) FROM held WHERE asked = 1");
}

/**
 * dovetail_store_count_gathered:
 * @self: a store
 *
 * Returns: how many deletions wait for the end of a sync
 */
guint
dovetail_store_count_gathered (DovetailStore *self)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), 0);

  return (guint) read_count (self, "SELECT count (*) FROM held WHERE asked = 0");
}

/**
 * dovetail_store_holds_any:
 * @self: a store
 *
 * Returns: whether anything is held or gathered
 */
gboolean
dovetail_store_holds_any (DovetailStore *self)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);

  return read_count (self, "SELECT EXISTS (SELECT 1 FROM held)") != 0;
}

GPtrArray *
dovetail_held_list (DovetailStore *self, gboolean asked, guint limit, GError **error)
{
  g_autoptr (DovetailStatement) statement
      = dovetail_statement_take (self,
                                 "SELECT" DOVETAIL_HELD_COLUMNS "FROM" DOVETAIL_HELD_TABLES
                                 "WHERE h.asked = ?1 ORDER BY h.record LIMIT ?2",
                                 error);

  if (statement == NULL)
    return NULL;
  dovetail_statement_bind_int (statement, 1, asked);
  dovetail_statement_bind_int (statement, 2, limit == 0 ? -1 : (gint64) limit);
  return dovetail_held_row_read_all (statement, error);
}

/**
 * dovetail_store_list_held:
 * @self: a store
 * @limit: how many at most; 0: all
 * @error: CORRUPT, FAILED
 *
 * Returns: (transfer full) (element-type DovetailHeld): what the user is asked about
 */
GPtrArray *
dovetail_store_list_held (DovetailStore *self, guint limit, GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);

  return dovetail_held_list (self, TRUE, limit, error);
}

/**
 * dovetail_store_find_held:
 * @self: a store
 * @replica: a stored record
 * @held: (out) (transfer full) (nullable): what is held of it
 * @error: CORRUPT, FAILED
 *
 * Returns: whether it could be read; %TRUE with %NULL when it is not held
 */
gboolean
dovetail_store_find_held (DovetailStore *self, DovetailReplica *replica, DovetailHeld **held, GError **error)
{
  g_autoptr (DovetailStatement) statement = NULL;
  DovetailStep step;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (replica != NULL && held != NULL, FALSE);

  *held = NULL;
  statement = dovetail_statement_take (
      self, "SELECT" DOVETAIL_HELD_COLUMNS "FROM" DOVETAIL_HELD_TABLES "WHERE h.record = ?1", error);
  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_int (statement, 1, replica->row_id);
  step = dovetail_statement_step (statement, error);
  if (step != DOVETAIL_STEP_ROW)
    return step == DOVETAIL_STEP_DONE;
  *held = dovetail_held_row_read (statement, error);
  return *held != NULL;
}

/**
 * dovetail_store_hold:
 * @self: a store with an open transaction
 * @replica: a stored record; a change in flight waits again
 * @cause: what the server says of it
 * @theirs: (nullable): what the server has
 * @asked: whether the user is asked already; %FALSE: to be decided at the end of the sync
 * @error: FULL, CORRUPT, FAILED
 *
 * Replaces what was held of the record; what the user was asked about stays asked.
 *
 * Returns: whether it is held
 */
gboolean
dovetail_store_hold (DovetailStore *self,
                     DovetailReplica *replica,
                     DovetailHeldCause cause,
                     DovetailRecord *theirs,
                     gboolean asked,
                     GError **error)
{
  DovetailHeld held = { cause, asked, 0, replica, theirs };
  g_autoptr (DovetailHeld) before = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (replica != NULL && replica->row_id != 0, FALSE);

  if (!dovetail_store_require_transaction (self, error)
      || !dovetail_store_find_held (self, replica, &before, error))
    return FALSE;
  held.asked = asked || (before != NULL && before->asked);
  held.held_at = before != NULL ? before->held_at : dovetail_store_now (self);
  if (replica->pending != NULL && replica->pending->state == DOVETAIL_PENDING_IN_FLIGHT)
    {
      dovetail_pending_thaw (replica->pending);
      if (!dovetail_store_put_replica (self, replica, error))
        return FALSE;
    }
  return dovetail_held_row_write (self, &held, error);
}

/**
 * dovetail_store_unhold:
 * @self: a store with an open transaction
 * @replica: a stored record
 * @error: FULL, CORRUPT, FAILED
 *
 * Returns: whether it is not held any more
 */
gboolean
dovetail_store_unhold (DovetailStore *self, DovetailReplica *replica, GError **error)
{
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (replica != NULL, FALSE);

  if (!dovetail_store_require_transaction (self, error))
    return FALSE;
  statement = dovetail_statement_take (self, "DELETE FROM held WHERE record = ?1", error);
  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_int (statement, 1, replica->row_id);
  return dovetail_statement_run (statement, error);
}

/**
 * dovetail_store_ask_gathered:
 * @self: a store with an open transaction
 * @error: FULL, CORRUPT, FAILED
 *
 * Too much was gathered: the user is asked.
 *
 * Returns: whether it is held
 */
gboolean
dovetail_store_ask_gathered (DovetailStore *self, GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);

  return dovetail_store_require_transaction (self, error)
         && dovetail_store_execute (self, "UPDATE held SET asked = 1 WHERE asked = 0", error);
}
