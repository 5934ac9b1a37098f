/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looking over a store, and the one repair that cannot lose anything: indexes made anew. */

#include "store/health.h"

#include <string.h>

#include "store/jobs.h"
#include "store/query.h"
#include "store/record-row.h"
#include "store/store-private.h"

#define SAMPLE 500

/**
 * dovetail_store_health_clear:
 * @health: what was found
 */
void
dovetail_store_health_clear (DovetailStoreHealth *health)
{
  g_clear_pointer (&health->damage, g_free);
}

/* SQLite tells of an index that lacks rows, or has them in another order, in these words. */
static gboolean
is_about_an_index (const char *damage)
{
  return strstr (damage, "missing from index") != NULL || strstr (damage, "entries in index") != NULL
         || strstr (damage, "non-unique entry in index") != NULL;
}

static gboolean
check_integrity (DovetailStore *self, DovetailStoreHealth *health, GError **error)
{
  g_autoptr (DovetailStatement) statement
      = dovetail_statement_take (self, "PRAGMA integrity_check (100)", error);
  DovetailStep step;

  if (statement == NULL)
    return FALSE;
  health->only_indexes = TRUE;
  while ((step = dovetail_statement_step (statement, error)) == DOVETAIL_STEP_ROW)
    {
      const char *text = dovetail_statement_get_text (statement, 0);

      if (g_strcmp0 (text, "ok") == 0)
        continue;
      if (health->damage == NULL)
        health->damage = g_strdup (text);
      health->only_indexes = health->only_indexes && is_about_an_index (text);
    }
  health->only_indexes = health->only_indexes && health->damage != NULL;

  return step == DOVETAIL_STEP_DONE;
}

static gboolean
count_broken_references (DovetailStore *self, DovetailStoreHealth *health, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (self, "PRAGMA foreign_key_check", error);
  DovetailStep step;

  if (statement == NULL)
    return FALSE;
  while ((step = dovetail_statement_step (statement, error)) == DOVETAIL_STEP_ROW)
    health->broken_references++;

  return step == DOVETAIL_STEP_DONE;
}

static gboolean
read_schema_version (DovetailStore *self, DovetailStoreHealth *health, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (self, "PRAGMA user_version", error);

  if (statement == NULL || dovetail_statement_step (statement, error) != DOVETAIL_STEP_ROW)
    return FALSE;
  health->schema_version = dovetail_statement_get_int (statement, 0);

  return TRUE;
}

/* The newest rows: each is opened as if it were to be shown. */
static gboolean
open_sample (DovetailStore *self, DovetailStoreHealth *health, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (
      self, "SELECT " DOVETAIL_REPLICA_COLUMNS DOVETAIL_REPLICA_TABLES " ORDER BY r.row_id DESC LIMIT ?1",
      error);
  DovetailStep step;

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_int (statement, 1, SAMPLE);
  while ((step = dovetail_statement_step (statement, error)) == DOVETAIL_STEP_ROW)
    {
      g_autoptr (DovetailReplica) replica = dovetail_record_row_read (statement, NULL);

      health->opened++;
      health->unopened += replica == NULL;
    }

  return step == DOVETAIL_STEP_DONE;
}

/**
 * dovetail_store_examine:
 * @self: a store
 * @health: (out caller-allocates): what was found; clear it in any case
 * @error: CORRUPT, FAILED: it cannot even be read
 *
 * Takes as long as reading the whole database does.
 *
 * Returns: whether it could be looked over
 */
gboolean
dovetail_store_examine (DovetailStore *self, DovetailStoreHealth *health, GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (health != NULL, FALSE);

  *health = (DovetailStoreHealth){ 0 };
  if (!read_schema_version (self, health, error) || !check_integrity (self, health, error)
      || !count_broken_references (self, health, error) || !open_sample (self, health, error))
    return FALSE;
  health->running_jobs = dovetail_store_count_running_jobs (self, error);

  return health->running_jobs >= 0;
}

/**
 * dovetail_store_reindex:
 * @self: a store without an open transaction
 * @error: BUSY, FULL, CORRUPT, FAILED
 *
 * Returns: whether the indexes are new
 */
gboolean
dovetail_store_reindex (DovetailStore *self, GError **error)
{
  g_autoptr (DovetailTransaction) transaction = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);

  transaction = dovetail_transaction_begin (self, error);

  return transaction != NULL && dovetail_store_execute (self, "REINDEX", error)
         && dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}
