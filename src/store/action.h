/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/record.h"
#include "store/conflicts.h"
#include "store/store.h"

G_BEGIN_DECLS

/* The journal of what the user did. All inside one transaction: begin, touch each record, write. Dropping the transaction drops
 * what was gathered. */
#define DOVETAIL_ACTION_CREATE    "create"
#define DOVETAIL_ACTION_EDIT      "edit"
#define DOVETAIL_ACTION_MOVE      "move"
#define DOVETAIL_ACTION_DONE      "done"
#define DOVETAIL_ACTION_REOPEN    "reopen"
#define DOVETAIL_ACTION_DELETE    "delete"
#define DOVETAIL_ACTION_RESTORE   "restore"
#define DOVETAIL_ACTION_DISCARD   "discard"
#define DOVETAIL_ACTION_RESOLVE   "resolve"
#define DOVETAIL_ACTION_UNRESOLVE "unresolve"
#define DOVETAIL_ACTION_IMPORT    "import"

void     dovetail_action_begin  (DovetailStore        *self);
/* Nothing when no action is being gathered. before NULL: it was not there; after NULL: it is not there any more. */
void     dovetail_action_touch  (DovetailStore        *self,
                                 const DovetailRecord *before,
                                 const DovetailRecord *after);
/* A conflict was answered (or opened) by it; strategy and resolved: the answer. */
void     dovetail_action_answer (DovetailStore        *self,
                                 const char           *conflict_id,
                                 const char           *strategy,
                                 JsonNode             *resolved);
/* It was done to this many records at once; others that it touches went along. Without this: to one. */
void     dovetail_action_count  (DovetailStore        *self,
                                 guint                 count);
gboolean dovetail_action_write  (DovetailStore        *self,
                                 const char           *kind,
                                 GError              **error);
/* What was gathered, instead of writing it; NULL: it is too much to be kept. */
JsonNode *dovetail_action_take  (DovetailStore        *self);
/* For the end of a transaction. */
void     dovetail_action_drop   (DovetailStore        *self);

G_END_DECLS
