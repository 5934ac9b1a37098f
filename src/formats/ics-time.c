/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Times of iCalendar: dates, UTC, times with a TZID (an IANA name, or whatever the file's VTIMEZONE says),
 * and floating ones. */
#include "formats/ics-time.h"

#include <string.h>

#include "core/timestamp.h"

void
dovetail_ics_zones_init (DovetailIcsZones *zones, const DovetailIcsFile *file, const DovetailZone *floating)
{
  zones->floating = floating;
  zones->calendar = icalcomponent_new (ICAL_VCALENDAR_COMPONENT);
  for (guint i = 0; i < file->zones->len; i++)
    {
      DovetailIcsEntry *entry = file->zones->pdata[i];
      g_autofree char *text = entry->broken == NULL ? dovetail_ics_entry_to_text (entry) : NULL;
      icalcomponent *component = text != NULL ? icalparser_parse_string (text) : NULL;

      if (component != NULL)
        icalcomponent_add_component (zones->calendar, component);
    }
}

void
dovetail_ics_zones_clear (DovetailIcsZones *zones)
{
  g_clear_pointer (&zones->calendar, icalcomponent_free);
}

static GTimeZone *
find_iana_zone (const char *name)
{
  if (name == NULL || strchr (name, '/') == NULL || *name == '/' || strstr (name, "..") != NULL)
    return g_strcmp0 (name, "UTC") == 0 ? g_time_zone_new_utc () : NULL;
  return g_time_zone_new_identifier (name);
}

/* "/freeassociation.sourceforge.net/Europe/Berlin", "/mozilla.org/20050126_1/Europe/Berlin": the name is at
 * the end. */
static GTimeZone *
find_zone_in_path (const char *tzid)
{
  const char *at = tzid;
  GTimeZone *zone = find_iana_zone (tzid);

  while (zone == NULL && (at = strchr (at, '/')) != NULL)
    zone = find_iana_zone (++at);
  return zone;
}

static GTimeZone *
find_zone (icaltimezone *described, const char *tzid)
{
  GTimeZone *zone = find_zone_in_path (tzid);

  if (zone == NULL && described != NULL)
    zone = find_iana_zone (icaltimezone_get_location (described));
  return zone;
}

static gboolean
is_plausible (struct icaltimetype time)
{
  return time.year >= 1 && time.year <= 9999 && g_date_valid_dmy (time.day, time.month, time.year)
         && (time.is_date
             || (time.hour >= 0 && time.hour <= 23 && time.minute >= 0 && time.minute <= 59
                 && time.second >= 0 && time.second <= 60));
}

static gint64
to_utc_by_zone (struct icaltimetype time, GTimeZone *zone)
{
  g_autoptr (GDateTime) moment = g_date_time_new (zone, time.year, time.month, time.day, time.hour,
                                                  time.minute, MIN (time.second, 59));

  return moment != NULL ? g_date_time_to_unix (moment) * 1000 : 0;
}

static gboolean
to_utc (
    const DovetailIcsZones *zones, struct icaltimetype time, const char *tzid, gint64 *utc, char **zone_name)
{
  icaltimezone *described = tzid != NULL ? icalcomponent_get_timezone (zones->calendar, tzid) : NULL;
  g_autoptr (GTimeZone) zone = tzid != NULL ? find_zone (described, tzid) : NULL;

  if (icaltime_is_utc (time))
    {
      g_autoptr (GTimeZone) universal = g_time_zone_new_utc ();

      *utc = to_utc_by_zone (time, universal);
    }
  else if (zone != NULL)
    {
      *utc = to_utc_by_zone (time, zone);
      *zone_name = g_strdup (g_time_zone_get_identifier (zone));
    }
  else if (described != NULL)
    *utc = (gint64) icaltime_as_timet_with_zone (time, described) * 1000;
  else if (tzid != NULL)
    return FALSE;
  else
    {
      DovetailCivil civil = { time.year, time.month, time.day, time.hour, time.minute };

      *utc = zones->floating->to_utc (zones->floating->user_data, &civil) + MIN (time.second, 59) * 1000;
      *zone_name = g_strdup (zones->floating->name);
    }
  return TRUE;
}

static struct icaltimetype
get_time (icalproperty *property)
{
  icalvalue *value = icalproperty_get_value (property);

  switch (icalvalue_isa (value))
    {
    case ICAL_DATE_VALUE:
      return icalvalue_get_date (value);
    case ICAL_DATETIME_VALUE:
      return icalvalue_get_datetime (value);
    case ICAL_TRIGGER_VALUE:
      return icalvalue_get_trigger (value).time;
    default:
      return icaltime_null_time ();
    }
}

gboolean
dovetail_ics_read_when (
    const DovetailIcsZones *zones, icalproperty *property, char **when, char **zone, const char **reason)
{
  struct icaltimetype time = get_time (property);
  icalparameter *parameter = icalproperty_get_first_parameter (property, ICAL_TZID_PARAMETER);
  gint64 utc = 0;

  *when = NULL;
  *zone = NULL;
  if (!is_plausible (time))
    {
      *reason = "is no date or time there is";
      return FALSE;
    }
  if (time.is_date)
    *when = g_strdup_printf ("%04d-%02d-%02d", time.year, time.month, time.day);
  else if (to_utc (zones, time, parameter != NULL ? icalparameter_get_tzid (parameter) : NULL, &utc, zone))
    *when = dovetail_timestamp_format (utc);
  else
    *reason = "names a time zone that is not known";
  return *when != NULL;
}

/* The civil time in a zone, NULL when it would be read as another moment (the hour that a change of the
 * clocks repeats). */
static char *
format_local (gint64 time, GDateTime *utc, GTimeZone *zone)
{
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);
  struct icaltimetype civil = icaltime_null_time ();

  g_date_time_get_ymd (local, &civil.year, &civil.month, &civil.day);
  civil.hour = g_date_time_get_hour (local);
  civil.minute = g_date_time_get_minute (local);
  civil.second = g_date_time_get_second (local);
  if (to_utc_by_zone (civil, zone) / 1000 != time / 1000)
    return NULL;
  return g_date_time_format (local, "%Y%m%dT%H%M%S");
}

