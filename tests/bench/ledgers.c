/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The same requests to a server on SQLite and to one on PostgreSQL, taking turns in one run: the ratio is
 * what counts. Requests go straight to the handlers, JSON and tokens included, HTTP left out; both ledgers
 * wait for the disk. Wall time is what a client sees, and on a busy machine mostly others' work; processor
 * time is of this process and, for PostgreSQL, of all of the database's processes.
 *
 * Usage: with-postgresql --durable bench-ledgers [REQUESTS]. */

#include <stdlib.h>
#include <sys/resource.h>

#include "../server/scratch-database.h"
#include "../server/world.h"
#include "process-figures.h"
#include "server/system.h"

#define RUNS 5
#define DEFAULT_REQUESTS 200
#define THREADS 4
#define CHANGES 10

/* A device of a family of its own, and what it knows. */
typedef struct
{
  World world;
  Device *device;
  char *token;
  guint n_requests;
} Client;

typedef struct
{
  World *world;
  DovetailServer *server;
  Client clients[THREADS];
} Side;

typedef gpointer (*Work) (gpointer client);

static gpointer
pull_nothing (gpointer user_data)
{
  Client *client = user_data;

  for (guint i = 0; i < client->n_requests; i++)
    {
      g_autoptr (Answer) answer
          = post (client->device, &client->world, "/sync/pull", "{'client_id':'%s','sync_token':'%s'}",
                  client->device->client_id, client->token);

      g_assert_cmpuint (answer->status, ==, 200);
    }
  return NULL;
}

/* About 450 bytes of JSON each. */
static gpointer
push_changes (gpointer user_data)
{
  Client *client = user_data;
  g_autofree char *notes = g_strnfill (200, 'n');

  for (guint i = 0; i < client->n_requests; i++)
    {
      g_autoptr (GString) deltas = g_string_new (NULL);
      g_autoptr (Answer) answer = NULL;

      for (guint j = 0; j < CHANGES; j++)
        {
          g_autofree char *id = world_new_id (&client->world);

          g_string_append_printf (
              deltas,
              "%s{'mutation_id':'%s','entity_type':'task','entity_id':'%s','operation':'create',"
              "'timestamp':'2027-01-15T08:00:00.000Z','data':{'title':'%s, forty characters long',"
              "'notes':'%s','tags':['home','garden'],'due':'2027-03-10','priority':'none'}}",
              j == 0 ? "" : ",", id, id, id, notes);
        }
      answer = post (client->device, &client->world, "/sync/push", "{'client_id':'%s','deltas':[%s]}",
                     client->device->client_id, deltas->str);
      assert_at (answer, "applied_count", G_STRINGIFY (CHANGES));
    }
  return NULL;
}

static void
side_open (Side *side, World *world)
{
  DovetailServerOptions options = *world_options (world);

  options.random = dovetail_server_system_random ();
  side->world = world;
  side->server = dovetail_server_new (world->ledger, &options, NULL);
  for (guint i = 0; i < THREADS; i++)
    {
      Client *client = &side->clients[i];
      g_autofree char *name = g_strdup_printf ("user-%u", i);
      g_autoptr (Answer) walk = NULL;

      world_add_user (world, name, name, "owner");
      client->world = *world;
      client->world.server = side->server;
      client->world.n_ids = (i + 1) * 10000000;
      client->device = device_new (&client->world, name, name);
      walk = post (client->device, &client->world, "/sync/pull", "{'client_id':'%s'}", name);
      client->token = string_at (walk, "next_sync_token");
    }
}

static void
side_close (Side *side)
{
  for (guint i = 0; i < THREADS; i++)
    {
      device_free (side->clients[i].device);
      g_free (side->clients[i].token);
    }
  g_object_unref (side->server);
  world_free (side->world);
}

typedef struct
{
  double wall; /* us a request */
  double processor;
} Cost;

/* us, so far */
static double
processor_time (void)
{
  struct rusage own;

  getrusage (RUSAGE_SELF, &own);
  return (own.ru_utime.tv_sec + own.ru_stime.tv_sec) * 1e6 + own.ru_utime.tv_usec + own.ru_stime.tv_usec
         + database_processor_time () * 1e6;
}

static Cost
measure (Side *side, Work work, guint n_threads, guint n_requests)
{
  GThread *threads[THREADS];
  double processor = processor_time ();
  gint64 started = g_get_monotonic_time ();
  Cost cost;

  for (guint i = 0; i < n_threads; i++)
    {
      side->clients[i].n_requests = n_requests / n_threads;
      threads[i] = g_thread_new ("client", work, &side->clients[i]);
    }
  for (guint i = 0; i < n_threads; i++)
    g_thread_join (threads[i]);
  cost.wall = (double) (g_get_monotonic_time () - started) / n_requests;
  cost.processor = (processor_time () - processor) / n_requests;
  return cost;
}

static void
print_row (const char *name, guint n_threads, const char *what, double figures[2][RUNS])
{
  for (guint i = 0; i < 2; i++)
    figures_sort (figures[i], RUNS);
  g_print ("%-22s %u threads, %-14s SQLite %6.0f us (%.0f to %.0f)  PostgreSQL %6.0f us (%.0f to %.0f)"
           "  ratio %.2f\n",
           name, n_threads, what, figures[0][RUNS / 2], figures[0][0], figures[0][RUNS - 1],
           figures[1][RUNS / 2], figures[1][0], figures[1][RUNS - 1],
           figures[1][RUNS / 2] / figures[0][RUNS / 2]);
}

static void
compare_sides (Side sides[2], const char *name, Work work, guint n_threads, guint n_requests)
{
  double walls[2][RUNS];
  double processors[2][RUNS];

  for (guint run = 0; run < RUNS; run++)
    for (guint i = 0; i < 2; i++)
      {
        Cost cost = measure (&sides[i], work, n_threads, n_requests);

        walls[i][run] = cost.wall;
        processors[i][run] = cost.processor;
      }
  print_row (name, n_threads, "wall", walls);
  print_row (name, n_threads, "processor", processors);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    Work work;
  } works[] = { { "pulls of nothing", pull_nothing }, { "pushes of 10 changes", push_changes } };
  static const guint crowds[] = { 1, THREADS };
  guint n_requests = argc > 1 ? (guint) atoi (argv[1]) : DEFAULT_REQUESTS;
  Side sides[2] = { { NULL } };

  if (!scratch_database_is_there ())
    return g_printerr ("run it by with-postgresql --durable\n"), 1;
  side_open (&sides[0], world_new_in_file ());
  side_open (&sides[1], world_new ());
  figures_print_load ();
  for (gsize i = 0; i < G_N_ELEMENTS (works); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (crowds); j++)
      compare_sides (sides, works[i].name, works[i].work, crowds[j], n_requests);
  figures_print_load ();
  side_close (&sides[0]);
  side_close (&sides[1]);
  return 0;
}
