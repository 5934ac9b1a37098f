/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pending: what waits to be uploaded, field by field; and what the server refused. */
#include "store/outbox.h"

#include <glib/gi18n.h>

#include "cli/commands.h"
#include "cli/lookup.h"
#include "cli/output-json.h"
#include "cli/table.h"
#include "cli/when.h"
#include "core/patch.h"

static DovetailOperation
get_operation (DovetailReplica *replica)
{
  if (replica->current->deleted)
    return DOVETAIL_OPERATION_DELETE;
  if (replica->base == NULL || replica->base->deleted)
    return DOVETAIL_OPERATION_CREATE;
  return DOVETAIL_OPERATION_UPDATE;
}

/* What of the record is new: a merge patch over what the server has. */
static JsonNode *
get_patch (DovetailReplica *replica, JsonNode *base)
{
  if (replica->current->deleted)
    return dovetail_data_empty ();
  return dovetail_patch_diff (base, replica->current->data);
}

static JsonObject *
describe_fields (DovetailReplica *replica)
{
  g_autoptr (JsonNode) empty = dovetail_data_empty ();
  JsonNode *base = replica->base != NULL && !replica->base->deleted ? replica->base->data : empty;
  g_autoptr (JsonNode) patch = get_patch (replica, base);
  g_autoptr (GList) names = json_object_get_members (json_node_get_object (patch));
  JsonObject *fields = json_object_new ();

  for (GList *name = names; name != NULL; name = name->next)
    {
      JsonObject *field = json_object_new ();

      dovetail_object_set_value (field, "old", dovetail_data_get (base, name->data));
      dovetail_object_set_value (field, "new", dovetail_data_get (replica->current->data, name->data));
      json_object_set_object_member (fields, name->data, field);
    }
  return fields;
}

static const char *
get_state (DovetailReplica *replica)
{
  switch (replica->pending->state)
    {
    case DOVETAIL_PENDING_IN_FLIGHT:
      return "in_flight";
    case DOVETAIL_PENDING_QUARANTINED:
      return "quarantined";
    case DOVETAIL_PENDING_WAITING:
    default:
      return "waiting";
    }
}

static JsonObject *
describe_pending (DovetailReplica *replica)
{
  DovetailPending *pending = replica->pending;
  JsonObject *row = json_object_new ();

  json_object_set_string_member (row, "entity_type", replica->current->entity_type);
  json_object_set_string_member (row, "entity_id", replica->current->entity_id);
  json_object_set_string_member (row, "title", dovetail_record_get_title (replica->current));
  json_object_set_string_member (row, "operation", dovetail_operation_to_string (get_operation (replica)));
  json_object_set_object_member (row, "fields", describe_fields (replica));
  dovetail_object_set_time (row, "since", pending->since);
  json_object_set_int_member (row, "tries", pending->tries);
  json_object_set_string_member (row, "state", get_state (replica));
  dovetail_object_set_error (row, pending->error_code, pending->error_detail);
  return row;
}

static void
print_json (GPtrArray *rows)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < rows->len; i++)
    json_array_add_object_element (array, describe_pending (rows->pdata[i]));
  dovetail_output_array (array);
}

static char *
name_fields (DovetailReplica *replica)
{
  g_autoptr (JsonObject) fields = describe_fields (replica);
  g_autoptr (GList) names = json_object_get_members (fields);
  GString *text = g_string_new (NULL);

  if (get_operation (replica) == DOVETAIL_OPERATION_UPDATE)
    for (GList *name = names; name != NULL; name = name->next)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", (const char *) name->data);
  return g_string_free (text, FALSE);
}

static void
print_table (DovetailProgram *program, GPtrArray *rows)
{
  const char *const headings[]
      = { _ ("TITLE"), _ ("CHANGE"), _ ("FIELDS"), _ ("SINCE"), _ ("STATE"), _ ("ERROR"), _ ("ID"), NULL };
  DovetailTable *table = dovetail_table_new (headings, 0);

  for (guint i = 0; i < rows->len; i++)
    {
      DovetailReplica *replica = rows->pdata[i];
      g_autofree char *fields = name_fields (replica);
      g_autofree char *since = dovetail_time_for_people (replica->pending->since, program->zone);
      const char *detail = replica->pending->error_detail;

      dovetail_table_add_row (table, dovetail_record_get_title (replica->current),
                              dovetail_operation_to_string (get_operation (replica)), fields, since,
                              get_state (replica), detail != NULL ? detail : replica->pending->error_code,
                              replica->current->entity_id);
    }
  dovetail_table_finish (table, _ ("Nothing waits: everything is uploaded."));
}

static gboolean
show_pending (DovetailProgram *program, GError **error)
{
  g_autoptr (GPtrArray) rows = dovetail_store_list_pending (program->store, 0, error);

  if (rows == NULL)
    return FALSE;
  if (program->json)
    print_json (rows);
  else
    print_table (program, rows);
  return TRUE;
}

static gboolean
act_on_pending (DovetailProgram *program,
                const char *id,
                gboolean (*act) (DovetailStore *, const char *, const char *, GError **),
                GError **error)
{
  g_autoptr (DovetailReplica) replica = dovetail_lookup_pending (program->store, id, error);

  if (replica == NULL
      || !act (program->store, replica->current->entity_type, replica->current->entity_id, error))
    return FALSE;
  program->changed = TRUE;
  return TRUE;
}

DOVETAIL_COMMAND (pending)
{
  guint count;

  if (!dovetail_program_parse (program, NULL, words, 0, 2, error))
    return FALSE;
  count = g_strv_length (words);
  if (count == 1)
    return dovetail_program_open (program, error) && show_pending (program, error);
  if (count == 3 && g_str_equal (words[1], "discard"))
    return dovetail_program_open (program, error)
           && act_on_pending (program, words[2], dovetail_store_discard_pending, error);
  if (count == 3 && g_str_equal (words[1], "retry"))
    return dovetail_program_open (program, error)
           && act_on_pending (program, words[2], dovetail_store_retry_pending, error);
  return dovetail_program_misused (error, _ ("“pending” is followed by nothing, discard ID or retry ID"));
}
