/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GET /sync/events on a real socket: who hears of what, how soon, and when a stream ends. */

#include <gio/gio.h>
#include <string.h>

#include "server/http-server.h"
#include "server/ledger-families.h"
#include "world.h"

#define BEAT_MS 200
#define LATEST_S 10

typedef struct
{
  World *world;
  Device *phone;    /* anna's */
  Device *laptop;   /* anna's */
  Device *stranger; /* of another family */
  DovetailHttpServer *http;
  char *host_and_port;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  const DovetailHttpOptions options = { .listen = "127.0.0.1:0", .event_beat = BEAT_MS };
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = NULL;

  f->world = data == NULL ? world_new () : world_new_on_disk ();
  world_add_user (f->world, "anna", "Home", "owner");
  world_add_user (f->world, "olga", "Elsewhere", "owner");
  world_add_user (f->world, "vera", "Home", "viewer");
  f->phone = device_new (f->world, "anna", "phone");
  f->laptop = device_new (f->world, "anna", "laptop");
  f->stranger = device_new (f->world, "olga", "desk");
  f->http = dovetail_http_server_start (f->world->server, &options, &error);
  g_assert_no_error (error);
  uri = dovetail_http_server_get_uri (f->http);
  f->host_and_port = g_strdup (uri + strlen ("http://"));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_pointer (&f->http, dovetail_http_server_stop);
  device_free (f->phone);
  device_free (f->laptop);
  device_free (f->stranger);
  world_free (f->world);
  g_free (f->host_and_port);
}

/* A listener, and what it heard so far, chunks and all. */
typedef struct
{
  GSocketConnection *connection;
  GString *heard;
  gboolean ended;
} Listener;

static Listener *
listener_new (Fixture *f, const char *access_token)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autofree char *head
      = g_strdup_printf ("GET /sync/events HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n"
                         "Authorization: Bearer %s\r\n\r\n",
                         access_token);
  Listener *listener = g_new0 (Listener, 1);

  listener->connection = g_socket_client_connect_to_host (client, f->host_and_port, 80, NULL, NULL);
  g_assert_nonnull (listener->connection);
  listener->heard = g_string_new (NULL);
  g_socket_set_blocking (g_socket_connection_get_socket (listener->connection), FALSE);
  g_assert_true (
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (listener->connection)), head,
                                 strlen (head), NULL, NULL, NULL));
  return listener;
}

static void
listener_free (Listener *listener)
{
  g_object_unref (listener->connection);
  g_string_free (listener->heard, TRUE);
  g_free (listener);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Listener, listener_free)

/* Takes what is there, without waiting. */
static void
listen (Listener *listener)
{
  GSocket *socket = g_socket_connection_get_socket (listener->connection);
  char buffer[4096];
  gssize length;

  while ((length = g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL)) > 0)
    g_string_append_len (listener->heard, buffer, length);
  listener->ended |= length == 0;
}

static guint
count (Listener *listener, const char *text)
{
  guint n = 0;

  listen (listener);
  for (const char *p = listener->heard->str; (p = strstr (p, text)) != NULL; p++)
    n++;
  return n;
}

#define EVENT "event: changed\ndata:\n\n"
#define COMMENT "\r\n:\n\n\r\n"
/* The chunk that ends an answer. */
#define LAST_CHUNK "\r\n0\r\n\r\n"

static gboolean
hears (Listener *listener, const char *text, guint times)
{
  gint64 until = g_get_monotonic_time () + LATEST_S * G_USEC_PER_SEC;

  while (count (listener, text) < times && !listener->ended && g_get_monotonic_time () < until)
    g_usleep (1000);
  return count (listener, text) >= times;
}

static void
add_task (Fixture *f, Device *device)
{
  g_autofree char *id = world_new_id (f->world);
  g_autoptr (Answer) answer
      = push_one (device, "manual_resolution", "task", id, "'operation':'create','data':{'title':'milk'}");

  assert_at (answer, "results.0.status", "applied");
}

/* Two devices of a family listen: both hear of a push, the one that pushed as well; the neighbours do not. */
static void
test_family (Fixture *f, gconstpointer data)
{
  g_autoptr (Listener) phone = listener_new (f, f->phone->access_token);
  g_autoptr (Listener) laptop = listener_new (f, f->laptop->access_token);
  g_autoptr (Listener) stranger = listener_new (f, f->stranger->access_token);
  gint64 started;

  g_assert_true (hears (phone, "HTTP/1.1 200", 1));
  g_assert_true (hears (phone, "Content-Type: text/event-stream", 1));
  g_assert_true (hears (phone, "\n:\n\n", 1));
  g_assert_true (hears (laptop, "\n:\n\n", 1));
  g_assert_true (hears (stranger, "\n:\n\n", 1));
  g_assert_cmpuint (count (phone, EVENT), ==, 0);
  started = g_get_monotonic_time ();
  add_task (f, f->phone);
  g_assert_true (hears (laptop, EVENT, 1));
  g_test_message ("heard after %.1f ms", (g_get_monotonic_time () - started) / 1000.0);
  g_assert_true (hears (phone, EVENT, 1));
  add_task (f, f->laptop);
  g_assert_true (hears (phone, EVENT, 2));
  g_usleep (3 * BEAT_MS * 1000);
  g_assert_cmpuint (count (phone, EVENT), ==, 2);
  g_assert_cmpuint (count (stranger, EVENT), ==, 0);
  add_task (f, f->stranger);
  g_assert_true (hears (stranger, EVENT, 1));
  g_assert_cmpuint (count (laptop, EVENT), ==, 2);
}

