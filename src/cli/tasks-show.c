/* SPDX-License-Identifier: GPL-3.0-or-later */

/* show: one task, whole, deleted or not. */
#include <glib/gi18n.h>

#include "cli/commands.h"
#include "cli/lookup.h"
#include "cli/output-json.h"
#include "cli/record-history.h"
#include "cli/table.h"
#include "cli/when.h"
#include "core/timestamp.h"
#include "json/json.h"

static gboolean
print_json (DovetailProgram *program, DovetailReplica *replica, gboolean history, GError **error)
{
  DovetailRecord *record = replica->current;
  /* Members in byte order: the same task is the same text on every device. */
  g_autofree char *canonical = dovetail_json_canonical (record->data, NULL);
  g_autoptr (JsonNode) data = dovetail_json_parse (canonical, -1, NULL);
  JsonObject *object;
  JsonArray *changes = NULL;

  if (history && (changes = dovetail_record_history_describe (program, record, error)) == NULL)
    return FALSE;
  object = json_object_new ();
  json_object_set_string_member (object, "entity_type", record->entity_type);
  json_object_set_string_member (object, "entity_id", record->entity_id);
  dovetail_object_set_value (object, "data", data);
  json_object_set_int_member (object, "version", record->version);
  dovetail_object_set_text (object, "etag", record->etag);
  json_object_set_boolean_member (object, "deleted", record->deleted);
  json_object_set_string_member (object, "sync_status",
                                 dovetail_sync_status_to_string (dovetail_replica_get_status (replica)));
  dovetail_object_set_text (object, "conflict_id", replica->conflict_id);
  dovetail_object_set_time (object, "timestamp", record->timestamp);
  dovetail_object_set_text (object, "modified_by", record->modified_by);
  dovetail_object_set_text (object, "client_id", record->client_id);
  dovetail_object_set_error (object, replica->pending != NULL ? replica->pending->error_code : NULL,
                             replica->pending != NULL ? replica->pending->error_detail : NULL);
  if (changes != NULL)
    json_object_set_array_member (object, "history", changes);
  dovetail_output_object (object);
  return TRUE;
}

static char *
describe_value (DovetailProgram *program, JsonNode *value, GHashTable *list_names, const char *name)
{
  const char *text = json_node_get_value_type (value) == G_TYPE_STRING ? json_node_get_string (value) : NULL;
  const char *list_name
      = text != NULL && g_str_equal (name, "list_id") ? g_hash_table_lookup (list_names, text) : NULL;
  gint64 time;

  if (list_name != NULL)
    return g_strdup (list_name);
  if (text != NULL && dovetail_timestamp_parse (text, &time))
    return dovetail_when_for_people (text, program->zone);
  if (text != NULL)
    return g_strdup (text);
  return dovetail_json_generate (value, NULL);
}

/* Notes keep their lines; each is made harmless on its own. */
static void
print_field (const char *name, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *line = dovetail_text_for_terminal (lines[i]);

      g_print ("%-14s %s\n", i == 0 ? name : "", line);
    }
}

static void
print_text (DovetailProgram *program, DovetailReplica *replica, GHashTable *list_names)
{
  DovetailRecord *record = replica->current;
  JsonObject *data = json_node_get_object (record->data);
  g_autoptr (GList) names = json_object_get_members (data);

  print_field ("id", record->entity_id);
  for (GList *name = names; name != NULL; name = name->next)
    {
      g_autofree char *shown = dovetail_text_for_terminal (name->data);
      g_autofree char *text
          = describe_value (program, json_object_get_member (data, name->data), list_names, name->data);

      print_field (shown, text);
    }
  if (record->deleted)
    print_field (_ ("deleted"), _ ("yes"));
  print_field (_ ("sync"), dovetail_sync_status_to_string (dovetail_replica_get_status (replica)));
  if (replica->conflict_id != NULL)
    print_field (_ ("conflict"), replica->conflict_id);
  if (replica->pending != NULL && replica->pending->error_code != NULL)
    print_field (_ ("refused"), replica->pending->error_detail != NULL ? replica->pending->error_detail
                                                                       : replica->pending->error_code);
}

DOVETAIL_COMMAND (show)
{
  gboolean history = FALSE;
  const GOptionEntry entries[] = {
    { "history", 0, 0, G_OPTION_ARG_NONE, &history,
      N_ ("And who changed what in it, as far as this device knows"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (GHashTable) list_names = NULL;

  if (!dovetail_program_parse (program, entries, words, 1, 1, error)
      || !dovetail_program_open (program, error)
      || (replica = dovetail_lookup_task (program->store, words[1], error)) == NULL
      || (list_names = dovetail_lookup_list_names (program->store, error)) == NULL)
    return FALSE;
  if (program->json)
    return print_json (program, replica, history, error);
  print_text (program, replica, list_names);
  return !history || dovetail_record_history_print (program, replica->current, error);
}
