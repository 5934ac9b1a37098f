/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Letting go what this device does not sync any more. Nothing that waits is lost by it. */

#include "store/eviction.h"

#include "store/store-private.h"

/* Of record r. */
#define NOTHING_WAITS                                                                                        \
  "NOT EXISTS (SELECT 1 FROM outbox o WHERE o.record = r.row_id)"                                            \
  " AND NOT EXISTS (SELECT 1 FROM held h WHERE h.record = r.row_id)"                                         \
  " AND NOT EXISTS (SELECT 1 FROM conflict c WHERE c.entity_id = r.entity_id"                                \
  " AND c.entity_type = r.entity_type AND c.open = 1)"                                                       \
  " AND NOT EXISTS (SELECT 1 FROM resolution q WHERE q.entity_id = r.entity_id AND q.error_code IS NULL)"
#define MARK "INSERT OR IGNORE INTO leaving (record) SELECT row_id FROM record WHERE "
#define REMOVE                                                                                               \
  "DELETE FROM record WHERE row_id IN (SELECT r.row_id FROM record r WHERE " NOTHING_WAITS " AND "
#define BY_NAME "entity_id = ?1 AND entity_type = ?2"

static gboolean
run_by_name (
    DovetailStore *self, const char *sql, const char *entity_type, const char *entity_id, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (self, sql, error);

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_text (statement, 1, entity_id);
  dovetail_statement_bind_text (statement, 2, entity_type);
  return dovetail_statement_run (statement, error);
}

/**
 * dovetail_store_evict:
 * @self: a store with an open transaction
 * @entity_type: a record's type
 * @entity_id: its id
 * @error: FULL, CORRUPT, FAILED
 *
 * One that is not stored is no error.
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_store_evict (DovetailStore *self, const char *entity_type, const char *entity_id, GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (entity_type != NULL && entity_id != NULL, FALSE);

  return dovetail_store_require_transaction (self, error)
         && run_by_name (self, REMOVE "r." BY_NAME ")", entity_type, entity_id, error)
         && run_by_name (self, MARK BY_NAME, entity_type, entity_id, error);
}

static gboolean
run_by_row (DovetailStore *self, const char *sql, gint64 row_id, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (self, sql, error);

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_int (statement, 1, row_id);
  return dovetail_statement_run (statement, error);
}

static gboolean
leaves_out (const DovetailSyncFilter *filter, const char *entity_type, const char *list_id)
{
  if (filter->types != NULL && !g_strv_contains ((const char *const *) filter->types, entity_type))
    return TRUE;
  return g_str_equal (entity_type, DOVETAIL_ENTITY_TASK) && !dovetail_sync_filter_has_list (filter, list_id);
}

/* What the server has never seen goes up first, and where an edited record lies the server will say. */
static GArray *
find_outside (DovetailStore *self, const DovetailSyncFilter *filter, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (
      self,
      "SELECT row_id, entity_type, list_id FROM record WHERE deleted = 0 AND version > 0"
      " AND row_id NOT IN (SELECT record FROM outbox)",
      error);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  DovetailStep step = DOVETAIL_STEP_FAILED;

  while (statement != NULL && (step = dovetail_statement_step (statement, error)) == DOVETAIL_STEP_ROW)
    {
      gint64 row_id = dovetail_statement_get_int (statement, 0);

      if (leaves_out (filter, dovetail_statement_get_text (statement, 1),
                      dovetail_statement_get_text (statement, 2)))
        g_array_append_val (rows, row_id);
    }
  return step == DOVETAIL_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

/**
 * dovetail_store_evict_outside:
 * @self: a store with an open transaction
 * @filter: what this device syncs
 * @error: FULL, CORRUPT, FAILED
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_store_evict_outside (DovetailStore *self, const DovetailSyncFilter *filter, GError **error)
{
  g_autoptr (GArray) rows = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (filter != NULL, FALSE);

  if (!dovetail_store_require_transaction (self, error))
    return FALSE;
  rows = find_outside (self, filter, error);
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      gint64 row_id = g_array_index (rows, gint64, i);

      if (!run_by_row (self, REMOVE "r.row_id = ?1)", row_id, error)
          || !run_by_row (self, MARK "row_id = ?1", row_id, error))
        return FALSE;
    }
  return rows != NULL;
}

/**
 * dovetail_store_evict_leaving:
 * @self: a store with an open transaction
 * @error: FULL, CORRUPT, FAILED
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_store_evict_leaving (DovetailStore *self, GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);

  return dovetail_store_require_transaction (self, error)
         && dovetail_store_execute (self, REMOVE "r.row_id IN (SELECT record FROM leaving))", error);
}

/**
 * dovetail_store_stay:
 * @self: a store with an open transaction
 * @entity_type: a record's type
 * @entity_id: its id
 * @error: FULL, CORRUPT, FAILED
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_store_stay (DovetailStore *self, const char *entity_type, const char *entity_id, GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (entity_type != NULL && entity_id != NULL, FALSE);

  return dovetail_store_require_transaction (self, error)
         && run_by_name (self,
                         "DELETE FROM leaving WHERE record IN (SELECT row_id FROM record WHERE " BY_NAME ")",
                         entity_type, entity_id, error);
}

/**
 * dovetail_store_all_stay:
 * @self: a store with an open transaction
 * @error: FULL, CORRUPT, FAILED
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_store_all_stay (DovetailStore *self, GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);

  return dovetail_store_require_transaction (self, error)
         && dovetail_store_execute (self, "DELETE FROM leaving", error);
}

/**
 * dovetail_store_any_leaves:
 * @self: a store
 *
 * Returns: whether a record stays only for what waits with it
 */
gboolean
dovetail_store_any_leaves (DovetailStore *self)
{
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);

  statement = dovetail_statement_take (self, "SELECT 1 FROM leaving LIMIT 1", NULL);
  return statement != NULL && dovetail_statement_step (statement, NULL) == DOVETAIL_STEP_ROW;
}

/**
 * dovetail_store_leaves:
 * @self: a store
 * @entity_type: a record's type
 * @entity_id: its id
 *
 * Returns: whether the record stays only for what waits with it
 */
gboolean
dovetail_store_leaves (DovetailStore *self, const char *entity_type, const char *entity_id)
{
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (entity_type != NULL && entity_id != NULL, FALSE);

  statement = dovetail_statement_take (
      self, "SELECT 1 FROM leaving WHERE record IN (SELECT row_id FROM record WHERE " BY_NAME ")", NULL);
  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_text (statement, 1, entity_id);
  dovetail_statement_bind_text (statement, 2, entity_type);
  return dovetail_statement_step (statement, NULL) == DOVETAIL_STEP_ROW;
}
