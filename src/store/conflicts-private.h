/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/conflicts.h"

G_BEGIN_DECLS

/* What the files about conflicts share. All inside a transaction. */

/* A queued resolution with what its fields held before it. */
typedef struct
{
  DovetailResolution *resolution;
  JsonNode           *before;   /* sealed object: field -> value, null when absent */
} DovetailAnswer;

void            dovetail_answer_free        (DovetailAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailAnswer, dovetail_answer_free)

gboolean        dovetail_answer_insert      (DovetailStore      *self,
                                             DovetailAnswer     *answer,
                                             const char         *entity_id,
                                             GError            **error);
/* The newest queued one of a conflict; NULL without error: none. */
DovetailAnswer *dovetail_answer_find        (DovetailStore      *self,
                                             const char         *conflict_id,
                                             GError            **error);
DovetailAnswer *dovetail_answer_find_by_mutation (DovetailStore *self,
                                                  const char    *mutation_id,
                                                  GError       **error);
/* Those the server refused no longer count once there is a new answer. */
gboolean        dovetail_answer_forget_refused (DovetailStore   *self,
                                                const char      *conflict_id,
                                                GError         **error);
/* The record of a conflict; NULL without error: not stored. */
gboolean        dovetail_conflicts_get_record (DovetailStore    *self,
                                               DovetailConflict *conflict,
                                               DovetailReplica **replica,
                                               GError          **error);
/* Opens a conflict again without touching its record. */
gboolean        dovetail_conflicts_open_again (DovetailStore    *self,
                                               DovetailConflict *conflict,
                                               JsonNode         *theirs, /* NULL: as they were */
                                               GError          **error);
/* Fields that still hold what an answer gave them get back what they held before it. */
gboolean        dovetail_conflicts_take_back (DovetailStore     *self,
                                              DovetailConflict  *conflict,
                                              DovetailAnswer    *answer,
                                              GError           **error);
/* One answer, and its taking back, of those that one transaction may hold many of. */
gboolean        dovetail_conflicts_answer   (DovetailStore      *self,
                                             DovetailConflict   *conflict,
                                             const char         *strategy,
                                             JsonNode           *resolved,
                                             gint64              time,
                                             GError            **error);
gboolean        dovetail_conflicts_unanswer (DovetailStore      *self,
                                             DovetailConflict   *conflict,
                                             GError            **error);
/* Gives the fields in which the side was passed over its values again, as an edit. */
gboolean        dovetail_conflicts_restore_fields (DovetailStore    *self,
                                                   DovetailConflict *conflict,
                                                   DovetailSide      side,
                                                   GError          **error);
/* A merge patch that gives the conflict's fields, and those that follow them, the values of a side. */
JsonNode       *dovetail_conflicts_fields_of (const DovetailConflict *conflict,
                                              DovetailSide            side);
/* Into the journal of actions: that a conflict was answered so, or that the answer it had was taken back. */
gboolean        dovetail_conflicts_journal  (DovetailStore      *self,
                                             const char         *kind,
                                             DovetailConflict   *conflict,
                                             const char         *strategy,
                                             JsonNode           *resolved,
                                             GError            **error);
/* Withdraws the queued answers of a record whose edits are discarded; the record itself is the caller's. */
gboolean        dovetail_conflicts_withdraw (DovetailStore      *self,
                                             DovetailReplica    *replica,
                                             GError            **error);

G_END_DECLS
