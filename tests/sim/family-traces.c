/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Families live broadly, as in the simulation of many devices: pages, full walks, held deletions, servers set
 * back, filters, devices that act in the middle of each other's syncs. Then the last syncs of each device are
 * exported and replayed. What users do in the middle of a sync beyond editing records (choose another filter,
 * answer a conflict) a trace does not tell: one decision in a hundred may come out otherwise. */

#include "sim/faults.h"
#include "sim/operations.h"
#include "sim/replays.h"

#define SEEDS 8

static void
live (Family *family)
{
  operations_found_library (&family->devices[0], 10);
  for (guint i = 0; i < 80; i++)
    {
      Device *device = &family->devices[chance_below (&family->schedule, family->n_devices)];

      family_pass_time (family, chance_below (&family->schedule, 120000));
      if (chance_hits (&family->schedule, 100 - family->sync_percent))
        operations_perform (device);
      else
        dovetail_job_free (device_sync (device));
    }
}

static guint64
number_from_environment (const char *name, guint64 fallback)
{
  const char *text = g_getenv (name);

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : fallback;
}

static void
test_families (void)
{
  guint64 only = number_from_environment ("DOVETAIL_SIM_SEED", 0);
  guint64 first = only > 0 ? only : number_from_environment ("DOVETAIL_SIM_FIRST", 1);
  guint64 seeds = only > 0 ? 1 : number_from_environment ("DOVETAIL_SIM_SEEDS", SEEDS);
  guint decisions = 0;
  guint differences = 0;

  for (guint64 seed = first; seed < first + seeds; seed++)
    {
      g_autoptr (Family) family = family_new (seed, TRUE);

      live (family);
      for (guint i = 0; i < family->n_devices; i++)
        decisions
            += replays_check (family->devices[i].scratch->store, family->devices[i].name, seed, &differences);
    }
  g_test_message ("%u of %u decisions are others when they are replayed", differences, decisions);
  g_assert_cmpuint (decisions, >, 0);
  g_assert_cmpuint (differences, <=, decisions / 100);
}

static GLogWriterOutput
drop_warnings (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  if ((level & (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO | G_LOG_LEVEL_DEBUG)) != 0)
    return G_LOG_WRITER_HANDLED;
  return g_log_writer_standard_streams (level, fields, n_fields, user_data);
}

int
main (int argc, char **argv)
{
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", FALSE);
  g_setenv ("SYNC_MAX_RETRIES", "2", TRUE);
  g_setenv ("SYNC_BATCH_SIZE", "7", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  g_log_set_writer_func (drop_warnings, NULL, NULL);
  faults_install ();
  g_test_add_func ("/sim/family-traces", test_families);
  return g_test_run ();
}
