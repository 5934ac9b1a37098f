/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When the next sync runs: at once, by interval, soon after edits or news, later after failures; and when the
 * event stream is open. Pure. */

#include "sync/planner.h"

/* Typing is over when it paused this long; but nobody types past the second. */
#define DEBOUNCE_MS 2000
#define LONGEST_DEBOUNCE_MS 10000
/* News comes in bursts: a push of many batches, or the echo of one's own. */
#define NEWS_DEBOUNCE_MS 100
#define NEWS_DISTANCE_MS 500
#define FIRST_BACKOFF_MS (30 * 1000)
#define LONGEST_BACKOFF_MS (15 * 60 * 1000)
/* Full jitter may draw nearly nothing; a server in trouble gets this much rest from everybody. */
#define LEAST_BACKOFF_MS 5000
#define FIRST_RECONNECT_MS 1000
#define LONGEST_RECONNECT_MS (5 * 60 * 1000)
#define LEAST_RECONNECT_MS 250
/* Less is how clocks are corrected all the time. */
#define JUMP_MS (20 * 1000)

static const char *const rules[] = { "usual", "edits", "by_hand" };

/**
 * dovetail_metered_rule_to_string:
 * @rule: a rule
 *
 * Returns: its name in the settings
 */
const char *
dovetail_metered_rule_to_string (DovetailMeteredRule rule)
{
  g_return_val_if_fail ((guint) rule < G_N_ELEMENTS (rules), NULL);

  return rules[rule];
}

/**
 * dovetail_metered_rule_from_string:
 * @text: (nullable): what the settings say
 *
 * Returns: the rule; %DOVETAIL_METERED_USUAL when that is none
 */
DovetailMeteredRule
dovetail_metered_rule_from_string (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (g_strcmp0 (text, rules[i]) == 0)
      return (DovetailMeteredRule) i;
  return DOVETAIL_METERED_USUAL;
}

/* Full jitter: anything up to a bound that doubles, so that devices that failed together do not come back
 * together. */
static gint64
backoff (guint failures, double jitter, gint64 first, gint64 longest, gint64 least)
{
  guint doublings = MIN (failures - 1, 20);
  gint64 bound = MIN (first << doublings, longest);

  return MAX (least, (gint64) (bound * jitter));
}

static gint64
after_edits (const DovetailPlan *plan)
{
  return MIN (plan->last_edit + DEBOUNCE_MS, plan->first_edit + LONGEST_DEBOUNCE_MS);
}

static gint64
after_news (const DovetailPlan *plan)
{
  return MAX (plan->told + NEWS_DEBOUNCE_MS, plan->last_attempt + NEWS_DISTANCE_MS);
}

static gint64
after_failures (const DovetailPlan *plan)
{
  return plan->last_attempt
         + backoff (plan->failures, plan->jitter, FIRST_BACKOFF_MS, LONGEST_BACKOFF_MS, LEAST_BACKOFF_MS);
}

/* All is well. */
static gint64
in_order (const DovetailPlan *plan)
{
  gint64 next = plan->last_attempt + plan->interval;

  if (plan->first_edit > 0)
    next = MIN (next, after_edits (plan));
  if (plan->told > 0)
    next = MIN (next, after_news (plan));
  return next;
}

static gboolean
is_saving (const DovetailPlan *plan)
{
  return plan->metered && plan->metered_rule != DOVETAIL_METERED_USUAL;
}

static gboolean
rests (const DovetailPlan *plan)
{
  if (!plan->signed_in || plan->asleep || !plan->online || plan->needs_sign_in)
    return TRUE;
  return is_saving (plan) && (plan->metered_rule == DOVETAIL_METERED_BY_HAND || plan->first_edit == 0);
}

/* The clock was set back: a time that lies ahead says nothing any more. */
static gint64
usable (const DovetailPlan *plan, gint64 time)
{
  return time > plan->now ? plan->now : time;
}

static gint64
by_plan (const DovetailPlan *plan)
{
  if (plan->last_attempt == 0)
    return plan->now;
  if (plan->back_since > plan->last_attempt)
    return plan->back_since + DEBOUNCE_MS;
  if (plan->failures > 0)
    return after_failures (plan);
  return is_saving (plan) ? after_edits (plan) : in_order (plan);
}

/**
 * dovetail_plan_is_paused:
 * @plan: what it depends on
 *
 * Returns: whether the user paused syncing, and the pause is not over
 */
gboolean
dovetail_plan_is_paused (const DovetailPlan *plan)
{
  return plan->paused_until > plan->now;
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
  DovetailPlan now = *plan;

  if (rests (plan))
    return 0;
  if (dovetail_plan_is_paused (plan))
    return plan->paused_until == DOVETAIL_PAUSED_FOR_GOOD ? 0 : MAX (plan->paused_until, plan->not_before);
  now.last_attempt = usable (plan, plan->last_attempt);
  now.back_since = usable (plan, plan->back_since);
  now.first_edit = usable (plan, plan->first_edit);
  now.last_edit = usable (plan, plan->last_edit);
  now.told = usable (plan, plan->told);
  return MAX (by_plan (&now), plan->not_before);
}

/**
 * dovetail_plan_wants_stream:
 * @plan: what it depends on
 *
 * On a metered network there is none: its signs of life cost something all day, and syncing by interval does
 * not.
 *
 * Returns: whether the server is to tell of news
 */
gboolean
dovetail_plan_wants_stream (const DovetailPlan *plan)
{
  return plan->signed_in && !plan->asleep && plan->online && !plan->needs_sign_in && !plan->metered
         && !dovetail_plan_is_paused (plan);
}

/**
 * dovetail_plan_reconnect:
 * @failures: how often in a row the stream ended or could not be opened, at least 1
 * @jitter: in [0, 1)
 * @retry_after: what the server asked for, in ms; -1: nothing
 *
 * Returns: ms to wait
 */
gint64
dovetail_plan_reconnect (guint failures, double jitter, gint64 retry_after)
{
  g_return_val_if_fail (failures > 0, LONGEST_RECONNECT_MS);

  return MAX (retry_after,
              backoff (failures, jitter, FIRST_RECONNECT_MS, LONGEST_RECONNECT_MS, LEAST_RECONNECT_MS));
}

/**
 * dovetail_plan_clock_jumped:
 * @steady: how long it was by a clock that stands still while the computer sleeps, in ms
 * @wall: how long it was by the wall clock, in ms
 *
 * Returns: whether the computer slept meanwhile, or the clock was set
 */
gboolean
dovetail_plan_clock_jumped (gint64 steady, gint64 wall)
{
  return wall < -JUMP_MS || wall > steady + JUMP_MS;
}
