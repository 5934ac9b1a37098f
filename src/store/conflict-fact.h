/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/conflict.h"
#include "store/store.h"

G_BEGIN_DECLS

/* Writes down once, in the transaction that stores the conflict, what of it is counted; and learns who took part. */
gboolean dovetail_conflict_fact_note (DovetailStore    *self,
                                      DovetailConflict *conflict,
                                      GError          **error);

G_END_DECLS
