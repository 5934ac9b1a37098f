/* SPDX-License-Identifier: GPL-3.0-or-later */

/* show --history: who changed a task, on which device, when and what, as far as this device has seen it. */
#include "cli/record-history.h"

#include <glib/gi18n.h>

#include "cli/output-json.h"
#include "cli/table.h"
#include "cli/when.h"
#include "json/json.h"
#include "store/record-changes.h"

#define MAX_SHOWN 60

JsonArray *
dovetail_record_history_describe (DovetailProgram *program, DovetailRecord *record, GError **error)
{
  g_autoptr (GPtrArray) changes
      = dovetail_store_list_record_changes (program->store, record->entity_type, record->entity_id, 0, error);
  JsonArray *array;

  if (changes == NULL)
    return NULL;
  array = json_array_new ();
  for (guint i = 0; i < changes->len; i++)
    {
      const DovetailRecordChange *change = changes->pdata[i];
      JsonObject *object = json_object_new ();

      dovetail_object_set_time (object, "time", change->time);
      dovetail_object_set_text (object, "operation", change->operation);
      dovetail_object_set_text (object, "user_id", change->user_id);
      dovetail_object_set_text (object, "user", change->user_name);
      dovetail_object_set_text (object, "device_id", change->device_id);
      dovetail_object_set_text (object, "device", change->device_name);
      json_object_set_boolean_member (object, "synced", change->synced);
      dovetail_object_set_value (object, "fields", change->fields);
      json_array_add_object_element (array, object);
    }
  return array;
}

static char *
describe_value (JsonNode *value)
{
  g_autofree char *text = NULL;

  if (value == NULL || JSON_NODE_HOLDS_NULL (value))
    return g_strdup ("–");
  text = json_node_get_value_type (value) == G_TYPE_STRING ? g_strdup (json_node_get_string (value))
                                                           : dovetail_json_generate (value, NULL);
  g_strdelimit (text, "\n\t", ' ');
  if (g_utf8_strlen (text, -1) > MAX_SHOWN)
    {
      g_autofree char *start = g_utf8_substring (text, 0, MAX_SHOWN - 1);

      return g_strconcat (start, "…", NULL);
    }
  return g_steal_pointer (&text);
}

static char *
describe_fields (JsonNode *fields)
{
  JsonObject *object = json_node_get_object (fields);
  g_autoptr (GList) names = json_object_get_members (object);
  GString *text = g_string_new (NULL);

  for (GList *name = names; name != NULL; name = name->next)
    {
      JsonNode *field = json_object_get_member (object, name->data);
      g_autofree char *old = describe_value (dovetail_data_get (field, "old"));
      g_autofree char *new = describe_value (dovetail_data_get (field, "new"));

      g_string_append_printf (text, "%s%s: %s → %s", text->len > 0 ? "; " : "", (const char *) name->data,
                              old, new);
    }
  return g_string_free (text, FALSE);
}

/* Names where they are known; the server is who fits several changes together. */
static char *
describe_author (const DovetailRecordChange *change)
{
  const char *user = change->user_name != NULL ? change->user_name : change->user_id;
  const char *device = change->device_name != NULL ? change->device_name : change->device_id;

  if (user == NULL && device == NULL)
    return g_strdup (change->synced ? _ ("the server") : _ ("this device"));
  if (user == NULL || device == NULL)
    return g_strdup (user != NULL ? user : device);
  return g_strdup_printf ("%s (%s)", user, device);
}

gboolean
dovetail_record_history_print (DovetailProgram *program, DovetailRecord *record, GError **error)
{
  const char *const headings[] = { _ ("WHEN"), _ ("WHO"), _ ("CHANGE"), _ ("FIELDS"), NULL };
  g_autoptr (GPtrArray) changes
      = dovetail_store_list_record_changes (program->store, record->entity_type, record->entity_id, 0, error);
  DovetailTable *table;

  if (changes == NULL)
    return FALSE;
  table = dovetail_table_new (headings, 3);
  for (guint i = 0; i < changes->len; i++)
    {
      const DovetailRecordChange *change = changes->pdata[i];
      g_autofree char *when = dovetail_time_for_people (change->time, program->zone);
      g_autofree char *who = describe_author (change);
      g_autofree char *fields = describe_fields (change->fields);

      dovetail_table_add_row (table, when, who, change->operation, fields);
    }
  g_print ("\n");
  dovetail_table_finish (table, _ ("No change of it is kept on this device."));
  return TRUE;
}
