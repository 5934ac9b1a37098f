/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Many lives of a family whose devices edit, meet, lose answers, die and come back, and end equal. Each seed
 * is one life, lived twice with the same trace. DOVETAIL_SIM_SEED replays one, DOVETAIL_SIM_FIRST and
 * DOVETAIL_SIM_SEEDS say which to live, DOVETAIL_SIM_TRACE tells the story. */

#include "sim/faults.h"
#include "sim/invariants.h"
#include "sim/operations.h"

#include "store/edit.h"

#define DEFAULT_SEEDS 60
/* With so many lives everything must have happened. */
#define ENOUGH_SEEDS 40
#define ENOUGH_FOR_WHAT_IS_RARE 200
/* Merge bases are never cleaned up: only a record that was deleted, forgotten and made again has lost its
 * own. */
#define ENOUGH_FOR_WHAT_IS_RAREST 2000

/* What broke something once, lived as they were then. */
static const guint64 regressions[] = { 107, 120, 170, 186, 376, 1025, 1350, 3169, 3197, 1077 };
/* The same of lives in the long form. */
static const guint64 broad_regressions[] = { 742721 };

static void
let_stranger_write (Family *family)
{
  g_autoptr (JsonNode) data = scratch_data ("{'title':'strange thing'}");
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailReplica) replica = dovetail_store_create (
      family->stranger.scratch->store, DOVETAIL_ENTITY_TASK, NULL, data, TRUE, &error);

  g_assert_no_error (error);
  dovetail_job_free (device_sync (&family->stranger));
}

/* 50 to 500 acts and syncs: most lives are short, for many lives find more than long ones, and some are long, for
 * what takes a history. */
static guint
choose_length (Family *family)
{
  guint steps = 30 + chance_below (&family->schedule, 90);
  guint short_of, long_of;

  if (!family->broad)
    return steps;
  if (chance_hits (&family->breadth, 40))
    operations_found_library (&family->devices[0], 10 + chance_below (&family->breadth, 10));
  short_of = chance_below (&family->breadth, 50);
  long_of = chance_below (&family->breadth, 450);
  return 50 + (chance_hits (&family->breadth, 3) ? long_of : MIN (short_of, steps - 30));
}

static void
live (Family *family)
{
  guint steps = choose_length (family);

  let_stranger_write (family);
  for (guint i = 0; i < steps; i++)
    {
      Device *device = &family->devices[chance_below (&family->schedule, family->n_devices)];

      family_pass_time (family, chance_below (&family->schedule, 120000));
      if (chance_hits (&family->schedule, 100 - family->sync_percent))
        operations_perform (device);
      else
        dovetail_job_free (device_sync (device));
    }
}

typedef struct
{
  guint seeds, conflicts, full_syncs, refused, in_flight;
  guint done[N_OPERATIONS];
  guint hit[N_FAULTS];
  guint happened[N_SOMETIMES];
} Counts;

static void
count (Counts *counts, const Family *family)
{
  counts->seeds++;
  counts->conflicts += family->conflicts;
  counts->full_syncs += family->full_syncs;
  counts->refused += family->refused;
  counts->in_flight += family->in_flight;
  for (guint i = 0; i < N_OPERATIONS; i++)
    counts->done[i] += family->done[i];
  for (guint i = 0; i < N_FAULTS; i++)
    counts->hit[i] += family->hit[i];
  for (guint i = 0; i < N_SOMETIMES; i++)
    counts->happened[i] += family->happened[i];
}

static char *
run_once (guint64 seed, gboolean broad, Counts *counts)
{
  g_autoptr (Family) family = family_new (seed, broad);

  live (family);
  invariants_come_to_rest (family);
  invariants_check (family);
  if (counts != NULL)
    count (counts, family);
  return g_strdup (g_checksum_get_string (family->trace));
}

