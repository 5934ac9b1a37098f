/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A real server, and callers who want to use it up: bombs, bodies without end, bodies that are never
 * finished, heads that come a byte a second, and every file the process may open. Others are served
 * meanwhile, the memory stays within bounds, and afterwards all is as before. Everything is bounded and goes
 * to this computer only. */

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "lib/besieged-server.h"
#include "lib/process.h"
#include "server/compression.h"

#define MIB (1024 * 1024)
#define HALF_OPEN 300
#define DRIPPING 8
#define UNFINISHED 100
/* A head has 20 seconds, and the sweeper comes every second. */
#define SLOW_SECONDS 30

static GBytes *
pack (gconstpointer bytes, gsize length)
{
  g_autoptr (GBytes) plain = g_bytes_new_static (bytes, length);

  return dovetail_compress (plain);
}

static guint
post_packed (BesiegedServer *besieged, const char *token, GBytes *body)
{
  const RawExtras extras = { .token = token, .encoding = "gzip" };
  g_autoptr (RawAnswer) answer = raw_request (besieged_port (besieged), "POST", "/sync/push", &extras,
                                              g_bytes_get_data (body, NULL), g_bytes_get_size (body));

  g_assert_cmpuint (answer->n_answers, ==, 1);
  return answer->status;
}

static void
test_bombs (gconstpointer data)
{
  BesiegedServer *besieged = (BesiegedServer *) data;
  g_autofree char *blanks = g_strnfill (64 * MIB, ' ');
  g_autoptr (GBytes) bomb = pack (blanks, 64 * MIB);
  g_autoptr (GBytes) bomb_in_bomb = pack (g_bytes_get_data (bomb, NULL), g_bytes_get_size (bomb));
  g_autoptr (GBytes) half = g_bytes_new_from_bytes (bomb, 0, g_bytes_get_size (bomb) / 2);

  g_assert_cmpuint (g_bytes_get_size (bomb), <, MIB);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (post_packed (besieged, besieged->home, bomb), ==, 413);
  g_assert_cmpuint (post_packed (besieged, besieged->home, bomb_in_bomb), ==, 400);
  g_assert_cmpuint (post_packed (besieged, besieged->home, half), ==, 413);
  besieged_assert_serves (besieged);
  besieged_assert_memory (besieged, "bombs");
}

/* Whoever may not come in has nothing unpacked. */
static void
test_bomb_of_nobody (gconstpointer data)
{
  BesiegedServer *besieged = (BesiegedServer *) data;
  g_autofree char *blanks = g_strnfill (64 * MIB, ' ');
  g_autoptr (GBytes) bomb = pack (blanks, 64 * MIB);

  g_assert_cmpuint (post_packed (besieged, NULL, bomb), ==, 401);
  g_assert_cmpuint (post_packed (besieged, "a.b.c", bomb), ==, 401);
  besieged_assert_memory (besieged, "bombs of nobody's");
}

static void
test_endless_body (gconstpointer data)
{
  BesiegedServer *besieged = (BesiegedServer *) data;
  g_autoptr (GSocketConnection) connection = raw_connect (besieged_port (besieged));
  g_autofree char *blanks = g_strnfill (MIB, ' ');
  g_autofree char *chunk = g_strdup_printf ("%x\r\n%s\r\n", MIB, blanks);
  g_autofree char *head
      = g_strdup_printf ("POST /sync/push HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n"
                         "Transfer-Encoding: chunked\r\n\r\n",
                         besieged->home);
  guint n_chunks = 0;

  raw_send (connection, head, strlen (head));
  while (n_chunks < 200 && raw_send (connection, chunk, strlen (chunk)))
    n_chunks++;
  g_test_message ("cut off after %u MiB", n_chunks);
  g_assert_cmpuint (n_chunks, <, 64);
  besieged_assert_serves (besieged);
  besieged_assert_memory (besieged, "an endless body");
}

/* 7 MiB each, of the 8 that they say. */
static GPtrArray *
begin_bodies (BesiegedServer *besieged, const char *path, const char *token)
{
  GPtrArray *connections = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *blanks = g_strnfill (7 * MIB, ' ');
  g_autofree char *head = g_strdup_printf (
      "POST %s HTTP/1.1\r\nHost: a\r\n%s%s\r\nContent-Length: %u\r\n\r\n", path,
      token == NULL ? "X: y" : "Authorization: Bearer ", token == NULL ? "" : token, 8 * MIB);

  for (guint i = 0; i < UNFINISHED; i++)
    {
      GSocketConnection *connection = raw_connect (besieged_port (besieged));

      g_ptr_array_add (connections, connection);
      raw_send (connection, head, strlen (head));
      raw_send (connection, blanks, 7 * MIB);
    }
  return connections;
}

