/* SPDX-License-Identifier: GPL-3.0-or-later */

/* resolve and unresolve: answer a conflict whole or field by field, or many with one choice, and take the
 * answer back. */
#include <glib/gi18n.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/lookup.h"
#include "cli/resolve-all.h"
#include "cli/task-fields.h"
#include "core/patch.h"
#include "core/schema.h"

typedef struct
{
  gboolean mine;
  gboolean theirs;
  gboolean both;
  char **takes;
  char **assignments;
  gboolean all;
  gboolean dry_run;
  char *cause;
  char *list;
  char *like;
} Options;

static void
clear_options (Options *options)
{
  g_strfreev (options->takes);
  g_strfreev (options->assignments);
  g_free (options->cause);
  g_free (options->list);
  g_free (options->like);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, clear_options)

static gboolean
overlaps (DovetailConflict *conflict, const char *field)
{
  return conflict->fields != NULL && g_strv_contains ((const char *const *) conflict->fields, field);
}

static void
take_side (JsonObject *resolved, DovetailConflict *conflict, DovetailSide side, const char *field)
{
  JsonNode *value = conflict->sides[side] != NULL ? dovetail_data_get (conflict->sides[side], field) : NULL;

  if (value != NULL)
    json_object_set_member (resolved, field, dovetail_value_share (value));
  else
    json_object_set_null_member (resolved, field);
}

/* A due date brings its zone along, a status its completion time. */
static void
take_followers (JsonObject *resolved, DovetailConflict *conflict, DovetailSide side, const char *field)
{
  const DovetailSchema *schema = dovetail_schema_find (conflict->entity_type);

  for (gsize i = 0; schema != NULL && i < schema->n_fields; i++)
    if (g_strcmp0 (schema->fields[i].follows, field) == 0)
      take_side (resolved, conflict, side, schema->fields[i].name);
}

/* FIELD=mine or FIELD=theirs. */
static gboolean
take (JsonObject *resolved, DovetailConflict *conflict, const char *text, GError **error)
{
  const char *equals = strchr (text, '=');
  g_autofree char *field = equals != NULL ? g_strndup (text, equals - text) : NULL;
  DovetailSide side;

  if (field != NULL && g_str_equal (equals + 1, "mine"))
    side = DOVETAIL_SIDE_MINE;
  else if (field != NULL && g_str_equal (equals + 1, "theirs"))
    side = DOVETAIL_SIDE_THEIRS;
  else
    return dovetail_program_misused (error, _ ("“%s” is not FIELD=mine or FIELD=theirs"), text);
  if (!overlaps (conflict, field))
    {
      g_autofree char *fields = g_strjoinv (", ", conflict->fields);

      g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                   _ ("“%s” is not in conflict. The fields in conflict are: %s"), field, fields);
      return FALSE;
    }
  take_followers (resolved, conflict, side, field);
  take_side (resolved, conflict, side, field);
  return TRUE;
}

/* A due date typed here lives in no zone but the one it was typed with: its old zone goes. */
static gboolean
assign (JsonObject *resolved, DovetailConflict *conflict, const char *text, GError **error)
{
  if (!dovetail_fields_assign (resolved, text, error))
    return FALSE;
  if (g_str_has_prefix (text, "due=") && overlaps (conflict, "due_zone")
      && !json_object_has_member (resolved, "due_zone"))
    json_object_set_null_member (resolved, "due_zone");
  if (g_str_has_prefix (text, "status=") && overlaps (conflict, "completed_at")
      && !json_object_has_member (resolved, "completed_at"))
    take_side (resolved, conflict, DOVETAIL_SIDE_THEIRS, "completed_at");
  return TRUE;
}

static gboolean
check_decided (JsonObject *resolved, DovetailConflict *conflict, GError **error)
{
  for (guint i = 0; conflict->fields != NULL && conflict->fields[i] != NULL; i++)
    if (!json_object_has_member (resolved, conflict->fields[i]))
      {
        g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                     _ ("“%s” is not decided. Add --take %s=mine, --take %s=theirs or --set %s=JSON"),
                     conflict->fields[i], conflict->fields[i], conflict->fields[i], conflict->fields[i]);
        return FALSE;
      }
  return TRUE;
}

static JsonNode *
decide_fields (DovetailConflict *conflict, const Options *options, GError **error)
{
  g_autoptr (JsonObject) resolved = json_object_new ();
  g_autoptr (JsonNode) patch = NULL;
  const DovetailSchema *schema = dovetail_schema_find (conflict->entity_type);

  for (guint i = 0; options->takes != NULL && options->takes[i] != NULL; i++)
    if (!take (resolved, conflict, options->takes[i], error))
      return NULL;
  for (guint i = 0; options->assignments != NULL && options->assignments[i] != NULL; i++)
    if (!assign (resolved, conflict, options->assignments[i], error))
      return NULL;
  if (!check_decided (resolved, conflict, error))
    return NULL;
  patch = dovetail_patch_take_object (g_steal_pointer (&resolved));
  if (schema != NULL && !dovetail_schema_validate (schema, patch, FALSE, error))
    return NULL;
  return g_steal_pointer (&patch);
}

