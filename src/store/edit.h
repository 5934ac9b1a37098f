/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* Local edits: each is one transaction {record, base kept, outbox row}. The record's new state is returned
 * (transfer full), NULL on error. by_hand: the user made it; FALSE for imports. */
DovetailReplica *dovetail_store_create  (DovetailStore *self,
                                         const char    *entity_type,
                                         const char    *entity_id, /* NULL: a new UUIDv7 */
                                         JsonNode      *data,
                                         gboolean       by_hand,
                                         GError       **error);
/* patch: merge patch over the current data; status and completed_at are kept in step. */
DovetailReplica *dovetail_store_update  (DovetailStore *self,
                                         const char    *entity_type,
                                         const char    *entity_id,
                                         JsonNode      *patch,
                                         GError       **error);
DovetailReplica *dovetail_store_delete  (DovetailStore *self,
                                         const char    *entity_type,
                                         const char    *entity_id,
                                         GError       **error);
/* Brings a deleted record back, pending delete or tombstone alike. */
DovetailReplica *dovetail_store_restore (DovetailStore *self,
                                         const char    *entity_type,
                                         const char    *entity_id,
                                         GError       **error);
/* One edit of many tasks, in transactions of 500, undone as one. The callback gives each its merge patch (transfer full; NULL: it
 * stays as it is); index is its place in rows. changed counts on error, too: what was committed stays. */
typedef JsonNode *(*DovetailPatchFunc)  (DovetailReplica *replica,
                                         guint            index,
                                         gpointer         user_data);
gboolean         dovetail_store_update_rows (DovetailStore    *self,
                                             GArray           *rows, /* gint64 */
                                             DovetailPatchFunc func,
                                             gpointer          user_data,
                                             guint            *changed,
                                             GError          **error);
gboolean         dovetail_store_delete_rows (DovetailStore    *self,
                                             GArray           *rows,
                                             guint            *deleted, /* without subtasks that went along */
                                             GError          **error);
/* Many creates in transactions of up to 5,000; ids that exist are left alone and counted as existing. */
typedef struct
{
  char     *entity_type;
  char     *entity_id; /* NULL: a new one */
  JsonNode *data;
} DovetailDraft;
void             dovetail_draft_free    (DovetailDraft *draft);
DovetailDraft   *dovetail_draft_new     (const char    *entity_type,
                                         const char    *entity_id,
                                         JsonNode      *data);
gboolean         dovetail_store_import  (DovetailStore *self,
                                         GPtrArray     *drafts,   /* DovetailDraft */
                                         guint         *created,
                                         guint         *existing,
                                         GError       **error);

G_END_DECLS
