/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two devices live as in the other simulation, with lost answers, crashes, edits in flight and conflicts;
 * then the last syncs of each are exported and replayed, and decide the same. */

#include "sim/replays.h"
#include "sim/world.h"

#define SEEDS 12

static void
live (World *world)
{
  for (guint i = 0; i < 60; i++)
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

static void
test_lives (void)
{
  const char *only = g_getenv ("DOVETAIL_SIM_SEED");
  guint64 first = only != NULL ? g_ascii_strtoull (only, NULL, 10) : 1;
  const char *many = g_getenv ("DOVETAIL_SIM_SEEDS");
  guint64 last = only != NULL ? first : many != NULL ? g_ascii_strtoull (many, NULL, 10) : SEEDS;
  guint decisions = 0;
  guint differences = 0;

  for (guint64 seed = first; seed <= last; seed++)
    {
      g_autoptr (World) world = world_new (seed);

      live (world);
      for (guint i = 0; i < WORLD_DEVICES; i++)
        decisions
            += replays_check (world->devices[i].scratch->store, world->devices[i].name, seed, &differences);
    }
  g_assert_cmpuint (decisions, >, 100);
  g_assert_cmpuint (differences, ==, 0);
}

int
main (int argc, char **argv)
{
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_setenv ("SYNC_MAX_RETRIES", "1", TRUE);
  g_setenv ("SYNC_BATCH_SIZE", "10", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/traces", test_lives);
  return g_test_run ();
}
