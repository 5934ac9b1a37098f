/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One outbox row. What is frozen comes back exactly as it was: the same mutation id, the same JSON. */

#include "store/outbox-row.h"

#include "json/json.h"
#include "store/record-json.h"
#include "store/store-private.h"

static void
set_node (JsonObject *object, const char *name, JsonNode *node)
{
  if (node != NULL)
    json_object_set_member (object, name, json_node_ref (node));
}

static void
set_text (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

static JsonObject *
change_to_object (const DovetailChange *change)
{
  JsonObject *object = json_object_new ();

  set_text (object, "mutation_id", change->mutation_id);
  set_text (object, "operation", dovetail_operation_to_string (change->operation));
  set_node (object, "data", change->data);
  set_node (object, "base", change->base);
  json_object_set_int_member (object, "version", change->version);
  set_text (object, "etag", change->etag);
  json_object_set_int_member (object, "timestamp", change->timestamp);
  set_node (object, "field_times", change->field_times);

  return object;
}

static JsonNode *
get_node (JsonNode *node, const char *name)
{
  JsonNode *member = dovetail_data_get (node, name);

  return member == NULL ? NULL : json_node_ref (member);
}

static DovetailChange *
change_from_node (JsonNode *node, DovetailRecord *record)
{
  DovetailChange *change;
  DovetailOperation operation;

  if (!dovetail_operation_from_string (dovetail_data_get_string (node, "operation"), &operation))
    return NULL;

  change = dovetail_change_alloc ();
  change->mutation_id = g_strdup (dovetail_data_get_string (node, "mutation_id"));
  change->entity_type = record->entity_type;
  change->entity_id = g_strdup (record->entity_id);
  change->operation = operation;
  change->data = get_node (node, "data");
  change->base = get_node (node, "base");
  change->version = dovetail_data_get_int (node, "version", 0);
  change->etag = g_strdup (dovetail_data_get_string (node, "etag"));
  change->timestamp = dovetail_data_get_int (node, "timestamp", 0);
  change->field_times = get_node (node, "field_times");

  return change;
}

static GBytes *
close_payload (DovetailStore *store, DovetailReplica *replica)
{
  const DovetailPending *pending = replica->pending;
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;
  gsize length;

  set_node (object, "field_times", pending->field_times);
  set_text (object, "error_detail", pending->error_detail);
  if (pending->refused_at != 0)
    json_object_set_int_member (object, "refused_at", pending->refused_at);
  if (pending->theirs != NULL)
    json_object_set_object_member (object, "theirs", dovetail_record_to_object (pending->theirs));
  if (pending->frozen != NULL)
    json_object_set_object_member (object, "frozen", change_to_object (pending->frozen));
  set_node (object, "frozen_data", pending->frozen_data);
  set_node (object, "origin", pending->origin);
  if (pending->frozen_deleted)
    json_object_set_boolean_member (object, "frozen_deleted", TRUE);
  json_node_take_object (node, object);
  text = dovetail_json_generate (node, &length);

  return dovetail_seal_close (store->seal, replica->current->entity_type, replica->current->entity_id,
                              DOVETAIL_COPY_OUTBOX, text, length);
}

static gboolean
open_payload (
    DovetailPending *pending, DovetailRecord *record, const char *text, gsize length, GError **error)
{
  g_autoptr (JsonNode) node = dovetail_json_parse_object (text, (gssize) length, error);
  JsonNode *frozen;
  JsonNode *theirs;

  if (node == NULL)
    return FALSE;

  pending->field_times = get_node (node, "field_times");
  if (pending->field_times == NULL)
    pending->field_times = dovetail_data_empty ();
  pending->error_detail = g_strdup (dovetail_data_get_string (node, "error_detail"));
  pending->refused_at = dovetail_data_get_int (node, "refused_at", 0);
  theirs = dovetail_data_get (node, "theirs");
  if (theirs != NULL)
    pending->theirs = dovetail_record_from_node (theirs, record->entity_type, record->entity_id);
  frozen = dovetail_data_get (node, "frozen");
  if (frozen != NULL)
    pending->frozen = change_from_node (frozen, record);
  pending->frozen_data = get_node (node, "frozen_data");
  pending->origin = get_node (node, "origin");
  pending->frozen_deleted = dovetail_data_get_boolean (node, "frozen_deleted", FALSE);

  return TRUE;
}

DovetailPending *
dovetail_outbox_row_read (DovetailStatement *statement, int column, DovetailRecord *record, GError **error)
{
  g_autoptr (DovetailPending) pending = g_new0 (DovetailPending, 1);
  g_autofree char *text = NULL;
  gsize length;

  pending->state = (DovetailPendingState) dovetail_statement_get_int (statement, column);
  pending->since = dovetail_statement_get_int (statement, column + 1);
  pending->edited_at = dovetail_statement_get_int (statement, column + 2);
  pending->by_hand = dovetail_statement_get_int (statement, column + 3) != 0;
  pending->tries = (guint) dovetail_statement_get_int (statement, column + 4);
  pending->error_code = g_strdup (dovetail_statement_get_text (statement, column + 5));
  text = dovetail_seal_open (statement->store->seal, record->entity_type, record->entity_id,
                             DOVETAIL_COPY_OUTBOX, sqlite3_column_blob (statement->handle, column + 6),
                             (gsize) sqlite3_column_bytes (statement->handle, column + 6), &length, error);
  if (text == NULL || !open_payload (pending, record, text, length, error))
    return NULL;

  return g_steal_pointer (&pending);
}

/* Edits by hand go before imports; lists before parents before children, so that what a record names is there
 * already. */
static gint64
urgency_of (const DovetailReplica *replica)
{
  DovetailRecord *record = replica->current;
  gint64 urgency = replica->pending->by_hand ? 0 : 3;

  if (g_str_equal (record->entity_type, DOVETAIL_ENTITY_LIST))
    return urgency;

  return urgency + (dovetail_data_get_string (record->data, "parent_id") != NULL ? 2 : 1);
}

gboolean
dovetail_outbox_row_write (DovetailStore *store, DovetailReplica *replica, GError **error)
{
  const DovetailPending *pending = replica->pending;
  g_autoptr (GBytes) payload = close_payload (store, replica);
  g_autoptr (DovetailStatement) statement
      = dovetail_statement_take (store,
                                 "INSERT OR REPLACE INTO outbox (record, state, urgency, since, edited_at, "
                                 "by_hand, tries, error_code, data)"
                                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                                 error);

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_int (statement, 1, replica->row_id);
  dovetail_statement_bind_int (statement, 2, pending->state);
  dovetail_statement_bind_int (statement, 3, urgency_of (replica));
  dovetail_statement_bind_int (statement, 4, pending->since);
  dovetail_statement_bind_int (statement, 5, pending->edited_at);
  dovetail_statement_bind_int (statement, 6, pending->by_hand);
  dovetail_statement_bind_int (statement, 7, pending->tries);
  dovetail_statement_bind_text (statement, 8, pending->error_code);
  dovetail_statement_bind_blob (statement, 9, payload);

  return dovetail_statement_run (statement, error);
}

gboolean
dovetail_outbox_row_remove (DovetailStore *store, gint64 row_id, GError **error)
{
  g_autoptr (DovetailStatement) statement
      = dovetail_statement_take (store, "DELETE FROM outbox WHERE record = ?1", error);

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_int (statement, 1, row_id);

  return dovetail_statement_run (statement, error);
}
