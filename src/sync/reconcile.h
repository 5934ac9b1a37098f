/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/replica.h"

G_BEGIN_DECLS

/* The file that decides. Pure: what is here and what came in, what is to be stored out; the store makes it durable.
 * Results are transfer full; NULL means that the record is to be forgotten here. */

/* A waiting edit becomes a change with a mutation id (replica->pending->frozen), to be sent until it is acknowledged.
 * An edit that came to nothing is not sent: pending is then NULL. */
DovetailReplica *dovetail_reconcile_freeze (const DovetailReplica      *replica,
                                            const char                 *mutation_id);
/* A record came down. replica NULL: not known here. */
DovetailReplica *dovetail_reconcile_remote (const DovetailReplica      *replica,
                                            const DovetailDelta        *delta);
/* A record came down in a full walk through another history than the one it is known from: versions cannot be compared.
 * *hold: mine and theirs differ, and only the user can say which it is to be; the replica is then as it was. */
DovetailReplica *dovetail_reconcile_foreign (const DovetailReplica      *replica,
                                             const DovetailDelta        *delta,
                                             gboolean                   *hold);
/* A full walk begins, through whichever history: what it does not list beside a record made here is not there. */
DovetailReplica *dovetail_reconcile_unheard (const DovetailReplica     *replica);
/* A full walk of the same history did not list the record, which has edits. */
DovetailReplica *dovetail_reconcile_gone   (const DovetailReplica      *replica);
/* The server does not know a record any more that has a change in flight: it was deleted, and its tombstone is gone. */
DovetailReplica *dovetail_reconcile_lost   (const DovetailReplica      *replica);
/* The answer to the frozen change came. */
DovetailReplica *dovetail_reconcile_result (const DovetailReplica      *replica,
                                            const DovetailChangeResult *result);
/* The server took an answer to a conflict. answer: the values it gave fields (null: none); record: as it is now. */
DovetailReplica *dovetail_reconcile_answered (const DovetailReplica    *replica,
                                              JsonNode                 *answer,
                                              DovetailRecord           *record);
/* It did not, for the record had moved on: the conflict is open again, and its fields hold theirs where they still hold
 * the answer. Other edits stay. */
DovetailReplica *dovetail_reconcile_reopened (const DovetailReplica    *replica,
                                              JsonNode                 *answer,
                                              DovetailRecord           *record);

G_END_DECLS
