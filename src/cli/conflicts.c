/* SPDX-License-Identifier: GPL-3.0-or-later */

/* conflicts: those that wait for an answer, and the history, where both sides are kept and the one that lost
 * can be brought back. */
#include "store/conflicts.h"

#include <glib/gi18n.h>

#include "cli/commands.h"
#include "cli/lookup.h"
#include "cli/output-json.h"
#include "cli/table.h"
#include "cli/when.h"
#include "json/json.h"
#include "store/answers.h"

static const char *const side_names[DOVETAIL_N_SIDES] = { "base", "mine", "theirs" };

/* The title that tells a person which record it is: the one of a side that still has it. */
static const char *
get_title (DovetailConflict *conflict)
{
  static const DovetailSide order[] = { DOVETAIL_SIDE_THEIRS, DOVETAIL_SIDE_MINE, DOVETAIL_SIDE_BASE };

  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    {
      JsonNode *data = conflict->sides[order[i]];
      const char *title = data != NULL ? dovetail_data_get_string (data, "title") : NULL;

      if (title == NULL && data != NULL)
        title = dovetail_data_get_string (data, "name");
      if (title != NULL)
        return title;
    }
  return "";
}

static JsonObject *
describe_fields (DovetailConflict *conflict)
{
  JsonObject *fields = json_object_new ();

  for (guint i = 0; conflict->fields != NULL && conflict->fields[i] != NULL; i++)
    {
      JsonObject *field = json_object_new ();

      for (guint side = 0; side < DOVETAIL_N_SIDES; side++)
        dovetail_object_set_value (field, side_names[side],
                                   conflict->sides[side] != NULL
                                       ? dovetail_data_get (conflict->sides[side], conflict->fields[i])
                                       : NULL);
      json_object_set_object_member (fields, conflict->fields[i], field);
    }
  return fields;
}

static JsonObject *
describe_author (const DovetailAuthor *author)
{
  JsonObject *object = json_object_new ();

  dovetail_object_set_text (object, "device",
                            author->device_name != NULL ? author->device_name : author->client_id);
  dovetail_object_set_text (object, "user", author->user_name != NULL ? author->user_name : author->user_id);
  dovetail_object_set_time (object, "time", author->time);
  return object;
}

static void
set_sides (JsonObject *row, DovetailConflict *conflict)
{
  JsonObject *data = json_object_new ();
  JsonObject *deleted = json_object_new ();

  for (guint side = 0; side < DOVETAIL_N_SIDES; side++)
    {
      dovetail_object_set_value (data, side_names[side], conflict->sides[side]);
      json_object_set_boolean_member (deleted, side_names[side], conflict->deleted[side]);
    }
  json_object_set_object_member (row, "data", data);
  json_object_set_object_member (row, "deleted", deleted);
}

static JsonObject *
describe_conflict (DovetailConflict *conflict)
{
  JsonObject *row = json_object_new ();

  json_object_set_string_member (row, "conflict_id", conflict->conflict_id);
  json_object_set_string_member (row, "entity_type", conflict->entity_type);
  json_object_set_string_member (row, "entity_id", conflict->entity_id);
  json_object_set_string_member (row, "title", get_title (conflict));
  json_object_set_string_member (row, "cause", dovetail_cause_to_string (conflict->cause));
  json_object_set_object_member (row, "fields", describe_fields (conflict));
  json_object_set_object_member (row, "mine", describe_author (&conflict->mine));
  json_object_set_object_member (row, "theirs", describe_author (&conflict->theirs));
  set_sides (row, conflict);
  json_object_set_boolean_member (row, "open", conflict->open);
  dovetail_object_set_time (row, "created_at", conflict->created_at);
  if (!conflict->open)
    {
      dovetail_object_set_text (row, "resolution", conflict->resolution);
      json_object_set_boolean_member (row, "by_rule", conflict->by_rule);
      dovetail_object_set_value (row, "resolved", conflict->resolved_data);
      dovetail_object_set_time (row, "closed_at", conflict->closed_at);
    }
  return row;
}

static void
print_json (GPtrArray *conflicts)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < conflicts->len; i++)
    json_array_add_object_element (array, describe_conflict (conflicts->pdata[i]));
  dovetail_output_array (array);
}

static char *
say_value (DovetailProgram *program, JsonNode *value)
{
  if (value == NULL)
    return g_strdup (_ ("(none)"));
  if (json_node_get_value_type (value) == G_TYPE_STRING)
    return dovetail_when_for_people (json_node_get_string (value), program->zone);
  return dovetail_json_generate (value, NULL);
}

