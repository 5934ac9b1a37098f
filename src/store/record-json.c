/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A whole record as JSON inside of a sealed blob. Its type and id are part of what the seal authenticates and
 * are not repeated. */

#include "store/record-json.h"

static void
set_text (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

JsonObject *
dovetail_record_to_object (const DovetailRecord *record)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "version", record->version);
  set_text (object, "etag", record->etag);
  json_object_set_boolean_member (object, "deleted", record->deleted);
  json_object_set_member (object, "data", json_node_ref (record->data));
  json_object_set_int_member (object, "timestamp", record->timestamp);
  set_text (object, "modified_by", record->modified_by);
  set_text (object, "client_id", record->client_id);
  json_object_set_int_member (object, "schema_version", record->schema_version);

  return object;
}

DovetailRecord *
dovetail_record_from_node (JsonNode *node, const char *entity_type, const char *entity_id)
{
  DovetailRecord *record = dovetail_record_new (
      entity_type, entity_id, dovetail_data_get_int (node, "version", 0),
      dovetail_data_get_string (node, "etag"), dovetail_data_get_boolean (node, "deleted", FALSE),
      dovetail_data_get (node, "data"), dovetail_data_get_int (node, "timestamp", 0),
      dovetail_data_get_string (node, "modified_by"), dovetail_data_get_string (node, "client_id"));

  record->schema_version = dovetail_data_get_int (node, "schema_version", 1);

  return record;
}
