/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Times in words for tables. */
#include "cli/when.h"

#include <glib/gi18n.h>

#include "core/timestamp.h"

static char *
format_moment (gint64 time, const DovetailZone *zone)
{
  DovetailCivil civil;

  zone->from_utc (zone->user_data, time, &civil);
  return g_strdup_printf ("%04d-%02d-%02d %02d:%02d", civil.year, civil.month, civil.day, civil.hour,
                          civil.minute);
}

char *
dovetail_when_for_people (const char *when, const DovetailZone *zone)
{
  gint64 time;

  if (when != NULL && dovetail_timestamp_parse (when, &time))
    return format_moment (time, zone);
  return g_strdup (when != NULL ? when : "");
}

char *
dovetail_time_for_people (gint64 time, const DovetailZone *zone)
{
  return time != 0 ? format_moment (time, zone) : g_strdup (_ ("never"));
}
