/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/conflict.h"
#include "store/statement.h"

G_BEGIN_DECLS

/* DovetailConflict <-> a row of the table conflict. */
#define DOVETAIL_CONFLICT_COLUMNS "conflict_id, entity_type, entity_id, open, created_at, closed_at, data"

DovetailConflict *dovetail_conflict_row_read  (DovetailStatement *statement,
                                               GError           **error);
gboolean          dovetail_conflict_row_write (DovetailStore     *store,
                                               DovetailConflict  *conflict,
                                               GError           **error);

G_END_DECLS
