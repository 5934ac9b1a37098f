/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A record on the wire: its newest state, on its way down. */

#include "wire/delta.h"

#include "core/error.h"
#include "core/schema.h"
#include "core/unreadable.h"
#include "wire/limits.h"

/**
 * dovetail_delta_to_json:
 * @delta: a record and what happened to it
 *
 * Returns: (transfer full): the sealed JSON object of protocol.md, "Record"
 */
JsonNode *
dovetail_delta_to_json (const DovetailDelta *delta)
{
  const DovetailRecord *record = delta->record;
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "entity_type", record->entity_type);
  json_object_set_string_member (object, "entity_id", record->entity_id);
  json_object_set_string_member (object, "operation", dovetail_operation_to_string (delta->operation));
  if (delta->operation != DOVETAIL_OPERATION_LEAVE)
    dovetail_write_node (object, "data", record->data);
  json_object_set_int_member (object, "version", record->version);
  dovetail_write_string (object, "etag", record->etag);
  dovetail_write_time (object, "timestamp", record->timestamp);
  dovetail_write_string (object, "modified_by", record->modified_by);
  dovetail_write_string (object, "client_id", record->client_id);
  json_object_set_int_member (object, "schema_version", record->schema_version);
  return dovetail_write_finish (object);
}

/* A name from a newer server is kept: its records are stored and sent on unread. */
static const char *
read_entity_type (DovetailReader *reader)
{
  g_autofree char *name = dovetail_read_string (reader, "entity_type");
  const DovetailSchema *schema = name != NULL ? dovetail_schema_find (name) : NULL;

  if (schema != NULL)
    return schema->entity_type;
  if (name != NULL && strlen (name) > 64)
    dovetail_reader_fail (reader, "entity_type", "too long");
  return reader->error == NULL ? g_intern_string (name) : "";
}

static DovetailOperation
read_operation (DovetailReader *reader)
{
  g_autofree char *name = dovetail_read_string (reader, "operation");
  DovetailOperation operation = DOVETAIL_OPERATION_UPDATE;

  if (name != NULL && !dovetail_operation_from_string (name, &operation))
    dovetail_reader_fail (reader, "operation", "unknown");
  return operation;
}

static gboolean
is_too_deep (JsonNode *node, guint depth)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  JsonObjectIter iter;
  JsonNode *member;
  gboolean deep = depth > DOVETAIL_WIRE_MAX_DATA_DEPTH;

  for (guint i = 0; array != NULL && !deep && i < json_array_get_length (array); i++)
    deep = is_too_deep (json_array_get_element (array, i), depth + 1);
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return deep;
  json_object_iter_init (&iter, json_node_get_object (node));
  while (!deep && json_object_iter_next (&iter, NULL, &member))
    deep = is_too_deep (member, depth + 1);
  return deep;
}

static void
check_data (DovetailReader *reader, const char *entity_type, JsonNode *data)
{
  const char *field = dovetail_schema_find_unreadable (dovetail_schema_find (entity_type), data);
  g_autofree char *path = field != NULL ? g_strconcat ("data.", field, NULL) : NULL;

  if (is_too_deep (data, 1))
    dovetail_reader_fail (reader, "data", "nested too deeply");
  if (path != NULL)
    dovetail_reader_fail (reader, path, "not of the kind this version knows");
}

