/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/held.h"
#include "sync/pass-private.h"

G_BEGIN_DECLS

/* Deletions are gathered over a whole sync and decided at its end: a few are done, many are held for the user. All inside a
 * transaction. */
typedef enum
{
  DOVETAIL_HOLDING_NONE,   /* nothing to do with holding */
  DOVETAIL_HOLDING_KEPT,   /* the record stays as it is; what came is remembered */
  DOVETAIL_HOLDING_FOREIGN /* what is held stems from another history: versions cannot be compared */
} DovetailHoldingTurn;

/* A record came down that is known here. */
gboolean dovetail_holding_meet   (DovetailPass        *pass,
                                  DovetailReplica     *replica,
                                  const DovetailDelta *delta,
                                  DovetailHoldingTurn *turn,
                                  GError             **error);
/* The user is asked about the record from now on. */
gboolean dovetail_holding_begin  (DovetailPass        *pass,
                                  DovetailReplica     *replica,
                                  DovetailHeldCause    cause,
                                  DovetailRecord      *theirs,
                                  GError             **error);
gboolean dovetail_holding_end    (DovetailPass        *pass,
                                  DovetailReplica     *replica,
                                  GError             **error);
/* All that the sync brings was seen. */
gboolean dovetail_holding_decide (DovetailPass        *pass,
                                  GError             **error);
/* The same at the end of a full walk, with what it did not list. foreign: nothing is swept. */
gboolean dovetail_holding_decide_walk (DovetailPass   *pass,
                                       gboolean        foreign,
                                       GError        **error);

G_END_DECLS
