/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "store/store.h"

G_BEGIN_DECLS

/* What the user did on this device can be undone, the newest first: this many actions back. */
#define DOVETAIL_ACTIONS_KEPT 200

/* What an undo did. */
typedef struct
{
  char   *kind;    /* of what was undone: create, edit, move, done, reopen, delete, restore, discard, resolve, unresolve, import */
  char   *title;   /* of its first record, or NULL */
  gint64  time;    /* when it had been done, ms */
  guint   actions; /* how many steps it consisted of */
  guint   count;   /* how many records it was done to; others may have gone along, as subtasks do */
  guint   changed; /* records that were set back */
  guint   passed;  /* records left as they are, for they were changed since */
  JsonNode *redo;  /* for dovetail_store_redo(); NULL: it cannot be done again */
} DovetailUndone;

void     dovetail_undone_clear            (DovetailUndone *undone);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DovetailUndone, dovetail_undone_clear)

/* Undoes an action, by an ordinary change that touches only fields which still hold what the action gave them. action 0: the
 * newest; one after the other leads further back. NOT_FOUND when there is none (any more). With undone->changed 0 everything had been
 * changed since: it is off the journal all the same. One transaction. */
gboolean dovetail_store_undo              (DovetailStore  *self,
                                           gint64          action,
                                           DovetailUndone *undone,
                                           GError        **error);
/* Does again what an undo took back, as far as nothing has changed since. It becomes an action like any other, the newest. */
gboolean dovetail_store_redo              (DovetailStore  *self,
                                           JsonNode       *redo,
                                           DovetailUndone *redone, /* changed, passed: records done again, or left */
                                           GError        **error);
/* The newest action, for a toast that undoes just this one; 0: none. */
gint64   dovetail_store_get_last_action   (DovetailStore  *self);
/* What is done in between by this object counts as one action: a command for several tasks, a bulk bar. */
void     dovetail_store_begin_bundle      (DovetailStore  *self);
void     dovetail_store_end_bundle        (DovetailStore  *self);

G_END_DECLS
