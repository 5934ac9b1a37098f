/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading recurrence rules. What a rule says and this version does not understand makes it unusable as a
 * whole: a task that comes on wrong days is worse than one that does not come by itself. */

#include "core/recurrence.h"

#include "core/zone.h"

#include <string.h>

#define MAX_INTERVAL 9999
#define MAX_COUNT 100000

typedef gboolean (*ReadPart) (const char *value, DovetailRecurrence *recurrence);

/* One name of a list that ends with NULL. -1: none of them. */
static int
index_of (const char *const *names, const char *name, gsize length)
{
  for (int i = 0; names[i] != NULL; i++)
    if (strlen (names[i]) == length && g_ascii_strncasecmp (names[i], name, length) == 0)
      return i;

  return -1;
}

static int
weekday_of (const char *name)
{
  static const char *const names[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU", NULL };

  return index_of (names, name, strlen (name));
}

/* A whole number between bounds. 0 is never among those a rule may give. */
static gboolean
read_number (const char *text, gint64 from, gint64 to, int *number)
{
  gint64 value;

  if (!g_ascii_string_to_signed (*text == '+' ? text + 1 : text, 10, from, to, &value, NULL) || value == 0)
    return FALSE;
  *number = (int) value;

  return TRUE;
}

static gboolean
read_frequency (const char *value, DovetailRecurrence *recurrence)
{
  static const char *const names[] = { "DAILY", "WEEKLY", "MONTHLY", "YEARLY", NULL };
  int frequency = index_of (names, value, strlen (value));

  recurrence->frequency = (DovetailFrequency) MAX (frequency, 0);

  return frequency >= 0;
}

static gboolean
read_interval (const char *value, DovetailRecurrence *recurrence)
{
  return read_number (value, 1, MAX_INTERVAL, &recurrence->interval);
}

static gboolean
read_count (const char *value, DovetailRecurrence *recurrence)
{
  return read_number (value, 1, MAX_COUNT, &recurrence->count);
}

/* 20271231 or 20271231T235959Z: its day. */
static gboolean
read_until (const char *value, DovetailRecurrence *recurrence)
{
  g_autofree char *digits = g_strndup (value, 8);
  int date, year, month, day;
  DovetailCivil civil;

  if (strspn (digits, "0123456789") != 8 || (value[8] != '\0' && value[8] != 'T')
      || !read_number (digits + strspn (digits, "0"), 1, 99991231, &date))
    return FALSE;
  year = date / 10000;
  month = date / 100 % 100;
  day = date % 100;
  recurrence->has_until = TRUE;
  recurrence->until = dovetail_civil_to_days (year, month, day);
  dovetail_civil_from_days (recurrence->until, &civil);

  return civil.month == month && civil.day == day;
}

static gboolean
read_week_start (const char *value, DovetailRecurrence *recurrence)
{
  recurrence->week_start = weekday_of (value);

  return recurrence->week_start >= 0;
}

static gboolean
read_months (const char *value, DovetailRecurrence *recurrence)
{
  g_auto (GStrv) parts = g_strsplit (value, ",", -1);
  int month;

  for (gsize i = 0; parts[i] != NULL; i++)
    {
      if (!read_number (parts[i], 1, 12, &month))
        return FALSE;
      recurrence->months |= (guint16) (1u << month);
    }

  return recurrence->months != 0;
}

static gboolean
read_month_days (const char *value, DovetailRecurrence *recurrence)
{
  g_auto (GStrv) parts = g_strsplit (value, ",", -1);
  int day;

  for (gsize i = 0; parts[i] != NULL; i++)
    {
      if (!read_number (parts[i], -31, 31, &day))
        return FALSE;
      if (day > 0)
        recurrence->month_days |= 1u << day;
      else
        recurrence->last_days |= 1u << -day;
    }

  return (recurrence->month_days | recurrence->last_days) != 0;
}

static gboolean
read_set_position (const char *value, DovetailRecurrence *recurrence)
{
  return read_number (value, -366, 366, &recurrence->set_position);
}

/* MO, 2TU, -1FR. */
static gboolean
read_day (const char *text, DovetailRecurrenceDay *day)
{
  gsize length = strlen (text);
  g_autofree char *number = length >= 2 ? g_strndup (text, length - 2) : NULL;

  day->nth = 0;
  if (number == NULL || (*number != '\0' && !read_number (number, -53, 53, &day->nth)))
    return FALSE;
  day->weekday = weekday_of (text + length - 2);

  return day->weekday >= 0;
}

static gboolean
read_days (const char *value, DovetailRecurrence *recurrence)
{
  g_auto (GStrv) parts = g_strsplit (value, ",", -1);

  for (gsize i = 0; parts[i] != NULL; i++)
    if (recurrence->n_days == DOVETAIL_RECURRENCE_MAX_DAYS
        || !read_day (parts[i], &recurrence->days[recurrence->n_days++]))
      return FALSE;

  return recurrence->n_days > 0;
}

static gboolean
read_part (const char *part, DovetailRecurrence *recurrence, guint *seen)
{
  static const char *const names[] = { "FREQ",  "INTERVAL", "COUNT",      "UNTIL",    "WKST",
                                       "BYDAY", "BYMONTH",  "BYMONTHDAY", "BYSETPOS", NULL };
  static const ReadPart readers[]
      = { read_frequency, read_interval, read_count,      read_until,       read_week_start,
          read_days,      read_months,   read_month_days, read_set_position };
  const char *equals = strchr (part, '=');
  int name = equals == NULL ? -1 : index_of (names, part, (gsize) (equals - part));

  if (name < 0 || (*seen & 1u << name) != 0)
    return FALSE;
  *seen |= 1u << name;

  return readers[name](equals + 1, recurrence);
}

/* What RFC 5545 forbids: an ordinal weekday needs a month or a year, a position needs a set. */
static gboolean
is_sound (const DovetailRecurrence *recurrence)
{
  gboolean has_set = recurrence->n_days > 0 || recurrence->months != 0
                     || (recurrence->month_days | recurrence->last_days) != 0;

  if (recurrence->count > 0 && recurrence->has_until)
    return FALSE;
  if (recurrence->set_position != 0 && !has_set)
    return FALSE;
  if (recurrence->frequency == DOVETAIL_FREQUENCY_WEEKLY
      && (recurrence->month_days | recurrence->last_days) != 0)
    return FALSE;
  for (guint i = 0; recurrence->frequency < DOVETAIL_FREQUENCY_MONTHLY && i < recurrence->n_days; i++)
    if (recurrence->days[i].nth != 0)
      return FALSE;

  return TRUE;
}

/**
 * dovetail_recurrence_parse:
 * @rule: such as FREQ=MONTHLY;BYDAY=-1FR, without the leading "RRULE:"
 * @recurrence: (out caller-allocates): what it says
 * @error: INVALID: it is none, or says what this version does not understand
 *
 * Understood of RFC 5545, section 3.3.10: FREQ from DAILY up, INTERVAL, COUNT, UNTIL, WKST, BYDAY, BYMONTH,
 * BYMONTHDAY and a single BYSETPOS.
 *
 * Returns: whether it was understood
 */
gboolean
dovetail_recurrence_parse (const char *rule, DovetailRecurrence *recurrence, GError **error)
{
  g_auto (GStrv) parts = NULL;
  guint seen = 0;
  gboolean understood = TRUE;

  g_return_val_if_fail (rule != NULL && recurrence != NULL, FALSE);

  parts = g_strsplit (rule, ";", -1);
  *recurrence = (DovetailRecurrence){ .interval = 1 };
  for (gsize i = 0; understood && parts[i] != NULL; i++)
    understood = read_part (parts[i], recurrence, &seen);
  if (understood && (seen & 1u) != 0 && is_sound (recurrence))
    return TRUE;

  g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
               "“%s” is not a way to repeat that Dovetail understands", rule);
  return FALSE;
}

/**
 * dovetail_recurrence_rest:
 * @rule: a rule that dovetail_recurrence_parse() understands, with an occurrence left behind this one
 *
 * Returns: (transfer full): the rule of the next occurrence. COUNT counts from the occurrence that bears the
 *   rule, so it is one less there; everything else stays as it was written.
 */
char *
dovetail_recurrence_rest (const char *rule)
{
  g_auto (GStrv) parts = NULL;

  g_return_val_if_fail (rule != NULL, NULL);

  parts = g_strsplit (rule, ";", -1);
  for (gsize i = 0; parts[i] != NULL; i++)
    if (g_ascii_strncasecmp (parts[i], "COUNT=", 6) == 0)
      {
        gint64 count = g_ascii_strtoll (parts[i] + 6, NULL, 10);

        g_free (parts[i]);
        parts[i] = g_strdup_printf ("COUNT=%" G_GINT64_FORMAT, MAX (count - 1, 1));
      }

  return g_strjoinv (";", parts);
}
