/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/conflicts.h"

G_BEGIN_DECLS

/* One choice for many conflicts: which they are, what it would do, the answers, and the one way back. */

/* Which open conflicts; what is NULL does not matter. */
typedef struct
{
  const char                *cause;   /* its name on the wire */
  const char                *list_id; /* tasks of this list; "": those in none */
  const char *const         *fields;  /* just this set of fields, in any order */
} DovetailConflictFilter;

/* Open conflicts the choice could be for, newest first. filter NULL: all. */
GPtrArray *dovetail_store_filter_conflicts  (DovetailStore                *self,
                                             const DovetailConflictFilter *filter,
                                             GError                      **error);
/* Those like one of them, itself included: same cause, same set of fields, same list. */
GPtrArray *dovetail_store_similar_conflicts (DovetailStore                *self,
                                             DovetailConflict             *conflict,
                                             GError                      **error);

/* What a choice would do to one record. */
typedef struct
{
  DovetailConflict *conflict;
  JsonNode         *before;   /* sealed object: the fields it sets -> their values now, null when absent */
  JsonNode         *after;    /* likewise: what they would be; empty: the record stays as it is */
  gboolean          possible; /* FALSE: the record was deleted, and the choice means to keep it */
} DovetailAnswerPreview;

void       dovetail_answer_preview_free     (DovetailAnswerPreview        *preview);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailAnswerPreview, dovetail_answer_preview_free)

/* DovetailAnswerPreview of each; nothing is written. strategy: client_wins or server_wins. */
GPtrArray *dovetail_store_preview_answers   (DovetailStore                *self,
                                             GPtrArray                    *conflicts,
                                             const char                   *strategy,
                                             GError                      **error);
/* All in one transaction; those that cannot have the answer any more are left open. The ids of those that were answered, to
 * be taken back together. */
char     **dovetail_store_resolve_conflicts   (DovetailStore              *self,
                                               GPtrArray                  *conflicts,
                                               const char                 *strategy,
                                               GError                    **error);
/* Takes back all in one transaction; those that are open already stay as they are. */
gboolean   dovetail_store_unresolve_conflicts (DovetailStore              *self,
                                               const char *const          *conflict_ids,
                                               GError                    **error);

/* Of a closed conflict: whether a field of the side was passed over, and its restoring, which is an ordinary edit of these
 * fields; where a delete won the record comes back with them. */
gboolean   dovetail_conflict_lost           (DovetailConflict             *conflict,
                                             DovetailSide                  side);
gboolean   dovetail_store_restore_side      (DovetailStore                *self,
                                             const char                   *conflict_id,
                                             DovetailSide                  side,
                                             GError                      **error);

G_END_DECLS