/* What is refused or changes nothing is no news. */
static void
test_nothing_new (Fixture *f, gconstpointer data)
{
  g_autoptr (Listener) phone = listener_new (f, f->phone->access_token);
  g_autofree char *id = world_new_id (f->world);
  g_autoptr (Answer) refused = NULL;
  g_autoptr (Answer) pulled = NULL;

  g_assert_true (hears (phone, "\n:\n\n", 1));
  refused = push_one (f->phone, "manual_resolution", "badge", id, "'operation':'create','data':{'code':'x'}");
  assert_at (refused, "results.0.status", "rejected");
  pulled = post (f->laptop, f->world, "/sync/pull", "{'client_id':'laptop'}");
  g_assert_cmpuint (pulled->status, ==, 200);
  g_assert_true (hears (phone, "\n:\n\n", 3));
  g_assert_cmpuint (count (phone, EVENT), ==, 0);
}

static void
test_comments (Fixture *f, gconstpointer data)
{
  g_autoptr (Listener) phone = listener_new (f, f->phone->access_token);
  gint64 started = g_get_monotonic_time ();

  g_assert_true (hears (phone, "\n:\n\n", 6));
  g_assert_cmpint (g_get_monotonic_time () - started, >=, 4 * BEAT_MS * 1000);
}

static void
test_rights (Fixture *f, gconstpointer data)
{
  g_autoptr (Device) vera = device_new (f->world, "vera", "tablet");
  g_autoptr (Listener) viewer = listener_new (f, vera->access_token);
  g_autoptr (Listener) nobody = listener_new (f, "eyJhbGciOiJub25lIn0.e30.");
  g_autofree char *damaged = g_strdup (f->phone->access_token);

  g_test_message ("who may read may listen; a token that is none gets 401");
  g_assert_true (hears (viewer, "HTTP/1.1 200", 1));
  g_assert_true (hears (nobody, "HTTP/1.1 401", 1));
  damaged[strlen (damaged) - 5] ^= 1;
  {
    g_autoptr (Listener) forger = listener_new (f, damaged);

    g_assert_true (hears (forger, "HTTP/1.1 401", 1));
  }
}

/* The token ends: so does the stream, and the token opens no other. */
static void
test_expired (Fixture *f, gconstpointer data)
{
  g_autoptr (Listener) phone = listener_new (f, f->phone->access_token);
  g_autoptr (Listener) again = NULL;

  g_assert_true (hears (phone, "\n:\n\n", 1));
  f->world->now += 16 * 60 * 1000;
  g_assert_true (hears (phone, LAST_CHUNK, 1));
  again = listener_new (f, f->phone->access_token);
  g_assert_true (hears (again, "HTTP/1.1 401", 1));
}

static void
test_kept_out (Fixture *f, gconstpointer data)
{
  g_autoptr (Listener) phone = listener_new (f, f->phone->access_token);
  g_autoptr (Listener) stranger = listener_new (f, f->stranger->access_token);

  g_assert_true (hears (phone, "\n:\n\n", 1));
  g_assert_true (hears (stranger, "\n:\n\n", 1));
  g_assert_true (dovetail_server_disable_user (f->world->server, "anna", NULL));
  g_assert_true (hears (phone, LAST_CHUNK, 1));
  g_assert_cmpuint (count (stranger, LAST_CHUNK), ==, 0);
}

/* Stopping ends the streams at once and in good order. */
static void
test_stop (Fixture *f, gconstpointer data)
{
  g_autoptr (Listener) phone = listener_new (f, f->phone->access_token);
  g_autoptr (Listener) laptop = listener_new (f, f->laptop->access_token);
  gint64 started;

  g_assert_true (hears (phone, "\n:\n\n", 1));
  g_assert_true (hears (laptop, "\n:\n\n", 1));
  started = g_get_monotonic_time ();
  g_clear_pointer (&f->http, dovetail_http_server_stop);
  g_assert_cmpint (g_get_monotonic_time () - started, <, 5 * G_USEC_PER_SEC);
  g_assert_true (hears (phone, LAST_CHUNK, 1));
  g_assert_true (hears (laptop, LAST_CHUNK, 1));
}

