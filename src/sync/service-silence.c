/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Notices that nothing was synced for a day, for three, for a week, and says each once, also across restarts.
 */

#include "sync/plan-settings.h"
#include "sync/service-private.h"
#include "store/settings.h"

/* Written down before it is said: better missed than said at every start. */
static gboolean
note_told (DovetailSyncService *self, const DovetailStaleness *staleness, guint step)
{
  g_autoptr (GError) error = NULL;

  if (dovetail_store_set_setting_int (self->store, DOVETAIL_SETTING_STALE_SILENCE,
                                      dovetail_stale_silence (staleness), &error)
      && dovetail_store_set_setting_int (self->store, DOVETAIL_SETTING_STALE_STEP, step, &error))
    return TRUE;
  g_warning ("It cannot be noted that nothing was synced for long: %s", error->message);
  return FALSE;
}

void
dovetail_service_mind_silence (DovetailSyncService *self, gboolean by_itself)
{
  DovetailStaleness staleness = { .awake_since = self->awake_since };
  gint64 since;
  guint step;

  dovetail_staleness_read (&staleness, self->store);
  staleness.by_itself = staleness.by_itself && by_itself;
  since = dovetail_stale_since (&staleness);
  dovetail_service_set_time (self, &self->stale_since, since, DOVETAIL_SERVICE_STALE_SINCE);
  if (!self->started || self->telling || !dovetail_stale_is_due (&staleness))
    return;
  step = dovetail_stale_step (&staleness);
  /* Writing the setting makes the store say that it changed, which leads here again. */
  self->telling = TRUE;
  if (note_told (self, &staleness, step))
    g_signal_emit (self, dovetail_service_signals[DOVETAIL_SERVICE_SIGNAL_STALE], 0, step, since);
  self->telling = FALSE;
}
