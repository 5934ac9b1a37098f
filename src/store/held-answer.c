/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is held gets its answer: it goes, or it is uploaded again. The answer can be taken back as long as
 * nothing came of it that others have seen. */

#include "store/held-row.h"
#include "store/settings.h"
#include "store/store-private.h"

/* A tombstone keeps what was last known of the record, so that it can be restored. */
static DovetailRecord *
with_last_content (DovetailRecord *theirs, DovetailRecord *mine)
{
  if (!theirs->deleted || !dovetail_data_is_empty (theirs->data))
    return dovetail_record_ref (theirs);
  return dovetail_record_with_data (theirs, mine->data, TRUE, theirs->timestamp);
}

static void
set_current (DovetailReplica *replica, DovetailRecord *record) /* takes it */
{
  dovetail_record_unref (replica->current);
  replica->current = record;
}

static gboolean
take_theirs (DovetailStore *self, DovetailHeld *held, GError **error)
{
  DovetailReplica *replica = held->replica;
  DovetailRecord *mine = replica->current;

  if (held->theirs == NULL)
    return dovetail_store_forget_replica (self, mine->entity_type, mine->entity_id, error);
  set_current (replica, with_last_content (held->theirs, mine));
  g_clear_pointer (&replica->base, dovetail_record_unref);
  g_clear_pointer (&replica->pending, dovetail_pending_free);
  return dovetail_store_unhold (self, replica, error) && dovetail_store_put_replica (self, replica, error);
}

/* Nobody was asked: an edit that was made meanwhile goes up and learns of the deletion there, which keeps it
 * in the history of conflicts. */
static gboolean
let_go (DovetailStore *self, DovetailHeld *held, GError **error)
{
  DovetailReplica *replica = held->replica;

  if (replica->pending == NULL)
    return take_theirs (self, held, error);
  g_clear_pointer (&replica->pending->theirs, dovetail_record_unref);
  replica->pending->theirs = with_last_content (held->theirs, replica->current);
  return dovetail_store_unhold (self, replica, error) && dovetail_store_put_replica (self, replica, error);
}

static DovetailRecord *
as_never_uploaded (DovetailRecord *record)
{
  return dovetail_record_new (record->entity_type, record->entity_id, 0, NULL, record->deleted, record->data,
                              record->timestamp, record->modified_by, record->client_id);
}

/* What is here is an edit of what the server has. */
static gboolean
upload_again (DovetailStore *self, DovetailHeld *held, GError **error)
{
  DovetailReplica *replica = held->replica;
  gint64 time = dovetail_store_next_time (self, error);

  if (time == 0)
    return FALSE;
  if (replica->pending == NULL)
    replica->pending = dovetail_pending_new (time);
  dovetail_pending_thaw (replica->pending);
  replica->pending->edited_at = time;
  replica->pending->by_hand = TRUE;
  g_clear_pointer (&replica->pending->theirs, dovetail_record_unref);
  g_clear_pointer (&replica->base, dovetail_record_unref);
  if (held->theirs != NULL)
    replica->base = with_last_content (held->theirs, replica->current);
  else
    set_current (replica, as_never_uploaded (replica->current));
  return dovetail_store_unhold (self, replica, error) && dovetail_store_put_replica (self, replica, error);
}

typedef gboolean (*Answer) (DovetailStore *self, DovetailHeld *held, GError **error);

typedef struct
{
  DovetailHeld *held;     /* as it was */
  DovetailReplica *after; /* what the answer made of the record; NULL: nothing is left */
} Answered;

static void
answered_free (gpointer data)
{
  Answered *answered = data;

  dovetail_held_free (answered->held);
  g_clear_pointer (&answered->after, dovetail_replica_free);
  g_free (answered);
}

static DovetailHeld *
copy_held (const DovetailHeld *held)
{
  DovetailHeld *copy = g_new0 (DovetailHeld, 1);

  *copy = *held;
  copy->replica = dovetail_replica_copy (held->replica);
  copy->theirs = held->theirs != NULL ? dovetail_record_ref (held->theirs) : NULL;
  return copy;
}

