/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/data.h"
#include "core/zone.h"

G_BEGIN_DECLS

/* A reminder of a task is a moment ("2026-11-27T08:00:00.000Z"), or a distance from its due date as iCalendar writes it
 * ("-PT15M", "PT0S"). From a due date without a time it counts from the beginning of that day: "PT9H" is nine o'clock. */

/* When it rings, ms. FALSE: not understood, or it counts from a due date that is not there. */
gboolean           dovetail_reminder_moment    (JsonNode           *data,
                                                const char         *reminder,
                                                const DovetailZone *zone,
                                                gint64             *moment);
/* Those of a task that can be told, in no order; transfer full. */
GArray            *dovetail_reminder_moments   (JsonNode           *data, /* gint64 each */
                                                const DovetailZone *zone);
gboolean           dovetail_reminder_is_moment (const char         *reminder);
/* "15 minutes before", "1 day before at 18:00", "Fri 27 Nov 09:00". all_day: the task is due on a day, at no time.
 * Transfer full. */
char              *dovetail_reminder_describe  (const char         *reminder,
                                                gboolean            all_day,
                                                gint64              now);
/* What is offered for a task that is due on a day, or at a time; NULL-terminated. */
const char *const *dovetail_reminder_choices   (gboolean            all_day);

G_END_DECLS
