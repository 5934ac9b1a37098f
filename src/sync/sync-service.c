/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Decides when a pass runs, by the planner, and runs it on a worker thread with a connection of its own.
 * Everything else here happens on the main context. */

#include "sync/sync-service.h"

#include "core/error.h"
#include "store/conflicts.h"
#include "store/outbox.h"
#include "store/settings.h"
#include "sync/http-remote.h"
#include "sync/pass-async.h"
#include "sync/planner.h"
#include "sync/session.h"

#define DEFAULT_INTERVAL_S 300
/* A timer does not run while the computer sleeps: the plan is looked at again at least this often. */
#define LONGEST_TIMER_MS (60 * 1000)
/* When another process syncs just now, its result is looked at soon. */
#define BUSY_RETRY_MS 5000

struct _DovetailSyncService
{
  GObject parent_instance;
  DovetailStore *store;
  DovetailVault *vault; /* borrowed; may be NULL */
  GMainContext *context;
  GNetworkMonitor *monitor;
  gulong network_handler;
  gboolean started;
  gboolean paused;
  gboolean signed_in;
  gboolean local_server; /* needs no network */

  gboolean running;
  GPtrArray *waiters;        /* GTask of each sync_async */
  GCancellable *cancellable; /* of the pass */
  char *job_id;
  GSource *timer;

  gint64 last_attempt, online_since, first_edit, last_edit, next_attempt, last_success;
  guint failures;
  double jitter;
  char *error_code; /* of the last job; NULL: fine */
  char *error_message;

  DovetailSyncState state;
  char *phase;
  guint done, total;
  guint pending, conflicts, quarantined;
};

enum
{
  PROP_STATE = 1,
  PROP_PHASE,
  PROP_PROGRESS,
  PROP_PROGRESS_DONE,
  PROP_PROGRESS_TOTAL,
  PROP_PENDING,
  PROP_CONFLICTS,
  PROP_QUARANTINED,
  PROP_LAST_SUCCESS,
  PROP_NEXT_ATTEMPT,
  PROP_ERROR_MESSAGE,
  PROP_PAUSED,
  N_PROPS
};

enum
{
  CHANGED,
  JOB_FINISHED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DovetailSyncService, dovetail_sync_service, G_TYPE_OBJECT)

static void plan (DovetailSyncService *self);