static void
run_seed (guint64 seed, gboolean broad, gboolean twice, Counts *counts)
{
  g_autofree char *trace = NULL;
  g_autofree char *again = NULL;

  g_test_message ("seed %" G_GUINT64_FORMAT, seed);
  trace = run_once (seed, broad, counts);
  if (!twice)
    return;
  again = run_once (seed, broad, NULL);
  if (!g_str_equal (trace, again))
    g_error ("seed %" G_GUINT64_FORMAT " lives another life the second time", seed);
}

static guint64
number_from_environment (const char *name, guint64 fallback)
{
  const char *text = g_getenv (name);

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : fallback;
}

static void
say (const Counts *counts)
{
  g_test_message ("%u seeds: %u conflicts, %u full syncs, %u refused, %u acts in flight", counts->seeds,
                  counts->conflicts, counts->full_syncs, counts->refused, counts->in_flight);
  for (guint i = 0; i < N_OPERATIONS; i++)
    g_test_message ("%s: %u", operations_name (i), counts->done[i]);
  for (guint i = 0; i < N_FAULTS; i++)
    g_test_message ("%s: %u", faults_name (i), counts->hit[i]);
  for (guint i = 0; i < N_SOMETIMES; i++)
    g_test_message ("%s: %u", sometimes_name (i), counts->happened[i]);
}

/* What never happened was not tested. */
static void
check_sometimes (const Counts *counts)
{
  gboolean rare_too = counts->seeds >= ENOUGH_FOR_WHAT_IS_RARE;

  g_assert_cmpuint (counts->conflicts, >, 0);
  g_assert_cmpuint (counts->full_syncs, >, 0);
  g_assert_cmpuint (counts->in_flight, >, 0);
  /* Only an old server still refuses anything that could be tried again. */
  for (guint i = 0; i < N_OPERATIONS; i++)
    if (counts->done[i] == 0 && ((i <= OPERATION_CLOCK_JUMP && i != OPERATION_RETRY) || rare_too))
      g_error ("sometimes a user does %s", operations_name (i));
  for (guint i = 0; i < N_FAULTS; i++)
    if (counts->hit[i] == 0)
      g_error ("sometimes there is: %s", faults_name (i));
  for (guint i = 0; i < N_SOMETIMES && rare_too; i++)
    if (counts->happened[i] == 0 && (i != SOMETIMES_NO_BASE || counts->seeds >= ENOUGH_FOR_WHAT_IS_RAREST))
      g_error ("sometimes it comes to this: %s", sometimes_name (i));
}

static void
test_seeds (void)
{
  guint64 only = number_from_environment ("DOVETAIL_SIM_SEED", 0);
  guint64 first = only > 0 ? only : number_from_environment ("DOVETAIL_SIM_FIRST", 1);
  guint64 seeds = only > 0 ? 1 : number_from_environment ("DOVETAIL_SIM_SEEDS", DEFAULT_SEEDS);
  gboolean broad = g_getenv ("DOVETAIL_SIM_NARROW") == NULL;
  gboolean loud = g_getenv ("DOVETAIL_SIM_TRACE") != NULL;
  Counts counts = { 0 };

  for (guint64 seed = first; seed < first + seeds; seed++)
    run_seed (seed, broad, !loud, &counts);
  say (&counts);
  if (seeds >= ENOUGH_SEEDS)
    check_sometimes (&counts);
}

static void
test_regressions (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (regressions); i++)
    run_seed (regressions[i], FALSE, FALSE, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (broad_regressions); i++)
    run_seed (broad_regressions[i], TRUE, FALSE, NULL);
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
  /* Lives are many and short: in memory, where there is such a folder. */
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", FALSE);
  g_setenv ("SYNC_MAX_RETRIES", "2", TRUE);
  g_setenv ("SYNC_BATCH_SIZE", "7", TRUE);
  g_test_init (&argc, &argv, NULL);
  /* A device that dies while it writes says so; that is no fault of the test. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  g_log_set_writer_func (drop_warnings, NULL, NULL);
  faults_install ();
  g_test_add_func ("/sim/regressions", test_regressions);
  g_test_add_func ("/sim/seeds", test_seeds);
  return g_test_run ();
}
