/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From the store's settings to what the planner decides by, alike for the service and for whoever asks when
 * it would sync. */

#include "sync/plan-settings.h"

#include "store/outbox.h"
#include "store/settings.h"
#include "sync/session.h"

#define DEFAULT_INTERVAL_S 300
#define LEAST_INTERVAL_S 10
/* A server that asks for more has lost its clock, or this computer has. */
#define LONGEST_REFUSAL_MS (24 * 3600 * G_GINT64_CONSTANT (1000))

static gint64
read_pause (DovetailStore *store)
{
  gint64 setting = dovetail_store_get_setting_int (store, DOVETAIL_SETTING_PAUSED, 0);

  return setting == 1 ? DOVETAIL_PAUSED_FOR_GOOD : setting;
}

static gint64
read_refusal (DovetailStore *store, gint64 now)
{
  gint64 until = dovetail_store_get_setting_int (store, DOVETAIL_SETTING_NOT_BEFORE, 0);

  return until <= now + LONGEST_REFUSAL_MS ? until : 0;
}

/**
 * dovetail_plan_read:
 * @plan: its now, signed_in, paused_until, metered_rule, not_before and interval are filled in
 * @store: the local replica
 */
void
dovetail_plan_read (DovetailPlan *plan, DovetailStore *store)
{
  g_autofree char *rule = dovetail_store_get_setting (store, DOVETAIL_SETTING_METERED);
  gint64 interval = dovetail_store_get_setting_int (store, DOVETAIL_SETTING_INTERVAL, DEFAULT_INTERVAL_S);

  plan->now = dovetail_store_now (store);
  plan->signed_in = dovetail_session_is_signed_in (store);
  plan->paused_until = read_pause (store);
  plan->metered_rule = dovetail_metered_rule_from_string (rule);
  plan->not_before = read_refusal (store, plan->now);
  plan->interval = MAX (interval, LEAST_INTERVAL_S) * 1000;
}

/**
 * dovetail_staleness_read:
 * @staleness: everything but awake_since is filled in
 * @store: the local replica
 */
void
dovetail_staleness_read (DovetailStaleness *staleness, DovetailStore *store)
{
  DovetailOutboxSummary outbox = { 0 };

  dovetail_store_summarize_outbox (store, &outbox, NULL);
  staleness->now = dovetail_store_now (store);
  staleness->signed_in = dovetail_session_is_signed_in (store);
  staleness->by_itself = read_pause (store) <= staleness->now;
  staleness->signed_in_at = dovetail_store_get_setting_int (store, DOVETAIL_SETTING_SIGNED_IN_AT, 0);
  staleness->last_success = dovetail_store_get_setting_int (store, DOVETAIL_SETTING_LAST_SUCCESS, 0);
  staleness->oldest_edit = outbox.oldest;
  staleness->told_silence = dovetail_store_get_setting_int (store, DOVETAIL_SETTING_STALE_SILENCE, 0);
  staleness->told_step = (guint) dovetail_store_get_setting_int (store, DOVETAIL_SETTING_STALE_STEP, 0);
}
