/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Recurrence rules as sentences. */

#include "app/recurrence-words.h"

#include <glib/gi18n.h>

#include "core/recurrence.h"
#include "core/zone.h"

#define WORKDAYS 0x1fu
#define WEEKEND 0x60u
#define A_MONDAY 1 /* of January 2024 */

/* A day of 2024, in the language of the desktop. */
static char *
format_day (int month, int day, const char *format)
{
  g_autoptr (GDateTime) time = g_date_time_new_utc (2024, month, day, 12, 0, 0);

  return g_date_time_format (time, format);
}

static char *
weekday_name (int weekday)
{
  return format_day (1, A_MONDAY + weekday, "%A");
}

static char *
month_name (int month)
{
  return format_day (month, 1, "%OB");
}

/* "a", "a and b", "a, b and c". */
static char *
join (GPtrArray *words)
{
  g_autofree char *but_last = NULL;
  g_autoptr (GPtrArray) first = g_ptr_array_new ();

  if (words->len == 1)
    return g_strdup (words->pdata[0]);
  for (guint i = 0; i + 1 < words->len; i++)
    g_ptr_array_add (first, words->pdata[i]);
  g_ptr_array_add (first, NULL);
  /* Translators: between the members of a list, as in "Monday, Tuesday and Friday" */
  but_last = g_strjoinv (_ (", "), (char **) first->pdata);
  /* Translators: the end of a list, as in "Monday, Tuesday and Friday" */
  return g_strdup_printf (_ ("%s and %s"), but_last, (char *) words->pdata[words->len - 1]);
}

static char *
frequency_words (const DovetailRecurrence *rule)
{
  int step = rule->interval;
  gulong n = (gulong) step;

  switch (rule->frequency)
    {
    case DOVETAIL_FREQUENCY_DAILY:
      return g_strdup_printf (g_dngettext (NULL, "every day", "every %d days", n), step);
    case DOVETAIL_FREQUENCY_WEEKLY:
      return g_strdup_printf (g_dngettext (NULL, "every week", "every %d weeks", n), step);
    case DOVETAIL_FREQUENCY_MONTHLY:
      return g_strdup_printf (g_dngettext (NULL, "every month", "every %d months", n), step);
    case DOVETAIL_FREQUENCY_YEARLY:
    default:
      return g_strdup_printf (g_dngettext (NULL, "every year", "every %d years", n), step);
    }
}

/* The weekdays of a rule when none is counted, as bits; 0 when there are none such. */
static guint
plain_weekdays (const DovetailRecurrence *rule)
{
  guint weekdays = 0;

  for (guint i = 0; i < rule->n_days; i++)
    {
      if (rule->days[i].nth != 0)
        return 0;
      weekdays |= 1u << rule->days[i].weekday;
    }

  return weekdays;
}

/* NULL: there is no such word. */
static char *
ordinal_words (int nth, const char *weekday)
{
  switch (nth)
    {
    case 0:
      return g_strdup (weekday);
    case 1:
      return g_strdup_printf (_ ("the first %s"), weekday);
    case 2:
      return g_strdup_printf (_ ("the second %s"), weekday);
    case 3:
      return g_strdup_printf (_ ("the third %s"), weekday);
    case 4:
      return g_strdup_printf (_ ("the fourth %s"), weekday);
    case 5:
      return g_strdup_printf (_ ("the fifth %s"), weekday);
    case -1:
      return g_strdup_printf (_ ("the last %s"), weekday);
    case -2:
      return g_strdup_printf (_ ("the last %s but one"), weekday);
    default:
      return NULL;
    }
}

static char *
weekdays_words (const DovetailRecurrence *rule)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < rule->n_days; i++)
    {
      g_autofree char *name = weekday_name (rule->days[i].weekday);
      char *word = ordinal_words (rule->days[i].nth, name);

      if (word == NULL)
        return NULL;
      g_ptr_array_add (words, word);
    }

  return join (words);
}

/* "the last workday": one of a set. */
static char *
position_words (const DovetailRecurrence *rule)
{
  guint weekdays = plain_weekdays (rule);

  if (weekdays == WORKDAYS)
    return ordinal_words (rule->set_position, _ ("workday"));

  return NULL;
}

