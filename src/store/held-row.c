/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One held record as a row. */

#include "store/held-row.h"

#include "json/json.h"
#include "store/record-json.h"
#include "store/store-private.h"

#define COLUMN_DATA 3
#define COLUMN_ENTITY_TYPE 4
#define COLUMN_ENTITY_ID 5

/**
 * dovetail_held_free:
 * @held: (transfer full) (nullable): what is held
 */
void
dovetail_held_free (DovetailHeld *held)
{
  if (held == NULL)
    return;
  g_clear_pointer (&held->replica, dovetail_replica_free);
  g_clear_pointer (&held->theirs, dovetail_record_unref);
  g_free (held);
}

static DovetailRecord *
read_theirs (DovetailStatement *statement, GError **error)
{
  const char *entity_type = dovetail_statement_get_text (statement, COLUMN_ENTITY_TYPE);
  const char *entity_id = dovetail_statement_get_text (statement, COLUMN_ENTITY_ID);
  gsize length;
  g_autofree char *text
      = dovetail_seal_open (statement->store->seal, entity_type, entity_id, DOVETAIL_COPY_HELD,
                            sqlite3_column_blob (statement->handle, COLUMN_DATA),
                            (gsize) sqlite3_column_bytes (statement->handle, COLUMN_DATA), &length, error);
  g_autoptr (JsonNode) node = text != NULL ? dovetail_json_parse_object (text, (gssize) length, error) : NULL;

  return node != NULL ? dovetail_record_from_node (node, entity_type, entity_id) : NULL;
}

DovetailHeld *
dovetail_held_row_read (DovetailStatement *statement, GError **error)
{
  g_autoptr (DovetailHeld) held = g_new0 (DovetailHeld, 1);

  held->cause = (DovetailHeldCause) dovetail_statement_get_int (statement, 0);
  held->asked = dovetail_statement_get_int (statement, 1) != 0;
  held->held_at = dovetail_statement_get_int (statement, 2);
  if (!dovetail_statement_is_null (statement, COLUMN_DATA))
    {
      held->theirs = read_theirs (statement, error);
      if (held->theirs == NULL)
        return NULL;
    }
  held->replica = dovetail_store_get_replica (
      statement->store, dovetail_statement_get_text (statement, COLUMN_ENTITY_TYPE),
      dovetail_statement_get_text (statement, COLUMN_ENTITY_ID), error);
  return held->replica != NULL ? g_steal_pointer (&held) : NULL;
}

GPtrArray *
dovetail_held_row_read_all (DovetailStatement *statement, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_held_free);
  DovetailStep step;

  while ((step = dovetail_statement_step (statement, error)) == DOVETAIL_STEP_ROW)
    {
      DovetailHeld *held = dovetail_held_row_read (statement, error);

      if (held == NULL)
        return NULL;
      g_ptr_array_add (all, held);
    }
  return step == DOVETAIL_STEP_FAILED ? NULL : g_steal_pointer (&all);
}

static GBytes *
close_theirs (DovetailStore *store, DovetailRecord *theirs)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (theirs == NULL)
    return NULL;
  node = dovetail_data_take_object (dovetail_record_to_object (theirs));
  text = dovetail_json_generate (node, &length);
  return dovetail_seal_close (store->seal, theirs->entity_type, theirs->entity_id, DOVETAIL_COPY_HELD, text,
                              length);
}

gboolean
dovetail_held_row_write (DovetailStore *store, DovetailHeld *held, GError **error)
{
  g_autoptr (GBytes) data = close_theirs (store, held->theirs);
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (
      store, "INSERT OR REPLACE INTO held (record, cause, asked, held_at, data) VALUES (?1, ?2, ?3, ?4, ?5)",
      error);

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_int (statement, 1, held->replica->row_id);
  dovetail_statement_bind_int (statement, 2, held->cause);
  dovetail_statement_bind_int (statement, 3, held->asked);
  dovetail_statement_bind_int (statement, 4, held->held_at);
  dovetail_statement_bind_blob (statement, 5, data);
  return dovetail_statement_run (statement, error);
}
