/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The entity types and their fields as one const table, and the check of data against it. */

#include "core/schema.h"

#include "core/error.h"
#include "core/record.h"
#include "core/timestamp.h"
#include "core/uuid.h"

#include <string.h>

#define MAX_ELEMENTS 200           /* reminders, assignees, attendees, checklist items */
#define MAX_ELEMENT_CHARACTERS 200 /* a tag, a reminder, the id of a checklist item */
#define MAX_SHORT_CHARACTERS 200   /* colour, icon, zone, code */
#define MAX_POSITION_CHARACTERS 1000

static const char *const statuses[] = { "open", "in_progress", "done", "cancelled", NULL };
static const char *const priorities[] = { "none", "low", "medium", "high", NULL };

/* Where a task stands is decided by rules of its own, under every policy, and never asked about: a move that
 * meets another is decided by the last write, the passed-over list or parent goes to the history; a parent that
 * would close a cycle is left out, and a list that was deleted is the Inbox, which its author is told. The position
 * is noise: the last write, and nobody is told. */
static const DovetailField task_fields[] = {
  { "title", DOVETAIL_FIELD_STRING, DOVETAIL_MERGE_VALUE, DOVETAIL_MAX_TITLE_CHARACTERS, .required = TRUE },
  { "notes", DOVETAIL_FIELD_STRING, DOVETAIL_MERGE_TEXT, DOVETAIL_MAX_NOTES_BYTES },
  { "status", DOVETAIL_FIELD_ENUM, DOVETAIL_MERGE_STATUS, .choices = statuses },
  { "completed_at", DOVETAIL_FIELD_TIMESTAMP, DOVETAIL_MERGE_FOLLOWS, .follows = "status" },
  { "list_id", DOVETAIL_FIELD_UUID, DOVETAIL_MERGE_RELATION },
  { "parent_id", DOVETAIL_FIELD_UUID, DOVETAIL_MERGE_RELATION },
  { "position", DOVETAIL_FIELD_STRING, DOVETAIL_MERGE_NOISE, MAX_POSITION_CHARACTERS },
  { "due", DOVETAIL_FIELD_WHEN, DOVETAIL_MERGE_VALUE },
  { "due_zone", DOVETAIL_FIELD_STRING, DOVETAIL_MERGE_FOLLOWS, MAX_SHORT_CHARACTERS, .follows = "due" },
  { "start", DOVETAIL_FIELD_WHEN, DOVETAIL_MERGE_VALUE },
  { "priority", DOVETAIL_FIELD_ENUM, DOVETAIL_MERGE_VALUE, .choices = priorities },
  { "tags", DOVETAIL_FIELD_STRINGS, DOVETAIL_MERGE_SET, DOVETAIL_MAX_TAGS },
  { "assignees", DOVETAIL_FIELD_STRINGS, DOVETAIL_MERGE_SET, MAX_ELEMENTS },
  { "points", DOVETAIL_FIELD_INTEGER, DOVETAIL_MERGE_VALUE },
  { "recurrence", DOVETAIL_FIELD_OBJECT, DOVETAIL_MERGE_OBJECT },
  { "reminders", DOVETAIL_FIELD_STRINGS, DOVETAIL_MERGE_SET, MAX_ELEMENTS },
  { "checklist", DOVETAIL_FIELD_OBJECTS, DOVETAIL_MERGE_ARRAY, MAX_ELEMENTS },
};

static const DovetailField list_fields[] = {
  { "name", DOVETAIL_FIELD_STRING, DOVETAIL_MERGE_VALUE, DOVETAIL_MAX_TITLE_CHARACTERS, .required = TRUE },
  { "colour", DOVETAIL_FIELD_STRING, DOVETAIL_MERGE_VALUE, MAX_SHORT_CHARACTERS },
  { "icon", DOVETAIL_FIELD_STRING, DOVETAIL_MERGE_VALUE, MAX_SHORT_CHARACTERS },
  { "position", DOVETAIL_FIELD_STRING, DOVETAIL_MERGE_NOISE, MAX_POSITION_CHARACTERS },
};

