/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The event stream: how its lines are read, and how it behaves towards the real server and towards others. */

#include "sync/event-stream.h"

#include <malloc.h>
#include <string.h>

#include "lib/canned-server.h"
#include "lib/scratch-store.h"
#include "server/http-server.h"
#include "server/sqlite-ledger.h"
#include "store/system.h"
#include "sync/event-lines.h"

typedef struct
{
  const char *name;
  const char *text;
  guint expected;
} LineCase;

#define LONG_LINE                                                                                            \
  "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"   \
  "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"   \
  "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static const LineCase line_cases[] = {
  { "nothing", "", 0 },
  { "one event", "event: changed\ndata:\n\n", 1 },
  { "without the space", "event:changed\ndata\n\n", 1 },
  { "two events and a comment between", "event: changed\ndata:\n\n:\n\nevent: changed\ndata:\n\n", 2 },
  { "line ends of other systems", "event: changed\r\ndata:\r\n\r\nevent: changed\rdata:\r\r", 2 },
  { "data before its name", "data: x\nevent: changed\n\n", 1 },
  { "no data: no event, as in a browser", "event: changed\n\n", 0 },
  { "no end: no event", "event: changed\ndata:\n", 0 },
  { "another event", "event: changes\ndata:\n\nevent: chang\ndata:\n\n", 0 },
  { "a nameless one", "data: changed\n\n", 0 },
  { "a longer field", "events: changed\ndata:\n\n", 0 },
  { "fields of the standard that say nothing here", "id: 7\nretry: 10\nevent: changed\ndata: {}\n\n", 1 },
  { "renamed before its end", "event: changed\nevent: other\ndata:\n\n", 0 },
  { "a comment that looks like one", ": event: changed\ndata:\n\n", 0 },
  { "a line without measure is skipped, the rest is read",
    LONG_LINE "\nevent: changed\ndata: " LONG_LINE "\ndata:\n\n", 1 },
  { "a line without measure that begins well", "event: changed" LONG_LINE "\ndata:\n\n", 0 },
};

static void
test_lines (gconstpointer data)
{
  const LineCase *row = data;
  DovetailEventLines whole = { 0 };
  DovetailEventLines bitwise = { 0 };
  guint n_events = 0;

  g_assert_cmpuint (dovetail_event_lines_feed (&whole, row->text, strlen (row->text)), ==, row->expected);
  g_test_message ("byte by byte alike");
  for (const char *p = row->text; *p != '\0'; p++)
    n_events += dovetail_event_lines_feed (&bitwise, p, 1);
  g_assert_cmpuint (n_events, ==, row->expected);
}

static void
half (gpointer user_data, guint8 *bytes, gsize length)
{
  memset (bytes, 0x80, length);
}

typedef struct
{
  DovetailEventStream *stream;
  guint opened, changed, refused;
} Fixture;

static void
count_up (DovetailEventStream *stream, guint *count)
{
  (*count)++;
}

static void
count (Fixture *fixture, const char *name, guint *counter)
{
  g_signal_connect (fixture->stream, name, G_CALLBACK (count_up), counter);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const DovetailRandom random = { half, NULL };

  fixture->stream = dovetail_event_stream_new (&random);
  count (fixture, "opened", &fixture->opened);
  count (fixture, "changed", &fixture->changed);
  count (fixture, "refused", &fixture->refused);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer watched = fixture->stream;

  g_object_add_weak_pointer (G_OBJECT (fixture->stream), &watched);
  g_object_unref (fixture->stream);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  for (guint i = 0; watched != NULL && i < 200; i++)
    {
      g_usleep (10000);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  g_assert_null (watched);
}

static gboolean
reaches (const guint *counter, guint value, double seconds)
{
  gint64 until = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);

  while (*counter < value && g_get_monotonic_time () < until)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  return *counter >= value;
}

static void
pass_time (double seconds)
{
  const guint nothing = 0;

  reaches (&nothing, 1, seconds);
}

/* A real server, with one user signed in from two devices. */
typedef struct
{
  gint64 now;
  DovetailServer *server;
  DovetailHttpServer *http;
  char *address;
} Server;

static gint64
tell_time (gpointer user_data)
{
  return *(gint64 *) user_data;
}

static void
server_listen (Server *server, const char *listen)
{
  const DovetailHttpOptions options = { .listen = listen, .event_beat = 200 };
  g_autoptr (GError) error = NULL;

  server->http = dovetail_http_server_start (server->server, &options, &error);
  g_assert_no_error (error);
  g_free (server->address);
  server->address = dovetail_http_server_get_uri (server->http);
}

