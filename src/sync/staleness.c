/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When silence is to be broken: nothing was synced for a day, for three, for a week. Pure. */

#include "sync/staleness.h"

#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))
/* After a start or a sleep the first syncs get this long before anybody is alarmed. */
#define CHANCE_MS (10 * 60 * 1000)

static const gint64 steps[] = { 1 * DAY_MS, 3 * DAY_MS, 7 * DAY_MS, 14 * DAY_MS };
#define FURTHER_MS (30 * DAY_MS)

/**
 * dovetail_stale_silence:
 * @staleness: what it depends on
 *
 * Returns: what tells this silence from another one: when it began, in ms
 */
gint64
dovetail_stale_silence (const DovetailStaleness *staleness)
{
  return MAX (staleness->last_success, staleness->signed_in_at);
}

/* The moment from which on a sync was owed. While nothing runs by itself that is only so when an edit waits.
 */
static gint64
owed_since (const DovetailStaleness *staleness)
{
  gint64 reached = dovetail_stale_silence (staleness);

  if (!staleness->signed_in)
    return 0;
  if (!staleness->by_itself || reached == 0)
    return staleness->oldest_edit > 0 ? MAX (reached, staleness->oldest_edit) : 0;
  return reached;
}

static gint64
start_of (guint step)
{
  guint last = G_N_ELEMENTS (steps);

  return step <= last ? steps[step - 1] : steps[last - 1] + (step - last) * FURTHER_MS;
}

static guint
step_after (gint64 silence)
{
  guint step = 0;

  while (silence >= start_of (step + 1))
    step++;
  return step;
}

/**
 * dovetail_stale_since:
 * @staleness: what it depends on
 *
 * Returns: since when nothing was synced, in ms; 0 when that is not for a day, or nothing was owed
 */
gint64
dovetail_stale_since (const DovetailStaleness *staleness)
{
  return dovetail_stale_step (staleness) > 0 ? owed_since (staleness) : 0;
}

/**
 * dovetail_stale_step:
 * @staleness: what it depends on
 *
 * Returns: how often a person should have been told by now
 */
guint
dovetail_stale_step (const DovetailStaleness *staleness)
{
  gint64 since = owed_since (staleness);

  return since > 0 ? step_after (staleness->now - since) : 0;
}

/* Told of this silence already; 0 when that was another one. */
static guint
told_step (const DovetailStaleness *staleness)
{
  return staleness->told_silence == dovetail_stale_silence (staleness) ? staleness->told_step : 0;
}

/**
 * dovetail_stale_is_due:
 * @staleness: what it depends on
 *
 * Returns: whether to tell the user now
 */
gboolean
dovetail_stale_is_due (const DovetailStaleness *staleness)
{
  return dovetail_stale_step (staleness) > told_step (staleness)
         && staleness->now >= staleness->awake_since + CHANCE_MS;
}