char *
dovetail_ics_format_when (const char *when, const char *zone, GHashTable *used)
{
  g_autoptr (GTimeZone) time_zone = find_iana_zone (zone);
  g_autoptr (GDateTime) utc = NULL;
  g_autofree char *local = NULL;
  gint64 time;

  if (dovetail_date_is_valid (when))
    return g_strdup_printf (";VALUE=DATE:%.4s%.2s%.2s", when, when + 5, when + 8);
  if (!dovetail_timestamp_parse (when, &time) || (utc = g_date_time_new_from_unix_utc (time / 1000)) == NULL)
    return NULL;
  if (time_zone != NULL && !g_str_equal (zone, "UTC") && icaltimezone_get_builtin_timezone (zone) != NULL)
    local = format_local (time, utc, time_zone);
  if (local == NULL)
    return g_date_time_format (utc, ":%Y%m%dT%H%M%SZ");
  g_hash_table_add (used, g_strdup (zone));
  return g_strdup_printf (";TZID=%s:%s", zone, local);
}

char *
dovetail_ics_describe_zone (const char *zone)
{
  icaltimezone *builtin = icaltimezone_get_builtin_timezone (zone);
  icalcomponent *component;
  icalproperty *tzid;
  char *raw;
  char *text;

  if (builtin == NULL)
    return NULL;
  component = icalcomponent_new_clone (icaltimezone_get_component (builtin));
  tzid = icalcomponent_get_first_property (component, ICAL_TZID_PROPERTY);
  if (tzid != NULL)
    icalproperty_set_tzid (tzid, zone);
  raw = icalcomponent_as_ical_string_r (component);
  text = g_strdup (raw);
  icalmemory_free_buffer (raw);
  icalcomponent_free (component);
  return text;
}