static char *
month_days_words (const DovetailRecurrence *rule)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (int day = 1; day <= 31; day++)
    if ((rule->month_days & 1u << day) != 0)
      /* Translators: a day of the month, as in "every month on day 15" */
      g_ptr_array_add (words, g_strdup_printf (_ ("day %d"), day));
  for (int day = 1; day <= 31; day++)
    if ((rule->last_days & 1u << day) != 0)
      g_ptr_array_add (words, day == 1 ? g_strdup (_ ("the last day"))
                                       : g_strdup_printf (_ ("day %d from the end"), day));

  return join (words);
}

/* Which days: NULL when nothing is said of them. FALSE: it cannot be said. */
static gboolean
days_words (const DovetailRecurrence *rule, char **words)
{
  gboolean by_month_day = (rule->month_days | rule->last_days) != 0;

  *words = NULL;
  if (rule->n_days == 0 && !by_month_day)
    return rule->set_position == 0;
  if (rule->n_days > 0 && by_month_day)
    return FALSE;
  if (by_month_day)
    *words = rule->set_position == 0 ? month_days_words (rule) : NULL;
  else
    *words = rule->set_position == 0 ? weekdays_words (rule) : position_words (rule);

  return *words != NULL;
}

static void
append (char **sentence, char *joint)
{
  g_free (*sentence);
  *sentence = joint;
}

static void
append_months (char **sentence, const DovetailRecurrence *rule)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *words = NULL;

  if (rule->months == 0)
    return;
  for (int month = 1; month <= 12; month++)
    if ((rule->months & 1u << month) != 0)
      g_ptr_array_add (names, month_name (month));
  words = join (names);
  /* Translators: "every year in March and May" */
  append (sentence, g_strdup_printf (_ ("%s in %s"), *sentence, words));
}

static void
append_end (char **sentence, const DovetailRecurrence *rule)
{
  if (rule->count > 0)
    append (sentence, g_strdup_printf (
                          /* Translators: "every day, 3 times" */
                          g_dngettext (NULL, "%s, once", "%s, %d times", (gulong) rule->count), *sentence,
                          rule->count));
  if (rule->has_until)
    {
      DovetailCivil civil;
      g_autoptr (GDateTime) day = NULL;
      g_autofree char *date = NULL;

      dovetail_civil_from_days (rule->until, &civil);
      day = g_date_time_new_utc (civil.year, civil.month, civil.day, 12, 0, 0);
      date = g_date_time_format (day, _ ("%-e %b %Y"));
      /* Translators: "every day until 27 Nov 2027" */
      append (sentence, g_strdup_printf (_ ("%s until %s"), *sentence, date));
    }
}

/* Weeks and days that have a word of their own. */
static char *
short_words (const DovetailRecurrence *rule)
{
  guint weekdays = plain_weekdays (rule);

  if (rule->frequency > DOVETAIL_FREQUENCY_WEEKLY || rule->interval != 1)
    return NULL;
  if (weekdays == WORKDAYS)
    return g_strdup (_ ("every workday"));
  if (weekdays == WEEKEND)
    return g_strdup (_ ("every weekend"));
  if (rule->n_days == 1)
    {
      g_autofree char *name = weekday_name (rule->days[0].weekday);

      /* Translators: "every Monday" */
      return g_strdup_printf (_ ("every %s"), name);
    }

  return NULL;
}

char *
dovetail_words_recurrence (const char *rrule)
{
  DovetailRecurrence rule;
  g_autofree char *days = NULL;
  char *sentence;

  if (rrule == NULL || *rrule == '\0')
    return g_strdup (_ ("Never"));
  if (!dovetail_recurrence_parse (rrule, &rule, NULL) || !days_words (&rule, &days))
    return g_strdup (rrule);

  sentence = short_words (&rule);
  if (sentence == NULL)
    {
      sentence = frequency_words (&rule);
      if (days != NULL)
        /* Translators: "every week on Monday and Friday" */
        append (&sentence, g_strdup_printf (_ ("%s on %s"), sentence, days));
    }
  append_months (&sentence, &rule);
  append_end (&sentence, &rule);

  return sentence;
}
