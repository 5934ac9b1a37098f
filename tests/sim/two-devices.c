/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two devices edit offline and online, lose answers, die and come back, and end equal. Each seed is one life;
 * DOVETAIL_SIM_SEED replays it, DOVETAIL_SIM_SEEDS says how many to live. */

#include "sim/world.h"

#include "store/conflicts.h"
#include "store/outbox.h"

#define DEFAULT_SEEDS 40
#define MOST_ROUNDS 8

static void
assert_equal (World *world, const char *what, const char *a, const char *b)
{
  if (g_strcmp0 (a, b) == 0)
    return;
  g_printerr ("seed %" G_GUINT64_FORMAT ": %s differ\n--- one\n%s\n--- other\n%s\n", world->seed, what, a, b);
  g_error ("replay with DOVETAIL_SIM_SEED=%" G_GUINT64_FORMAT, world->seed);
}

static void
live (World *world)
{
  guint steps = 30 + chance_below (&world->schedule, 60);

  for (guint i = 0; i < steps; i++)
    {
      Device *device = &world->devices[chance_below (&world->schedule, WORLD_DEVICES)];
      guint what = chance_below (&world->schedule, 100);

      world_pass_time (world, chance_below (&world->schedule, 60000));
      if (what < 60)
        world_edit (device);
      else if (what < 72)
        world_resolve (device);
      else if (what < 75)
        world_unresolve (device);
      else
        dovetail_job_free (world_sync (device));
    }
}

static gboolean
is_at_rest (World *world)
{
  for (guint i = 0; i < WORLD_DEVICES; i++)
    {
      DovetailOutboxSummary summary = { 0 };

      dovetail_store_summarize_outbox (world->devices[i].scratch->store, &summary, NULL);
      if (summary.quarantined > 0)
        g_error ("seed %" G_GUINT64_FORMAT ": %u edits of %s were refused", world->seed, summary.quarantined,
                 world->devices[i].name);
      if (summary.waiting > 0)
        return FALSE;
    }
  return TRUE;
}

/* The faults stop, and every device syncs until nothing waits; then once more, to see what the last one sent.
 */
static void
come_to_rest (World *world)
{
  guint round = 0;

  world->faulty = FALSE;
  do
    for (guint i = 0; i < WORLD_DEVICES; i++)
      {
        g_autoptr (DovetailJob) job = world_sync (&world->devices[i]);

        if (job->error_message != NULL)
          g_error ("seed %" G_GUINT64_FORMAT ": %s cannot sync: %s", world->seed, world->devices[i].name,
                   job->error_message);
      }
  while (++round < MOST_ROUNDS && (round < 3 || !is_at_rest (world)));
  if (!is_at_rest (world))
    g_error ("seed %" G_GUINT64_FORMAT ": edits still wait after %u rounds", world->seed, round);
}

static void
check_equal (World *world)
{
  g_autofree char *server = world_dump_server (world);

  for (guint i = 0; i < WORLD_DEVICES; i++)
    {
      g_autofree char *device = world_dump (&world->devices[i]);

      assert_equal (world, world->devices[i].name, device, server);
    }
}

static void
check_conflicts (World *world)
{
  guint laptop = dovetail_store_count_conflicts (world->devices[0].scratch->store);
  guint phone = dovetail_store_count_conflicts (world->devices[1].scratch->store);

  if (laptop != phone)
    g_error ("seed %" G_GUINT64_FORMAT ": %u conflicts open on one device, %u on the other", world->seed,
             laptop, phone);
}

/* What a user wrote is in a record or in a conflict, unless a user with it in view overwrote it, deleted it
 * or decided against it. */
static void
check_words (World *world)
{
  g_autofree char *records = world_dump_server (world);
  g_autofree char *laptop = world_dump_conflicts (&world->devices[0]);
  g_autofree char *phone = world_dump_conflicts (&world->devices[1]);
  GHashTableIter iter;
  gpointer word;

  g_hash_table_iter_init (&iter, world->words);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    {
      if (strstr (records, word) == NULL && strstr (laptop, word) == NULL && strstr (phone, word) == NULL)
        {
          world_tell (&world->devices[0], "knows the conflicts\n%s", laptop);
          world_tell (&world->devices[1], "knows the conflicts\n%s", phone);
          g_error ("seed %" G_GUINT64_FORMAT ": %s is lost", world->seed, (char *) word);
        }
    }
}

