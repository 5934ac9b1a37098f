/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/unreadable.h"
#include "store/store.h"

G_BEGIN_DECLS

/* Records that came down and that this version cannot read, sealed as they came. Edits of such a record wait. */
guint      dovetail_store_count_unreadable   (DovetailStore            *self);
/* DovetailUnreadable each, oldest first; limit 0: all. */
GPtrArray *dovetail_store_list_unreadable    (DovetailStore            *self,
                                              guint                     limit,
                                              GError                  **error);
/* Those that another version could not read, or that the user wants tried again. */
GPtrArray *dovetail_store_list_untried       (DovetailStore            *self,
                                              const char               *reader,  /* this version */
                                              GError                  **error);
/* The user's answers, one transaction each; NOT_FOUND. discard: what the store holds of the record is what it has. */
gboolean   dovetail_store_discard_unreadable (DovetailStore            *self,
                                              const char               *entity_type,
                                              const char               *entity_id,
                                              GError                  **error);
gboolean   dovetail_store_retry_unreadable   (DovetailStore            *self,
                                              const char               *entity_type,
                                              const char               *entity_id,
                                              GError                  **error);

/* For the pass, inside a transaction. keep: in place of an older one of the same record. */
gboolean   dovetail_store_keep_unreadable    (DovetailStore            *self,
                                              const DovetailUnreadable *unreadable,
                                              const char               *reader,
                                              GError                  **error);
/* A state came that can be read: what is not newer than this version goes. */
gboolean   dovetail_store_outdate_unreadable (DovetailStore            *self,
                                              const char               *entity_type,
                                              const char               *entity_id,
                                              gint64                    version,
                                              GError                  **error);

G_END_DECLS
