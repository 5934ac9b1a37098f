/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A conflict on the wire: the three sides, who made mine and theirs, and how it ended. */

#include "wire/conflict.h"

#include "core/data.h"
#include "core/error.h"
#include "core/schema.h"

/* Member names of the two authors: mine, then theirs. */
typedef struct
{
  const char *client_id, *device, *user_id, *user, *time;
} AuthorNames;

static const AuthorNames mine_names
    = { "client_id", "client_device", "modified_by", "client_user", "client_time" };
static const AuthorNames theirs_names
    = { "server_client_id", "server_device", "server_modified_by", "server_user", "server_time_of_change" };
static const char *const side_names[DOVETAIL_N_SIDES] = { "base", "client_data", "server_data" };
static const char *const deleted_names[DOVETAIL_N_SIDES] = { "base", "mine", "theirs" };

static void
write_author (JsonObject *object, const DovetailAuthor *author, const AuthorNames *names)
{
  dovetail_write_string (object, names->client_id, author->client_id);
  dovetail_write_string (object, names->device, author->device_name);
  dovetail_write_string (object, names->user_id, author->user_id);
  dovetail_write_string (object, names->user, author->user_name);
  dovetail_write_time (object, names->time, author->time);
}

static void
read_author (DovetailReader *reader, DovetailAuthor *author, const AuthorNames *names)
{
  author->client_id = dovetail_read_optional_string (reader, names->client_id);
  author->device_name = dovetail_read_optional_string (reader, names->device);
  author->user_id = dovetail_read_optional_string (reader, names->user_id);
  author->user_name = dovetail_read_optional_string (reader, names->user);
  author->time = dovetail_read_optional_time (reader, names->time);
}

static void
write_sides (JsonObject *object, DovetailConflict *conflict)
{
  JsonObject *deleted = json_object_new ();

  for (guint side = 0; side < DOVETAIL_N_SIDES; side++)
    {
      dovetail_write_node (object, side_names[side], conflict->sides[side]);
      json_object_set_boolean_member (deleted, deleted_names[side], conflict->deleted[side]);
    }
  json_object_set_object_member (object, "deleted", deleted);
}

static void
read_deleted (DovetailReader *reader, DovetailConflict *conflict, const DovetailPath *parent)
{
  g_autoptr (JsonNode) node = dovetail_read_optional_object (reader, "deleted");
  DovetailPath path = { parent, "deleted", -1 };
  DovetailReader inner;

  if (node == NULL)
    return;
  dovetail_reader_init (&inner, node, &path);
  for (guint side = 0; side < DOVETAIL_N_SIDES; side++)
    conflict->deleted[side] = dovetail_read_optional_boolean (&inner, deleted_names[side], FALSE);
  dovetail_reader_absorb (reader, &inner);
}

/**
 * dovetail_conflict_to_json:
 * @conflict: a conflict, open or closed
 *
 * Returns: (transfer full): the sealed JSON object
 */
JsonNode *
dovetail_conflict_to_json (DovetailConflict *conflict)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "conflict_id", conflict->conflict_id);
  json_object_set_string_member (object, "entity_type", conflict->entity_type);
  json_object_set_string_member (object, "entity_id", conflict->entity_id);
  json_object_set_string_member (object, "cause", dovetail_cause_to_string (conflict->cause));
  json_object_set_string_member (object, "state", conflict->open ? "open" : "closed");
  dovetail_write_string (object, "resolution", conflict->resolution);
  if (conflict->by_rule)
    json_object_set_boolean_member (object, "by_rule", TRUE);
  dovetail_write_strings (object, "fields", conflict->fields);
  write_sides (object, conflict);
  dovetail_write_node (object, "resolved_data", conflict->resolved_data);
  if (conflict->client_version > 0)
    json_object_set_int_member (object, "client_version", conflict->client_version);
  json_object_set_int_member (object, "server_version", conflict->server_version);
  if (conflict->resolved_version > 0)
    json_object_set_int_member (object, "resolved_version", conflict->resolved_version);
  write_author (object, &conflict->mine, &mine_names);
  write_author (object, &conflict->theirs, &theirs_names);
  dovetail_write_time (object, "created_at", conflict->created_at);
  dovetail_write_time (object, "closed_at", conflict->closed_at);
  return dovetail_write_finish (object);
}

