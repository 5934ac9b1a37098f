/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The lines of a job as they lie in the store. */

#include "sync/trace-lines.h"

#include "core/data.h"
#include "core/error.h"
#include "core/policy.h"
#include "json/json.h"
#include "wire/member.h"

/* A body that is no JSON, of which nothing matters but that. */
#define GARBAGE "?"

const char *
dovetail_trace_line_kind (JsonNode *line)
{
  const char *kind = dovetail_data_get_string (line, "line");

  return kind != NULL ? kind : "";
}

static JsonNode *
read_body (JsonNode *value)
{
  const char *text = JSON_NODE_HOLDS_VALUE (value) ? json_node_get_string (value) : NULL;
  JsonNode *body = text != NULL ? dovetail_json_parse (text, -1, NULL) : NULL;

  return body != NULL ? body : dovetail_value_string (GARBAGE);
}

static JsonNode *
read_line (JsonNode *line)
{
  JsonObject *object = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, json_node_get_object (line));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      gboolean body = g_str_equal (name, "sent") || g_str_equal (name, "received");

      json_object_set_member (object, name, body ? read_body (value) : json_node_ref (value));
    }
  return dovetail_write_finish (object);
}

/* An object of the text as a line of its own. */
static JsonNode *
name_line (JsonNode *node, const char *kind)
{
  JsonObject *object = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_set_string_member (object, "line", kind);
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    json_object_set_member (object, name, json_node_ref (value));
  return dovetail_write_finish (object);
}

static JsonNode *
get_object (JsonNode *node, const char *name)
{
  JsonNode *member = dovetail_data_get (node, name);

  return member != NULL && JSON_NODE_HOLDS_OBJECT (member) ? member : NULL;
}

static JsonNode *
job_line (JsonNode *node)
{
  g_autoptr (JsonNode) job = name_line (get_object (node, "job"), "job");
  g_autoptr (JsonNode) large = dovetail_value_boolean (TRUE);

  return dovetail_data_get_boolean (node, "too_large", FALSE) ? dovetail_data_with (job, "too_large", large)
                                                              : g_steal_pointer (&job);
}

static void
add_lines (GPtrArray *lines, JsonNode *node)
{
  JsonNode *member = dovetail_data_get (node, "lines");
  JsonArray *array = member != NULL && JSON_NODE_HOLDS_ARRAY (member) ? json_node_get_array (member) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *line = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (line))
        g_ptr_array_add (lines, read_line (line));
    }
}

GPtrArray *
dovetail_trace_read_lines (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = dovetail_json_parse_object (text, -1, error);
  GPtrArray *lines;

  if (node == NULL)
    return NULL;
  if (dovetail_data_get_int (node, "format", 0) != 1 || get_object (node, "job") == NULL
      || get_object (node, "end") == NULL)
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                           "the trace was written by another version of Dovetail");
      return NULL;
    }
  lines = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  g_ptr_array_add (lines, job_line (node));
  add_lines (lines, node);
  g_ptr_array_add (lines, name_line (get_object (node, "end"), "end"));
  return lines;
}

static JsonArray *
get_array (JsonNode *node, const char *name)
{
  JsonNode *member = node != NULL ? dovetail_data_get (node, name) : NULL;

  return member != NULL && JSON_NODE_HOLDS_ARRAY (member) ? json_node_get_array (member) : NULL;
}

GPtrArray *
dovetail_trace_line_conflicts (JsonNode *line)
{
  GPtrArray *conflicts = g_ptr_array_new ();
  JsonNode *received = get_object (line, "received");
  JsonArray *results = get_array (received, "results");
  JsonArray *listed = results == NULL ? get_array (received, "conflicts") : NULL;

  for (guint i = 0; results != NULL && i < json_array_get_length (results); i++)
    {
      JsonNode *result = json_array_get_element (results, i);
      JsonNode *conflict = JSON_NODE_HOLDS_OBJECT (result) ? get_object (result, "conflict") : NULL;

      if (conflict != NULL)
        g_ptr_array_add (conflicts, conflict);
    }
  for (guint i = 0; listed != NULL && i < json_array_get_length (listed); i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (listed, i)))
      g_ptr_array_add (conflicts, json_array_get_element (listed, i));
  return conflicts;
}

const char *
dovetail_trace_line_policy (JsonNode *line, JsonNode *conflict)
{
  JsonNode *sent = get_object (line, "sent");
  const char *resolution = dovetail_data_get_string (conflict, "resolution");
  const char *asked = sent != NULL ? dovetail_data_get_string (sent, "policy") : NULL;
  DovetailPolicy policy;

  if (dovetail_policy_from_string (resolution, &policy))
    return resolution;
  return asked != NULL ? asked : dovetail_policy_to_string (DOVETAIL_POLICY_MANUAL_RESOLUTION);
}
