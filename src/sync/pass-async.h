/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/pass.h"

G_BEGIN_DECLS

/* How far a pass is. */
typedef struct
{
  char     *phase;
  guint     done, total;
  gboolean  answered;      /* the server did, and the last request as well */
  char     *error_message; /* why the last try failed, which is tried again; NULL: it did not */
} DovetailProgress;

/* A pass on a thread of its own. The callbacks run on the caller's main context. */
typedef struct
{
  DovetailStore    *store;   /* a connection that nobody else uses */
  DovetailVault    *vault;   /* NULL: tokens lie in the store; must outlive the pass */
  const char       *server;
  DovetailSyncKind  kind;
  const char       *job_id;
  void (*progress) (gpointer source, const DovetailProgress *progress);
  void (*authorized) (gpointer source, const char *access_token); /* before the end of a pass that completed */
} DovetailPassOrder;

/* source: the object the callbacks are about; it stays alive until the pass has ended. */
void         dovetail_pass_run_async  (const DovetailPassOrder *order,
                                       gpointer                 source,
                                       GCancellable            *cancellable,
                                       GAsyncReadyCallback      callback,
                                       gpointer                 user_data);
DovetailJob *dovetail_pass_run_finish (GAsyncResult            *result,
                                       GError                 **error);

G_END_DECLS
