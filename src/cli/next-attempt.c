/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When the next sync is to be expected: only the running app syncs by itself, and it plans by what is in the
 * store. */
#include "cli/next-attempt.h"

#include "cli/running-app.h"
#include "store/jobs.h"
#include "store/outbox.h"
#include "sync/plan-settings.h"

#define MOST_FAILURES 20
/* The app draws its own; this is the middle. */
#define JITTER 0.5

static void
read_jobs (DovetailProgram *program, DovetailPlan *plan)
{
  g_autoptr (GPtrArray) jobs = dovetail_store_list_jobs (program->store, MOST_FAILURES, NULL);

  for (guint i = 0; jobs != NULL && i < jobs->len; i++)
    {
      const DovetailJob *job = g_ptr_array_index (jobs, i);

      if (i == 0)
        {
          plan->last_attempt = job->finished_at;
          plan->needs_sign_in = g_strcmp0 (job->error_code, "unauthorized") == 0;
        }
      if (g_strcmp0 (job->state, "failed") != 0)
        return;
      plan->failures++;
    }
}

gint64
dovetail_next_attempt (DovetailProgram *program)
{
  g_autoptr (DovetailRunningApp) app
      = dovetail_running_app_find (program->profile, dovetail_store_get_directory (program->store));
  DovetailOutboxSummary outbox = { 0 };
  DovetailPlan plan = {
    .online = TRUE,
    .jitter = JITTER,
  };

  if (app == NULL)
    return 0;
  dovetail_plan_read (&plan, program->store);
  read_jobs (program, &plan);
  dovetail_store_summarize_outbox (program->store, &outbox, NULL);
  if (outbox.oldest > plan.last_attempt)
    plan.first_edit = plan.last_edit = outbox.oldest;
  return dovetail_plan_next (&plan);
}
