/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A script as somebody might write it from the protocol's text: /sync/push with atomic, /sync/delta with
 * last_sync_at, no mutation ids, no merge bases. What the server acknowledged of it must not be lost either.
 */

#include "sim/simple-client.h"

#include <string.h>

#include "core/data.h"
#include "core/record.h"
#include "core/timestamp.h"
#include "json/json.h"
#include "sim/books.h"

#define CLIENT_ID "5c819700-0000-4000-8000-000000000001"
#define MOST_PAGES 50
/* After so many tries in a row something is wrong. */
#define MOST_TRIES 20

typedef struct
{
  char *entity_type;
  gint64 version;
  JsonNode *data;
} View;

/* A change that was sent: what the books say of it is taken back when it was not accepted. */
typedef struct
{
  char *entity_id;
  char *words; /* new ones, in text */
  gboolean creates;
  gboolean deletes;
} Sent;

struct _SimpleClient
{
  Family *family;
  char *authorization;
  GHashTable *views; /* id -> View */
  char *last_sync_at;
  guint set_backs;       /* of the server, when it last began from nothing */
  DovetailRequest *open; /* not answered yet */
  GPtrArray *sent;       /* Sent, of that request */
  gboolean atomic;
  gboolean stale; /* it sent something, and has not looked since what came of it */
};

static void
view_free (gpointer data)
{
  View *view = data;

  g_free (view->entity_type);
  json_node_unref (view->data);
  g_free (view);
}

static void
sent_free (gpointer data)
{
  Sent *sent = data;

  g_free (sent->entity_id);
  g_free (sent->words);
  g_free (sent);
}

SimpleClient *
simple_client_new (Family *family)
{
  SimpleClient *client = g_new0 (SimpleClient, 1);

  client->family = family;
  client->views = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, view_free);
  client->sent = g_ptr_array_new_with_free_func (sent_free);
  return client;
}

void
simple_client_free (SimpleClient *client)
{
  if (client == NULL)
    return;
  g_free (client->authorization);
  g_free (client->last_sync_at);
  g_hash_table_unref (client->views);
  g_clear_pointer (&client->open, dovetail_request_free);
  g_ptr_array_unref (client->sent);
  g_free (client);
}

static Chance *
chance_of (SimpleClient *client)
{
  return &client->family->breadth;
}

static DovetailRequest *
request_new (SimpleClient *client, const char *path, const char *body)
{
  DovetailRequest *request = dovetail_request_new ("POST", path);

  request->authorization = g_strdup (client->authorization);
  request->body = g_bytes_new (body, strlen (body));
  request->peer = g_strdup ("127.0.0.1");
  return request;
}

static JsonNode *
read_answer (const DovetailResponse *response)
{
  gsize length;
  const char *text = response->body != NULL ? g_bytes_get_data (response->body, &length) : NULL;

  return text != NULL ? dovetail_json_parse_object (text, (gssize) length, NULL) : NULL;
}

static void
log_in (SimpleClient *client)
{
  g_autoptr (DovetailRequest) request
      = request_new (client, "/auth/login",
                     "{\"username\":\"ben\",\"password\":\"correct horse\",\"client_id\":\"" CLIENT_ID
                     "\",\"device_name\":\"script\"}");
  g_autoptr (DovetailResponse) response = NULL;
  g_autoptr (JsonNode) answer = NULL;

  g_clear_pointer (&request->authorization, g_free);
  response = dovetail_server_handle (client->family->server, request);
  answer = read_answer (response);
  g_assert_cmpuint (response->status, ==, 200);
  g_free (client->authorization);
  client->authorization = g_strconcat (
      "Bearer ", json_object_get_string_member (json_node_get_object (answer), "access_token"), NULL);
}

/* With a fresh login when the old one does not do any more. */
static DovetailResponse *
send (SimpleClient *client, DovetailRequest *request)
{
  DovetailResponse *response = dovetail_server_handle (client->family->server, request);

  if (response->status != 401)
    return response;
  dovetail_response_free (response);
  log_in (client);
  g_free (request->authorization);
  request->authorization = g_strdup (client->authorization);
  return dovetail_server_handle (client->family->server, request);
}

static void
note_change (SimpleClient *client, JsonObject *change)
{
  const char *id = json_object_get_string_member (change, "entity_id");
  View *view;

  if (g_str_equal (json_object_get_string_member (change, "operation"), "delete"))
    {
      g_hash_table_remove (client->views, id);
      return;
    }
  view = g_new0 (View, 1);
  view->entity_type = g_strdup (json_object_get_string_member (change, "entity_type"));
  view->version = json_object_get_int_member (change, "version");
  view->data = json_node_ref (json_object_get_member (change, "data"));
  g_hash_table_replace (client->views, g_strdup (id), view);
}

