/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The figures of the charts in words: what a day shows, what all days show, and what days without a sync say.
 */

#include "app/sync-charts.h"

#include "app/amount-words.h"

static void
assert_text (char *text, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static const DovetailMetricsDay no_sync = { 2026, 11, 17, { 0 } };
static const DovetailMetricsDay offline = { 2026, 11, 19, { .jobs = 2, .failed = 2, .offline = 2 } };
static const DovetailMetricsDay ordinary = { 2026,
                                             11,
                                             18,
                                             { .jobs = 20,
                                               .completed = 18,
                                               .failed = 2,
                                               .offline = 1,
                                               .duration_p50 = 120,
                                               .duration_p95 = 1400,
                                               .bytes_up = 1200,
                                               .bytes_down = 3000,
                                               .changes_up = 100,
                                               .changes_down = 3,
                                               .conflicts = 4,
                                               .conflict_rate = 0.04,
                                               .error_rate = 0.0526 } };

static const struct
{
  const char *says;
  DovetailChart chart;
  const DovetailMetricsDay *day;
  const char *words;
} cases[] = {
  { "durations", DOVETAIL_CHART_DURATION, &ordinary,
    "Wed 18 Nov: half within 120 ms, 19 of 20 within 1.4 s" },
  { "changes", DOVETAIL_CHART_CHANGES, &ordinary, "Wed 18 Nov: 100 up, 3 down" },
  { "data", DOVETAIL_CHART_BYTES, &ordinary, "Wed 18 Nov: 1.2\302\240kB sent, 3.0\302\240kB received" },
  { "conflicts below the line", DOVETAIL_CHART_CONFLICTS, &ordinary, "Wed 18 Nov: 4%" },
  { "errors above the line", DOVETAIL_CHART_ERRORS, &ordinary,
    "Wed 18 Nov: 5.3%, more than the 1% aimed at" },
  { "a day without a sync", DOVETAIL_CHART_CHANGES, &no_sync, "Tue 17 Nov: no sync" },
  { "a rate of nothing is none", DOVETAIL_CHART_CONFLICTS, &offline, "Thu 19 Nov: nothing was uploaded" },
  { "being offline is no failure", DOVETAIL_CHART_ERRORS, &offline, "Thu 19 Nov: offline" },
  { "no duration of what did not end well", DOVETAIL_CHART_DURATION, &offline, "Thu 19 Nov: offline" },
};

static void
test_days (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].says);
      assert_text (dovetail_chart_day_words (cases[i].chart, cases[i].day), cases[i].words);
    }
}

static GArray *
all_days (void)
{
  GArray *days = g_array_new (FALSE, FALSE, sizeof (DovetailMetricsDay));

  g_array_append_val (days, no_sync);
  g_array_append_val (days, ordinary);
  g_array_append_val (days, offline);
  return days;
}

static void
test_summary (void)
{
  g_autoptr (GArray) days = all_days ();
  DovetailMetrics metrics = { .days = days, .total = ordinary.sums };

  assert_text (dovetail_chart_summary (DOVETAIL_CHART_CHANGES, &metrics), "In 3 days: 100 up, 3 down");
  metrics.total = no_sync.sums;
  assert_text (dovetail_chart_summary (DOVETAIL_CHART_ERRORS, &metrics), "In 3 days: no sync");
}

/* The line that is aimed at is on the chart even when all is well below it. */
static void
test_highest (void)
{
  g_autoptr (GArray) days = all_days ();

  g_assert_cmpfloat (dovetail_chart_highest (DOVETAIL_CHART_DURATION, days), ==, 1400);
  g_assert_cmpfloat (dovetail_chart_highest (DOVETAIL_CHART_CHANGES, days), ==, 100);
  g_assert_cmpfloat (dovetail_chart_highest (DOVETAIL_CHART_CONFLICTS, days), ==, 0.05);
  g_assert_cmpfloat (dovetail_chart_highest (DOVETAIL_CHART_ERRORS, days), ==, 0.0526);
  g_assert_cmpfloat (dovetail_chart_aim (DOVETAIL_CHART_ERRORS), ==, 0.01);
  g_assert_cmpfloat (dovetail_chart_aim (DOVETAIL_CHART_CHANGES), ==, 0);
}

static void
test_amounts (void)
{
  assert_text (dovetail_words_duration (0), "0 ms");
  assert_text (dovetail_words_duration (999), "999 ms");
  assert_text (dovetail_words_duration (1450), "1.4 s");
  assert_text (dovetail_words_duration (3000), "3 s");
  assert_text (dovetail_words_duration (59999), "59 s");
  assert_text (dovetail_words_duration (125000), "2 min 5 s");
  assert_text (dovetail_words_duration (3780000), "1 h 3 min");
  assert_text (dovetail_words_percent (0), "0%");
  assert_text (dovetail_words_percent (0.0004), "less than 0.1%");
  assert_text (dovetail_words_percent (0.042), "4.2%");
  assert_text (dovetail_words_percent (0.05), "5%");
  assert_text (dovetail_words_percent (0.1249), "12%");
  assert_text (dovetail_words_percent (1), "100%");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync-charts/days", test_days);
  g_test_add_func ("/sync-charts/summary", test_summary);
  g_test_add_func ("/sync-charts/highest", test_highest);
  g_test_add_func ("/sync-charts/amounts", test_amounts);
  return g_test_run ();
}
