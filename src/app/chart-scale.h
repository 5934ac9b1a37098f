/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The axis of a chart: from 0 in equal, round steps. */
typedef struct
{
  double step;
  guint  n_steps;
} DovetailChartScale;

/* The lowest axis of at most `most` steps that holds the value. whole: of things that are counted, so that no step is less than
 * one. A value of 0 or less gives an axis all the same. */
void   dovetail_chart_scale_init (DovetailChartScale       *scale,
                                  double                    highest,
                                  guint                     most,
                                  gboolean                  whole);
double dovetail_chart_scale_top  (const DovetailChartScale *scale);

G_END_DECLS
