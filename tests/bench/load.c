/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A real dovetail-server under load, on SQLite, and on PostgreSQL as well when with-postgresql runs this:
 * pulls with nothing to tell at 500 a second, pushes of 10 new tasks at 100 a second, 2,000 event streams
 * that wait; then how many requests the one and the other can answer at most, taking turns. The load comes
 * from this process on the same machine. Whatever the figures are, this succeeds; it fails when it cannot
 * measure them.
 *
 * Usage: [with-postgresql --durable] bench-load [SECONDS]. */

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../e2e/lib/process.h"
#include "../e2e/lib/raw-http.h"
#include "../e2e/lib/server-process.h"
#include "open-loop.h"
#include "process-figures.h"

#define PASSWORD "correct horse battery staple"
#define DEFAULT_SECONDS 10
#define N_FAMILIES 32
#define N_CONNECTIONS 64
#define N_STREAMS 2000
#define STREAMS_PER_SOURCE                                                                                   \
  400 /* the server takes so many connections from one address, and somewhat more                            \
       */
#define CHANGES 10
#define TASKS_AT_FIRST 100
#define RUNS 5
#define IDLE_SHARE 3.5 /* so that each stream says twice that it is there */
#define CROWD 8

typedef struct
{
  char *token;
  char *client_id;
  char *pull; /* the request, complete */
} User;

typedef struct
{
  const char *name;
  gboolean on_postgresql;
  char *directory;
  ServerProcess *server;
  User users[N_FAMILIES];
  guint64 n_ids;
  guint n_begun;
} Side;

static char *
new_id (Side *side)
{
  return g_strdup_printf ("00000000-0000-7000-8000-%012" G_GINT64_MODIFIER "x", ++side->n_ids);
}

/* About 450 bytes of JSON each. */
static char *
push_of (Side *side, const User *user, guint n_changes)
{
  g_autofree char *notes = g_strnfill (200, 'n');
  g_autoptr (GString) body = g_string_new (NULL);

  g_string_append_printf (body, "{\"client_id\":\"%s\",\"deltas\":[", user->client_id);
  for (guint i = 0; i < n_changes; i++)
    {
      g_autofree char *id = new_id (side);

      g_string_append_printf (
          body,
          "%s{\"mutation_id\":\"%s\",\"entity_type\":\"task\",\"entity_id\":\"%s\",\"operation\":\"create\","
          "\"timestamp\":\"2026-01-15T08:00:00.000Z\",\"data\":{\"title\":\"%s, as people write\","
          "\"notes\":\"%s\",\"tags\":[\"home\",\"garden\"],\"due\":\"2027-03-10\",\"priority\":\"none\"}}",
          i == 0 ? "" : ",", id, id, id, notes);
    }
  g_string_append (body, "]}");
  return g_strdup (body->str);
}

static char *
member_of_answer (Side *side, const User *user, const char *path, const char *body, const char *member)
{
  const RawExtras extras = { .token = user->token };
  g_autoptr (RawAnswer) answer = raw_request (side->server->port, "POST", path, &extras, body, strlen (body));
  char *found = answer->status == 200 ? raw_answer_find (answer, member) : NULL;

  if (found == NULL)
    g_error ("%s: %u %s", path, answer->status, answer->body);
  return found;
}

/* Pulls everything; the next pull of this user finds that nothing has changed. */
static void
catch_up (Side *side, User *user)
{
  g_autofree char *all = g_strdup_printf ("{\"client_id\":\"%s\",\"batch_size\":5000}", user->client_id);
  g_autofree char *sync_token = member_of_answer (side, user, "/sync/pull", all, "next_sync_token");
  g_autofree char *body
      = g_strdup_printf ("{\"client_id\":\"%s\",\"sync_token\":\"%s\"}", user->client_id, sync_token);

  g_free (user->pull);
  user->pull = http_post ("/sync/pull", user->token, body);
}

/* Logs in and writes some tasks. */
static void
prepare_user (Side *side, User *user, const char *name)
{
  g_autofree char *login = g_strdup_printf ("{\"username\":\"%s\",\"password\":\"" PASSWORD
                                            "\",\"client_id\":\"phone-%s\",\"device_name\":\"phone\"}",
                                            name, name);
  g_autofree char *push = NULL;
  g_autofree char *applied = NULL;

  user->client_id = g_strdup_printf ("phone-%s", name);
  user->token = member_of_answer (side, user, "/auth/login", login, "access_token");
  push = push_of (side, user, TASKS_AT_FIRST);
  applied = member_of_answer (side, user, "/sync/push", push, "status");
  g_assert_cmpstr (applied, ==, "applied");
}

static void
catch_up_all (Side *side)
{
  for (guint i = 0; i < N_FAMILIES; i++)
    catch_up (side, &side->users[i]);
}

