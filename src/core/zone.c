/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The civil calendar: dates to day numbers and back, without a time zone. */

#include "core/zone.h"

#define DAYS_PER_ERA 146097 /* 400 years */
#define DAYS_TO_1970 719468 /* from 0000-03-01 */

/* Rounds towards minus infinity, which C's division does not. */
static gint64
floor_divide (gint64 a, gint64 b)
{
  return a / b - (a % b != 0 && (a % b < 0) != (b < 0));
}

/**
 * dovetail_civil_to_days:
 * @year: proleptic Gregorian year
 * @month: 1 to 12
 * @day: 1 to 31
 *
 * Algorithm: Howard Hinnant, "chrono-compatible low-level date algorithms", days_from_civil. The year starts
 * in March there, so that the leap day is its last.
 *
 * Returns: days since 1970-01-01
 */
gint64
dovetail_civil_to_days (int year, int month, int day)
{
  gint64 shifted_year = (gint64) year - (month <= 2);
  gint64 era = floor_divide (shifted_year, 400);
  gint64 year_of_era = shifted_year - era * 400;
  gint64 day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  gint64 day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

  return era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970;
}

/**
 * dovetail_civil_from_days:
 * @days: days since 1970-01-01
 * @civil: (out caller-allocates): the date; its hour becomes -1, its minute 0
 *
 * The inverse of dovetail_civil_to_days(). Algorithm: Howard Hinnant, civil_from_days.
 */
void
dovetail_civil_from_days (gint64 days, DovetailCivil *civil)
{
  gint64 shifted = days + DAYS_TO_1970;
  gint64 era = floor_divide (shifted, DAYS_PER_ERA);
  gint64 day_of_era = shifted - era * DAYS_PER_ERA;
  gint64 year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  gint64 day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  gint64 month_from_march = (5 * day_of_year + 2) / 153;
  gint64 month = month_from_march + (month_from_march < 10 ? 3 : -9);

  g_return_if_fail (civil != NULL);

  civil->year = (int) (year_of_era + era * 400 + (month <= 2));
  civil->month = (int) month;
  civil->day = (int) (day_of_year - (153 * month_from_march + 2) / 5 + 1);
  civil->hour = -1;
  civil->minute = 0;
}

/**
 * dovetail_civil_weekday:
 * @civil: a date
 *
 * Returns: 0 for Monday to 6 for Sunday
 */
int
dovetail_civil_weekday (const DovetailCivil *civil)
{
  gint64 days;

  g_return_val_if_fail (civil != NULL, 0);

  /* 1970-01-01 was a Thursday. */
  days = dovetail_civil_to_days (civil->year, civil->month, civil->day) + 3;

  return (int) (days - floor_divide (days, 7) * 7);
}
