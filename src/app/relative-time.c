/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Times as people say them, before and after now. */

#include "app/relative-time.h"

#include <glib/gi18n.h>

#include "app/value-words.h"

#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static char *
describe_future (gint64 seconds)
{
  if (seconds < 45)
    {
      gulong n = seconds;
      return g_strdup_printf (ngettext ("in %lu second", "in %lu seconds", n), n);
    }
  if (seconds < 45 * MINUTE)
    {
      gulong n = MAX (1, (seconds + 30) / MINUTE);
      return g_strdup_printf (ngettext ("in %lu minute", "in %lu minutes", n), n);
    }
  if (seconds < 22 * HOUR)
    {
      gulong n = MAX (1, (seconds + HOUR / 2) / HOUR);
      return g_strdup_printf (ngettext ("in %lu hour", "in %lu hours", n), n);
    }
  gulong n = MAX (1, (seconds + DAY / 2) / DAY);
  return g_strdup_printf (ngettext ("in %lu day", "in %lu days", n), n);
}

char *
dovetail_relative_time (gint64 time, gint64 now)
{
  return time <= now ? dovetail_words_ago (time, now) : describe_future ((time - now) / 1000);
}
