/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Each scenario is played through once as it should be. Then it is played again, and at every step of the
 * laptop, that is before and after each of its statements, at everything it does to its disk, and before and
 * after each request, a copy of the whole world is made by fork() in which the laptop dies just there, starts
 * again and goes on. Every copy must end as the play that nobody disturbed.
 *
 * A statement before which nothing was synced, no request served and nothing acted since the last death would
 * be the same death again, and is passed over; DOVETAIL_CRASH_ALL tries every one all the same, and
 * DOVETAIL_CRASH_ONE_IN only one of so many.
 * DOVETAIL_CRASH_SCENARIO plays one scenario, DOVETAIL_CRASH_BLOW deals one kind of
 * blow; with DOVETAIL_CRASH_STEP too, one of them, in this process, for a debugger. */

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "core/error.h"
#include "sim/ending.h"
#include "sim/scenario.h"

#define MOST_FAILURES 3
#define CHILD_SECONDS 30
/* A sanitizer makes a fork take ten times as long. */
#if defined(__SANITIZE_ADDRESS__)
#  define ONE_IN 10
#else
#  define ONE_IN 1
#endif
/* While SQLite writes what only the sync after it makes true, a death is tried at one write of this many. */
#define WRITES_IN 8
/* Where nothing else fails, one statement of this many does. */
#define STATEMENTS_IN 10
/* Deaths during a recovery are tried at one of this many steps ... */
#define AGAIN_IN 5
/* ... and come within this many steps of it. */
#define AGAIN_WITHIN 160
/* How many of the allocations of a play fail. */
#define MEMORY_POINTS 80
/* Of how many endings one is examined byte for byte. */
#define EXAMINED_IN 8

typedef enum
{
  BLOW_KILL,
  BLOW_KILL_AGAIN,  /* and once or twice more while it recovers */
  BLOW_POWER_LOST,  /* nothing that was not synced is on the disk */
  BLOW_POWER_TORN,  /* some of it is */
  BLOW_CANCEL,      /* the sync, by its user */
  BLOW_DISK_ONCE,   /* one write fails */
  BLOW_DISK_BROKEN, /* and all that follow, until the user hears of it */
  BLOW_DISK_FULL,   /* likewise */
  BLOW_STATEMENT,   /* one statement fails, one that only reads too */
  BLOW_MEMORY_ONCE,
  BLOW_MEMORY_OUT,
  N_BLOWS
} Blow;

static const char *const names[N_BLOWS] = {
  [BLOW_KILL] = "kill",
  [BLOW_KILL_AGAIN] = "kill-again",
  [BLOW_POWER_LOST] = "power-lost",
  [BLOW_POWER_TORN] = "power-torn",
  [BLOW_CANCEL] = "cancel",
  [BLOW_DISK_ONCE] = "disk-once",
  [BLOW_DISK_BROKEN] = "disk-broken",
  [BLOW_DISK_FULL] = "disk-full",
  [BLOW_STATEMENT] = "statement",
  [BLOW_MEMORY_ONCE] = "memory-once",
  [BLOW_MEMORY_OUT] = "memory-out",
};

/* What the laptop wakes up to depends on nothing else. */
typedef struct
{
  guint64 disk, served, acts; /* compared as bytes: nothing between them */
  gint64 now;
} Situation;

typedef struct
{
  const Scenario *scenario;
  char *expected;
  guint quiet_writes; /* of the sync at rest */
  guint64 seed;
  gboolean all;
  guint one_in; /* of how many deaths one is tried */
  guint steps, statements, requests;
  guint64 allocations, memory_stride;
  Situation last[N_BLOWS];
  guint tried[N_BLOWS];
  guint failures;
  gboolean struck;  /* in the copy that dies */
  guint again_left; /* steps until it dies again; 0: never */
  guint replay_step;
  Blow replay_blow;
} Loop;

static Loop totals;

/* Where the program counts which of its lines ran; NULL: it does not. */
extern void __gcov_dump (void) __attribute__ ((weak));

static guint32
chance_of (const Loop *loop, guint step)
{
  guint32 chance = (guint32) loop->seed * 2654435761u + step * 40503u + g_str_hash (loop->scenario->name);

  chance ^= chance >> 15;
  chance *= 2246822519u;
  return chance ^ (chance >> 13);
}

static gboolean
has_moved (Loop *loop, const Stage *stage, Blow blow)
{
  const Situation now = { stage->synced, stage->served, stage->acts, stage->now };
  gboolean moved = memcmp (&now, &loop->last[blow], sizeof now) != 0;

  loop->last[blow] = now;
  return moved || loop->all;
}

