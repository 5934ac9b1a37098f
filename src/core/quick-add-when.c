/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Dates and times as people type them, in English. Each rule looks at the words from one place on and says
 * how many of them it understood. A date that does not exist is no date. */

#include "core/quick-add-words.h"

#include "core/timestamp.h"

#include <stdlib.h>
#include <string.h>

#define MS_PER_MINUTE G_GINT64_CONSTANT (60000)
#define EVENING_HOUR 20 /* of "tonight" without a time */

static const char *const month_names[]
    = { "january", "february", "march",     "april",   "may",      "june",
        "july",    "august",   "september", "october", "november", "december" };

void
dovetail_when_init (DovetailWhen *when, gint64 now, const DovetailZone *zone)
{
  *when = (DovetailWhen){ .now = now, .zone = zone };
  zone->from_utc (zone->user_data, now, &when->today);
}

static gint64
today_as_days (const DovetailWhen *when)
{
  return dovetail_civil_to_days (when->today.year, when->today.month, when->today.day);
}

static int
days_in_month (int year, int month)
{
  return (int) (dovetail_civil_to_days (month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1)
                - dovetail_civil_to_days (year, month, 1));
}

static guint
set_day (DovetailWhen *when, gint64 day, guint words)
{
  if (day >= dovetail_civil_to_days (10000, 1, 1))
    return 0;
  when->day = day;
  when->has_date = TRUE;

  return words;
}

static guint
set_time (DovetailWhen *when, int hour, int minute, guint words)
{
  when->hour = hour;
  when->minute = minute;
  when->has_time = TRUE;

  return words;
}

/* Reads "am" or "pm" as the hour it means; -1: the hour has no such form. */
static int
hour_of_half (int hour, gboolean after_noon)
{
  if (hour < 1 || hour > 12)
    return -1;

  return hour % 12 + (after_noon ? 12 : 0);
}

/* Reads 9, 9:30, 09:30. */
static gboolean
read_clock (const char *text, const char **rest, int *hour, int *minute, gboolean *has_minute)
{
  gsize digits = strspn (text, "0123456789");

  if (digits < 1 || digits > 2)
    return FALSE;
  *hour = atoi (text);
  *minute = 0;
  text += digits;
  *has_minute = text[0] == ':' && strspn (text + 1, "0123456789") == 2;
  if (*has_minute)
    {
      *minute = atoi (text + 1);
      text += 3;
    }
  *rest = text;

  return *hour <= 23 && *minute <= 59;
}

/* Understands 9am, 9:30pm, 9 am, 14:30, noon; a bare hour is none. Returns the number of words. */
static guint
read_time (GPtrArray *words, guint at, int *hour, int *minute)
{
  const char *word = dovetail_words_get (words, at);
  const char *half;
  gboolean has_minute;
  guint count = 1;

  if (g_str_equal (word, "noon"))
    {
      *hour = 12;
      *minute = 0;
      return 1;
    }
  if (!read_clock (word, &half, hour, minute, &has_minute))
    return 0;
  if (*half == '\0')
    {
      const char *next = dovetail_words_get (words, at + 1);
      gboolean next_is_half = g_str_equal (next, "am") || g_str_equal (next, "pm");

      if (!next_is_half)
        return has_minute ? 1 : 0;
      half = next;
      count = 2;
    }
  if (!g_str_equal (half, "am") && !g_str_equal (half, "pm"))
    return 0;
  *hour = hour_of_half (*hour, *half == 'p');

  return *hour < 0 ? 0 : count;
}

/* Whether what begins here is the end of the line or will probably be understood too. Words that also mean
 * something else ("sun", "at 9") count as a date only before such a place: "buy sun cream", "look at 9
 * photos". */
static gboolean
is_boundary (GPtrArray *words, guint at)
{
  static const char *const openers[]
      = { "today", "tonight", "tomorrow", "every", "on", "by", "at", "in", "next", "this", NULL };
  const char *word = dovetail_words_get (words, at);
  gboolean is_short;
  int hour, minute;

  if (at >= words->len || (*word != '\0' && strchr ("#@!", *word) != NULL))
    return TRUE;

  return g_strv_contains (openers, word) || dovetail_words_weekday (word, &is_short) >= 0
         || dovetail_date_is_valid (word) || read_time (words, at, &hour, &minute) > 0;
}

static guint
match_time (DovetailWhen *when, GPtrArray *words, guint at, gboolean behind_at)
{
  int hour, minute = 0;
  guint count;

  if (when->has_time || when->has_instant)
    return 0;
  count = read_time (words, at, &hour, &minute);
  if (count == 0 && behind_at && dovetail_words_number (dovetail_words_get (words, at), &hour) && hour <= 23
      && is_boundary (words, at + 1))
    count = 1;

  return count == 0 ? 0 : set_time (when, hour, minute, count);
}