static void
set_number (DovetailSyncService *self, guint *field, guint value, guint property)
{
  if (*field == value)
    return;
  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_time (DovetailSyncService *self, gint64 *field, gint64 value, guint property)
{
  if (*field == value)
    return;
  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_text (DovetailSyncService *self, char **field, const char *value, guint property)
{
  if (g_strcmp0 (*field, value) == 0)
    return;
  g_free (*field);
  *field = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static gboolean
is_online (DovetailSyncService *self)
{
  return self->local_server || g_network_monitor_get_network_available (self->monitor);
}

/* Errors that pass by themselves. */
static gboolean
is_unreachable (const char *error_code)
{
  static const char *const codes[] = { "offline", "timed_out", "temporary", NULL };

  return error_code != NULL && g_strv_contains (codes, error_code);
}

static DovetailSyncState
derive_state (DovetailSyncService *self)
{
  if (self->running)
    return DOVETAIL_SYNC_STATE_SYNCING;
  if (!self->signed_in)
    return DOVETAIL_SYNC_STATE_SIGNED_OUT;
  if (self->paused)
    return DOVETAIL_SYNC_STATE_PAUSED;
  if (is_unreachable (self->error_code) || !is_online (self))
    return DOVETAIL_SYNC_STATE_OFFLINE;
  return self->error_code != NULL ? DOVETAIL_SYNC_STATE_FAILED : DOVETAIL_SYNC_STATE_IDLE;
}

static void
update_state (DovetailSyncService *self)
{
  DovetailSyncState state = derive_state (self);

  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
update_counts (DovetailSyncService *self)
{
  DovetailOutboxSummary summary = { 0 };
  g_autoptr (GError) error = NULL;

  if (!dovetail_store_summarize_outbox (self->store, &summary, &error))
    {
      g_warning ("What waits to be uploaded cannot be counted: %s", error->message);
      return;
    }
  set_number (self, &self->pending, summary.waiting, PROP_PENDING);
  set_number (self, &self->quarantined, summary.quarantined, PROP_QUARANTINED);
  set_number (self, &self->conflicts, dovetail_store_count_conflicts (self->store), PROP_CONFLICTS);
}

static void
read_account (DovetailSyncService *self)
{
  g_autofree char *server = dovetail_store_get_setting (self->store, DOVETAIL_SETTING_SERVER);

  self->signed_in = dovetail_session_is_signed_in (self->store);
  self->local_server = server != NULL && dovetail_session_is_local (server);
  self->paused = dovetail_store_get_setting_int (self->store, DOVETAIL_SETTING_PAUSED, 0) != 0;
  set_time (self, &self->last_success,
            dovetail_store_get_setting_int (self->store, DOVETAIL_SETTING_LAST_SUCCESS, 0),
            PROP_LAST_SUCCESS);
}

/* The plan */

static void
start_planned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailJob) job
      = dovetail_sync_service_sync_finish (DOVETAIL_SYNC_SERVICE (source), result, &error);

  if (job == NULL)
    g_debug ("No sync now: %s", error->message);
}

static void
clear_timer (DovetailSyncService *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static gboolean
on_timer (gpointer user_data)
{
  DovetailSyncService *self = user_data;

  clear_timer (self);
  if (self->next_attempt > 0 && self->next_attempt <= dovetail_store_now (self->store))
    dovetail_sync_service_sync_async (self, DOVETAIL_SYNC_AUTO, NULL, start_planned, NULL);
  else
    plan (self);
  return G_SOURCE_REMOVE;
}

static gint64
next_by_plan (DovetailSyncService *self)
{
  gint64 interval
      = dovetail_store_get_setting_int (self->store, DOVETAIL_SETTING_INTERVAL, DEFAULT_INTERVAL_S);
  const DovetailPlan now = {
    .now = dovetail_store_now (self->store),
    .paused = self->paused || !self->signed_in,
    .online = is_online (self),
    .needs_sign_in = g_strcmp0 (self->error_code, "unauthorized") == 0,
    .last_attempt = self->last_attempt,
    .online_since = self->online_since,
    .failures = self->failures,
    .jitter = self->jitter,
    .interval = MAX (interval, 10) * 1000,
    .first_edit = self->first_edit,
    .last_edit = self->last_edit,
  };

  return dovetail_plan_next (&now);
}

static void
plan (DovetailSyncService *self)
{
  gint64 next = self->started && !self->running ? next_by_plan (self) : 0;
  gint64 wait;

  clear_timer (self);
  update_state (self);
  if (!self->running)
    set_time (self, &self->next_attempt, next, PROP_NEXT_ATTEMPT);
  if (next == 0)
    return;
  wait = CLAMP (next - dovetail_store_now (self->store), 0, LONGEST_TIMER_MS);
  self->timer = g_timeout_source_new ((guint) wait);
  g_source_set_callback (self->timer, on_timer, self, NULL);
  g_source_attach (self->timer, self->context);
}

static void
on_network_changed (GNetworkMonitor *monitor, gboolean available, DovetailSyncService *self)
{
  if (available && self->state == DOVETAIL_SYNC_STATE_OFFLINE)
    self->online_since = dovetail_store_now (self->store);
  plan (self);
}

/* The pass */

static void
set_progress (DovetailSyncService *self, guint done, guint total)
{
  if (self->done == done && self->total == total)
    return;
  set_number (self, &self->done, done, PROP_PROGRESS_DONE);
  set_number (self, &self->total, total, PROP_PROGRESS_TOTAL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS]);
}

static void
show_progress (gpointer source, const char *phase, guint done, guint total)
{
  DovetailSyncService *self = source;
  gboolean moved = done > self->done;

  if (!self->running)
    return;
  set_text (self, &self->phase, phase, PROP_PHASE);
  set_progress (self, done, total);
  if (!moved)
    return;
  update_counts (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
note_success (DovetailSyncService *self, DovetailJob *job)
{
  self->failures = 0;
  g_clear_pointer (&self->error_code, g_free);
  set_text (self, &self->error_message, NULL, PROP_ERROR_MESSAGE);
  set_time (self, &self->last_success, job->finished_at, PROP_LAST_SUCCESS);
}

static void
note_failure (DovetailSyncService *self, const char *code, const char *message)
{
  self->failures++;
  self->jitter = dovetail_random_fraction (dovetail_store_get_random (self->store));
  g_free (self->error_code);
  self->error_code = g_strdup (code);
  set_text (self, &self->error_message, message, PROP_ERROR_MESSAGE);
}

static void
note_end (DovetailSyncService *self, DovetailJob *job, const GError *error)
{
  self->last_attempt = dovetail_store_now (self->store);
  if (job != NULL && g_str_equal (job->state, "completed"))
    note_success (self, job);
  else if (job != NULL && g_str_equal (job->state, "failed"))
    note_failure (self, job->error_code, job->error_message);
  else if (g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_BUSY))
    self->first_edit = self->last_edit = self->last_attempt + BUSY_RETRY_MS;
  else if (error != NULL)
    note_failure (self, "failed", error->message);
}

static void
answer_waiters (DovetailSyncService *self, DovetailJob *job, const GError *error)
{
  g_autoptr (GPtrArray) waiters = g_steal_pointer (&self->waiters);

  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiters->len; i++)
    {
      GTask *waiter = g_ptr_array_index (waiters, i);

      if (job != NULL)
        g_task_return_pointer (waiter, dovetail_job_copy (job), (GDestroyNotify) dovetail_job_free);
      else
        g_task_return_error (waiter, g_error_copy (error));
    }
}

static void
on_pass_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DovetailSyncService) self = g_object_ref (DOVETAIL_SYNC_SERVICE (source));
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailJob) job = dovetail_pass_run_finish (result, &error);

  self->running = FALSE;
  g_clear_object (&self->cancellable);
  note_end (self, job, error);
  set_text (self, &self->phase, "idle", PROP_PHASE);
  set_progress (self, 0, 0);
  update_counts (self);
  update_state (self);
  g_signal_emit (self, signals[CHANGED], 0);
  if (job != NULL)
    g_signal_emit (self, signals[JOB_FINISHED], 0, job);
  answer_waiters (self, job, error);
  plan (self);
}