static Server *
server_new (void)
{
  Server *server = g_new0 (Server, 1);
  const DovetailServerOptions options = {
    .clock = { tell_time, &server->now },
    .random = dovetail_system_random (),
    .cheap_passwords = TRUE,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailLedger) ledger = dovetail_sqlite_ledger_open (":memory:", &error);

  server->now = g_get_real_time () / 1000;
  server->server = dovetail_server_new (ledger, &options, &error);
  g_assert_no_error (error);
  g_assert_true (dovetail_server_add_user (server->server, "anna", "home", "owner", "correct horse", &error));
  server_listen (server, "127.0.0.1:0");
  return server;
}

static void
server_free (Server *server)
{
  dovetail_http_server_stop (server->http);
  g_object_unref (server->server);
  g_free (server->address);
  g_free (server);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Server, server_free)

/* POST without a socket; a member of the answer. */
static char *
ask (Server *server, const char *path, const char *token, const char *text, const char *member)
{
  g_autoptr (DovetailRequest) request = dovetail_request_new ("POST", path);
  g_autoptr (DovetailResponse) response = NULL;
  g_autoptr (JsonNode) body = scratch_data (text);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *written = json_to_string (body, FALSE);
  gsize length;
  const char *answer;

  request->body = g_bytes_new (written, strlen (written));
  request->authorization = token == NULL ? NULL : g_strconcat ("Bearer ", token, NULL);
  response = dovetail_server_handle (server->server, request);
  g_assert_cmpuint (response->status, ==, 200);
  answer = g_bytes_get_data (response->body, &length);
  g_assert_true (json_parser_load_from_data (parser, answer, (gssize) length, NULL));
  return member == NULL ? NULL
                        : g_strdup (json_object_get_string_member (
                            json_node_get_object (json_parser_get_root (parser)), member));
}

static char *
sign_in (Server *server)
{
  return ask (server, "/auth/login", NULL,
              "{'username':'anna','password':'correct horse','client_id':'laptop','device_name':'laptop'}",
              "access_token");
}

static void
push (Server *server, const char *token, const char *mutation)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *text = g_strdup_printf (
      "{'client_id':'laptop','deltas':[{'mutation_id':'%s','entity_type':'task','entity_id':'%s',"
      "'operation':'create','data':{'title':'milk'},'timestamp':'2026-11-20T12:00:00.000Z'}]}",
      mutation, id);

  ask (server, "/sync/push", token, text, NULL);
}

static void
test_news (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Server) server = server_new ();
  g_autofree char *token = sign_in (server);
  gint64 started;

  dovetail_event_stream_open (fixture->stream, server->address, token);
  g_assert_false (dovetail_event_stream_is_open (fixture->stream));
  g_assert_true (reaches (&fixture->opened, 1, 10));
  g_assert_true (dovetail_event_stream_is_open (fixture->stream));
  g_assert_cmpuint (fixture->changed, ==, 0);
  started = g_get_monotonic_time ();
  push (server, token, "one");
  g_assert_true (reaches (&fixture->changed, 1, 10));
  g_test_message ("heard after %.1f ms", (g_get_monotonic_time () - started) / 1000.0);
  push (server, token, "two");
  g_assert_true (reaches (&fixture->changed, 2, 10));
  g_test_message ("comments are no news; opening what is open does nothing");
  dovetail_event_stream_open (fixture->stream, server->address, token);
  pass_time (1);
  g_assert_cmpuint (fixture->changed, ==, 2);
  g_assert_cmpuint (fixture->opened, ==, 1);
  g_test_message ("closed: nothing is heard any more");
  dovetail_event_stream_close (fixture->stream);
  push (server, token, "three");
  pass_time (0.5);
  g_assert_cmpuint (fixture->changed, ==, 2);
  g_assert_false (dovetail_event_stream_is_open (fixture->stream));
}

/* The server goes away and comes back: the stream does by itself. */
static void
test_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Server) server = server_new ();
  g_autofree char *token = sign_in (server);
  g_autofree char *listen = g_strdup (strrchr (server->address, '/') + 1);

  dovetail_event_stream_open (fixture->stream, server->address, token);
  g_assert_true (reaches (&fixture->opened, 1, 10));
  dovetail_http_server_stop (server->http);
  pass_time (1);
  g_assert_false (dovetail_event_stream_is_open (fixture->stream));
  server_listen (server, listen);
  g_assert_true (reaches (&fixture->opened, 2, 30));
  push (server, token, "one");
  g_assert_true (reaches (&fixture->changed, 1, 10));
}

/* The token ends: the stream says so once and waits for another. */
static void
test_token (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Server) server = server_new ();
  g_autofree char *token = sign_in (server);
  g_autofree char *other = NULL;

  dovetail_event_stream_open (fixture->stream, server->address, token);
  g_assert_true (reaches (&fixture->opened, 1, 10));
  server->now += 16 * 60 * 1000;
  g_assert_true (reaches (&fixture->refused, 1, 20));
  g_assert_false (dovetail_event_stream_is_open (fixture->stream));
  dovetail_event_stream_open (fixture->stream, server->address, token);
  pass_time (2);
  g_assert_cmpuint (fixture->refused, ==, 1);
  other = sign_in (server);
  dovetail_event_stream_open (fixture->stream, server->address, other);
  g_assert_true (reaches (&fixture->opened, 2, 10));
}

