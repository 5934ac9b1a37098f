/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Durations, shares and numbers of changes as people say them. */

#include "app/amount-words.h"

#include <glib/gi18n.h>

#define SECOND 1000
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)

char *
dovetail_words_duration (gint64 milliseconds)
{
  gint64 minutes = milliseconds / MINUTE;
  gint64 seconds = milliseconds / SECOND;

  if (milliseconds < SECOND)
    return g_strdup_printf (_ ("%u ms"), (guint) MAX (milliseconds, 0));
  if (milliseconds < 10 * SECOND && milliseconds / 100 % 10 > 0)
    return g_strdup_printf (_ ("%.1f s"), (double) (milliseconds / 100) / 10);
  if (milliseconds < MINUTE)
    return g_strdup_printf (_ ("%u s"), (guint) seconds);
  if (milliseconds < HOUR)
    return g_strdup_printf (_ ("%u min %u s"), (guint) minutes, (guint) (seconds % 60));
  return g_strdup_printf (_ ("%u h %u min"), (guint) (minutes / 60), (guint) (minutes % 60));
}

char *
dovetail_words_percent (double rate)
{
  double percent = 100 * rate;

  if (percent > 0 && percent < 0.1)
    return g_strdup (_ ("less than 0.1%"));
  if (percent < 9.95 && (int) (10 * percent + 0.5) % 10 > 0)
    /* Translators: a share, as in 4.2% */
    return g_strdup_printf (_ ("%.1f%%"), percent);
  return g_strdup_printf (_ ("%.0f%%"), percent);
}

char *
dovetail_words_up_and_down (gint64 up, gint64 down)
{
  /* Translators: changes that were uploaded and downloaded, as in "12 up, 3 down" */
  return g_strdup_printf (_ ("%u up, %u down"), (guint) up, (guint) down);
}
