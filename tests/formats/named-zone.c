/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GTimeZone behind core's DovetailZone. */
#include "named-zone.h"

#include <string.h>

typedef struct
{
  DovetailZone zone;
  GTimeZone *time_zone;
} NamedZone;

static gint64
to_utc (gpointer user_data, const DovetailCivil *civil)
{
  NamedZone *self = user_data;
  g_autoptr (GDateTime) time = g_date_time_new (self->time_zone, civil->year, civil->month, civil->day,
                                                MAX (civil->hour, 0), civil->hour < 0 ? 0 : civil->minute, 0);

  return time != NULL ? g_date_time_to_unix (time) * 1000 : 0;
}

static void
from_utc (gpointer user_data, gint64 time, DovetailCivil *civil)
{
  NamedZone *self = user_data;
  gint64 seconds = time / 1000 - (time % 1000 < 0 ? 1 : 0);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, self->time_zone) : NULL;

  *civil = (DovetailCivil){ 1970, 1, 1, 0, 0 };
  if (local == NULL)
    return;
  g_date_time_get_ymd (local, &civil->year, &civil->month, &civil->day);
  civil->hour = g_date_time_get_hour (local);
  civil->minute = g_date_time_get_minute (local);
}

DovetailZone *
dovetail_named_zone_new (const char *name)
{
  GTimeZone *time_zone = name != NULL ? g_time_zone_new_identifier (name) : g_time_zone_new_local ();
  const char *identifier;
  NamedZone *self;

  if (time_zone == NULL)
    return NULL;
  self = g_new0 (NamedZone, 1);
  self->time_zone = time_zone;
  identifier = g_time_zone_get_identifier (time_zone);
  /* A zone given by a rule or an offset has no name that another system would know. */
  if (identifier != NULL && (g_strcmp0 (identifier, "UTC") == 0 || strchr (identifier, '/') != NULL)
      && *identifier != '/')
    self->zone.name = identifier;
  self->zone.to_utc = to_utc;
  self->zone.from_utc = from_utc;
  self->zone.user_data = self;
  return &self->zone;
}

void
dovetail_named_zone_free (DovetailZone *zone)
{
  NamedZone *self = zone->user_data;

  g_time_zone_unref (self->time_zone);
  g_free (self);
}
