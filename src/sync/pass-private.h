/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/filter.h"
#include "store/replica.h"
#include "sync/batch.h"
#include "sync/calls.h"
#include "sync/identity.h"
#include "sync/pass.h"
#include "sync/recorder.h"

G_BEGIN_DECLS

/* One sync on its way; what its phases share. */
typedef struct
{
  const DovetailPassOptions *options;
  DovetailStore             *store;
  GCancellable              *cancellable;
  DovetailCalls              calls;
  DovetailJob               *job;
  DovetailRecorder          *recorder;      /* for the trace; never NULL */
  DovetailBatch              batch;         /* of exchanges */
  char                      *device_id;
  char                      *user_id;
  char                      *identity;      /* whose pass it is */
  guint                      refusals;      /* requests with changes that were refused as a whole */
  gboolean                   holds;         /* whether the store holds or gathers anything */
  gboolean                   unreadable;    /* whether it keeps records that cannot be read */
  gboolean                   leaving;       /* whether records may stay that this device does not sync any more */
  DovetailSyncFilter        *filter;        /* what the server is asked for: the one the token is bound to */
  gint64                     deadline;      /* ms */
  gint64                     conflicts_rev; /* the newest the server told; -1: none yet */
  guint                      done, total;   /* for the progress bar: records moved, records known to move */
} DovetailPass;

/* The job moves on to a phase; it is written down with the next note. */
void     dovetail_pass_show_phase   (DovetailPass *pass,
                                     const char   *phase);
/* A transaction, as long as the account is the one the pass began with. */
DovetailTransaction *
         dovetail_pass_begin        (DovetailPass *pass,
                                     GError      **error);
/* The job row, in the transaction of what is applied. */
gboolean dovetail_pass_note         (DovetailPass *pass,
                                     GError      **error);
/* Tells how far it is; done grows by moved. */
void     dovetail_pass_report       (DovetailPass *pass,
                                     guint         moved);
/* FALSE when the pass was cancelled or has taken too long. */
gboolean dovetail_pass_may_go_on    (DovetailPass *pass,
                                     GError      **error);
/* What the server's clock says, when it is worth writing down. Inside a transaction. */
gboolean dovetail_pass_measure_clock (DovetailPass *pass,
                                      gint64        server_time,
                                      GError      **error);
gboolean dovetail_pass_clock_moved  (DovetailPass *pass,
                                     gint64        server_time);

/* Where the device stands; NULL: nowhere yet. In place of it, inside a transaction, what the server gave for it. */
char    *dovetail_pass_get_token    (DovetailPass *pass);
gboolean dovetail_pass_replace_token (DovetailPass *pass,
                                      const char   *token,
                                      GError      **error);

/* The phases, in the order they run. */
gboolean dovetail_pass_upload_resolutions (DovetailPass *pass,  /* answers to conflicts, made here */
                                           GError      **error);
gboolean dovetail_pass_plan_walk          (DovetailPass *pass,  /* in place of the sync token, which does not do any more */
                                           gboolean      may_sweep,
                                           GError      **error);
gboolean dovetail_pass_walk               (DovetailPass *pass,  /* everything the server has */
                                           gboolean      sweep, /* and what it lacks is gone; FALSE: its history is another */
                                           GError      **error);
gboolean dovetail_pass_change_filter      (DovetailPass *pass,  /* what the user wants synced now; nothing when that is in use */
                                           GError      **error);
gboolean dovetail_pass_exchange           (DovetailPass *pass,  /* changes up, changes down, until neither is left */
                                           GError      **error);
gboolean dovetail_pass_fetch_conflicts    (DovetailPass *pass,  /* when the server's list moved */
                                           GError      **error);

G_END_DECLS
