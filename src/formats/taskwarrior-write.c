/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tasks as `task import` takes them: an array with one object a line. What an import kept of Taskwarrior's
 * own is given back; what was changed here since is written over it. */
#include <string.h>

#include "core/timestamp.h"
#include "core/zone.h"
#include "formats/taskwarrior.h"
#include "json/json.h"

char *
dovetail_taskwarrior_format_time (gint64 time)
{
  g_autofree char *iso = dovetail_timestamp_format (time);

  return g_strdup_printf ("%.4s%.2s%.2sT%.2s%.2s%.2sZ", iso, iso + 5, iso + 8, iso + 11, iso + 14, iso + 17);
}

static void
set_time (JsonObject *object, const char *name, gint64 time)
{
  g_autofree char *text = dovetail_taskwarrior_format_time (time);

  json_object_set_string_member (object, name, text);
}

/* A UUIDv7 begins with the milliseconds at which it was made. 0: another version. */
static gint64
get_birth (const char *uuid)
{
  g_autofree char *digits = NULL;

  if (strlen (uuid) != 36 || uuid[14] != '7')
    return 0;
  digits = g_strdup_printf ("%.8s%.4s", uuid, uuid + 9);
  return (gint64) g_ascii_strtoull (digits, NULL, 16);
}

static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node)
                                                                          : NULL;
}

static JsonObject *
copy_rest (DovetailRecord *record)
{
  JsonObject *object = json_object_new ();
  JsonNode *rest = dovetail_data_get (record->data, DOVETAIL_FIELD_TASKWARRIOR);
  g_autoptr (GList) names = NULL;

  if (rest == NULL || !JSON_NODE_HOLDS_OBJECT (rest))
    return object;
  names = json_object_get_members (json_node_get_object (rest));
  for (GList *name = names; name != NULL; name = name->next)
    json_object_set_member (
        object, name->data,
        dovetail_value_share (json_object_get_member (json_node_get_object (rest), name->data)));
  return object;
}

/* Two annotations of a task may not share a second. */
static gint64
find_free_second (JsonArray *annotations, gint64 time)
{
  for (;; time += 1000)
    {
      g_autofree char *entry = dovetail_taskwarrior_format_time (time);
      gboolean taken = FALSE;

      for (guint i = 0; i < json_array_get_length (annotations) && !taken; i++)
        taken = g_strcmp0 (get_string (json_array_get_object_element (annotations, i), "entry"), entry) == 0;
      if (!taken)
        return time;
    }
}

/* The annotation an import made this line of; NULL when there is none. */
static JsonNode *
find_annotation (JsonArray *annotations, const char *line)
{
  for (guint i = 0; annotations != NULL && i < json_array_get_length (annotations); i++)
    {
      JsonNode *node = json_array_get_element (annotations, i);
      const char *text
          = JSON_NODE_HOLDS_OBJECT (node) ? get_string (json_node_get_object (node), "description") : NULL;
      g_autofree char *flat = text != NULL ? g_strdelimit (g_strdup (text), "\r\n", ' ') : NULL;

      if (g_strcmp0 (flat, line) == 0)
        return node;
    }
  return NULL;
}

static JsonArray *
annotate_lines (const char *notes, JsonArray *old, gint64 time)
{
  JsonArray *annotations = json_array_new ();
  g_auto (GStrv) lines = g_strsplit (notes, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      JsonNode *kept = find_annotation (old, lines[i]);
      JsonObject *annotation;

      if (*g_strchomp (lines[i]) == '\0')
        continue;
      if (kept != NULL)
        {
          json_array_add_element (annotations, dovetail_value_share (kept));
          continue;
        }
      annotation = json_object_new ();
      time = find_free_second (annotations, time);
      set_time (annotation, "entry", time);
      json_object_set_string_member (annotation, "description", lines[i]);
      json_array_add_object_element (annotations, annotation);
    }
  return annotations;
}

static void
set_annotations (JsonObject *object, DovetailRecord *record, gint64 entry)
{
  const char *notes = dovetail_data_get_string (record->data, "notes");
  JsonNode *node = json_object_get_member (object, "annotations");
  JsonArray *old = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autofree char *read_as = old != NULL ? dovetail_taskwarrior_read_notes (old) : NULL;

  if (g_strcmp0 (read_as, notes) == 0)
    return;
  if (notes == NULL || *notes == '\0')
    json_object_remove_member (object, "annotations");
  else
    json_object_set_array_member (object, "annotations", annotate_lines (notes, old, entry));
}