static const char *
get_strategy (const Options *options)
{
  return options->mine     ? DOVETAIL_RESOLUTION_CLIENT_WINS
         : options->theirs ? DOVETAIL_RESOLUTION_SERVER_WINS
         : options->both   ? DOVETAIL_RESOLUTION_BOTH
                           : DOVETAIL_RESOLUTION_USER_MERGE;
}

static gboolean
resolve_conflict (DovetailProgram *program, const char *id, const Options *options, GError **error)
{
  g_autoptr (DovetailConflict) conflict = dovetail_lookup_conflict (program->store, id, error);
  const char *strategy = get_strategy (options);
  g_autoptr (JsonNode) resolved = NULL;

  if (conflict == NULL)
    return FALSE;
  if (!conflict->open)
    {
      g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                   _ ("the conflict is answered already. Open it again with: dovetailctl unresolve %s"),
                   conflict->conflict_id);
      return FALSE;
    }
  if (g_str_equal (strategy, DOVETAIL_RESOLUTION_USER_MERGE)
      && (resolved = decide_fields (conflict, options, error)) == NULL)
    return FALSE;
  program->changed
      = dovetail_store_resolve_conflict (program->store, conflict->conflict_id, strategy, resolved, error);
  return program->changed;
}

static gboolean
check_options (const Options *options, gboolean one, GError **error)
{
  int answers = !!options->mine + !!options->theirs + !!options->both
                + (options->takes != NULL || options->assignments != NULL);

  if (answers != 1)
    return dovetail_program_misused (
        error, _ ("say one of --mine, --theirs, --both, or --take and --set for the fields"));
  if (options->all == one)
    return dovetail_program_misused (error, _ ("name one conflict, or say --all"));
  if (options->all && !options->mine && !options->theirs)
    return dovetail_program_misused (error, _ ("--all takes --mine or --theirs"));
  if (!options->all
      && (options->dry_run || options->cause != NULL || options->list != NULL || options->like != NULL))
    return dovetail_program_misused (error, _ ("--cause, --list, --like and --dry-run belong to --all"));
  if (options->like != NULL && (options->cause != NULL || options->list != NULL))
    return dovetail_program_misused (error, _ ("--like says cause and list already"));
  return TRUE;
}

static gboolean
resolve_all (DovetailProgram *program, const Options *options, GError **error)
{
  const DovetailResolveAll choice
      = { get_strategy (options), options->cause, options->list, options->like, options->dry_run };

  return dovetail_resolve_all (program, &choice, error);
}

DOVETAIL_COMMAND (resolve)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "mine", 0, 0, G_OPTION_ARG_NONE, &options.mine, N_ ("Take mine for every field in conflict"), NULL },
    { "theirs", 0, 0, G_OPTION_ARG_NONE, &options.theirs, N_ ("Take theirs for every field in conflict"),
      NULL },
    { "both", 0, 0, G_OPTION_ARG_NONE, &options.both, N_ ("Keep theirs, and make a second task of mine"),
      NULL },
    { "take", 0, 0, DOVETAIL_OPTION_TEXTS, &options.takes,
      N_ ("Take one side for one field; can be repeated"), N_ ("FIELD=mine|theirs") },
    { "set", 0, 0, DOVETAIL_OPTION_TEXTS, &options.assignments,
      N_ ("Give a field a value of its own; can be repeated"), N_ ("FIELD=JSON") },
    { "all", 0, 0, G_OPTION_ARG_NONE, &options.all, N_ ("Give all open conflicts the same answer"), NULL },
    { "cause", 0, 0, DOVETAIL_OPTION_TEXT, &options.cause,
      N_ ("Only those of this cause: fields, created_twice, no_base"), N_ ("CAUSE") },
    { "list", 0, 0, DOVETAIL_OPTION_TEXT, &options.list, N_ ("Only those of this list, or of the inbox"),
      N_ ("LIST") },
    { "like", 0, 0, DOVETAIL_OPTION_TEXT, &options.like,
      N_ ("Only those with the cause, the fields and the list of this one"), N_ ("CONFLICT_ID") },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &options.dry_run, N_ ("Only show what would be done"), NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!dovetail_program_parse (program, entries, words, 0, 1, error)
      || !check_options (&options, words[1] != NULL, error) || !dovetail_program_open (program, error))
    return FALSE;
  return options.all ? resolve_all (program, &options, error)
                     : resolve_conflict (program, words[1], &options, error);
}

static gboolean
unresolve_conflict (DovetailProgram *program, const char *id, GError **error)
{
  g_autoptr (DovetailConflict) conflict = dovetail_lookup_conflict (program->store, id, error);

  if (conflict == NULL)
    return FALSE;
  if (conflict->open)
    {
      g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, _ ("the conflict is open already"));
      return FALSE;
    }
  program->changed = dovetail_store_unresolve_conflict (program->store, conflict->conflict_id, error);
  return program->changed;
}

DOVETAIL_COMMAND (unresolve)
{
  return dovetail_program_parse (program, NULL, words, 1, 1, error) && dovetail_program_open (program, error)
         && unresolve_conflict (program, words[1], error);
}
