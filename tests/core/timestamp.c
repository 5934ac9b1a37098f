/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Times and dates as text, and the calendar below them, checked against GDateTime. */

#include "core/timestamp.h"
#include "core/zone.h"

#define DAY G_GINT64_CONSTANT (86400000)

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    gint64 time; /* -1: refused */
  } cases[] = {
    { "1970-01-01T00:00:00Z", 0 },
    { "1970-01-01T00:00:00.001Z", 1 },
    { "1970-01-01T00:00:00.1Z", 100 },
    { "1970-01-01T00:00:00.123456789Z", 123 },
    { "2026-11-20T12:00:00.000Z", G_GINT64_CONSTANT (1795176000000) },
    { "2026-11-20T14:00:00+02:00", G_GINT64_CONSTANT (1795176000000) },
    { "2026-11-20T06:30:00-05:30", G_GINT64_CONSTANT (1795176000000) },
    { "2024-02-29T00:00:00Z", G_GINT64_CONSTANT (1709164800000) },
    { "2026-02-29T00:00:00Z", -1 },
    { "2026-13-01T00:00:00Z", -1 },
    { "2026-00-01T00:00:00Z", -1 },
    { "2026-01-32T00:00:00Z", -1 },
    { "2026-01-01T24:00:00Z", -1 },
    { "2026-01-01T00:60:00Z", -1 },
    { "2026-01-01T00:00:60Z", -1 },
    { "2026-01-01T00:00:00.Z", -1 },
    { "2026-01-01T00:00:00", -1 },
    { "2026-01-01T00:00Z", -1 },
    { "2026-01-01 00:00:00Z", -1 },
    { "2026-01-01", -1 },
    { "2026-1-1T00:00:00Z", -1 },
    { "+2026-01-01T00:00:00Z", -1 },
    { "2026-01-01T00:00:00Zjunk", -1 },
    { "2026-01-01T00:00:00+2:00", -1 },
    { "now", -1 },
    { "", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 time = -1;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (dovetail_timestamp_parse (cases[i].text, &time), ==, cases[i].time >= 0);
      g_assert_cmpint (time, ==, cases[i].time);
    }
  g_assert_false (dovetail_timestamp_parse (NULL, &(gint64){ 0 }));
}

static void
assert_format (gint64 time, const char *expected)
{
  g_autofree char *text = dovetail_timestamp_format (time);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_format (void)
{
  assert_format (0, "1970-01-01T00:00:00.000Z");
  assert_format (-1, "1969-12-31T23:59:59.999Z");
  assert_format (G_GINT64_CONSTANT (1795176000007), "2026-11-20T12:00:00.007Z");
  assert_format (G_MAXINT64, "9999-12-31T23:59:59.999Z");
  assert_format (G_MININT64, "0000-01-01T00:00:00.000Z");
}

static void
test_there_and_back (void)
{
  guint32 seed = (guint32) g_test_rand_int ();
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < 20000; i++)
    {
      gint64 time = (gint64) g_rand_double_range (random, -6e13, 2.5e14);
      g_autofree char *text = dovetail_timestamp_format (time);
      g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (text, NULL);
      gint64 back;

      g_assert_true (dovetail_timestamp_parse (text, &back));
      g_assert_cmpint (back, ==, time);
      g_assert_nonnull (date);
      g_assert_cmpint (g_date_time_to_unix (date) * 1000 + g_date_time_get_microsecond (date) / 1000, ==,
                       time);
    }
}

static void
test_dates (void)
{
  g_assert_true (dovetail_date_is_valid ("2027-03-10"));
  g_assert_true (dovetail_date_is_valid ("2000-02-29"));
  g_assert_false (dovetail_date_is_valid ("1900-02-29"));
  g_assert_false (dovetail_date_is_valid ("2027-04-31"));
  g_assert_false (dovetail_date_is_valid ("2027-3-10"));
  g_assert_false (dovetail_date_is_valid ("2027-03-10T"));
  g_assert_false (dovetail_date_is_valid ("20270310"));
  g_assert_false (dovetail_date_is_valid (""));
  g_assert_false (dovetail_date_is_valid (NULL));
}

/* Every day of 400 years, after which the calendar repeats. */
static void
test_calendar (void)
{
  g_autoptr (GDate) date = g_date_new_dmy (1, 1, 1850);

  for (gint64 days = dovetail_civil_to_days (1850, 1, 1); days < dovetail_civil_to_days (2250, 1, 1); days++)
    {
      DovetailCivil civil;

      dovetail_civil_from_days (days, &civil);
      g_assert_cmpint (civil.year, ==, g_date_get_year (date));
      g_assert_cmpint (civil.month, ==, (int) g_date_get_month (date));
      g_assert_cmpint (civil.day, ==, g_date_get_day (date));
      g_assert_cmpint (civil.hour, ==, -1);
      g_assert_cmpint (dovetail_civil_weekday (&civil), ==, (int) g_date_get_weekday (date) - 1);
      g_assert_cmpint (dovetail_civil_to_days (civil.year, civil.month, civil.day), ==, days);
      g_date_add_days (date, 1);
    }
  g_assert_cmpint (dovetail_civil_to_days (1970, 1, 1), ==, 0);
  g_assert_cmpint (dovetail_civil_to_days (1969, 12, 31) * DAY, ==, -DAY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/timestamp/parse", test_parse);
  g_test_add_func ("/core/timestamp/format", test_format);
  g_test_add_func ("/core/timestamp/there-and-back", test_there_and_back);
  g_test_add_func ("/core/timestamp/dates", test_dates);
  g_test_add_func ("/core/timestamp/calendar", test_calendar);

  return g_test_run ();
}
