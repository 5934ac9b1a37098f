/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How syncing went, by day: sums over the rows of jobs and conflicts. */

#include "store/metrics.h"

#include <string.h>

#include "store/jobs.h"
#include "store/names.h"
#include "store/statement.h"

typedef struct
{
  DovetailMetricsSums *sums;
  GArray *durations; /* gint64, of completed jobs */
} Tally;

typedef struct
{
  DovetailMetrics *metrics;
  const DovetailZone *zone;
  gint64 first_day; /* days since 1970-01-01 */
  Tally total;
  Tally *days;
} Reading;

static void
free_share (DovetailMetricsShare *share)
{
  g_free (share->key);
  g_free (share->label);
  g_free (share);
}

/**
 * dovetail_metrics_free:
 * @metrics: (transfer full) (nullable): metrics
 */
void
dovetail_metrics_free (DovetailMetrics *metrics)
{
  if (metrics == NULL)
    return;

  g_array_unref (metrics->days);
  for (guint i = 0; i < DOVETAIL_N_CONFLICTS_BY; i++)
    g_ptr_array_unref (metrics->conflicts_by[i]);
  g_free (metrics);
}

static DovetailMetrics *
metrics_new (gint64 first_day, guint n_days)
{
  DovetailMetrics *metrics = g_new0 (DovetailMetrics, 1);

  metrics->days = g_array_sized_new (FALSE, TRUE, sizeof (DovetailMetricsDay), n_days);
  for (guint i = 0; i < n_days; i++)
    {
      DovetailMetricsDay day = { 0 };
      DovetailCivil civil;

      dovetail_civil_from_days (first_day + i, &civil);
      day.year = civil.year;
      day.month = civil.month;
      day.day = civil.day;
      g_array_append_val (metrics->days, day);
    }
  for (guint i = 0; i < DOVETAIL_N_CONFLICTS_BY; i++)
    metrics->conflicts_by[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) free_share);

  return metrics;
}

static Tally
tally_new (DovetailMetricsSums *sums)
{
  return (Tally){ sums, g_array_new (FALSE, FALSE, sizeof (gint64)) };
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  gint64 difference = *(const gint64 *) a - *(const gint64 *) b;

  return difference < 0 ? -1 : difference > 0;
}

/* Nearest rank: the smallest of which that share of all is no longer. The numbers are sorted. */
static gint64
percentile (GArray *numbers, guint percent)
{
  guint rank = (numbers->len * percent + 99) / 100;

  return numbers->len == 0 ? 0 : g_array_index (numbers, gint64, MAX (rank, 1) - 1);
}

static double
rate (gint64 part, gint64 whole)
{
  return whole <= 0 ? 0 : (double) part / (double) whole;
}

static void
finish_tally (Tally *tally)
{
  DovetailMetricsSums *sums = tally->sums;

  g_array_sort (tally->durations, compare_numbers);
  sums->duration_p50 = percentile (tally->durations, 50);
  sums->duration_p95 = percentile (tally->durations, 95);
  sums->conflict_rate = rate (sums->conflicts, sums->changes_up);
  sums->error_rate = rate (sums->failed - sums->offline, sums->completed + sums->failed - sums->offline);
  g_clear_pointer (&tally->durations, g_array_unref);
}

enum
{
  COLUMN_STARTED,
  COLUMN_FINISHED,
  COLUMN_STATE,
  COLUMN_ERROR_CODE,
  COLUMN_NUMBERS
};
#define JOB_COLUMNS                                                                                          \
  "started_at, finished_at, state, error_code, bytes_up, bytes_down, requests, retries, pushed, fetched, "   \
  "conflicts, errors"

static void
count_end (Tally *tally, DovetailStatement *statement)
{
  DovetailMetricsSums *sums = tally->sums;
  const char *state = dovetail_statement_get_text (statement, COLUMN_STATE);
  gint64 duration = dovetail_statement_get_int (statement, COLUMN_FINISHED)
                    - dovetail_statement_get_int (statement, COLUMN_STARTED);

  sums->jobs++;
  if (g_strcmp0 (state, DOVETAIL_JOB_CANCELLED) == 0)
    sums->cancelled++;
  else if (g_strcmp0 (state, DOVETAIL_JOB_FAILED) == 0)
    {
      sums->failed++;
      sums->offline += g_strcmp0 (dovetail_statement_get_text (statement, COLUMN_ERROR_CODE), "offline") == 0;
    }
  else
    {
      sums->completed++;
      duration = MAX (duration, 0); /* the clock was set back meanwhile */
      g_array_append_val (tally->durations, duration);
    }
}

