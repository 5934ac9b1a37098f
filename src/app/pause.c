/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pauses of syncing: when they end, and how that is said. */

#include "app/pause.h"

#include <glib/gi18n.h>

#include "app/value-words.h"
#include "sync/planner.h"

#define HOUR_MS G_GINT64_CONSTANT (3600000)
/* Whoever pauses until tomorrow late in the evening means to sleep first. */
#define MORNING_HOUR 6

static gint64
next_morning (const DovetailZone *zone, gint64 now)
{
  DovetailCivil civil;

  zone->from_utc (zone->user_data, now, &civil);
  dovetail_civil_from_days (dovetail_civil_to_days (civil.year, civil.month, civil.day) + 1, &civil);
  civil.hour = MORNING_HOUR;
  civil.minute = 0;
  return zone->to_utc (zone->user_data, &civil);
}

gint64
dovetail_pause_end (const char *choice, const DovetailZone *zone, gint64 now)
{
  g_return_val_if_fail (choice != NULL && zone != NULL, 0);

  if (g_str_equal (choice, DOVETAIL_PAUSE_HOUR))
    return now + HOUR_MS;
  if (g_str_equal (choice, DOVETAIL_PAUSE_TOMORROW))
    return next_morning (zone, now);
  return g_str_equal (choice, DOVETAIL_PAUSE_FOR_GOOD) ? DOVETAIL_PAUSED_FOR_GOOD : 0;
}

static gboolean
is_tomorrow (gint64 time, gint64 now)
{
  g_autoptr (GDateTime) day = g_date_time_new_from_unix_local (time / 1000);
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (now / 1000);
  g_autoptr (GDateTime) tomorrow = g_date_time_add_days (today, 1);

  return g_date_time_get_year (day) == g_date_time_get_year (tomorrow)
         && g_date_time_get_day_of_year (day) == g_date_time_get_day_of_year (tomorrow);
}

char *
dovetail_pause_words (gint64 until, gint64 now)
{
  g_autofree char *moment = NULL;

  if (until == 0 || until == DOVETAIL_PAUSED_FOR_GOOD)
    return g_strdup (_ ("Paused"));
  if (is_tomorrow (until, now))
    {
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (until / 1000);

      /* Translators: keep %H:%M, the time, as in "Paused until tomorrow 06:00" */
      return g_date_time_format (time, _ ("Paused until tomorrow %H:%M"));
    }
  moment = dovetail_words_moment (until, now);
  /* Translators: %s is a time such as "15:04" or "Fri 27 Nov 15:04" */
  return g_strdup_printf (_ ("Paused until %s"), moment);
}
