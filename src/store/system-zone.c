/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The zones of this computer, as core sees zones. */

#include "store/system-zone.h"

static gint64
system_zone_to_utc (gpointer user_data, const DovetailCivil *civil)
{
  int hour = MAX (civil->hour, 0);
  int minute = civil->hour < 0 ? 0 : civil->minute;
  g_autoptr (GDateTime) time = NULL;

  time = g_date_time_new (user_data, civil->year, civil->month, civil->day, hour, minute, 0);
  return time == NULL ? 0 : g_date_time_to_unix (time) * 1000;
}

static void
system_zone_from_utc (gpointer user_data, gint64 time, DovetailCivil *civil)
{
  gint64 seconds = time / 1000 - (time % 1000 < 0 ? 1 : 0);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);
  g_autoptr (GDateTime) local = utc == NULL ? NULL : g_date_time_to_timezone (utc, user_data);

  *civil = (DovetailCivil){ 1970, 1, 1, 0, 0 };
  if (local == NULL)
    return;
  g_date_time_get_ymd (local, &civil->year, &civil->month, &civil->day);
  civil->hour = g_date_time_get_hour (local);
  civil->minute = g_date_time_get_minute (local);
}

static DovetailZone *
zone_take (GTimeZone *time_zone)
{
  DovetailZone *zone = g_new0 (DovetailZone, 1);

  zone->to_utc = system_zone_to_utc;
  zone->from_utc = system_zone_from_utc;
  zone->user_data = time_zone;
  zone->name = g_time_zone_get_identifier (time_zone);

  return zone;
}

/**
 * dovetail_system_zone_new:
 *
 * The zone comes from `TZ` or the system's settings as they are now.
 *
 * Returns: (transfer full): the zone; free it with dovetail_system_zone_free().
 */
DovetailZone *
dovetail_system_zone_new (void)
{
  return zone_take (g_time_zone_new_local ());
}

/**
 * dovetail_system_zone_new_named:
 * @name: (nullable): an IANA name such as Europe/Berlin
 *
 * Returns: (transfer full): the zone; UTC for %NULL and for names this computer does not know. Free it with
 *   dovetail_system_zone_free().
 */
DovetailZone *
dovetail_system_zone_new_named (const char *name)
{
  GTimeZone *time_zone = name == NULL ? NULL : g_time_zone_new_identifier (name);

  return zone_take (time_zone != NULL ? time_zone : g_time_zone_new_utc ());
}

/**
 * dovetail_system_zone_free:
 * @zone: (transfer full): from dovetail_system_zone_new() or dovetail_system_zone_new_named()
 */
void
dovetail_system_zone_free (DovetailZone *zone)
{
  g_return_if_fail (zone != NULL);

  g_time_zone_unref (zone->user_data);
  g_free (zone);
}