static void
count_job (Tally *tally, DovetailStatement *statement)
{
  DovetailMetricsSums *sums = tally->sums;
  gint64 *const numbers[] = { &sums->bytes_up,   &sums->bytes_down,   &sums->requests,  &sums->retries,
                              &sums->changes_up, &sums->changes_down, &sums->conflicts, &sums->refused };

  count_end (tally, statement);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    *numbers[i] += dovetail_statement_get_int (statement, COLUMN_NUMBERS + (int) i);
  /* A refused change went up, too. */
  sums->changes_up += dovetail_statement_get_int (statement, COLUMN_NUMBERS + 7);
}

static gint64
day_of (const DovetailZone *zone, gint64 time)
{
  DovetailCivil civil;

  zone->from_utc (zone->user_data, time, &civil);

  return dovetail_civil_to_days (civil.year, civil.month, civil.day);
}

static gint64
start_of_day (const DovetailZone *zone, gint64 day)
{
  DovetailCivil civil;

  dovetail_civil_from_days (day, &civil);
  civil.hour = 0;
  civil.minute = 0;

  return zone->to_utc (zone->user_data, &civil);
}

static gboolean
read_jobs (DovetailStore *self, Reading *reading, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (
      self, "SELECT " JOB_COLUMNS " FROM job WHERE started_at >= ?1 AND state <> 'running'", error);
  DovetailStep step;

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_int (statement, 1, start_of_day (reading->zone, reading->first_day));
  while ((step = dovetail_statement_step (statement, error)) == DOVETAIL_STEP_ROW)
    {
      gint64 day = day_of (reading->zone, dovetail_statement_get_int (statement, COLUMN_STARTED))
                   - reading->first_day;

      if (day < 0 || day >= reading->metrics->days->len)
        continue; /* of a clock that was ahead */
      count_job (&reading->total, statement);
      count_job (&reading->days[day], statement);
    }

  return step == DOVETAIL_STEP_DONE;
}

static void
count_share (GHashTable *shares, const char *key)
{
  gint64 *count = g_hash_table_lookup (shares, key);

  if (count == NULL)
    {
      count = g_new0 (gint64, 1);
      g_hash_table_insert (shares, g_strdup (key), count);
    }
  (*count)++;
}

static void
count_conflict (GHashTable *const *shares, DovetailStatement *statement)
{
  g_auto (GStrv) fields = g_strsplit (dovetail_statement_get_text (statement, 1), "\n", -1);
  const char *device = dovetail_statement_get_text (statement, 4);

  count_share (shares[DOVETAIL_CONFLICTS_BY_TYPE], dovetail_statement_get_text (statement, 0));
  for (guint i = 0; fields[i] != NULL; i++)
    count_share (shares[DOVETAIL_CONFLICTS_BY_FIELD], fields[i]);
  count_share (shares[DOVETAIL_CONFLICTS_BY_POLICY], dovetail_statement_get_text (statement, 2));
  count_share (shares[DOVETAIL_CONFLICTS_BY_CAUSE], dovetail_statement_get_text (statement, 3));
  count_share (shares[DOVETAIL_CONFLICTS_BY_DEVICE], device != NULL ? device : "");
}

static int
compare_shares (gconstpointer a, gconstpointer b)
{
  const DovetailMetricsShare *first = *(DovetailMetricsShare *const *) a;
  const DovetailMetricsShare *second = *(DovetailMetricsShare *const *) b;

  if (first->count != second->count)
    return first->count > second->count ? -1 : 1;

  return strcmp (first->key, second->key);
}

