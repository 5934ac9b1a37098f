/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The traces of the last syncs. They hold what people wrote, so they are sealed; whoever exports them takes
 * that out. */

#include "store/trace.h"

#include "store/conflicts-private.h"
#include "store/store-private.h"

static gboolean
insert_trace (DovetailStore *self, const char *job_id, const char *text, gsize length, GError **error)
{
  g_autoptr (GBytes) data
      = dovetail_seal_close (self->seal, "trace", job_id, DOVETAIL_COPY_TRACE, text, length);
  g_autoptr (DovetailStatement) statement
      = dovetail_statement_take (self, "INSERT INTO trace (job_id, size, data) VALUES (?1, ?2, ?3)", error);

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_text (statement, 1, job_id);
  dovetail_statement_bind_int (statement, 2, (gint64) length);
  dovetail_statement_bind_blob (statement, 3, data);
  return dovetail_statement_run (statement, error);
}

static gboolean
remove_oldest (DovetailStore *self, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (
      self,
      "DELETE FROM trace WHERE number <= (SELECT max (number) FROM trace) - ?1 OR number IN"
      " (SELECT number FROM (SELECT number, sum (size) OVER (ORDER BY number DESC) AS total FROM trace)"
      "  WHERE total > ?2)",
      error);

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_int (statement, 1, DOVETAIL_TRACES_KEPT);
  dovetail_statement_bind_int (statement, 2, DOVETAIL_TRACES_MAX_BYTES);
  return dovetail_statement_run (statement, error);
}

/**
 * dovetail_store_put_trace:
 * @self: a store with an open transaction
 * @job_id: the sync it is of
 * @text: UTF-8
 * @length: its bytes
 * @error: FULL, CORRUPT, FAILED
 *
 * The oldest go when there are more than %DOVETAIL_TRACES_KEPT or more bytes than
 * %DOVETAIL_TRACES_MAX_BYTES.
 *
 * Returns: whether it was written
 */
gboolean
dovetail_store_put_trace (
    DovetailStore *self, const char *job_id, const char *text, gsize length, GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (job_id != NULL && text != NULL, FALSE);

  return dovetail_store_require_transaction (self, error) && insert_trace (self, job_id, text, length, error)
         && remove_oldest (self, error);
}

static char *
open_trace (DovetailStore *self, DovetailStatement *statement, GError **error)
{
  gsize length;

  return dovetail_seal_open (self->seal, "trace", dovetail_statement_get_text (statement, 0),
                             DOVETAIL_COPY_TRACE, sqlite3_column_blob (statement->handle, 1),
                             (gsize) sqlite3_column_bytes (statement->handle, 1), &length, error);
}

/**
 * dovetail_store_list_traces:
 * @self: a store
 * @error: CORRUPT, FAILED
 *
 * Returns: (transfer full) (element-type utf8): the texts, oldest first
 */
GPtrArray *
dovetail_store_list_traces (DovetailStore *self, GError **error)
{
  g_autoptr (GPtrArray) traces = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (DovetailStatement) statement = NULL;
  DovetailStep step;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);

  statement = dovetail_statement_take (self, "SELECT job_id, data FROM trace ORDER BY number", error);
  if (statement == NULL)
    return NULL;
  while ((step = dovetail_statement_step (statement, error)) == DOVETAIL_STEP_ROW)
    {
      char *text = open_trace (self, statement, error);

      if (text == NULL)
        return NULL;
      g_ptr_array_add (traces, text);
    }
  return step == DOVETAIL_STEP_FAILED ? NULL : g_steal_pointer (&traces);
}

/**
 * dovetail_store_put_resolution:
 * @self: a store with an open transaction
 * @resolution: an answer to a conflict
 * @before: (nullable): what its fields held before it
 * @entity_id: the conflict's record
 * @error: FULL, CORRUPT, FAILED
 *
 * The record is not touched: a replay puts it as it was.
 *
 * Returns: whether it is queued
 */
gboolean
dovetail_store_put_resolution (DovetailStore *self,
                               DovetailResolution *resolution,
                               JsonNode *before,
                               const char *entity_id,
                               GError **error)
{
  DovetailAnswer answer = { .resolution = resolution, .before = before };

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (resolution != NULL && entity_id != NULL, FALSE);

  if (!dovetail_store_require_transaction (self, error)
      || !dovetail_answer_insert (self, &answer, entity_id, error))
    return FALSE;
  for (guint i = 0; i < resolution->tries; i++)
    if (!dovetail_store_note_resolution_sent (self, resolution->mutation_id, error))
      return FALSE;
  return TRUE;
}

/**
 * dovetail_store_get_answered:
 * @self: a store
 * @mutation_id: of a queued answer to a conflict
 *
 * Returns: (transfer full) (nullable): what its fields held before it: field -> value, null when absent
 */
JsonNode *
dovetail_store_get_answered (DovetailStore *self, const char *mutation_id)
{
  g_autoptr (DovetailAnswer) answer = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);
  g_return_val_if_fail (mutation_id != NULL, NULL);

  answer = dovetail_answer_find_by_mutation (self, mutation_id, NULL);
  return answer != NULL && answer->before != NULL ? json_node_ref (answer->before) : NULL;
}
