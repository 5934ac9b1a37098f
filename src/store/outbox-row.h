/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/statement.h"

G_BEGIN_DECLS

/* DovetailPending <-> a row of the table outbox. */
#define DOVETAIL_OUTBOX_COLUMNS "o.state, o.since, o.edited_at, o.by_hand, o.tries, o.error_code, o.data"
#define DOVETAIL_N_OUTBOX_COLUMNS 7

DovetailPending *dovetail_outbox_row_read   (DovetailStatement *statement,
                                             int                column, /* the first of DOVETAIL_OUTBOX_COLUMNS, not NULL */
                                             DovetailRecord    *record,
                                             GError           **error);
gboolean         dovetail_outbox_row_write  (DovetailStore     *store,
                                             DovetailReplica   *replica,
                                             GError           **error);
gboolean         dovetail_outbox_row_remove (DovetailStore     *store,
                                             gint64             row_id,
                                             GError           **error);

G_END_DECLS
