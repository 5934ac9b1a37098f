/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The time of day as something passed in, so that a test or the simulation owns it. */
typedef struct
{
  gint64 (*now) (gpointer user_data); /* ms since 1970 */
  gpointer user_data;
} DovetailClock;

static inline gint64
dovetail_clock_now (const DovetailClock *clock)
{
  return clock->now (clock->user_data);
}

G_END_DECLS
