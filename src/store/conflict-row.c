/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One conflict as a row: who, when and which record readable, the sides sealed. */

#include "store/conflict-row.h"

#include "json/json.h"
#include "store/conflict-fact.h"
#include "store/store-private.h"

enum
{
  COLUMN_CONFLICT_ID,
  COLUMN_ENTITY_TYPE,
  COLUMN_ENTITY_ID,
  COLUMN_OPEN,
  COLUMN_CREATED_AT,
  COLUMN_CLOSED_AT,
  COLUMN_DATA
};

static const char *const side_names[] = { "base", "mine", "theirs" };
static const char *const deleted_names[] = { "base_deleted", "mine_deleted", "theirs_deleted" };

static void
set_text (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

static void
set_node (JsonObject *object, const char *name, JsonNode *node)
{
  if (node != NULL)
    json_object_set_member (object, name, json_node_ref (node));
}

static void
set_author (JsonObject *object, const char *name, const DovetailAuthor *author)
{
  JsonObject *member = json_object_new ();

  set_text (member, "client_id", author->client_id);
  set_text (member, "device_name", author->device_name);
  set_text (member, "user_id", author->user_id);
  set_text (member, "user_name", author->user_name);
  json_object_set_int_member (member, "time", author->time);
  json_object_set_object_member (object, name, member);
}

static JsonNode *
conflict_to_node (const DovetailConflict *conflict)
{
  static const char *const none[] = { NULL };
  JsonObject *object = json_object_new ();
  const char *const *fields = conflict->fields == NULL ? none : (const char *const *) conflict->fields;
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  set_text (object, "cause", dovetail_cause_to_string (conflict->cause));
  set_text (object, "resolution", conflict->resolution);
  if (conflict->by_rule)
    json_object_set_boolean_member (object, "by_rule", TRUE);
  json_object_set_member (object, "fields", dovetail_value_strings (fields));
  for (guint i = 0; i < DOVETAIL_N_SIDES; i++)
    {
      set_node (object, side_names[i], conflict->sides[i]);
      if (conflict->deleted[i])
        json_object_set_boolean_member (object, deleted_names[i], TRUE);
    }
  set_node (object, "resolved_data", conflict->resolved_data);
  json_object_set_int_member (object, "client_version", conflict->client_version);
  json_object_set_int_member (object, "server_version", conflict->server_version);
  if (conflict->resolved_version > 0)
    json_object_set_int_member (object, "resolved_version", conflict->resolved_version);
  set_author (object, "my_author", &conflict->mine);
  set_author (object, "their_author", &conflict->theirs);
  json_node_take_object (node, object);

  return node;
}

static JsonNode *
get_node (JsonNode *node, const char *name)
{
  JsonNode *member = dovetail_data_get (node, name);

  return member == NULL ? NULL : json_node_ref (member);
}

static void
read_author (JsonNode *node, DovetailAuthor *author)
{
  author->client_id = g_strdup (dovetail_data_get_string (node, "client_id"));
  author->device_name = g_strdup (dovetail_data_get_string (node, "device_name"));
  author->user_id = g_strdup (dovetail_data_get_string (node, "user_id"));
  author->user_name = g_strdup (dovetail_data_get_string (node, "user_name"));
  author->time = dovetail_data_get_int (node, "time", 0);
}

static void
read_node (DovetailConflict *conflict, JsonNode *node)
{
  dovetail_cause_from_string (dovetail_data_get_string (node, "cause"), &conflict->cause);
  conflict->resolution = g_strdup (dovetail_data_get_string (node, "resolution"));
  conflict->by_rule = dovetail_data_get_boolean (node, "by_rule", FALSE);
  conflict->fields = dovetail_data_get_strings (node, "fields");
  for (guint i = 0; i < DOVETAIL_N_SIDES; i++)
    {
      conflict->sides[i] = get_node (node, side_names[i]);
      conflict->deleted[i] = dovetail_data_get_boolean (node, deleted_names[i], FALSE);
    }
  conflict->resolved_data = get_node (node, "resolved_data");
  conflict->client_version = dovetail_data_get_int (node, "client_version", 0);
  conflict->server_version = dovetail_data_get_int (node, "server_version", 0);
  conflict->resolved_version = dovetail_data_get_int (node, "resolved_version", 0);
  read_author (dovetail_data_get (node, "my_author"), &conflict->mine);
  read_author (dovetail_data_get (node, "their_author"), &conflict->theirs);
}

DovetailConflict *
dovetail_conflict_row_read (DovetailStatement *statement, GError **error)
{
  const char *conflict_id = dovetail_statement_get_text (statement, COLUMN_CONFLICT_ID);
  g_autoptr (DovetailConflict) conflict = NULL;
  g_autoptr (JsonNode) node = NULL;
  gsize length;
  g_autofree char *text
      = dovetail_seal_open (statement->store->seal, "conflict", conflict_id, DOVETAIL_COPY_CONFLICT,
                            sqlite3_column_blob (statement->handle, COLUMN_DATA),
                            (gsize) sqlite3_column_bytes (statement->handle, COLUMN_DATA), &length, error);

  if (text == NULL)
    return NULL;
  node = dovetail_json_parse_object (text, (gssize) length, error);
  if (node == NULL)
    return NULL;

  conflict = dovetail_conflict_alloc ();
  conflict->conflict_id = g_strdup (conflict_id);
  conflict->entity_type = g_intern_string (dovetail_statement_get_text (statement, COLUMN_ENTITY_TYPE));
  conflict->entity_id = g_strdup (dovetail_statement_get_text (statement, COLUMN_ENTITY_ID));
  conflict->open = dovetail_statement_get_int (statement, COLUMN_OPEN) != 0;
  conflict->created_at = dovetail_statement_get_int (statement, COLUMN_CREATED_AT);
  conflict->closed_at = dovetail_statement_get_int (statement, COLUMN_CLOSED_AT);
  read_node (conflict, node);

  return g_steal_pointer (&conflict);
}

gboolean
dovetail_conflict_row_write (DovetailStore *store, DovetailConflict *conflict, GError **error)
{
  g_autoptr (JsonNode) node = conflict_to_node (conflict);
  gsize length;
  g_autofree char *text = dovetail_json_generate (node, &length);
  g_autoptr (GBytes) data = dovetail_seal_close (store->seal, "conflict", conflict->conflict_id,
                                                 DOVETAIL_COPY_CONFLICT, text, length);
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (
      store,
      "INSERT OR REPLACE INTO conflict (" DOVETAIL_CONFLICT_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      error);

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_text (statement, 1, conflict->conflict_id);
  dovetail_statement_bind_text (statement, 2, conflict->entity_type);
  dovetail_statement_bind_text (statement, 3, conflict->entity_id);
  dovetail_statement_bind_int (statement, 4, conflict->open);
  dovetail_statement_bind_int (statement, 5, conflict->created_at);
  dovetail_statement_bind_int (statement, 6, conflict->closed_at);
  dovetail_statement_bind_blob (statement, 7, data);

  return dovetail_statement_run (statement, error) && dovetail_conflict_fact_note (store, conflict, error);
}