/* As many streams as one user may have; a further one is told when to come again, others are served, and who
 * leaves makes room. */
static void
test_crowd (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) crowd = g_ptr_array_new_with_free_func ((GDestroyNotify) listener_free);
  gint64 until = g_get_monotonic_time () + LATEST_S * G_USEC_PER_SEC;
  gboolean room = FALSE;

  for (guint i = 0; i < 64; i++)
    {
      g_ptr_array_add (crowd, listener_new (f, f->phone->access_token));
      g_assert_true (hears (crowd->pdata[i], "HTTP/1.1 200", 1));
    }
  {
    g_autoptr (Listener) late = listener_new (f, f->laptop->access_token);
    g_autoptr (Listener) stranger = listener_new (f, f->stranger->access_token);

    g_assert_true (hears (late, "HTTP/1.1 429", 1));
    g_assert_true (hears (late, "Retry-After: 60", 1));
    g_assert_true (hears (late, "too_many_streams", 1));
    g_assert_true (hears (stranger, "HTTP/1.1 200", 1));
  }
  add_task (f, f->phone);
  for (guint i = 0; i < 64; i++)
    g_assert_true (hears (crowd->pdata[i], EVENT, 1));
  g_ptr_array_set_size (crowd, 32);
  while (!room && g_get_monotonic_time () < until)
    {
      g_autoptr (Listener) next = listener_new (f, f->laptop->access_token);

      g_assert_true (hears (next, "HTTP/1.1 ", 1));
      room = count (next, "HTTP/1.1 200") == 1;
    }
  g_assert_true (room);
}

/* Another process on the same database writes: that is news as well, a moment later. */
static void
test_other_process (Fixture *f, gconstpointer data)
{
  g_autoptr (Listener) phone = listener_new (f, f->phone->access_token);
  g_autofree char *family_id = world_family_id (f->world, "Home");
  g_autoptr (DovetailLedger) other = NULL;
  g_autoptr (DovetailFamily) family = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (hears (phone, "\n:\n\n", 3));
  g_assert_cmpuint (count (phone, EVENT), ==, 0);
  other = world_open_ledger (f->world);
  g_test_message ("what moves no family is no news, as when a device is seen there");
  g_assert_true (dovetail_ledger_begin (other, DOVETAIL_LEDGER_DIRECTORY, TRUE, &error));
  g_assert_true (
      dovetail_ledger_run (other, "UPDATE device SET last_sync = last_sync + 1", NULL, NULL, &error, ""));
  g_assert_true (dovetail_ledger_commit (other, &error));
  g_usleep (5 * BEAT_MS * 1000);
  g_assert_cmpuint (count (phone, EVENT), ==, 0);
  g_assert_true (dovetail_ledger_begin (other, family_id, TRUE, &error));
  family = dovetail_family_find (other, family_id, &error);
  g_assert_no_error (error);
  g_assert_true (dovetail_family_conflicts_moved (other, family, 1, &error));
  g_assert_true (dovetail_ledger_commit (other, &error));
  g_assert_true (hears (phone, EVENT, 1));
}

/* Listeners come, go and are told, all at once: nobody is lost, nothing hangs. */
static gpointer
push_a_while (gpointer user_data)
{
  Fixture *f = user_data;

  for (guint i = 0; i < 200; i++)
    add_task (f, f->stranger);
  return NULL;
}

static void
test_bustle (Fixture *f, gconstpointer data)
{
  GThread *thread = g_thread_new ("pushes", push_a_while, f);
  g_autoptr (Listener) steady = listener_new (f, f->stranger->access_token);

  for (guint i = 0; i < 60; i++)
    {
      g_autoptr (Listener) brief = listener_new (f, f->stranger->access_token);

      if (i % 3 != 0)
        g_assert_true (hears (brief, "HTTP/1.1 200", 1));
    }
  g_thread_join (thread);
  g_usleep (BEAT_MS * 1000);
  {
    guint before = count (steady, EVENT);

    g_assert_cmpuint (before, >, 0);
    add_task (f, f->stranger);
    g_assert_true (hears (steady, EVENT, before + 1));
  }
}

#define ADD(name, data, func) g_test_add ("/events/" name, Fixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("family", NULL, test_family);
  ADD ("nothing-new", NULL, test_nothing_new);
  ADD ("comments", NULL, test_comments);
  ADD ("rights", NULL, test_rights);
  ADD ("expired", NULL, test_expired);
  ADD ("kept-out", NULL, test_kept_out);
  ADD ("stop", NULL, test_stop);
  ADD ("crowd", NULL, test_crowd);
  ADD ("other-process", "on disk", test_other_process);
  ADD ("bustle", NULL, test_bustle);
  return g_test_run ();
}
