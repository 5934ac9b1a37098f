/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When things are tried, tried again and planned: retry, batch and planner, which are pure. */

#include "core/error.h"
#include "lib/scratch-store.h"
#include "store/settings.h"
#include "sync/batch.h"
#include "sync/plan-settings.h"
#include "sync/planner.h"
#include "sync/retry.h"
#include "sync/staleness.h"

static void
fill_with (gpointer user_data, guint8 *bytes, gsize length)
{
  memset (bytes, GPOINTER_TO_INT (user_data), length);
}

static const DovetailRandom least = { fill_with, GINT_TO_POINTER (0x00) };
static const DovetailRandom most = { fill_with, GINT_TO_POINTER (0xff) };

static void
test_delays (void)
{
  const DovetailRetryPolicy policy = { 5, 1.0, 8.0, 2.0 };
  const gint64 longest[] = { 1000, 2000, 4000, 8000, 8000 };

  for (guint failures = 1; failures <= 5; failures++)
    {
      gint64 delay = dovetail_retry_delay (&policy, failures, -1, &most);

      g_assert_cmpint (dovetail_retry_delay (&policy, failures, -1, &least), ==, 0);
      g_assert_cmpint (delay, <=, longest[failures - 1]);
      g_assert_cmpint (delay, >=, longest[failures - 1] - 2);
    }
  g_test_message ("after the fifth repetition it gives up");
  g_assert_cmpint (dovetail_retry_delay (&policy, 6, -1, &least), ==, -1);
  g_test_message ("Retry-After is a lower bound; one of many minutes is left to the planner");
  g_assert_cmpint (dovetail_retry_delay (&policy, 1, 7000, &least), ==, 7000);
  g_assert_cmpint (dovetail_retry_delay (&policy, 1, 3600 * 1000, &least), ==, -1);
}

static void
test_environment (void)
{
  DovetailRetryPolicy policy;

  g_setenv ("SYNC_MAX_RETRIES", "2", TRUE);
  g_setenv ("SYNC_BASE_DELAY", "0.25", TRUE);
  g_setenv ("SYNC_MAX_DELAY", "nonsense", TRUE);
  g_setenv ("SYNC_BACKOFF_MULTIPLIER", "-3", TRUE);
  policy = dovetail_retry_policy_from_environment ();
  g_assert_cmpuint (policy.max_retries, ==, 2);
  g_assert_cmpfloat (policy.base_delay, ==, 0.25);
  g_assert_cmpfloat (policy.max_delay, ==, 32.0);
  g_assert_cmpfloat (policy.multiplier, ==, 2.0);

  g_test_message ("what is empty, too much, or more than a number is not taken");
  g_setenv ("SYNC_MAX_RETRIES", "", TRUE);
  g_setenv ("SYNC_BASE_DELAY", "3601", TRUE);
  g_setenv ("SYNC_MAX_DELAY", "20 seconds", TRUE);
  policy = dovetail_retry_policy_from_environment ();
  g_assert_cmpuint (policy.max_retries, ==, 5);
  g_assert_cmpfloat (policy.base_delay, ==, 1.0);
  g_assert_cmpfloat (policy.max_delay, ==, 32.0);
}

