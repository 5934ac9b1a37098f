/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When a reminder of a task rings, and how it is called. */

#include "app/reminder.h"

#include <glib/gi18n.h>

#include "app/due.h"
#include "app/value-words.h"
#include "core/timestamp.h"

#define MINUTE (60 * G_GINT64_CONSTANT (1))
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define WEEK (7 * DAY)
/* Longer than any reminder that means something, and far from what overflows. */
#define LONGEST (20 * 366 * DAY)
/* A day alone as the moment of a reminder means the morning. */
#define MORNING 9

/* A distance from the due date: days of the calendar, and seconds. */
typedef struct
{
  gint64 days;
  gint64 seconds;
} Distance;

typedef struct
{
  char letter;
  gint64 seconds;
  gboolean of_time; /* stands behind the T */
} Unit;

static const Unit units[] = {
  { 'W', WEEK, FALSE }, { 'D', DAY, FALSE }, { 'H', HOUR, TRUE }, { 'M', MINUTE, TRUE }, { 'S', 1, TRUE },
};

/* One "15M"; *unit moves on, for they come in order. */
static gboolean
read_part (const char **text, gboolean of_time, guint *unit, Distance *distance)
{
  gint64 number = 0;
  const char *start = *text;

  while (g_ascii_isdigit (**text) && number <= LONGEST)
    number = number * 10 + *(*text)++ - '0';
  if (*text == start || number > LONGEST)
    return FALSE;
  while (*unit < G_N_ELEMENTS (units) && (units[*unit].letter != **text || units[*unit].of_time != of_time))
    ++*unit;
  if (*unit == G_N_ELEMENTS (units) || number > LONGEST / units[*unit].seconds)
    return FALSE;
  ++*text;
  if (of_time)
    distance->seconds += number * units[*unit].seconds;
  else
    distance->days += number * units[*unit].seconds / DAY;
  ++*unit;
  return TRUE;
}

/* RFC 5545, 3.3.6: "-P1DT2H", "PT15M", "-P1W". */
static gboolean
read_distance (const char *text, Distance *distance)
{
  gboolean before = *text == '-';
  gboolean of_time = FALSE;
  guint unit = 0;

  *distance = (Distance){ 0, 0 };
  if (*text == '-' || *text == '+')
    text++;
  if (*text++ != 'P' || *text == '\0')
    return FALSE;
  while (*text != '\0')
    {
      if (*text == 'T' && !of_time)
        {
          of_time = TRUE;
          text++;
        }
      if (!read_part (&text, of_time, &unit, distance))
        return FALSE;
    }
  if (before)
    *distance = (Distance){ -distance->days, -distance->seconds };
  return TRUE;
}

static gint64
seconds_of (const Distance *distance)
{
  return distance->days * DAY + distance->seconds;
}

/* The day and the time of day that a distance leads to, from the beginning of a day. */
static void
split (gint64 seconds, gint64 *days, gint64 *rest)
{
  *days = seconds / DAY - (seconds % DAY < 0 ? 1 : 0);
  *rest = seconds - *days * DAY;
}

/* By the clock on the wall, so that nine o'clock is nine on the day the clocks change too. */
static gint64
count_from_day (const DovetailCivil *due, const Distance *distance, const DovetailZone *zone)
{
  DovetailCivil civil;
  gint64 days, rest;

  split (seconds_of (distance), &days, &rest);
  dovetail_civil_from_days (dovetail_civil_to_days (due->year, due->month, due->day) + days, &civil);
  civil.hour = (int) (rest / HOUR);
  civil.minute = (int) (rest % HOUR / MINUTE);
  return zone->to_utc (zone->user_data, &civil);
}

/* Days are those of the calendar, hours are exact, as RFC 5545 has it. */
static gint64
count_from_time (gint64 due, const Distance *distance, const DovetailZone *zone)
{
  gint64 within_minute = due % (MINUTE * 1000);
  DovetailCivil civil, moved;

  if (distance->days != 0)
    {
      zone->from_utc (zone->user_data, due, &civil);
      dovetail_civil_from_days (dovetail_civil_to_days (civil.year, civil.month, civil.day) + distance->days,
                                &moved);
      moved.hour = civil.hour;
      moved.minute = civil.minute;
      due = zone->to_utc (zone->user_data, &moved) + within_minute;
    }
  return due + distance->seconds * 1000;
}