static const DovetailField event_fields[] = {
  { "title", DOVETAIL_FIELD_STRING, DOVETAIL_MERGE_VALUE, DOVETAIL_MAX_TITLE_CHARACTERS, .required = TRUE },
  { "description", DOVETAIL_FIELD_STRING, DOVETAIL_MERGE_TEXT, DOVETAIL_MAX_NOTES_BYTES },
  { "start", DOVETAIL_FIELD_WHEN, DOVETAIL_MERGE_VALUE },
  { "end", DOVETAIL_FIELD_WHEN, DOVETAIL_MERGE_VALUE },
  { "attendees", DOVETAIL_FIELD_STRINGS, DOVETAIL_MERGE_SET, MAX_ELEMENTS },
};

static const DovetailField points_ledger_fields[] = {
  { "user_id", DOVETAIL_FIELD_STRING, DOVETAIL_MERGE_VALUE, MAX_SHORT_CHARACTERS, .required = TRUE },
  { "delta", DOVETAIL_FIELD_INTEGER, DOVETAIL_MERGE_VALUE, .required = TRUE },
  { "reason", DOVETAIL_FIELD_STRING, DOVETAIL_MERGE_VALUE, MAX_SHORT_CHARACTERS },
  { "task_id", DOVETAIL_FIELD_UUID, DOVETAIL_MERGE_VALUE },
};

static const DovetailField user_streak_fields[] = {
  { "user_id", DOVETAIL_FIELD_STRING, DOVETAIL_MERGE_VALUE, MAX_SHORT_CHARACTERS },
  { "current_streak", DOVETAIL_FIELD_INTEGER, DOVETAIL_MERGE_VALUE, .required = TRUE },
  { "longest_streak", DOVETAIL_FIELD_INTEGER, DOVETAIL_MERGE_VALUE, .required = TRUE },
  { "last_day", DOVETAIL_FIELD_WHEN, DOVETAIL_MERGE_VALUE },
};

static const DovetailField badge_fields[] = {
  { "user_id", DOVETAIL_FIELD_STRING, DOVETAIL_MERGE_VALUE, MAX_SHORT_CHARACTERS },
  { "code", DOVETAIL_FIELD_STRING, DOVETAIL_MERGE_VALUE, MAX_SHORT_CHARACTERS, .required = TRUE },
  { "awarded_at", DOVETAIL_FIELD_TIMESTAMP, DOVETAIL_MERGE_VALUE },
};

static const DovetailSchema schemas[] = {
  { DOVETAIL_ENTITY_TASK, 1, FALSE, task_fields, G_N_ELEMENTS (task_fields), FALSE },
  { DOVETAIL_ENTITY_LIST, 1, FALSE, list_fields, G_N_ELEMENTS (list_fields), FALSE },
  { DOVETAIL_ENTITY_EVENT, 1, FALSE, event_fields, G_N_ELEMENTS (event_fields), TRUE },
  { DOVETAIL_ENTITY_POINTS_LEDGER, 1, TRUE, points_ledger_fields, G_N_ELEMENTS (points_ledger_fields),
    FALSE },
  { DOVETAIL_ENTITY_USER_STREAK, 1, TRUE, user_streak_fields, G_N_ELEMENTS (user_streak_fields), FALSE },
  { DOVETAIL_ENTITY_BADGE, 1, TRUE, badge_fields, G_N_ELEMENTS (badge_fields), FALSE },
};

/**
 * dovetail_schema_find:
 * @entity_type: (nullable): the name of a type
 *
 * Returns: (transfer none) (nullable): its rules; %NULL when this version does not know the type
 */
const DovetailSchema *
dovetail_schema_find (const char *entity_type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (schemas); i++)
    if (g_strcmp0 (schemas[i].entity_type, entity_type) == 0)
      return &schemas[i];

  return NULL;
}

/**
 * dovetail_schema_find_field:
 * @schema: (nullable): a type's rules
 * @name: (nullable): the name of a field
 *
 * Returns: (transfer none) (nullable): the field's rules; %NULL when the schema does not know it
 */
const DovetailField *
dovetail_schema_find_field (const DovetailSchema *schema, const char *name)
{
  for (gsize i = 0; schema != NULL && i < schema->n_fields; i++)
    if (g_strcmp0 (schema->fields[i].name, name) == 0)
      return &schema->fields[i];

  return NULL;
}