static DovetailRecord *
read_record (DovetailReader *reader, DovetailOperation operation)
{
  const char *entity_type = read_entity_type (reader);
  g_autofree char *entity_id = dovetail_read_uuid (reader, "entity_id");
  gboolean leaves = operation == DOVETAIL_OPERATION_LEAVE;
  gint64 version = leaves ? dovetail_read_optional_int (reader, "version", 0, 0)
                          : dovetail_read_int (reader, "version", 1);
  g_autofree char *etag = dovetail_read_optional_string (reader, "etag");
  g_autoptr (JsonNode) data = dovetail_read_data (reader, "data");
  gint64 timestamp = dovetail_read_optional_time (reader, "timestamp");
  g_autofree char *modified_by = dovetail_read_optional_string (reader, "modified_by");
  g_autofree char *client_id = dovetail_read_optional_string (reader, "client_id");
  gint64 schema_version = dovetail_read_optional_int (reader, "schema_version", 1, 1);
  DovetailRecord *record;

  if (data == NULL && (operation == DOVETAIL_OPERATION_CREATE || operation == DOVETAIL_OPERATION_UPDATE))
    dovetail_reader_fail (reader, "data", "missing");
  if (reader->error == NULL && data != NULL)
    check_data (reader, entity_type, data);
  if (reader->error != NULL)
    return NULL;
  record = dovetail_record_new (entity_type, entity_id, version, etag, operation == DOVETAIL_OPERATION_DELETE,
                                data, timestamp, modified_by, client_id);
  record->schema_version = schema_version;
  return record;
}

/**
 * dovetail_delta_from_json:
 * @node: what stands in the message
 * @path: (nullable): where it stands there
 * @error: %DOVETAIL_ERROR_INVALID naming the member that is wrong
 *
 * Returns: (transfer full): the record and its operation, %NULL on error
 */
DovetailDelta *
dovetail_delta_from_json (JsonNode *node, const DovetailPath *path, GError **error)
{
  DovetailReader reader;
  DovetailOperation operation;
  g_autoptr (DovetailRecord) record = NULL;

  if (!dovetail_reader_init (&reader, node, path))
    return dovetail_reader_finish (&reader, error), NULL;
  operation = read_operation (&reader);
  record = read_record (&reader, operation);
  if (!dovetail_reader_finish (&reader, error))
    return NULL;
  return dovetail_delta_new (operation, record);
}

static JsonNode *
write_delta (gconstpointer element, gpointer user_data)
{
  return dovetail_delta_to_json (element);
}

/**
 * dovetail_write_deltas:
 * @object: the message
 * @name: the array's member
 * @deltas: (element-type DovetailDelta): what goes into it
 */
void
dovetail_write_deltas (JsonObject *object, const char *name, GPtrArray *deltas)
{
  dovetail_write_elements (object, name, deltas, write_delta, NULL);
}

/* The record or, when it makes no sense, what can be said of it. */
typedef struct
{
  DovetailDelta *delta;
  DovetailUnreadable *unreadable;
} Element;

static gpointer
read_element (JsonNode *node, const DovetailPath *path, gpointer user_data, GError **error)
{
  g_autoptr (GError) reason = NULL;
  Element *element = g_new0 (Element, 1);

  element->delta = dovetail_delta_from_json (node, NULL, &reason);
  if (element->delta == NULL)
    element->unreadable = dovetail_unreadable_new (node, reason->message);
  return element;
}

static void
sort_element (gpointer data, gpointer user_data)
{
  g_autofree Element *element = data;
  GPtrArray **sorted = user_data;

  if (element->delta != NULL)
    g_ptr_array_add (sorted[0], element->delta);
  else
    g_ptr_array_add (sorted[1], element->unreadable);
}

/**
 * dovetail_read_deltas:
 * @reader: a reader of the message
 * @name: the array's member
 * @unreadable: (out) (transfer full) (element-type DovetailUnreadable): those that make no sense
 *
 * Returns: (transfer full) (element-type DovetailDelta): the records; %NULL when it is no array
 */
GPtrArray *
dovetail_read_deltas (DovetailReader *reader, const char *name, GPtrArray **unreadable)
{
  g_autoptr (GPtrArray) elements = dovetail_read_elements (reader, name, read_element, NULL, NULL);
  GPtrArray *sorted[2] = { g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_delta_free),
                           g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_unreadable_free) };

  if (elements != NULL)
    g_ptr_array_foreach (elements, sort_element, sorted);
  else
    g_clear_pointer (&sorted[0], g_ptr_array_unref);
  *unreadable = sorted[1];
  return sorted[0];
}
