/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Taskwarrior's JSON, as `task export` prints it: an array, or one object a line. What has no place in a
 * task of ours is kept as it came and given back by an export. */
#include <string.h>

#include "core/timestamp.h"
#include "core/uuid.h"
#include "formats/json-entries.h"
#include "formats/taskwarrior.h"

gboolean
dovetail_taskwarrior_parse_time (const char *text, gint64 *time)
{
  g_autofree char *iso = NULL;

  if (strlen (text) != 16 || text[8] != 'T' || text[15] != 'Z')
    return FALSE;
  iso = g_strdup_printf ("%.4s-%.2s-%.2sT%.2s:%.2s:%.2s.000Z", text, text + 4, text + 6, text + 9, text + 11,
                         text + 13);
  return dovetail_timestamp_parse (iso, time);
}

static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node)
                                                                          : NULL;
}

char *
dovetail_taskwarrior_read_notes (JsonArray *annotations)
{
  GString *notes = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (annotations); i++)
    {
      JsonNode *node = json_array_get_element (annotations, i);
      const char *text
          = JSON_NODE_HOLDS_OBJECT (node) ? get_string (json_node_get_object (node), "description") : NULL;
      g_autofree char *line = NULL;

      if (text == NULL)
        continue;
      line = g_strdelimit (g_strdup (text), "\r\n", ' ');
      g_string_append_printf (notes, "%s%s", notes->len > 0 ? "\n" : "", line);
    }
  return g_string_free (notes, notes->len == 0);
}

