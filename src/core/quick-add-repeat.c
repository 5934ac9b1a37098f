/* SPDX-License-Identifier: GPL-3.0-or-later */

/* "every month", "every other day", "every mon, wed and fri" as recurrence rules of RFC 5545. */

#include "core/quick-add-words.h"

#include <string.h>

#define WORKDAYS 0x1fu
#define WEEKEND 0x60u

static const char *
frequency_of (const char *unit)
{
  static const char *const units[][2]
      = { { "day", "DAILY" }, { "week", "WEEKLY" }, { "month", "MONTHLY" }, { "year", "YEARLY" } };

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    {
      gsize length = strlen (units[i][0]);

      if (strncmp (unit, units[i][0], length) == 0
          && (unit[length] == '\0' || g_str_equal (unit + length, "s")))
        return units[i][1];
    }

  return NULL;
}

static guint
weekdays_of (const char *word)
{
  gboolean is_short;
  int weekday = dovetail_words_weekday (word, &is_short);

  if (weekday >= 0)
    return 1u << weekday;
  if (g_str_equal (word, "weekday") || g_str_equal (word, "workday"))
    return WORKDAYS;
  if (g_str_equal (word, "weekend"))
    return WEEKEND;

  return 0;
}

/* "mon", "mon,thu", "mon, wed and fri". Returns the number of words. */
static guint
match_weekdays (GPtrArray *words, guint at, guint *weekdays)
{
  guint count = 0;

  for (;;)
    {
      guint joint = count > 0 && g_str_equal (dovetail_words_get (words, at + count), "and") ? 1 : 0;
      g_auto (GStrv) parts = g_strsplit (dovetail_words_get (words, at + count + joint), ",", -1);
      guint found = 0;

      for (guint i = 0; parts[i] != NULL; i++)
        {
          guint day = weekdays_of (parts[i]);

          if (day == 0)
            return count;
          found |= day;
        }
      if (found == 0)
        return count;
      *weekdays |= found;
      count += joint + 1;
    }
}

/**
 * dovetail_repeat_match:
 * @repeat: what was understood so far
 * @words: the line
 * @at: a place in it
 *
 * Returns: the number of words that say how often, the first of them "every"; 0: none
 */
guint
dovetail_repeat_match (DovetailRepeat *repeat, GPtrArray *words, guint at)
{
  const char *word = dovetail_words_get (words, at + 1);
  guint skipped = 1;
  guint weekdays = 0;
  guint count;
  int interval = 1;

  if (repeat->frequency != NULL || !g_str_equal (dovetail_words_get (words, at), "every"))
    return 0;
  if (g_str_equal (word, "other"))
    interval = 2;
  if (interval == 2 || (dovetail_words_number (word, &interval) && interval > 0))
    skipped = 2;

  count = match_weekdays (words, at + skipped, &weekdays);
  repeat->frequency = count > 0 ? "WEEKLY" : frequency_of (dovetail_words_get (words, at + skipped));
  if (repeat->frequency == NULL)
    return 0;
  repeat->interval = interval;
  repeat->weekdays = weekdays;

  return skipped + MAX (count, 1);
}

/**
 * dovetail_repeat_format:
 * @repeat: what was understood
 *
 * Returns: (transfer full) (nullable): the rule, such as FREQ=WEEKLY;INTERVAL=2;BYDAY=MO
 */
char *
dovetail_repeat_format (const DovetailRepeat *repeat)
{
  static const char *const names[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };
  GString *rule;
  const char *separator = ";BYDAY=";

  if (repeat->frequency == NULL)
    return NULL;

  rule = g_string_new ("FREQ=");
  g_string_append (rule, repeat->frequency);
  if (repeat->interval > 1)
    g_string_append_printf (rule, ";INTERVAL=%d", repeat->interval);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if ((repeat->weekdays & 1u << i) != 0)
      {
        g_string_append (rule, separator);
        g_string_append (rule, names[i]);
        separator = ",";
      }

  return g_string_free (rule, FALSE);
}