static int
month_of (const char *word)
{
  if (g_str_equal (word, "sept"))
    return 9;
  for (int i = 0; i < 12; i++)
    if (g_str_equal (word, month_names[i]) || (strlen (word) == 3 && g_str_has_prefix (month_names[i], word)))
      return i + 1;

  return 0;
}

/* Reads 27, 27th, 1st. */
static gboolean
read_day_of_month (const char *word, int *day)
{
  static const char *const endings[] = { "", "st", "nd", "rd", "th", NULL };
  gsize digits = strspn (word, "0123456789");

  if (digits < 1 || digits > 2 || !g_strv_contains (endings, word + digits))
    return FALSE;
  *day = atoi (word);

  return *day >= 1 && *day <= 31;
}

/* The next such date from today on; a leap day may be some years off. */
static gboolean
next_date (const DovetailWhen *when, int month, int day, gint64 *days)
{
  for (int year = when->today.year; year <= when->today.year + 8; year++)
    if (day <= days_in_month (year, month))
      {
        *days = dovetail_civil_to_days (year, month, day);
        if (*days >= today_as_days (when))
          return TRUE;
      }

  return FALSE;
}

/* "27 nov", "nov 27", both with an optional year. */
static guint
match_day_and_month (DovetailWhen *when, GPtrArray *words, guint at)
{
  const char *first = dovetail_words_get (words, at);
  const char *second = dovetail_words_get (words, at + 1);
  int month = month_of (first) != 0 ? month_of (first) : month_of (second);
  gint64 days = 0;
  int day, year;

  if (month == 0 || !read_day_of_month (month_of (first) != 0 ? second : first, &day))
    return 0;
  if (dovetail_words_number (dovetail_words_get (words, at + 2), &year) && year >= 1970)
    return day > days_in_month (year, month) ? 0
                                             : set_day (when, dovetail_civil_to_days (year, month, day), 3);

  return next_date (when, month, day, &days) ? set_day (when, days, 2) : 0;
}

static guint
match_iso_date (DovetailWhen *when, GPtrArray *words, guint at)
{
  const char *word = dovetail_words_get (words, at);

  if (!dovetail_date_is_valid (word))
    return 0;

  return set_day (when, dovetail_civil_to_days (atoi (word), atoi (word + 5), atoi (word + 8)), 1);
}

static guint
match_near_day (DovetailWhen *when, GPtrArray *words, guint at)
{
  const char *word = dovetail_words_get (words, at);

  if (g_str_equal (word, "today"))
    return set_day (when, today_as_days (when), 1);
  if (g_str_equal (word, "tomorrow"))
    return set_day (when, today_as_days (when) + 1, 1);
  if (g_str_equal (word, "tonight"))
    {
      when->evening = TRUE;
      return set_day (when, today_as_days (when), 1);
    }

  return 0;
}

/* The next such day after today. */
static guint
match_weekday (DovetailWhen *when, GPtrArray *words, guint at, gboolean prefixed)
{
  const char *word = dovetail_words_get (words, at);
  gboolean is_short = FALSE;
  int weekday = dovetail_words_weekday (word, &is_short);
  int ahead = (weekday - dovetail_civil_weekday (&when->today) + 6) % 7 + 1;

  if (weekday < 0 || (is_short && !prefixed && !is_boundary (words, at + 1)))
    return 0;

  return set_day (when, today_as_days (when) + ahead, 1);
}

/* "next fri", "this fri", "next week" (its Monday), "next month" (its first day). */
static guint
match_next (DovetailWhen *when, GPtrArray *words, guint at)
{
  const char *word = dovetail_words_get (words, at);
  const char *unit = dovetail_words_get (words, at + 1);
  gboolean next = g_str_equal (word, "next");

  if (!next && !g_str_equal (word, "this"))
    return 0;
  if (next && g_str_equal (unit, "week"))
    return set_day (when, today_as_days (when) + 7 - dovetail_civil_weekday (&when->today), 2);
  if (next && g_str_equal (unit, "month"))
    return set_day (
        when,
        today_as_days (when) - when->today.day + 1 + days_in_month (when->today.year, when->today.month), 2);

  return match_weekday (when, words, at + 1, TRUE) > 0 ? 2 : 0;
}

/* The same day some months later, or the last one of a shorter month. */
static gint64
add_months (const DovetailCivil *civil, int months)
{
  int index = civil->month - 1 + months;
  int year = civil->year + index / 12;
  int month = index % 12 + 1;

  return dovetail_civil_to_days (year, month, MIN (civil->day, days_in_month (year, month)));
}

