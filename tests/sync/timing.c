/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When things are tried, tried again and planned: retry, batch and planner, which are pure. */

#include "core/error.h"
#include "sync/batch.h"
#include "sync/planner.h"
#include "sync/retry.h"

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

typedef struct
{
  const char *name;
  DovetailPlan plan;
  gint64 expected;
} PlanCase;

#define MINUTES(n) ((n) *G_GINT64_CONSTANT (60000))

static const PlanCase plan_cases[] = {
  { "never synced: now", { .now = 500, .online = TRUE, .interval = MINUTES (5) }, 500 },
  { "all is well: by interval",
    { .now = MINUTES (11), .online = TRUE, .last_attempt = MINUTES (10), .interval = MINUTES (5) },
    MINUTES (15) },
  { "paused: never", { .now = 500, .online = TRUE, .paused = TRUE, .interval = MINUTES (5) }, 0 },
  { "offline: never", { .now = 500, .interval = MINUTES (5) }, 0 },
  { "signed out by the server: never",
    { .now = 500, .online = TRUE, .needs_sign_in = TRUE, .interval = MINUTES (5) },
    0 },
  { "an edit: two seconds later",
    { .now = MINUTES (11),
      .online = TRUE,
      .last_attempt = MINUTES (10),
      .interval = MINUTES (5),
      .first_edit = MINUTES (11),
      .last_edit = MINUTES (11) },
    MINUTES (11) + 2000 },
  { "typing on: ten seconds after the first key",
    { .now = MINUTES (11),
      .online = TRUE,
      .last_attempt = MINUTES (10),
      .interval = MINUTES (5),
      .first_edit = MINUTES (11),
      .last_edit = MINUTES (11) + 9500 },
    MINUTES (11) + 10000 },
  { "failed once: half a minute",
    { .now = MINUTES (11),
      .online = TRUE,
      .last_attempt = MINUTES (10),
      .failures = 1,
      .jitter = 0.5,
      .interval = MINUTES (5) },
    MINUTES (10) + 30000 },
  { "failed often: a quarter of an hour, edits or not",
    { .now = MINUTES (11),
      .online = TRUE,
      .last_attempt = MINUTES (10),
      .failures = 40,
      .jitter = 0.5,
      .interval = MINUTES (5),
      .first_edit = MINUTES (11),
      .last_edit = MINUTES (11) },
    MINUTES (25) },
  { "back online: soon, however often it failed",
    { .now = MINUTES (11),
      .online = TRUE,
      .last_attempt = MINUTES (10),
      .online_since = MINUTES (11),
      .failures = 9,
      .interval = MINUTES (5) },
    MINUTES (11) + 2000 },
};

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
  for (gsize i = 0; i < G_N_ELEMENTS (plan_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/planner/%s", plan_cases[i].name);

      g_test_add_data_func (path, &plan_cases[i], test_plan);
    }
  return g_test_run ();
}
