/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Runs a pass on a worker thread with a connection of its own, and notes how it went. */

#include "sync/service-private.h"

#include "core/error.h"
#include "store/settings.h"

/* When another process syncs just now, its result is looked at soon. */
#define BUSY_RETRY_MS 5000

static void
show_tries (DovetailSyncService *self, const DovetailProgress *progress)
{
  self->heard |= progress->answered;
  self->trouble = progress->error_message != NULL;
  if (self->trouble || self->heard)
    dovetail_service_set_text (self, &self->error_message, progress->error_message,
                               DOVETAIL_SERVICE_ERROR_MESSAGE);
  dovetail_service_show_state (self);
}

static void
show_progress (gpointer source, const DovetailProgress *progress)
{
  DovetailSyncService *self = source;
  gboolean moved = progress->done > self->done;

  /* What a pass reports comes before its end. */
  g_return_if_fail (self->running);

  dovetail_service_set_text (self, &self->phase, progress->phase, DOVETAIL_SERVICE_PHASE);
  show_tries (self, progress);
  dovetail_service_show_progress (self, progress->done, progress->total);
  if (!moved)
    return;
  dovetail_service_show_counts (self);
  g_signal_emit (self, dovetail_service_signals[DOVETAIL_SERVICE_SIGNAL_CHANGED], 0);
}

static void
note_success (DovetailSyncService *self, DovetailJob *job)
{
  self->failures = 0;
  g_clear_pointer (&self->error_code, g_free);
  dovetail_service_set_text (self, &self->error_message, NULL, DOVETAIL_SERVICE_ERROR_MESSAGE);
  dovetail_service_set_time (self, &self->last_success, job->finished_at, DOVETAIL_SERVICE_LAST_SUCCESS);
  /* Edits came faster than they went up: the next sync is as near as after an edit. */
  if (job->waiting > 0)
    self->first_edit = self->last_edit = self->last_attempt;
}

/* What the pass was to upload still waits. */
static void
keep_edits (DovetailSyncService *self)
{
  if (self->pending > 0 && self->first_edit == 0)
    self->first_edit = self->last_edit = dovetail_store_now (self->store);
}

static void
note_failure (DovetailSyncService *self, const char *code, const char *message)
{
  keep_edits (self);
  self->failures++;
  self->jitter = dovetail_random_fraction (dovetail_store_get_random (self->store));
  g_free (self->error_code);
  self->error_code = g_strdup (code);
  dovetail_service_set_text (self, &self->error_message, message, DOVETAIL_SERVICE_ERROR_MESSAGE);
}

/* It was about another account; the present one has not been tried yet. */
static void
note_outdated (DovetailSyncService *self)
{
  self->outdated = FALSE;
  keep_edits (self);
  dovetail_sync_service_account_changed (self);
}

static gboolean
was_outdated (DovetailSyncService *self, const DovetailJob *job, const GError *error)
{
  return self->outdated || (job != NULL && g_strcmp0 (job->error_code, "account_changed") == 0)
         || g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_ACCOUNT_CHANGED);
}

void
dovetail_service_note_end (DovetailSyncService *self, DovetailJob *job, const GError *error)
{
  self->last_attempt = dovetail_store_now (self->store);
  if (was_outdated (self, job, error))
    note_outdated (self);
  else if (job != NULL && g_str_equal (job->state, "completed"))
    note_success (self, job);
  else if (job != NULL && g_str_equal (job->state, "failed"))
    note_failure (self, job->error_code, job->error_message);
  else if (g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_BUSY))
    {
      self->busy_until = self->last_attempt + BUSY_RETRY_MS;
      self->told = self->last_attempt;
      keep_edits (self);
    }
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

  self->running = self->trouble = self->by_plan = FALSE;
  g_clear_object (&self->cancellable);
  dovetail_service_note_end (self, job, error);
  dovetail_service_set_text (self, &self->phase, "idle", DOVETAIL_SERVICE_PHASE);
  dovetail_service_show_progress (self, 0, 0);
  dovetail_service_show_counts (self);
  dovetail_service_show_state (self);
  g_signal_emit (self, dovetail_service_signals[DOVETAIL_SERVICE_SIGNAL_CHANGED], 0);
  if (job != NULL)
    g_signal_emit (self, dovetail_service_signals[DOVETAIL_SERVICE_SIGNAL_JOB_FINISHED], 0, job);
  answer_waiters (self, job, error);
  dovetail_service_plan (self);
}

gboolean
dovetail_service_start_pass (DovetailSyncService *self, DovetailSyncKind kind, GError **error)
{
  g_autoptr (DovetailStore) store = dovetail_store_reopen (self->store, error);
  g_autofree char *server = dovetail_store_get_setting (self->store, DOVETAIL_SETTING_SERVER);
  DovetailPassOrder order
      = { store, self->vault, server, kind, NULL, show_progress, dovetail_service_take_token };

  if (store == NULL)
    return FALSE;
  g_free (self->job_id);
  self->job_id = dovetail_store_new_uuid (self->store);
  order.job_id = self->job_id;
  self->first_edit = self->last_edit = self->told = self->busy_until = 0;
  self->heard = FALSE;
  self->running = TRUE;
  self->cancellable = g_cancellable_new ();
  dovetail_pass_run_async (&order, self, self->cancellable, on_pass_ended, NULL);
  dovetail_service_plan (self);
  return TRUE;
}
