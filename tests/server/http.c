/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The real server on a real socket: raw requests as no well-behaved client sends them, bodies packed and
 * bombs, and that others are served meanwhile. */

#include <gio/gio.h>
#include <signal.h>
#include <string.h>

#include "lib/raw-requests.h"
#include "server/compression.h"
#include "server/http-server.h"
#include "world.h"

typedef struct
{
  World *world;
  Device *device;
  DovetailHttpServer *http;
  char *uri;
  char *host_and_port;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  const DovetailHttpOptions options = { .listen = "127.0.0.1:0" };
  g_autoptr (GError) error = NULL;

  f->world = world_new ();
  world_add_user (f->world, "anna", "Home", "owner");
  f->device = device_new (f->world, "anna", "phone");
  f->http = dovetail_http_server_start (f->world->server, &options, &error);
  g_assert_no_error (error);
  f->uri = dovetail_http_server_get_uri (f->http);
  g_assert_true (g_str_has_prefix (f->uri, "http://127.0.0.1:"));
  f->host_and_port = g_strdup (f->uri + strlen ("http://"));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  dovetail_http_server_stop (f->http);
  device_free (f->device);
  world_free (f->world);
  g_free (f->uri);
  g_free (f->host_and_port);
}

static GSocketConnection *
connect_to (Fixture *f)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  GSocketConnection *connection;

  g_socket_client_set_timeout (client, 10);
  connection = g_socket_client_connect_to_host (client, f->host_and_port, 80, NULL, NULL);
  g_assert_nonnull (connection);
  return connection;
}

static void
send_bytes (GSocketConnection *connection, const char *bytes, gsize length)
{
  /* May fail when the server cuts off what it does not want to read. */
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), bytes, length, NULL,
                             NULL, NULL);
}

/* Everything until the server closes, or nothing more comes. */
static GBytes *
read_bytes (GSocketConnection *connection)
{
  GByteArray *received = g_byte_array_new ();
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  guint8 buffer[65536];
  gssize n_read;

  while ((n_read = g_input_stream_read (input, buffer, sizeof buffer, NULL, NULL)) > 0)
    g_byte_array_append (received, buffer, (guint) n_read);
  return g_byte_array_free_to_bytes (received);
}

/* One request on a connection of its own; what comes back as text. */
static char *
talk_bytes (Fixture *f, const char *bytes, gsize length)
{
  g_autoptr (GSocketConnection) connection = connect_to (f);
  g_autoptr (GBytes) received = NULL;
  gsize size;
  const char *text;

  send_bytes (connection, bytes, length);
  g_socket_shutdown (g_socket_connection_get_socket (connection), FALSE, TRUE, NULL);
  received = read_bytes (connection);
  text = g_bytes_get_data (received, &size);
  return g_strndup (text == NULL ? "" : text, size);
}

static char *
talk (Fixture *f, const char *text)
{
  return talk_bytes (f, text, strlen (text));
}

static guint
count_answers (const char *text)
{
  guint n_answers = 0;

  for (const char *p = text; (p = strstr (p, "HTTP/1.1 ")) != NULL; p++)
    n_answers++;
  return n_answers;
}

static guint
status_of (const char *text)
{
  return g_str_has_prefix (text, "HTTP/1.1 ") ? (guint) atoi (text + strlen ("HTTP/1.1 ")) : 0;
}

static void
assert_serves (Fixture *f)
{
  g_autofree char *answer = talk (f, "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

  g_assert_cmpuint (status_of (answer), ==, 200);
}

static void
test_raw (Fixture *f, gconstpointer data)
{
  for (gsize i = 0; i < n_raw_requests; i++)
    {
      g_autofree char *answer = NULL;
      guint status;

      g_test_timer_start ();
      answer = talk (f, raw_requests[i].text);
      status = status_of (answer);

      g_test_message ("%s: %u after %.1f s", raw_requests[i].name, status, g_test_timer_elapsed ());
      g_assert_cmpuint (count_answers (answer), <=, 1);
      if (raw_requests[i].status != 0)
        g_assert_cmpuint (status, ==, raw_requests[i].status);
      else
        g_assert_true (status == 0 || (status >= 400 && status < 600));
      assert_serves (f);
    }
}

static void
test_huge_head (Fixture *f, gconstpointer data)
{
  g_autofree char *filler = g_strnfill (200 * 1024, 'x');
  g_autofree char *request
      = g_strconcat ("GET /healthz HTTP/1.1\r\nHost: a\r\nX-Filler: ", filler, "\r\n\r\n", NULL);
  g_autofree char *answer = talk (f, request);
  guint status = status_of (answer);

  g_assert_true (status == 0 || (status >= 400 && status < 500));
  assert_serves (f);
}

static void
test_keep_alive (Fixture *f, gconstpointer data)
{
  g_autofree char *answer = talk (f, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
                                     "GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n");

  g_assert_cmpuint (count_answers (answer), ==, 2);
}

static GByteArray *
request_with (Fixture *f, GBytes *body, const char *encoding)
{
  GByteArray *request = g_byte_array_new ();
  gsize length;
  const guint8 *bytes = g_bytes_get_data (body, &length);
  g_autofree char *head = g_strdup_printf (
      "POST /sync/pull HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer %s\r\n"
      "Accept-Encoding: gzip\r\nContent-Encoding: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
      f->device->access_token, encoding, length);

  g_byte_array_append (request, (const guint8 *) head, (guint) strlen (head));
  g_byte_array_append (request, bytes, (guint) length);
  return request;
}

static void
add_tasks (Fixture *f, guint n_tasks)
{
  for (guint i = 0; i < n_tasks; i++)
    {
      g_autofree char *id = world_new_id (f->world);
      g_autoptr (Answer) answer = push_one (f->device, "manual_resolution", "task", id,
                                            "'operation':'create','data':{'title':'a task among others'}");

      assert_at (answer, "results.0.status", "applied");
    }
}

static void
test_gzip_both_ways (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) plain = g_bytes_new_static ("{\"client_id\":\"phone\"}", 21);
  g_autoptr (GBytes) packed = dovetail_compress (plain);
  g_autoptr (GByteArray) request = request_with (f, packed, "gzip");
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GBytes) received = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) unpacked = NULL;
  g_autoptr (GError) error = NULL;
  const char *text, *head_end;
  gsize size, head_size;

  add_tasks (f, 20);
  connection = connect_to (f);
  send_bytes (connection, (const char *) request->data, request->len);
  received = read_bytes (connection);
  text = g_bytes_get_data (received, &size);
  g_assert_nonnull (g_strstr_len (text, (gssize) size, "Content-Encoding: gzip"));
  head_end = g_strstr_len (text, (gssize) size, "\r\n\r\n");
  head_size = (gsize) (head_end + 4 - text);
  body = g_bytes_new_from_bytes (received, head_size, size - head_size);
  unpacked = dovetail_decompress (body, 1024 * 1024, &error);
  g_assert_no_error (error);
  text = g_bytes_get_data (unpacked, &size);
  g_assert_nonnull (g_strstr_len (text, (gssize) size, "a task among others"));
}

