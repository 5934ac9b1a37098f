/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pending: what waits to be uploaded, field by field; and what the server refused. */
#include "store/outbox.h"
#include "store/conflicts.h"
#include "store/unreadable.h"

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
  dovetail_object_set_time (row, "refused_at", pending->refused_at);
  json_object_set_string_member (row, "state", get_state (replica));
  dovetail_object_set_error (row, pending->error_code, pending->error_detail);
  return row;
}

/* What the answer to a conflict sets: of each field what the other side has, and what it becomes. */
static JsonObject *
describe_answered_fields (const DovetailConflict *conflict)
{
  JsonNode *theirs = conflict->sides[DOVETAIL_SIDE_THEIRS];
  JsonObject *fields = json_object_new ();

  for (guint i = 0; conflict->fields != NULL && conflict->fields[i] != NULL; i++)
    {
      const char *name = conflict->fields[i];
      JsonObject *field = json_object_new ();

      dovetail_object_set_value (field, "old", dovetail_data_get (theirs, name));
      dovetail_object_set_value (field, "new", dovetail_data_get (conflict->resolved_data, name));
      json_object_set_object_member (fields, name, field);
    }
  return fields;
}

/* Either side of a conflict has a title, the winner first. */
static const char *
title_of (const DovetailConflict *conflict)
{
  static const DovetailSide order[] = { DOVETAIL_SIDE_THEIRS, DOVETAIL_SIDE_MINE, DOVETAIL_SIDE_BASE };

  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    {
      JsonNode *side = conflict->sides[order[i]];
      const char *title = dovetail_data_get_string (side, "title");

      if (title == NULL)
        title = dovetail_data_get_string (side, "name");
      if (title != NULL)
        return title;
    }
  return "";
}

static JsonObject *
describe_answer (DovetailProgram *program, const DovetailResolution *answer)
{
  g_autoptr (DovetailConflict) conflict
      = dovetail_store_get_conflict (program->store, answer->conflict_id, NULL);
  JsonObject *row = json_object_new ();

  json_object_set_string_member (row, "entity_type", conflict != NULL ? conflict->entity_type : "");
  json_object_set_string_member (row, "entity_id", conflict != NULL ? conflict->entity_id : "");
  json_object_set_string_member (row, "title", conflict != NULL ? title_of (conflict) : "");
  json_object_set_string_member (row, "operation", "resolve");
  json_object_set_string_member (row, "conflict_id", answer->conflict_id);
  json_object_set_string_member (row, "strategy", answer->strategy);
  json_object_set_object_member (row, "fields",
                                 conflict != NULL ? describe_answered_fields (conflict) : json_object_new ());
  dovetail_object_set_time (row, "since", answer->timestamp);
  json_object_set_int_member (row, "tries", answer->tries);
  json_object_set_string_member (row, "state", answer->tries > 0 ? "in_flight" : "waiting");
  dovetail_object_set_error (row, answer->error_code, answer->error_detail);
  return row;
}

/* On its way down it was set aside: in the words of the rows that go up, as far as they fit. */
static JsonObject *
describe_unreadable (const DovetailUnreadable *unreadable)
{
  JsonObject *row = json_object_new ();

  json_object_set_string_member (row, "entity_type", unreadable->entity_type);
  json_object_set_string_member (row, "entity_id", unreadable->entity_id);
  json_object_set_string_member (row, "title", "");
  json_object_set_string_member (row, "operation", "receive");
  json_object_set_object_member (row, "fields", json_object_new ());
  dovetail_object_set_time (row, "since", unreadable->since);
  json_object_set_int_member (row, "tries", 1);
  json_object_set_string_member (row, "state", "quarantined");
  dovetail_object_set_error (row, "unreadable", unreadable->reason);
  return row;
}

/* What waits, as people see it. */
typedef struct
{
  GPtrArray *rows;       /* DovetailReplica */
  GPtrArray *answers;    /* DovetailResolution */
  GPtrArray *unreadable; /* DovetailUnreadable */
} Waiting;