/* A date is written without zone: Taskwarrior reads it as the midnight where it runs. */
static void
set_due (JsonObject *object, DovetailRecord *record)
{
  const char *due = dovetail_data_get_string (record->data, "due");
  const char *read_as = get_string (object, DOVETAIL_TASKWARRIOR_DUE_READ_AS);
  gint64 time;

  if (due == NULL)
    json_object_remove_member (object, "due");
  else if (g_strcmp0 (due, read_as) != 0 && dovetail_timestamp_parse (due, &time))
    set_time (object, "due", time);
  else if (g_strcmp0 (due, read_as) != 0 && dovetail_date_is_valid (due))
    {
      g_autofree char *local = g_strdup_printf ("%.4s%.2s%.2sT000000", due, due + 5, due + 8);

      json_object_set_string_member (object, "due", local);
    }
  if (read_as != NULL)
    json_object_remove_member (object, DOVETAIL_TASKWARRIOR_DUE_READ_AS);
}

static void
set_end (JsonObject *object, DovetailRecord *record)
{
  const char *completed_at = dovetail_data_get_string (record->data, "completed_at");
  gint64 time = record->timestamp;

  if (completed_at != NULL)
    dovetail_timestamp_parse (completed_at, &time);
  set_time (object, "end", time);
}

/* Taskwarrior knows no cancelled task: deleting is how one gives a task up there. */
static void
set_status (JsonObject *object, DovetailRecord *record)
{
  const char *status = dovetail_data_get_string (record->data, "status");
  const char *before = get_string (object, "status");

  if (g_strcmp0 (status, "done") == 0 || g_strcmp0 (status, "cancelled") == 0)
    {
      json_object_set_string_member (object, "status",
                                     g_str_equal (status, "done") ? "completed" : "deleted");
      set_end (object, record);
    }
  else if (g_strcmp0 (before, "waiting") != 0
           && (g_strcmp0 (before, "recurring") != 0 || !json_object_has_member (object, "due")))
    json_object_set_string_member (object, "status", "pending");

  if (g_strcmp0 (status, "in_progress") != 0)
    json_object_remove_member (object, "start");
  else if (!json_object_has_member (object, "start"))
    set_time (object, "start", record->timestamp);
}

static void
set_priority (JsonObject *object, DovetailRecord *record)
{
  const char *priority = dovetail_data_get_string (record->data, "priority");
  const char *before = get_string (object, "priority");
  const char *known = NULL;

  if (priority != NULL && !g_str_equal (priority, "none"))
    json_object_set_string_member (object, "priority",
                                   g_str_equal (priority, "high")     ? "H"
                                   : g_str_equal (priority, "medium") ? "M"
                                                                      : "L");
  else if (before != NULL && dovetail_priority_from_text (before, &known))
    json_object_remove_member (object, "priority");
}

/* Taskwarrior's tags are single words. */
static void
set_tags (JsonObject *object, DovetailRecord *record)
{
  g_auto (GStrv) tags = dovetail_data_get_strings (record->data, "tags");
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (guint i = 0; tags[i] != NULL; i++)
    g_ptr_array_add (words, g_strdelimit (tags[i], " ,\t\r\n", '_'));
  dovetail_fields_set_strings (object, "tags", words);
}

static JsonNode *
describe_record (DovetailRecord *record, GHashTable *list_names)
{
  JsonObject *object = copy_rest (record);
  const char *list_id = dovetail_data_get_string (record->data, "list_id");
  const char *list_name = list_id != NULL ? g_hash_table_lookup (list_names, list_id) : NULL;
  gint64 birth = get_birth (record->entity_id);
  gint64 entry = birth > 0 ? birth : record->timestamp;
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  if (!json_object_has_member (object, "entry"))
    set_time (object, "entry", entry);
  json_object_set_string_member (object, "uuid", record->entity_id);
  json_object_set_string_member (object, "description", dovetail_record_get_title (record));
  set_time (object, "modified", record->timestamp);
  set_due (object, record);
  set_status (object, record);
  set_priority (object, record);
  set_tags (object, record);
  set_annotations (object, record, entry);
  if (list_name != NULL)
    json_object_set_string_member (object, "project", list_name);
  json_node_take_object (node, object);
  return node;
}

char *
dovetail_taskwarrior_write (GPtrArray *tasks, GHashTable *list_names)
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
