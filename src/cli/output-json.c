/* SPDX-License-Identifier: GPL-3.0-or-later */

/* --json: values with the member names that scripts rely on. */
#include "cli/output-json.h"

#include "json/json.h"

static void
print_node (JsonNode *node)
{
  g_autofree char *text = dovetail_json_pretty (node);

  g_print ("%s\n", text);
  json_node_unref (node);
}

void
dovetail_output_array (JsonArray *array)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (node, array);
  print_node (node);
}

void
dovetail_output_object (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  print_node (node);
}

void
dovetail_output_line (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_node_take_object (node, object);
  text = dovetail_json_generate (node, NULL);
  g_print ("%s\n", text);
}

void
dovetail_object_set_value (JsonObject *object, const char *name, JsonNode *value)
{
  if (value != NULL)
    json_object_set_member (object, name, dovetail_value_share (value));
  else
    json_object_set_null_member (object, name);
}