G_GNUC_PRINTF (3, 4)
static gboolean
refuse (GError **error, const DovetailField *field, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, "The field “%s” %s", field->name, reason);

  return FALSE;
}

static const char *
string_of (JsonNode *value)
{
  if (!JSON_NODE_HOLDS_VALUE (value) || json_node_get_value_type (value) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (value);
}

static gboolean
validate_string (const DovetailField *field, JsonNode *value, GError **error)
{
  const char *text = string_of (value);

  if (text == NULL)
    return refuse (error, field, "must be text");
  if (field->merge == DOVETAIL_MERGE_TEXT)
    return strlen (text) <= field->max_length
           || refuse (error, field, "is longer than %" G_GSIZE_FORMAT " bytes", field->max_length);
  if (field->max_length > 0 && (gsize) g_utf8_strlen (text, -1) > field->max_length)
    return refuse (error, field, "is longer than %" G_GSIZE_FORMAT " characters", field->max_length);

  return TRUE;
}

static gboolean
validate_enum (const DovetailField *field, JsonNode *value, GError **error)
{
  const char *text = string_of (value);
  g_autofree char *choices = NULL;

  if (text != NULL && g_strv_contains (field->choices, text))
    return TRUE;
  choices = g_strjoinv (", ", (char **) field->choices);

  return refuse (error, field, "must be one of %s", choices);
}

static gboolean
is_utc_time (const char *text)
{
  gint64 time;

  return text != NULL && g_str_has_suffix (text, "Z") && dovetail_timestamp_parse (text, &time);
}

static gboolean
validate_time (const DovetailField *field, JsonNode *value, GError **error)
{
  const char *text = string_of (value);

  if (is_utc_time (text))
    return TRUE;
  if (field->type == DOVETAIL_FIELD_TIMESTAMP)
    return refuse (error, field, "must be a time in UTC such as 2026-11-20T12:00:00.000Z");

  return dovetail_date_is_valid (text)
         || refuse (error, field,
                    "must be a date such as 2027-03-10 or a time in UTC such as 2026-11-20T12:00:00.000Z");
}

static gboolean
validate_integer (const DovetailField *field, JsonNode *value, GError **error)
{
  if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_INT64)
    return TRUE;

  return refuse (error, field, "must be a whole number");
}

static gboolean
validate_element (const DovetailField *field, JsonNode *element, GError **error)
{
  const char *text = string_of (element);

  if (text == NULL)
    return refuse (error, field, "must hold texts only");
  if (g_utf8_strlen (text, -1) > MAX_ELEMENT_CHARACTERS)
    return refuse (error, field, "holds a text longer than %d characters", MAX_ELEMENT_CHARACTERS);

  return TRUE;
}

/* An item of an array that merges item by item: it has an id of its own. */
static gboolean
validate_item (const DovetailField *field, JsonNode *item, GHashTable *ids, GError **error)
{
  const char *id = dovetail_data_get_string (item, "id");

  if (!JSON_NODE_HOLDS_OBJECT (item) || id == NULL || *id == '\0')
    return refuse (error, field, "must hold objects with an id");
  if (g_utf8_strlen (id, -1) > MAX_ELEMENT_CHARACTERS)
    return refuse (error, field, "holds an id longer than %d characters", MAX_ELEMENT_CHARACTERS);
  if (!g_hash_table_add (ids, (gpointer) id))
    return refuse (error, field, "holds the same id twice");

  return TRUE;
}