static gboolean
start_pass (DovetailSyncService *self, DovetailSyncKind kind, GError **error)
{
  g_autoptr (DovetailStore) store = dovetail_store_reopen (self->store, error);
  g_autofree char *server = dovetail_store_get_setting (self->store, DOVETAIL_SETTING_SERVER);
  DovetailPassOrder order = { store, self->vault, server, kind, NULL, show_progress };

  if (store == NULL)
    return FALSE;
  g_free (self->job_id);
  self->job_id = dovetail_store_new_uuid (self->store);
  order.job_id = self->job_id;
  self->first_edit = self->last_edit = 0;
  self->running = TRUE;
  self->cancellable = g_cancellable_new ();
  dovetail_pass_run_async (&order, self, self->cancellable, on_pass_ended, NULL);
  plan (self);
  return TRUE;
}

/* For people and programs */

/**
 * dovetail_sync_service_new:
 * @store: the local replica, on this thread
 * @vault: (nullable): where tokens lie; borrowed for the service's lifetime
 *
 * Returns: (transfer full): a service that runs nothing yet
 */
DovetailSyncService *
dovetail_sync_service_new (DovetailStore *store, DovetailVault *vault)
{
  DovetailSyncService *self;

  g_return_val_if_fail (DOVETAIL_IS_STORE (store), NULL);

  self = g_object_new (DOVETAIL_TYPE_SYNC_SERVICE, NULL);
  self->store = g_object_ref (store);
  self->vault = vault;
  read_account (self);
  update_counts (self);
  update_state (self);
  return self;
}

/**
 * dovetail_sync_service_start:
 * @self: the service
 *
 * From now on passes run by themselves: at once, by interval, after edits, when the network is back.
 */
void
dovetail_sync_service_start (DovetailSyncService *self)
{
  g_return_if_fail (DOVETAIL_IS_SYNC_SERVICE (self));

  self->started = TRUE;
  plan (self);
}

/**
 * dovetail_sync_service_stop:
 * @self: the service
 *
 * Plans no more, cancels a pass that runs, and iterates the main context until it has ended.
 */
void
dovetail_sync_service_stop (DovetailSyncService *self)
{
  g_return_if_fail (DOVETAIL_IS_SYNC_SERVICE (self));

  self->started = FALSE;
  clear_timer (self);
  dovetail_sync_service_cancel (self);
  while (self->running)
    g_main_context_iteration (self->context, TRUE);
}

/**
 * dovetail_sync_service_edited:
 * @self: the service
 *
 * Tells it that records were edited, by this process or another.
 */
