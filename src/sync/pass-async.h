/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/pass.h"

G_BEGIN_DECLS

/* A pass on a thread of its own. The callbacks run on the caller's main context. */
typedef struct
{
  DovetailStore    *store;   /* a connection that nobody else uses */
  DovetailVault    *vault;   /* NULL: tokens lie in the store; must outlive the pass */
  const char       *server;
  DovetailSyncKind  kind;
  const char       *job_id;
  void (*progress) (gpointer source, const char *phase, guint done, guint total);
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
