/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/metrics.h"

G_BEGIN_DECLS

/* What is drawn of past syncs, and the same in words: whoever cannot see a chart misses nothing. */
typedef enum
{
  DOVETAIL_CHART_DURATION,
  DOVETAIL_CHART_CHANGES,
  DOVETAIL_CHART_BYTES,
  DOVETAIL_CHART_CONFLICTS,
  DOVETAIL_CHART_ERRORS
} DovetailChart;
#define DOVETAIL_N_CHARTS 5
#define DOVETAIL_CHART_MAX_SERIES 2

const char *dovetail_chart_title     (DovetailChart              chart);
guint       dovetail_chart_n_series  (DovetailChart              chart);
/* "Half of them", "Up": what the legend says; NULL where there is one series alone. */
const char *dovetail_chart_series    (DovetailChart              chart,
                                      guint                      series);
/* What should not be exceeded; 0: nothing is aimed at. */
double      dovetail_chart_aim       (DovetailChart              chart);
/* Whether it counts whole things. */
gboolean    dovetail_chart_is_whole  (DovetailChart              chart);
double      dovetail_chart_value     (DovetailChart              chart,
                                      guint                      series,
                                      const DovetailMetricsSums *sums);
/* FALSE: these days say nothing about it. */
gboolean    dovetail_chart_has_value (DovetailChart              chart,
                                      const DovetailMetricsSums *sums);
/* The highest of all days and of what is aimed at. */
double      dovetail_chart_highest   (DovetailChart              chart,
                                      GArray                    *days);  /* DovetailMetricsDay */
/* A place on the axis: "200 ms", "5%". Transfer full, as are all below. */
char       *dovetail_chart_axis      (DovetailChart              chart,
                                      double                     value);
/* "Wed 18 Nov" */
char       *dovetail_chart_day       (const DovetailMetricsDay  *day);
/* "Wed 18 Nov: 12 up, 3 down" */
char       *dovetail_chart_day_words (DovetailChart              chart,
                                      const DovetailMetricsDay  *day);
/* All days in one sentence. */
char       *dovetail_chart_summary   (DovetailChart              chart,
                                      const DovetailMetrics     *metrics);

G_END_DECLS
