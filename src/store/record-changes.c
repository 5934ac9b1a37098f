/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What became of each record on this device, in the transaction that changes it: names of fields with what
 * they held before and after, sealed. Bounded by number and by age. */

#include "store/record-changes.h"

#include <string.h>

#include "core/patch.h"
#include "json/json.h"
#include "store/edit-private.h"
#include "store/names.h"
#include "store/settings.h"
#include "store/store-private.h"

#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))
/* Looking for the bound of a record costs a walk over its entries, so it is done at every 16th. */
#define PRUNE_EVERY 16
#define PRUNE_OLD_EVERY 64
#define OLD_AT_A_TIME 200
/* Longer values are cut: the history is to be read, and the record itself is not restored from it. */
#define MAX_CHARACTERS 2000
#define MAX_BYTES 8000

static const char *
operation_of (const DovetailRecord *before, const DovetailRecord *after)
{
  if (before == NULL)
    return "create";
  if (before->deleted != after->deleted)
    return after->deleted ? "delete" : "restore";

  return "update";
}

/* *cut is set when it is not the whole value. */
static JsonNode *
shorten (JsonNode *value, gboolean *cut)
{
  const char *text;
  gsize length = 0;

  if (JSON_NODE_HOLDS_NULL (value))
    return json_node_ref (value);
  if (JSON_NODE_HOLDS_VALUE (value))
    {
      g_autofree char *start = NULL;

      text = json_node_get_value_type (value) == G_TYPE_STRING ? json_node_get_string (value) : NULL;
      if (text == NULL || strlen (text) <= MAX_CHARACTERS || g_utf8_strlen (text, -1) <= MAX_CHARACTERS)
        return dovetail_value_share (value);
      *cut = TRUE;
      start = g_utf8_substring (text, 0, MAX_CHARACTERS);
      return dovetail_value_string (start);
    }
  g_free (dovetail_json_generate (value, &length));
  if (length <= MAX_BYTES)
    return dovetail_value_share (value);
  *cut = TRUE;

  return json_node_new (JSON_NODE_NULL);
}

static JsonObject *
describe_fields (JsonNode *before, JsonNode *after)
{
  g_autoptr (JsonNode) patch = dovetail_patch_diff (before, after);
  JsonObject *fields = json_object_new ();
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init_ordered (&iter, json_node_get_object (patch));
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    {
      JsonObject *field = json_object_new ();
      JsonNode *was = dovetail_data_get (before, name);
      JsonNode *is = dovetail_data_get (after, name);
      gboolean cut = FALSE;

      json_object_set_member (field, "old",
                              was == NULL ? json_node_new (JSON_NODE_NULL) : shorten (was, &cut));
      json_object_set_member (field, "new", is == NULL ? json_node_new (JSON_NODE_NULL) : shorten (is, &cut));
      if (cut)
        json_object_set_boolean_member (field, "cut", TRUE);
      json_object_set_object_member (fields, name, field);
    }

  return fields;
}

static void
set_text (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

/* What is written at a creation and a deletion is the record itself: it is not written twice. */
static JsonNode *
describe_change (const DovetailRecord *before,
                 const DovetailRecord *after,
                 const char *operation,
                 const DovetailRecord *author,
                 gboolean synced)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (object, "operation", operation);
  if (author != NULL)
    {
      set_text (object, "device_id", author->client_id);
      set_text (object, "user_id", author->modified_by);
      json_object_set_int_member (object, "time", author->timestamp);
    }
  if (synced)
    json_object_set_boolean_member (object, "synced", TRUE);
  if (before != NULL && !before->deleted && !after->deleted)
    json_object_set_object_member (object, "fields", describe_fields (before->data, after->data));
  json_node_take_object (node, object);

  return node;
}

static gboolean
prune_record (DovetailStore *self, gint64 row_id, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (
      self,
      "DELETE FROM record_change WHERE record = ?1 AND number <= (SELECT number FROM record_change"
      " WHERE record = ?1 ORDER BY number DESC LIMIT 1 OFFSET ?2)",
      error);

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_int (statement, 1, row_id);
  dovetail_statement_bind_int (statement, 2, DOVETAIL_RECORD_CHANGES_KEPT);

  return dovetail_statement_run (statement, error);
}

static gboolean
insert_change (
    DovetailStore *self, gint64 row_id, const DovetailRecord *record, JsonNode *node, GError **error)
{
  gint64 number;
  gsize length;
  g_autofree char *text = dovetail_json_generate (node, &length);
  g_autoptr (GBytes) data = dovetail_seal_close (self->seal, record->entity_type, record->entity_id,
                                                 DOVETAIL_COPY_CHANGE, text, length);
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (
      self, "INSERT INTO record_change (record, time, data) VALUES (?1, ?2, ?3)", error);

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_int (statement, 1, row_id);
  dovetail_statement_bind_int (statement, 2, dovetail_store_now (self));
  dovetail_statement_bind_blob (statement, 3, data);
  if (!dovetail_statement_run (statement, error))
    return FALSE;
  number = sqlite3_last_insert_rowid (self->database);

  return (number % PRUNE_EVERY != 0 || prune_record (self, row_id, error))
         && (number % PRUNE_OLD_EVERY != 0 || dovetail_store_prune_record_changes (self, error));
}

/* before: NULL when the record was not there. */
gboolean
dovetail_edit_note_change (DovetailStore *self,
                           DovetailReplica *replica,
                           const DovetailRecord *before,
                           const char *operation,
                           gint64 time,
                           GError **error)
{
  const DovetailRecord *after = replica->current;
  g_autofree char *user_id = dovetail_store_get_setting (self, DOVETAIL_SETTING_USER_ID);
  g_autofree char *device_id = dovetail_store_get_setting (self, DOVETAIL_SETTING_DEVICE_ID);
  const DovetailRecord author = { .client_id = device_id, .modified_by = user_id, .timestamp = time };
  g_autoptr (JsonNode) node = describe_change (
      before, after, operation != NULL ? operation : operation_of (before, after), &author, FALSE);

  return insert_change (self, replica->row_id, after, node, error);
}