static void
print_side (DovetailProgram *program, DovetailConflict *conflict, DovetailSide side, const char *field)
{
  static const char *const words[DOVETAIL_N_SIDES] = { N_ ("base"), N_ ("mine"), N_ ("theirs") };
  JsonNode *data = conflict->sides[side];
  g_autofree char *value = conflict->deleted[side] ? g_strdup (_ ("(deleted)"))
                                                   : say_value (program, dovetail_data_get (data, field));
  g_autofree char *shown = dovetail_text_for_terminal (value);

  g_print ("    %-7s %s\n", _ (words[side]), shown);
}

static void
print_author (DovetailProgram *program, const char *side, const DovetailAuthor *author)
{
  g_autofree char *time = dovetail_time_for_people (author->time, program->zone);
  const char *device = author->device_name != NULL ? author->device_name : author->client_id;
  g_autofree char *shown_device = dovetail_text_for_terminal (device != NULL ? device : "?");
  g_autofree char *shown_user
      = dovetail_text_for_terminal (author->user_name != NULL ? author->user_name : "");

  g_print ("  %-7s %s  %s  %s\n", side, time, shown_device, shown_user);
}

static void
print_conflict (DovetailProgram *program, DovetailConflict *conflict)
{
  g_autofree char *title = dovetail_text_for_terminal (get_title (conflict));

  g_print ("%s\n  %s  (%s)\n", conflict->conflict_id, title, dovetail_cause_to_string (conflict->cause));
  print_author (program, _ ("mine"), &conflict->mine);
  print_author (program, _ ("theirs"), &conflict->theirs);
  for (guint i = 0; conflict->fields != NULL && conflict->fields[i] != NULL; i++)
    {
      g_print ("  %s\n", conflict->fields[i]);
      for (guint side = 0; side < DOVETAIL_N_SIDES; side++)
        print_side (program, conflict, side, conflict->fields[i]);
    }
  if (!conflict->open)
    {
      g_autofree char *time = dovetail_time_for_people (conflict->closed_at, program->zone);

      g_print (_ ("  answered %s: %s\n"), time, conflict->resolution != NULL ? conflict->resolution : "?");
    }
}

static gboolean
show_conflicts (DovetailProgram *program, gboolean open, GError **error)
{
  g_autoptr (GPtrArray) conflicts = dovetail_store_list_conflicts (program->store, open, 0, error);

  if (conflicts == NULL)
    return FALSE;
  if (program->json)
    print_json (conflicts);
  else if (conflicts->len == 0)
    g_print ("%s\n", open ? _ ("No conflicts.") : _ ("No past conflicts."));
  else
    for (guint i = 0; i < conflicts->len; i++)
      print_conflict (program, conflicts->pdata[i]);
  return TRUE;
}

/* The side that lost, or the one that is asked for. */
static gboolean
restore (DovetailProgram *program, const char *id, gboolean mine, gboolean theirs, GError **error)
{
  g_autoptr (DovetailConflict) conflict = dovetail_lookup_conflict (program->store, id, error);
  DovetailSide side;

  if (conflict == NULL)
    return FALSE;
  if (conflict->open)
    {
      g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                   _ ("the conflict waits for an answer. Answer it with: dovetailctl resolve %s"),
                   conflict->conflict_id);
      return FALSE;
    }
  side = mine || (!theirs && dovetail_conflict_lost (conflict, DOVETAIL_SIDE_MINE)) ? DOVETAIL_SIDE_MINE
                                                                                    : DOVETAIL_SIDE_THEIRS;
  program->changed = dovetail_store_restore_side (program->store, conflict->conflict_id, side, error);
  return program->changed;
}

DOVETAIL_COMMAND (conflicts)
{
  gboolean mine = FALSE;
  gboolean theirs = FALSE;
  const GOptionEntry entries[] = {
    { "mine", 0, 0, G_OPTION_ARG_NONE, &mine, N_ ("Restore what was passed over of mine"), NULL },
    { "theirs", 0, 0, G_OPTION_ARG_NONE, &theirs, N_ ("Restore what was passed over of theirs"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  gboolean restores;

  if (!dovetail_program_parse (program, entries, words, 0, 2, error))
    return FALSE;
  restores = g_strcmp0 (words[1], "restore") == 0;
  if ((words[1] != NULL && !restores && !g_str_equal (words[1], "history"))
      || restores != (words[1] != NULL && words[2] != NULL))
    return dovetail_program_misused (
        error, _ ("“conflicts” is followed by nothing, by history, or by restore and the id of a conflict"));
  if ((mine && theirs) || ((mine || theirs) && !restores))
    return dovetail_program_misused (error,
                                     _ ("--mine and --theirs belong to restore, and exclude each other"));
  if (!dovetail_program_open (program, error))
    return FALSE;
  return restores ? restore (program, words[2], mine, theirs, error)
                  : show_conflicts (program, words[1] == NULL, error);
}