static void
note_changes (SimpleClient *client, JsonObject *answer)
{
  JsonArray *changes = json_object_get_array_member (answer, "server_changes");

  for (guint i = 0; i < json_array_get_length (changes); i++)
    note_change (client, json_array_get_object_element (changes, i));
}

static void
start_over (SimpleClient *client)
{
  g_hash_table_remove_all (client->views);
  g_clear_pointer (&client->last_sync_at, g_free);
  client->set_backs = client->family->done[OPERATION_SET_BACK];
}

static char *
body_of_page (SimpleClient *client, const char *token)
{
  if (token != NULL)
    return g_strdup_printf ("{\"device_id\":\"" CLIENT_ID "\",\"sync_token\":\"%s\",\"changes\":[]}", token);
  if (client->last_sync_at == NULL)
    return g_strdup ("{\"device_id\":\"" CLIENT_ID "\",\"changes\":[]}");
  return g_strdup_printf ("{\"device_id\":\"" CLIENT_ID "\",\"last_sync_at\":\"%s\",\"changes\":[]}",
                          client->last_sync_at);
}

/* FALSE: it has to start over, and did. */
static gboolean
list_page (SimpleClient *client, char **token, gboolean *more)
{
  g_autofree char *body = body_of_page (client, *token);
  g_autoptr (DovetailRequest) request = request_new (client, "/sync/delta", body);
  g_autoptr (DovetailResponse) response = send (client, request);
  g_autoptr (JsonNode) node = read_answer (response);
  JsonObject *answer = json_node_get_object (node);

  if (response->status == 410)
    {
      client->family->happened[SOMETIMES_SIMPLE_TOKEN_EXPIRED]++;
      start_over (client);
      return FALSE;
    }
  if (response->status != 200)
    family_fail (client->family, "a simple client can sync", "it got %u", response->status);
  note_changes (client, answer);
  *more = json_object_get_boolean_member (answer, "has_more");
  g_free (*token);
  *token = g_strdup (json_object_get_string_member (answer, "sync_token"));
  g_free (client->last_sync_at);
  client->last_sync_at = g_strdup (json_object_get_string_member (answer, "last_sync_at"));
  return TRUE;
}

static void
list_changes (SimpleClient *client)
{
  g_autofree char *token = NULL;
  gboolean more = TRUE;

  for (guint page = 0; more; page++)
    {
      if (page == MOST_PAGES)
        family_fail (client->family, "no endless retry", "the simple client got %u pages", page);
      if (!list_page (client, &token, &more))
        g_clear_pointer (&token, g_free);
    }
  client->stale = FALSE;
  family_tell (client->family, "the script knows %u records", g_hash_table_size (client->views));
}

static void
take_back (SimpleClient *client, const Sent *sent)
{
  g_autoptr (GHashTable) words = books_words (sent->words);
  GHashTableIter iter;
  gpointer word;

  g_hash_table_iter_init (&iter, words);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    g_hash_table_remove (client->family->words, word);
  if (sent->deletes)
    g_hash_table_remove (client->family->deleted, sent->entity_id);
}

static gboolean
is_rejected (JsonObject *result)
{
  return g_str_equal (json_object_get_string_member (result, "status"), "rejected");
}

/* All or nothing, and nothing is answered to something that was not sent. */
static guint
count_rejected (SimpleClient *client, JsonArray *results)
{
  guint rejected = 0;

  if (json_array_get_length (results) != client->sent->len)
    family_fail (client->family, "one result a change", "%u for %u", json_array_get_length (results),
                 client->sent->len);
  for (guint i = 0; i < client->sent->len; i++)
    if (is_rejected (json_array_get_object_element (results, i)))
      {
        rejected++;
        take_back (client, g_ptr_array_index (client->sent, i));
      }
  if (client->atomic && rejected != 0 && rejected != client->sent->len)
    family_fail (client->family, "atomic is all or nothing", "%u of %u were refused", rejected,
                 client->sent->len);
  return rejected;
}

static void
note_results (SimpleClient *client, JsonObject *answer)
{
  guint rejected = count_rejected (client, json_object_get_array_member (answer, "results"));

  family_tell (client->family, "the script's %u changes: %u refused", client->sent->len, rejected);
  if (client->atomic)
    client->family->happened[rejected > 0 ? SOMETIMES_ATOMIC_ROLLED_BACK : SOMETIMES_ATOMIC_APPLIED]++;
}

/* It has to list everything first; whether an earlier try was taken is not known. */
static void
give_up_sent (SimpleClient *client)
{
  for (guint i = 0; i < client->sent->len; i++)
    take_back (client, g_ptr_array_index (client->sent, i));
  start_over (client);
}

