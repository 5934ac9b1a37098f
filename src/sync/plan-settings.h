/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"
#include "sync/planner.h"
#include "sync/staleness.h"

G_BEGIN_DECLS

/* What the store knows of the plan; the rest stays as it is. */
void dovetail_plan_read      (DovetailPlan      *plan,
                              DovetailStore     *store);
/* Likewise; by_itself says no more than whether syncing is paused. */
void dovetail_staleness_read (DovetailStaleness *staleness,
                              DovetailStore     *store);

G_END_DECLS
