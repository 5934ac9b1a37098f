/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Round numbers for the axis of a chart: steps of 1, 2 or 5 times a power of ten, as people draw them. */

#include "app/chart-scale.h"

#include <math.h>

static const double round_numbers[] = { 1, 2, 5, 10 };

/* A sum of steps may miss the value it stands for by a hair. */
static guint
count_steps (double highest, double step)
{
  return (guint) ceil (highest / step - 1e-9);
}

void
dovetail_chart_scale_init (DovetailChartScale *scale, double highest, guint most, gboolean whole)
{
  double power;

  g_return_if_fail (scale != NULL);
  g_return_if_fail (most > 0);

  if (!isfinite (highest) || highest <= 0)
    highest = 1;
  power = pow (10, floor (log10 (highest / most)));
  if (whole)
    power = MAX (power, 1);
  scale->step = power * 10;
  for (guint i = 0; i < G_N_ELEMENTS (round_numbers); i++)
    if (count_steps (highest, power * round_numbers[i]) <= most)
      {
        scale->step = power * round_numbers[i];
        break;
      }
  scale->n_steps = MAX (1, count_steps (highest, scale->step));
}

double
dovetail_chart_scale_top (const DovetailChartScale *scale)
{
  g_return_val_if_fail (scale != NULL, 1);
  return scale->step * scale->n_steps;
}