/* Delivered, perhaps twice, and answered, perhaps in vain. FALSE: the answer did not come. */
static gboolean
deliver (SimpleClient *client, gboolean faulty)
{
  Family *family = client->family;
  g_autoptr (DovetailResponse) response = NULL;
  g_autoptr (JsonNode) answer = NULL;
  g_autofree char *once = NULL;
  g_autofree char *twice = NULL;

  response = send (client, client->open);
  if (faulty && chance_hits (chance_of (client), 30))
    {
      once = family_rows (family);
      dovetail_response_free (response);
      response = send (client, client->open);
      twice = family_rows (family);
      if (!g_str_equal (once, twice))
        family_fail (family, "twice equals once", "the script\n--- once\n%s\n--- twice\n%s", once, twice);
    }
  if (faulty && chance_hits (chance_of (client), 20))
    return FALSE;
  if (response->status != 200 && response->status != 410)
    family_fail (family, "a simple client can sync", "it got %u", response->status);
  answer = read_answer (response);
  if (response->status == 410)
    give_up_sent (client);
  else
    note_results (client, json_node_get_object (answer));
  g_clear_pointer (&client->open, dovetail_request_free);
  g_ptr_array_set_size (client->sent, 0);
  client->stale = TRUE;
  return TRUE;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (a, b);
}

/* One change a record: a second one on the same version would be about the first. */
static gboolean
is_sent (SimpleClient *client, const char *id)
{
  for (guint i = 0; i < client->sent->len; i++)
    if (g_str_equal (((const Sent *) g_ptr_array_index (client->sent, i))->entity_id, id))
      return TRUE;
  return FALSE;
}

static char *
pick_task (SimpleClient *client)
{
  g_autoptr (GList) ids = g_list_sort (g_hash_table_get_keys (client->views), compare_ids);
  guint count = g_list_length (ids);
  const char *hot = client->family->hot;
  const char *id = count > 0 ? g_list_nth_data (ids, chance_below (chance_of (client), count)) : NULL;
  const View *view;

  if (hot != NULL && g_hash_table_contains (client->views, hot) && chance_hits (chance_of (client), 60))
    id = hot;
  view = id != NULL && !is_sent (client, id) ? g_hash_table_lookup (client->views, id) : NULL;
  return view != NULL && g_str_equal (view->entity_type, DOVETAIL_ENTITY_TASK) ? g_strdup (id) : NULL;
}

/* The members that name the change; the rest follows. */
static JsonObject *
change_new (SimpleClient *client, const char *id, const char *operation, gint64 version, gboolean exchange)
{
  JsonObject *change = json_object_new ();
  g_autofree char *now = dovetail_timestamp_format (client->family->now);

  json_object_set_string_member (change, "entity_type", DOVETAIL_ENTITY_TASK);
  json_object_set_string_member (change, "entity_id", id);
  json_object_set_string_member (change, exchange ? "action" : "operation", operation);
  json_object_set_string_member (change, exchange ? "client_timestamp" : "timestamp", now);
  if (version > 0)
    json_object_set_int_member (change, "version", version);
  return change;
}

static Sent *
note_sent (SimpleClient *client, const char *id, const char *words, gboolean deletes)
{
  Sent *sent = g_new0 (Sent, 1);

  sent->entity_id = g_strdup (id);
  sent->words = g_strdup (words);
  sent->deletes = deletes;
  g_ptr_array_add (client->sent, sent);
  return sent;
}

static JsonNode *
named (const char *title)
{
  JsonObject *data = json_object_new ();

  json_object_set_string_member (data, "title", title);
  return dovetail_data_take_object (data);
}

static JsonObject *
create_task (SimpleClient *client, gboolean exchange)
{
  Family *family = client->family;
  g_autofree char *id = g_strdup_printf ("%08x-5c81-4000-8000-%012u",
                                         chance_below (chance_of (client), 1 << 30), ++family->n_made);
  g_autofree char *word = books_new_word (family);
  JsonObject *change = change_new (client, id, "create", 0, exchange);

  json_object_set_member (change, "data", named (word));
  books_write (family, NULL, word);
  note_sent (client, id, word, FALSE)->creates = TRUE;
  return change;
}

/* The old title was in view. */
static JsonObject *
edit_task (SimpleClient *client, const char *id, const View *view, gboolean exchange)
{
  g_autofree char *word = books_new_word (client->family);
  JsonObject *change = change_new (client, id, "update", view->version, exchange);

  json_object_set_member (change, "data", named (word));
  books_write (client->family, dovetail_data_get_string (view->data, "title"), word);
  note_sent (client, id, word, FALSE);
  return change;
}

