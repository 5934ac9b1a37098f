/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/conflict.h"
#include "sync/pass-private.h"

G_BEGIN_DECLS

/* An edit of a record that was deleted so long ago that the server has forgotten its tombstone too. */

/* Whether the refusal means that: a full walk did not list the record, or it had left this device before. */
gboolean          dovetail_gone_is       (DovetailPass               *pass,
                                          const DovetailReplica      *replica, /* with the change in flight */
                                          const DovetailChangeResult *result);
/* What the server would have made of it while it still knew: closed, delete wins, the edit kept. Transfer full. */
DovetailConflict *dovetail_gone_conflict (DovetailPass               *pass,
                                          const DovetailReplica      *replica);

G_END_DECLS
