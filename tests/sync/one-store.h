/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lib/scratch-store.h"
#include "lib/scripted-remote.h"
#include "sync/pass.h"

G_BEGIN_DECLS

/* A device that is signed in at a server which follows a script. */
typedef struct
{
  ScratchStore   *scratch;
  ScriptedRemote *remote;
  void (*progress) (gpointer user_data, const DovetailJob *job, guint done, guint total); /* of its passes */
} OneStore;

#define ONE_STORE_TIME "2026-11-20T12:00:00.000Z"
/* Answers to POST /sync/delta and POST /sync/pull. */
#define ONE_STORE_DELTA(results, changes, token)                                                             \
  "{'results':[" results "],'server_changes':[" changes "],'conflicts':[],'sync_token':'" token              \
  "','has_more':false,'success':true,'conflicts_rev':1,'server_time':'" ONE_STORE_TIME "'}"
#define ONE_STORE_PAGE(deltas, token, more)                                                                  \
  "{'deltas':[" deltas "],'next_sync_token':'" token "','has_more':" more ",'full':true,'conflicts_rev':1,"  \
  "'server_time':'" ONE_STORE_TIME "'}"

/* It has synced before: its token is t1. */
void         one_store_set_up    (OneStore         *one,
                                  gconstpointer     data);
/* The script must have been followed to its end. */
void         one_store_tear_down (OneStore         *one,
                                  gconstpointer     data);
/* A pass that does not sleep between its tries; it must come to an end, whichever. */
DovetailJob *one_store_run       (OneStore         *one,
                                  GCancellable     *cancellable);

G_END_DECLS