static void
clear_waiting (Waiting *waiting)
{
  g_clear_pointer (&waiting->rows, g_ptr_array_unref);
  g_clear_pointer (&waiting->answers, g_ptr_array_unref);
  g_clear_pointer (&waiting->unreadable, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Waiting, clear_waiting)

static void
print_json (DovetailProgram *program, const Waiting *waiting)
{
  GPtrArray *rows = waiting->rows;
  GPtrArray *unreadable = waiting->unreadable;
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < waiting->answers->len; i++)
    json_array_add_object_element (array, describe_answer (program, waiting->answers->pdata[i]));

  for (guint i = 0; i < rows->len; i++)
    json_array_add_object_element (array, describe_pending (rows->pdata[i]));
  for (guint i = 0; i < unreadable->len; i++)
    json_array_add_object_element (array, describe_unreadable (unreadable->pdata[i]));
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
add_unreadable (DovetailProgram *program, DovetailTable *table, const DovetailUnreadable *unreadable)
{
  g_autofree char *since = dovetail_time_for_people (unreadable->since, program->zone);

  dovetail_table_add_row (table, unreadable->entity_type, _ ("receive"), NULL, since, "quarantined",
                          unreadable->reason, unreadable->entity_id);
}

static void
add_answer (DovetailProgram *program, DovetailTable *table, const DovetailResolution *answer)
{
  g_autoptr (DovetailConflict) conflict
      = dovetail_store_get_conflict (program->store, answer->conflict_id, NULL);
  g_autofree char *since = dovetail_time_for_people (answer->timestamp, program->zone);
  g_autofree char *fields
      = conflict != NULL && conflict->fields != NULL ? g_strjoinv (", ", conflict->fields) : NULL;

  dovetail_table_add_row (table, conflict != NULL ? title_of (conflict) : "", _ ("answer"), fields, since,
                          answer->tries > 0 ? "in_flight" : "waiting", answer->error_detail,
                          answer->conflict_id);
}

static void
print_table (DovetailProgram *program, const Waiting *waiting)
{
  GPtrArray *rows = waiting->rows;
  GPtrArray *unreadable = waiting->unreadable;
  const char *const headings[]
      = { _ ("TITLE"), _ ("CHANGE"), _ ("FIELDS"), _ ("SINCE"), _ ("STATE"), _ ("ERROR"), _ ("ID"), NULL };
  DovetailTable *table = dovetail_table_new (headings, 0);

  for (guint i = 0; i < waiting->answers->len; i++)
    add_answer (program, table, waiting->answers->pdata[i]);
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
  for (guint i = 0; i < unreadable->len; i++)
    add_unreadable (program, table, unreadable->pdata[i]);
  dovetail_table_finish (table, _ ("Nothing waits: everything is uploaded."));
}

/* The answer to a conflict has a row of its own, so what it alone changed on the record needs none. */
static gboolean
says_more (DovetailProgram *program, DovetailReplica *replica)
{
  g_autoptr (DovetailConflict) conflict
      = replica->pending->resolution_conflict_id == NULL
            ? NULL
            : dovetail_store_get_conflict (program->store, replica->pending->resolution_conflict_id, NULL);
  g_autoptr (JsonObject) fields = NULL;
  g_autoptr (GList) names = NULL;

  if (conflict == NULL || conflict->resolved_data == NULL
      || get_operation (replica) != DOVETAIL_OPERATION_UPDATE)
    return TRUE;
  fields = describe_fields (replica);
  names = json_object_get_members (fields);
  for (GList *name = names; name != NULL; name = name->next)
    if (!json_object_has_member (json_node_get_object (conflict->resolved_data), name->data))
      return TRUE;
  return FALSE;
}

static gboolean
read_waiting (DovetailProgram *program, Waiting *waiting, GError **error)
{
  waiting->rows = dovetail_store_list_pending (program->store, 0, error);
  if (waiting->rows == NULL
      || (waiting->answers = dovetail_store_list_resolutions (program->store, error)) == NULL
      || (waiting->unreadable = dovetail_store_list_unreadable (program->store, 0, error)) == NULL)
    return FALSE;
  for (guint i = waiting->rows->len; i > 0; i--)
    if (!says_more (program, waiting->rows->pdata[i - 1]))
      g_ptr_array_remove_index (waiting->rows, i - 1);
  return TRUE;
}

static gboolean
show_pending (DovetailProgram *program, GError **error)
{
  g_auto (Waiting) waiting = { 0 };

  if (!read_waiting (program, &waiting, error))
    return FALSE;
  if (program->json)
    print_json (program, &waiting);
  else
    print_table (program, &waiting);
  return TRUE;
}

typedef gboolean (*Act) (DovetailStore *, const char *, const char *, GError **);

/* The one that cannot be read whose id begins so; NULL: none, or several. */
static DovetailUnreadable *
find_unreadable (DovetailProgram *program, const char *id)
{
  g_autoptr (GPtrArray) rows = dovetail_store_list_unreadable (program->store, 0, NULL);
  DovetailUnreadable *found = NULL;

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      DovetailUnreadable *row = rows->pdata[i];

      if (!g_str_has_prefix (row->entity_id, id))
        continue;
      if (found != NULL)
        return NULL;
      found = row;
    }
  return found != NULL ? dovetail_unreadable_copy (found) : NULL;
}

static gboolean
act_on_pending (DovetailProgram *program, const char *id, Act act, Act act_unreadable, GError **error)
{
  g_autoptr (GError) unknown = NULL;
  g_autoptr (DovetailReplica) replica = dovetail_lookup_pending (program->store, id, &unknown);
  g_autoptr (DovetailUnreadable) unreadable = replica == NULL ? find_unreadable (program, id) : NULL;

  if (replica != NULL)
    program->changed
        = act (program->store, replica->current->entity_type, replica->current->entity_id, error);
  else if (unreadable != NULL)
    program->changed = act_unreadable (program->store, unreadable->entity_type, unreadable->entity_id, error);
  else
    g_propagate_error (error, g_steal_pointer (&unknown));
  return program->changed;
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
           && act_on_pending (program, words[2], dovetail_store_discard_pending,
                              dovetail_store_discard_unreadable, error);
  if (count == 3 && g_str_equal (words[1], "retry"))
    return dovetail_program_open (program, error)
           && act_on_pending (program, words[2], dovetail_store_retry_pending,
                              dovetail_store_retry_unreadable, error);
  return dovetail_program_misused (error, _ ("“pending” is followed by nothing, discard ID or retry ID"));
}
