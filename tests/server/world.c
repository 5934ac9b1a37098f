/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server in this process, its users and devices, and answers that are easy to look into. */

#include "world.h"

#include <glib/gstdio.h>
#include <string.h>

#include "json/json.h"
#include "scratch-database.h"
#include "server/ledger-families.h"
#include "server/ledger-open.h"

static gint64
read_clock (gpointer user_data)
{
  return ((World *) user_data)->now;
}

/* xorshift64*: the same numbers in every run. */
static void
fill_random (gpointer user_data, guint8 *bytes, gsize length)
{
  World *world = user_data;

  for (gsize i = 0; i < length; i++)
    {
      world->random ^= world->random >> 12;
      world->random ^= world->random << 25;
      world->random ^= world->random >> 27;
      bytes[i] = (guint8) ((world->random * G_GUINT64_CONSTANT (2685821657736338717)) >> 56);
    }
}

const DovetailServerOptions *
world_options (World *world)
{
  world->options = (DovetailServerOptions){ .clock = { read_clock, world },
                                            .random = { fill_random, world },
                                            .default_policy = DOVETAIL_POLICY_LAST_WRITE_WINS,
                                            .cheap_passwords = TRUE };
  return &world->options;
}

static void
open_server (World *world)
{
  g_autoptr (GError) error = NULL;

  world->ledger = world_open_ledger (world);
  world->server = dovetail_server_new (world->ledger, world_options (world), &error);
  g_assert_no_error (error);
}

DovetailLedger *
world_open_ledger (World *world)
{
  g_autoptr (GError) error = NULL;
  DovetailLedger *ledger = dovetail_ledger_open (world->database, FALSE, &error);

  g_assert_no_error (error);
  return ledger;
}

char *
world_family_id (World *world, const char *family)
{
  g_autoptr (DovetailFamily) found = NULL;
  g_autoptr (GError) error = NULL;

  dovetail_ledger_begin (world->ledger, DOVETAIL_LEDGER_DIRECTORY, FALSE, &error);
  g_assert_no_error (error);
  found = dovetail_family_find_by_name (world->ledger, family, &error);
  g_assert_no_error (error);
  dovetail_ledger_rollback (world->ledger);
  return g_strdup (found->family_id);
}

void
world_run (World *world, const char *family, const char *statement)
{
  g_autofree char *family_id = world_family_id (world, family);
  g_autoptr (GError) error = NULL;

  dovetail_ledger_begin (world->ledger, family_id, TRUE, &error);
  g_assert_no_error (error);
  dovetail_ledger_run (world->ledger, statement, NULL, NULL, &error, "");
  g_assert_no_error (error);
  dovetail_ledger_commit (world->ledger, &error);
  g_assert_no_error (error);
}

static World *
world_in (char *directory, gboolean scratch)
{
  World *world = g_new0 (World, 1);

  world->now = G_GINT64_CONSTANT (1800000000000);
  world->random = 88172645463325252u;
  world->directory = directory;
  world->scratch = scratch;
  if (scratch)
    world->database = scratch_database_new ();
  else
    world->database
        = directory == NULL ? g_strdup (":memory:") : g_build_filename (directory, "dovetail.db", NULL);
  open_server (world);
  return world;
}

World *
world_new (void)
{
  return world_in (NULL, scratch_database_is_there ());
}

World *
world_new_in_file (void)
{
  return world_in (g_dir_make_tmp ("dovetail-server-XXXXXX", NULL), FALSE);
}

World *
world_new_on_disk (void)
{
  return scratch_database_is_there () ? world_new () : world_new_in_file ();
}

void
world_restart (World *world)
{
  g_clear_object (&world->server);
  g_clear_object (&world->ledger);
  open_server (world);
}

static void
remove_directory (const char *directory)
{
  g_autoptr (GDir) files = g_dir_open (directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      g_unlink (path);
    }
  g_rmdir (directory);
}

void
world_free (World *world)
{
  if (world == NULL)
    return;
  g_clear_object (&world->server);
  g_clear_object (&world->ledger);
  if (world->directory != NULL)
    remove_directory (world->directory);
  if (world->scratch)
    scratch_database_remove (world->database);
  g_free (world->database);
  g_free (world->directory);
  g_free (world);
}

char *
world_new_id (World *world)
{
  return g_strdup_printf ("00000000-0000-7000-8000-%012" G_GINT64_MODIFIER "x", ++world->n_ids);
}

void
world_add_user (World *world, const char *name, const char *family, const char *role)
{
  g_autofree char *password = g_strdup_printf ("password of %s", name);
  g_autoptr (GError) error = NULL;

  dovetail_server_add_user (world->server, name, family, role, password, &error);
  g_assert_no_error (error);
}

Device *
device_new (World *world, const char *user, const char *client_id)
{
  Device *device = g_new0 (Device, 1);
  g_autoptr (Answer) answer = NULL;

  device->world = world;
  device->user = g_strdup (user);
  device->client_id = g_strdup (client_id);
  answer = post (NULL, world, "/auth/login",
                 "{'username':'%s','password':'password of %s','client_id':'%s','device_name':'%s of %s'}",
                 user, user, client_id, client_id, user);
  g_assert_cmpuint (answer->status, ==, 200);
  device->access_token = string_at (answer, "access_token");
  device->refresh_token = string_at (answer, "refresh_token");
  return device;
}