static void
test_worthwhile (void)
{
  static const struct
  {
    DovetailError code;
    gboolean again;
  } cases[] = {
    { DOVETAIL_ERROR_OFFLINE, TRUE },    { DOVETAIL_ERROR_TIMED_OUT, TRUE },
    { DOVETAIL_ERROR_TEMPORARY, TRUE },  { DOVETAIL_ERROR_REFUSED, FALSE },
    { DOVETAIL_ERROR_FORBIDDEN, FALSE }, { DOVETAIL_ERROR_CERTIFICATE, FALSE },
    { DOVETAIL_ERROR_PROTOCOL, FALSE },  { DOVETAIL_ERROR_MOVED, FALSE },
    { DOVETAIL_ERROR_CRASHED, FALSE },   { DOVETAIL_ERROR_UNAUTHORIZED, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (DOVETAIL_ERROR, cases[i].code, "");

      g_assert_cmpint (dovetail_retry_is_worthwhile (error), ==, cases[i].again);
    }
}

static void
test_batch (void)
{
  DovetailBatch batch = { 50, 10, 500 };

  dovetail_batch_measure (&batch, 50, 100);
  g_assert_cmpuint (batch.size, ==, 100);
  g_test_message ("a quick answer to a small request says nothing about large ones");
  dovetail_batch_measure (&batch, 3, 10);
  g_assert_cmpuint (batch.size, ==, 100);
  for (guint i = 0; i < 10; i++)
    dovetail_batch_measure (&batch, batch.size, 5000);
  g_assert_cmpuint (batch.size, ==, 10);
  for (guint i = 0; i < 10; i++)
    dovetail_batch_measure (&batch, batch.size, 1);
  g_assert_cmpuint (batch.size, ==, 500);
}

/* How many records a request carries where nothing is known of the line yet. */
static void
test_batch_setting (void)
{
  static const struct
  {
    const char *text; /* of SYNC_BATCH_SIZE; NULL: not set */
    guint size, minimum;
  } cases[] = { { NULL, 50, 10 }, { "80", 80, 10 },   { "4", 4, 4 },     { "500", 500, 10 },
                { "", 50, 10 },   { "many", 50, 10 }, { "0", 50, 10 },   { "501", 50, 10 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DovetailBatch batch;

      g_test_message ("SYNC_BATCH_SIZE is %s", cases[i].text != NULL ? cases[i].text : "not set");
      if (cases[i].text != NULL)
        g_setenv ("SYNC_BATCH_SIZE", cases[i].text, TRUE);
      batch = dovetail_batch_for_exchange ();
      g_unsetenv ("SYNC_BATCH_SIZE");
      g_assert_cmpuint (batch.size, ==, cases[i].size);
      g_assert_cmpuint (batch.minimum, ==, cases[i].minimum);
      g_assert_cmpuint (batch.maximum, ==, 500);
    }
  g_test_message ("a trace may name any size");
  g_assert_cmpuint (dovetail_batch_of_size (0).size, ==, 1);
  g_assert_cmpuint (dovetail_batch_of_size (70000).size, ==, 500);
}

/* A server asked for rest. One that asks for more than a day has lost its clock, or this computer had. */
static void
test_rest (void)
{
  static const struct
  {
    const char *name;
    gint64 asked; /* from now on, ms */
    gboolean granted;
  } cases[] = {
    { "an hour", 3600 * 1000, TRUE },
    { "a day", 24 * 3600 * 1000, TRUE },
    { "a day and a bit", 24 * 3600 * 1000 + 1, FALSE },
  };
  g_autoptr (ScratchStore) scratch = scratch_store_new (FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 until = scratch->now + cases[i].asked;
      DovetailPlan plan = { 0 };

      g_test_message ("%s", cases[i].name);
      g_assert_true (
          dovetail_store_set_setting_int (scratch->store, DOVETAIL_SETTING_NOT_BEFORE, until, NULL));
      dovetail_plan_read (&plan, scratch->store);
      g_assert_cmpint (plan.not_before, ==, cases[i].granted ? until : 0);
    }
}

typedef struct
{
  const char *name;
  DovetailPlan plan;
  gint64 expected;
} PlanCase;

#define MINUTES(n) ((n) *G_GINT64_CONSTANT (60000))

#define HOURS(n) (60 * MINUTES (n))
/* Rows take a day on which all is well, and say what differs. */
#pragma GCC diagnostic ignored "-Woverride-init"
/* Signed in, online, last synced at minute 10, now minute 11. */
#define WELL                                                                                                 \
  .now = MINUTES (11), .signed_in = TRUE, .online = TRUE, .last_attempt = MINUTES (10),                      \
  .interval = MINUTES (5)
#define JUST_EDITED .first_edit = MINUTES (11), .last_edit = MINUTES (11)

static const PlanCase plan_cases[] = {
  { "never synced: now", { .now = 500, .signed_in = TRUE, .online = TRUE, .interval = MINUTES (5) }, 500 },
  { "all is well: by interval", { WELL }, MINUTES (15) },
  { "signed out: never", { WELL, .signed_in = FALSE }, 0 },
  { "offline: never", { WELL, .online = FALSE }, 0 },
  { "signed out by the server: never", { WELL, .needs_sign_in = TRUE }, 0 },
  { "an edit: two seconds later", { WELL, JUST_EDITED }, MINUTES (11) + 2000 },
  { "typing on: ten seconds after the first key",
    { WELL, .now = MINUTES (11) + 9500, .first_edit = MINUTES (11), .last_edit = MINUTES (11) + 9500 },
    MINUTES (11) + 10000 },

  { "an edit just before the interval is over: the interval",
    { WELL, .now = MINUTES (15), .first_edit = MINUTES (15) - 1000, .last_edit = MINUTES (15) - 1000 },
    MINUTES (15) },
  { "paused: never", { WELL, .paused_until = DOVETAIL_PAUSED_FOR_GOOD, JUST_EDITED }, 0 },
  { "paused for an hour: when that is over", { WELL, .paused_until = HOURS (1), JUST_EDITED }, HOURS (1) },
  { "the pause is over: as ever", { WELL, .paused_until = MINUTES (9) }, MINUTES (15) },

  { "failed once: up to half a minute, drawn at random",
    { WELL, .failures = 1, .jitter = 0.5 },
    MINUTES (10) + 15000 },
  { "failed once, the least draw: still five seconds",
    { WELL, .failures = 1, .jitter = 0 },
    MINUTES (10) + 5000 },
  { "failed three times: up to two minutes", { WELL, .failures = 3, .jitter = 0.75 }, MINUTES (10) + 90000 },
  { "failed often: up to a quarter of an hour, edits or not",
    { WELL, .failures = 40, .jitter = 0.5, JUST_EDITED },
    MINUTES (10) + 450000 },
  { "failed, and the server asked for an hour: an hour",
    { WELL, .failures = 1, .jitter = 0.5, .not_before = HOURS (1) },
    HOURS (1) },
  { "the server asked for a minute and the draw is longer: the draw",
    { WELL, .failures = 9, .jitter = 0.9, .not_before = MINUTES (11) },
    MINUTES (10) + 810000 },
  { "the server asked for rest and there is an edit: the rest",
    { WELL, .not_before = MINUTES (13), JUST_EDITED },
    MINUTES (13) },
  { "never synced here, the server asked for rest before: the rest",
    { WELL, .last_attempt = 0, .not_before = MINUTES (13) },
    MINUTES (13) },

  { "back online: soon, however often it failed",
    { WELL, .back_since = MINUTES (11), .failures = 9, .jitter = 0.9 },
    MINUTES (11) + 2000 },
  { "back online, and the server asked for rest: the rest",
    { WELL, .back_since = MINUTES (11), .failures = 9, .not_before = MINUTES (12) },
    MINUTES (12) },
  { "about to sleep: never", { WELL, .asleep = TRUE, JUST_EDITED }, 0 },
  { "woke: soon", { WELL, .now = HOURS (9), .back_since = HOURS (9) }, HOURS (9) + 2000 },
  { "woke before the last sync: by interval", { WELL, .back_since = MINUTES (9) }, MINUTES (15) },

  { "news: at once", { WELL, .told = MINUTES (11) }, MINUTES (11) + 100 },
  { "news just before the interval is over: the interval",
    { WELL, .now = MINUTES (15), .told = MINUTES (15) - 10 },
    MINUTES (15) },
  { "news of what the last sync wrote itself: not in the same breath",
    { WELL, .now = MINUTES (10) + 10, .told = MINUTES (10) - 50 },
    MINUTES (10) + 500 },
  { "news and an edit: the news do not wait for the typing",
    { WELL, JUST_EDITED, .told = MINUTES (11) },
    MINUTES (11) + 100 },
  { "news while the server fails: after the backoff",
    { WELL, .failures = 1, .jitter = 0.5, .told = MINUTES (11) },
    MINUTES (10) + 15000 },
  { "news while paused: never", { WELL, .paused_until = DOVETAIL_PAUSED_FOR_GOOD, .told = MINUTES (11) }, 0 },

  { "metered, as usual: by interval", { WELL, .metered = TRUE }, MINUTES (15) },
  { "metered, only edits, none waits: never",
    { WELL, .metered = TRUE, .metered_rule = DOVETAIL_METERED_EDITS },
    0 },
  { "metered, only edits, never synced, none waits: never",
    { WELL, .last_attempt = 0, .metered = TRUE, .metered_rule = DOVETAIL_METERED_EDITS },
    0 },
  { "metered, only edits, one waits: two seconds later",
    { WELL, .metered = TRUE, .metered_rule = DOVETAIL_METERED_EDITS, JUST_EDITED },
    MINUTES (11) + 2000 },
  { "metered, only edits, that failed: after the backoff",
    { WELL, .metered = TRUE, .metered_rule = DOVETAIL_METERED_EDITS, JUST_EDITED, .failures = 2,
      .jitter = 0.5 },
    MINUTES (10) + 30000 },
  { "metered, by hand, an edit waits: never",
    { WELL, .metered = TRUE, .metered_rule = DOVETAIL_METERED_BY_HAND, JUST_EDITED },
    0 },
  { "not metered, by hand where it is: by interval",
    { WELL, .metered_rule = DOVETAIL_METERED_BY_HAND },
    MINUTES (15) },

  { "the clock was set back by a year: an interval from now, not a year",
    { WELL, .now = MINUTES (2) },
    MINUTES (7) },
};

typedef struct
{
  const char *name;
  DovetailPlan plan;
  gboolean expected;
} StreamCase;

static const StreamCase stream_cases[] = {
  { "all is well", { WELL }, TRUE },
  { "while syncs fail it is tried all the same", { WELL, .failures = 3 }, TRUE },
  { "signed out", { WELL, .signed_in = FALSE }, FALSE },
  { "offline", { WELL, .online = FALSE }, FALSE },
  { "paused", { WELL, .paused_until = DOVETAIL_PAUSED_FOR_GOOD }, FALSE },
  { "the pause is over", { WELL, .paused_until = MINUTES (9) }, TRUE },
  { "about to sleep", { WELL, .asleep = TRUE }, FALSE },
  { "signed out by the server", { WELL, .needs_sign_in = TRUE }, FALSE },
  { "metered, whatever the rule", { WELL, .metered = TRUE }, FALSE },
};

static void
test_stream (gconstpointer data)
{
  const StreamCase *row = data;

  g_assert_cmpint (dovetail_plan_wants_stream (&row->plan), ==, row->expected);
}

static void
test_reconnect (void)
{
  g_test_message ("the first time within a second, later within minutes, and never at once");
  g_assert_cmpint (dovetail_plan_reconnect (1, 0.0, -1), ==, 250);
  g_assert_cmpint (dovetail_plan_reconnect (1, 0.999, -1), ==, 999);
  g_assert_cmpint (dovetail_plan_reconnect (4, 0.5, -1), ==, 4000);
  g_assert_cmpint (dovetail_plan_reconnect (1000, 0.999, -1), <, 5 * MINUTES (1));
  g_test_message ("Retry-After is a lower bound");
  g_assert_cmpint (dovetail_plan_reconnect (1, 0.5, 60000), ==, 60000);
  g_assert_cmpint (dovetail_plan_reconnect (12, 0.5, 60000), ==, 150000);
}

static void
test_clock_jumped (void)
{
  g_assert_false (dovetail_plan_clock_jumped (60000, 60010));
  g_assert_false (dovetail_plan_clock_jumped (60000, 75000));
  g_assert_false (dovetail_plan_clock_jumped (60000, 59000));
  g_test_message ("slept for an hour; set forward; set back");
  g_assert_true (dovetail_plan_clock_jumped (60000, 3600000));
  g_assert_true (dovetail_plan_clock_jumped (2000, 60000));
  g_assert_true (dovetail_plan_clock_jumped (60000, -3600000));
}

static void
test_metered_rules (void)
{
  for (int rule = DOVETAIL_METERED_USUAL; rule <= DOVETAIL_METERED_BY_HAND; rule++)
    g_assert_cmpint (dovetail_metered_rule_from_string (dovetail_metered_rule_to_string (rule)), ==, rule);
  g_assert_cmpint (dovetail_metered_rule_from_string (NULL), ==, DOVETAIL_METERED_USUAL);
  g_assert_cmpint (dovetail_metered_rule_from_string ("nonsense"), ==, DOVETAIL_METERED_USUAL);
}

typedef struct
{
  const char *name;
  DovetailStaleness staleness;
  guint step;
  gboolean due;
  gint64 since;
} StaleCase;

#define DAYS(n) (24 * HOURS (n))
/* Last synced on day 100, running since then. */
#define QUIET                                                                                                \
  .signed_in = TRUE, .by_itself = TRUE, .signed_in_at = DAYS (1), .last_success = DAYS (100),                \
  .awake_since = DAYS (100)

static const StaleCase stale_cases[] = {
  { "an hour: fine", { QUIET, .now = DAYS (100) + HOURS (1) }, 0, FALSE, 0 },
  { "a day without a sync: said", { QUIET, .now = DAYS (101) }, 1, TRUE, DAYS (100) },
  { "said already: not again",
    { QUIET, .now = DAYS (101) + HOURS (5), .told_silence = DAYS (100), .told_step = 1 },
    1,
    FALSE,
    DAYS (100) },
  { "three days: once more",
    { QUIET, .now = DAYS (103), .told_silence = DAYS (100), .told_step = 1 },
    2,
    TRUE,
    DAYS (100) },
  { "a week: once more",
    { QUIET, .now = DAYS (107), .told_silence = DAYS (100), .told_step = 2 },
    3,
    TRUE,
    DAYS (100) },
  { "two months, nothing said yet: said once, not five times",
    { QUIET, .now = DAYS (160) },
    5,
    TRUE,
    DAYS (100) },
  { "another silence, after a sync that worked: said again",
    { QUIET, .now = DAYS (101), .told_silence = DAYS (50), .told_step = 3 },
    1,
    TRUE,
    DAYS (100) },
  { "switched on after a week: a chance to sync first",
    { QUIET, .now = DAYS (107), .awake_since = DAYS (107) - MINUTES (2) },
    3,
    FALSE,
    DAYS (100) },
  { "switched on after a week, and ten minutes did not help: said",
    { QUIET, .now = DAYS (107), .awake_since = DAYS (107) - MINUTES (10) },
    3,
    TRUE,
    DAYS (100) },
  { "signed out: nothing is owed", { QUIET, .signed_in = FALSE, .now = DAYS (160) }, 0, FALSE, 0 },
  { "paused, nothing waits: nothing is owed", { QUIET, .by_itself = FALSE, .now = DAYS (160) }, 0, FALSE, 0 },
  { "paused, an edit waits since the day before yesterday: said",
    { QUIET, .by_itself = FALSE, .now = DAYS (160), .oldest_edit = DAYS (158) },
    1,
    TRUE,
    DAYS (158) },
  { "paused, an edit of today: fine",
    { QUIET, .by_itself = FALSE, .now = DAYS (160), .oldest_edit = DAYS (160) - HOURS (3) },
    0,
    FALSE,
    0 },
  { "paused after it was said: not said again of another edit",
    { QUIET, .by_itself = FALSE, .now = DAYS (102), .oldest_edit = DAYS (100) + HOURS (1),
      .told_silence = DAYS (100), .told_step = 1 },
    1,
    FALSE,
    DAYS (100) + HOURS (1) },
  { "signed in a day ago, never synced: said",
    { QUIET, .last_success = 0, .signed_in_at = DAYS (100), .now = DAYS (101) },
    1,
    TRUE,
    DAYS (100) },
  { "signed in anew an hour ago after a year: fine",
    { QUIET, .signed_in_at = DAYS (465), .now = DAYS (465) + HOURS (1) },
    0,
    FALSE,
    0 },
  { "the clock was set back: fine", { QUIET, .now = DAYS (40) }, 0, FALSE, 0 },
};

static void
test_stale (gconstpointer data)
{
  const StaleCase *row = data;
  DovetailStaleness later = row->staleness;

  g_assert_cmpuint (dovetail_stale_step (&row->staleness), ==, row->step);
  g_assert_cmpint (dovetail_stale_is_due (&row->staleness), ==, row->due);
  g_assert_cmpint (dovetail_stale_since (&row->staleness), ==, row->since);
  if (row->step == 0)
    return;
  g_test_message ("once it is said and written down, it is not due");
  later.told_silence = dovetail_stale_silence (&row->staleness);
  later.told_step = row->step;
  g_assert_false (dovetail_stale_is_due (&later));
}

static void
test_plan (gconstpointer data)
{
  const PlanCase *row = data;

  g_assert_cmpint (dovetail_plan_next (&row->plan), ==, row->expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/retry/delays", test_delays);
  g_test_add_func ("/retry/environment", test_environment);
  g_test_add_func ("/retry/worthwhile", test_worthwhile);
  g_test_add_func ("/batch", test_batch);
  g_test_add_func ("/batch/setting", test_batch_setting);
  g_test_add_func ("/planner/rest", test_rest);
  for (gsize i = 0; i < G_N_ELEMENTS (plan_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/planner/%s", plan_cases[i].name);

      g_test_add_data_func (path, &plan_cases[i], test_plan);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (stream_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/stream/%s", stream_cases[i].name);

      g_test_add_data_func (path, &stream_cases[i], test_stream);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (stale_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/stale/%s", stale_cases[i].name);

      g_test_add_data_func (path, &stale_cases[i], test_stale);
    }
  g_test_add_func ("/stream/reconnect", test_reconnect);
  g_test_add_func ("/planner/clock-jumped", test_clock_jumped);
  g_test_add_func ("/planner/metered-rules", test_metered_rules);
  return g_test_run ();
}
