/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The hybrid clock: real time as far as it is known, and never backwards. */

#include "core/hlc.h"

/* Sums that stop at the ends of the range: a clock that is 50 years off must not wrap around. */
static gint64
add_saturated (gint64 a, gint64 b)
{
  if (b > 0 && a > G_MAXINT64 - b)
    return G_MAXINT64;
  if (b < 0 && a < G_MININT64 - b)
    return G_MININT64;

  return a + b;
}

/**
 * dovetail_hlc_next:
 * @clock: the clock; to be persisted afterwards
 * @wall: what the wall clock says, ms
 *
 * Returns: the time for a new change, ms: later than every time given out before
 */
gint64
dovetail_hlc_next (DovetailHlc *clock, gint64 wall)
{
  g_return_val_if_fail (clock != NULL, 0);

  clock->last = MAX (add_saturated (wall, clock->offset), add_saturated (clock->last, 1));

  return clock->last;
}

/**
 * dovetail_hlc_measure:
 * @clock: the clock
 * @wall: what the wall clock says, ms
 * @server_time: what the server said at that moment, ms
 *
 * Notes how far the wall clock is off. A clock that had run far ahead is taken back to the latest time the
 * server accepts; otherwise every later edit would carry that clamped time and always win.
 */
void
dovetail_hlc_measure (DovetailHlc *clock, gint64 wall, gint64 server_time)
{
  g_return_if_fail (clock != NULL);

  clock->offset = wall == G_MININT64 ? 0 : add_saturated (server_time, -wall);
  clock->last = dovetail_hlc_clamp (clock->last, server_time);
}

/**
 * dovetail_hlc_observe:
 * @clock: the clock
 * @wall: what the wall clock says, ms
 * @seen: the time of a change that arrived, ms
 *
 * Makes later changes of this device sort after @seen, unless @seen lies more than
 * %DOVETAIL_HLC_MAX_AHEAD_MS ahead: then somebody's clock is wrong, and it must not spread.
 */
void
dovetail_hlc_observe (DovetailHlc *clock, gint64 wall, gint64 seen)
{
  g_return_if_fail (clock != NULL);

  if (seen <= add_saturated (add_saturated (wall, clock->offset), DOVETAIL_HLC_MAX_AHEAD_MS))
    clock->last = MAX (clock->last, seen);
}

/**
 * dovetail_hlc_clamp:
 * @time: a received time, ms
 * @server_now: the server's time, ms
 *
 * Returns: @time, or @server_now + 5 minutes when @time is later than that
 */
gint64
dovetail_hlc_clamp (gint64 time, gint64 server_now)
{
  return MIN (time, add_saturated (server_now, DOVETAIL_HLC_MAX_AHEAD_MS));
}