static gboolean
unit_is (const char *word, const char *unit)
{
  gsize length = strlen (unit);

  return strncmp (word, unit, length) == 0 && (word[length] == '\0' || g_str_equal (word + length, "s"));
}

static guint
set_instant (DovetailWhen *when, gint64 minutes, guint words)
{
  if (when->has_time)
    return 0;
  when->instant = (when->now / MS_PER_MINUTE + minutes) * MS_PER_MINUTE;
  when->has_instant = TRUE;

  return words;
}

/* "in 3 days", "in a week", "in 2 hours" */
static guint
match_distance (DovetailWhen *when, GPtrArray *words, guint at)
{
  const char *count = dovetail_words_get (words, at + 1);
  const char *unit = dovetail_words_get (words, at + 2);
  int number = 1;

  if (!g_str_equal (dovetail_words_get (words, at), "in")
      || (!dovetail_words_number (count, &number) && !g_str_equal (count, "a") && !g_str_equal (count, "an")))
    return 0;
  if (unit_is (unit, "day"))
    return set_day (when, today_as_days (when) + number, 3);
  if (unit_is (unit, "week"))
    return set_day (when, today_as_days (when) + 7 * number, 3);
  if (unit_is (unit, "month"))
    return set_day (when, add_months (&when->today, number), 3);
  if (unit_is (unit, "year"))
    return set_day (when, add_months (&when->today, 12 * number), 3);
  if (unit_is (unit, "hour"))
    return set_instant (when, 60 * number, 3);
  if (unit_is (unit, "minute"))
    return set_instant (when, number, 3);

  return 0;
}

static guint
match_date (DovetailWhen *when, GPtrArray *words, guint at, gboolean prefixed)
{
  guint count;

  if (when->has_date || when->has_instant)
    return 0;
  if ((count = match_near_day (when, words, at)) > 0 || (count = match_iso_date (when, words, at)) > 0
      || (count = match_day_and_month (when, words, at)) > 0 || (count = match_next (when, words, at)) > 0
      || (count = match_distance (when, words, at)) > 0)
    return count;

  return match_weekday (when, words, at, prefixed);
}

guint
dovetail_when_match (DovetailWhen *when, GPtrArray *words, guint at)
{
  static const char *const prefixes[] = { "on", "by", "due", "at", NULL };
  gboolean behind_at = FALSE;
  guint skipped = 0;
  guint count;

  while (skipped < 2 && g_strv_contains (prefixes, dovetail_words_get (words, at + skipped)))
    behind_at = g_str_equal (dovetail_words_get (words, at + skipped++), "at");
  count = match_date (when, words, at + skipped, skipped > 0);
  if (count == 0)
    count = match_time (when, words, at + skipped, behind_at);

  return count == 0 ? 0 : count + skipped;
}

gboolean
dovetail_when_is_empty (const DovetailWhen *when)
{
  return !when->has_date && !when->has_time && !when->has_instant;
}

static gint64
instant_of (const DovetailWhen *when, gint64 day)
{
  DovetailCivil civil;

  dovetail_civil_from_days (day, &civil);
  civil.hour = when->hour;
  civil.minute = when->minute;

  return when->zone->to_utc (when->zone->user_data, &civil);
}

/* The first day from today on that the weekdays allow and on which the time has not passed. */
static gint64
first_day (const DovetailWhen *when, guint weekdays)
{
  gint64 today = today_as_days (when);
  int weekday = dovetail_civil_weekday (&when->today);

  for (int ahead = 0; ahead < 8; ahead++)
    {
      gboolean allowed = weekdays == 0 || (weekdays & 1u << ((weekday + ahead) % 7)) != 0;

      if (allowed && (!when->has_time || instant_of (when, today + ahead) > when->now))
        return today + ahead;
    }

  return today;
}

static void
settle_evening (DovetailWhen *when)
{
  if (when->has_time && when->hour >= 1 && when->hour < 12)
    when->hour += 12;
  if (when->has_time || when->today.hour >= EVENING_HOUR)
    return;
  set_time (when, EVENING_HOUR, 0, 0);
}

void
dovetail_when_resolve (DovetailWhen *when, guint weekdays, char **due, char **due_zone)
{
  DovetailCivil civil;

  if (when->evening)
    settle_evening (when);
  if (!when->has_date && !when->has_instant)
    when->day = first_day (when, weekdays);
  if (when->has_time || when->has_instant)
    {
      *due = dovetail_timestamp_format (when->has_instant ? when->instant : instant_of (when, when->day));
      *due_zone = g_strdup (when->zone->name);
      return;
    }
  dovetail_civil_from_days (when->day, &civil);
  *due = g_strdup_printf ("%04d-%02d-%02d", civil.year, civil.month, civil.day);
  *due_zone = NULL;
}