/* At rest a sync, full ones included, changes nothing anywhere. */
static void
check_quiet (World *world)
{
  g_autofree char *before = world_dump_server (world);
  g_autofree char *after = NULL;

  for (guint i = 0; i < WORLD_DEVICES; i++)
    {
      g_autoptr (DovetailJob) job = world_sync (&world->devices[i]);

      g_assert_cmpint (job->pushed + job->errors + job->created + job->updated + job->deleted, ==, 0);
    }
  after = world_dump_server (world);
  assert_equal (world, "the server's records", before, after);
  check_equal (world);
}

typedef struct
{
  guint seeds, lost, crashed, edited_in_flight, conflicts, resolved, unresolved;
} Sometimes;

static void
run_seed (guint64 seed, Sometimes *sometimes)
{
  g_autoptr (World) world = world_new (seed);

  live (world);
  come_to_rest (world);
  check_equal (world);
  check_conflicts (world);
  check_words (world);
  check_quiet (world);
  sometimes->seeds++;
  sometimes->lost += world->lost;
  sometimes->crashed += world->crashed;
  sometimes->edited_in_flight += world->edited_in_flight;
  sometimes->conflicts += world->conflicts;
  sometimes->resolved += world->resolved;
  sometimes->unresolved += world->unresolved;
}

static guint64
number_from_environment (const char *name, guint64 fallback)
{
  const char *text = g_getenv (name);

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : fallback;
}

static void
test_seeds (void)
{
  guint64 only = number_from_environment ("DOVETAIL_SIM_SEED", 0);
  guint64 first = only > 0 ? only : 1;
  guint64 count = only > 0 ? 1 : number_from_environment ("DOVETAIL_SIM_SEEDS", DEFAULT_SEEDS);
  Sometimes sometimes = { 0 };

  for (guint64 seed = first; seed < first + count; seed++)
    {
      g_test_message ("seed %" G_GUINT64_FORMAT, seed);
      run_seed (seed, &sometimes);
    }
  g_test_message ("%u seeds: %u answers lost, %u crashes, %u edits in flight, %u conflicts, %u resolved, "
                  "%u taken back",
                  sometimes.seeds, sometimes.lost, sometimes.crashed, sometimes.edited_in_flight,
                  sometimes.conflicts, sometimes.resolved, sometimes.unresolved);
  if (count < DEFAULT_SEEDS)
    return;
  /* What never happened was not tested. */
  g_assert_cmpuint (sometimes.lost, >, 0);
  g_assert_cmpuint (sometimes.crashed, >, 0);
  g_assert_cmpuint (sometimes.edited_in_flight, >, 0);
  g_assert_cmpuint (sometimes.conflicts, >, 0);
  g_assert_cmpuint (sometimes.resolved, >, 0);
  g_assert_cmpuint (sometimes.unresolved, >, 0);
}

/* The same seed lives the same life. */
static void
test_replay (void)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (World) world = world_new (7);

      live (world);
      come_to_rest (world);
      *(i == 0 ? &first : &second) = world_dump_server (world);
    }
  g_assert_cmpstr (first, ==, second);
}

static InProcessFate
lose_once (const DovetailRequest *request, gpointer user_data)
{
  gboolean *lost = user_data;

  if (*lost || !g_str_equal (request->path, "/sync/delta"))
    return IN_PROCESS_DELIVER;
  *lost = TRUE;
  return IN_PROCESS_LOSE_RESPONSE;
}

/* The answer to a create is lost after the server committed it: one task, version 1. */
static void
test_lost_answer (void)
{
  g_autoptr (World) world = world_new (1);
  Device *laptop = &world->devices[0];
  gboolean lost = FALSE;
  g_autofree char *server = NULL;

  world->faulty = FALSE;
  in_process_remote_hook (laptop->remote, lose_once, &lost);
  world_edit (laptop);
  dovetail_job_free (world_sync (laptop));
  dovetail_job_free (world_sync (laptop));
  g_assert_true (lost);
  server = world_dump_server (world);
  g_assert_nonnull (strstr (server, "\"version\":1"));
  g_assert_null (strchr (server, '\n'));
}

int
main (int argc, char **argv)
{
  /* Lives are many and short: in memory, where there is such a folder. */
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_setenv ("SYNC_MAX_RETRIES", "1", TRUE);
  g_setenv ("SYNC_BATCH_SIZE", "10", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/lost-answer", test_lost_answer);
  g_test_add_func ("/sim/replay", test_replay);
  g_test_add_func ("/sim/seeds", test_seeds);
  return g_test_run ();
}
