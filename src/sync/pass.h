/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account/vault.h"
#include "core/policy.h"
#include "store/jobs.h"
#include "sync/remote.h"
#include "sync/sync-service.h"

G_BEGIN_DECLS

/* One sync, as straight-line synchronous code: discovery, processing, conflict_resolution, upload, idle. */
typedef struct
{
  DovetailStore    *store;
  DovetailVault    *vault;      /* NULL: tokens lie in the store */
  DovetailRemote   *remote;
  const char       *server;     /* the address of remote: of whom it is tells whether it still is the account's; NULL: it is */
  DovetailSyncKind  kind;
  const char       *job_id;     /* NULL: a new one */
  void (*sleep) (gpointer user_data, gint64 milliseconds, GCancellable *cancellable); /* between retries; NULL: real time */
  /* On the pass's thread; may be NULL. While the server does not answer the job has an error, and none once it does. */
  void (*progress) (gpointer user_data, const DovetailJob *job, guint done, guint total);
  /* The access token that did, when the pass has completed; may be NULL. */
  void (*authorized) (gpointer user_data, const char *access_token);
  gpointer          user_data;
  guint             batch_size; /* of exchanges, and how often a request is repeated; 0: as the environment says */
  guint             max_retries;
} DovetailPassOptions;

/* Runs under the sync lock. Always returns the job as it was saved (transfer full); its state says how it went. NULL only when no job
 * could be made: BUSY (another pass runs), signed out, store unusable. */
DovetailJob *dovetail_pass_run (const DovetailPassOptions *options,
                                GCancellable              *cancellable,
                                GError                   **error);

G_END_DECLS
