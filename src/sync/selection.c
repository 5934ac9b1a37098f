/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The records that this device syncs, as far as the client has to know: the server sends what the filter lets
 * through and says what leaves; what was edited here into a list that is not synced leaves once it went up.
 */

#include "sync/selection.h"

#include "store/eviction.h"

gboolean
dovetail_selection_leave (DovetailPass *pass, const DovetailReplica *replica, GError **error)
{
  pass->leaving = TRUE;
  return dovetail_store_evict (pass->store, replica->current->entity_type, replica->current->entity_id,
                               error);
}

gboolean
dovetail_selection_stay (DovetailPass *pass, const DovetailReplica *replica, GError **error)
{
  return !pass->leaving || replica == NULL
         || dovetail_store_stay (pass->store, replica->current->entity_type, replica->current->entity_id,
                                 error);
}

gboolean
dovetail_selection_check (DovetailPass *pass, const DovetailReplica *replica, GError **error)
{
  if (replica == NULL || replica->pending != NULL || replica->current->deleted)
    return TRUE;
  if (dovetail_sync_filter_has (pass->filter, replica->current))
    return dovetail_selection_stay (pass, replica, error);
  return dovetail_selection_leave (pass, replica, error);
}

gboolean
dovetail_selection_end_walk (DovetailPass *pass, GError **error)
{
  if (dovetail_sync_filter_is_all (pass->filter))
    return dovetail_store_all_stay (pass->store, error);
  pass->leaving = TRUE;
  return dovetail_store_evict_outside (pass->store, pass->filter, error);
}

/* By what the server is known to have: the edit itself may have moved it. */
gboolean
dovetail_selection_leaves_out (DovetailPass *pass, const DovetailReplica *replica)
{
  const DovetailRecord *known = replica->current;

  if (replica->pending != NULL && replica->pending->theirs != NULL)
    known = replica->pending->theirs;
  else if (replica->base != NULL)
    known = replica->base;
  return !dovetail_sync_filter_has (pass->filter, known);
}

gboolean
dovetail_selection_finish (DovetailPass *pass, GError **error)
{
  g_autoptr (DovetailTransaction) transaction = NULL;

  if (!pass->leaving || !dovetail_store_any_leaves (pass->store))
    return TRUE;
  transaction = dovetail_pass_begin (pass, error);
  return transaction != NULL && dovetail_store_evict_leaving (pass->store, error)
         && dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}
