/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/metrics.h"

G_BEGIN_DECLS

/* Where conflicts come from: by field, by policy, by device. */
#define DOVETAIL_TYPE_CONFLICT_SHARES_PAGE (dovetail_conflict_shares_page_get_type ())
G_DECLARE_FINAL_TYPE (DovetailConflictSharesPage, dovetail_conflict_shares_page, DOVETAIL, CONFLICT_SHARES_PAGE, AdwBin)

void dovetail_conflict_shares_page_set_metrics (DovetailConflictSharesPage *self,
                                                const DovetailMetrics      *metrics,
                                                const char                 *own_device); /* its id; may be NULL */

G_END_DECLS
