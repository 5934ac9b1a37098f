/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Days in a row, counted over times that come in their order. Days are those of a time zone. */
typedef struct
{
  GTimeZone *zone;     /* borrowed */
  gint64     last_day; /* since 1970-01-01; of a streak that has begun */
  gint64     current;  /* days up to the last one */
  gint64     longest;
} DovetailStreak;

void  dovetail_streak_add      (DovetailStreak       *streak,
                                gint64                time); /* ms; not before the one added last */
/* The last day as 2027-03-10; NULL before the first. */
char *dovetail_streak_last_day (const DovetailStreak *streak);

G_END_DECLS
