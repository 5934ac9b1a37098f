/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/error.h"

G_BEGIN_DECLS

/* The part of RFC 5545's recurrence rules that a task list needs: civil days, no times of day. */

#define DOVETAIL_RECURRENCE_MAX_DAYS 32

typedef enum
{
  DOVETAIL_FREQUENCY_DAILY,
  DOVETAIL_FREQUENCY_WEEKLY,
  DOVETAIL_FREQUENCY_MONTHLY,
  DOVETAIL_FREQUENCY_YEARLY
} DovetailFrequency;

typedef struct
{
  int weekday; /* 0 Monday to 6 Sunday */
  int nth;     /* 2: the second of the month or year, -1: the last; 0: each */
} DovetailRecurrenceDay;

typedef struct
{
  DovetailFrequency frequency;
  int interval;        /* 1 to 9999 */
  int count;           /* occurrences from this one on; 0: no such end */
  gboolean has_until;
  gint64 until;        /* the last day it may fall on, since 1970 */
  int week_start;      /* as weekday */
  guint16 months;      /* BYMONTH, bit 1 January; 0: none given */
  guint32 month_days;  /* BYMONTHDAY, bit 1 the first; 0: none given */
  guint32 last_days;   /* BYMONTHDAY counted from the end, bit 1 the last */
  int set_position;    /* BYSETPOS; 0: none given */
  guint n_days;
  DovetailRecurrenceDay days[DOVETAIL_RECURRENCE_MAX_DAYS]; /* BYDAY */
} DovetailRecurrence;

gboolean dovetail_recurrence_parse (const char               *rule,
                                    DovetailRecurrence       *recurrence,
                                    GError                  **error);
/* The day after this one, an occurrence itself, on which the rule falls. FALSE: it has ended. */
gboolean dovetail_recurrence_next  (const DovetailRecurrence *recurrence,
                                    gint64                    day,
                                    gint64                   *next);
/* The rule as it goes on from the next occurrence: one less of COUNT. */
char    *dovetail_recurrence_rest  (const char               *rule); /* transfer full */

G_END_DECLS
