/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the server's answers say, counted from outside: conflicts made, tokens refused. */

#include "sim/answers.h"

#include <string.h>

#include "json/json.h"

#define IN_FAMILY "family_id = (SELECT family_id FROM family WHERE name = 'sim')"

static JsonObject *
member_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static void
note_conflict (Family *family, JsonObject *conflict)
{
  if (g_str_equal (json_object_get_string_member (conflict, "state"), "open"))
    g_hash_table_add (family->conflicts_made,
                      g_strdup (json_object_get_string_member (conflict, "conflict_id")));
}

static void
note_results (Family *family, JsonObject *body)
{
  JsonArray *results = json_object_get_array_member (body, "results");

  for (guint i = 0; i < json_array_get_length (results); i++)
    {
      JsonObject *conflict = member_object (json_array_get_object_element (results, i), "conflict");

      if (conflict != NULL)
        note_conflict (family, conflict);
    }
}

/* Of a push or an exchange, or of an answer to a conflict. */
static void
note_body (Family *family, JsonObject *body)
{
  JsonObject *conflict = member_object (body, "conflict");

  if (json_object_has_member (body, "results"))
    note_results (family, body);
  else if (conflict != NULL)
    note_conflict (family, conflict);
}

static void
note_resolution (Family *family, const DovetailRequest *request, const DovetailResponse *response)
{
  const char *body = request->body != NULL ? g_bytes_get_data (request->body, NULL) : "";
  gboolean reopens = strstr (body, "\"reopen\"") != NULL;

  if (response->status == 409)
    family->happened[SOMETIMES_ANSWER_CAME_LATE]++;
  else if (response->status == 200)
    family->happened[reopens ? SOMETIMES_REOPENED : SOMETIMES_CONFLICT_ANSWERED]++;
}

static void
note_gone (Family *family, JsonObject *body)
{
  const char *code = json_object_get_string_member_with_default (body, "code", "");

  family_tell (family, "410: %s", code);
  family->happened[g_str_equal (code, "sync_token_expired") ? SOMETIMES_TOKEN_EXPIRED
                                                            : SOMETIMES_TOKEN_FOREIGN]++;
}

void
answers_note (Family *family, const DovetailRequest *request, const DovetailResponse *response)
{
  g_autoptr (JsonNode) node = NULL;
  const char *text;
  gsize length;

  if (!g_str_has_prefix (request->path, "/sync/"))
    return;
  if (g_str_equal (request->path, "/sync/resolve-conflict"))
    note_resolution (family, request, response);
  text = response->body != NULL ? g_bytes_get_data (response->body, &length) : NULL;
  if (family->loud && text != NULL)
    g_printerr ("  %u %.*s\n", response->status, (int) length, text);
  if (text == NULL
      || !(response->status == 410
           || (response->status == 200 && g_strstr_len (text, (gssize) length, "\"conflict\"") != NULL)))
    return;
  node = dovetail_json_parse_object (text, (gssize) length, NULL);
  if (response->status == 410)
    note_gone (family, json_node_get_object (node));
  else
    note_body (family, json_node_get_object (node));
}

static GHashTable *
conflicts_of (Family *family, const char *statement)
{
  GHashTable *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *text = family_read_server (family, statement);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    if (**line != '\0')
      g_hash_table_add (ids, g_strdup (*line));
  return ids;
}

void
answers_check_conflicts (Family *family)
{
  g_autoptr (GHashTable) all = conflicts_of (family, "SELECT conflict_id FROM conflict WHERE " IN_FAMILY);
  g_autoptr (GHashTable) open
      = conflicts_of (family, "SELECT conflict_id FROM conflict WHERE state = 'open' AND " IN_FAMILY);
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, family->conflicts_made);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!g_hash_table_contains (all, id))
      family_fail (family, "conflicts made are resolved or open", "%s is gone", (char *) id);
  g_hash_table_iter_init (&iter, open);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!g_hash_table_contains (family->conflicts_made, id))
      family_fail (family, "conflicts made are resolved or open", "nobody made %s", (char *) id);
}

void
answers_start_over (Family *family)
{
  g_clear_pointer (&family->conflicts_made, g_hash_table_unref);
  family->conflicts_made = conflicts_of (family, "SELECT conflict_id FROM conflict WHERE " IN_FAMILY);
}
