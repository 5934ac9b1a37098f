/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The guard against mass deletions: what a server says about one record is believed, what it says about very
 * many at once is rather a mistake than a wish, and the user decides. What was gathered is committed with the
 * token, so nothing is passed unapplied when a sync is killed. */

#include "sync/holding.h"

#include "core/schema.h"
#include "store/eviction.h"
#include "store/filter.h"
#include "store/query.h"
#include "store/walk.h"
#include "sync/apply.h"
#include "sync/reconcile.h"
#include "sync/selection.h"

/* More than this many, or more than a fifth and at least ten. */
#define MANY 50
#define MANY_OF_FEW 10
#define FEW_PART 5

static gboolean
is_mass_deletion (guint deleted, guint total)
{
  return deleted > MANY || (deleted >= MANY_OF_FEW && deleted > total / FEW_PART);
}

/* What only the server writes cannot be uploaded again, so there is nothing to ask. */
static gboolean
can_be_held (const DovetailReplica *replica)
{
  const DovetailSchema *schema = dovetail_schema_find (replica->current->entity_type);

  return schema != NULL && !schema->server_only;
}

gboolean
dovetail_holding_begin (DovetailPass *pass,
                        DovetailReplica *replica,
                        DovetailHeldCause cause,
                        DovetailRecord *theirs,
                        GError **error)
{
  pass->holds = TRUE;
  return dovetail_store_hold (pass->store, replica, cause, theirs, TRUE, error);
}

gboolean
dovetail_holding_end (DovetailPass *pass, DovetailReplica *replica, GError **error)
{
  return !pass->holds || dovetail_store_unhold (pass->store, replica, error);
}

static gboolean
meet_held (DovetailPass *pass,
           DovetailHeld *held,
           const DovetailDelta *delta,
           DovetailHoldingTurn *turn,
           GError **error)
{
  /* Nobody deleted it; but what the server has of it otherwise is still the user's to judge. */
  if (delta->operation == DOVETAIL_OPERATION_LEAVE && held->cause == DOVETAIL_HELD_DELETED)
    return dovetail_store_unhold (pass->store, held->replica, error);
  if (delta->operation == DOVETAIL_OPERATION_LEAVE)
    {
      *turn = DOVETAIL_HOLDING_KEPT;
      return TRUE;
    }
  if (held->cause != DOVETAIL_HELD_DELETED)
    {
      *turn = DOVETAIL_HOLDING_FOREIGN;
      return TRUE;
    }
  *turn = DOVETAIL_HOLDING_KEPT;
  if (delta->record->version <= held->theirs->version)
    return TRUE;
  if (delta->record->deleted)
    return dovetail_store_hold (pass->store, held->replica, DOVETAIL_HELD_DELETED, delta->record, held->asked,
                                error);
  *turn = DOVETAIL_HOLDING_NONE; /* somebody restored it */
  return dovetail_store_unhold (pass->store, held->replica, error);
}

/* Edits that wait meet the deletion themselves, at the server. */
static gboolean
is_to_be_gathered (const DovetailReplica *replica, const DovetailDelta *delta)
{
  return delta->record->deleted && delta->operation != DOVETAIL_OPERATION_LEAVE && !replica->current->deleted
         && replica->pending == NULL && delta->record->version > replica->current->version
         && can_be_held (replica);
}

gboolean
dovetail_holding_meet (DovetailPass *pass,
                       DovetailReplica *replica,
                       const DovetailDelta *delta,
                       DovetailHoldingTurn *turn,
                       GError **error)
{
  g_autoptr (DovetailHeld) held = NULL;

  *turn = DOVETAIL_HOLDING_NONE;
  if (pass->holds && !dovetail_store_find_held (pass->store, replica, &held, error))
    return FALSE;
  if (held != NULL)
    return meet_held (pass, held, delta, turn, error);
  if (!is_to_be_gathered (replica, delta))
    return TRUE;
  *turn = DOVETAIL_HOLDING_KEPT;
  pass->holds = TRUE;
  return dovetail_store_hold (pass->store, replica, DOVETAIL_HELD_DELETED, delta->record, FALSE, error);
}

static gboolean
let_gathered_go (DovetailPass *pass, guint gathered, GError **error)
{
  pass->job->deleted += gathered;
  return gathered == 0 || dovetail_store_let_gathered_go (pass->store, error);
}

