/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the service shows: its state, counts, progress and times, as properties that notify only when they
 * moved. */

#include "sync/service-private.h"

#include "store/conflicts.h"
#include "store/outbox.h"

GParamSpec *dovetail_service_properties[DOVETAIL_SERVICE_N_PROPERTIES];

void
dovetail_service_set_number (DovetailSyncService *self, guint *field, guint value, guint property)
{
  if (*field == value)
    return;
  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), dovetail_service_properties[property]);
}

void
dovetail_service_set_time (DovetailSyncService *self, gint64 *field, gint64 value, guint property)
{
  if (*field == value)
    return;
  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), dovetail_service_properties[property]);
}

void
dovetail_service_set_text (DovetailSyncService *self, char **field, const char *value, guint property)
{
  if (g_strcmp0 (*field, value) == 0)
    return;
  g_free (*field);
  *field = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), dovetail_service_properties[property]);
}

/* Errors that pass by themselves. */
static gboolean
is_unreachable (const char *error_code)
{
  static const char *const codes[] = { "offline", "timed_out", "temporary", NULL };

  return error_code != NULL && g_strv_contains (codes, error_code);
}

/* While tries fail and are repeated nothing is synced, and a planned pass after a failed one has yet to show
 * that the server is back. What the user asked for is shown as begun until its first try has failed. */
static gboolean
is_heard (DovetailSyncService *self)
{
  if (self->trouble)
    return FALSE;
  return self->heard || !self->by_plan || !is_unreachable (self->error_code);
}

static DovetailSyncState
derive_state (DovetailSyncService *self)
{
  if (self->running)
    return is_heard (self) ? DOVETAIL_SYNC_STATE_SYNCING : DOVETAIL_SYNC_STATE_OFFLINE;
  if (!self->signed_in)
    return DOVETAIL_SYNC_STATE_SIGNED_OUT;
  if (self->paused_until != 0)
    return DOVETAIL_SYNC_STATE_PAUSED;
  if (is_unreachable (self->error_code) || !dovetail_service_is_online (self))
    return DOVETAIL_SYNC_STATE_OFFLINE;
  return self->error_code != NULL ? DOVETAIL_SYNC_STATE_FAILED : DOVETAIL_SYNC_STATE_IDLE;
}

void
dovetail_service_show_state (DovetailSyncService *self)
{
  DovetailSyncState state = derive_state (self);

  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), dovetail_service_properties[DOVETAIL_SERVICE_STATE]);
}

void
dovetail_service_show_pause (DovetailSyncService *self, gint64 until)
{
  gboolean was_paused = self->paused_until != 0;

  dovetail_service_set_time (self, &self->paused_until, until, DOVETAIL_SERVICE_PAUSED_UNTIL);
  if (was_paused != (until != 0))
    g_object_notify_by_pspec (G_OBJECT (self), dovetail_service_properties[DOVETAIL_SERVICE_PAUSED]);
}

void
dovetail_service_show_counts (DovetailSyncService *self)
{
  DovetailOutboxSummary summary = { 0 };
  g_autoptr (GError) error = NULL;

  if (!dovetail_store_summarize_outbox (self->store, &summary, &error))
    {
      g_warning ("What waits to be uploaded cannot be counted: %s", error->message);
      return;
    }
  dovetail_service_set_number (self, &self->pending, summary.waiting + summary.answers_alone,
                               DOVETAIL_SERVICE_PENDING);
  dovetail_service_set_number (self, &self->quarantined, summary.quarantined + summary.unreadable,
                               DOVETAIL_SERVICE_QUARANTINED);
  dovetail_service_set_number (self, &self->conflicts, dovetail_store_count_conflicts (self->store),
                               DOVETAIL_SERVICE_CONFLICTS);
}

void
dovetail_service_show_progress (DovetailSyncService *self, guint done, guint total)
{
  if (self->done == done && self->total == total)
    return;
  dovetail_service_set_number (self, &self->done, done, DOVETAIL_SERVICE_PROGRESS_DONE);
  dovetail_service_set_number (self, &self->total, total, DOVETAIL_SERVICE_PROGRESS_TOTAL);
  g_object_notify_by_pspec (G_OBJECT (self), dovetail_service_properties[DOVETAIL_SERVICE_PROGRESS]);
}

/* The properties, for C; described in the header. */

DovetailSyncState
dovetail_sync_service_get_state (DovetailSyncService *self)
{
  return self->state;
}

guint
dovetail_sync_service_get_pending (DovetailSyncService *self)
{
  return self->pending;
}

guint
dovetail_sync_service_get_conflicts (DovetailSyncService *self)
{
  return self->conflicts;
}

gint64
dovetail_sync_service_get_last_success (DovetailSyncService *self)
{
  return self->last_success;
}

gint64
dovetail_sync_service_get_next_attempt (DovetailSyncService *self)
{
  return self->next_attempt;
}

/**
 * dovetail_sync_service_get_error_message:
 * @self: the service
 *
 * Returns: (nullable): why the last sync failed, in words for people; %NULL when it did not
 */
const char *
dovetail_sync_service_get_error_message (DovetailSyncService *self)
{
  return self->error_message;
}

/**
 * dovetail_sync_service_get_error_code:
 * @self: the service
 *
 * Returns: (nullable): the same for programs, as it stands in the job; %NULL when it did not fail or is not
 * over
 */
const char *
dovetail_sync_service_get_error_code (DovetailSyncService *self)
{
  return self->error_code;
}