/* recur as Taskwarrior has it -> RRULE, where the two say the same. */
static const char *
find_rule (const char *recur)
{
  static const struct
  {
    const char *recur;
    const char *rule;
  } rules[] = {
    { "daily", "FREQ=DAILY" },
    { "day", "FREQ=DAILY" },
    { "weekly", "FREQ=WEEKLY" },
    { "biweekly", "FREQ=WEEKLY;INTERVAL=2" },
    { "fortnight", "FREQ=WEEKLY;INTERVAL=2" },
    { "weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" },
    { "monthly", "FREQ=MONTHLY" },
    { "month", "FREQ=MONTHLY" },
    { "bimonthly", "FREQ=MONTHLY;INTERVAL=2" },
    { "quarterly", "FREQ=MONTHLY;INTERVAL=3" },
    { "semiannual", "FREQ=MONTHLY;INTERVAL=6" },
    { "annual", "FREQ=YEARLY" },
    { "yearly", "FREQ=YEARLY" },
    { "biannual", "FREQ=YEARLY;INTERVAL=2" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    if (g_str_equal (rules[i].recur, recur))
      return rules[i].rule;
  return NULL;
}

/* Everything that our fields do not hold already. */
static JsonObject *
keep_rest (JsonObject *entry)
{
  static const char *const ours[]
      = { "id", "uuid", "urgency", "description", "project", "tags", "end", "modified" };
  JsonObject *rest = json_object_new ();
  g_autoptr (GList) names = json_object_get_members (entry);

  for (GList *name = names; name != NULL; name = name->next)
    {
      gboolean known = FALSE;

      for (gsize i = 0; i < G_N_ELEMENTS (ours) && !known; i++)
        known = g_str_equal (name->data, ours[i]);
      if (!known)
        json_object_set_member (rest, name->data,
                                dovetail_value_share (json_object_get_member (entry, name->data)));
    }
  return rest;
}

/* Taskwarrior writes a day as the midnight that begins it where the user is: that is a date for us. */
static gboolean
set_due (DovetailIntake *reader, JsonObject *fields, JsonObject *rest, const char *text)
{
  g_autofree char *due = NULL;
  DovetailCivil civil;
  gint64 time;

  if (!dovetail_taskwarrior_parse_time (text, &time))
    return FALSE;
  reader->zone->from_utc (reader->zone->user_data, time, &civil);
  if (civil.hour == 0 && civil.minute == 0 && time % (60 * 1000) == 0)
    due = g_strdup_printf ("%04d-%02d-%02d", civil.year, civil.month, civil.day);
  else
    due = dovetail_timestamp_format (time);
  json_object_set_string_member (fields, "due", due);
  json_object_set_string_member (rest, DOVETAIL_TASKWARRIOR_DUE_READ_AS, due);
  return TRUE;
}

static void
set_status (DovetailIntake *reader, JsonObject *fields, JsonObject *entry, const char *status)
{
  const char *end = get_string (entry, "end");

  if (g_str_equal (status, "completed"))
    {
      gint64 time = reader->now;
      g_autofree char *completed_at = NULL;

      if (end != NULL)
        dovetail_taskwarrior_parse_time (end, &time);
      completed_at = dovetail_timestamp_format (time);
      json_object_set_string_member (fields, "status", "done");
      json_object_set_string_member (fields, "completed_at", completed_at);
    }
  else
    json_object_set_string_member (fields, "status",
                                   json_object_has_member (entry, "start") ? "in_progress" : "open");
}

static void
set_tags (JsonObject *fields, JsonObject *entry)
{
  JsonNode *node = json_object_get_member (entry, "tags");
  g_autoptr (GPtrArray) tags = g_ptr_array_new ();
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (json_node_get_value_type (element) == G_TYPE_STRING)
        g_ptr_array_add (tags, (char *) json_node_get_string (element));
    }
  dovetail_fields_set_strings (fields, "tags", tags);
}

static void
set_details (JsonObject *fields, JsonObject *entry, const char *entity_id)
{
  JsonNode *annotations = json_object_get_member (entry, "annotations");
  const char *priority = get_string (entry, "priority");
  const char *recur = get_string (entry, "recur");
  const char *rule = recur != NULL && !json_object_has_member (entry, "parent") ? find_rule (recur) : NULL;
  const char *known = NULL;
  g_autofree char *notes = NULL;

  set_tags (fields, entry);
  if (priority != NULL && dovetail_priority_from_text (priority, &known))
    json_object_set_string_member (fields, "priority", known);
  if (annotations != NULL && JSON_NODE_HOLDS_ARRAY (annotations))
    notes = dovetail_taskwarrior_read_notes (json_node_get_array (annotations));
  if (notes != NULL)
    json_object_set_string_member (fields, "notes", notes);
  if (rule != NULL)
    {
      JsonObject *recurrence = json_object_new ();

      json_object_set_string_member (recurrence, "rrule", rule);
      json_object_set_string_member (recurrence, "series_id", entity_id);
      json_object_set_object_member (fields, "recurrence", recurrence);
    }
}

static void
read_task (DovetailIntake *reader, guint line, JsonObject *entry, const char *entity_id, const char *status)
{
  JsonObject *fields = json_object_new ();
  JsonObject *rest = keep_rest (entry);
  const char *due = get_string (entry, "due");

  json_object_set_object_member (fields, DOVETAIL_FIELD_TASKWARRIOR, rest);
  json_object_set_string_member (fields, "title", get_string (entry, "description"));
  if (due != NULL && !set_due (reader, fields, rest, due))
    {
      dovetail_intake_add_problem (reader, line, "the date “%s” is not understood", due);
      json_object_unref (fields);
      return;
    }
  set_status (reader, fields, entry, status);
  set_details (fields, entry, entity_id);
  dovetail_intake_add_task (reader, line, entity_id, get_string (entry, "project"), fields);
}

static gboolean
status_is_known (const char *status)
{
  static const char *const known[] = { "pending", "waiting", "completed", "recurring", NULL };

  return g_strv_contains (known, status);
}

static void
read_entry (DovetailIntake *reader, guint line, JsonObject *entry)
{
  const char *uuid = get_string (entry, "uuid");
  const char *status = get_string (entry, "status");
  const char *description = get_string (entry, "description");
  g_autofree char *entity_id = NULL;

  if (status == NULL)
    status = "pending";
  if (g_str_equal (status, "deleted"))
    {
      reader->import->deleted++;
      return;
    }
  if (!status_is_known (status))
    dovetail_intake_add_problem (reader, line, "the status “%s” is not known", status);
  else if (description == NULL)
    dovetail_intake_add_problem (reader, line, "it has no description");
  else
    {
      entity_id
          = uuid != NULL ? dovetail_intake_map_id (uuid) : dovetail_intake_derive_id (reader, description);
      read_task (reader, line, entry, entity_id, status);
    }
}

gboolean
dovetail_taskwarrior_read (DovetailIntake *reader, const char *text, gsize length, GError **error)
{
  return dovetail_json_entries_read (reader, text, length, read_entry, error);
}
