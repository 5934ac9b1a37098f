/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/conflict.h"
#include "server/ledger.h"

G_BEGIN_DECLS

/* TRUE with *conflict NULL when there is none. */
gboolean   dovetail_conflict_find            (DovetailLedger    *ledger,
                                              const char        *family_id,
                                              const char        *conflict_id,
                                              DovetailConflict **conflict,
                                              GError           **error);
/* Adds it or replaces the one of its id. */
gboolean   dovetail_conflict_put             (DovetailLedger    *ledger,
                                              const char        *family_id,
                                              DovetailConflict  *conflict,
                                              GError           **error);
GPtrArray *dovetail_conflict_open_on         (DovetailLedger    *ledger,   /* DovetailConflict */
                                              const char        *family_id,
                                              const char        *entity_type,
                                              const char        *entity_id,
                                              GError           **error);
GPtrArray *dovetail_conflict_page            (DovetailLedger    *ledger,   /* DovetailConflict, by id */
                                              const char        *family_id,
                                              gboolean           open,
                                              const char        *after,
                                              gint64             limit,
                                              GError           **error);
gboolean   dovetail_conflict_count_open      (DovetailLedger    *ledger,
                                              const char        *family_id,
                                              gint64            *count,
                                              GError           **error);

G_END_DECLS
