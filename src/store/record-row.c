/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One record as a row: sealed payloads, and of a task the few readable columns that the indexes need. */

#include "store/record-row.h"

#include <string.h>

#include "core/timestamp.h"
#include "json/json.h"
#include "store/store-private.h"

enum
{
  COLUMN_ROW_ID,
  COLUMN_ENTITY_TYPE,
  COLUMN_ENTITY_ID,
  COLUMN_CURRENT,
  COLUMN_BASE = COLUMN_CURRENT + 8,
  COLUMN_OUTBOX = COLUMN_BASE + 8,
  COLUMN_CONFLICT = COLUMN_OUTBOX + DOVETAIL_N_OUTBOX_COLUMNS,
  COLUMN_RESOLUTION
};

/* Sorts behind every rank. */
#define LAST_POSITION "\x7f"

#define WRITTEN_COLUMNS                                                                                      \
  "entity_type, entity_id, version, etag, deleted, timestamp, modified_by, client_id, schema_version, data," \
  " base_version, base_etag, base_deleted, base_timestamp, base_modified_by, base_client_id, "               \
  "base_schema_version,"                                                                                     \
  " base_data, list_id, parent_id, due, priority, done, position, completed_at"
#define WRITTEN_VALUES                                                                                       \
  "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, "    \
  "?23, ?24, ?25"

enum
{
  PARAMETER_CURRENT = 3,
  PARAMETER_BASE = 11,
  PARAMETER_INDEX = 19,
  PARAMETER_ROW_ID = 26
};

JsonNode *
dovetail_record_row_open_data (DovetailStatement *statement,
                               int column,
                               const char *entity_type,
                               const char *entity_id,
                               DovetailCopy copy,
                               GError **error)
{
  gsize length;
  g_autofree char *text = dovetail_seal_open (
      statement->store->seal, entity_type, entity_id, copy, sqlite3_column_blob (statement->handle, column),
      (gsize) sqlite3_column_bytes (statement->handle, column), &length, error);

  return text == NULL ? NULL : dovetail_json_parse_object (text, (gssize) length, error);
}

static DovetailRecord *
read_record (DovetailStatement *statement, int column, DovetailCopy copy, GError **error)
{
  const char *entity_type = dovetail_statement_get_text (statement, COLUMN_ENTITY_TYPE);
  const char *entity_id = dovetail_statement_get_text (statement, COLUMN_ENTITY_ID);
  g_autoptr (JsonNode) data
      = dovetail_record_row_open_data (statement, column + 7, entity_type, entity_id, copy, error);
  DovetailRecord *record;

  if (data == NULL)
    return NULL;

  record = dovetail_record_new (entity_type, entity_id, dovetail_statement_get_int (statement, column),
                                dovetail_statement_get_text (statement, column + 1),
                                dovetail_statement_get_int (statement, column + 2) != 0, data,
                                dovetail_statement_get_int (statement, column + 3),
                                dovetail_statement_get_text (statement, column + 4),
                                dovetail_statement_get_text (statement, column + 5));
  record->schema_version = dovetail_statement_get_int (statement, column + 6);

  return record;
}

DovetailReplica *
dovetail_record_row_read (DovetailStatement *statement, GError **error)
{
  g_autoptr (DovetailReplica) replica = g_new0 (DovetailReplica, 1);

  replica->row_id = dovetail_statement_get_int (statement, COLUMN_ROW_ID);
  replica->current = read_record (statement, COLUMN_CURRENT, DOVETAIL_COPY_CURRENT, error);
  if (replica->current == NULL)
    return NULL;
  if (!dovetail_statement_is_null (statement, COLUMN_BASE))
    {
      replica->base = read_record (statement, COLUMN_BASE, DOVETAIL_COPY_BASE, error);
      if (replica->base == NULL)
        return NULL;
    }
  if (!dovetail_statement_is_null (statement, COLUMN_OUTBOX))
    {
      replica->pending = dovetail_outbox_row_read (statement, COLUMN_OUTBOX, replica->current, error);
      if (replica->pending == NULL)
        return NULL;
      replica->pending->resolution_conflict_id
          = g_strdup (dovetail_statement_get_text (statement, COLUMN_RESOLUTION));
    }
  replica->conflict_id = g_strdup (dovetail_statement_get_text (statement, COLUMN_CONFLICT));

  return g_steal_pointer (&replica);
}

DovetailReplica *
dovetail_record_row_next (DovetailStatement *statement, GError **error)
{
  if (dovetail_statement_step (statement, error) != DOVETAIL_STEP_ROW)
    return NULL;

  return dovetail_record_row_read (statement, error);
}

GPtrArray *
dovetail_record_row_read_all (DovetailStatement *statement, GError **error)
{
  g_autoptr (GPtrArray) replicas = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_replica_free);
  DovetailStep step;

  while ((step = dovetail_statement_step (statement, error)) == DOVETAIL_STEP_ROW)
    {
      DovetailReplica *replica = dovetail_record_row_read (statement, error);

      if (replica == NULL)
        return NULL;
      g_ptr_array_add (replicas, replica);
    }

  return step == DOVETAIL_STEP_FAILED ? NULL : g_steal_pointer (&replicas);
}

