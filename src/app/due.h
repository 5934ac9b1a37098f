/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/data.h"
#include "core/zone.h"

G_BEGIN_DECLS

typedef enum
{
  DOVETAIL_URGENCY_LATER,
  DOVETAIL_URGENCY_TODAY,
  DOVETAIL_URGENCY_OVERDUE
} DovetailUrgency;

/* When a task is due, as civil time in the user's zone; hour -1: a date without time. FALSE: no due date. */
gboolean        dovetail_due_read      (JsonNode            *data,
                                        const DovetailZone  *zone,
                                        DovetailCivil       *due);
/* A merge patch that sets it; due NULL removes it. */
JsonNode       *dovetail_due_to_patch  (const DovetailCivil *due,
                                        const DovetailZone  *zone);
/* "Today 09:00", "Tomorrow", "Friday", "27 Nov". Transfer full. */
char           *dovetail_due_describe  (const DovetailCivil *due,
                                        const DovetailCivil *now);
DovetailUrgency dovetail_due_urgency   (const DovetailCivil *due,
                                        const DovetailCivil *now);
char           *dovetail_civil_to_date (const DovetailCivil *civil);
/* When the day after today begins in the zone, ms. */
gint64          dovetail_civil_tomorrow (const DovetailCivil *now,
                                         const DovetailZone  *zone);

G_END_DECLS
