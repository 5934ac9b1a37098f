/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/zone.h"

G_BEGIN_DECLS

/* How long a pause is, as it is offered. */
#define DOVETAIL_PAUSE_HOUR     "hour"
#define DOVETAIL_PAUSE_TOMORROW "tomorrow" /* until its morning */
#define DOVETAIL_PAUSE_FOR_GOOD "for-good" /* until the user goes on */

/* When a pause that begins now ends, ms; DOVETAIL_PAUSED_FOR_GOOD. 0: no such choice. */
gint64 dovetail_pause_end   (const char         *choice,
                             const DovetailZone *zone,
                             gint64              now);
/* "Paused until 15:04", "Paused until tomorrow 06:00", "Paused". Transfer full. */
char  *dovetail_pause_words (gint64              until,
                             gint64              now);

G_END_DECLS