static GBytes *
close_data (DovetailStore *store, DovetailRecord *record, DovetailCopy copy)
{
  gsize length;
  g_autofree char *text = dovetail_json_generate (record->data, &length);

  return dovetail_seal_close (store->seal, record->entity_type, record->entity_id, copy, text, length);
}

/* blob is the caller's, for it must live until the statement has run. */
static void
bind_record (
    DovetailStatement *statement, int parameter, DovetailRecord *record, DovetailCopy copy, GBytes **blob)
{
  *blob = close_data (statement->store, record, copy);
  dovetail_statement_bind_int (statement, parameter, record->version);
  dovetail_statement_bind_text (statement, parameter + 1, record->etag);
  dovetail_statement_bind_int (statement, parameter + 2, record->deleted);
  dovetail_statement_bind_int (statement, parameter + 3, record->timestamp);
  dovetail_statement_bind_text (statement, parameter + 4, record->modified_by);
  dovetail_statement_bind_text (statement, parameter + 5, record->client_id);
  dovetail_statement_bind_int (statement, parameter + 6, record->schema_version);
  dovetail_statement_bind_blob (statement, parameter + 7, *blob);
}

/* A date stays; a date-time gets its one form, so that text order is time order. */
static char *
index_due (JsonNode *data)
{
  const char *due = dovetail_data_get_string (data, "due");
  gint64 time;

  if (due == NULL || dovetail_date_is_valid (due))
    return g_strdup (due);

  return dovetail_timestamp_parse (due, &time) ? dovetail_timestamp_format (time) : NULL;
}

static int
index_priority (JsonNode *data)
{
  static const char *const names[] = { "none", "low", "medium", "high" };
  const char *priority = dovetail_data_get_string (data, "priority");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (priority, names[i]) == 0)
      return (int) i;

  return 0;
}

static void
bind_completion (DovetailStatement *statement, DovetailRecord *record, const char *status)
{
  gboolean done = g_strcmp0 (status, "done") == 0 || g_strcmp0 (status, "cancelled") == 0;
  const char *text = dovetail_data_get_string (record->data, "completed_at");
  gint64 completed_at;

  if (text == NULL || !dovetail_timestamp_parse (text, &completed_at))
    completed_at = record->timestamp;
  dovetail_statement_bind_int (statement, PARAMETER_INDEX + 4, done);
  if (done)
    dovetail_statement_bind_int (statement, PARAMETER_INDEX + 6, completed_at);
}

static void
bind_index (DovetailStatement *statement, DovetailRecord *record, const char *due)
{
  JsonNode *data = record->data;
  gboolean task = g_str_equal (record->entity_type, DOVETAIL_ENTITY_TASK);
  const char *position = dovetail_data_get_string (data, "position");

  dovetail_statement_bind_text (statement, PARAMETER_INDEX, dovetail_data_get_string (data, "list_id"));
  dovetail_statement_bind_text (statement, PARAMETER_INDEX + 1, dovetail_data_get_string (data, "parent_id"));
  dovetail_statement_bind_text (statement, PARAMETER_INDEX + 2, due);
  dovetail_statement_bind_int (statement, PARAMETER_INDEX + 3, index_priority (data));
  dovetail_statement_bind_text (statement, PARAMETER_INDEX + 5, position == NULL ? LAST_POSITION : position);
  bind_completion (statement, record, task ? dovetail_data_get_string (data, "status") : NULL);
}

static gboolean
write_row (DovetailStatement *statement, DovetailReplica *replica, GError **error)
{
  DovetailRecord *record = replica->current;
  g_autoptr (GBytes) data = NULL;
  g_autoptr (GBytes) base_data = NULL;
  g_autofree char *due = index_due (record->data);

  dovetail_statement_bind_text (statement, 1, record->entity_type);
  dovetail_statement_bind_text (statement, 2, record->entity_id);
  bind_record (statement, PARAMETER_CURRENT, record, DOVETAIL_COPY_CURRENT, &data);
  /* Parameters that are not bound are NULL. Without something pending the current copy is the base. */
  if (replica->pending != NULL && replica->base != NULL)
    bind_record (statement, PARAMETER_BASE, replica->base, DOVETAIL_COPY_BASE, &base_data);
  bind_index (statement, record, due);

  return dovetail_statement_run (statement, error);
}

gboolean
dovetail_record_row_insert (DovetailStore *store, DovetailReplica *replica, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (
      store, "INSERT INTO record (" WRITTEN_COLUMNS ") VALUES (" WRITTEN_VALUES ")", error);

  if (statement == NULL || !write_row (statement, replica, error))
    return FALSE;
  replica->row_id = sqlite3_last_insert_rowid (store->database);

  return TRUE;
}

gboolean
dovetail_record_row_update (DovetailStore *store, DovetailReplica *replica, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (
      store, "UPDATE record SET (" WRITTEN_COLUMNS ") = (" WRITTEN_VALUES ") WHERE row_id = ?26", error);

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_int (statement, PARAMETER_ROW_ID, replica->row_id);

  return write_row (statement, replica, error);
}