static gboolean
count_from_due (JsonNode *data, const Distance *distance, const DovetailZone *zone, gint64 *moment)
{
  DovetailCivil due;
  gint64 time;

  if (!dovetail_due_read (data, zone, &due))
    return FALSE;
  if (due.hour < 0)
    *moment = count_from_day (&due, distance, zone);
  else if (dovetail_timestamp_parse (dovetail_data_get_string (data, "due"), &time))
    *moment = count_from_time (time, distance, zone);
  else
    return FALSE;
  return TRUE;
}

gboolean
dovetail_reminder_moment (JsonNode *data, const char *reminder, const DovetailZone *zone, gint64 *moment)
{
  static const Distance morning = { 0, MORNING * HOUR };
  Distance distance;

  g_return_val_if_fail (reminder != NULL && zone != NULL && moment != NULL, FALSE);

  if (dovetail_date_is_valid (reminder))
    {
      g_autoptr (JsonNode) on_day = dovetail_data_with_string (data, "due", reminder);

      return count_from_due (on_day, &morning, zone, moment);
    }
  return dovetail_timestamp_parse (reminder, moment)
         || (read_distance (reminder, &distance) && count_from_due (data, &distance, zone, moment));
}

GArray *
dovetail_reminder_moments (JsonNode *data, const DovetailZone *zone)
{
  GArray *moments = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_auto (GStrv) reminders = dovetail_data_get_strings (data, "reminders");
  gint64 moment;

  for (gsize i = 0; reminders[i] != NULL; i++)
    if (dovetail_reminder_moment (data, reminders[i], zone, &moment))
      g_array_append_val (moments, moment);
  return moments;
}

gboolean
dovetail_reminder_is_moment (const char *reminder)
{
  gint64 time;

  return dovetail_date_is_valid (reminder) || dovetail_timestamp_parse (reminder, &time);
}

static char *
describe_on_day (gint64 seconds)
{
  gint64 days, rest;
  g_autofree char *time = NULL;
  guint number;

  split (seconds, &days, &rest);
  time = g_strdup_printf ("%02d:%02d", (int) (rest / HOUR), (int) (rest % HOUR / MINUTE));
  number = (guint) ABS (days);
  if (days == 0)
    /* Translators: when a reminder rings, such as "On the day at 09:00" */
    return g_strdup_printf (_ ("On the day at %s"), time);
  if (days < 0)
    /* Translators: when a reminder rings: days before the task is due, and the time */
    return g_strdup_printf (ngettext ("%u day before at %s", "%u days before at %s", number), number, time);
  return g_strdup_printf (ngettext ("%u day after at %s", "%u days after at %s", number), number, time);
}

static char *
describe_before (gint64 seconds)
{
  guint minutes = (guint) (seconds / MINUTE);

  if (seconds % WEEK == 0)
    return g_strdup_printf (ngettext ("%u week before", "%u weeks before", (gulong) (seconds / WEEK)),
                            (guint) (seconds / WEEK));
  if (seconds % DAY == 0)
    return g_strdup_printf (ngettext ("%u day before", "%u days before", (gulong) (seconds / DAY)),
                            (guint) (seconds / DAY));
  if (seconds % HOUR == 0)
    return g_strdup_printf (ngettext ("%u hour before", "%u hours before", (gulong) (seconds / HOUR)),
                            (guint) (seconds / HOUR));
  return g_strdup_printf (ngettext ("%u minute before", "%u minutes before", minutes), minutes);
}

char *
dovetail_reminder_describe (const char *reminder, gboolean all_day, gint64 now)
{
  Distance distance;
  gint64 seconds;

  g_return_val_if_fail (reminder != NULL, NULL);

  if (!read_distance (reminder, &distance))
    return dovetail_words_when (reminder, now);
  seconds = seconds_of (&distance);
  if (all_day)
    return describe_on_day (seconds);
  if (seconds == 0)
    return g_strdup (_ ("When it is due"));
  if (seconds < 0)
    return describe_before (-seconds);
  return g_strdup_printf (ngettext ("%u minute after", "%u minutes after", (gulong) (seconds / MINUTE)),
                          (guint) (seconds / MINUTE));
}

const char *const *
dovetail_reminder_choices (gboolean all_day)
{
  static const char *const of_day[] = { "PT9H", "-PT6H", "-PT15H", "-P6DT15H", NULL };
  static const char *const of_time[] = { "PT0S", "-PT5M", "-PT15M", "-PT30M", "-PT1H", "-P1D", "-P1W", NULL };

  return all_day ? of_day : of_time;
}
