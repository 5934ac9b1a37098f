/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When the next sync runs: at once, by interval, soon after edits, later after failures. Pure. */

#include "sync/planner.h"

/* Typing is over when it paused this long; but nobody types past the second. */
#define DEBOUNCE_MS 2000
#define LONGEST_DEBOUNCE_MS 10000
#define FIRST_BACKOFF_MS (30 * 1000)
#define LONGEST_BACKOFF_MS (15 * 60 * 1000)

static gint64
backoff (const DovetailPlan *plan)
{
  guint doublings = MIN (plan->failures - 1, 10);
  gint64 longest = MIN ((gint64) FIRST_BACKOFF_MS << doublings, LONGEST_BACKOFF_MS);

  return (gint64) (longest * (0.75 + 0.5 * plan->jitter));
}

static gint64
after_edits (const DovetailPlan *plan)
{
  return MIN (plan->last_edit + DEBOUNCE_MS, plan->first_edit + LONGEST_DEBOUNCE_MS);
}

/**
 * dovetail_plan_next:
 * @plan: what it depends on
 *
 * Returns: when the next sync runs, in ms; a time that has passed means now, 0 not by itself
 */
gint64
dovetail_plan_next (const DovetailPlan *plan)
{
  gint64 regular = plan->last_attempt + plan->interval;

  if (plan->paused || !plan->online || plan->needs_sign_in)
    return 0;
  if (plan->last_attempt == 0)
    return plan->now;
  if (plan->online_since > plan->last_attempt)
    return plan->online_since + DEBOUNCE_MS;
  if (plan->failures > 0)
    return plan->last_attempt + backoff (plan);
  return plan->first_edit > 0 ? MIN (regular, after_edits (plan)) : regular;
}
