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

/* What broke something once. */
static const guint64 regressions[] = { 107, 120, 170, 186, 376, 1025, 1350, 3169, 3197 };

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

static void
live (Family *family)
{
  guint steps = 30 + chance_below (&family->schedule, 90);

  let_stranger_write (family);
  for (guint i = 0; i < steps; i++)
    {
      Device *device = &family->devices[chance_below (&family->schedule, family->n_devices)];

      family_pass_time (family, chance_below (&family->schedule, 120000));
      if (chance_hits (&family->schedule, 70))
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
} Sometimes;

static void
count (Sometimes *sometimes, const Family *family)
{
  sometimes->seeds++;
  sometimes->conflicts += family->conflicts;
  sometimes->full_syncs += family->full_syncs;
  sometimes->refused += family->refused;
  sometimes->in_flight += family->in_flight;
  for (guint i = 0; i < N_OPERATIONS; i++)
    sometimes->done[i] += family->done[i];
  for (guint i = 0; i < N_FAULTS; i++)
    sometimes->hit[i] += family->hit[i];
}

static char *
run_once (guint64 seed, Sometimes *sometimes)
{
  g_autoptr (Family) family = family_new (seed);

  live (family);
  invariants_come_to_rest (family);
  invariants_check (family);
  if (sometimes != NULL)
    count (sometimes, family);
  return g_strdup (g_checksum_get_string (family->trace));
}

static void
run_seed (guint64 seed, gboolean twice, Sometimes *sometimes)
{
  g_autofree char *trace = NULL;
  g_autofree char *again = NULL;

  g_test_message ("seed %" G_GUINT64_FORMAT, seed);
  trace = run_once (seed, sometimes);
  if (!twice)
    return;
  again = run_once (seed, NULL);
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
say (const Sometimes *sometimes)
{
  g_test_message ("%u seeds: %u conflicts, %u full syncs, %u refused, %u acts in flight", sometimes->seeds,
                  sometimes->conflicts, sometimes->full_syncs, sometimes->refused, sometimes->in_flight);
  for (guint i = 0; i < N_OPERATIONS; i++)
    g_test_message ("%s: %u", operations_name (i), sometimes->done[i]);
  for (guint i = 0; i < N_FAULTS; i++)
    g_test_message ("%s: %u", faults_name (i), sometimes->hit[i]);
}

/* What never happened was not tested. */
static void
check_sometimes (const Sometimes *sometimes)
{
  g_assert_cmpuint (sometimes->conflicts, >, 0);
  g_assert_cmpuint (sometimes->full_syncs, >, 0);
  g_assert_cmpuint (sometimes->in_flight, >, 0);
  for (guint i = 0; i < N_OPERATIONS; i++)
    if (sometimes->done[i] == 0 && i != OPERATION_RETRY)
      g_error ("sometimes a user does %s", operations_name (i));
  for (guint i = 0; i < N_FAULTS; i++)
    if (sometimes->hit[i] == 0)
      g_error ("sometimes there is: %s", faults_name (i));
}

static void
test_seeds (void)
{
  guint64 only = number_from_environment ("DOVETAIL_SIM_SEED", 0);
  guint64 first = only > 0 ? only : number_from_environment ("DOVETAIL_SIM_FIRST", 1);
  guint64 seeds = only > 0 ? 1 : number_from_environment ("DOVETAIL_SIM_SEEDS", DEFAULT_SEEDS);
  gboolean loud = g_getenv ("DOVETAIL_SIM_TRACE") != NULL;
  Sometimes sometimes = { 0 };

  for (guint64 seed = first; seed < first + seeds; seed++)
    run_seed (seed, !loud, &sometimes);
  say (&sometimes);
  if (seeds >= ENOUGH_SEEDS)
    check_sometimes (&sometimes);
}

static void
test_regressions (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (regressions); i++)
    run_seed (regressions[i], FALSE, NULL);
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
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
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
