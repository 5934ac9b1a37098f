/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* Which records this device syncs. Lists choose among tasks only: the lists themselves come whichever are chosen, and so do tasks
 * of the Inbox, which lie in none. */
typedef struct
{
  char **lists; /* ids, sorted; NULL: all, those to come included */
  char **types; /* entity types, sorted; NULL: all, those of newer versions included */
} DovetailSyncFilter;

#define DOVETAIL_SYNC_FILTER_MAX_LISTS 200

DovetailSyncFilter *dovetail_sync_filter_new       (char                    **lists,  /* copied */
                                                    char                    **types);
void                dovetail_sync_filter_free      (DovetailSyncFilter       *filter);
DovetailSyncFilter *dovetail_sync_filter_copy      (const DovetailSyncFilter *filter);
gboolean            dovetail_sync_filter_equal     (const DovetailSyncFilter *a,
                                                    const DovetailSyncFilter *b);
gboolean            dovetail_sync_filter_is_all    (const DovetailSyncFilter *filter);
/* Whether a record belongs on this device. */
gboolean            dovetail_sync_filter_has       (const DovetailSyncFilter *filter,
                                                    const DovetailRecord     *record);
gboolean            dovetail_sync_filter_has_list  (const DovetailSyncFilter *filter,
                                                    const char               *list_id);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailSyncFilter, dovetail_sync_filter_free)

/* What the user wants. */
DovetailSyncFilter *dovetail_store_get_filter      (DovetailStore            *self);
/* Takes effect with the next sync, which then walks through everything once. NULL: all. INVALID. */
gboolean            dovetail_store_set_filter      (DovetailStore            *self,
                                                    char                    **lists,
                                                    char                    **types,
                                                    GError                  **error);

/* For the pass: the one that sync token and walk are bound to. */
DovetailSyncFilter *dovetail_store_get_filter_in_use (DovetailStore            *self);
gboolean            dovetail_store_set_filter_in_use (DovetailStore            *self,
                                                      const DovetailSyncFilter *filter,
                                                      GError                  **error);

G_END_DECLS
