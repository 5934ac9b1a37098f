/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* What a sync would have taken away, kept until the user says so. Held records stay as they are, and edits to them
 * wait. */
typedef enum
{
  DOVETAIL_HELD_DELETED, /* a tombstone came */
  DOVETAIL_HELD_MISSING, /* a full sync did not find it */
  DOVETAIL_HELD_OTHER    /* a server of another history has another state of it */
} DovetailHeldCause;

typedef struct
{
  DovetailHeldCause cause;
  gboolean          asked;    /* FALSE: gathered by a sync that has not seen all yet */
  gint64            held_at;  /* ms */
  DovetailReplica  *replica;  /* as it is here */
  DovetailRecord   *theirs;   /* what the server has; NULL: nothing */
} DovetailHeld;

void       dovetail_held_free               (DovetailHeld      *held);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailHeld, dovetail_held_free)

/* How many the user is asked about. */
guint      dovetail_store_count_held        (DovetailStore     *self);
/* Those, as DovetailHeld; limit 0: all. */
GPtrArray *dovetail_store_list_held         (DovetailStore     *self,
                                             guint              limit,
                                             GError           **error);
/* The user's answer, for some or all that are held; one transaction. The undo takes it back with hold_again(), as far as
 * nothing has come of it yet; count: how many are held again. */
gboolean   dovetail_store_answer_held       (DovetailStore     *self,
                                             gboolean           accept,     /* FALSE: restore */
                                             const char *const *entity_ids, /* NULL: all */
                                             GPtrArray        **undo,       /* NULL: not wanted */
                                             GError           **error);
gboolean   dovetail_store_hold_again        (DovetailStore     *self,
                                             GPtrArray         *undo,
                                             guint             *count,
                                             GError           **error);
/* The same for all that are held; one transaction each. accept lets them go: the server's state is taken. restore
 * keeps what is here and uploads it again: a create that names the tombstone, or what differs. */
gboolean   dovetail_store_accept_held       (DovetailStore     *self,
                                             GError           **error);
gboolean   dovetail_store_restore_held      (DovetailStore     *self,
                                             GError           **error);

/* For the pass, inside a transaction. hold: replaces what is held of the record. */
gboolean   dovetail_store_hold              (DovetailStore     *self,
                                             DovetailReplica   *replica,
                                             DovetailHeldCause  cause,
                                             DovetailRecord    *theirs,
                                             gboolean           asked,
                                             GError           **error);
gboolean   dovetail_store_unhold            (DovetailStore     *self,
                                             DovetailReplica   *replica,
                                             GError           **error);
/* TRUE with *held NULL when it is not held. */
gboolean   dovetail_store_find_held         (DovetailStore     *self,
                                             DovetailReplica   *replica,
                                             DovetailHeld     **held,
                                             GError           **error);
/* Whether anything is held, gathered ones included. */
gboolean   dovetail_store_holds_any         (DovetailStore     *self);
/* What was gathered: how much, then the decision: ask the user, or let it go. */
guint      dovetail_store_count_gathered    (DovetailStore     *self);
gboolean   dovetail_store_ask_gathered      (DovetailStore     *self,
                                             GError           **error);
gboolean   dovetail_store_let_gathered_go   (DovetailStore     *self,
                                             GError           **error);

G_END_DECLS
