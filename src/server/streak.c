/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Days in a row. */

#include "server/streak.h"

#define DAY_SECONDS (24 * 60 * 60)

/* Rounds down before 1970 too. */
static gint64
floor_divide (gint64 number, gint64 divisor)
{
  return number / divisor - (number % divisor < 0 ? 1 : 0);
}

static gint64
civil_day (GTimeZone *zone, gint64 time)
{
  gint64 seconds = floor_divide (time, 1000);
  gint interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, seconds);

  return floor_divide (seconds + g_time_zone_get_offset (zone, MAX (interval, 0)), DAY_SECONDS);
}

/**
 * dovetail_streak_add:
 * @streak: what was counted so far; zero but for its zone before the first
 * @time: ms; not before the one added last
 */
void
dovetail_streak_add (DovetailStreak *streak, gint64 time)
{
  gint64 day = civil_day (streak->zone, time);

  if (streak->current > 0 && day <= streak->last_day)
    return;
  streak->current = streak->current > 0 && day == streak->last_day + 1 ? streak->current + 1 : 1;
  streak->longest = MAX (streak->longest, streak->current);
  streak->last_day = day;
}

/**
 * dovetail_streak_last_day:
 * @streak: a streak
 *
 * Returns: (transfer full) (nullable): the last day that counted, as 2027-03-10
 */
char *
dovetail_streak_last_day (const DovetailStreak *streak)
{
  g_autoptr (GDateTime) day = g_date_time_new_from_unix_utc (streak->last_day * DAY_SECONDS);

  return streak->current == 0 || day == NULL ? NULL : g_date_time_format (day, "%Y-%m-%d");
}