/* FALSE with *replica NULL and no error: not stored. */
static gboolean
find_replica (DovetailStore *self, DovetailRecord *record, DovetailReplica **replica, GError **error)
{
  g_autoptr (GError) failure = NULL;

  *replica = dovetail_store_get_replica (self, record->entity_type, record->entity_id, &failure);
  if (*replica != NULL || g_error_matches (failure, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
answer_one (DovetailStore *self, DovetailHeld *held, Answer answer, GPtrArray *undo, GError **error)
{
  Answered *answered;

  if (undo == NULL)
    return answer (self, held, error);
  answered = g_new0 (Answered, 1);
  answered->held = copy_held (held);
  g_ptr_array_add (undo, answered);
  return answer (self, held, error) && find_replica (self, held->replica->current, &answered->after, error);
}

static gboolean
is_meant (DovetailHeld *held, const char *const *entity_ids)
{
  return entity_ids == NULL || g_strv_contains (entity_ids, held->replica->current->entity_id);
}

static gboolean
answer_all (DovetailStore *self,
            gboolean asked,
            const char *const *entity_ids,
            Answer answer,
            GPtrArray *undo,
            GError **error)
{
  g_autoptr (GPtrArray) all = dovetail_held_list (self, asked, 0, error);

  for (guint i = 0; all != NULL && i < all->len; i++)
    if (is_meant (g_ptr_array_index (all, i), entity_ids)
        && !answer_one (self, g_ptr_array_index (all, i), answer, undo, error))
      return FALSE;
  return all != NULL;
}

/**
 * dovetail_store_let_gathered_go:
 * @self: a store with an open transaction
 * @error: FULL, CORRUPT, FAILED
 *
 * What was gathered is not much: the deletions are done.
 *
 * Returns: whether they are
 */
gboolean
dovetail_store_let_gathered_go (DovetailStore *self, GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);

  return dovetail_store_require_transaction (self, error)
         && answer_all (self, FALSE, NULL, let_go, NULL, error);
}

/**
 * dovetail_store_answer_held:
 * @self: a store
 * @accept: %TRUE: let go; %FALSE: keep what is here
 * @entity_ids: (nullable): of which records; %NULL: of all that are held
 * @undo: (out) (optional) (transfer full): to be given to dovetail_store_hold_again()
 * @error: BUSY, FULL, CORRUPT, FAILED
 *
 * Let go: the server's state is taken, and edits that waited with it are dropped; a tombstone keeps what was
 * last known. Kept: it waits to be uploaded, as a create that names the tombstone, as a new record, or as
 * what differs from the server's. The others stay held.
 *
 * Returns: whether it is done, for all that were meant or for none
 */
gboolean
dovetail_store_answer_held (
    DovetailStore *self, gboolean accept, const char *const *entity_ids, GPtrArray **undo, GError **error)
{
  g_autoptr (DovetailTransaction) transaction = NULL;
  g_autoptr (GPtrArray) answered = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);

  transaction = dovetail_transaction_begin (self, error);
  if (undo != NULL)
    answered = g_ptr_array_new_with_free_func (answered_free);
  if (transaction == NULL
      || !answer_all (self, TRUE, entity_ids, accept ? take_theirs : upload_again, answered, error)
      || !dovetail_transaction_commit (g_steal_pointer (&transaction), error))
    return FALSE;
  if (undo != NULL)
    *undo = g_steal_pointer (&answered);
  return TRUE;
}

/**
 * dovetail_store_accept_held:
 * @self: a store
 * @error: BUSY, FULL, CORRUPT, FAILED
 *
 * The user lets all of it go.
 *
 * Returns: whether it is done, for all or for none
 */
gboolean
dovetail_store_accept_held (DovetailStore *self, GError **error)
{
  return dovetail_store_answer_held (self, TRUE, NULL, NULL, error);
}

/**
 * dovetail_store_restore_held:
 * @self: a store
 * @error: BUSY, FULL, CORRUPT, FAILED
 *
 * The user keeps all that is here.
 *
 * Returns: whether it is done, for all or for none
 */
gboolean
dovetail_store_restore_held (DovetailStore *self, GError **error)
{
  return dovetail_store_answer_held (self, FALSE, NULL, NULL, error);
}

static gboolean
same_pending (const DovetailPending *a, const DovetailPending *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return a->state == b->state && a->edited_at == b->edited_at;
}

/* Neither edited since nor on its way up. */
static gboolean
is_as_answered (const DovetailReplica *now, const DovetailReplica *after)
{
  if (now == NULL || after == NULL)
    return now == after;
  return now->current->version == after->current->version && now->current->deleted == after->current->deleted
         && dovetail_data_equal (now->current->data, after->current->data)
         && same_pending (now->pending, after->pending);
}

static gboolean
put_back (DovetailStore *self, const Answered *answered, guint *count, GError **error)
{
  DovetailHeld *held = answered->held;
  g_autoptr (DovetailReplica) now = NULL;

  if (!find_replica (self, held->replica->current, &now, error))
    return FALSE;
  if (!is_as_answered (now, answered->after))
    return TRUE;
  *count += 1;
  return dovetail_store_put_replica (self, held->replica, error)
         && dovetail_held_row_write (self, held, error);
}

/**
 * dovetail_store_hold_again:
 * @self: a store
 * @undo: what dovetail_store_answer_held() gave
 * @count: (out): how many are held again
 * @error: BUSY, FULL, CORRUPT, FAILED
 *
 * Takes the answer back, in one transaction. Records that were edited since, uploaded, or changed by the
 * server stay as they are.
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_store_hold_again (DovetailStore *self, GPtrArray *undo, guint *count, GError **error)
{
  g_autoptr (DovetailTransaction) transaction = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (undo != NULL && count != NULL, FALSE);

  *count = 0;
  transaction = dovetail_transaction_begin (self, error);
  if (transaction == NULL)
    return FALSE;
  for (guint i = 0; i < undo->len; i++)
    if (!put_back (self, g_ptr_array_index (undo, i), count, error))
      return FALSE;
  return dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}
