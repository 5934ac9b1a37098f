/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Hybrid clock: max (wall + measured offset, last + 1 ms). Persisted by the store. */
typedef struct
{
  gint64 last;   /* last time given out, ms */
  gint64 offset; /* server time minus wall time, ms */
} DovetailHlc;

#define DOVETAIL_HLC_MAX_AHEAD_MS (5 * 60 * 1000)

gint64 dovetail_hlc_next    (DovetailHlc *clock,
                             gint64       wall);
void   dovetail_hlc_measure (DovetailHlc *clock,
                             gint64       wall,
                             gint64       server_time);
void   dovetail_hlc_observe (DovetailHlc *clock,
                             gint64       wall,
                             gint64       seen);
/* What a server stores for a time it receives: never later than now + 5 minutes. */
gint64 dovetail_hlc_clamp   (gint64       time,
                             gint64       server_now);

G_END_DECLS
