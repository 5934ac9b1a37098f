/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/access.h"
#include "sync/remote.h"
#include "sync/retry.h"
#include "wire/conflicts.h"
#include "wire/devices.h"
#include "wire/exchange.h"
#include "wire/problem.h"
#include "wire/pull.h"
#include "wire/status.h"

G_BEGIN_DECLS

/* The server's endpoints as functions: values in, values out. Repeats what failed on the way, keeps the token fresh,
 * and says by the error's code what a failure means. */
typedef struct
{
  DovetailRemote      *remote;
  DovetailAccess      *access;    /* NULL: nobody is signed in yet */
  DovetailRetryPolicy  retry;
  DovetailRandom       random;
  void               (*sleep) (gpointer user_data, gint64 milliseconds, GCancellable *cancellable); /* NULL: real time */
  void               (*failed) (gpointer user_data, const GError *error); /* before it is tried again; may be NULL */
  void               (*answered) (gpointer user_data, const DovetailRequest *request, const DovetailResponse *response,
                                   const GError *error, gint64 started); /* each request, with its answer or why none came;
                                                                          * may be NULL */
  void               (*reached) (gpointer user_data); /* by the first answer, and by the first after a failed try; may be NULL */
  gpointer             user_data;
  gboolean             heard;     /* the last try was answered */
  gint64               retry_after; /* what the last refusal asked for, ms; 0: nothing */
  gint64               requests, retries, bytes_up, bytes_down; /* so far */
  DovetailProblem     *problem;   /* what the last refusal said; NULL: nothing */
} DovetailCalls;

void                       dovetail_calls_clear     (DovetailCalls                 *calls);

DovetailExchangeResponse  *dovetail_calls_exchange  (DovetailCalls                 *calls,
                                                     const DovetailExchangeRequest *request,
                                                     GCancellable                  *cancellable,
                                                     GError                       **error);
DovetailPullResponse      *dovetail_calls_pull      (DovetailCalls                 *calls,
                                                     const DovetailPullRequest     *request,
                                                     GCancellable                  *cancellable,
                                                     GError                       **error);
DovetailConflictsResponse *dovetail_calls_conflicts (DovetailCalls                 *calls,
                                                     gboolean                       open,
                                                     const char                    *cursor, /* NULL: from the start */
                                                     GCancellable                  *cancellable,
                                                     GError                       **error);
/* moved: with DOVETAIL_ERROR_MOVED, the conflict and the record as they are now; NULL when the server said nothing. */
DovetailResolveResponse   *dovetail_calls_resolve   (DovetailCalls                 *calls,
                                                     const DovetailResolveRequest  *request,
                                                     DovetailResolveResponse      **moved,
                                                     GCancellable                  *cancellable,
                                                     GError                       **error);
DovetailStatusResponse    *dovetail_calls_status    (DovetailCalls                 *calls,
                                                     GCancellable                  *cancellable,
                                                     GError                       **error);
/* DovetailListedDevice. */
GPtrArray                 *dovetail_calls_devices   (DovetailCalls                 *calls,
                                                     GCancellable                  *cancellable,
                                                     GError                       **error);
/* Shuts a device out at once. */
gboolean                   dovetail_calls_revoke    (DovetailCalls                 *calls,
                                                     const char                    *client_id,
                                                     GCancellable                  *cancellable,
                                                     GError                       **error);
/* Without tokens; not repeated. */
DovetailSessionGrant      *dovetail_calls_login     (DovetailCalls                 *calls,
                                                     const DovetailLoginRequest    *request,
                                                     GCancellable                  *cancellable,
                                                     GError                       **error);
gboolean                   dovetail_calls_logout    (DovetailCalls                 *calls,
                                                     GCancellable                  *cancellable,
                                                     GError                       **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DovetailCalls, dovetail_calls_clear)

G_END_DECLS
