/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Makes durable what reconcile decides. */

#include "sync/apply.h"

#include "core/error.h"
#include "core/schema.h"
#include "store/conflicts.h"
#include "store/held.h"
#include "store/record-changes.h"
#include "store/unreadable.h"
#include "store/walk.h"
#include "sync/gone.h"
#include "sync/holding.h"
#include "sync/passed-over.h"
#include "sync/reconcile.h"
#include "sync/selection.h"
#include "wire/result.h"

/**
 * dovetail_apply_find:
 * @pass: the pass
 * @entity_type: a record's type
 * @entity_id: its id
 * @replica: (out) (nullable): what is held of it
 * @error: what the store says, but for NOT_FOUND
 *
 * Returns: whether it could be looked for
 */
gboolean
dovetail_apply_find (DovetailPass *pass,
                     const char *entity_type,
                     const char *entity_id,
                     DovetailReplica **replica,
                     GError **error)
{
  g_autoptr (GError) failure = NULL;

  *replica = dovetail_store_get_replica (pass->store, entity_type, entity_id, &failure);
  if (*replica != NULL && pass->holds)
    dovetail_recorder_look (pass->recorder, *replica);
  if (*replica != NULL || g_error_matches (failure, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
is_unchanged (const DovetailReplica *before, const DovetailReplica *next)
{
  if (before->current != next->current || before->base != next->base
      || (before->pending == NULL) != (next->pending == NULL))
    return FALSE;
  return next->pending == NULL
         || (before->pending->theirs == next->pending->theirs
             && before->pending->state == next->pending->state);
}

/**
 * dovetail_apply_store:
 * @store: the local replica, with an open transaction
 * @before: (nullable): what was held
 * @next: (nullable): what is to be held; %NULL forgets
 * @error: what the store says
 *
 * Returns: whether it is written, or was the same
 */
gboolean
dovetail_apply_store (DovetailStore *store, DovetailReplica *before, DovetailReplica *next, GError **error)
{
  if (next == NULL)
    return before == NULL
           || dovetail_store_forget_replica (store, before->current->entity_type, before->current->entity_id,
                                             error);
  if (before != NULL && is_unchanged (before, next))
    return TRUE;
  return dovetail_store_put_replica (store, next, error);
}

/**
 * dovetail_apply_conflict:
 * @pass: the pass, with an open transaction
 * @conflict: what the server says of it
 * @error: what the store says
 *
 * Returns: whether it is written
 */
gboolean
dovetail_apply_conflict (DovetailPass *pass, DovetailConflict *conflict, GError **error)
{
  dovetail_recorder_conflict (pass->recorder, conflict);
  return dovetail_store_put_conflict (pass->store, conflict, error);
}

/* Who wrote it and when is no news to anybody. */
static gboolean
is_other (const DovetailRecord *before, const DovetailRecord *next)
{
  return before->version != next->version || !dovetail_data_equal (before->data, next->data);
}

static void
count_delta (DovetailJob *job, const DovetailReplica *before, const DovetailReplica *next)
{
  gboolean was_there = before != NULL && !before->current->deleted;
  gboolean is_there = next != NULL && !next->current->deleted;

  job->fetched++;
  if (!was_there && is_there)
    job->created++;
  else if (was_there && !is_there)
    job->deleted++;
  else if (was_there && before->current != next->current && is_other (before->current, next->current))
    job->updated++;
}

/* What came before and could not be read is of no use any more; versions of another history do not compare.
 */
static gboolean
outdate_unreadable (DovetailPass *pass, const DovetailDelta *delta, gboolean foreign, GError **error)
{
  gboolean any = foreign || delta->operation == DOVETAIL_OPERATION_LEAVE;

  return !pass->unreadable
         || dovetail_store_outdate_unreadable (pass->store, delta->record->entity_type,
                                               delta->record->entity_id,
                                               any ? G_MAXINT64 : delta->record->version, error);
}

/* Whose signature the change bears that came down. */
static const DovetailRecord *
author_of (const DovetailReplica *next)
{
  if (next == NULL || next->pending == NULL)
    return next != NULL ? next->current : NULL;
  return next->pending->theirs != NULL ? next->pending->theirs : next->base;
}

static gboolean
store_and_count (DovetailPass *pass,
                 DovetailReplica *before,
                 DovetailReplica *next,
                 const DovetailRecord *theirs,
                 GError **error)
{
  if (!dovetail_apply_store (pass->store, before, next, error)
      || (before != NULL
          && !dovetail_store_note_synced_change (pass->store, before, next, author_of (next), error)))
    return FALSE;
  dovetail_recorder_decide (pass->recorder, "record", before, next, theirs->deleted ? NULL : theirs->data);
  count_delta (pass->job, before, next);
  return TRUE;
}

/* A held record that mine and theirs agree on now is held no more. */
static gboolean
meet_foreign (DovetailPass *pass, DovetailReplica *before, const DovetailDelta *delta, GError **error)
{
  gboolean hold;
  g_autoptr (DovetailReplica) next = dovetail_reconcile_foreign (before, delta, &hold);

  if (!dovetail_selection_stay (pass, before, error))
    return FALSE;
  if (!hold)
    return dovetail_holding_end (pass, before, error)
           && dovetail_pass_keep_passed_over (pass, before, next, error)
           && store_and_count (pass, before, next, delta->record, error);
  pass->job->fetched++;
  dovetail_recorder_hold (pass->recorder, "foreign", before);
  return dovetail_holding_begin (pass, before, DOVETAIL_HELD_OTHER, delta->record, error);
}

static gboolean
leave (DovetailPass *pass, DovetailReplica *before, GError **error)
{
  pass->job->fetched++;
  if (before == NULL)
    return TRUE;
  dovetail_recorder_decide (pass->recorder, "leave", before, before->pending != NULL ? before : NULL, NULL);
  return dovetail_selection_leave (pass, before, error);
}

/* before: what this device holds of the record, looked up once: a first sync is all lookups. */
static gboolean
meet_known (DovetailPass *pass, DovetailReplica *before, const DovetailDelta *delta, GError **error)
{
  g_autoptr (DovetailReplica) next = NULL;
  DovetailHoldingTurn turn = DOVETAIL_HOLDING_NONE;

  if (before != NULL && !dovetail_holding_meet (pass, before, delta, &turn, error))
    return FALSE;
  if (turn == DOVETAIL_HOLDING_FOREIGN)
    return meet_foreign (pass, before, delta, error);
  if (turn == DOVETAIL_HOLDING_KEPT)
    {
      pass->job->fetched++;
      dovetail_recorder_hold (pass->recorder, "record", before);
      return delta->operation == DOVETAIL_OPERATION_LEAVE ? dovetail_selection_leave (pass, before, error)
                                                          : dovetail_selection_stay (pass, before, error);
    }
  if (delta->operation == DOVETAIL_OPERATION_LEAVE)
    return leave (pass, before, error);
  next = dovetail_reconcile_remote (before, delta);
  return store_and_count (pass, before, next, delta->record, error)
         && dovetail_selection_stay (pass, next, error);
}

/**
 * dovetail_apply_foreign:
 * @pass: the pass
 * @delta: a record that a server of another history listed
 * @error: what the store says
 *
 * Returns: whether it is written, or held for the user, in the open transaction
 */
gboolean
dovetail_apply_foreign (DovetailPass *pass, const DovetailDelta *delta, GError **error)
{
  const DovetailRecord *record = delta->record;
  g_autoptr (DovetailReplica) before = NULL;

  if (!dovetail_apply_find (pass, record->entity_type, record->entity_id, &before, error)
      || !outdate_unreadable (pass, delta, TRUE, error))
    return FALSE;
  if (before == NULL || dovetail_store_walk_has_seen (pass->store, record->entity_type, record->entity_id))
    return meet_known (pass, before, delta, error);
  return meet_foreign (pass, before, delta, error);
}

/**
 * dovetail_apply_delta:
 * @pass: the pass
 * @delta: a record that came down
 * @error: what the store says
 *
 * A deletion is gathered, to be done or held when the sync has seen all of them.
 *
 * Returns: whether it is written, in the open transaction
 */
gboolean
dovetail_apply_delta (DovetailPass *pass, const DovetailDelta *delta, GError **error)
{
  const DovetailRecord *record = delta->record;
  g_autoptr (DovetailReplica) before = NULL;

  return dovetail_apply_find (pass, record->entity_type, record->entity_id, &before, error)
         && outdate_unreadable (pass, delta, FALSE, error) && meet_known (pass, before, delta, error);
}

static gboolean
is_in_flight (const DovetailReplica *replica, const char *mutation_id)
{
  return replica != NULL && replica->pending != NULL && replica->pending->state == DOVETAIL_PENDING_IN_FLIGHT
         && g_str_equal (replica->pending->frozen->mutation_id, mutation_id);
}

static void
count_result (DovetailJob *job, const DovetailChangeResult *result)
{
  if (result->status == DOVETAIL_RESULT_REJECTED)
    job->errors++;
  else
    job->pushed++;
  if (result->status == DOVETAIL_RESULT_CONFLICT)
    job->conflicts++;
}

/* What the server stored of a change of ours is ours, whoever edited the record before; one's own writes do
 * not come down again to say so. Where it stored nothing the version is one that is known, and so is its
 * author. */
static void
sign (DovetailPass *pass, DovetailReplica *replica, const DovetailChangeResult *result)
{
  g_autoptr (DovetailRecord) edited = replica->current;
  const DovetailRecord *known = replica->pending->theirs != NULL ? replica->pending->theirs : replica->base;
  gboolean stored = known == NULL || result->version > known->version;

  replica->current = dovetail_record_new (edited->entity_type, edited->entity_id, edited->version,
                                          edited->etag, edited->deleted, edited->data, edited->timestamp,
                                          stored ? pass->user_id : known->modified_by,
                                          stored ? pass->device_id : known->client_id);
  replica->current->schema_version = edited->schema_version;
}

/* The result names no time; of a version that was known it is the one that was told with it. */
static DovetailReplica *
reconcile_result (const DovetailReplica *before, const DovetailChangeResult *result)
{
  g_autoptr (DovetailReplica) next = dovetail_reconcile_result (before, result);
  const DovetailRecord *known = before->pending->theirs != NULL ? before->pending->theirs : before->base;
  DovetailRecord *current;

  if (next->pending != NULL || known == NULL || result->version != known->version)
    return g_steal_pointer (&next);
  current = next->current;
  next->current = dovetail_record_with_data (current, current->data, current->deleted, known->timestamp);
  dovetail_record_unref (current);
  return g_steal_pointer (&next);
}

/* Where the server stored something this version cannot read, the change is set aside, and what came is kept
 * for a version that can. */
static DovetailChangeResult *
check_result (const DovetailChange *change, const DovetailChangeResult *result)
{
  const char *field
      = result->data != NULL
            ? dovetail_schema_find_unreadable (dovetail_schema_find (change->entity_type), result->data)
            : NULL;
  DovetailChangeResult *refused;

  if (field == NULL)
    return NULL;
  refused = dovetail_change_result_alloc ();
  refused->mutation_id = g_strdup (result->mutation_id);
  refused->status = DOVETAIL_RESULT_REJECTED;
  refused->error_code = g_strdup (DOVETAIL_WIRE_UNREADABLE_ANSWER);
  refused->error_detail = g_strdup_printf ("data.%s: not of the kind this version knows", field);
  return refused;
}

/* Deleted so long ago that the server has forgotten it: what was edited is kept, to be restored if wanted. */
static gboolean
apply_lost (DovetailPass *pass, DovetailReplica *before, GError **error)
{
  g_autoptr (DovetailReplica) next = dovetail_reconcile_lost (before);
  g_autoptr (DovetailConflict) conflict = dovetail_gone_conflict (pass, before);

  pass->job->conflicts++;
  pass->job->deleted++;
  dovetail_recorder_decide (pass->recorder, "lost", before, next, NULL);
  return dovetail_apply_store (pass->store, before, next, error)
         && (before->current->deleted || dovetail_apply_conflict (pass, conflict, error));
}

/**
 * dovetail_apply_result:
 * @pass: the pass
 * @change: what was sent
 * @result: what became of it
 * @error: what the store says
 *
 * A conflict goes into the store in the same transaction as the record that now shows the server's value.
 *
 * Returns: whether it is written, in the open transaction
 */
gboolean
dovetail_apply_result (DovetailPass *pass,
                       const DovetailChange *change,
                       const DovetailChangeResult *result,
                       GError **error)
{
  g_autoptr (DovetailReplica) before = NULL;
  g_autoptr (DovetailReplica) next = NULL;
  g_autoptr (DovetailChangeResult) refused = check_result (change, result);

  if (refused != NULL)
    result = refused;
  if (!dovetail_apply_find (pass, change->entity_type, change->entity_id, &before, error))
    return FALSE;
  if (is_in_flight (before, change->mutation_id) && dovetail_gone_is (pass, before, result))
    return apply_lost (pass, before, error);
  count_result (pass->job, result);
  if (!is_in_flight (before, change->mutation_id))
    return TRUE;
  sign (pass, before, result);
  next = reconcile_result (before, result);
  if (next->pending != NULL && next->pending->state == DOVETAIL_PENDING_QUARANTINED)
    next->pending->refused_at = dovetail_store_now (pass->store);
  /* What the server made of it besides came from others, and is not signed. */
  if (!dovetail_apply_store (pass->store, before, next, error)
      || !dovetail_store_note_synced_change (pass->store, before, next, NULL, error))
    return FALSE;
  dovetail_recorder_decide (pass->recorder, dovetail_result_status_to_string (result->status), before, next,
                            result->data);
  return (result->conflict == NULL || dovetail_apply_conflict (pass, result->conflict, error))
         && dovetail_selection_check (pass, next, error);
}
