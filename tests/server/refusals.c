/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every endpoint refuses alike, endpoint by endpoint: nobody's requests, bodies that are none, other
 * methods, heads and encodings that make no sense, and a database that fails. */

#include <gio/gio.h>
#include <string.h>

#include "core/error.h"
#include "server/http-server.h"
#include "server/router.h"
#include "world.h"

/* body: one that would be granted to anna's phone, with the task's id for %s; NULL of a GET. */
static const struct
{
  const char *path;
  const char *body;
  gboolean open;   /* to anybody */
  gboolean writes; /* to the database, with this body */
} endpoints[] = {
  { "/auth/login", "{'username':'anna','password':'password of anna','client_id':'phone'}", TRUE, TRUE },
  { "/auth/refresh", "{'refresh_token':'%s'}", TRUE, TRUE },
  { "/auth/logout", "{'refresh_token':'%s'}", FALSE, TRUE },
  { "/auth/devices", NULL, FALSE, FALSE },
  { "/auth/devices/revoke", "{'client_id':'phone'}", FALSE, TRUE },
  { "/sync/pull", "{'client_id':'phone'}", FALSE, TRUE },
  { "/sync/push", "{'client_id':'phone','deltas':[]}", FALSE, TRUE },
  { "/sync/delta", "{'device_id':'phone','changes':[]}", FALSE, TRUE },
  { "/sync/batch/pull", "{'client_id':'phone','pulls':[]}", FALSE, FALSE },
  { "/sync/batch/push", "{'client_id':'phone','pushes':[]}", FALSE, FALSE },
  { "/sync/conflicts", NULL, FALSE, FALSE },
  { "/sync/resolve-conflict",
    "{'client_id':'phone','mutation_id':'m','conflict_id':'00000000-0000-7000-8000-000000000001',"
    "'resolution_strategy':'client_wins','version':1}",
    FALSE, TRUE },
  { "/sync/events", NULL, FALSE, FALSE },
  { "/sync/status", NULL, FALSE, FALSE },
  { "/sync/metrics", NULL, FALSE, FALSE },
  { "/sync/cleanup", "{}", FALSE, TRUE },
  { "/healthz", NULL, TRUE, FALSE },
  { "/readyz", NULL, TRUE, FALSE },
  { "/openapi.yaml", NULL, TRUE, FALSE },
};

/* How the database fails, while it does. */
static struct
{
  gboolean active;
  gboolean only_writing;
  DovetailError code;
} failure;

gboolean __real_dovetail_ledger_begin (DovetailLedger *ledger,
                                       const char *family_id,
                                       gboolean writing,
                                       GError **error);
gboolean __wrap_dovetail_ledger_begin (DovetailLedger *ledger,
                                       const char *family_id,
                                       gboolean writing,
                                       GError **error);

gboolean
__wrap_dovetail_ledger_begin (DovetailLedger *ledger, const char *family_id, gboolean writing, GError **error)
{
  if (!failure.active || (failure.only_writing && !writing))
    return __real_dovetail_ledger_begin (ledger, family_id, writing, error);
  g_set_error_literal (error, DOVETAIL_ERROR, (int) failure.code, "secret: the path of the database");
  return FALSE;
}

typedef struct
{
  World *world;
  Device *phone;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->world = world_new ();
  world_add_user (f->world, "anna", "Home", "owner");
  f->phone = device_new (f->world, "anna", "phone");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  failure.active = FALSE;
  device_free (f->phone);
  world_free (f->world);
}

/* As its own client would ask. */
static Answer *
ask (Fixture *f, gsize which, Device *device)
{
  g_autofree char *authorization
      = device == NULL ? NULL : g_strconcat ("Bearer ", device->access_token, NULL);
  g_autofree char *body = NULL;

  if (endpoints[which].body == NULL)
    return send_raw (f->world, "GET", endpoints[which].path, NULL, authorization, NULL, -1);
  if (strstr (endpoints[which].body, "%s") != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (endpoints[which].body, "%s", 2);

      body = g_strjoinv (f->phone->refresh_token, parts);
    }
  else
    body = g_strdup (endpoints[which].body);
  g_strdelimit (body, "'", '"');
  return send_raw (f->world, "POST", endpoints[which].path, NULL, authorization, body, -1);
}

static void
test_methods (Fixture *f, gconstpointer data)
{
  static const char *const methods[] = { "GET", "POST", "PUT", "DELETE", "HEAD", "get" };

  for (gsize i = 0; i < G_N_ELEMENTS (endpoints); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (methods); j++)
      {
        const char *own = endpoints[i].body == NULL ? "GET" : "POST";
        g_autoptr (Answer) answer = NULL;

        g_assert_cmpstr (dovetail_router_allowed (endpoints[i].path), ==, own);
        if (g_str_equal (methods[j], own))
          continue;
        answer = send_raw (f->world, methods[j], endpoints[i].path, NULL, NULL, NULL, -1);
        g_assert_cmpuint (answer->status, ==, 405);
        assert_at (answer, "code", "method_not_allowed");
      }
}

