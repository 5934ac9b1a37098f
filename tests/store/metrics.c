/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The figures of past syncs: sums, percentiles and rates by day of a zone, and conflicts by what they share.
 */

#include "store/metrics.h"

#include "lib/scratch-store.h"
#include "store/conflicts.h"
#include "store/jobs.h"
#include "store/names.h"
#include "store/settings.h"
#include "store/store-private.h"

#define HOUR_MS (3600 * G_GINT64_CONSTANT (1000))
#define DAY_MS (24 * HOUR_MS)
#define DAY_START G_GINT64_CONSTANT (1795132800000) /* 2026-11-20T00:00:00Z */

/* A zone some hours east of Greenwich. */
static gint64
to_utc (gpointer user_data, const DovetailCivil *civil)
{
  gint64 days = dovetail_civil_to_days (civil->year, civil->month, civil->day);

  return days * DAY_MS + (civil->hour - GPOINTER_TO_INT (user_data)) * HOUR_MS;
}

static void
from_utc (gpointer user_data, gint64 time, DovetailCivil *civil)
{
  gint64 local = time + GPOINTER_TO_INT (user_data) * HOUR_MS;

  dovetail_civil_from_days (local / DAY_MS, civil);
  civil->hour = (int) (local % DAY_MS / HOUR_MS);
}

static DovetailZone
zone_east (int hours)
{
  return (DovetailZone){ to_utc, from_utc, NULL, GINT_TO_POINTER (hours) };
}

static void
add_job (ScratchStore *scratch, gint64 start, gint64 duration, const char *state, const char *code)
{
  static guint number = 0;
  g_autofree char *job_id = g_strdup_printf ("job-%u", number++);
  g_autoptr (DovetailJob) job = dovetail_job_new (job_id, "incremental", start);

  job->pushed = 10;
  job->fetched = 3;
  job->conflicts = 1;
  job->errors = 2;
  job->bytes_up = 100;
  job->bytes_down = 1000;
  job->requests = 2;
  job->retries = 1;
  if (state != NULL)
    dovetail_job_finish (job, state, code, code, start + duration);
  g_assert_true (dovetail_store_save_job (scratch->store, job, NULL));
}

static DovetailMetrics *
read_metrics (ScratchStore *scratch, int hours_east, guint n_days)
{
  DovetailZone zone = zone_east (hours_east);
  g_autoptr (GError) error = NULL;
  DovetailMetrics *metrics = dovetail_store_read_metrics (scratch->store, &zone, n_days, &error);

  g_assert_no_error (error);

  return metrics;
}

static const DovetailMetricsDay *
day_at (DovetailMetrics *metrics, guint index)
{
  g_assert_cmpuint (index, <, metrics->days->len);

  return &g_array_index (metrics->days, DovetailMetricsDay, index);
}

static void
test_nothing (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailMetrics) metrics = read_metrics (scratch, 0, 7);

  g_assert_cmpuint (metrics->days->len, ==, 7);
  g_assert_cmpint (day_at (metrics, 6)->day, ==, 20);
  g_assert_cmpint (day_at (metrics, 0)->day, ==, 14);
  g_assert_cmpint (metrics->total.jobs, ==, 0);
  g_assert_cmpint (metrics->total.duration_p95, ==, 0);
  g_assert_cmpfloat (metrics->total.error_rate, ==, 0);
  g_assert_cmpfloat (metrics->total.conflict_rate, ==, 0);
}

/* Twenty jobs of 1 to 20 ms: half take no longer than 10, 19 of 20 no longer than 19. */
static void
test_percentiles (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailMetrics) metrics = NULL;

  for (int i = 20; i > 0; i--)
    add_job (scratch, DAY_START + i, i, "completed", NULL);
  add_job (scratch, DAY_START, 100000, "failed", "protocol"); /* the time of a failure says nothing */
  metrics = read_metrics (scratch, 0, 1);
  g_assert_cmpint (metrics->total.duration_p50, ==, 10);
  g_assert_cmpint (metrics->total.duration_p95, ==, 19);
  g_assert_cmpint (day_at (metrics, 0)->sums.duration_p50, ==, 10);
}

