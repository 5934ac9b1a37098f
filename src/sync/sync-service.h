/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account/vault.h"
#include "store/jobs.h"
#include "store/store.h"
#include "sync/planner.h"

G_BEGIN_DECLS

typedef enum
{
  DOVETAIL_SYNC_STATE_SIGNED_OUT, /* no account: everything stays on this computer */
  DOVETAIL_SYNC_STATE_IDLE,
  DOVETAIL_SYNC_STATE_SYNCING,
  DOVETAIL_SYNC_STATE_OFFLINE,    /* no network, or the server does not answer; tries again by itself */
  DOVETAIL_SYNC_STATE_PAUSED,
  DOVETAIL_SYNC_STATE_FAILED      /* needs the user: signed out by the server, certificate, refused ... */
} DovetailSyncState;
#define DOVETAIL_TYPE_SYNC_STATE (dovetail_sync_state_get_type ())
GType       dovetail_sync_state_get_type  (void);
const char *dovetail_sync_state_to_string (DovetailSyncState state);

typedef enum
{
  DOVETAIL_SYNC_AUTO,
  DOVETAIL_SYNC_FULL,
  DOVETAIL_SYNC_INCREMENTAL
} DovetailSyncKind;

/* Decides when a pass runs, and runs it on a worker thread. Lives on the main context.
 *
 * Properties (notify on the main context): state (DovetailSyncState), phase (string), progress (double 0..1),
 * progress-done and progress-total (uint), pending (uint), conflicts (uint), quarantined (uint), last-success (int64 ms, 0 never),
 * next-attempt (int64 ms, 0 none planned), error-message (string, NULL when fine), paused (boolean, writable), paused-until (int64 ms, 0
 * not paused, DOVETAIL_PAUSED_FOR_GOOD), stale-since (int64 ms, 0 fine: nothing was synced since then, for a day at least).
 * Signals: "changed" (records changed; requery), "job-finished" (DovetailJob *), "stale" (uint step, int64 since: to be said to the
 * user now). */
#define DOVETAIL_TYPE_SYNC_SERVICE (dovetail_sync_service_get_type ())
G_DECLARE_FINAL_TYPE (DovetailSyncService, dovetail_sync_service, DOVETAIL, SYNC_SERVICE, GObject)

/* vault may be NULL when the store is unsealed; both are referenced by the service for its lifetime (the vault is borrowed). */
DovetailSyncService *dovetail_sync_service_new            (DovetailStore       *store,
                                                           DovetailVault       *vault);
/* Begins to plan passes: at once, by interval, after edits, on reconnect. Without it, only sync_async runs any. */
void                 dovetail_sync_service_start          (DovetailSyncService *self);
void                 dovetail_sync_service_stop           (DovetailSyncService *self); /* cancels a pass and waits for it */
/* Local edits were made (by this process or another): refreshes the counts, emits "changed", plans a sync soon. */
void                 dovetail_sync_service_edited         (DovetailSyncService *self);
/* The account was signed in or out: rereads the settings. */
void                 dovetail_sync_service_account_changed (DovetailSyncService *self);
/* Runs a pass now; joins one that runs already. The job is returned also when it failed (job->state, error_code). */
void                 dovetail_sync_service_sync_async     (DovetailSyncService *self,
                                                           DovetailSyncKind     kind,
                                                           GCancellable        *cancellable,
                                                           GAsyncReadyCallback  callback,
                                                           gpointer             user_data);
DovetailJob         *dovetail_sync_service_sync_finish    (DovetailSyncService *self,
                                                           GAsyncResult        *result,
                                                           GError             **error);
/* Id of the running or last job, known as soon as sync_async returns; NULL before the first. */
const char          *dovetail_sync_service_get_job_id     (DovetailSyncService *self);
void                 dovetail_sync_service_cancel         (DovetailSyncService *self);
/* Until a time in ms, or DOVETAIL_PAUSED_FOR_GOOD; 0 goes on. */
void                 dovetail_sync_service_pause          (DovetailSyncService *self,
                                                           gint64               until);
gint64               dovetail_sync_service_get_paused_until (DovetailSyncService *self);
gint64               dovetail_sync_service_get_stale_since (DovetailSyncService *self);
DovetailSyncState    dovetail_sync_service_get_state      (DovetailSyncService *self);
guint                dovetail_sync_service_get_pending    (DovetailSyncService *self);
guint                dovetail_sync_service_get_conflicts  (DovetailSyncService *self);
gint64               dovetail_sync_service_get_last_success (DovetailSyncService *self);
gint64               dovetail_sync_service_get_next_attempt (DovetailSyncService *self);
const char          *dovetail_sync_service_get_error_message (DovetailSyncService *self);
const char          *dovetail_sync_service_get_error_code (DovetailSyncService *self);
const char          *dovetail_sync_service_get_phase      (DovetailSyncService *self);
void                 dovetail_sync_service_get_progress   (DovetailSyncService *self,
                                                           guint               *done,
                                                           guint               *total);

G_END_DECLS