static void
test_nobody (Fixture *f, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (endpoints); i++)
    {
      g_autoptr (Answer) answer = endpoints[i].open ? NULL : ask (f, i, NULL);

      if (answer == NULL)
        continue;
      g_assert_cmpuint (answer->status, ==, 401);
      assert_at (answer, "code", "unauthorized");
    }
}

/* Not even the JSON of a stranger is looked at. */
static void
test_bodies (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *body, *code;
  } cases[] = { { "", "invalid_json" },
                { "{", "invalid_json" },
                { "[]", "invalid_json" },
                { "{\"a\":1,\"a\":2}", "invalid_json" },
                { "{\"client_id\":5,\"device_id\":5,\"refresh_token\":5,\"older_than_days\":\"5\"}",
                  "invalid_request" } };
  g_autofree char *authorization = g_strconcat ("Bearer ", f->phone->access_token, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (endpoints); i++)
    for (gsize j = 0; endpoints[i].body != NULL && j < G_N_ELEMENTS (cases); j++)
      {
        g_autoptr (Answer) mine
            = send_raw (f->world, "POST", endpoints[i].path, NULL, authorization, cases[j].body, -1);
        g_autoptr (Answer) nobodys
            = send_raw (f->world, "POST", endpoints[i].path, NULL, NULL, cases[j].body, -1);

        g_assert_cmpuint (mine->status, ==, 400);
        assert_at (mine, "code", cases[j].code);
        g_assert_cmpuint (nobodys->status, ==, endpoints[i].open ? 400 : 401);
      }
}

/* A request of this device may speak of this device only, and a viewer may not write. */
static void
test_devices_and_roles (Fixture *f, gconstpointer data)
{
  static const char change[]
      = "'deltas':[{'mutation_id':'m','entity_type':'task','entity_id':'00000000-0000-7000-8000-000000000001'"
        ","
        "'operation':'create','data':{'title':'a'},'timestamp':'2027-01-15T08:00:00.000Z'}]";
  static const char exchange[] = "'changes':[{'entity_type':'task','entity_id':'00000000-0000-7000-8000-"
                                 "000000000001','action':'create',"
                                 "'data':{'title':'a'},'client_timestamp':'2027-01-15T08:00:00.000Z'}]";
  static const char answer_text[] = "'mutation_id':'m','conflict_id':'00000000-0000-7000-8000-000000000001',"
                                    "'resolution_strategy':'client_wins','version':1";
  const struct
  {
    const char *path, *member, *rest;
    gboolean writes;
  } cases[] = {
    { "/sync/pull", "client_id", "'full':false", FALSE },
    { "/sync/push", "client_id", change, TRUE },
    { "/sync/delta", "device_id", exchange, TRUE },
    { "/sync/batch/pull", "client_id", "'pulls':[]", FALSE },
    { "/sync/batch/push", "client_id", "'pushes':[]", FALSE },
    { "/sync/resolve-conflict", "client_id", answer_text, TRUE },
  };
  g_autoptr (Device) viewer = NULL;

  world_add_user (f->world, "vera", "Home", "viewer");
  viewer = device_new (f->world, "vera", "desk");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Answer) other
          = post (f->phone, f->world, cases[i].path, "{'%s':'desk',%s}", cases[i].member, cases[i].rest);
      g_autoptr (Answer) reader
          = post (viewer, f->world, cases[i].path, "{'%s':'desk',%s}", cases[i].member, cases[i].rest);

      g_assert_cmpuint (other->status, ==, 403);
      assert_at (other, "code", "client_mismatch");
      g_assert_cmpuint (reader->status, ==, cases[i].writes ? 403 : 200);
      if (cases[i].writes)
        assert_at (reader, "code", "role_forbidden");
    }
}

static void
test_query (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) status = get (f->phone, "/sync/status", "client_id=%zz");
  g_autoptr (Answer) conflicts = get (f->phone, "/sync/conflicts", "state=%zz");

  g_assert_cmpuint (status->status, ==, 400);
  assert_at (status, "code", "invalid_request");
  g_assert_cmpuint (conflicts->status, ==, 400);
  assert_at (conflicts, "code", "invalid_request");
}

/* Whether an endpoint asks the database at all: the health check must not. */
static gboolean
asks_database (gsize which)
{
  return !g_str_equal (endpoints[which].path, "/healthz")
         && !g_str_equal (endpoints[which].path, "/openapi.yaml");
}

