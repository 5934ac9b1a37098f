/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/zone.h"

G_BEGIN_DECLS

/* A date or date-time of a record as people read it where they are: 2026-11-27, 2026-11-27 14:30. NULL: "". Transfer full. */
char *dovetail_when_for_people (const char         *when,
                                const DovetailZone *zone);
/* The same for milliseconds; "never" for 0. */
char *dovetail_time_for_people (gint64              time,
                                const DovetailZone *zone);

G_END_DECLS