void
device_free (Device *device)
{
  if (device == NULL)
    return;
  g_free (device->user);
  g_free (device->client_id);
  g_free (device->access_token);
  g_free (device->refresh_token);
  g_free (device);
}

void
answer_free (Answer *answer)
{
  if (answer == NULL)
    return;
  g_clear_pointer (&answer->body, json_node_unref);
  g_free (answer->text);
  g_free (answer->content_type);
  g_free (answer);
}

Answer *
send_raw (World *world,
          const char *method,
          const char *path,
          const char *query,
          const char *authorization,
          const char *body,
          gssize length)
{
  g_autoptr (DovetailRequest) request = dovetail_request_new (method, path);
  g_autoptr (DovetailResponse) response = NULL;
  Answer *answer = g_new0 (Answer, 1);

  request->query = g_strdup (query);
  request->authorization = g_strdup (authorization);
  request->peer = g_strdup ("192.0.2.1");
  request->accept = g_strdup (world->accept);
  if (body != NULL)
    request->body = g_bytes_new (body, length < 0 ? strlen (body) : (gsize) length);
  response = dovetail_server_handle (world->server, request);

  answer->status = response->status;
  answer->retry_after = response->retry_after;
  if (response->body != NULL)
    {
      gsize size;
      const char *text = g_bytes_get_data (response->body, &size);

      answer->text = g_strndup (text, size);
      answer->content_type = g_strdup (response->content_type);
      if (!g_str_has_suffix (response->content_type, "json"))
        return answer;
      answer->body = dovetail_json_parse_object (answer->text, -1, NULL);
      g_assert_nonnull (answer->body);
    }
  return answer;
}

static char *
bearer (Device *device)
{
  return device == NULL ? NULL : g_strconcat ("Bearer ", device->access_token, NULL);
}

Answer *
post (Device *device, World *world, const char *path, const char *format, ...)
{
  g_autofree char *authorization = bearer (device);
  g_autofree char *body = NULL;
  va_list arguments;

  va_start (arguments, format);
  body = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_strdelimit (body, "'", '"');
  return send_raw (world, "POST", path, NULL, authorization, body, -1);
}

Answer *
get (Device *device, const char *path, const char *query)
{
  g_autofree char *authorization = bearer (device);

  return send_raw (device->world, "GET", path, query, authorization, NULL, -1);
}

static JsonNode *
child (JsonNode *node, const char *step)
{
  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_member (json_node_get_object (node), step);
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      guint index = (guint) g_ascii_strtoull (step, NULL, 10);
      JsonArray *array = json_node_get_array (node);

      return index < json_array_get_length (array) ? json_array_get_element (array, index) : NULL;
    }
  return NULL;
}

static JsonNode *
node_at (Answer *answer, const char *path)
{
  g_auto (GStrv) steps = g_strsplit (path, ".", -1);
  JsonNode *node = answer->body;

  for (guint i = 0; steps[i] != NULL; i++)
    {
      if (g_str_equal (steps[i], "#"))
        break;
      node = child (node, steps[i]);
    }
  return node;
}

char *
at (Answer *answer, const char *path)
{
  JsonNode *node = node_at (answer, path);
  char *text;

  if (node == NULL)
    return g_strdup ("-");
  if (g_str_has_suffix (path, ".#"))
    return g_strdup_printf ("%u", json_array_get_length (json_node_get_array (node)));
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  text = dovetail_json_canonical (node, NULL);
  return g_strdelimit (text, "\"", '\'');
}

gint64
int_at (Answer *answer, const char *path)
{
  JsonNode *node = node_at (answer, path);

  g_assert_nonnull (node);
  return json_node_get_int (node);
}

char *
string_at (Answer *answer, const char *path)
{
  JsonNode *node = node_at (answer, path);

  if (node == NULL)
    g_test_message ("%s: %s", path, answer->text);
  g_assert_nonnull (node);
  return g_strdup (json_node_get_string (node));
}

Answer *
push_one (Device *device,
          const char *policy,
          const char *entity_type,
          const char *entity_id,
          const char *format,
          ...)
{
  g_autofree char *mutation_id = world_new_id (device->world);
  g_autofree char *rest = NULL;
  va_list arguments;

  va_start (arguments, format);
  rest = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (strstr (rest, "'timestamp'") == NULL)
    {
      g_autofree char *stamped = g_strconcat (rest, ",'timestamp':'2027-01-15T08:00:00.000Z'",
                                              NULL); /* the world's first moment */

      g_free (rest);
      rest = g_steal_pointer (&stamped);
    }
  return post (device, device->world, "/sync/push",
               "{'client_id':'%s','policy':'%s','deltas':[{'mutation_id':'%s','entity_type':'%s',"
               "'entity_id':'%s',%s}]}",
               device->client_id, policy, mutation_id, entity_type, entity_id, rest);
}
