/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/edit.h"

G_BEGIN_DECLS

/* What edits consist of, for those that are part of a larger transaction. All inside one. */

DovetailTransaction *
                 dovetail_edit_begin   (DovetailStore   *self,      /* opens it, with a time for the edits in it, and the journal of actions */
                                        const char      *entity_type,
                                        gint64          *time,
                                        GError         **error);
/* Gives a record other content at a hybrid time: keeps the base, notes the edit, puts it. An edit that leads back to the base ends
 * the pending state. */
gboolean         dovetail_edit_apply   (DovetailStore   *self,
                                        DovetailReplica *replica,
                                        JsonNode        *data,
                                        gboolean         deleted,
                                        gint64           time,
                                        gboolean         by_hand,
                                        GError         **error);
/* What an edit by hand does to a record that is not deleted: patched, and the next of its series made. kind: what people
 * call it, for the journal; NULL: the patch says nothing new. */
gboolean         dovetail_edit_patch   (DovetailStore   *self,
                                        DovetailReplica *replica,
                                        JsonNode        *patch,
                                        gint64           time,
                                        const char     **kind,
                                        GError         **error);
/* Into the history of the record, stored already. before NULL: it was not there; operation NULL: as the records say. */
gboolean         dovetail_edit_note_change (DovetailStore        *self,
                                            DovetailReplica      *replica,
                                            const DovetailRecord *before,
                                            const char           *operation,
                                            gint64                time,
                                            GError              **error);
/* A task with its subtasks, a list without its tasks. */
gboolean         dovetail_edit_delete  (DovetailStore   *self,
                                        DovetailReplica *replica,
                                        gint64           time,
                                        GError         **error);
/* Nothing pending: the newest state known of the server, if it has one. */
void             dovetail_edit_take_servers_state (DovetailReplica *replica);
DovetailReplica *dovetail_edit_create  (DovetailStore   *self,
                                        const char      *entity_type,
                                        const char      *entity_id, /* NULL: a new one */
                                        JsonNode        *data,
                                        JsonNode * const *known,    /* as for compose */
                                        gint64           time,
                                        gboolean         by_hand,
                                        GError         **error);
/* Status and completed_at kept in step. What the edit says is checked against the schema; what a newer version wrote, and
 * the edit only takes over, is not this one's to judge: values that known holds for the same field, or the record itself. */
JsonNode        *dovetail_edit_compose (DovetailStore   *self,
                                        DovetailRecord  *record,    /* NULL: a new one */
                                        const char      *entity_type,
                                        JsonNode        *patch,
                                        JsonNode * const *known,    /* up to a NULL; NULL: nothing more */
                                        gint64           time,
                                        GError         **error);
/* 1: stored, tombstones included; 0: not; -1: error. */
int              dovetail_edit_exists  (DovetailStore   *self,
                                        const char      *entity_type,
                                        const char      *entity_id,
                                        GError         **error);
/* INVALID: the type is unknown, or only the server writes it. */
gboolean         dovetail_edit_allowed (const char      *entity_type,
                                        GError         **error);

G_END_DECLS
