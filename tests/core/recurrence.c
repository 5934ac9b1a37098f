/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Recurrence rules: what is understood, and on which days they fall. */

#include "core/recurrence.h"
#include "core/zone.h"

#include <stdio.h>

static gint64
day_of (const char *date)
{
  int year, month, day;

  g_assert_cmpint (sscanf (date, "%4d-%2d-%2d", &year, &month, &day), ==, 3);

  return dovetail_civil_to_days (year, month, day);
}

static char *
date_of (gint64 day)
{
  DovetailCivil civil;

  dovetail_civil_from_days (day, &civil);

  return g_strdup_printf ("%04d-%02d-%02d", civil.year, civil.month, civil.day);
}

typedef struct
{
  const char *what, *rule, *from;
  const char *expected; /* the occurrences behind it; "." is the end */
} Series;

static void
check_series (const Series *series)
{
  g_auto (GStrv) expected = g_strsplit (series->expected, " ", -1);
  g_autofree char *rule = g_strdup (series->rule);
  gint64 day = day_of (series->from);

  g_test_message ("%s: %s from %s", series->what, series->rule, series->from);
  for (gsize i = 0; expected[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *date = NULL;
      char *rest;
      DovetailRecurrence recurrence;

      g_assert_true (dovetail_recurrence_parse (rule, &recurrence, &error));
      g_assert_no_error (error);
      date = dovetail_recurrence_next (&recurrence, day, &day) ? date_of (day) : g_strdup (".");
      g_assert_cmpstr (date, ==, expected[i]);
      rest = dovetail_recurrence_rest (rule);
      g_free (rule);
      rule = rest;
    }
}

static void
test_series (void)
{
  static const Series series[] = {
    { "each day", "FREQ=DAILY", "2026-12-30", "2026-12-31 2027-01-01" },
    { "every third day", "FREQ=DAILY;INTERVAL=3", "2028-02-27", "2028-03-01 2028-03-04" },
    { "each day of two months", "FREQ=DAILY;BYMONTH=1,12", "2026-12-31", "2027-01-01 2027-01-02" },
    { "the last day of those months", "FREQ=DAILY;BYMONTH=1", "2026-01-31", "2027-01-01" },
    { "days on workdays only", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "2026-11-20", "2026-11-23 2026-11-24" },
    { "each week", "FREQ=WEEKLY", "2026-11-20", "2026-11-27 2026-12-04" },
    { "two weekdays", "FREQ=WEEKLY;BYDAY=MO,TH", "2026-11-23", "2026-11-26 2026-11-30" },
    { "two weekdays every other week", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO", "1997-08-05",
      "1997-08-10 1997-08-19 1997-08-24" },
    { "the same in weeks that begin on Sunday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU", "1997-08-05",
      "1997-08-17 1997-08-19 1997-08-31" },
    { "a series begun beside its weekday", "FREQ=WEEKLY;BYDAY=MO", "2026-11-20", "2026-11-23 2026-11-30" },
    { "each month", "FREQ=MONTHLY", "2026-11-27", "2026-12-27 2027-01-27" },
    { "the 31st is left out where there is none", "FREQ=MONTHLY", "2026-01-31",
      "2026-03-31 2026-05-31 2026-07-31" },
    { "each quarter", "FREQ=MONTHLY;INTERVAL=3", "2026-11-15", "2027-02-15 2027-05-15" },
    { "the first and the fifteenth", "FREQ=MONTHLY;BYMONTHDAY=1,15", "2026-11-15", "2026-12-01 2026-12-15" },
    { "the last day of the month", "FREQ=MONTHLY;BYMONTHDAY=-1", "2028-01-31", "2028-02-29 2028-03-31" },
    { "the last Friday", "FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27", "2026-12-25 2027-01-29" },
    { "the second Tuesday", "FREQ=MONTHLY;BYDAY=2TU", "2026-11-10", "2026-12-08 2027-01-12" },
    { "a fifth Monday", "FREQ=MONTHLY;BYDAY=5MO", "2026-11-30", "2027-03-29 2027-05-31" },
    { "Friday the 13th", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "2026-11-13", "2027-08-13 2028-10-13" },
    { "the last working day", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-10-30",
      "2026-11-30 2026-12-31 2027-01-29" },
    { "the third of a set that has two", "FREQ=MONTHLY;BYMONTHDAY=1,2;BYSETPOS=3", "2026-10-30", "." },
    { "each year", "FREQ=YEARLY", "2026-11-20", "2027-11-20 2028-11-20" },
    { "a leap day", "FREQ=YEARLY", "2028-02-29", "2032-02-29" },
    { "a leap day over 2100", "FREQ=YEARLY", "2096-02-29", "2104-02-29" },
    { "two months a year", "FREQ=YEARLY;BYMONTH=3,9", "2026-03-05", "2026-09-05 2027-03-05" },
    { "the first Sunday of November", "FREQ=YEARLY;BYMONTH=11;BYDAY=1SU", "2026-11-01", "2027-11-07" },
    { "the 20th Monday of a year", "FREQ=YEARLY;BYDAY=20MO", "1997-05-19", "1998-05-18 1999-05-17" },
    { "the last Monday of a year", "FREQ=YEARLY;BYDAY=-1MO", "2026-12-28", "2027-12-27" },
    { "a day of every month, said of years", "FREQ=YEARLY;BYMONTHDAY=10", "2026-11-10",
      "2026-12-10 2027-01-10" },
    { "three times", "FREQ=DAILY;COUNT=3", "2026-11-20", "2026-11-21 2026-11-22 ." },
    { "once", "FREQ=DAILY;COUNT=1", "2026-11-20", "." },
    { "until a day, which is meant", "FREQ=DAILY;UNTIL=20261122", "2026-11-20", "2026-11-21 2026-11-22 ." },
    { "until a moment", "FREQ=WEEKLY;UNTIL=20261127T235959Z", "2026-11-20", "2026-11-27 ." },
    { "until a day that has gone", "FREQ=MONTHLY;UNTIL=20200101", "2026-11-20", "." },
    { "a day that never comes", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2026-11-20", "." },
    { "another weekday than the interval meets", "FREQ=DAILY;INTERVAL=7;BYDAY=MO", "2026-11-20", "." },
    { "small letters", "freq=weekly;byday=mo", "2026-11-20", "2026-11-23" },
    { "before 1970", "FREQ=DAILY", "1969-12-31", "1970-01-01" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (series); i++)
    check_series (&series[i]);
}

static void
test_not_understood (void)
{
  static const char *const rules[] = {
    "",
    "FREQ",
    "FREQ=",
    "FREQ=SECONDLY",
    "FREQ=HOURLY",
    "INTERVAL=2",
    "FREQ=DAILY;",
    "FREQ=DAILY;FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=0",
    "FREQ=DAILY;INTERVAL=-1",
    "FREQ=DAILY;INTERVAL=10000",
    "FREQ=DAILY;INTERVAL=2x",
    "FREQ=DAILY;COUNT=0",
    "FREQ=DAILY;COUNT=2;UNTIL=20270101",
    "FREQ=DAILY;UNTIL=2027",
    "FREQ=DAILY;UNTIL=20271301",
    "FREQ=DAILY;UNTIL=20270230",
    "FREQ=DAILY;UNTIL=00000000",
    "FREQ=DAILY;UNTIL=20270101Z",
    "FREQ=DAILY;UNTIL=2027-01-01",
    "FREQ=WEEKLY;BYDAY=",
    "FREQ=WEEKLY;BYDAY=XX",
    "FREQ=WEEKLY;BYDAY=M",
    "FREQ=WEEKLY;BYDAY=MO,",
    "FREQ=WEEKLY;BYDAY=1MO",
    "FREQ=DAILY;BYDAY=-1MO",
    "FREQ=MONTHLY;BYDAY=0MO",
    "FREQ=MONTHLY;BYDAY=54MO",
    "FREQ=WEEKLY;BYMONTHDAY=1",
    "FREQ=MONTHLY;BYMONTHDAY=0",
    "FREQ=MONTHLY;BYMONTHDAY=32",
    "FREQ=MONTHLY;BYMONTHDAY=-32",
    "FREQ=YEARLY;BYMONTH=0",
    "FREQ=YEARLY;BYMONTH=13",
    "FREQ=MONTHLY;BYSETPOS=1",
    "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0",
    "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1,2",
    "FREQ=MONTHLY;WKST=XX",
    "FREQ=YEARLY;BYWEEKNO=20",
    "FREQ=YEARLY;BYYEARDAY=100",
    "FREQ=DAILY;BYHOUR=9",
    "FREQ=DAILY;RSCALE=HEBREW",
    "RRULE:FREQ=DAILY",
    "every month",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr (GError) error = NULL;
      DovetailRecurrence recurrence;

      g_test_message ("%s", rules[i]);
      g_assert_false (dovetail_recurrence_parse (rules[i], &recurrence, &error));
      g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
    }
}

static void
test_too_many_days (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) rule = g_string_new ("FREQ=MONTHLY;BYDAY=MO");
  DovetailRecurrence recurrence;

  for (int i = 1; i < DOVETAIL_RECURRENCE_MAX_DAYS; i++)
    g_string_append (rule, ",1TU");
  g_assert_true (dovetail_recurrence_parse (rule->str, &recurrence, &error));
  g_assert_no_error (error);
  g_string_append (rule, ",1TU");
  g_assert_false (dovetail_recurrence_parse (rule->str, &recurrence, &error));
}

/* COUNT is the only part that the next occurrence does not simply take over. */
static void
test_rest (void)
{
  static const char *const rules[][2] = {
    { "FREQ=DAILY", "FREQ=DAILY" },
    { "FREQ=DAILY;COUNT=5;INTERVAL=2", "FREQ=DAILY;COUNT=4;INTERVAL=2" },
    { "count=2;FREQ=WEEKLY;BYDAY=MO", "COUNT=1;FREQ=WEEKLY;BYDAY=MO" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autofree char *rest = dovetail_recurrence_rest (rules[i][0]);

      g_assert_cmpstr (rest, ==, rules[i][1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/recurrence/series", test_series);
  g_test_add_func ("/core/recurrence/not-understood", test_not_understood);
  g_test_add_func ("/core/recurrence/too-many-days", test_too_many_days);
  g_test_add_func ("/core/recurrence/rest", test_rest);
  return g_test_run ();
}