static gboolean
could_fall (Loop *loop, const Stage *stage, Step step, Blow blow)
{
  gboolean request = step == STEP_REQUEST || step == STEP_REQUEST_DONE;
  gboolean disk = step == STEP_WRITE || step == STEP_SYNC || step == STEP_TRUNCATE;
  gboolean fails = (loop->scenario->flags & SCENARIO_FAULTS) != 0;
  guint32 chance = chance_of (loop, loop->steps);

  switch (blow)
    {
    case BLOW_KILL:
      if (step == STEP_WRITE && !loop->all)
        return chance % WRITES_IN == 0;
      return request || disk || has_moved (loop, stage, blow);
    case BLOW_KILL_AGAIN:
      return step != STEP_WRITE && (request || disk || has_moved (loop, stage, blow))
             && chance % AGAIN_IN == 0;
    case BLOW_POWER_LOST:
    case BLOW_POWER_TORN:
      return stage->unsynced && step != STEP_WRITE && (request || disk);
    case BLOW_CANCEL:
      return stage->cancellable != NULL && step != STEP_WRITE && has_moved (loop, stage, blow);
    case BLOW_DISK_ONCE:
      return fails && disk;
    case BLOW_STATEMENT:
      return step == STEP_STATEMENT && stage->at_work == &stage->laptop
             && (fails || loop->all || chance % STATEMENTS_IN == 0);
    default:
      return fails && disk && (step != STEP_WRITE || chance % WRITES_IN == 0);
    }
}

/* Where each death takes long only some are tried, and the seed says which. */
static gboolean
is_due (Loop *loop, const Stage *stage, Step step, Blow blow)
{
  return could_fall (loop, stage, step, blow) && (loop->replay_blow == N_BLOWS || loop->replay_blow == blow)
         && (loop->replay_step > 0 || loop->one_in <= 1
             || chance_of (loop, loop->steps * N_BLOWS + blow) % loop->one_in == 0);
}

static void
strike (Loop *loop, Stage *stage, Blow blow)
{
  static const Loss losses[N_BLOWS] = { [BLOW_POWER_LOST] = LOSS_ALL, [BLOW_POWER_TORN] = LOSS_TORN };
  static const int codes[N_BLOWS] = { [BLOW_DISK_ONCE] = SQLITE_IOERR_WRITE,
                                      [BLOW_DISK_BROKEN] = SQLITE_IOERR_FSYNC,
                                      [BLOW_DISK_FULL] = SQLITE_FULL };
  guint32 chance = chance_of (loop, loop->steps);

  loop->struck = TRUE;
  stage->chance = chance;
  stage->loss = losses[blow];
  stage->disk_code = codes[blow];
  stage->disk_broken = blow == BLOW_DISK_BROKEN || blow == BLOW_DISK_FULL;
  stage->statement_fails = blow == BLOW_STATEMENT;
  stage->memory_code = blow == BLOW_MEMORY_ONCE || blow == BLOW_MEMORY_OUT;
  stage->memory_out = blow == BLOW_MEMORY_OUT;
  if (blow == BLOW_CANCEL)
    g_cancellable_cancel (stage->cancellable);
  else if (blow <= BLOW_POWER_TORN)
    stage->dead = TRUE;
  if (blow == BLOW_KILL_AGAIN)
    loop->again_left = 1 + (chance >> 8) % AGAIN_WITHIN;
}

static void
note_result (Loop *loop, Blow blow, int status)
{
  loop->tried[blow]++;
  if (WIFEXITED (status) && WEXITSTATUS (status) == 0)
    return;
  loop->failures++;
  g_printerr ("replay with: DOVETAIL_CRASH_SCENARIO='%s' DOVETAIL_CRASH_STEP=%u DOVETAIL_CRASH_BLOW=%s "
              "DOVETAIL_CRASH_SEED=%" G_GUINT64_FORMAT " %s\n",
              loop->scenario->name, loop->steps, names[blow], loop->seed, g_get_prgname ());
}

/* Copies share the real folders, where snapshots get their names: those of this world are put back. */
static GHashTable *
list_snapshots (const char *folder)
{
  GHashTable *paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    g_hash_table_add (paths, g_build_filename (folder, name, NULL));
  return paths;
}

