/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One sync, from its lock to its job row. Straight-line code on the caller's thread; it can be cancelled or
 * killed anywhere and goes on where it stopped. */

#include "sync/pass.h"

#include "core/error.h"
#include "store/eviction.h"
#include "store/held.h"
#include "store/policies.h"
#include "store/settings.h"
#include "store/unreadable.h"
#include "sync/pass-private.h"
#include "sync/selection.h"
#include "sync/session.h"
#include "sync/unreadable.h"

#define SYNC_TIMEOUT_S 3600
/* The clock's offset is written down when it moved by more than a sync takes. */
#define CLOCK_TOLERANCE_MS 2000

static void
copy_counts (DovetailPass *pass)
{
  pass->job->requests = pass->calls.requests;
  pass->job->retries = pass->calls.retries;
  pass->job->bytes_up = pass->calls.bytes_up;
  pass->job->bytes_down = pass->calls.bytes_down;
}

/**
 * dovetail_pass_report:
 * @pass: the pass
 * @moved: how many records more have moved
 */
void
dovetail_pass_report (DovetailPass *pass, guint moved)
{
  pass->done += moved;
  pass->total = MAX (pass->total, pass->done);
  copy_counts (pass);
  if (pass->options->progress != NULL)
    pass->options->progress (pass->options->user_data, pass->job, pass->done, pass->total);
}

/**
 * dovetail_pass_show_phase:
 * @pass: the pass
 * @phase: where it is; written down with the next thing that is
 */
void
dovetail_pass_show_phase (DovetailPass *pass, const char *phase)
{
  gboolean follows;

  copy_counts (pass);
  follows = dovetail_job_enter_phase (pass->job, phase, dovetail_store_now (pass->store));
  g_return_if_fail (follows);
  dovetail_pass_report (pass, 0);
}

/**
 * dovetail_pass_begin:
 * @pass: the pass
 * @error: ACCOUNT_CHANGED, or what the store says
 *
 * What the server says of one account is never written down when another, or none, is signed in by then.
 *
 * Returns: (transfer full): a transaction to store it in, %NULL on error
 */
DovetailTransaction *
dovetail_pass_begin (DovetailPass *pass, GError **error)
{
  g_autoptr (DovetailTransaction) transaction = dovetail_transaction_begin (pass->store, error);

  if (transaction == NULL || !dovetail_identity_check (pass->store, pass->identity, error))
    return NULL;
  return g_steal_pointer (&transaction);
}

/**
 * dovetail_pass_note:
 * @pass: the pass, with an open transaction
 * @error: what the store says
 *
 * Returns: whether the job row says how far it is, together with what the transaction writes
 */
gboolean
dovetail_pass_note (DovetailPass *pass, GError **error)
{
  copy_counts (pass);
  return dovetail_store_save_job (pass->store, pass->job, error);
}

/**
 * dovetail_pass_may_go_on:
 * @pass: the pass
 * @error: %G_IO_ERROR_CANCELLED, TIMED_OUT or ACCOUNT_CHANGED
 *
 * Returns: whether there is time for another request, and it is still the same account's
 */
gboolean
dovetail_pass_may_go_on (DovetailPass *pass, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (pass->cancellable, error))
    return FALSE;
  if (dovetail_store_now (pass->store) <= pass->deadline)
    return dovetail_identity_check (pass->store, pass->identity, error);
  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_TIMED_OUT,
                       "The sync took too long; the next one goes on where it stopped");
  return FALSE;
}

/**
 * dovetail_pass_clock_moved:
 * @pass: the pass
 * @server_time: the server's clock, ms; 0: it did not say
 *
 * Returns: whether the offset that is written down is off by seconds
 */
gboolean
dovetail_pass_clock_moved (DovetailPass *pass, gint64 server_time)
{
  gint64 offset = server_time - dovetail_store_now (pass->store);

  return server_time > 0 && ABS (offset - dovetail_store_get_clock_offset (pass->store)) > CLOCK_TOLERANCE_MS;
}

/**
 * dovetail_pass_measure_clock:
 * @pass: the pass, with an open transaction
 * @server_time: the server's clock, ms; 0: it did not say
 * @error: what the store says
 *
 * Returns: whether it is written down where it moved
 */
