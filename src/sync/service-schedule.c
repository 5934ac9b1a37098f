/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Decides when a pass runs and whether the event stream is open: asks the planner what the settings, the
 * network, the last attempts and the server's news mean, and sets the timer. */

#include "sync/plan-settings.h"
#include "sync/service-private.h"

/* A timer does not run while the computer sleeps: the plan is looked at again at least this often. */
#define LONGEST_TIMER_MS (60 * 1000)

gboolean
dovetail_service_is_online (DovetailSyncService *self)
{
  return self->local_server || g_network_monitor_get_network_available (self->monitor);
}

void
dovetail_service_clear_timer (DovetailSyncService *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

void
dovetail_service_came_back (DovetailSyncService *self)
{
  self->back_since = dovetail_store_now (self->store);
}

static void
wake_up (DovetailSyncService *self)
{
  self->asleep = FALSE;
  /* What was open before the sleep may be dead without knowing. */
  dovetail_service_listen (self, FALSE);
  dovetail_service_came_back (self);
  self->awake_since = self->back_since;
}

/* Where nobody tells of sleep, the wall clock does: it went on, and the other one did not. */
static void
look_at_clocks (DovetailSyncService *self)
{
  gint64 wall = dovetail_store_now (self->store);
  gint64 steady = g_get_monotonic_time () / 1000;

  if (self->seen_wall > 0 && dovetail_plan_clock_jumped (steady - self->seen_steady, wall - self->seen_wall))
    {
      g_debug ("The clock jumped: the computer slept, or it was set");
      wake_up (self);
    }
  self->seen_wall = wall;
  self->seen_steady = steady;
}

static void
run_planned (DovetailSyncService *self)
{
  g_autoptr (GError) error = NULL;

  self->by_plan = TRUE;
  if (dovetail_service_start_pass (self, DOVETAIL_SYNC_AUTO, &error))
    return;
  g_debug ("No sync now: %s", error->message);
  self->by_plan = FALSE;
  dovetail_service_note_end (self, NULL, error);
  dovetail_service_plan (self);
}

static gboolean
on_timer (gpointer user_data)
{
  DovetailSyncService *self = user_data;
  gint64 due = self->next_attempt;

  dovetail_service_clear_timer (self);
  if (due > 0 && due <= dovetail_store_now (self->store))
    run_planned (self);
  else
    dovetail_service_plan (self);
  return G_SOURCE_REMOVE;
}

static DovetailPlan
describe (DovetailSyncService *self)
{
  DovetailPlan plan = {
    .asleep = self->asleep,
    .online = dovetail_service_is_online (self),
    .metered = !self->local_server && g_network_monitor_get_network_metered (self->monitor),
    .needs_sign_in = g_strcmp0 (self->error_code, "unauthorized") == 0,
    .last_attempt = self->last_attempt,
    .back_since = self->back_since,
    .failures = self->failures,
    .jitter = self->jitter,
    .first_edit = self->first_edit,
    .last_edit = self->last_edit,
    .told = self->told,
  };

  dovetail_plan_read (&plan, self->store);
  plan.not_before = MAX (plan.not_before, self->busy_until);
  return plan;
}

static void
set_timer (DovetailSyncService *self, gint64 next)
{
  gint64 now = dovetail_store_now (self->store);
  gint64 wait = next > 0 ? CLAMP (next - now, 0, LONGEST_TIMER_MS) : LONGEST_TIMER_MS;

  dovetail_service_clear_timer (self);
  self->timer = g_timeout_source_new ((guint) wait);
  g_source_set_callback (self->timer, on_timer, self, NULL);
  g_source_attach (self->timer, self->context);
}

void
dovetail_service_plan (DovetailSyncService *self)
{
  DovetailPlan plan;
  gboolean by_itself;
  gint64 next;

  look_at_clocks (self);
  plan = describe (self);
  next = self->started ? dovetail_plan_next (&plan) : 0;
  by_itself = !(plan.metered && plan.metered_rule == DOVETAIL_METERED_BY_HAND);
  dovetail_service_clear_timer (self);
  dovetail_service_show_pause (self, dovetail_plan_is_paused (&plan) ? plan.paused_until : 0);
  dovetail_service_show_state (self);
  dovetail_service_listen (self, self->started && dovetail_plan_wants_stream (&plan));
  dovetail_service_mind_silence (self, by_itself);
  if (self->running)
    return;
  dovetail_service_set_time (self, &self->next_attempt, next, DOVETAIL_SERVICE_NEXT_ATTEMPT);
  if (self->started)
    set_timer (self, next);
}

static void
on_network_changed (GNetworkMonitor *monitor, gboolean available, DovetailSyncService *self)
{
  if (available && self->state == DOVETAIL_SYNC_STATE_OFFLINE)
    dovetail_service_came_back (self);
  dovetail_service_plan (self);
}

void
dovetail_service_watch_network (DovetailSyncService *self, GNetworkMonitor *monitor)
{
  g_clear_signal_handler (&self->network_handler, self->monitor);
  g_clear_signal_handler (&self->metered_handler, self->monitor);
  g_set_object (&self->monitor, monitor);
  if (monitor == NULL)
    return;
  self->network_handler
      = g_signal_connect (monitor, "network-changed", G_CALLBACK (on_network_changed), self);
  self->metered_handler = g_signal_connect_swapped (monitor, "notify::network-metered",
                                                    G_CALLBACK (dovetail_service_plan), self);
}

/* A pass on its way would not survive the sleep; the next one goes on where it stopped. */
void
dovetail_service_sleeps (gpointer user_data, gboolean asleep)
{
  DovetailSyncService *self = user_data;

  if (asleep)
    {
      self->asleep = TRUE;
      dovetail_sync_service_cancel (self);
    }
  else
    wake_up (self);
  dovetail_service_plan (self);
}