static void
assert_failure (Answer *answer, const char *path, guint status, const char *code, gint64 retry_after)
{
  if (g_str_equal (path, "/readyz"))
    {
      g_assert_cmpuint (answer->status, ==, 503);
      assert_at (answer, "code", "database_unavailable");
      return;
    }
  g_assert_cmpuint (answer->status, ==, status);
  assert_at (answer, "code", code);
  g_assert_cmpint (answer->retry_after, ==, retry_after);
  g_assert_null (strstr (answer->text, "secret"));
}

static void
test_database_fails (Fixture *f, gconstpointer data)
{
  static const struct
  {
    DovetailError code;
    guint status;
    const char *name;
    gint64 retry_after;
  } failures[] = { { DOVETAIL_ERROR_BUSY, 503, "busy", 1000 },
                   { DOVETAIL_ERROR_FAILED, 500, "internal", -1 },
                   { DOVETAIL_ERROR_CORRUPT, 500, "internal", -1 } };

  for (gsize i = 0; i < G_N_ELEMENTS (endpoints); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (failures); j++)
      {
        g_autoptr (Answer) answer = NULL;

        failure.active = TRUE;
        failure.only_writing = FALSE;
        failure.code = failures[j].code;
        answer = ask (f, i, f->phone);
        failure.active = FALSE;
        if (asks_database (i))
          assert_failure (answer, endpoints[i].path, failures[j].status, failures[j].name,
                          failures[j].retry_after);
        else
          g_assert_cmpuint (answer->status, ==, 200);
      }
}

/* Who only reads goes on reading. */
static void
test_disk_full (Fixture *f, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (endpoints); i++)
    {
      g_autoptr (Answer) answer = NULL;

      failure.active = failure.only_writing = TRUE;
      failure.code = DOVETAIL_ERROR_FULL;
      answer = ask (f, i, f->phone);
      failure.active = FALSE;
      if (endpoints[i].writes)
        assert_failure (answer, endpoints[i].path, 507, "storage_full", 60 * 1000);
      else
        g_assert_cmpuint (answer->status, ==, 200);
    }
}

/* The status of what comes back for bytes on a connection of their own. */
static guint
talk (const char *host_and_port, GString *bytes)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  char answer[16] = "";

  g_socket_client_set_timeout (client, 10);
  connection = g_socket_client_connect_to_host (client, host_and_port, 80, NULL, NULL);
  g_assert_nonnull (connection);
  /* May fail when the server cuts off what it does not want to read. */
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), bytes->str, bytes->len,
                             NULL, NULL, NULL);
  g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)), answer, sizeof answer - 1,
                           NULL, NULL, NULL);
  return g_str_has_prefix (answer, "HTTP/1.1 ") ? (guint) atoi (answer + strlen ("HTTP/1.1 ")) : 0;
}

static guint
send_headers (Fixture *f, const char *host_and_port, gsize which, const char *headers, const char *body)
{
  g_autoptr (GString) bytes = g_string_new (NULL);

  g_string_append_printf (
      bytes, "%s %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer %s\r\n%s\r\n%s",
      endpoints[which].body == NULL ? "GET" : "POST", endpoints[which].path, f->phone->access_token, headers,
      body);
  return talk (host_and_port, bytes);
}

static void
test_heads (Fixture *f, gconstpointer data)
{
  const DovetailHttpOptions options = { .listen = "127.0.0.1:0" };
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailHttpServer) http = dovetail_http_server_start (f->world->server, &options, &error);
  g_autofree char *uri = NULL;
  const char *host_and_port;

  g_assert_no_error (error);
  uri = dovetail_http_server_get_uri (http);
  host_and_port = uri + strlen ("http://");
  for (gsize i = 0; i < G_N_ELEMENTS (endpoints); i++)
    {
      g_assert_cmpuint (send_headers (f, host_and_port, i, "Host: b\r\n", ""), ==, 400);
      if (endpoints[i].body == NULL)
        continue;
      g_assert_cmpuint (
          send_headers (f, host_and_port, i, "Content-Encoding: gzip\r\nContent-Length: 2\r\n", "{}"), ==,
          400);
      g_assert_cmpuint (
          send_headers (f, host_and_port, i, "Content-Encoding: br\r\nContent-Length: 2\r\n", "{}"), ==, 415);
      g_assert_cmpuint (send_headers (f, host_and_port, i, "Content-Length: 99999999\r\n", ""), ==, 413);
    }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "other methods", test_methods },
    { "nobody", test_nobody },
    { "bodies that are none", test_bodies },
    { "other devices, and roles", test_devices_and_roles },
    { "queries that cannot be read", test_query },
    { "a database that fails", test_database_fails },
    { "a full disk", test_disk_full },
    { "heads and encodings", test_heads },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/server/refusals/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].func, tear_down);
    }
  return g_test_run ();
}
