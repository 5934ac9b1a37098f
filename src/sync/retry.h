/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "core/random.h"

G_BEGIN_DECLS

/* When a failed request is sent again. Pure, given the random source. */
typedef struct
{
  guint  max_retries;
  double base_delay;  /* seconds */
  double max_delay;   /* seconds */
  double multiplier;
} DovetailRetryPolicy;

/* SYNC_MAX_RETRIES, SYNC_BASE_DELAY, SYNC_MAX_DELAY, SYNC_BACKOFF_MULTIPLIER; 1, 2, 4, 8, 16 s, at most 32, where they
 * are not set or make no sense. */
DovetailRetryPolicy dovetail_retry_policy_from_environment (void);
/* Whether trying again may help: no network, no answer in time, 408, 425, 429, 5xx. */
gboolean            dovetail_retry_is_worthwhile           (const GError              *error);
/* How long to wait before the next try, ms; -1: give up. failures: how often it failed, at least 1.
 * retry_after: what the server asked for, ms; -1: nothing. */
gint64              dovetail_retry_delay                   (const DovetailRetryPolicy *policy,
                                                            guint                      failures,
                                                            gint64                     retry_after,
                                                            const DovetailRandom      *random);

G_END_DECLS