typedef struct
{
  const char *name;
  const char *answer;
  guint most_tries; /* within two seconds */
} HostileCase;

static const HostileCase hostile_cases[] = {
  { "no such endpoint", "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}", 1 },
  { "not for this role", "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\n{}", 1 },
  { "another method", "HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n", 1 },
  { "asks for rest without a measure", "HTTP/1.1 500 No\r\nRetry-After: soon\r\nContent-Length: 0\r\n\r\n",
    4 },
  { "asks for rest", "HTTP/1.1 503 No\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n", 1 },
  { "too many", "HTTP/1.1 429 No\r\nRetry-After: 9\r\nContent-Length: 0\r\n\r\n", 1 },
  { "a page of something else", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi",
    4 },
  { "elsewhere", "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", 4 },
  { "ends at once", "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 0\r\n\r\n", 4 },
  { "no HTTP", "hello\r\n\r\n", 4 },
  { "nothing", "", 4 },
};

typedef struct
{
  Fixture fixture;
  CannedServer *server;
} Hostile;

static void
check_hostile (const Hostile *hostile, const HostileCase *row)
{
  g_test_message ("%s", row->name);
  g_assert_cmpuint (canned_server_count (hostile->server), >=, 1);
  g_assert_cmpuint (canned_server_count (hostile->server), <=, row->most_tries);
  g_assert_cmpuint (hostile->fixture.changed, ==, 0);
}

/* Whatever a server answers: no news, no hammering, no redirect. All of them in the same two seconds. */
static void
test_hostile (void)
{
  Hostile all[G_N_ELEMENTS (hostile_cases)] = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      set_up (&all[i].fixture, NULL);
      all[i].server = canned_server_new (hostile_cases[i].answer);
      dovetail_event_stream_open (all[i].fixture.stream, canned_server_get_address (all[i].server), "token");
    }
  pass_time (2);
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      check_hostile (&all[i], &hostile_cases[i]);
      dovetail_event_stream_close (all[i].fixture.stream);
      canned_server_free (all[i].server);
      tear_down (&all[i].fixture, NULL);
    }
}

/* Closed before the answer came, and opened where there is nothing to open. */
static void
test_changed_mind (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Server) server = server_new ();
  g_autofree char *token = sign_in (server);

  dovetail_event_stream_open (fixture->stream, server->address, token);
  dovetail_event_stream_close (fixture->stream);
  pass_time (0.3);
  g_assert_cmpuint (fixture->opened, ==, 0);
  dovetail_event_stream_open (fixture->stream, "ftp://nowhere", token);
  dovetail_event_stream_open (fixture->stream, "http://example.org", token);
  pass_time (0.1);
  g_assert_false (dovetail_event_stream_is_open (fixture->stream));
  g_test_message ("another server: the one before is left");
  dovetail_event_stream_open (fixture->stream, "http://127.0.0.1:1", token);
  dovetail_event_stream_open (fixture->stream, server->address, token);
  g_assert_true (reaches (&fixture->opened, 1, 10));
  dovetail_event_stream_open (fixture->stream, "http://127.0.0.1:1", token);
  push (server, token, "one");
  pass_time (0.3);
  g_assert_cmpuint (fixture->changed, ==, 0);
}

/* A line without end is read past in constant memory. */
static void
test_endless_line (Fixture *fixture, gconstpointer data)
{
  g_autofree char *more = g_strnfill (60000, 'x');
  g_autoptr (CannedServer) server = canned_server_new_endless (
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\ndata: ", more);
  gsize before, after;

  dovetail_event_stream_open (fixture->stream, canned_server_get_address (server), "token");
  g_assert_true (reaches (&fixture->opened, 1, 10));
  pass_time (0.2);
  before = mallinfo2 ().uordblks;
  pass_time (1);
  after = mallinfo2 ().uordblks;
  g_test_message ("%" G_GINT64_FORMAT " bytes came", canned_server_written (server));
  g_assert_cmpint (canned_server_written (server), >, 1000000);
  g_assert_cmpint ((gint64) after - (gint64) before, <, 1000000);
  g_assert_cmpuint (fixture->changed, ==, 0);
  dovetail_event_stream_close (fixture->stream);
}

#define ADD(name, func) g_test_add ("/event-stream/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (line_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/event-lines/%s", line_cases[i].name);

      g_test_add_data_func (path, &line_cases[i], test_lines);
    }
  ADD ("news", test_news);
  ADD ("back", test_back);
  ADD ("token", test_token);
  ADD ("changed-mind", test_changed_mind);
  ADD ("endless-line", test_endless_line);
  g_test_add_func ("/event-stream/hostile", test_hostile);
  return g_test_run ();
}
