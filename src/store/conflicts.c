/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The conflicts this device knows, open and closed. */

#include "store/conflicts.h"

#include "store/conflict-row.h"
#include "store/conflicts-private.h"
#include "store/settings.h"
#include "store/store-private.h"

/**
 * dovetail_store_list_conflicts:
 * @self: a store
 * @open: %TRUE: those that wait for a decision; %FALSE: the history
 * @limit: how many at most; 0: all
 * @error: CORRUPT, FAILED
 *
 * Returns: (transfer full) (element-type DovetailConflict): conflicts, newest first
 */
GPtrArray *
dovetail_store_list_conflicts (DovetailStore *self, gboolean open, guint limit, GError **error)
{
  g_autoptr (GPtrArray) conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_conflict_unref);
  g_autoptr (DovetailStatement) statement = NULL;
  DovetailStep step;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);

  statement = dovetail_statement_take (
      self,
      open ? "SELECT " DOVETAIL_CONFLICT_COLUMNS
             " FROM conflict WHERE open = 1 ORDER BY created_at DESC, conflict_id LIMIT ?1"
           : "SELECT " DOVETAIL_CONFLICT_COLUMNS
             " FROM conflict WHERE open = 0 ORDER BY closed_at DESC, conflict_id LIMIT ?1",
      error);
  if (statement == NULL)
    return NULL;
  dovetail_statement_bind_int (statement, 1, limit == 0 ? -1 : (gint64) limit);
  while ((step = dovetail_statement_step (statement, error)) == DOVETAIL_STEP_ROW)
    {
      DovetailConflict *conflict = dovetail_conflict_row_read (statement, error);

      if (conflict == NULL)
        return NULL;
      g_ptr_array_add (conflicts, conflict);
    }

  return step == DOVETAIL_STEP_FAILED ? NULL : g_steal_pointer (&conflicts);
}

/**
 * dovetail_store_get_conflict:
 * @self: a store
 * @conflict_id: its id
 * @error: NOT_FOUND, CORRUPT, FAILED
 *
 * Returns: (transfer full): the conflict
 */
DovetailConflict *
dovetail_store_get_conflict (DovetailStore *self, const char *conflict_id, GError **error)
{
  g_autoptr (DovetailStatement) statement = NULL;
  DovetailStep step;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);
  g_return_val_if_fail (conflict_id != NULL, NULL);

  statement = dovetail_statement_take (
      self, "SELECT " DOVETAIL_CONFLICT_COLUMNS " FROM conflict WHERE conflict_id = ?1", error);
  if (statement == NULL)
    return NULL;
  dovetail_statement_bind_text (statement, 1, conflict_id);
  step = dovetail_statement_step (statement, error);
  if (step == DOVETAIL_STEP_ROW)
    return dovetail_conflict_row_read (statement, error);
  if (step == DOVETAIL_STEP_DONE)
    g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND, "There is no conflict with the id %s",
                 conflict_id);

  return NULL;
}

/**
 * dovetail_store_count_conflicts:
 * @self: a store
 *
 * Returns: how many are open; 0 when the store cannot be read
 */
guint
dovetail_store_count_conflicts (DovetailStore *self)
{
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), 0);

  statement = dovetail_statement_take (self, "SELECT count (*) FROM conflict WHERE open = 1", NULL);
  if (statement == NULL || dovetail_statement_step (statement, NULL) != DOVETAIL_STEP_ROW)
    return 0;

  return (guint) dovetail_statement_get_int (statement, 0);
}

/**
 * dovetail_store_put_conflict:
 * @self: a store with an open transaction
 * @conflict: what the server says of it
 * @error: FULL, CORRUPT, FAILED
 *
 * Inserts or replaces it by id. While an answer made here is queued it is left alone: the user has decided,
 * and what the server says now is older than that. Acknowledge the answer first.
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_store_put_conflict (DovetailStore *self, DovetailConflict *conflict, GError **error)
{
  g_autoptr (DovetailAnswer) answer = NULL;
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (conflict != NULL && conflict->conflict_id != NULL, FALSE);

  if (!dovetail_store_require_transaction (self, error))
    return FALSE;
  answer = dovetail_answer_find (self, conflict->conflict_id, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (answer != NULL)
    return TRUE;

  return dovetail_conflict_row_write (self, conflict, error);
}

gboolean
dovetail_conflicts_get_record (DovetailStore *self,
                               DovetailConflict *conflict,
                               DovetailReplica **replica,
                               GError **error)
{
  g_autoptr (GError) failure = NULL;

  *replica = dovetail_store_get_replica (self, conflict->entity_type, conflict->entity_id, &failure);
  if (*replica != NULL || g_error_matches (failure, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

gboolean
dovetail_conflicts_open_again (DovetailStore *self,
                               DovetailConflict *conflict,
                               JsonNode *theirs,
                               GError **error)
{
  g_autoptr (DovetailConflict) open = dovetail_conflict_copy (conflict);

  /* What the server said of it while the answer was queued was left aside: it is to be asked again. */
  if (!dovetail_store_set_setting_int (self, DOVETAIL_SETTING_CONFLICTS_REV, -1, error))
    return FALSE;
  open->open = TRUE;
  open->closed_at = 0;
  open->resolved_version = 0;
  open->by_rule = FALSE;
  g_clear_pointer (&open->resolution, g_free);
  g_clear_pointer (&open->resolved_data, json_node_unref);
  if (theirs != NULL)
    {
      g_clear_pointer (&open->sides[DOVETAIL_SIDE_THEIRS], json_node_unref);
      open->sides[DOVETAIL_SIDE_THEIRS] = json_node_ref (theirs);
    }

  return dovetail_conflict_row_write (self, open, error);
}
