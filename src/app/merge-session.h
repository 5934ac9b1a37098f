/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "core/conflict.h"
#include "core/record.h"

G_BEGIN_DECLS

typedef enum
{
  DOVETAIL_CHOICE_NONE,
  DOVETAIL_CHOICE_MINE,
  DOVETAIL_CHOICE_THEIRS,
  DOVETAIL_CHOICE_BOTH,  /* the two sides in one: text after text, the union of a set */
  DOVETAIL_CHOICE_EDITED /* a value of the user's own */
} DovetailChoice;

/* The name of the one field of a deletion: the task as a whole. */
#define DOVETAIL_MERGE_WHOLE ""

typedef struct
{
  char                *name;
  const DovetailField *schema;                  /* NULL: a field this version does not know, or the whole task */
  JsonNode            *sides[DOVETAIL_N_SIDES]; /* NULL: absent */
  JsonNode            *both;                    /* NULL: the two sides cannot be put together, or it is the empty value */
  JsonNode            *result;                  /* NULL: absent, or nothing chosen yet */
  JsonNode            *fitted;                  /* of a field that asks for nothing: what it became */
  DovetailOutcome      outcome;
  DovetailChoice       choice;                  /* of a fitted field NONE: as it was fitted */
  gboolean             asks;                    /* both sides changed it differently: needs the user */
  gboolean             can_both;
} DovetailMergeField;

/* What answers the conflict. */
typedef struct
{
  const char *strategy; /* DOVETAIL_RESOLUTION_..., constant */
  JsonNode   *resolved; /* of user_merge: field -> value or null; else NULL */
  gboolean    reopens;  /* a closed deletion is taken back with mine: unresolve instead of resolve */
  gboolean    restores; /* a closed deletion, which was mine, is taken back: restore the record */
  gboolean    nothing;  /* a closed deletion stays as it is: there is nothing to store */
} DovetailMergeAnswer;

void dovetail_merge_answer_clear (DovetailMergeAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DovetailMergeAnswer, dovetail_merge_answer_clear)

#define DOVETAIL_TYPE_MERGE_SESSION (dovetail_merge_session_get_type ())
G_DECLARE_FINAL_TYPE (DovetailMergeSession, dovetail_merge_session, DOVETAIL, MERGE_SESSION, GObject)

/* One conflict while the user decides it: fields, choices and the result. Knows no widgets and no store.
 * Signal "changed": a choice or a value changed. */
/* current: the record as the store holds it now; NULL: gone. now: ms, becomes completed_at where the user says done. */
DovetailMergeSession     *dovetail_merge_session_new         (DovetailConflict     *conflict,
                                                              DovetailRecord       *current,
                                                              gint64                now);
/* The conflict or the record moved on: merges again and keeps the choices. TRUE when what is shown changed. */
gboolean                  dovetail_merge_session_update      (DovetailMergeSession *self,
                                                              DovetailConflict     *conflict,
                                                              DovetailRecord       *current);
DovetailConflict         *dovetail_merge_session_get_conflict (DovetailMergeSession *self);
/* DovetailMergeField each, in the order of the schema; those that ask first. Valid until the next update. */
GPtrArray                *dovetail_merge_session_get_fields  (DovetailMergeSession *self);
const DovetailMergeField *dovetail_merge_session_find        (DovetailMergeSession *self,
                                                              const char           *name);
gboolean                  dovetail_merge_session_is_deletion (DovetailMergeSession *self);
guint                     dovetail_merge_session_count_asking (DovetailMergeSession *self);
guint                     dovetail_merge_session_count_fitted (DovetailMergeSession *self);
guint                     dovetail_merge_session_count_undecided (DovetailMergeSession *self);
/* Takes a side, or with NONE nothing (a fitted field: as it was fitted). */
void                      dovetail_merge_session_choose      (DovetailMergeSession *self,
                                                              const char           *name,
                                                              DovetailChoice        choice);
void                      dovetail_merge_session_edit        (DovetailMergeSession *self,
                                                              const char           *name,
                                                              JsonNode             *value); /* NULL: empty */
/* The same choice for every field that asks. */
void                      dovetail_merge_session_choose_all  (DovetailMergeSession *self,
                                                              DovetailChoice        choice);
gboolean                  dovetail_merge_session_can_undo    (DovetailMergeSession *self);
void                      dovetail_merge_session_undo        (DovetailMergeSession *self); /* the last choice or edit */
/* The record as it will be; transfer full. Undecided fields hold theirs. */
JsonNode                 *dovetail_merge_session_preview     (DovetailMergeSession *self);
gboolean                  dovetail_merge_session_stays_deleted (DovetailMergeSession *self);
/* FALSE while a field is undecided, or a value breaks a rule (error: which, in words). */
gboolean                  dovetail_merge_session_answer      (DovetailMergeSession *self,
                                                              DovetailMergeAnswer       *answer,
                                                              GError              **error);

G_END_DECLS
