/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The hybrid clock: never backwards, never led astray by a clock that is wrong. */

#include "core/hlc.h"

#define MINUTE G_GINT64_CONSTANT (60000)
#define YEARS_50 (G_GINT64_CONSTANT (50) * 365 * 24 * 60 * MINUTE)
#define NOW G_GINT64_CONSTANT (1795000000000)

static void
test_follows_the_wall_clock (void)
{
  DovetailHlc clock = { 0 };

  g_assert_cmpint (dovetail_hlc_next (&clock, NOW), ==, NOW);
  g_assert_cmpint (dovetail_hlc_next (&clock, NOW + 10), ==, NOW + 10);
}

static void
test_never_repeats_nor_goes_back (void)
{
  DovetailHlc clock = { 0 };
  gint64 first = dovetail_hlc_next (&clock, NOW);

  g_assert_cmpint (dovetail_hlc_next (&clock, NOW), ==, first + 1);
  g_assert_cmpint (dovetail_hlc_next (&clock, NOW - YEARS_50), ==, first + 2);
}

static void
test_measured_offset_counts (void)
{
  DovetailHlc clock = { 0 };

  dovetail_hlc_measure (&clock, NOW - YEARS_50, NOW);
  g_assert_cmpint (dovetail_hlc_next (&clock, NOW - YEARS_50 + 5), ==, NOW + 5);
}

/* A device that thought it was 2076 for an hour does not stamp everything with 2076 for ever. */
static void
test_measuring_brings_a_runaway_back (void)
{
  DovetailHlc clock = { 0 };

  dovetail_hlc_next (&clock, NOW + YEARS_50);
  dovetail_hlc_measure (&clock, NOW, NOW);
  g_assert_cmpint (dovetail_hlc_next (&clock, NOW), ==, NOW + DOVETAIL_HLC_MAX_AHEAD_MS + 1);
}

static void
test_later_than_what_was_seen (void)
{
  DovetailHlc clock = { 0 };

  dovetail_hlc_observe (&clock, NOW, NOW + MINUTE);
  g_assert_cmpint (dovetail_hlc_next (&clock, NOW), ==, NOW + MINUTE + 1);
  dovetail_hlc_observe (&clock, NOW, NOW - MINUTE);
  g_assert_cmpint (dovetail_hlc_next (&clock, NOW), ==, NOW + MINUTE + 2);
}

static void
test_absurd_times_do_not_spread (void)
{
  DovetailHlc clock = { 0 };

  dovetail_hlc_observe (&clock, NOW, NOW + 5 * MINUTE + 1);
  g_assert_cmpint (dovetail_hlc_next (&clock, NOW), ==, NOW);
  dovetail_hlc_observe (&clock, NOW, NOW + YEARS_50);
  dovetail_hlc_observe (&clock, NOW, G_MAXINT64);
  g_assert_cmpint (dovetail_hlc_next (&clock, NOW), ==, NOW + 1);
  dovetail_hlc_observe (&clock, NOW, NOW + 5 * MINUTE);
  g_assert_cmpint (dovetail_hlc_next (&clock, NOW), ==, NOW + 5 * MINUTE + 1);
}

static void
test_clamp (void)
{
  g_assert_cmpint (dovetail_hlc_clamp (NOW, NOW), ==, NOW);
  g_assert_cmpint (dovetail_hlc_clamp (NOW - YEARS_50, NOW), ==, NOW - YEARS_50);
  g_assert_cmpint (dovetail_hlc_clamp (NOW + 5 * MINUTE, NOW), ==, NOW + 5 * MINUTE);
  g_assert_cmpint (dovetail_hlc_clamp (NOW + YEARS_50, NOW), ==, NOW + 5 * MINUTE);
  g_assert_cmpint (dovetail_hlc_clamp (G_MAXINT64, G_MAXINT64), ==, G_MAXINT64);
}

static void
test_ends_of_the_range (void)
{
  DovetailHlc clock = { G_MAXINT64, G_MAXINT64 };

  g_assert_cmpint (dovetail_hlc_next (&clock, G_MAXINT64), ==, G_MAXINT64);
  dovetail_hlc_measure (&clock, G_MININT64, G_MAXINT64);
  dovetail_hlc_measure (&clock, G_MAXINT64, G_MININT64);
  dovetail_hlc_observe (&clock, G_MININT64, G_MININT64);
  g_assert_cmpint (clock.last, <=, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/hlc/follows-the-wall-clock", test_follows_the_wall_clock);
  g_test_add_func ("/core/hlc/never-repeats-nor-goes-back", test_never_repeats_nor_goes_back);
  g_test_add_func ("/core/hlc/measured-offset-counts", test_measured_offset_counts);
  g_test_add_func ("/core/hlc/measuring-brings-a-runaway-back", test_measuring_brings_a_runaway_back);
  g_test_add_func ("/core/hlc/later-than-what-was-seen", test_later_than_what_was_seen);
  g_test_add_func ("/core/hlc/absurd-times-do-not-spread", test_absurd_times_do_not_spread);
  g_test_add_func ("/core/hlc/clamp", test_clamp);
  g_test_add_func ("/core/hlc/ends-of-the-range", test_ends_of_the_range);

  return g_test_run ();
}
