/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Dovetail's own JSON: an array with one record a line, every field kept, unknown ones too. */
#include "core/uuid.h"
#include "formats/json-entries.h"
#include "json/json.h"

static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node)
                                                                          : NULL;
}

static JsonObject *
copy_fields (JsonObject *from)
{
  JsonObject *fields = json_object_new ();
  g_autoptr (GList) names = json_object_get_members (from);

  for (GList *name = names; name != NULL; name = name->next)
    if (!g_str_equal (name->data, "list_id"))
      json_object_set_member (fields, name->data, dovetail_value_share (json_object_get_member (from, name->data)));
  return fields;
}

static void
read_entry (DovetailIntake *reader, guint line, JsonObject *entry)
{
  const char *entity_type = get_string (entry, "entity_type");
  const char *entity_id = get_string (entry, "entity_id");
  JsonNode *data = json_object_get_member (entry, "data");

  if (g_strcmp0 (entity_type, DOVETAIL_ENTITY_TASK) != 0)
    dovetail_intake_add_problem (reader, line, "it is not a task");
  else if (entity_id == NULL || !dovetail_uuid_is_valid (entity_id))
    dovetail_intake_add_problem (reader, line, "its entity_id is missing or no UUID");
  else if (data == NULL || !JSON_NODE_HOLDS_OBJECT (data))
    dovetail_intake_add_problem (reader, line, "it has no data");
  else
    dovetail_intake_add_task (reader, line, entity_id, get_string (entry, "list"),
                              copy_fields (json_node_get_object (data)));
}

gboolean
dovetail_json_format_read (DovetailIntake *reader, const char *text, gsize length, GError **error)
{
  return dovetail_json_entries_read (reader, text, length, read_entry, error);
}

static JsonNode *
describe_record (DovetailRecord *record, GHashTable *list_names)
{
  g_autoptr (JsonNode) data = dovetail_data_with (record->data, "list_id", NULL);
  const char *list_id = dovetail_data_get_string (record->data, "list_id");
  const char *list_name = list_id != NULL ? g_hash_table_lookup (list_names, list_id) : NULL;
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (object, "entity_type", record->entity_type);
  json_object_set_string_member (object, "entity_id", record->entity_id);
  if (list_name != NULL)
    json_object_set_string_member (object, "list", list_name);
  json_object_set_member (object, "data", g_steal_pointer (&data));
  json_node_take_object (node, object);
  return node;
}

char *
dovetail_json_format_write (GPtrArray *tasks, GHashTable *list_names)
{
  GString *text = g_string_new ("[\n");

  for (guint i = 0; i < tasks->len; i++)
    {
      g_autoptr (JsonNode) node = describe_record (tasks->pdata[i], list_names);
      g_autofree char *line = dovetail_json_canonical (node, NULL);

      g_string_append_printf (text, "%s%s\n", line, i + 1 < tasks->len ? "," : "");
    }
  g_string_append (text, "]\n");
  return g_string_free (text, FALSE);
}