static void
put_snapshots_back (const char *folder, GHashTable *before)
{
  g_autoptr (GHashTable) found = list_snapshots (folder);
  GHashTableIter iter;
  const char *path;

  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, (gpointer *) &path, NULL))
    if (!g_hash_table_contains (before, path))
      g_remove (path);
  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, (gpointer *) &path, NULL))
    if (!g_hash_table_contains (found, path))
      g_file_set_contents (path, "", 0, NULL);
}

/* Returns in both worlds. */
static void
strike_in_copy (Loop *loop, Stage *stage, Blow blow)
{
  g_autofree char *folder = g_build_filename (stage->laptop.scratch->directory, "snapshots", NULL);
  g_autoptr (GHashTable) snapshots = NULL;
  int status = 0;
  pid_t child;

  if (loop->failures >= MOST_FAILURES)
    return;
  snapshots = list_snapshots (folder);
  fflush (NULL);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      alarm (CHILD_SECONDS);
      strike (loop, stage, blow);
      return;
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  put_snapshots_back (folder, snapshots);
  note_result (loop, blow, status);
}

static void
strike_or_copy (Loop *loop, Stage *stage, Blow blow)
{
  if (loop->replay_step == 0)
    strike_in_copy (loop, stage, blow);
  else if (loop->replay_step == loop->steps && loop->replay_blow == blow)
    strike (loop, stage, blow);
}

/* The copy that died once may die again. */
static void
go_on_recovering (Loop *loop, Stage *stage)
{
  if (loop->again_left == 0 || --loop->again_left > 0)
    return;
  stage->dead = TRUE;
  if (stage->deaths < 2)
    loop->again_left = 1 + (chance_of (loop, stage->chance) >> 4) % AGAIN_WITHIN;
}

static void
come_to_step (Stage *stage, Step step, gpointer user_data)
{
  Loop *loop = user_data;

  loop->steps += !loop->struck;
  loop->statements += !loop->struck && step == STEP_STATEMENT;
  loop->requests += !loop->struck && step == STEP_REQUEST;
  for (Blow blow = 0; !loop->struck && blow < BLOW_MEMORY_ONCE; blow++)
    if (is_due (loop, stage, step, blow))
      {
        strike_or_copy (loop, stage, blow);
        if (loop->struck)
          return;
      }
  if (loop->struck)
    go_on_recovering (loop, stage);
}

static void
come_to_allocation (Stage *stage, gpointer user_data)
{
  Loop *loop = user_data;

  loop->steps += !loop->struck;
  loop->allocations += !loop->struck;
  if (loop->struck || loop->memory_stride == 0
      || loop->allocations % loop->memory_stride != loop->seed % loop->memory_stride)
    return;
  for (Blow blow = BLOW_MEMORY_ONCE; !loop->struck && blow < N_BLOWS; blow++)
    strike_or_copy (loop, stage, blow);
}

static Stage *
prepare (Loop *loop)
{
  const Scenario *scenario = loop->scenario;
  Stage *stage = stage_new ();

  g_setenv ("SYNC_BATCH_SIZE", "7", TRUE);
  if ((scenario->flags & SCENARIO_SIGNED_OUT) == 0)
    stage_sign_in (&stage->laptop);
  if (scenario->prepare != NULL)
    scenario->prepare (stage);
  loop->steps = 0;
  return stage;
}

static void
play (Loop *loop, Stage *stage)
{
  stage->armed = TRUE;
  loop->scenario->play (stage);
  stage->armed = FALSE;
  if (stage->interlude_at != 0)
    stage_fail ("the play's interlude is played", "it waits for request %u", stage->interlude_at);
  ending_come_to_rest (stage);
}

static void
check_ending (Loop *loop, Stage *stage)
{
  g_autofree char *ending = ending_describe (stage);

  if (!g_str_equal (loop->expected, ending))
    stage_fail ("the end is the same", "\n--- undisturbed\n%s\n--- disturbed\n%s", loop->expected, ending);
  ending_check_quiet (stage, chance_of (loop, loop->steps) % EXAMINED_IN == 0);
  if (stage->quiet_writes != loop->quiet_writes)
    stage_fail ("at rest a sync writes down that it was made", "%u statements, not %u", stage->quiet_writes,
                loop->quiet_writes);
}

/* The way it should be. */
static void
play_undisturbed (Loop *loop)
{
  g_autoptr (Stage) stage = prepare (loop);

  stage->count_allocation = come_to_allocation;
  stage->loop = loop;
  loop->allocations = 0;
  play (loop, stage);
  loop->expected = ending_describe (stage);
  if ((loop->scenario->flags & SCENARIO_UNEVEN) == 0)
    ending_check_equal (stage);
  ending_check_quiet (stage, TRUE);
  loop->quiet_writes = stage->quiet_writes;
}

