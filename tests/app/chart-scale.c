/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The axis of a chart: round steps that hold the highest value and waste little room. */

#include "app/chart-scale.h"

static const struct
{
  const char *says;
  double highest;
  guint most;
  gboolean whole;
  double step;
  guint n_steps;
} cases[] = {
  { "nothing was counted: an axis all the same", 0, 4, TRUE, 1, 1 },
  { "a value that makes no sense", -3, 4, TRUE, 1, 1 },
  { "one thing: no step is less than one", 1, 4, TRUE, 1, 1 },
  { "four steps of one", 4, 4, TRUE, 1, 4 },
  { "five things take steps of two", 5, 4, TRUE, 2, 3 },
  { "steps of five", 17, 4, TRUE, 5, 4 },
  { "steps of ten", 31, 4, TRUE, 10, 4 },
  { "a value on a step is not pushed to the next one", 100, 4, TRUE, 50, 2 },
  { "large numbers", 1234567, 4, TRUE, 500000, 3 },
  { "the line at 5% alone", 0.05, 4, FALSE, 0.02, 3 },
  { "the line at 1% alone", 0.01, 4, FALSE, 0.005, 2 },
  { "a share of a third", 1.0 / 3, 4, FALSE, 0.1, 4 },
  { "all of them", 1, 4, FALSE, 0.5, 2 },
  { "sums of tenths miss what they stand for by a hair", 0.1 + 0.2, 3, FALSE, 0.1, 3 },
};

static void
test_scales (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DovetailChartScale scale;

      g_test_message ("%s", cases[i].says);
      dovetail_chart_scale_init (&scale, cases[i].highest, cases[i].most, cases[i].whole);
      g_assert_cmpfloat_with_epsilon (scale.step, cases[i].step, cases[i].step / 1e6);
      g_assert_cmpuint (scale.n_steps, ==, cases[i].n_steps);
    }
}

/* Whatever the value: it fits, there are not too many steps, and a chart is never more than half empty but by
 * one step. */
static void
test_every_value (void)
{
  for (double highest = 0.0003; highest < 1e12; highest *= 1.37)
    for (guint most = 2; most <= 6; most++)
      {
        DovetailChartScale scale;

        dovetail_chart_scale_init (&scale, highest, most, FALSE);
        g_assert_cmpfloat (dovetail_chart_scale_top (&scale), >=, highest * (1 - 1e-6));
        g_assert_cmpfloat (dovetail_chart_scale_top (&scale) - scale.step, <, highest);
        g_assert_cmpuint (scale.n_steps, >=, 1);
        g_assert_cmpuint (scale.n_steps, <=, most);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart-scale/scales", test_scales);
  g_test_add_func ("/chart-scale/every value", test_every_value);
  return g_test_run ();
}