static void
side_open (Side *side, const char *name, gboolean on_postgresql)
{
  side->name = name;
  side->on_postgresql = on_postgresql;
  side->directory = scratch_directory_new ("load");
  side->server = server_process_new (side->directory);
  if (on_postgresql)
    {
      g_free (side->server->database);
      side->server->database = g_strdup (g_getenv ("DOVETAIL_POSTGRESQL"));
    }
  for (guint i = 0; i < N_FAMILIES; i++)
    {
      g_autofree char *user = g_strdup_printf ("user%u", i);

      server_process_add_user (side->server, user, user, PASSWORD);
    }
  server_process_start (side->server);
  for (guint i = 0; i < N_FAMILIES; i++)
    {
      g_autofree char *user = g_strdup_printf ("user%u", i);

      prepare_user (side, &side->users[i], user);
    }
}

static void
side_close (Side *side)
{
  server_process_free (side->server);
  for (guint i = 0; i < N_FAMILIES; i++)
    {
      g_free (side->users[i].token);
      g_free (side->users[i].client_id);
      g_free (side->users[i].pull);
    }
  scratch_directory_remove (side->directory);
  g_free (side->directory);
}

static int
pid_of (const Side *side)
{
  return atoi (g_subprocess_get_identifier (side->server->process));
}

/* s, the database's included */
static double
processor_time (const Side *side)
{
  return process_processor_time (pid_of (side)) + (side->on_postgresql ? database_processor_time () : 0);
}

static double
megabytes (const Side *side)
{
  return (double) process_resident_memory (pid_of (side)) / 1e6;
}

static char *
next_pull (guint connection, gpointer user_data)
{
  Side *side = user_data;

  return g_strdup (side->users[connection % N_FAMILIES].pull);
}

static char *
next_push (guint connection, gpointer user_data)
{
  Side *side = user_data;
  const User *user = &side->users[side->n_begun++ % N_FAMILIES];
  g_autofree char *body = push_of (side, user, CHANGES);

  return http_post ("/sync/push", user->token, body);
}

typedef struct
{
  const char *name;
  char *(*request) (guint connection, gpointer side);
  double rate;
  double goal; /* ms at the 99th percentile */
} Work;

static const Work pulls = { "pulls of nothing", next_pull, 500, 20 };
static const Work pushes = { "pushes of 10 tasks", next_push, 100, 100 };

static void
measure_latency (Side *side, const Work *work, double seconds)
{
  const OpenLoop loop = { .port = side->server->port,
                          .n_connections = N_CONNECTIONS,
                          .rate = work->rate,
                          .seconds = seconds,
                          .request = work->request,
                          .user_data = side };
  double processor = processor_time (side);
  g_autoptr (OpenLoopResult) result = open_loop_run (&loop);

  processor = processor_time (side) - processor;
  g_print (
      "%-10s  %s, %.0f a second for %.0f s: %zu answered, %zu refused, %zu given up; p50 %.1f ms, p99 %.1f ms"
      " (goal %.0f), most %.1f ms; %.0f%% of a processor, %.0f MB\n",
      side->name, work->name, work->rate, seconds, result->n_answered, result->n_refused,
      result->n_unanswered, figures_at (result->latencies, result->n_answered, 0.5),
      figures_at (result->latencies, result->n_answered, 0.99), work->goal,
      figures_at (result->latencies, result->n_answered, 1), 100 * processor / result->seconds,
      megabytes (side));
}

typedef struct
{
  int files[N_STREAMS];
  GString *heard[N_STREAMS];
} Streams;

static gboolean
has_heard (const GString *heard, const char *what)
{
  return strstr (heard->str, what) != NULL;
}

/* How many heard it, after so many seconds at most. */
static guint
listen_for (Streams *streams, const char *what, double seconds)
{
  gint64 until = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  g_autofree struct pollfd *files = g_new (struct pollfd, N_STREAMS);
  guint n_heard = 0;

  while (n_heard < N_STREAMS && g_get_monotonic_time () < until)
    {
      n_heard = 0;
      for (guint i = 0; i < N_STREAMS; i++)
        {
          gboolean heard = has_heard (streams->heard[i], what);

          n_heard += heard;
          files[i] = (struct pollfd){ heard ? -1 : streams->files[i], POLLIN, 0 };
        }
      if (n_heard == N_STREAMS || poll (files, N_STREAMS, 100) <= 0)
        continue;
      for (guint i = 0; i < N_STREAMS; i++)
        {
          char buffer[4096];
          gssize n = files[i].revents == 0 ? 0 : recv (files[i].fd, buffer, sizeof buffer, MSG_DONTWAIT);

          g_string_append_len (streams->heard[i], buffer, MAX (n, 0));
        }
    }
  return n_heard;
}

static void
open_streams (Side *side, Streams *streams)
{
  for (guint i = 0; i < N_STREAMS; i++)
    {
      g_autofree char *request = g_strdup_printf (
          "GET /sync/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n\r\n",
          side->users[i % N_FAMILIES].token);

      streams->files[i] = loopback_connect (side->server->port, i / STREAMS_PER_SOURCE);
      streams->heard[i] = g_string_new (NULL);
      loopback_send (streams->files[i], request);
    }
}

