/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RFC 3339 times and civil dates as text. */

#include "core/timestamp.h"
#include "core/zone.h"

#define MS_PER_DAY G_GINT64_CONSTANT (86400000)

static int
days_in_month (int year, int month)
{
  static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  gboolean leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

  return days[month - 1] + (month == 2 && leap);
}

/* Reads exactly count digits and moves on; -1 when there are fewer. */
static int
read_digits (const char **text, int count)
{
  int number = 0;

  for (int i = 0; i < count; i++, (*text)++)
    {
      if (!g_ascii_isdigit (**text))
        return -1;
      number = number * 10 + (**text - '0');
    }

  return number;
}

static gboolean
read_character (const char **text, char expected)
{
  if (**text != expected)
    return FALSE;
  (*text)++;
  return TRUE;
}

/* Reads YYYY-MM-DD of a day that exists. */
static gboolean
read_date (const char **text, gint64 *days)
{
  int year = read_digits (text, 4);
  int month, day;

  if (year < 0 || !read_character (text, '-'))
    return FALSE;
  month = read_digits (text, 2);
  if (month < 1 || month > 12 || !read_character (text, '-'))
    return FALSE;
  day = read_digits (text, 2);
  if (day < 1 || day > days_in_month (year, month))
    return FALSE;

  *days = dovetail_civil_to_days (year, month, day);
  return TRUE;
}

/* Reads HH:MM as minutes. */
static gboolean
read_hour_and_minute (const char **text, int *minutes)
{
  int hour = read_digits (text, 2);
  int minute;

  if (hour < 0 || hour > 23 || !read_character (text, ':'))
    return FALSE;
  minute = read_digits (text, 2);
  if (minute < 0 || minute > 59)
    return FALSE;

  *minutes = hour * 60 + minute;
  return TRUE;
}

/* Reads an optional fraction; what is finer than a millisecond is cut off. */
static gboolean
read_fraction (const char **text, int *milliseconds)
{
  int scale = 100;

  *milliseconds = 0;
  if (!read_character (text, '.'))
    return TRUE;
  if (!g_ascii_isdigit (**text))
    return FALSE;
  for (; g_ascii_isdigit (**text); (*text)++, scale /= 10)
    *milliseconds += (**text - '0') * scale;

  return TRUE;
}

/* Reads Z or an offset from UTC. */
static gboolean
read_offset (const char **text, int *minutes)
{
  int sign = **text == '-' ? -1 : 1;

  *minutes = 0;
  if (read_character (text, 'Z'))
    return TRUE;
  if (!read_character (text, '+') && !read_character (text, '-'))
    return FALSE;
  if (!read_hour_and_minute (text, minutes))
    return FALSE;
  *minutes *= sign;

  return TRUE;
}

/**
 * dovetail_timestamp_format:
 * @time: ms since 1970-01-01T00:00:00Z; outside of the years 0 to 9999 the nearest time inside is written
 *
 * Returns: (transfer full): RFC 3339 in UTC with milliseconds, such as 2026-11-20T12:00:00.000Z
 */
char *
dovetail_timestamp_format (gint64 time)
{
  gint64 first = dovetail_civil_to_days (0, 1, 1) * MS_PER_DAY;
  gint64 last = dovetail_civil_to_days (10000, 1, 1) * MS_PER_DAY - 1;
  gint64 clamped = CLAMP (time, first, last);
  gint64 of_day = ((clamped % MS_PER_DAY) + MS_PER_DAY) % MS_PER_DAY;
  DovetailCivil civil;

  dovetail_civil_from_days ((clamped - of_day) / MS_PER_DAY, &civil);

  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", civil.year, civil.month, civil.day,
                          (int) (of_day / 3600000), (int) (of_day / 60000 % 60), (int) (of_day / 1000 % 60),
                          (int) (of_day % 1000));
}

/**
 * dovetail_timestamp_parse:
 * @text: (nullable): RFC 3339, with any offset from UTC
 * @time: (out): ms since 1970-01-01T00:00:00Z; untouched on failure
 *
 * A leap second is refused: no clock of ours gives one.
 *
 * Returns: whether @text is a time
 */
gboolean
dovetail_timestamp_parse (const char *text, gint64 *time)
{
  gint64 days = 0;
  int minutes, seconds, milliseconds, offset;

  if (text == NULL || !read_date (&text, &days) || !read_character (&text, 'T')
      || !read_hour_and_minute (&text, &minutes) || !read_character (&text, ':'))
    return FALSE;
  seconds = read_digits (&text, 2);
  if (seconds < 0 || seconds > 59 || !read_fraction (&text, &milliseconds) || !read_offset (&text, &offset)
      || *text != '\0')
    return FALSE;

  *time = days * MS_PER_DAY + (gint64) (minutes - offset) * 60000 + seconds * 1000 + milliseconds;
  return TRUE;
}

/**
 * dovetail_date_is_valid:
 * @text: (nullable): perhaps a civil date
 *
 * Returns: whether @text is YYYY-MM-DD and that day exists
 */
gboolean
dovetail_date_is_valid (const char *text)
{
  gint64 days;

  return text != NULL && read_date (&text, &days) && *text == '\0';
}
