/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/pass-private.h"

G_BEGIN_DECLS

/* What belongs on this device, and what leaves it: never a deletion, never counted as one. Inside a transaction, but finish. */

/* The server no longer sends the record to this device. */
gboolean dovetail_selection_leave     (DovetailPass          *pass,
                                       const DovetailReplica *replica,
                                       GError               **error);
/* The server sent it. */
gboolean dovetail_selection_stay      (DovetailPass          *pass,
                                       const DovetailReplica *replica,
                                       GError               **error);
/* It was stored, by the server's answer to an edit of it. */
gboolean dovetail_selection_check     (DovetailPass          *pass,
                                       const DovetailReplica *replica, /* NULL: nothing was */
                                       GError               **error);
/* A full walk in the same history has listed everything; what was edited and is not listed may merely lie outside. */
gboolean dovetail_selection_end_walk  (DovetailPass          *pass,
                                       GError               **error);
gboolean dovetail_selection_leaves_out (DovetailPass         *pass,
                                       const DovetailReplica *replica);
/* At the end of a pass: what stayed for something that is done now. */
gboolean dovetail_selection_finish    (DovetailPass          *pass,
                                       GError               **error);

G_END_DECLS
