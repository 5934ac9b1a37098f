/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When a failed request is sent again: exponential backoff with full jitter, so that devices that failed
 * together do not come back together. */

#include "sync/retry.h"

#include "core/error.h"

/* A server that asks for more is busy for longer than anyone watches: the planner comes back later. */
#define LONGEST_RETRY_AFTER_MS (2 * 60 * 1000)

static double
number_from_environment (const char *name, double minimum, double maximum, double fallback)
{
  const char *text = g_getenv (name);
  char *end = NULL;
  double number;

  if (text == NULL || *text == '\0')
    return fallback;
  number = g_ascii_strtod (text, &end);
  return *end == '\0' && number >= minimum && number <= maximum ? number : fallback;
}

/**
 * dovetail_retry_policy_from_environment:
 *
 * Returns: how often and after how long a request is repeated here
 */
DovetailRetryPolicy
dovetail_retry_policy_from_environment (void)
{
  return (DovetailRetryPolicy){
    .max_retries = (guint) number_from_environment ("SYNC_MAX_RETRIES", 0, 100, 5),
    .base_delay = number_from_environment ("SYNC_BASE_DELAY", 0, 3600, 1.0),
    .max_delay = number_from_environment ("SYNC_MAX_DELAY", 0, 3600, 32.0),
    .multiplier = number_from_environment ("SYNC_BACKOFF_MULTIPLIER", 1, 100, 2.0),
  };
}

/**
 * dovetail_retry_is_worthwhile:
 * @error: why a request failed
 *
 * Returns: whether it may succeed when it is repeated
 */
gboolean
dovetail_retry_is_worthwhile (const GError *error)
{
  return g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_OFFLINE)
         || g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_TIMED_OUT)
         || g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_TEMPORARY);
}

/**
 * dovetail_retry_delay:
 * @policy: how often and after how long
 * @failures: how often the request has failed, at least 1
 * @retry_after: what the server asked for, in ms; -1: nothing
 * @random: for the jitter
 *
 * Returns: ms to wait before the next try; -1: give up
 */
gint64
dovetail_retry_delay (const DovetailRetryPolicy *policy,
                      guint failures,
                      gint64 retry_after,
                      const DovetailRandom *random)
{
  double longest = policy->base_delay;

  g_return_val_if_fail (failures > 0, -1);

  if (failures > policy->max_retries || retry_after > LONGEST_RETRY_AFTER_MS)
    return -1;
  for (guint i = 1; i < failures && longest < policy->max_delay; i++)
    longest *= policy->multiplier;
  longest = MIN (longest, policy->max_delay);
  return MAX (retry_after, (gint64) (1000 * longest * dovetail_random_fraction (random)));
}