static void
list_shares (DovetailStore *self, GHashTable *counts, gboolean devices, GPtrArray *shares)
{
  GHashTableIter iter;
  gpointer key, count;

  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &key, &count))
    {
      DovetailMetricsShare *share = g_new0 (DovetailMetricsShare, 1);

      share->key = g_strdup (key);
      share->label = devices ? dovetail_store_get_name (self, key) : NULL;
      share->count = *(gint64 *) count;
      g_ptr_array_add (shares, share);
    }
  g_ptr_array_sort (shares, compare_shares);
}

static gboolean
step_conflicts (DovetailStatement *statement,
                DovetailMetrics *metrics,
                GHashTable *const *counts,
                GError **error)
{
  DovetailStep step;

  while ((step = dovetail_statement_step (statement, error)) == DOVETAIL_STEP_ROW)
    {
      metrics->conflicts++;
      count_conflict (counts, statement);
    }

  return step == DOVETAIL_STEP_DONE;
}

static gboolean
read_conflicts (DovetailStore *self, Reading *reading, GError **error)
{
  GHashTable *counts[DOVETAIL_N_CONFLICTS_BY];
  g_autoptr (DovetailStatement) statement
      = dovetail_statement_take (self,
                                 "SELECT entity_type, fields, policy, cause, device FROM conflict_fact"
                                 " WHERE created_at >= ?1 AND created_at < ?2",
                                 error);
  gboolean read;

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_int (statement, 1, start_of_day (reading->zone, reading->first_day));
  dovetail_statement_bind_int (
      statement, 2, start_of_day (reading->zone, reading->first_day + reading->metrics->days->len));
  for (guint i = 0; i < DOVETAIL_N_CONFLICTS_BY; i++)
    counts[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  read = step_conflicts (statement, reading->metrics, counts, error);
  for (guint i = 0; i < DOVETAIL_N_CONFLICTS_BY; i++)
    {
      list_shares (self, counts[i], i == DOVETAIL_CONFLICTS_BY_DEVICE, reading->metrics->conflicts_by[i]);
      g_hash_table_unref (counts[i]);
    }

  return read;
}

static void
begin_reading (Reading *reading, guint n_days)
{
  reading->metrics = metrics_new (reading->first_day, n_days);
  reading->total = tally_new (&reading->metrics->total);
  reading->days = g_new (Tally, n_days);
  for (guint i = 0; i < n_days; i++)
    reading->days[i] = tally_new (&g_array_index (reading->metrics->days, DovetailMetricsDay, i).sums);
}

static void
end_reading (Reading *reading)
{
  finish_tally (&reading->total);
  for (guint i = 0; i < reading->metrics->days->len; i++)
    finish_tally (&reading->days[i]);
  g_free (reading->days);
}

/**
 * dovetail_store_read_metrics:
 * @self: a store
 * @zone: whose days are counted
 * @n_days: how many days up to the present one; from 1 to %DOVETAIL_JOBS_KEPT_DAYS
 * @error: CORRUPT, FAILED
 *
 * A job counts for the day it started on. Percentiles are by nearest rank.
 *
 * Returns: (transfer full): the figures of these days
 */
DovetailMetrics *
dovetail_store_read_metrics (DovetailStore *self, const DovetailZone *zone, guint n_days, GError **error)
{
  Reading reading = { .zone = zone };
  g_autoptr (DovetailMetrics) metrics = NULL;
  gboolean read;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);
  g_return_val_if_fail (zone != NULL, NULL);

  n_days = CLAMP (n_days, 1, DOVETAIL_JOBS_KEPT_DAYS);
  reading.first_day = day_of (zone, dovetail_store_now (self)) - (n_days - 1);
  begin_reading (&reading, n_days);
  metrics = reading.metrics;
  read = read_jobs (self, &reading, error);
  end_reading (&reading);

  return read && read_conflicts (self, &reading, error) ? g_steal_pointer (&metrics) : NULL;
}

/**
 * dovetail_conflicts_by_to_string:
 * @by: what conflicts are counted by
 *
 * Returns: (transfer none): its name in the output of programs
 */
const char *
dovetail_conflicts_by_to_string (DovetailConflictsBy by)
{
  static const char *const names[] = { "entity_type", "field", "policy", "cause", "device" };

  g_return_val_if_fail ((guint) by < G_N_ELEMENTS (names), NULL);

  return names[by];
}
