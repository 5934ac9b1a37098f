/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/filter.h"

G_BEGIN_DECLS

/* Records that no longer belong on this device go, without a tombstone; the server keeps them. Where an edit, an answer, an open
 * conflict or a question to the user waits, the record stays, marked as leaving, until that is done. All inside a transaction. */
gboolean dovetail_store_evict         (DovetailStore            *self,
                                       const char               *entity_type,
                                       const char               *entity_id,
                                       GError                  **error);
/* Everything that the filter leaves out. */
gboolean dovetail_store_evict_outside (DovetailStore            *self,
                                       const DovetailSyncFilter *filter,
                                       GError                  **error);
/* Marked ones for which nothing waits any more. */
gboolean dovetail_store_evict_leaving (DovetailStore            *self,
                                       GError                  **error);
/* It belongs here after all. */
gboolean dovetail_store_stay          (DovetailStore            *self,
                                       const char               *entity_type,
                                       const char               *entity_id,
                                       GError                  **error);
gboolean dovetail_store_all_stay      (DovetailStore            *self,
                                       GError                  **error);
gboolean dovetail_store_any_leaves    (DovetailStore            *self);
gboolean dovetail_store_leaves        (DovetailStore            *self,
                                       const char               *entity_type,
                                       const char               *entity_id);

G_END_DECLS
