/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What people type for the fields of a task, as values of the record. */
#include "cli/task-fields.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/lookup.h"
#include "core/quick-add.h"
#include "core/schema.h"
#include "core/timestamp.h"
#include "json/json.h"

static gboolean invalid (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
invalid (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, format, arguments);
  va_end (arguments);
  return FALSE;
}

static void
set_or_remove (JsonObject *fields, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (fields, name, value);
  else
    json_object_set_null_member (fields, name);
}

gboolean
dovetail_fields_set_due (DovetailProgram *program, JsonObject *fields, const char *text, GError **error)
{
  g_autofree char *due = NULL;
  g_autofree char *zone = NULL;
  gint64 time;

  if (dovetail_timestamp_parse (text, &time))
    due = dovetail_timestamp_format (time);
  else if (g_ascii_strcasecmp (text, "none") != 0
           && !dovetail_quick_add_parse_when (text, dovetail_clock_now (&program->clock), program->zone,
                                              dovetail_quick_add_find_language (g_get_language_names ()),
                                              &due, &zone))
    return invalid (error,
                    _ ("the date “%s” is not understood. Try 2027-03-10, \"tomorrow 9am\", \"fri\", or none"),
                    text);
  set_or_remove (fields, "due", due);
  set_or_remove (fields, "due_zone", zone);
  return TRUE;
}

static gboolean
set_choice (JsonObject *fields, const char *name, const char *text, GError **error)
{
  const DovetailField *field = dovetail_schema_find_field (dovetail_schema_find (DOVETAIL_ENTITY_TASK), name);
  g_autofree char *lower = g_ascii_strdown (text, -1);
  g_autofree char *choices = g_strjoinv (", ", (char **) field->choices);

  if (!g_strv_contains (field->choices, lower))
    return invalid (error, _ ("the %s “%s” is not one of %s"), name, text, choices);
  json_object_set_string_member (fields, name, lower);
  return TRUE;
}

gboolean
dovetail_fields_set_priority (JsonObject *fields, const char *text, GError **error)
{
  return set_choice (fields, "priority", text, error);
}

gboolean
dovetail_fields_set_status (JsonObject *fields, const char *text, GError **error)
{
  return set_choice (fields, "status", text, error);
}

gboolean
dovetail_fields_set_list (DovetailProgram *program, JsonObject *fields, const char *text, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (DovetailReplica) list = dovetail_lookup_list (program->store, text, &local);

  if (list == NULL && g_ascii_strcasecmp (text, "none") != 0 && g_ascii_strcasecmp (text, "inbox") != 0)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  set_or_remove (fields, "list_id", list != NULL ? list->current->entity_id : NULL);
  return TRUE;
}

gboolean
dovetail_fields_assign (JsonObject *fields, const char *assignment, GError **error)
{
  const char *equals = strchr (assignment, '=');
  g_autofree char *name = equals != NULL ? g_strndup (assignment, equals - assignment) : NULL;
  g_autoptr (JsonNode) value = NULL;

  if (name == NULL || *name == '\0')
    return invalid (error, _ ("“%s” is not FIELD=JSON, as in points=5 or title='\"Call\"'"), assignment);
  value = dovetail_json_parse (equals + 1, -1, error);
  if (value == NULL)
    {
      g_prefix_error (error, _ ("the value of %s is no JSON: "), name);
      return FALSE;
    }
  json_object_set_member (fields, name, g_steal_pointer (&value));
  return TRUE;
}
