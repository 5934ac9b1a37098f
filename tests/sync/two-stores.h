/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lib/in-process-remote.h"
#include "lib/scratch-server.h"
#include "lib/scratch-store.h"
#include "sync/pass.h"

G_BEGIN_DECLS

/* Two devices of one user, signed in at a server in the same process, with one clock. */
typedef struct
{
  ScratchStore    *laptop;
  ScratchStore    *phone;
  DovetailServer  *server;
  InProcessRemote *remote;
  ScratchHost      host;
  guint            deny;   /* requests that fail, from now on: for the test's own hook */
} TwoStores;

void         two_stores_set_up    (TwoStores        *two,
                                   gconstpointer     data);
void         two_stores_tear_down (TwoStores        *two,
                                   gconstpointer     data);
/* A second later; must complete. */
DovetailJob *two_stores_run       (TwoStores        *two,
                                   ScratchStore     *scratch,
                                   DovetailSyncKind  kind);
void         two_stores_sync      (TwoStores        *two,
                                   ScratchStore     *scratch);

G_END_DECLS