static void
test_sums_and_rates (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailMetrics) metrics = NULL;

  add_job (scratch, DAY_START, 5, "completed", NULL);
  add_job (scratch, DAY_START, 5, "completed", NULL);
  add_job (scratch, DAY_START, 5, "completed", NULL);
  add_job (scratch, DAY_START, 5, "failed", "protocol");
  add_job (scratch, DAY_START, 5, "failed", "offline");
  add_job (scratch, DAY_START, 5, "cancelled", "cancelled");
  add_job (scratch, DAY_START, 0, NULL, NULL); /* runs: its turn comes */
  metrics = read_metrics (scratch, 0, 1);
  g_assert_cmpint (metrics->total.jobs, ==, 6);
  g_assert_cmpint (metrics->total.completed, ==, 3);
  g_assert_cmpint (metrics->total.failed, ==, 2);
  g_assert_cmpint (metrics->total.offline, ==, 1);
  g_assert_cmpint (metrics->total.cancelled, ==, 1);
  g_assert_cmpint (metrics->total.bytes_up, ==, 600);
  g_assert_cmpint (metrics->total.bytes_down, ==, 6000);
  g_assert_cmpint (metrics->total.requests, ==, 12);
  g_assert_cmpint (metrics->total.retries, ==, 6);
  g_assert_cmpint (metrics->total.changes_up, ==, 72); /* ten accepted and two refused, each */
  g_assert_cmpint (metrics->total.changes_down, ==, 18);
  g_assert_cmpint (metrics->total.refused, ==, 12);
  g_assert_cmpfloat_with_epsilon (metrics->total.conflict_rate, 6.0 / 72, 1e-9);
  g_assert_cmpfloat_with_epsilon (metrics->total.error_rate, 0.25, 1e-9);
}

/* 23:30 in Greenwich is tomorrow in Berlin, and the last day of the range there is the present one there. */
static void
test_days_of_a_zone (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailMetrics) here = NULL;
  g_autoptr (DovetailMetrics) berlin = NULL;

  add_job (scratch, DAY_START - HOUR_MS / 2, 5, "completed", NULL);
  add_job (scratch, DAY_START - 7 * DAY_MS, 5, "completed", NULL); /* before the range */
  add_job (scratch, DAY_START + 9 * DAY_MS, 5, "completed", NULL); /* of a clock that was ahead */
  here = read_metrics (scratch, 0, 2);
  g_assert_cmpint (day_at (here, 0)->sums.jobs, ==, 1);
  g_assert_cmpint (day_at (here, 1)->sums.jobs, ==, 0);
  berlin = read_metrics (scratch, 1, 2);
  g_assert_cmpint (day_at (berlin, 0)->sums.jobs, ==, 0);
  g_assert_cmpint (day_at (berlin, 1)->sums.jobs, ==, 1);
  g_assert_cmpint (berlin->total.jobs, ==, 1);
}

static void
add_conflict (
    ScratchStore *scratch, const char *id, const char *fields, const char *resolution, const char *device)
{
  g_autoptr (DovetailConflict) conflict = dovetail_conflict_alloc ();
  g_autoptr (DovetailTransaction) transaction = dovetail_transaction_begin (scratch->store, NULL);

  conflict->conflict_id = g_strdup (id);
  conflict->entity_type = "task";
  conflict->entity_id = g_strdup (id);
  conflict->open = resolution == NULL;
  conflict->resolution = g_strdup (resolution);
  conflict->fields = g_strsplit (fields, " ", -1);
  conflict->sides[DOVETAIL_SIDE_MINE] = scratch_data ("{'title': 'canary'}");
  conflict->sides[DOVETAIL_SIDE_THEIRS] = scratch_data ("{'title': 'theirs'}");
  conflict->mine.client_id = g_strdup (device);
  conflict->mine.device_name = g_strconcat ("name of ", device, NULL);
  conflict->created_at = scratch->now;
  g_assert_true (dovetail_store_put_conflict (scratch->store, conflict, NULL));
  g_assert_true (dovetail_transaction_commit (g_steal_pointer (&transaction), NULL));
}

static const DovetailMetricsShare *
share_at (DovetailMetrics *metrics, DovetailConflictsBy by, guint index)
{
  g_assert_cmpuint (index, <, metrics->conflicts_by[by]->len);

  return g_ptr_array_index (metrics->conflicts_by[by], index);
}

