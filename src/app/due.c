/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Due dates between the record and what is shown. */

#include "app/due.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "core/timestamp.h"

gboolean
dovetail_due_read (JsonNode *data, const DovetailZone *zone, DovetailCivil *due)
{
  const char *text = dovetail_data_get_string (data, "due");
  gint64 time;

  if (text == NULL)
    return FALSE;
  if (dovetail_date_is_valid (text))
    {
      *due = (DovetailCivil){ 0, 0, 0, -1, 0 };
      return sscanf (text, "%d-%d-%d", &due->year, &due->month, &due->day) == 3;
    }
  if (!dovetail_timestamp_parse (text, &time))
    return FALSE;
  zone->from_utc (zone->user_data, time, due);
  return TRUE;
}

char *
dovetail_civil_to_date (const DovetailCivil *civil)
{
  return g_strdup_printf ("%04d-%02d-%02d", civil->year, civil->month, civil->day);
}

static void
set_string_or_null (JsonObject *object, const char *name, const char *text)
{
  if (text == NULL)
    json_object_set_null_member (object, name);
  else
    json_object_set_string_member (object, name, text);
}

JsonNode *
dovetail_due_to_patch (const DovetailCivil *due, const DovetailZone *zone)
{
  g_autoptr (JsonObject) patch = json_object_new ();
  g_autofree char *text = NULL;
  JsonNode *node;

  if (due != NULL && due->hour < 0)
    text = dovetail_civil_to_date (due);
  else if (due != NULL)
    text = dovetail_timestamp_format (zone->to_utc (zone->user_data, due));
  set_string_or_null (patch, "due", text);
  set_string_or_null (patch, "due_zone", due != NULL && due->hour >= 0 ? zone->name : NULL);

  node = json_node_init_object (json_node_alloc (), patch);
  json_node_seal (node);
  return node;
}

static gint64
days_of (const DovetailCivil *civil)
{
  return dovetail_civil_to_days (civil->year, civil->month, civil->day);
}

static char *
describe_day (const DovetailCivil *due, const DovetailCivil *now)
{
  gint64 ahead = days_of (due) - days_of (now);
  g_autoptr (GDateTime) day = NULL;

  if (ahead == 0)
    return g_strdup (_ ("Today"));
  if (ahead == 1)
    return g_strdup (_ ("Tomorrow"));
  if (ahead == -1)
    return g_strdup (_ ("Yesterday"));

  day = g_date_time_new_utc (due->year, due->month, due->day, 12, 0, 0);
  if (day == NULL)
    return dovetail_civil_to_date (due);
  if (ahead > 1 && ahead < 7)
    return g_date_time_format (day, "%A");
  /* Translators: a date of this year, such as "27 Nov"; see g_date_time_format */
  if (due->year == now->year)
    return g_date_time_format (day, _ ("%-e %b"));
  /* Translators: a date of another year, such as "27 Nov 2027" */
  return g_date_time_format (day, _ ("%-e %b %Y"));
}

char *
dovetail_due_describe (const DovetailCivil *due, const DovetailCivil *now)
{
  g_autofree char *day = describe_day (due, now);

  if (due->hour < 0)
    return g_steal_pointer (&day);
  /* Translators: a day and the time on it, such as "Tomorrow 09:00" */
  return g_strdup_printf (_ ("%s %02d:%02d"), day, due->hour, due->minute);
}

DovetailUrgency
dovetail_due_urgency (const DovetailCivil *due, const DovetailCivil *now)
{
  gint64 ahead = days_of (due) - days_of (now);

  if (ahead != 0)
    return ahead < 0 ? DOVETAIL_URGENCY_OVERDUE : DOVETAIL_URGENCY_LATER;
  if (due->hour >= 0 && due->hour * 60 + due->minute < now->hour * 60 + now->minute)
    return DOVETAIL_URGENCY_OVERDUE;
  return DOVETAIL_URGENCY_TODAY;
}

gint64
dovetail_civil_tomorrow (const DovetailCivil *now, const DovetailZone *zone)
{
  DovetailCivil tomorrow;

  dovetail_civil_from_days (days_of (now) + 1, &tomorrow);
  tomorrow.hour = 0;
  tomorrow.minute = 0;
  return zone->to_utc (zone->user_data, &tomorrow);
}