static void
close_streams (Streams *streams)
{
  for (guint i = 0; i < N_STREAMS; i++)
    {
      close (streams->files[i]);
      g_string_free (streams->heard[i], TRUE);
    }
}

/* Everybody's family moves; how long until everybody knows, in ms. */
static double
tell_everybody (Side *side, Streams *streams, guint *n_heard)
{
  gint64 started = g_get_monotonic_time ();

  for (guint i = 0; i < N_STREAMS; i++)
    g_string_truncate (streams->heard[i], 0);
  for (guint i = 0; i < N_FAMILIES; i++)
    {
      g_autofree char *body = push_of (side, &side->users[i], 1);
      g_autofree char *status = member_of_answer (side, &side->users[i], "/sync/push", body, "status");

      g_assert_cmpstr (status, ==, "applied");
    }
  *n_heard = listen_for (streams, "event: changed", 30);
  return (double) (g_get_monotonic_time () - started) / 1000;
}

static void
measure_streams (Side *side, double seconds)
{
  g_autofree Streams *streams = g_new0 (Streams, 1);
  double before = megabytes (side);
  guint n_open, n_heard;
  double processor, told;

  open_streams (side, streams);
  n_open = listen_for (streams, "\r\n\r\n", 60);
  for (guint i = 0; i < N_STREAMS; i++)
    if (!has_heard (streams->heard[i], "HTTP/1.1 200"))
      g_error ("a stream was not opened: %s", streams->heard[i]->str);
  processor = processor_time (side);
  g_usleep ((gulong) (seconds * G_USEC_PER_SEC));
  processor = processor_time (side) - processor;
  g_print (
      "%-10s  %u event streams, idle for %.0f s: %.0f MB (goal 256; %.0f MB before), %.1f%% of a processor\n",
      side->name, n_open, seconds, megabytes (side), before, 100 * processor / seconds);
  told = tell_everybody (side, streams, &n_heard);
  g_print (
      "%-10s  news for everybody: %u of %u streams heard it, the last after %.0f ms, %d pushes included\n",
      side->name, n_heard, N_STREAMS, told, N_FAMILIES);
  if (n_heard != N_STREAMS)
    g_error ("some did not hear of it");
  close_streams (streams);
}

/* us a request when as many come as can be answered */
static double
measure_most (Side *side, const Work *work, double seconds)
{
  const OpenLoop loop = { .port = side->server->port,
                          .n_connections = CROWD,
                          .seconds = seconds,
                          .request = work->request,
                          .user_data = side };
  g_autoptr (OpenLoopResult) result = open_loop_run (&loop);

  if (result->n_answered == 0 || result->n_refused > 0)
    g_error ("%zu answered, %zu refused", result->n_answered, result->n_refused);
  return result->seconds * 1e6 / (double) result->n_answered;
}

static void
compare_sides (Side sides[2], const Work *work, double seconds)
{
  double figures[2][RUNS];

  for (guint i = 0; i < 2; i++)
    catch_up_all (&sides[i]);
  for (guint run = 0; run < RUNS; run++)
    for (guint i = 0; i < 2; i++)
      figures[i][run] = measure_most (&sides[i], work, seconds);
  for (guint i = 0; i < 2; i++)
    figures_sort (figures[i], RUNS);
  g_print (
      "%s over HTTP, %d at a time, as many as can be answered: SQLite %.0f us each (%.0f to %.0f), PostgreSQL"
      " %.0f us (%.0f to %.0f), ratio %.2f (goal 2)\n",
      work->name, CROWD, figures[0][RUNS / 2], figures[0][0], figures[0][RUNS - 1], figures[1][RUNS / 2],
      figures[1][0], figures[1][RUNS - 1], figures[1][RUNS / 2] / figures[0][RUNS / 2]);
}

int
main (int argc, char **argv)
{
  double seconds = argc > 1 ? atof (argv[1]) : DEFAULT_SECONDS;
  guint n_sides = g_getenv ("DOVETAIL_POSTGRESQL") == NULL ? 1 : 2;
  struct rlimit files;
  Side sides[2] = { { NULL } };

  getrlimit (RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit (RLIMIT_NOFILE, &files);
  side_open (&sides[0], "SQLite", FALSE);
  if (n_sides == 2)
    side_open (&sides[1], "PostgreSQL", TRUE);
  figures_print_load ();
  for (guint i = 0; i < n_sides; i++)
    {
      catch_up_all (&sides[i]);
      measure_latency (&sides[i], &pulls, seconds);
      measure_latency (&sides[i], &pushes, seconds);
      measure_streams (&sides[i], IDLE_SHARE * seconds);
    }
  if (n_sides == 2)
    {
      compare_sides (sides, &pulls, seconds / RUNS);
      compare_sides (sides, &pushes, seconds / RUNS);
    }
  figures_print_load ();
  for (guint i = 0; i < n_sides; i++)
    side_close (&sides[i]);
  return 0;
}