static void
test_conflicts_by (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailMetrics) metrics = NULL;

  dovetail_store_set_setting (scratch->store, DOVETAIL_SETTING_POLICY, "manual_resolution", NULL);
  add_conflict (scratch, "a", "due", NULL, "laptop");
  add_conflict (scratch, "b", "due title", "last_write_wins", "phone");
  add_conflict (scratch, "c", "due title notes", NULL, "laptop");
  /* Seen again, answered: it stays the one conflict it was. */
  add_conflict (scratch, "a", "due", "client_wins", "laptop");
  metrics = read_metrics (scratch, 0, 1);
  g_assert_cmpint (metrics->conflicts, ==, 3);
  g_assert_cmpstr (share_at (metrics, DOVETAIL_CONFLICTS_BY_TYPE, 0)->key, ==, "task");
  g_assert_cmpint (share_at (metrics, DOVETAIL_CONFLICTS_BY_TYPE, 0)->count, ==, 3);
  g_assert_cmpstr (share_at (metrics, DOVETAIL_CONFLICTS_BY_FIELD, 0)->key, ==, "due");
  g_assert_cmpint (share_at (metrics, DOVETAIL_CONFLICTS_BY_FIELD, 0)->count, ==, 3);
  g_assert_cmpstr (share_at (metrics, DOVETAIL_CONFLICTS_BY_FIELD, 1)->key, ==, "title");
  g_assert_cmpint (share_at (metrics, DOVETAIL_CONFLICTS_BY_FIELD, 2)->count, ==, 1);
  g_assert_cmpstr (share_at (metrics, DOVETAIL_CONFLICTS_BY_POLICY, 0)->key, ==, "manual_resolution");
  g_assert_cmpint (share_at (metrics, DOVETAIL_CONFLICTS_BY_POLICY, 0)->count, ==, 2);
  g_assert_cmpstr (share_at (metrics, DOVETAIL_CONFLICTS_BY_DEVICE, 0)->key, ==, "laptop");
  g_assert_cmpstr (share_at (metrics, DOVETAIL_CONFLICTS_BY_DEVICE, 0)->label, ==, "name of laptop");
  g_assert_cmpint (share_at (metrics, DOVETAIL_CONFLICTS_BY_DEVICE, 0)->count, ==, 2);
}

static int
count_step (gpointer steps)
{
  (*(guint *) steps)++;
  return 0;
}

static guint
steps_of_reading (ScratchStore *scratch)
{
  g_autoptr (DovetailMetrics) metrics = NULL;
  guint steps = 0;

  sqlite3_progress_handler (scratch->store->database, 1, count_step, &steps);
  metrics = read_metrics (scratch, 0, 7);
  sqlite3_progress_handler (scratch->store->database, 0, NULL, NULL);
  g_assert_cmpint (metrics->total.jobs, ==, 1);

  return steps;
}

/* The jobs of the range cost, not those before it: counted in steps of SQLite's machine. */
static void
test_the_past_costs_nothing (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (DovetailTransaction) transaction = NULL;
  guint few, many;

  add_job (scratch, DAY_START, 5, "completed", NULL);
  few = steps_of_reading (scratch);
  transaction = dovetail_transaction_begin (scratch->store, NULL);
  for (guint i = 0; i < 2000; i++)
    add_job (scratch, DAY_START - (40 + i % 40) * DAY_MS + i, 5, "completed", NULL);
  g_assert_true (dovetail_transaction_commit (g_steal_pointer (&transaction), NULL));
  many = steps_of_reading (scratch);
  g_assert_cmpuint (few, >, 10);
  g_assert_cmpuint (many, <=, few + 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metrics/nothing", test_nothing);
  g_test_add_func ("/metrics/percentiles", test_percentiles);
  g_test_add_func ("/metrics/sums-and-rates", test_sums_and_rates);
  g_test_add_func ("/metrics/days-of-a-zone", test_days_of_a_zone);
  g_test_add_func ("/metrics/conflicts-by", test_conflicts_by);
  g_test_add_func ("/metrics/the-past-costs-nothing", test_the_past_costs_nothing);

  return g_test_run ();
}
