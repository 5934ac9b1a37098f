/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Civil time in some zone. core computes with it; the zone itself is the caller's (GTimeZone, a fixed one in tests). */
typedef struct
{
  int year;
  int month;  /* 1-12 */
  int day;    /* 1-31 */
  int hour;   /* 0-23; -1: a date without time */
  int minute;
} DovetailCivil;

typedef struct
{
  gint64 (*to_utc)   (gpointer             user_data,
                      const DovetailCivil *civil); /* ms; a gap moves forward, a fold takes the first */
  void   (*from_utc) (gpointer             user_data,
                      gint64               time,
                      DovetailCivil       *civil);
  const char *name; /* IANA name, or NULL */
  gpointer user_data;
} DovetailZone;

/* Proleptic Gregorian calendar, 1970-01-01 is day 0. Algorithm: Howard Hinnant, days_from_civil. */
gint64 dovetail_civil_to_days   (int                  year,
                                 int                  month,
                                 int                  day);
void   dovetail_civil_from_days (gint64               days,
                                 DovetailCivil       *civil); /* sets the date, hour = -1 */
int    dovetail_civil_weekday   (const DovetailCivil *civil); /* 0 Monday ... 6 Sunday */

G_END_DECLS
