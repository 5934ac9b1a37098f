/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The days on which a rule falls. A rule is walked period by period (days, weeks, months, years, INTERVAL at
 * a time), and in each period every day is asked whether it is meant. */

#include "core/recurrence.h"

#include "core/zone.h"

/* 29 February comes back after eight years at most, and then only with some intervals. */
#define MAX_PERIODS 400

/* The first day of a period, and the first behind it. */
typedef struct
{
  gint64 first, end;
} Period;

typedef struct
{
  const DovetailRecurrence *rule;
  DovetailCivil anchor; /* the occurrence that is known: what the rule does not say comes from it */
} Walk;

static int
weekday_of_day (gint64 day)
{
  DovetailCivil civil;

  dovetail_civil_from_days (day, &civil);

  return dovetail_civil_weekday (&civil);
}

/* The period of the anchor, moved by so many. */
static Period
period_at (const Walk *walk, gint64 anchor, int steps)
{
  const DovetailRecurrence *rule = walk->rule;
  gint64 month;

  switch (rule->frequency)
    {
    case DOVETAIL_FREQUENCY_DAILY:
      return (Period){ anchor + steps, anchor + steps + 1 };

    case DOVETAIL_FREQUENCY_WEEKLY:
      anchor += 7 * (gint64) steps - (weekday_of_day (anchor) - rule->week_start + 7) % 7;
      return (Period){ anchor, anchor + 7 };

    case DOVETAIL_FREQUENCY_MONTHLY:
      month = (gint64) walk->anchor.year * 12 + walk->anchor.month - 1 + steps;
      return (Period){ dovetail_civil_to_days ((int) (month / 12), (int) (month % 12) + 1, 1),
                       dovetail_civil_to_days ((int) ((month + 1) / 12), (int) ((month + 1) % 12) + 1, 1) };

    case DOVETAIL_FREQUENCY_YEARLY:
    default:
      return (Period){ dovetail_civil_to_days (walk->anchor.year + steps, 1, 1),
                       dovetail_civil_to_days (walk->anchor.year + steps + 1, 1, 1) };
    }
}

static gint64
days_of_month (const DovetailCivil *day)
{
  int next_year = day->month == 12 ? day->year + 1 : day->year;

  return dovetail_civil_to_days (next_year, day->month % 12 + 1, 1)
         - dovetail_civil_to_days (day->year, day->month, 1);
}

/* Which of its weekday a day is, counted from both ends of its month, or of its year. */
static gboolean
is_nth (const Walk *walk, const DovetailCivil *day, int nth)
{
  gboolean of_year = walk->rule->frequency == DOVETAIL_FREQUENCY_YEARLY && walk->rule->months == 0;
  gint64 first = dovetail_civil_to_days (day->year, of_year ? 1 : day->month, 1);
  gint64 length = of_year ? dovetail_civil_to_days (day->year + 1, 1, 1) - first : days_of_month (day);
  gint64 index = dovetail_civil_to_days (day->year, day->month, day->day) - first;

  return nth > 0 ? index / 7 + 1 == nth : (length - 1 - index) / 7 + 1 == -nth;
}

static gboolean
is_weekday_meant (const Walk *walk, const DovetailCivil *day)
{
  int weekday = dovetail_civil_weekday (day);

  for (guint i = 0; i < walk->rule->n_days; i++)
    if (walk->rule->days[i].weekday == weekday
        && (walk->rule->days[i].nth == 0 || is_nth (walk, day, walk->rule->days[i].nth)))
      return TRUE;

  return FALSE;
}

static gboolean
is_month_day_meant (const DovetailRecurrence *rule, const DovetailCivil *day)
{
  int from_end = (int) days_of_month (day) - day->day + 1;

  return (rule->month_days & 1u << day->day) != 0 || (rule->last_days & 1u << from_end) != 0;
}

/* What the rule leaves open is as it was on the anchor: its weekday, its day of the month, its month. */
static gboolean
is_like_anchor (const Walk *walk, const DovetailCivil *day)
{
  switch (walk->rule->frequency)
    {
    case DOVETAIL_FREQUENCY_DAILY:
      return TRUE;

    case DOVETAIL_FREQUENCY_WEEKLY:
      return dovetail_civil_weekday (day) == dovetail_civil_weekday (&walk->anchor);

    case DOVETAIL_FREQUENCY_YEARLY:
      if (walk->rule->months == 0 && day->month != walk->anchor.month)
        return FALSE;
      return day->day == walk->anchor.day;

    case DOVETAIL_FREQUENCY_MONTHLY:
    default:
      return day->day == walk->anchor.day;
    }
}

static gboolean
is_meant (const Walk *walk, const DovetailCivil *day)
{
  const DovetailRecurrence *rule = walk->rule;
  gboolean by_month_day = (rule->month_days | rule->last_days) != 0;

  if (rule->months != 0 && (rule->months & 1u << day->month) == 0)
    return FALSE;
  if (by_month_day && !is_month_day_meant (rule, day))
    return FALSE;
  if (rule->n_days > 0)
    return is_weekday_meant (walk, day);

  return by_month_day || is_like_anchor (walk, day);
}

/* The days of a period that are meant, in order. */
static GArray *
list_days (const Walk *walk, Period period)
{
  GArray *days = g_array_new (FALSE, FALSE, sizeof (gint64));
  DovetailCivil civil;

  for (gint64 day = period.first; day < period.end; day++)
    {
      dovetail_civil_from_days (day, &civil);
      if (is_meant (walk, &civil))
        g_array_append_val (days, day);
    }

  return days;
}

/* The first of a period's days behind the known one; of those at the position in the set, if one is given. */
static gboolean
find_in_period (const Walk *walk, Period period, gint64 known, gint64 *next)
{
  g_autoptr (GArray) days = list_days (walk, period);
  int position = walk->rule->set_position;
  guint first = 0, end = days->len;

  if (position != 0)
    {
      gint64 index = position > 0 ? position - 1 : (gint64) days->len + position;

      if (index < 0 || index >= days->len)
        return FALSE;
      first = (guint) index;
      end = first + 1;
    }
  for (guint i = first; i < end; i++)
    if (g_array_index (days, gint64, i) > known)
      {
        *next = g_array_index (days, gint64, i);
        return TRUE;
      }

  return FALSE;
}

/**
 * dovetail_recurrence_next:
 * @recurrence: a rule
 * @day: an occurrence, in days since 1970
 * @next: (out): the next one
 *
 * As RFC 5545 has it, a day that a month does not have is left out: the 31st comes seven times a year. A day
 * that the rule would not give itself counts as one that it did, so a series may begin anywhere.
 *
 * Returns: %FALSE when @day is the last occurrence, or no other comes in 400 periods
 */
gboolean
dovetail_recurrence_next (const DovetailRecurrence *recurrence, gint64 day, gint64 *next)
{
  Walk walk = { recurrence, { 0 } };

  g_return_val_if_fail (recurrence != NULL && next != NULL, FALSE);

  if (recurrence->count == 1)
    return FALSE;
  dovetail_civil_from_days (day, &walk.anchor);
  for (int i = 0; i < MAX_PERIODS; i++)
    {
      Period period = period_at (&walk, day, i * recurrence->interval);

      if (recurrence->has_until && period.first > recurrence->until)
        return FALSE;
      if (find_in_period (&walk, period, day, next))
        return !recurrence->has_until || *next <= recurrence->until;
    }

  return FALSE;
}