static gboolean
validate_array (const DovetailField *field, JsonNode *value, GError **error)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (value) ? json_node_get_array (value) : NULL;

  if (array == NULL)
    return refuse (error, field, "must be an array");
  if (field->max_length > 0 && json_array_get_length (array) > field->max_length)
    return refuse (error, field, "has more than %" G_GSIZE_FORMAT " elements", field->max_length);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (field->type == DOVETAIL_FIELD_STRINGS ? !validate_element (field, element, error)
                                                : !validate_item (field, element, ids, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
validate_field (const DovetailField *field, JsonNode *value, GError **error)
{
  switch (field->type)
    {
    case DOVETAIL_FIELD_STRING:
      return validate_string (field, value, error);
    case DOVETAIL_FIELD_ENUM:
      return validate_enum (field, value, error);
    case DOVETAIL_FIELD_UUID:
      return dovetail_uuid_is_valid (string_of (value))
             || refuse (error, field, "must be a UUID in lower case");
    case DOVETAIL_FIELD_WHEN:
    case DOVETAIL_FIELD_TIMESTAMP:
      return validate_time (field, value, error);
    case DOVETAIL_FIELD_INTEGER:
      return validate_integer (field, value, error);
    case DOVETAIL_FIELD_STRINGS:
    case DOVETAIL_FIELD_OBJECTS:
      return validate_array (field, value, error);
    case DOVETAIL_FIELD_OBJECT:
      return JSON_NODE_HOLDS_OBJECT (value) || refuse (error, field, "must be an object");
    default:
      return TRUE;
    }
}

/**
 * dovetail_schema_validate:
 * @schema: (nullable): a type's rules; %NULL: an unknown type, of which everything is accepted
 * @data: the fields of a record, or a merge patch
 * @whole: whether @data is a whole record, whose required fields must be there
 * @error: return location
 *
 * Unknown fields pass, so that a newer version's data survives this one.
 *
 * Returns: whether every known field has its type and size; else %DOVETAIL_ERROR_INVALID naming the first
 * that has not
 */
gboolean
dovetail_schema_validate (const DovetailSchema *schema, JsonNode *data, gboolean whole, GError **error)
{
  JsonObject *object;

  g_return_val_if_fail (data != NULL, FALSE);

  if (!JSON_NODE_HOLDS_OBJECT (data))
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                           "The data of a record must be an object");
      return FALSE;
    }
  object = json_node_get_object (data);
  for (gsize i = 0; schema != NULL && i < schema->n_fields; i++)
    {
      const DovetailField *field = &schema->fields[i];
      JsonNode *value = json_object_get_member (object, field->name);
      gboolean removed = value != NULL && JSON_NODE_HOLDS_NULL (value);

      if (field->required && (removed || (whole && value == NULL)))
        return refuse (error, field, "is missing");
      if (value != NULL && !removed && !validate_field (field, value, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_array_of (JsonNode *value, gboolean (*matches) (JsonNode *element))
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (value) ? json_node_get_array (value) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (!matches (json_array_get_element (array, i)))
      return FALSE;

  return array != NULL;
}

static gboolean
is_text (JsonNode *value)
{
  return string_of (value) != NULL;
}

static gboolean
is_object (JsonNode *value)
{
  return JSON_NODE_HOLDS_OBJECT (value);
}

static gboolean
is_of_kind (const DovetailField *field, JsonNode *value)
{
  switch (field->type)
    {
    case DOVETAIL_FIELD_INTEGER:
      return validate_integer (field, value, NULL);
    case DOVETAIL_FIELD_STRINGS:
      return is_array_of (value, is_text);
    case DOVETAIL_FIELD_OBJECTS:
      return is_array_of (value, is_object);
    case DOVETAIL_FIELD_OBJECT:
      return is_object (value);
    case DOVETAIL_FIELD_STRING:
    case DOVETAIL_FIELD_ENUM:
    case DOVETAIL_FIELD_UUID:
    case DOVETAIL_FIELD_WHEN:
    case DOVETAIL_FIELD_TIMESTAMP:
    default:
      return is_text (value);
    }
}

/**
 * dovetail_schema_find_unreadable:
 * @schema: (nullable): a type's rules; %NULL: an unknown type, which is never looked into
 * @data: the fields of a record that another program wrote
 *
 * What this version would refuse to write it may still have to read: texts that are longer, choices it does
 * not know, unknown fields. Only a known field of another kind, a number for a text, makes no sense to it.
 *
 * Returns: (transfer none) (nullable): the name of the first such field; %NULL when all can be read
 */
const char *
dovetail_schema_find_unreadable (const DovetailSchema *schema, JsonNode *data)
{
  g_return_val_if_fail (data != NULL && JSON_NODE_HOLDS_OBJECT (data), NULL);

  for (gsize i = 0; schema != NULL && i < schema->n_fields; i++)
    {
      JsonNode *value = json_object_get_member (json_node_get_object (data), schema->fields[i].name);

      if (value != NULL && !JSON_NODE_HOLDS_NULL (value) && !is_of_kind (&schema->fields[i], value))
        return schema->fields[i].name;
    }

  return NULL;
}
