/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/data.h"
#include "core/zone.h"

G_BEGIN_DECLS

/* Tasks that come again. recurrence is {rrule, series_id, date}: date is the civil day on which the rule has this occurrence,
 * wherever its due date was moved since. */

/* The civil day of a task by itself: of its due date, or else of its start. FALSE: it has neither. */
gboolean  dovetail_occurrence_day         (JsonNode           *data,
                                           const DovetailZone *zone,   /* of its due_zone */
                                           gint64             *day);
/* The data with recurrence.date, where that is missing or does not fit any more. Transfer full. */
JsonNode *dovetail_occurrence_anchor      (JsonNode           *before, /* NULL: a new task */
                                           JsonNode           *data,
                                           gint64              time,
                                           const DovetailZone *zone);
/* What comes when this one is completed: id and data, both transfer full. NULL: it does not repeat, or it was the last. */
JsonNode *dovetail_occurrence_next        (JsonNode           *data,
                                           gint64              time,
                                           const DovetailZone *zone,
                                           char              **entity_id);

G_END_DECLS
