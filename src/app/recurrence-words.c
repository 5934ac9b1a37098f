/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Recurrence rules as people say them. */

#include "app/recurrence-words.h"

#include <glib/gi18n.h>

static char *
part_of (const char *rrule,
         const char *name)
{
  g_auto (GStrv) parts = g_strsplit (rrule, ";", -1);

  for (char **part = parts; *part != NULL; part++)
    if (g_str_has_prefix (*part, name) && (*part)[strlen (name)] == '=')
      return g_strdup (*part + strlen (name) + 1);
  return NULL;
}

static char *
every (const char *frequency,
       gulong      interval)
{
  if (g_strcmp0 (frequency, "DAILY") == 0)
    return g_strdup_printf (ngettext ("Every day", "Every %lu days", interval), interval);
  if (g_strcmp0 (frequency, "WEEKLY") == 0)
    return g_strdup_printf (ngettext ("Every week", "Every %lu weeks", interval), interval);
  if (g_strcmp0 (frequency, "MONTHLY") == 0)
    return g_strdup_printf (ngettext ("Every month", "Every %lu months", interval), interval);
  if (g_strcmp0 (frequency, "YEARLY") == 0)
    return g_strdup_printf (ngettext ("Every year", "Every %lu years", interval), interval);
  return NULL;
}

static char *
weekdays (const char *by_day)
{
  static const char *const codes[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };
  g_auto (GStrv) days = g_strsplit (by_day, ",", -1);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (char **day = days; *day != NULL; day++)
    for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
      if (g_str_equal (*day, codes[i]))
        {
          /* 5 January 1970 was a Monday */
          g_autoptr (GDateTime) date = g_date_time_new_utc (1970, 1, 5 + i, 12, 0, 0);

          g_ptr_array_add (names, g_date_time_format (date, "%a"));
        }
  if (names->len == 0 || names->len != g_strv_length (days))
    return NULL;
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}

char *
dovetail_recurrence_words (const char *rrule)
{
  g_autofree char *frequency = NULL;
  g_autofree char *interval = NULL;
  g_autofree char *by_day = NULL;
  g_autofree char *days = NULL;
  g_autofree char *words = NULL;

  g_return_val_if_fail (rrule != NULL, NULL);

  if (g_str_has_prefix (rrule, "RRULE:"))
    rrule += strlen ("RRULE:");
  frequency = part_of (rrule, "FREQ");
  interval = part_of (rrule, "INTERVAL");
  by_day = part_of (rrule, "BYDAY");
  words = every (frequency, interval == NULL ? 1 : CLAMP (g_ascii_strtoull (interval, NULL, 10), 1, 999));
  if (words == NULL)
    return g_strdup (_ ("Repeats"));
  days = by_day == NULL ? NULL : weekdays (by_day);
  if (days == NULL)
    return g_steal_pointer (&words);
  /* Translators: "Every 2 weeks on Mon, Thu" */
  return g_strdup_printf (_ ("%s on %s"), words, days);
}