static JsonObject *
delete_task (SimpleClient *client, const char *id, const View *view, gboolean exchange)
{
  g_autofree char *text = dovetail_json_canonical (view->data, NULL);

  books_write (client->family, text, NULL);
  g_hash_table_add (client->family->deleted, g_strdup (id));
  note_sent (client, id, "", TRUE);
  return change_new (client, id, "delete", view->version, exchange);
}

static JsonObject *
some_change (SimpleClient *client, gboolean exchange)
{
  g_autofree char *id = pick_task (client);
  const View *view = id != NULL ? g_hash_table_lookup (client->views, id) : NULL;

  if (view == NULL || chance_hits (chance_of (client), 20))
    return create_task (client, exchange);
  if (chance_hits (chance_of (client), 10))
    return delete_task (client, id, view, exchange);
  return edit_task (client, id, view, exchange);
}

static char *
body_of_changes (SimpleClient *client, gboolean exchange)
{
  JsonObject *body = json_object_new ();
  g_autoptr (JsonNode) node = NULL;
  JsonArray *changes = json_array_new ();
  guint count = 1 + chance_below (chance_of (client), 3);

  for (guint i = 0; i < count; i++)
    json_array_add_object_element (changes, some_change (client, exchange));
  json_object_set_string_member (body, exchange ? "device_id" : "client_id", CLIENT_ID);
  if (client->atomic)
    json_object_set_boolean_member (body, "atomic", TRUE);
  if (chance_hits (chance_of (client), 50))
    json_object_set_string_member (body, "policy", "manual_resolution");
  if (exchange && client->last_sync_at != NULL)
    json_object_set_string_member (body, "last_sync_at", client->last_sync_at);
  json_object_set_array_member (body, exchange ? "changes" : "deltas", changes);
  node = dovetail_data_take_object (body);
  return dovetail_json_generate (node, NULL);
}

static void
send_changes (SimpleClient *client)
{
  gboolean exchange = chance_hits (chance_of (client), 40);
  g_autofree char *body = NULL;

  client->atomic = !exchange || chance_hits (chance_of (client), 50);
  body = body_of_changes (client, exchange);
  family_tell (client->family, "the script sends %u changes%s", client->sent->len,
               client->atomic ? ", all or none" : "");
  client->open = request_new (client, exchange ? "/sync/delta" : "/sync/push", body);
  deliver (client, client->family->faulty);
}

void
simple_client_act (SimpleClient *client)
{
  if (client->open != NULL && !deliver (client, TRUE))
    return;
  if (client->last_sync_at == NULL || client->stale || chance_hits (chance_of (client), 30))
    list_changes (client);
  else
    send_changes (client);
}

void
simple_client_wake (SimpleClient *client)
{
  if (client->open == NULL && !client->stale && client->last_sync_at != NULL)
    send_changes (client);
}

static void
check_view (SimpleClient *client, const char *line)
{
  g_autoptr (JsonNode) node = dovetail_json_parse_object (line, -1, NULL);
  JsonObject *record = json_node_get_object (node);
  const char *id = json_object_get_string_member (record, "entity_id");
  const View *view = g_hash_table_lookup (client->views, id);

  if (view == NULL || !dovetail_data_equal (view->data, json_object_get_member (record, "data")))
    family_fail (client->family, "what a simple client lists is what there is", "%s", line);
}

/* What was created, and whose answer did not come, is created once more: the server knows neither that it was there
 * nor that somebody who saw it deleted it since. */
void
simple_client_set_back (SimpleClient *client)
{
  for (guint i = 0; i < client->sent->len; i++)
    {
      const Sent *sent = g_ptr_array_index (client->sent, i);

      if (sent->creates)
        g_hash_table_add (client->family->restored, g_strdup (sent->entity_id));
    }
}

void
simple_client_rest (SimpleClient *client)
{
  g_autofree char *dump = NULL;
  g_auto (GStrv) lines = NULL;

  for (guint tries = 0; client->open != NULL; tries++)
    if (!deliver (client, FALSE) && tries > MOST_TRIES)
      family_fail (client->family, "no endless retry", "the simple client tried %u times", tries);
  /* By its clock alone it cannot know that the server was set back. */
  if (client->set_backs != client->family->done[OPERATION_SET_BACK])
    start_over (client);
  list_changes (client);
  dump = family_dump (client->family);
  lines = g_strsplit (dump, "\n", -1);
  if (*dump != '\0' && g_strv_length (lines) != g_hash_table_size (client->views))
    family_fail (client->family, "what a simple client lists is what there is", "%u records of %u",
                 g_hash_table_size (client->views), g_strv_length (lines));
  for (char **line = lines; *line != NULL; line++)
    if (**line != '\0')
      check_view (client, *line);
}