void
dovetail_sync_service_edited (DovetailSyncService *self)
{
  g_return_if_fail (DOVETAIL_IS_SYNC_SERVICE (self));

  self->last_edit = dovetail_store_now (self->store);
  if (self->first_edit == 0)
    self->first_edit = self->last_edit;
  /* Another process may have signed this device in or out. */
  if (dovetail_session_is_signed_in (self->store) != self->signed_in)
    dovetail_sync_service_account_changed (self);
  update_counts (self);
  g_signal_emit (self, signals[CHANGED], 0);
  plan (self);
}

/**
 * dovetail_sync_service_account_changed:
 * @self: the service
 *
 * Tells it that the account or the settings of syncing changed.
 */
void
dovetail_sync_service_account_changed (DovetailSyncService *self)
{
  g_return_if_fail (DOVETAIL_IS_SYNC_SERVICE (self));

  read_account (self);
  self->last_attempt = 0;
  self->failures = 0;
  g_clear_pointer (&self->error_code, g_free);
  set_text (self, &self->error_message, NULL, PROP_ERROR_MESSAGE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAUSED]);
  update_counts (self);
  plan (self);
}

static void
cancel_pass (GCancellable *cancellable, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

/**
 * dovetail_sync_service_sync_async:
 * @self: the service
 * @kind: full, incremental, or whichever is needed
 * @cancellable: (nullable): ends the pass this call started
 * @callback: called on the main context when the pass ended
 * @user_data: for @callback
 *
 * Runs a pass now, or joins the one that runs.
 */
void
dovetail_sync_service_sync_async (DovetailSyncService *self,
                                  DovetailSyncKind kind,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (DOVETAIL_IS_SYNC_SERVICE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, dovetail_sync_service_sync_async);
  if (!self->signed_in)
    {
      g_task_return_new_error (task, DOVETAIL_ERROR, DOVETAIL_ERROR_UNAUTHORIZED,
                               "Sign in to a server to sync");
      return;
    }
  if (!self->running)
    {
      if (!start_pass (self, kind, &error))
        {
          note_end (self, NULL, error);
          plan (self);
          g_task_return_error (task, g_steal_pointer (&error));
          return;
        }
      if (cancellable != NULL)
        g_cancellable_connect (cancellable, G_CALLBACK (cancel_pass), g_object_ref (self->cancellable),
                               g_object_unref);
    }
  g_ptr_array_add (self->waiters, g_steal_pointer (&task));
}

/**
 * dovetail_sync_service_sync_finish:
 * @self: the service
 * @result: what the callback got
 * @error: BUSY (another process syncs), UNAUTHORIZED (signed out), or what the store says
 *
 * Returns: (transfer full): the job, also when it failed or was cancelled; %NULL when there was none
 */
DovetailJob *
dovetail_sync_service_sync_finish (DovetailSyncService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * dovetail_sync_service_cancel:
 * @self: the service
 *
 * Ends a pass that runs at its next request; what is done stays done.
 */
void
dovetail_sync_service_cancel (DovetailSyncService *self)
{
  g_return_if_fail (DOVETAIL_IS_SYNC_SERVICE (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

/**
 * dovetail_sync_service_get_job_id:
 * @self: the service
 *
 * Returns: (nullable): id of the running or last job
 */
const char *
dovetail_sync_service_get_job_id (DovetailSyncService *self)
{
  return self->job_id;
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

static void
set_paused (DovetailSyncService *self, gboolean paused)
{
  g_autoptr (GError) error = NULL;

  if (self->paused == paused)
    return;
  self->paused = paused;
  if (!dovetail_store_set_setting_int (self->store, DOVETAIL_SETTING_PAUSED, paused, &error))
    g_warning ("The pause will be forgotten at the next start: %s", error->message);
  if (paused)
    dovetail_sync_service_cancel (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAUSED]);
  plan (self);
}

static double
progress_of (DovetailSyncService *self)
{
  return self->total > 0 ? (double) self->done / self->total : 0;
}

static void
dovetail_sync_service_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  DovetailSyncService *self = DOVETAIL_SYNC_SERVICE (object);

  switch (property_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_PHASE:
      g_value_set_string (value, self->phase);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, progress_of (self));
      break;
    case PROP_PROGRESS_DONE:
      g_value_set_uint (value, self->done);
      break;
    case PROP_PROGRESS_TOTAL:
      g_value_set_uint (value, self->total);
      break;
    case PROP_PENDING:
      g_value_set_uint (value, self->pending);
      break;
    case PROP_CONFLICTS:
      g_value_set_uint (value, self->conflicts);
      break;
    case PROP_QUARANTINED:
      g_value_set_uint (value, self->quarantined);
      break;
    case PROP_LAST_SUCCESS:
      g_value_set_int64 (value, self->last_success);
      break;
    case PROP_NEXT_ATTEMPT:
      g_value_set_int64 (value, self->next_attempt);
      break;
    case PROP_ERROR_MESSAGE:
      g_value_set_string (value, self->error_message);
      break;
    case PROP_PAUSED:
      g_value_set_boolean (value, self->paused);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
dovetail_sync_service_set_property (GObject *object,
                                    guint property_id,
                                    const GValue *value,
                                    GParamSpec *pspec)
{
  if (property_id == PROP_PAUSED)
    set_paused (DOVETAIL_SYNC_SERVICE (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
dovetail_sync_service_dispose (GObject *object)
{
  DovetailSyncService *self = DOVETAIL_SYNC_SERVICE (object);

  clear_timer (self);
  if (self->network_handler != 0)
    g_signal_handler_disconnect (self->monitor, self->network_handler);
  self->network_handler = 0;
  G_OBJECT_CLASS (dovetail_sync_service_parent_class)->dispose (object);
}

static void
dovetail_sync_service_finalize (GObject *object)
{
  DovetailSyncService *self = DOVETAIL_SYNC_SERVICE (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->waiters, g_ptr_array_unref);
  g_main_context_unref (self->context);
  g_free (self->job_id);
  g_free (self->error_code);
  g_free (self->error_message);
  g_free (self->phase);
  G_OBJECT_CLASS (dovetail_sync_service_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, DOVETAIL_TYPE_SYNC_STATE,
                                              DOVETAIL_SYNC_STATE_SIGNED_OUT, read);
  properties[PROP_PHASE] = g_param_spec_string ("phase", NULL, NULL, NULL, read);
  properties[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, read);
  properties[PROP_PROGRESS_DONE] = g_param_spec_uint ("progress-done", NULL, NULL, 0, G_MAXUINT, 0, read);
  properties[PROP_PROGRESS_TOTAL] = g_param_spec_uint ("progress-total", NULL, NULL, 0, G_MAXUINT, 0, read);
  properties[PROP_PENDING] = g_param_spec_uint ("pending", NULL, NULL, 0, G_MAXUINT, 0, read);
  properties[PROP_CONFLICTS] = g_param_spec_uint ("conflicts", NULL, NULL, 0, G_MAXUINT, 0, read);
  properties[PROP_QUARANTINED] = g_param_spec_uint ("quarantined", NULL, NULL, 0, G_MAXUINT, 0, read);
  properties[PROP_LAST_SUCCESS] = g_param_spec_int64 ("last-success", NULL, NULL, 0, G_MAXINT64, 0, read);
  properties[PROP_NEXT_ATTEMPT] = g_param_spec_int64 ("next-attempt", NULL, NULL, 0, G_MAXINT64, 0, read);
  properties[PROP_ERROR_MESSAGE] = g_param_spec_string ("error-message", NULL, NULL, NULL, read);
  properties[PROP_PAUSED] = g_param_spec_boolean ("paused", NULL, NULL, FALSE, read | G_PARAM_WRITABLE);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
dovetail_sync_service_class_init (DovetailSyncServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dovetail_sync_service_dispose;
  object_class->finalize = dovetail_sync_service_finalize;
  object_class->get_property = dovetail_sync_service_get_property;
  object_class->set_property = dovetail_sync_service_set_property;
  install_properties (object_class);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  /* DovetailJob *, valid during the emission */
  signals[JOB_FINISHED] = g_signal_new ("job-finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  /* Its class sets an environment variable, which is only safe before there are other threads. */
  g_type_class_unref (g_type_class_ref (DOVETAIL_TYPE_HTTP_REMOTE));
}

static void
dovetail_sync_service_init (DovetailSyncService *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  self->phase = g_strdup ("idle");
  self->monitor = g_network_monitor_get_default ();
  self->network_handler
      = g_signal_connect (self->monitor, "network-changed", G_CALLBACK (on_network_changed), self);
}