static void
test_unfinished_bodies (gconstpointer data)
{
  BesiegedServer *besieged = (BesiegedServer *) data;
  g_autoptr (GPtrArray) refused = begin_bodies (besieged, "/sync/push", NULL);
  g_autoptr (GPtrArray) open = begin_bodies (besieged, "/auth/login", NULL);

  besieged_assert_serves (besieged);
  besieged_assert_memory (besieged, "bodies that are not finished");
}

static guint
push_of (BesiegedServer *besieged, gsize size)
{
  const RawExtras extras = { .token = besieged->stranger };
  g_autofree char *blanks = g_strnfill (size, ' ');
  g_autofree char *body = g_strconcat ("{\"client_id\":\"laptop\",\"deltas\":[]", blanks, "}", NULL);
  g_autoptr (RawAnswer) answer
      = raw_request (besieged_port (besieged), "POST", "/sync/push", &extras, body, strlen (body));

  return answer->status;
}

static gboolean
takes_large_pushes (gpointer data)
{
  return push_of (data, 7 * MIB) == 200;
}

/* The same from a member: what all hold together is bounded; small requests are served, large ones wait. */
static void
test_bodies_of_a_member (gconstpointer data)
{
  BesiegedServer *besieged = (BesiegedServer *) data;
  g_autoptr (GPtrArray) connections = begin_bodies (besieged, "/sync/push", besieged->home);

  besieged_assert_serves (besieged);
  g_assert_cmpuint (push_of (besieged, 1024), ==, 200);
  g_assert_cmpuint (push_of (besieged, 7 * MIB), ==, 503);
  besieged_assert_memory_within (besieged, "bodies of a member", 64 * 1024 + BESIEGED_MEMORY);
  g_ptr_array_set_size (connections, 0);
  wait_until (takes_large_pushes, besieged, "large pushes are taken again");
  besieged_assert_memory_within (besieged, "bodies of a member, and one after them",
                                 64 * 1024 + BESIEGED_MEMORY);
}

/* Those who are slow on purpose, from the beginning to the end of this program. */
typedef struct
{
  GPtrArray *half_open;
  GPtrArray *dripping;
  GThread *drip;
  gint stopping; /* atomic */
} Slow;

/* A byte a second, to each that still takes it. */
static gpointer
drip (gpointer user_data)
{
  Slow *slow = user_data;

  while (!g_atomic_int_get (&slow->stopping))
    {
      for (guint i = 0; i < slow->dripping->len; i++)
        raw_send (g_ptr_array_index (slow->dripping, i), "x", 1);
      g_usleep (G_USEC_PER_SEC);
    }
  return NULL;
}

static Slow *
slow_new (BesiegedServer *besieged)
{
  Slow *slow = g_new0 (Slow, 1);

  slow->half_open = g_ptr_array_new_with_free_func (g_object_unref);
  slow->dripping = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < HALF_OPEN; i++)
    {
      g_ptr_array_add (slow->half_open, raw_connect (besieged_port (besieged)));
      raw_send (g_ptr_array_index (slow->half_open, i), "GET /healthz HTTP/1.1\r\nHost: ", 29);
    }
  for (guint i = 0; i < DRIPPING; i++)
    {
      g_ptr_array_add (slow->dripping, raw_connect (besieged_port (besieged)));
      raw_send (g_ptr_array_index (slow->dripping, i), "GET /healthz HTTP/1.1\r\nX: ", 26);
    }
  slow->drip = g_thread_new ("drip", drip, slow);
  return slow;
}

static void
slow_free (Slow *slow)
{
  g_atomic_int_set (&slow->stopping, 1);
  g_thread_join (slow->drip);
  g_ptr_array_unref (slow->half_open);
  g_ptr_array_unref (slow->dripping);
  g_free (slow);
}

typedef struct
{
  BesiegedServer *besieged;
  Slow *slow;
} Siege;

static void
test_half_open (gconstpointer data)
{
  const Siege *siege = data;

  besieged_assert_serves (siege->besieged);
  besieged_assert_memory (siege->besieged, "half-open heads");
  besieged_measure_anew (siege->besieged);
}

