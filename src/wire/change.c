/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A change on the wire, on its way up. One that makes no sense still arrives, with the reason, so that it is
 * refused at its place and its neighbours go through. */

#include "wire/change.h"

#include "core/data.h"
#include "core/error.h"
#include "core/schema.h"
#include "core/timestamp.h"

static const char *
operation_name (DovetailChangeDialect dialect)
{
  return dialect == DOVETAIL_CHANGE_OF_PUSH ? "operation" : "action";
}

static const char *
timestamp_name (DovetailChangeDialect dialect)
{
  return dialect == DOVETAIL_CHANGE_OF_PUSH ? "timestamp" : "client_timestamp";
}

static void
write_field_time (JsonObject *times, const char *field, JsonNode *value, gpointer user_data)
{
  dovetail_write_time (user_data, field, json_node_get_int (value));
}

static void
write_field_times (JsonObject *object, JsonNode *field_times)
{
  JsonObject *times;

  if (field_times == NULL)
    return;
  times = json_object_new ();
  json_object_foreach_member (json_node_get_object (field_times), write_field_time, times);
  json_object_set_object_member (object, "field_times", times);
}

/**
 * dovetail_change_to_json:
 * @change: a change that is valid
 * @dialect: the message it goes into
 *
 * Returns: (transfer full): the sealed JSON object
 */
JsonNode *
dovetail_change_to_json (const DovetailChange *change, DovetailChangeDialect dialect)
{
  JsonObject *object = json_object_new ();

  dovetail_write_string (object, "mutation_id", change->mutation_id);
  json_object_set_string_member (object, "entity_type", change->entity_type);
  json_object_set_string_member (object, "entity_id", change->entity_id);
  json_object_set_string_member (object, operation_name (dialect),
                                 dovetail_operation_to_string (change->operation));
  dovetail_write_node (object, "data", change->data);
  dovetail_write_node (object, "base", change->base);
  if (change->version > 0)
    json_object_set_int_member (object, "version", change->version);
  dovetail_write_string (object, "etag", change->etag);
  dovetail_write_time (object, timestamp_name (dialect), change->timestamp);
  write_field_times (object, change->field_times);
  return dovetail_write_finish (object);
}

/* Only the types of the schema: what clients send is never interned, which would never be freed. */
static const char *
read_entity_type (DovetailReader *reader)
{
  g_autofree char *name = dovetail_read_string (reader, "entity_type");
  const DovetailSchema *schema = name != NULL ? dovetail_schema_find (name) : NULL;

  if (schema != NULL)
    return schema->entity_type;
  dovetail_reader_fail (reader, "entity_type", "unknown");
  return "";
}

static DovetailOperation
read_operation (DovetailReader *reader, const char *member)
{
  g_autofree char *name = dovetail_read_string (reader, member);
  DovetailOperation operation = DOVETAIL_OPERATION_UPDATE;

  if (name != NULL
      && (!dovetail_operation_from_string (name, &operation) || operation == DOVETAIL_OPERATION_LEAVE))
    dovetail_reader_fail (reader, member, "unknown");
  return operation;
}

static JsonNode *
read_field_times (DovetailReader *reader)
{
  g_autoptr (JsonNode) node = dovetail_read_optional_object (reader, "field_times");
  JsonObject *times;
  JsonObjectIter iter;
  JsonNode *value;
  const char *field;

  if (node == NULL)
    return NULL;
  times = json_object_new ();
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &field, &value))
    {
      const char *text = JSON_NODE_HOLDS_VALUE (value) ? json_node_get_string (value) : NULL;
      gint64 time = 0;

      if (text == NULL || !dovetail_timestamp_parse (text, &time))
        dovetail_reader_fail (reader, "field_times", "holds what is not an RFC 3339 time");
      else
        json_object_set_int_member (times, field, time);
    }
  return dovetail_write_finish (times);
}

/* What a change says beyond naming its record. */
static void
read_content (DovetailReader *reader, DovetailChange *change, DovetailChangeDialect dialect)
{
  change->operation = read_operation (reader, operation_name (dialect));
  change->base = dovetail_read_optional_object (reader, "base");
  change->version = dovetail_read_optional_int (reader, "version", 0, 0);
  change->etag = dovetail_read_optional_string (reader, "etag");
  change->timestamp = dovetail_read_time (reader, timestamp_name (dialect));
  change->field_times = read_field_times (reader);
  if (change->operation == DOVETAIL_OPERATION_CREATE)
    change->data = dovetail_read_data (reader, "data");
  else if (change->operation == DOVETAIL_OPERATION_UPDATE)
    change->data = dovetail_read_object (reader, "data");
  if (change->operation == DOVETAIL_OPERATION_CREATE && change->data == NULL)
    dovetail_reader_fail (reader, "data", "missing");
  if (change->operation != DOVETAIL_OPERATION_CREATE && change->version == 0 && change->etag == NULL)
    dovetail_reader_fail (reader, "version", "missing");
}

/**
 * dovetail_change_from_json:
 * @node: what stands in the message
 * @dialect: of which message
 * @path: (nullable): where it stands there
 * @error: %DOVETAIL_ERROR_INVALID when it is no object
 *
 * An object that is no valid change gives a change whose invalid member says why.
 *
 * Returns: (transfer full): the change, %NULL when @node is no object
 */
DovetailChange *
dovetail_change_from_json (JsonNode *node,
                           DovetailChangeDialect dialect,
                           const DovetailPath *path,
                           GError **error)
{
  DovetailReader reader;
  g_autoptr (GError) invalid = NULL;
  g_autoptr (DovetailChange) change = dovetail_change_alloc ();

  if (!dovetail_reader_init (&reader, node, path))
    return dovetail_reader_finish (&reader, error), NULL;
  if (dialect == DOVETAIL_CHANGE_OF_PUSH)
    change->mutation_id = dovetail_read_string (&reader, "mutation_id");
  else
    change->mutation_id = dovetail_read_optional_string (&reader, "mutation_id");
  change->entity_type = read_entity_type (&reader);
  change->entity_id = dovetail_read_uuid (&reader, "entity_id");
  read_content (&reader, change, dialect);
  if (!dovetail_reader_finish (&reader, &invalid))
    change->invalid = g_strdup (invalid->message);
  return g_steal_pointer (&change);
}

static JsonNode *
write_change (gconstpointer element, gpointer user_data)
{
  return dovetail_change_to_json (element, GPOINTER_TO_INT (user_data));
}

/**
 * dovetail_write_changes:
 * @object: the message
 * @name: the array's member
 * @changes: (element-type DovetailChange): what goes into it
 * @dialect: the kind of message
 */
void
dovetail_write_changes (JsonObject *object,
                        const char *name,
                        GPtrArray *changes,
                        DovetailChangeDialect dialect)
{
  dovetail_write_elements (object, name, changes, write_change, GINT_TO_POINTER (dialect));
}

static gpointer
read_change (JsonNode *node, const DovetailPath *path, gpointer user_data, GError **error)
{
  return dovetail_change_from_json (node, GPOINTER_TO_INT (user_data), path, error);
}

/**
 * dovetail_read_changes:
 * @reader: a reader of the message
 * @name: the array's member
 * @dialect: the kind of message
 *
 * Returns: (transfer full) (element-type DovetailChange): bad ones with their reason; %NULL when it is no
 * array of objects
 */
GPtrArray *
dovetail_read_changes (DovetailReader *reader, const char *name, DovetailChangeDialect dialect)
{
  return dovetail_read_elements (reader, name, read_change, GINT_TO_POINTER (dialect),
                                 (GDestroyNotify) dovetail_change_free);
}