/**
 * dovetail_store_note_synced_change:
 * @self: a store with an open transaction
 * @before: what was held of the record
 * @next: (nullable): what is held now, stored already; %NULL: nothing
 * @author: (nullable): the record that bears the signature of who changed it; %NULL: more than one did
 * @error: FULL, CORRUPT, FAILED
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_store_note_synced_change (DovetailStore *self,
                                   const DovetailReplica *before,
                                   const DovetailReplica *next,
                                   const DovetailRecord *author,
                                   GError **error)
{
  const DovetailRecord *was = before->current;
  g_autoptr (JsonNode) node = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (before != NULL, FALSE);

  if (next == NULL || was == next->current
      || (was->deleted == next->current->deleted
          && (was->deleted || dovetail_data_equal (was->data, next->current->data))))
    return TRUE;
  node = describe_change (was, next->current, operation_of (was, next->current), author, TRUE);

  return insert_change (self, next->row_id, next->current, node, error);
}

/**
 * dovetail_store_prune_record_changes:
 * @self: a store with an open transaction
 * @error: FULL, CORRUPT, FAILED
 *
 * Looks at the oldest entries only, so that it costs the same however many there are.
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_store_prune_record_changes (DovetailStore *self, GError **error)
{
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);

  statement = dovetail_statement_take (self,
                                       "DELETE FROM record_change WHERE number IN (SELECT number FROM"
                                       " (SELECT number, time FROM record_change ORDER BY number LIMIT ?1)"
                                       " WHERE time < ?2)",
                                       error);
  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_int (statement, 1, OLD_AT_A_TIME);
  dovetail_statement_bind_int (statement, 2,
                               dovetail_store_now (self) - DOVETAIL_RECORD_CHANGES_KEPT_DAYS * DAY_MS);

  return dovetail_statement_run (statement, error);
}

/**
 * dovetail_record_change_free:
 * @change: (transfer full) (nullable): an entry of a record's history
 */
void
dovetail_record_change_free (DovetailRecordChange *change)
{
  if (change == NULL)
    return;

  g_free (change->operation);
  g_free (change->device_id);
  g_free (change->device_name);
  g_free (change->user_id);
  g_free (change->user_name);
  g_clear_pointer (&change->fields, json_node_unref);
  g_free (change);
}

static DovetailRecordChange *
read_change (
    DovetailStore *self, DovetailStatement *statement, const char *type, const char *id, GError **error)
{
  DovetailRecordChange *change;
  gsize length;
  JsonNode *fields;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = dovetail_seal_open (
      self->seal, type, id, DOVETAIL_COPY_CHANGE, sqlite3_column_blob (statement->handle, 1),
      (gsize) sqlite3_column_bytes (statement->handle, 1), &length, error);

  if (text == NULL)
    return NULL;
  node = dovetail_json_parse_object (text, (gssize) length, error);
  if (node == NULL)
    return NULL;
  change = g_new0 (DovetailRecordChange, 1);
  change->time = dovetail_data_get_int (node, "time", dovetail_statement_get_int (statement, 0));
  change->operation = g_strdup (dovetail_data_get_string (node, "operation"));
  change->device_id = g_strdup (dovetail_data_get_string (node, "device_id"));
  change->user_id = g_strdup (dovetail_data_get_string (node, "user_id"));
  change->device_name = dovetail_store_get_name (self, change->device_id);
  change->user_name = dovetail_store_get_name (self, change->user_id);
  change->synced = dovetail_data_get_boolean (node, "synced", FALSE);
  fields = dovetail_data_get (node, "fields");
  change->fields = fields != NULL ? json_node_ref (fields) : dovetail_data_empty ();

  return change;
}

/**
 * dovetail_store_list_record_changes:
 * @self: a store
 * @entity_type: a record's type
 * @entity_id: its id
 * @limit: how many at most; 0: all
 * @error: CORRUPT, FAILED
 *
 * Returns: (transfer full) (element-type DovetailRecordChange): what became of it, newest first
 */
GPtrArray *
dovetail_store_list_record_changes (
    DovetailStore *self, const char *entity_type, const char *entity_id, guint limit, GError **error)
{
  g_autoptr (GPtrArray) changes
      = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_record_change_free);
  g_autoptr (DovetailStatement) statement = NULL;
  DovetailStep step;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);
  g_return_val_if_fail (entity_type != NULL && entity_id != NULL, NULL);

  statement = dovetail_statement_take (
      self,
      "SELECT c.time, c.data FROM record r JOIN record_change c ON c.record = r.row_id"
      " WHERE r.entity_id = ?1 AND r.entity_type = ?2 ORDER BY c.number DESC LIMIT ?3",
      error);
  if (statement == NULL)
    return NULL;
  dovetail_statement_bind_text (statement, 1, entity_id);
  dovetail_statement_bind_text (statement, 2, entity_type);
  dovetail_statement_bind_int (statement, 3, limit == 0 ? -1 : (gint64) limit);
  while ((step = dovetail_statement_step (statement, error)) == DOVETAIL_STEP_ROW)
    {
      DovetailRecordChange *change = read_change (self, statement, entity_type, entity_id, error);

      if (change == NULL)
        return NULL;
      g_ptr_array_add (changes, change);
    }

  return step == DOVETAIL_STEP_FAILED ? NULL : g_steal_pointer (&changes);
}