static void
test_gzip_bomb (Fixture *f, gconstpointer data)
{
  g_autofree char *blanks = g_strnfill (64 * 1024 * 1024, ' ');
  g_autoptr (GBytes) plain = g_bytes_new_static (blanks, strlen (blanks));
  g_autoptr (GBytes) bomb = dovetail_compress (plain);
  g_autoptr (GByteArray) request = request_with (f, bomb, "gzip");
  g_autofree char *answer = NULL;

  g_assert_cmpuint (g_bytes_get_size (bomb), <, 1024 * 1024);
  answer = talk_bytes (f, (const char *) request->data, request->len);
  g_assert_cmpuint (status_of (answer), ==, 413);
  assert_serves (f);
}

static void
test_endless_body (Fixture *f, gconstpointer data)
{
  g_autoptr (GSocketConnection) connection = connect_to (f);
  const char *head = "POST /auth/login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  g_autofree char *blanks = g_strnfill (1024 * 1024, ' ');
  g_autofree char *chunk = g_strconcat ("100000\r\n", blanks, "\r\n", NULL);
  g_autoptr (GError) error = NULL;
  guint n_chunks = 0;

  send_bytes (connection, head, strlen (head));
  while (error == NULL && n_chunks < 200)
    {
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), chunk,
                                 strlen (chunk), NULL, NULL, &error);
      n_chunks++;
    }
  g_assert_nonnull (error);
  assert_serves (f);
}

static void
test_half_open_heads (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) half_open = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 300; i++)
    {
      GSocketConnection *connection = connect_to (f);

      g_ptr_array_add (half_open, connection);
      send_bytes (connection, "GET /heal", 9);
    }
  assert_serves (f);
}

static void
test_retry_after_and_allow (Fixture *f, gconstpointer data)
{
  static const char login[]
      = "{\"username\":\"anna\",\"password\":\"x\",\"client_id\":\"p\",\"device_name\":\"p\"}";
  g_autofree char *request = g_strdup_printf (
      "POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s", strlen (login),
      login);
  g_autofree char *limited = NULL;
  g_autofree char *not_allowed = talk (f, "GET /sync/pull HTTP/1.1\r\nHost: a\r\n\r\n");
  g_autofree char *nobody = talk (f, "GET /sync/status HTTP/1.1\r\nHost: a\r\n\r\n");

  for (guint i = 0; i < 11; i++)
    {
      g_free (limited);
      limited = talk (f, request);
    }
  g_assert_cmpuint (status_of (limited), ==, 429);
  g_assert_nonnull (strstr (limited, "\r\nRetry-After: 60\r\n"));
  g_assert_nonnull (strstr (limited, "Content-Type: application/problem+json"));
  g_assert_nonnull (strstr (not_allowed, "\r\nAllow: POST\r\n"));
  g_assert_nonnull (strstr (nobody, "\r\nWWW-Authenticate: Bearer\r\n"));
}

static void
test_bad_addresses (Fixture *f, gconstpointer data)
{
  static const char *const bad[] = { "", "127.0.0.1", "nowhere:80", "127.0.0.1:99999", "127.0.0.1:x", "::1" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      const DovetailHttpOptions options = { .listen = bad[i] };
      g_autoptr (GError) error = NULL;
      DovetailHttpServer *http = dovetail_http_server_start (f->world->server, &options, &error);

      g_test_message ("%s", bad[i]);
      g_assert_null (http);
      g_assert_nonnull (error);
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
    { "raw requests", test_raw },
    { "a huge head is refused", test_huge_head },
    { "connections are kept", test_keep_alive },
    { "bodies are packed both ways", test_gzip_both_ways },
    { "a gzip bomb is cut off", test_gzip_bomb },
    { "an endless body is cut off", test_endless_body },
    { "300 half-open heads do not keep others out", test_half_open_heads },
    { "answers carry the fields that go with them", test_retry_after_and_allow },
    { "addresses that will not do are refused", test_bad_addresses },
  };

  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/server/http/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].func, tear_down);
    }
  return g_test_run ();
}