gboolean
dovetail_holding_decide (DovetailPass *pass, GError **error)
{
  guint gathered = pass->holds ? dovetail_store_count_gathered (pass->store) : 0;
  guint total = 0;
  guint tombstones = 0;

  if (gathered >= MANY_OF_FEW && !dovetail_store_count_records (pass->store, &total, &tombstones, error))
    return FALSE;
  dovetail_recorder_count (pass->recorder, gathered, 0, total, is_mass_deletion (gathered, total));
  if (!is_mass_deletion (gathered, total))
    return let_gathered_go (pass, gathered, error);
  g_info ("The server wants to delete %u of %u records; they are held until the user says so", gathered,
          total);
  return dovetail_store_ask_gathered (pass->store, error);
}

/* Edits of what is gone stay and go up, and are answered there; discarding them leads to the tombstone. */
static gboolean
mark_edited (DovetailPass *pass, GError **error)
{
  g_autoptr (GPtrArray) edited = dovetail_store_walk_list_edited (pass->store, error);

  for (guint i = 0; edited != NULL && i < edited->len; i++)
    {
      DovetailReplica *before = g_ptr_array_index (edited, i);
      g_autoptr (DovetailReplica) next = NULL;

      if (dovetail_selection_leaves_out (pass, before))
        {
          if (!dovetail_selection_leave (pass, before, error))
            return FALSE;
          continue;
        }
      next = dovetail_reconcile_gone (before);
      if (!dovetail_apply_store (pass->store, before, next, error))
        return FALSE;
      dovetail_recorder_decide (pass->recorder, "gone", before, next, NULL);
    }
  return edited != NULL;
}

/* That the walk did not list it says nothing about the server then. */
static gboolean
is_left_out (DovetailPass *pass, const DovetailHeld *held)
{
  const DovetailRecord *mine = held->replica->current;

  return !dovetail_sync_filter_is_all (pass->filter)
         && (!dovetail_sync_filter_has (pass->filter, held->theirs)
             || dovetail_store_leaves (pass->store, mine->entity_type, mine->entity_id));
}

/* What the server had another state of, and did not list: it is missing there now, and where it was deleted
 * here there is nothing left to ask. */
static gboolean
review (DovetailPass *pass, const DovetailHeld *held, gboolean foreign, GError **error)
{
  if (!foreign && is_left_out (pass, held))
    return dovetail_selection_leave (pass, held->replica, error);
  if (held->replica->current->deleted)
    return dovetail_store_unhold (pass->store, held->replica, error);
  return dovetail_store_hold (pass->store, held->replica, DOVETAIL_HELD_MISSING, NULL, TRUE, error);
}

static gboolean
review_held (DovetailPass *pass, gboolean foreign, GError **error)
{
  g_autoptr (GPtrArray) unlisted
      = pass->holds ? dovetail_store_walk_list_held (pass->store, error) : g_ptr_array_new ();

  for (guint i = 0; unlisted != NULL && i < unlisted->len; i++)
    if (!review (pass, g_ptr_array_index (unlisted, i), foreign, error))
      return FALSE;
  return unlisted != NULL;
}

gboolean
dovetail_holding_decide_walk (DovetailPass *pass, gboolean foreign, GError **error)
{
  guint gathered = pass->holds ? dovetail_store_count_gathered (pass->store) : 0;
  guint unseen = 0;
  guint total = 0;

  if ((!foreign && !dovetail_selection_end_walk (pass, error)) || !review_held (pass, foreign, error)
      || !dovetail_store_walk_count (pass->store, &unseen, &total, error))
    return FALSE;
  dovetail_recorder_count (pass->recorder, gathered, unseen, total,
                           foreign || is_mass_deletion (unseen + gathered, total));
  if (!foreign && !is_mass_deletion (unseen + gathered, total))
    {
      pass->job->deleted += unseen;
      return mark_edited (pass, error) && dovetail_store_walk_sweep (pass->store, error)
             && let_gathered_go (pass, gathered, error);
    }
  if (unseen + gathered > 0)
    g_info ("%u of %u records are not on the server any more; they are held until the user says so",
            unseen + gathered, total);
  pass->holds = TRUE;
  return (foreign || mark_edited (pass, error)) && dovetail_store_walk_hold (pass->store, foreign, error)
         && dovetail_store_ask_gathered (pass->store, error);
}