static DovetailCause
read_cause (DovetailReader *reader)
{
  g_autofree char *name = dovetail_read_string (reader, "cause");
  DovetailCause cause = DOVETAIL_CAUSE_FIELDS;

  if (name != NULL)
    dovetail_cause_from_string (name, &cause); /* one that only a newer server knows is about fields too */
  return cause;
}

static gboolean
read_open (DovetailReader *reader)
{
  g_autofree char *state = dovetail_read_string (reader, "state");

  if (state != NULL && !g_str_equal (state, "open") && !g_str_equal (state, "closed"))
    dovetail_reader_fail (reader, "state", "neither open nor closed");
  return g_strcmp0 (state, "open") == 0;
}

static void
read_identity (DovetailReader *reader, DovetailConflict *conflict)
{
  g_autofree char *type = dovetail_read_string (reader, "entity_type");
  const DovetailSchema *schema = type != NULL ? dovetail_schema_find (type) : NULL;

  if (type != NULL && strlen (type) > 64)
    dovetail_reader_fail (reader, "entity_type", "too long");
  conflict->entity_type = schema != NULL ? schema->entity_type : "";
  if (schema == NULL && reader->error == NULL)
    conflict->entity_type = g_intern_string (type); /* of a newer server */
  conflict->conflict_id = dovetail_read_uuid (reader, "conflict_id");
  conflict->entity_id = dovetail_read_uuid (reader, "entity_id");
}

/**
 * dovetail_conflict_read:
 * @node: what stands in the message
 * @path: (nullable): where it stands there
 * @error: %DOVETAIL_ERROR_INVALID naming the member that is wrong
 *
 * Returns: (transfer full): the conflict, %NULL on error
 */
DovetailConflict *
dovetail_conflict_read (JsonNode *node, const DovetailPath *path, GError **error)
{
  DovetailReader reader;
  g_autoptr (DovetailConflict) conflict = dovetail_conflict_alloc ();

  if (!dovetail_reader_init (&reader, node, path))
    return dovetail_reader_finish (&reader, error), NULL;
  read_identity (&reader, conflict);
  conflict->cause = read_cause (&reader);
  conflict->open = read_open (&reader);
  conflict->resolution = dovetail_read_optional_string (&reader, "resolution");
  conflict->by_rule = dovetail_read_optional_boolean (&reader, "by_rule", FALSE);
  conflict->fields = dovetail_read_optional_strings (&reader, "fields");
  if (conflict->fields == NULL)
    conflict->fields = g_new0 (char *, 1);
  for (guint side = 0; side < DOVETAIL_N_SIDES; side++)
    conflict->sides[side] = dovetail_read_data (&reader, side_names[side]);
  read_deleted (&reader, conflict, path);
  conflict->resolved_data = dovetail_read_optional_object (&reader, "resolved_data");
  conflict->client_version = dovetail_read_optional_int (&reader, "client_version", 0, 0);
  conflict->server_version = dovetail_read_int (&reader, "server_version", 0);
  conflict->resolved_version = dovetail_read_optional_int (&reader, "resolved_version", 0, 0);
  read_author (&reader, &conflict->mine, &mine_names);
  read_author (&reader, &conflict->theirs, &theirs_names);
  conflict->created_at = dovetail_read_optional_time (&reader, "created_at");
  conflict->closed_at = dovetail_read_optional_time (&reader, "closed_at");
  return dovetail_reader_finish (&reader, error) ? g_steal_pointer (&conflict) : NULL;
}

/**
 * dovetail_conflict_from_json:
 * @node: a JSON object
 * @error: %DOVETAIL_ERROR_INVALID naming the member that is wrong
 *
 * Returns: (transfer full): the conflict, %NULL on error
 */
DovetailConflict *
dovetail_conflict_from_json (JsonNode *node, GError **error)
{
  return dovetail_conflict_read (node, NULL, error);
}
