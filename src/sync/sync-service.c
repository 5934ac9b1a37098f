/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The service as an object: what people and programs tell it, and its life. What it decides, runs and shows
 * stands in service-schedule.c, service-pass.c and service-status.c. Everything here happens on the main
 * context. */

#include "sync/sync-service.h"

#include "core/error.h"
#include "store/settings.h"
#include "sync/http-remote.h"
#include "sync/identity.h"
#include "sync/service-private.h"
#include "sync/session.h"

guint dovetail_service_signals[DOVETAIL_SERVICE_N_SIGNALS];

G_DEFINE_FINAL_TYPE (DovetailSyncService, dovetail_sync_service, G_TYPE_OBJECT)

static void
read_account (DovetailSyncService *self)
{
  g_autofree char *server = dovetail_store_get_setting (self->store, DOVETAIL_SETTING_SERVER);

  g_free (self->identity);
  self->identity = dovetail_identity_read (self->store);
  self->signed_in = dovetail_session_is_signed_in (self->store);
  self->local_server = server != NULL && dovetail_session_is_local (server);
  dovetail_service_set_time (self, &self->last_success,
                             dovetail_store_get_setting_int (self->store, DOVETAIL_SETTING_LAST_SUCCESS, 0),
                             DOVETAIL_SERVICE_LAST_SUCCESS);
}

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
  dovetail_service_show_counts (self);
  dovetail_service_plan (self);
  return self;
}

/**
 * dovetail_sync_service_start:
 * @self: the service
 *
 * From now on passes run by themselves: at once, by interval, after edits, on the server's news, when network
 * or computer are back.
 */
void
dovetail_sync_service_start (DovetailSyncService *self)
{
  g_return_if_fail (DOVETAIL_IS_SYNC_SERVICE (self));

  self->started = TRUE;
  self->awake_since = dovetail_store_now (self->store);
  if (self->pending > 0 && self->first_edit == 0)
    self->first_edit = self->last_edit = self->awake_since;
  self->sleep_watch = dovetail_sleep_watch_new (dovetail_service_sleeps, self);
  dovetail_service_plan (self);
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
  dovetail_service_clear_timer (self);
  dovetail_service_stop_listening (self);
  g_clear_pointer (&self->sleep_watch, dovetail_sleep_watch_free);
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
  if (!dovetail_identity_check (self->store, self->identity, NULL))
    dovetail_sync_service_account_changed (self);
  dovetail_service_show_counts (self);
  g_signal_emit (self, dovetail_service_signals[DOVETAIL_SERVICE_SIGNAL_CHANGED], 0);
  dovetail_service_plan (self);
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

  if (self->running && !dovetail_identity_check (self->store, self->identity, NULL))
    {
      self->outdated = TRUE;
      dovetail_sync_service_cancel (self);
    }
  read_account (self);
  dovetail_service_stop_listening (self);
  self->last_attempt = 0;
  self->failures = 0;
  g_clear_pointer (&self->error_code, g_free);
  dovetail_service_set_text (self, &self->error_message, NULL, DOVETAIL_SERVICE_ERROR_MESSAGE);
  dovetail_service_show_counts (self);
  dovetail_service_plan (self);
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
      if (!dovetail_service_start_pass (self, kind, &error))
        {
          dovetail_service_note_end (self, NULL, error);
          dovetail_service_plan (self);
          g_task_return_error (task, g_steal_pointer (&error));
          return;
        }
      if (cancellable != NULL)
        g_cancellable_connect (cancellable, G_CALLBACK (cancel_pass), g_object_ref (self->cancellable),
                               g_object_unref);
    }
  self->by_plan = FALSE;
  dovetail_service_show_state (self);
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

/**
 * dovetail_sync_service_pause:
 * @self: the service
 * @until: ms since 1970; %DOVETAIL_PAUSED_FOR_GOOD: until it is called again; 0: goes on now
 *
 * While it is paused a pass runs only when somebody asks for it.
 */
void
dovetail_sync_service_pause (DovetailSyncService *self, gint64 until)
{
  g_autoptr (GError) error = NULL;
  gint64 setting = until == DOVETAIL_PAUSED_FOR_GOOD ? 1 : until;

  g_return_if_fail (DOVETAIL_IS_SYNC_SERVICE (self));

  if (!dovetail_store_set_setting_int (self->store, DOVETAIL_SETTING_PAUSED, setting, &error))
    g_warning ("The pause could not be kept: %s", error->message);
  if (until > dovetail_store_now (self->store))
    dovetail_sync_service_cancel (self);
  dovetail_service_plan (self);
}

static void
set_paused (DovetailSyncService *self, gboolean paused)
{
  if (paused != (self->paused_until != 0))
    dovetail_sync_service_pause (self, paused ? DOVETAIL_PAUSED_FOR_GOOD : 0);
}

static void
dovetail_sync_service_set_property (GObject *object,
                                    guint property_id,
                                    const GValue *value,
                                    GParamSpec *pspec)
{
  /* No other one can be written. */
  g_return_if_fail (property_id == DOVETAIL_SERVICE_PAUSED);

  set_paused (DOVETAIL_SYNC_SERVICE (object), g_value_get_boolean (value));
}

static void
dovetail_sync_service_dispose (GObject *object)
{
  DovetailSyncService *self = DOVETAIL_SYNC_SERVICE (object);

  dovetail_service_clear_timer (self);
  dovetail_service_stop_listening (self);
  g_clear_pointer (&self->sleep_watch, dovetail_sleep_watch_free);
  dovetail_service_watch_network (self, NULL);
  G_OBJECT_CLASS (dovetail_sync_service_parent_class)->dispose (object);
}

static void
dovetail_sync_service_finalize (GObject *object)
{
  DovetailSyncService *self = DOVETAIL_SYNC_SERVICE (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->waiters, g_ptr_array_unref);
  g_main_context_unref (self->context);
  g_free (self->identity);
  g_free (self->job_id);
  g_free (self->error_code);
  g_free (self->error_message);
  g_free (self->phase);
  G_OBJECT_CLASS (dovetail_sync_service_parent_class)->finalize (object);
}

static void
dovetail_sync_service_class_init (DovetailSyncServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dovetail_sync_service_dispose;
  object_class->finalize = dovetail_sync_service_finalize;
  object_class->get_property = dovetail_service_get_property;
  object_class->set_property = dovetail_sync_service_set_property;
  dovetail_service_install_properties (object_class);
  dovetail_service_signals[DOVETAIL_SERVICE_SIGNAL_CHANGED] = g_signal_new (
      "changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /* DovetailJob *, valid during the emission */
  dovetail_service_signals[DOVETAIL_SERVICE_SIGNAL_JOB_FINISHED]
      = g_signal_new ("job-finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, G_TYPE_POINTER);
  /* step (1: a day, 2: three days ...), since when (ms): to be said to the user now, and never again */
  dovetail_service_signals[DOVETAIL_SERVICE_SIGNAL_STALE]
      = g_signal_new ("stale", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                      2, G_TYPE_UINT, G_TYPE_INT64);
  /* Its class sets an environment variable, which is only safe before there are other threads. */
  g_type_class_unref (g_type_class_ref (DOVETAIL_TYPE_HTTP_REMOTE));
}

static void
dovetail_sync_service_init (DovetailSyncService *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  self->phase = g_strdup ("idle");
  dovetail_service_watch_network (self, g_network_monitor_get_default ());
}
