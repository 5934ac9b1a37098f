/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reminders in words. */

#include "app/reminder-words.h"

#include <glib/gi18n.h>

#include "app/due.h"
#include "app/value-words.h"

/* Later than this a reminder says for when it was meant. */
#define LATE_MS (10 * 60 * G_GINT64_CONSTANT (1000))
#define LINES 5

char *
dovetail_reminder_words_body (JsonNode *data, gint64 moment, gint64 now, const DovetailZone *zone)
{
  DovetailCivil due, today;
  g_autofree char *due_words = NULL;
  g_autofree char *body = NULL;
  g_autofree char *meant = NULL;

  g_return_val_if_fail (zone != NULL, NULL);

  zone->from_utc (zone->user_data, now, &today);
  if (dovetail_due_read (data, zone, &due))
    {
      due_words = dovetail_due_describe (&due, &today);
      /* Translators: in a reminder; %s is a day and perhaps a time, such as "Today 09:00" */
      body = g_strdup_printf (_ ("Due: %s"), due_words);
    }
  if (now - moment < LATE_MS)
    return body == NULL ? g_strdup (_ ("Reminder")) : g_steal_pointer (&body);
  meant = dovetail_words_moment (moment, now);
  if (body == NULL)
    /* Translators: a reminder that comes late; %s is when it was meant to come, such as "yesterday 14:02" */
    return g_strdup_printf (_ ("Reminder for %s"), meant);
  return g_strdup_printf (_ ("%s (reminder for %s)"), body, meant);
}

char *
dovetail_reminder_words_summary_title (guint number)
{
  return g_strdup_printf (ngettext ("%u reminder", "%u reminders", number), number);
}

char *
dovetail_reminder_words_summary_body (const char *const *titles)
{
  GString *body = g_string_new (NULL);
  guint number = g_strv_length ((char **) titles);
  guint shown = number > LINES + 1 ? LINES : number;

  for (guint i = 0; i < shown; i++)
    g_string_append_printf (body, "%s%s", i == 0 ? "" : "\n", titles[i]);
  if (shown < number)
    {
      g_autofree char *more
          = g_strdup_printf (ngettext ("and %u more", "and %u more", number - shown), number - shown);

      g_string_append_printf (body, "\n%s", more);
    }
  return g_string_free (body, FALSE);
}
