/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

#define DOVETAIL_SNAPSHOTS_KEPT 5

/* A copy of the store as it is now, in DIRECTORY/snapshots; sealed as the store is. Before each full resync. The newest five are kept.
 * path (may be NULL): where it lies. Not inside a transaction. */
gboolean dovetail_store_snapshot (DovetailStore *self,
                                  char         **path,
                                  GError       **error);

G_END_DECLS