/* A copy that died comes out here too, and ends. */
static void
play_disturbed (Loop *loop, gboolean memory)
{
  g_autoptr (Stage) stage = prepare (loop);

  stage->step = memory ? NULL : come_to_step;
  stage->count_allocation = memory ? come_to_allocation : NULL;
  stage->loop = loop;
  play (loop, stage);
  check_ending (loop, stage);
  if (!loop->struck || loop->replay_step > 0)
    return;
  if (__gcov_dump != NULL)
    __gcov_dump ();
  _exit (0);
}

static void
add_to_totals (const Loop *loop)
{
  totals.statements += loop->statements;
  totals.requests += loop->requests;
  totals.steps++;
  for (guint i = 0; i < N_BLOWS; i++)
    totals.tried[i] += loop->tried[i];
}

static void
say (const Loop *loop)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < N_BLOWS; i++)
    if (loop->tried[i] > 0)
      g_string_append_printf (text, ", %u %s", loop->tried[i], names[i]);
  g_test_message ("%u statements, %u requests%s", loop->statements, loop->requests, text->str);
}

static guint64
number_from_environment (const char *name, guint64 fallback)
{
  const char *text = g_getenv (name);

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : fallback;
}

static void
read_replay (Loop *loop)
{
  const char *blow = g_getenv ("DOVETAIL_CRASH_BLOW");

  loop->seed = number_from_environment ("DOVETAIL_CRASH_SEED", 1);
  loop->one_in = (guint) number_from_environment ("DOVETAIL_CRASH_ONE_IN", ONE_IN);
  loop->all = g_getenv ("DOVETAIL_CRASH_ALL") != NULL;
  loop->replay_blow = N_BLOWS;
  loop->replay_step = (guint) number_from_environment ("DOVETAIL_CRASH_STEP", 0);
  for (Blow i = 0; i < N_BLOWS; i++)
    if (g_strcmp0 (blow, names[i]) == 0)
      loop->replay_blow = i;
}

static void
test_scenario (gconstpointer data)
{
  Loop loop = { .scenario = data };
  gint64 started = g_get_monotonic_time ();
  gboolean memory;

  read_replay (&loop);
  play_undisturbed (&loop);
  memory = (loop.scenario->flags & SCENARIO_FAULTS) != 0;
  loop.memory_stride = 1 + loop.allocations / MEMORY_POINTS;
  if (loop.replay_blow == N_BLOWS || loop.replay_blow < BLOW_MEMORY_ONCE)
    play_disturbed (&loop, FALSE);
  loop.allocations = 0;
  if (memory && (loop.replay_blow == N_BLOWS || loop.replay_blow >= BLOW_MEMORY_ONCE))
    play_disturbed (&loop, TRUE);
  say (&loop);
  g_test_message ("%.2f s", (double) (g_get_monotonic_time () - started) / 1e6);
  add_to_totals (&loop);
  g_free (loop.expected);
  if (loop.failures > 0)
    g_test_fail ();
}

static void
say_totals (void)
{
  guint points = 0;

  for (guint i = 0; i < N_BLOWS; i++)
    points += totals.tried[i];
  g_printerr ("seed %u: %u scenarios, %u statements, %u requests: %u deaths and faults\n",
              (guint) number_from_environment ("DOVETAIL_CRASH_SEED", 1), totals.steps, totals.statements,
              totals.requests, points);
}

static void
add_scenarios (const char *group, const Scenario *scenarios)
{
  const char *only = g_getenv ("DOVETAIL_CRASH_SCENARIO");

  for (const Scenario *scenario = scenarios; scenario->name != NULL; scenario++)
    {
      g_autofree char *path = g_strdup_printf ("/sim/crash-loop/%s/%s", group, scenario->name);

      if (only == NULL || g_str_equal (only, scenario->name))
        g_test_add_data_func (path, scenario, test_scenario);
    }
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
  int result;

  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_setenv ("SYNC_MAX_RETRIES", "2", TRUE);
  stage_install ();
  g_test_init (&argc, &argv, NULL);
  /* A device that dies while it writes says so; that is no fault of the test. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  g_log_set_writer_func (drop_warnings, NULL, NULL);
  add_scenarios ("exchange", scenarios_of_exchange);
  add_scenarios ("merging", scenarios_of_merging);
  add_scenarios ("walking", scenarios_of_walking);
  add_scenarios ("conflicts", scenarios_of_conflicts);
  result = g_test_run ();
  say_totals ();
  return result;
}