gboolean
dovetail_pass_measure_clock (DovetailPass *pass, gint64 server_time, GError **error)
{
  return !dovetail_pass_clock_moved (pass, server_time)
         || dovetail_store_measure_clock (pass->store, server_time, error);
}

static gboolean
needs_full_sync (const GError *error)
{
  return g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_TOKEN_EXPIRED)
         || g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_TOKEN_FOREIGN)
         || g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_TOKEN_INVALID);
}

static gboolean
has_setting (DovetailPass *pass, const char *name)
{
  g_autofree char *value = dovetail_store_get_setting (pass->store, name);

  return value != NULL;
}

static void
become_full (DovetailPass *pass)
{
  g_free (pass->job->kind);
  pass->job->kind = g_strdup ("full");
}

/* The token does not do any more. When it is only too old, what the full walk does not list was deleted, and
 * its tombstone is gone; of another history nothing is swept, and conflicts are fetched whatever their count,
 * which may be 0. What waits here goes up afterwards. */
static gboolean
start_again (DovetailPass *pass, const GError *reason, GError **error)
{
  gboolean may_sweep = g_error_matches (reason, DOVETAIL_ERROR, DOVETAIL_ERROR_TOKEN_EXPIRED);

  become_full (pass);
  return dovetail_pass_plan_walk (pass, may_sweep, error) && dovetail_pass_walk (pass, may_sweep, error)
         && dovetail_pass_exchange (pass, error);
}

