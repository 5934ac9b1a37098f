/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The charts of the sync status: which figures they show, and how these are said. */

#include "app/sync-charts.h"

#include <glib/gi18n.h>

#include "app/amount-words.h"

static const struct
{
  const char *title;
  const char *series[DOVETAIL_CHART_MAX_SERIES];
  double aim;
  gboolean whole;
} charts[DOVETAIL_N_CHARTS] = {
  [DOVETAIL_CHART_DURATION]
  = { N_ ("How long a sync takes"), { N_ ("Half of them"), N_ ("19 of 20") }, 0, TRUE },
  [DOVETAIL_CHART_CHANGES] = { N_ ("Changes"), { N_ ("Up"), N_ ("Down") }, 0, TRUE },
  [DOVETAIL_CHART_BYTES] = { N_ ("Data"), { N_ ("Sent"), N_ ("Received") }, 0, TRUE },
  [DOVETAIL_CHART_CONFLICTS]
  = { N_ ("Conflicts among changes"), { NULL }, DOVETAIL_METRICS_CONFLICT_RATE, FALSE },
  [DOVETAIL_CHART_ERRORS] = { N_ ("Syncs that failed"), { NULL }, DOVETAIL_METRICS_ERROR_RATE, FALSE },
};

const char *
dovetail_chart_title (DovetailChart chart)
{
  g_return_val_if_fail ((guint) chart < DOVETAIL_N_CHARTS, NULL);
  return _ (charts[chart].title);
}

guint
dovetail_chart_n_series (DovetailChart chart)
{
  g_return_val_if_fail ((guint) chart < DOVETAIL_N_CHARTS, 0);
  return charts[chart].series[1] != NULL ? 2 : 1;
}

const char *
dovetail_chart_series (DovetailChart chart, guint series)
{
  g_return_val_if_fail (series < dovetail_chart_n_series (chart), NULL);
  return charts[chart].series[series] != NULL ? _ (charts[chart].series[series]) : NULL;
}

double
dovetail_chart_aim (DovetailChart chart)
{
  g_return_val_if_fail ((guint) chart < DOVETAIL_N_CHARTS, 0);
  return charts[chart].aim;
}

gboolean
dovetail_chart_is_whole (DovetailChart chart)
{
  g_return_val_if_fail ((guint) chart < DOVETAIL_N_CHARTS, FALSE);
  return charts[chart].whole;
}

double
dovetail_chart_value (DovetailChart chart, guint series, const DovetailMetricsSums *sums)
{
  g_return_val_if_fail (sums != NULL, 0);

  switch (chart)
    {
    case DOVETAIL_CHART_DURATION:
      return (double) (series == 0 ? sums->duration_p50 : sums->duration_p95);
    case DOVETAIL_CHART_CHANGES:
      return (double) (series == 0 ? sums->changes_up : sums->changes_down);
    case DOVETAIL_CHART_BYTES:
      return (double) (series == 0 ? sums->bytes_up : sums->bytes_down);
    case DOVETAIL_CHART_CONFLICTS:
      return sums->conflict_rate;
    case DOVETAIL_CHART_ERRORS:
      return sums->error_rate;
    default:
      g_return_val_if_reached (0);
    }
}

/* A rate of nothing is none, and being offline is no failure. */
gboolean
dovetail_chart_has_value (DovetailChart chart, const DovetailMetricsSums *sums)
{
  g_return_val_if_fail (sums != NULL, FALSE);

  switch (chart)
    {
    case DOVETAIL_CHART_DURATION:
      return sums->completed > 0;
    case DOVETAIL_CHART_CONFLICTS:
      return sums->changes_up > 0;
    case DOVETAIL_CHART_ERRORS:
      return sums->completed + sums->failed - sums->offline > 0;
    case DOVETAIL_CHART_CHANGES:
    case DOVETAIL_CHART_BYTES:
    default:
      return sums->jobs > 0;
    }
}

double
dovetail_chart_highest (DovetailChart chart, GArray *days)
{
  double highest = dovetail_chart_aim (chart);

  g_return_val_if_fail (days != NULL, highest);

  for (guint i = 0; i < days->len; i++)
    for (guint series = 0; series < dovetail_chart_n_series (chart); series++)
      highest = MAX (highest,
                     dovetail_chart_value (chart, series, &g_array_index (days, DovetailMetricsDay, i).sums));
  return highest;
}