gint64
dovetail_sync_service_get_stale_since (DovetailSyncService *self)
{
  return self->stale_since;
}

gint64
dovetail_sync_service_get_paused_until (DovetailSyncService *self)
{
  return self->paused_until;
}

const char *
dovetail_sync_service_get_phase (DovetailSyncService *self)
{
  return self->phase;
}

void
dovetail_sync_service_get_progress (DovetailSyncService *self, guint *done, guint *total)
{
  *done = self->done;
  *total = self->total;
}

static double
progress_of (DovetailSyncService *self)
{
  return self->total > 0 ? (double) self->done / self->total : 0;
}

void
dovetail_service_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  DovetailSyncService *self = DOVETAIL_SYNC_SERVICE (object);

  switch (property_id)
    {
    case DOVETAIL_SERVICE_STATE:
      g_value_set_enum (value, self->state);
      break;
    case DOVETAIL_SERVICE_PHASE:
      g_value_set_string (value, self->phase);
      break;
    case DOVETAIL_SERVICE_PROGRESS:
      g_value_set_double (value, progress_of (self));
      break;
    case DOVETAIL_SERVICE_PROGRESS_DONE:
      g_value_set_uint (value, self->done);
      break;
    case DOVETAIL_SERVICE_PROGRESS_TOTAL:
      g_value_set_uint (value, self->total);
      break;
    case DOVETAIL_SERVICE_PENDING:
      g_value_set_uint (value, self->pending);
      break;
    case DOVETAIL_SERVICE_CONFLICTS:
      g_value_set_uint (value, self->conflicts);
      break;
    case DOVETAIL_SERVICE_QUARANTINED:
      g_value_set_uint (value, self->quarantined);
      break;
    case DOVETAIL_SERVICE_LAST_SUCCESS:
      g_value_set_int64 (value, self->last_success);
      break;
    case DOVETAIL_SERVICE_NEXT_ATTEMPT:
      g_value_set_int64 (value, self->next_attempt);
      break;
    case DOVETAIL_SERVICE_ERROR_MESSAGE:
      g_value_set_string (value, self->error_message);
      break;
    case DOVETAIL_SERVICE_PAUSED:
      g_value_set_boolean (value, self->paused_until != 0);
      break;
    case DOVETAIL_SERVICE_PAUSED_UNTIL:
      g_value_set_int64 (value, self->paused_until);
      break;
    case DOVETAIL_SERVICE_STALE_SINCE:
      g_value_set_int64 (value, self->stale_since);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

void
dovetail_service_install_properties (GObjectClass *object_class)
{
  const GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  dovetail_service_properties[DOVETAIL_SERVICE_STATE] = g_param_spec_enum (
      "state", NULL, NULL, DOVETAIL_TYPE_SYNC_STATE, DOVETAIL_SYNC_STATE_SIGNED_OUT, read);
  dovetail_service_properties[DOVETAIL_SERVICE_PHASE] = g_param_spec_string ("phase", NULL, NULL, NULL, read);
  dovetail_service_properties[DOVETAIL_SERVICE_PROGRESS]
      = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, read);
  dovetail_service_properties[DOVETAIL_SERVICE_PROGRESS_DONE]
      = g_param_spec_uint ("progress-done", NULL, NULL, 0, G_MAXUINT, 0, read);
  dovetail_service_properties[DOVETAIL_SERVICE_PROGRESS_TOTAL]
      = g_param_spec_uint ("progress-total", NULL, NULL, 0, G_MAXUINT, 0, read);
  dovetail_service_properties[DOVETAIL_SERVICE_PENDING]
      = g_param_spec_uint ("pending", NULL, NULL, 0, G_MAXUINT, 0, read);
  dovetail_service_properties[DOVETAIL_SERVICE_CONFLICTS]
      = g_param_spec_uint ("conflicts", NULL, NULL, 0, G_MAXUINT, 0, read);
  dovetail_service_properties[DOVETAIL_SERVICE_QUARANTINED]
      = g_param_spec_uint ("quarantined", NULL, NULL, 0, G_MAXUINT, 0, read);
  dovetail_service_properties[DOVETAIL_SERVICE_LAST_SUCCESS]
      = g_param_spec_int64 ("last-success", NULL, NULL, 0, G_MAXINT64, 0, read);
  dovetail_service_properties[DOVETAIL_SERVICE_NEXT_ATTEMPT]
      = g_param_spec_int64 ("next-attempt", NULL, NULL, 0, G_MAXINT64, 0, read);
  dovetail_service_properties[DOVETAIL_SERVICE_ERROR_MESSAGE]
      = g_param_spec_string ("error-message", NULL, NULL, NULL, read);
  dovetail_service_properties[DOVETAIL_SERVICE_PAUSED]
      = g_param_spec_boolean ("paused", NULL, NULL, FALSE, read | G_PARAM_WRITABLE);
  dovetail_service_properties[DOVETAIL_SERVICE_PAUSED_UNTIL]
      = g_param_spec_int64 ("paused-until", NULL, NULL, 0, G_MAXINT64, 0, read);
  dovetail_service_properties[DOVETAIL_SERVICE_STALE_SINCE]
      = g_param_spec_int64 ("stale-since", NULL, NULL, 0, G_MAXINT64, 0, read);
  g_object_class_install_properties (object_class, DOVETAIL_SERVICE_N_PROPERTIES,
                                     dovetail_service_properties);
}
