/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any text as a recurrence rule; its first byte chooses the day it begins on. What is read goes on later and
 * later, on days that the rule allows, to an end that it keeps; and the rule for the rest goes on as the
 * whole did. */

#include "core/recurrence.h"

#include "core/zone.h"
#include "target.h"

#include <string.h>

#define FIRST_DAY 20000 /* in 2024 */
#define N_OCCURRENCES 20

static gboolean
allows_weekday (const DovetailRecurrence *rule, int weekday)
{
  for (guint i = 0; i < rule->n_days; i++)
    if (rule->days[i].weekday == weekday)
      return TRUE;
  return rule->n_days == 0;
}

static void
check_day (const DovetailRecurrence *rule, gint64 day)
{
  DovetailCivil civil;
  gint64 next_month;
  guint length;

  dovetail_civil_from_days (day, &civil);
  next_month = civil.month == 12 ? dovetail_civil_to_days (civil.year + 1, 1, 1)
                                 : dovetail_civil_to_days (civil.year, civil.month + 1, 1);
  length = (guint) (next_month - day); /* the how manieth from the end */
  g_assert_true (rule->months == 0 || (rule->months & (1u << civil.month)) != 0);
  g_assert_true (allows_weekday (rule, (int) ((day + 3) % 7))); /* 1970 began on a Thursday */
  g_assert_true ((rule->month_days == 0 && rule->last_days == 0)
                 || (rule->month_days & (1u << civil.day)) != 0 || (rule->last_days & (1u << length)) != 0);
  g_assert_true (!rule->has_until || day <= rule->until);
}

/* The rest, from the next occurrence on, comes to the same day. */
static void
check_rest (const char *text, gint64 day, gboolean goes_on, gint64 expected)
{
  g_autofree char *rest = dovetail_recurrence_rest (text);
  DovetailRecurrence rule;
  gint64 next;

  g_assert_nonnull (rest);
  g_assert_true (dovetail_recurrence_parse (rest, &rule, NULL));
  g_assert_true (dovetail_recurrence_next (&rule, day, &next) == goes_on);
  g_assert_true (!goes_on || next == expected);
}

static void
check_rule (const char *text, const DovetailRecurrence *whole, gint64 first)
{
  DovetailRecurrence rule = *whole;
  gint64 day, next, after = 0;
  gboolean goes_on;

  if (!dovetail_recurrence_next (&rule, first, &day))
    return;
  if (rule.count > 0)
    {
      g_assert_cmpint (rule.count, >, 1);
      rule.count--;
    }
  goes_on = dovetail_recurrence_next (&rule, day, &after);
  check_rest (text, day, goes_on, after);
  rule.count = 0;
  next = first;
  for (guint i = 0; i < N_OCCURRENCES && dovetail_recurrence_next (&rule, next, &after); i++)
    {
      g_assert_cmpint (after, >, next);
      check_day (&rule, after);
      next = after;
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = size == 0 ? NULL : g_utf8_make_valid ((const char *) data + 1, (gssize) size - 1);
  DovetailRecurrence rule;
  g_autoptr (GError) error = NULL;

  if (text == NULL || size > 512)
    return 0;
  if (dovetail_recurrence_parse (text, &rule, &error))
    check_rule (text, &rule, FIRST_DAY + data[0] * 3);
  else
    g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);

  return 0;
}