char *
dovetail_chart_axis (DovetailChart chart, double value)
{
  switch (chart)
    {
    case DOVETAIL_CHART_DURATION:
      return dovetail_words_duration ((gint64) value);
    case DOVETAIL_CHART_BYTES:
      return g_format_size ((guint64) value);
    case DOVETAIL_CHART_CONFLICTS:
    case DOVETAIL_CHART_ERRORS:
      return dovetail_words_percent (value);
    case DOVETAIL_CHART_CHANGES:
    default:
      return g_strdup_printf ("%.0f", value);
    }
}

char *
dovetail_chart_day (const DovetailMetricsDay *day)
{
  g_autoptr (GDateTime) date = NULL;

  g_return_val_if_fail (day != NULL, NULL);

  date = g_date_time_new_utc (day->year, day->month, day->day, 0, 0, 0);
  /* Translators: a day as in "Wed 18 Nov"; see the manual page of strftime */
  return g_date_time_format (date, _ ("%a %-d %b"));
}

static char *
rate_words (double rate, double aim)
{
  g_autofree char *percent = dovetail_words_percent (rate);
  g_autofree char *bound = dovetail_words_percent (aim);

  if (rate > aim)
    /* Translators: both are shares, as in "7.1%, more than the 5% aimed at" */
    return g_strdup_printf (_ ("%s, more than the %s aimed at"), percent, bound);
  return g_steal_pointer (&percent);
}

/* What the figures say, without the day. */
static char *
sums_words (DovetailChart chart, const DovetailMetricsSums *sums)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (chart == DOVETAIL_CHART_CHANGES)
    return dovetail_words_up_and_down (sums->changes_up, sums->changes_down);
  if (dovetail_chart_aim (chart) > 0)
    return rate_words (dovetail_chart_value (chart, 0, sums), dovetail_chart_aim (chart));
  first = dovetail_chart_axis (chart, dovetail_chart_value (chart, 0, sums));
  second = dovetail_chart_axis (chart, dovetail_chart_value (chart, 1, sums));
  if (chart == DOVETAIL_CHART_BYTES)
    /* Translators: amounts of data, as in "1.2 kB sent, 3 kB received" */
    return g_strdup_printf (_ ("%s sent, %s received"), first, second);
  /* Translators: durations, as in "half within 120 ms, 19 of 20 within 1.4 s" */
  return g_strdup_printf (_ ("half within %s, 19 of 20 within %s"), first, second);
}

static const char *
no_value_words (DovetailChart chart, const DovetailMetricsSums *sums)
{
  if (sums->jobs == 0)
    return _ ("no sync");
  if (chart == DOVETAIL_CHART_CONFLICTS)
    return _ ("nothing was uploaded");
  if (sums->offline > 0)
    return _ ("offline");
  return _ ("no sync was completed");
}

char *
dovetail_chart_day_words (DovetailChart chart, const DovetailMetricsDay *day)
{
  g_autofree char *date = dovetail_chart_day (day);
  g_autofree char *words = NULL;

  g_return_val_if_fail (day != NULL, NULL);

  words = dovetail_chart_has_value (chart, &day->sums) ? sums_words (chart, &day->sums)
                                                       : g_strdup (no_value_words (chart, &day->sums));
  /* Translators: a day, then what happened on it, as in "Wed 18 Nov: 12 up, 3 down" */
  return g_strdup_printf (_ ("%s: %s"), date, words);
}

char *
dovetail_chart_summary (DovetailChart chart, const DovetailMetrics *metrics)
{
  g_autofree char *words = NULL;
  guint n_days;

  g_return_val_if_fail (metrics != NULL, NULL);

  n_days = metrics->days->len;
  words = dovetail_chart_has_value (chart, &metrics->total)
              ? sums_words (chart, &metrics->total)
              : g_strdup (no_value_words (chart, &metrics->total));
  /* Translators: as in "In 30 days: 12 up, 3 down" */
  return g_strdup_printf (ngettext ("In %u day: %s", "In %u days: %s", n_days), n_days, words);
}