static void
assert_closed (GSocketConnection *connection, gint64 deadline)
{
  gint64 left = MAX (deadline - g_get_monotonic_time (), 0) / G_USEC_PER_SEC + 1;
  char buffer[1024];
  gssize n_read;
  g_autoptr (GError) error = NULL;

  g_socket_set_timeout (g_socket_connection_get_socket (connection), (guint) left);
  do
    n_read = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer,
                                  sizeof buffer, NULL, &error);
  while (n_read > 0);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    g_error ("a slow caller is still connected");
}

static void
test_slow_are_closed (gconstpointer data)
{
  const Siege *siege = data;
  gint64 began = g_get_monotonic_time ();
  gint64 deadline = began + SLOW_SECONDS * G_USEC_PER_SEC;

  for (guint i = 0; i < siege->slow->half_open->len; i++)
    assert_closed (g_ptr_array_index (siege->slow->half_open, i), deadline);
  for (guint i = 0; i < siege->slow->dripping->len; i++)
    assert_closed (g_ptr_array_index (siege->slow->dripping, i), deadline);
  g_test_message ("waited for %.1f s", (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC);
  besieged_assert_serves (siege->besieged);
  besieged_assert_memory (siege->besieged, "afterwards");
}

static guint
count_files (const char *pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/fd", pid);
  g_autoptr (GDir) files = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (files) != NULL)
    n++;
  return n;
}

static void
limit_files (const char *pid, rlim_t n)
{
  struct rlimit limit;

  g_assert_cmpint (prlimit (atoi (pid), RLIMIT_NOFILE, NULL, &limit), ==, 0);
  limit.rlim_cur = MIN (n, limit.rlim_max);
  g_assert_cmpint (prlimit (atoi (pid), RLIMIT_NOFILE, &limit, NULL), ==, 0);
}

/* One request on a connection that stays. */
static void
ask_again (GSocketConnection *connection)
{
  static const char request[] = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
  char buffer[4096];
  gssize n_read;

  g_assert_true (raw_send (connection, request, strlen (request)));
  n_read = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer,
                                sizeof buffer - 1, NULL, NULL);
  g_assert_cmpint (n_read, >, 0);
  buffer[n_read] = '\0';
  g_assert_true (g_str_has_prefix (buffer, "HTTP/1.1 200 "));
}

static gboolean
answers_somebody_new (gpointer data)
{
  g_autoptr (RawAnswer) answer = raw_request (besieged_port (data), "GET", "/healthz", NULL, NULL, 0);

  return answer->status == 200;
}

/* The process has no file left for another connection: who is connected is served on, and once files are free
 * again so is everybody. */
static void
test_file_limit (gconstpointer data)
{
  BesiegedServer *besieged = (BesiegedServer *) data;
  const char *pid = g_subprocess_get_identifier (besieged->server->process);
  g_autoptr (GSocketConnection) connected = raw_connect (besieged_port (besieged));
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_object_unref);

  ask_again (connected);
  limit_files (pid, count_files (pid) + 10);
  for (guint i = 0; i < 40; i++)
    {
      GSocketConnection *other = raw_connect (besieged_port (besieged));

      g_ptr_array_add (others, other);
      raw_send (other, "GET /healthz HTTP/1.1\r\n", 23);
      ask_again (connected);
    }
  g_test_message ("%u files are open", count_files (pid));
  g_ptr_array_set_size (others, 0);
  wait_until (answers_somebody_new, besieged, "the server takes connections again");
  ask_again (connected);
  limit_files (pid, RLIM_INFINITY);
  besieged_assert_serves (besieged);
  besieged_assert_memory (besieged, "no files left");
}

int
main (int argc, char **argv)
{
  g_autoptr (BesiegedServer) besieged = NULL;
  Siege siege;
  int status;

  g_test_init (&argc, &argv, NULL);
  besieged = besieged_server_new ();
  siege = (Siege){ besieged, slow_new (besieged) };
  g_test_add_data_func ("/hostile-load/half-open", &siege, test_half_open);
  g_test_add_data_func ("/hostile-load/bombs", besieged, test_bombs);
  g_test_add_data_func ("/hostile-load/bomb-of-nobody", besieged, test_bomb_of_nobody);
  g_test_add_data_func ("/hostile-load/endless-body", besieged, test_endless_body);
  g_test_add_data_func ("/hostile-load/unfinished-bodies", besieged, test_unfinished_bodies);
  g_test_add_data_func ("/hostile-load/bodies-of-a-member", besieged, test_bodies_of_a_member);
  g_test_add_data_func ("/hostile-load/slow-are-closed", &siege, test_slow_are_closed);
  g_test_add_data_func ("/hostile-load/file-limit", besieged, test_file_limit);
  status = g_test_run ();
  slow_free (siege.slow);
  return status;
}