static gboolean
exchange (DovetailPass *pass, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (dovetail_pass_exchange (pass, &failure))
    return TRUE;
  if (needs_full_sync (failure))
    return start_again (pass, failure, error);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* A full sync by command first shows by an ordinary one that the token is of the server's present history;
 * only then may the walk sweep. */
static gboolean
walk_and_exchange (DovetailPass *pass, GError **error)
{
  gboolean had_token = has_setting (pass, DOVETAIL_SETTING_SYNC_TOKEN);

  if (had_token && !has_setting (pass, DOVETAIL_SETTING_WALK))
    {
      g_autoptr (GError) failure = NULL;

      if (!dovetail_pass_exchange (pass, &failure))
        {
          if (needs_full_sync (failure))
            return start_again (pass, failure, error);
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
    }
  become_full (pass);
  return dovetail_pass_walk (pass, had_token, error) && exchange (pass, error);
}

/**
 * dovetail_pass_change_filter:
 * @pass: the pass, which has just synced by the filter in use
 * @error: what failed
 *
 * Another choice of lists or types needs another walk. By then all that could go up has gone up, and the
 * token was good, so the walk is in the same history: what it does not list and the new choice has is gone,
 * what the new choice leaves out only leaves this device.
 *
 * Returns: whether the device syncs what the user wants
 */
gboolean
dovetail_pass_change_filter (DovetailPass *pass, GError **error)
{
  g_autoptr (DovetailSyncFilter) wanted = dovetail_store_get_filter (pass->store);

  if (dovetail_sync_filter_equal (wanted, pass->filter))
    return TRUE;
  become_full (pass);
  dovetail_sync_filter_free (pass->filter);
  pass->filter = g_steal_pointer (&wanted);
  return dovetail_pass_walk (pass, TRUE, error) && exchange (pass, error);
}

/* A walk by the new choice does for one that was asked for. */
static gboolean
is_filter_changed (DovetailPass *pass)
{
  g_autoptr (DovetailSyncFilter) wanted = dovetail_store_get_filter (pass->store);

  return !dovetail_sync_filter_equal (wanted, pass->filter);
}

static gboolean
run_phases (DovetailPass *pass, GError **error)
{
  gboolean wanted = pass->options->kind == DOVETAIL_SYNC_FULL && !is_filter_changed (pass);
  gboolean full = wanted || has_setting (pass, DOVETAIL_SETTING_WALK)
                  || !has_setting (pass, DOVETAIL_SETTING_SYNC_TOKEN);

  return dovetail_unreadable_try_again (pass, error)
         && dovetail_access_load (pass->calls.access, pass->cancellable, error)
         && dovetail_pass_upload_resolutions (pass, error)
         && (full ? walk_and_exchange (pass, error) : exchange (pass, error))
         && dovetail_pass_change_filter (pass, error) && dovetail_pass_fetch_conflicts (pass, error)
         && dovetail_selection_finish (pass, error);
}

/* What a server in trouble asked for holds for the next passes as well. */
static gboolean
save_not_before (DovetailPass *pass, GError **error)
{
  gint64 asked = pass->calls.retry_after;
  gint64 until = asked > 0 ? pass->job->finished_at + asked : 0;

  if (until == dovetail_store_get_setting_int (pass->store, DOVETAIL_SETTING_NOT_BEFORE, 0))
    return TRUE;
  if (until == 0)
    return dovetail_store_set_setting (pass->store, DOVETAIL_SETTING_NOT_BEFORE, NULL, error);
  return dovetail_store_set_setting_int (pass->store, DOVETAIL_SETTING_NOT_BEFORE, until, error);
}

/* What stands in the job row, for programs. */
static const char *
code_of (const GError *error)
{
  static const struct
  {
    DovetailError code;
    const char *name;
  } names[] = {
    { DOVETAIL_ERROR_OFFLINE, "offline" },
    { DOVETAIL_ERROR_TIMED_OUT, "timed_out" },
    { DOVETAIL_ERROR_TEMPORARY, "temporary" },
    { DOVETAIL_ERROR_CERTIFICATE, "certificate" },
    { DOVETAIL_ERROR_UNAUTHORIZED, "unauthorized" },
    { DOVETAIL_ERROR_ACCOUNT_CHANGED, "account_changed" },
    { DOVETAIL_ERROR_FORBIDDEN, "forbidden" },
    { DOVETAIL_ERROR_REFUSED, "refused" },
    { DOVETAIL_ERROR_PROTOCOL, "protocol" },
    { DOVETAIL_ERROR_FULL, "disk_full" },
    { DOVETAIL_ERROR_CORRUPT, "corrupt" },
    { DOVETAIL_ERROR_TOKEN_EXPIRED, "sync_token_expired" },
    { DOVETAIL_ERROR_TOKEN_FOREIGN, "foreign_sync_token" },
    { DOVETAIL_ERROR_TOKEN_INVALID, "invalid_sync_token" },
    { DOVETAIL_ERROR_KEYRING_LOCKED, "keyring_locked" },
    { DOVETAIL_ERROR_KEYRING_UNAVAILABLE, "keyring_unavailable" },
  };

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return "cancelled";
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_error_matches (error, DOVETAIL_ERROR, names[i].code))
      return names[i].name;
  return "failed";
}

static void
describe_end (DovetailPass *pass, const GError *failure)
{
  gboolean cancelled = g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  gint64 now = dovetail_store_now (pass->store);

  copy_counts (pass);
  if (failure == NULL)
    dovetail_job_finish (pass->job, DOVETAIL_JOB_COMPLETED, NULL, NULL, now);
  else
    dovetail_job_finish (pass->job, cancelled ? DOVETAIL_JOB_CANCELLED : DOVETAIL_JOB_FAILED,
                         code_of (failure), cancelled ? "The sync was cancelled" : failure->message, now);
}

/* What is said of an account, as long as it is signed in. */
static gboolean
save_of_account (DovetailPass *pass, gboolean success, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (dovetail_identity_check (pass->store, pass->identity, &failure))
    return save_not_before (pass, error)
           && (!success
               || dovetail_store_set_setting_int (pass->store, DOVETAIL_SETTING_LAST_SUCCESS,
                                                  pass->job->finished_at, error));
  if (g_error_matches (failure, DOVETAIL_ERROR, DOVETAIL_ERROR_ACCOUNT_CHANGED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
save_end (DovetailPass *pass, gboolean success, GError **error)
{
  g_autoptr (DovetailTransaction) transaction = dovetail_transaction_begin (pass->store, error);

  return transaction != NULL && dovetail_store_save_job (pass->store, pass->job, error)
         && dovetail_recorder_save (pass->recorder, pass->job, error)
         && save_of_account (pass, success, error)
         && dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}

/* It was about to be completed, but its end is not on the disk. */
static void
fail_after_all (DovetailJob *job, const GError *failure)
{
  g_free (job->state);
  g_free (job->error_code);
  g_free (job->error_message);
  job->state = g_strdup (DOVETAIL_JOB_FAILED);
  job->error_code = g_strdup (code_of (failure));
  job->error_message = g_strdup (failure->message);
}

/* A crash of the simulation ends the process: nothing is written any more. */
static void
finish (DovetailPass *pass, const GError *failure)
{
  g_autoptr (GError) unsaved = NULL;

  describe_end (pass, failure);
  if (g_error_matches (failure, DOVETAIL_ERROR, DOVETAIL_ERROR_CRASHED))
    return;
  if (!save_end (pass, failure == NULL, &unsaved))
    {
      g_warning ("The end of sync %s could not be written down: %s", pass->job->job_id, unsaved->message);
      if (failure == NULL)
        fail_after_all (pass->job, unsaved);
    }
  dovetail_pass_report (pass, 0);
}

static gint64
read_timeout (void)
{
  const char *text = g_getenv ("SYNC_TIMEOUT");
  guint64 seconds = SYNC_TIMEOUT_S;

  if (text != NULL)
    g_ascii_string_to_unsigned (text, 10, 1, 7 * 24 * 3600, &seconds, NULL);
  return (gint64) seconds * 1000;
}

static void
set_error (DovetailJob *job, const char *code, const char *message)
{
  g_free (job->error_code);
  job->error_code = g_strdup (code);
  g_free (job->error_message);
  job->error_message = g_strdup (message);
}

/* Whoever watches shall know at once, not when the last try has failed. */
static void
note_failed_try (gpointer user_data, const GError *error)
{
  DovetailPass *pass = user_data;

  dovetail_job_count_retry (pass->job, code_of (error));
  set_error (pass->job, code_of (error), error->message);
  dovetail_pass_report (pass, 0);
}

static void
note_reached (gpointer user_data)
{
  DovetailPass *pass = user_data;

  set_error (pass->job, NULL, NULL);
  dovetail_pass_report (pass, 0);
}

static void
sleep_between_tries (gpointer user_data, gint64 milliseconds, GCancellable *cancellable)
{
  DovetailPass *pass = user_data;

  pass->options->sleep (pass->options->user_data, milliseconds, cancellable);
}

static void
note_answer (gpointer user_data,
             const DovetailRequest *request,
             const DovetailResponse *response,
             const GError *error,
             gint64 started)
{
  DovetailPass *pass = user_data;

  dovetail_recorder_call (pass->recorder, request, response, error, started);
}

static DovetailRecorder *
recorder_new (const DovetailPass *pass)
{
  const DovetailTraceSetup setup = {
    .kind = pass->options->kind == DOVETAIL_SYNC_FULL ? "full" : "auto",
    .policy = dovetail_store_get_policy (pass->store, NULL),
    .batch_size = pass->batch.size,
    .max_retries = pass->calls.retry.max_retries,
  };

  return dovetail_recorder_new (pass->store, &setup);
}

/* Where the device stands the filter is given; a device that begins takes what the user wants. */
static DovetailSyncFilter *
read_filter (DovetailStore *store)
{
  g_autofree char *token = dovetail_store_get_setting (store, DOVETAIL_SETTING_SYNC_TOKEN);
  g_autofree char *walk = dovetail_store_get_setting (store, DOVETAIL_SETTING_WALK);

  return token != NULL || walk != NULL ? dovetail_store_get_filter_in_use (store)
                                       : dovetail_store_get_filter (store);
}

static void
pass_init (DovetailPass *pass, const DovetailPassOptions *options, GCancellable *cancellable)
{
  *pass = (DovetailPass){
    .options = options,
    .store = options->store,
    .identity = g_steal_pointer (&pass->identity),
    .cancellable = cancellable,
    .batch = dovetail_batch_for_exchange (),
    .device_id = dovetail_store_get_setting (options->store, DOVETAIL_SETTING_DEVICE_ID),
    .user_id = dovetail_store_get_setting (options->store, DOVETAIL_SETTING_USER_ID),
    .holds = dovetail_store_holds_any (options->store),
    .unreadable = dovetail_store_count_unreadable (options->store) > 0,
    .leaving = dovetail_store_any_leaves (options->store),
    .filter = read_filter (options->store),
    .deadline = dovetail_store_now (options->store) + read_timeout (),
    .conflicts_rev = -1,
  };
  pass->calls = (DovetailCalls){
    .remote = options->remote,
    .access = dovetail_access_new (options->store, options->vault),
    .retry = dovetail_retry_policy_from_environment (),
    .random = *dovetail_store_get_random (options->store),
    .sleep = options->sleep != NULL ? sleep_between_tries : NULL,
    .failed = note_failed_try,
    .answered = note_answer,
    .reached = note_reached,
    .user_data = pass,
  };
  if (options->batch_size > 0)
    {
      pass->batch = dovetail_batch_of_size (options->batch_size);
      pass->calls.retry.max_retries = options->max_retries;
    }
  pass->recorder = recorder_new (pass);
}

static void
pass_clear (DovetailPass *pass)
{
  g_clear_pointer (&pass->calls.access, dovetail_access_free);
  dovetail_calls_clear (&pass->calls);
  g_clear_pointer (&pass->recorder, dovetail_recorder_free);
  g_clear_pointer (&pass->job, dovetail_job_free);
  g_clear_pointer (&pass->device_id, g_free);
  g_clear_pointer (&pass->filter, dovetail_sync_filter_free);
  g_clear_pointer (&pass->user_id, g_free);
  g_clear_pointer (&pass->identity, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DovetailPass, pass_clear)

static DovetailJob *
job_new (const DovetailPassOptions *options)
{
  g_autofree char *made_id = options->job_id == NULL ? dovetail_store_new_uuid (options->store) : NULL;

  return dovetail_job_new (options->job_id != NULL ? options->job_id : made_id,
                           options->kind == DOVETAIL_SYNC_FULL ? "full" : "incremental",
                           dovetail_store_now (options->store));
}

/* Whoever signs in elsewhere meanwhile must not have the new token sent to the former server. */
static gboolean
is_server_of_account (const DovetailPassOptions *options)
{
  g_autofree char *server = dovetail_store_get_setting (options->store, DOVETAIL_SETTING_SERVER);

  return options->server == NULL || g_strcmp0 (options->server, server) == 0;
}

static gboolean
require_account (const DovetailPassOptions *options, GError **error)
{
  DovetailStore *store = options->store;

  gboolean signed_in = dovetail_session_is_signed_in (store);

  if (signed_in && is_server_of_account (options))
    return TRUE;
  if (!dovetail_store_check_reads (store, error))
    return FALSE;
  if (signed_in)
    dovetail_identity_refuse (TRUE, error);
  else
    g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_UNAUTHORIZED, "Sign in to a server to sync");
  return FALSE;
}

static DovetailJob *
run (const DovetailPassOptions *options, GCancellable *cancellable, GError **error)
{
  g_autoptr (DovetailSyncLock) lock = NULL;
  g_auto (DovetailPass) pass = { 0 };
  g_autoptr (GError) failure = NULL;

  pass.identity = dovetail_identity_read (options->store);
  if (!require_account (options, error))
    return NULL;
  lock = dovetail_sync_lock_take (options->store, error);
  if (lock == NULL || !dovetail_store_close_interrupted_jobs (options->store, error))
    return NULL;
  pass_init (&pass, options, cancellable);
  pass.job = job_new (options);
  if (!dovetail_store_save_job (pass.store, pass.job, error))
    return NULL;
  dovetail_pass_report (&pass, 0);
  run_phases (&pass, &failure);
  finish (&pass, failure);
  if (failure == NULL && options->authorized != NULL)
    options->authorized (options->user_data, pass.calls.access->access_token);
  return g_steal_pointer (&pass.job);
}

/**
 * dovetail_pass_run:
 * @options: the store, the server and the kind
 * @cancellable: (nullable): ends the pass at the next request
 * @error: BUSY (another pass runs), UNAUTHORIZED (signed out), or what the store says
 *
 * Returns: (transfer full): the job as it was saved, completed, failed or cancelled; %NULL when none could be
 * made
 */
DovetailJob *
dovetail_pass_run (const DovetailPassOptions *options, GCancellable *cancellable, GError **error)
{
  DovetailJob *job;

  /* A token or a policy that cannot be read is not one that is not set. */
  dovetail_store_watch_reads (options->store, TRUE);
  job = run (options, cancellable, error);
  dovetail_store_watch_reads (options->store, FALSE);
  return job;
}
