/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Records that came down and make no sense to this version: kept with the token that passes them, and read
 * again by a version that may understand them. */

#include "sync/unreadable.h"

#include "core/uuid.h"
#include "store/unreadable.h"
#include "store/walk.h"
#include "sync/apply.h"
#include "wire/delta.h"

#define READER DOVETAIL_VERSION

/* An older state than the one that is known here is no loss. */
static gboolean
is_old (DovetailPass *pass, const DovetailUnreadable *unreadable, gboolean *old, GError **error)
{
  g_autoptr (DovetailReplica) replica = NULL;
  gint64 known = 0;

  *old = FALSE;
  if (unreadable->version == 0)
    {
      dovetail_recorder_unreadable (pass->recorder, unreadable, NULL, FALSE);
      return TRUE;
    }
  if (!dovetail_apply_find (pass, unreadable->entity_type, unreadable->entity_id, &replica, error))
    return FALSE;
  if (replica != NULL && replica->pending == NULL)
    known = replica->current->version;
  else if (replica != NULL && replica->pending->theirs != NULL)
    known = replica->pending->theirs->version;
  else if (replica != NULL && replica->base != NULL)
    known = replica->base->version;
  *old = unreadable->version <= known;
  dovetail_recorder_unreadable (pass->recorder, unreadable, replica, *old);
  return TRUE;
}

static gboolean
keep (DovetailPass *pass, const DovetailUnreadable *unreadable, GError **error)
{
  gboolean old;

  pass->job->fetched++;
  if (!is_old (pass, unreadable, &old, error)
      || !dovetail_store_walk_mark (pass->store, unreadable->entity_type, unreadable->entity_id, error))
    return FALSE;
  if (old)
    return TRUE;
  pass->job->errors++;
  pass->unreadable = TRUE;
  g_info ("A record that came down cannot be read and is kept for later: %s", unreadable->reason);
  return dovetail_store_keep_unreadable (pass->store, unreadable, READER, error);
}

gboolean
dovetail_unreadable_keep_all (DovetailPass *pass, GPtrArray *unreadable, GError **error)
{
  for (guint i = 0; i < unreadable->len; i++)
    if (!keep (pass, g_ptr_array_index (unreadable, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
try_again (DovetailPass *pass, DovetailUnreadable *unreadable, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (DovetailDelta) delta = dovetail_delta_from_json (unreadable->raw, NULL, &reason);

  if (delta != NULL)
    return dovetail_apply_delta (pass, delta, error);
  g_free (unreadable->reason);
  unreadable->reason = g_strdup (reason->message);
  return dovetail_store_keep_unreadable (pass->store, unreadable, READER, error);
}

gboolean
dovetail_unreadable_try_again (DovetailPass *pass, GError **error)
{
  g_autoptr (GPtrArray) untried = NULL;
  g_autoptr (DovetailTransaction) transaction = NULL;

  if (!pass->unreadable)
    return TRUE;
  untried = dovetail_store_list_untried (pass->store, READER, error);
  if (untried == NULL || untried->len == 0)
    return untried != NULL;
  transaction = dovetail_pass_begin (pass, error);
  for (guint i = 0; transaction != NULL && i < untried->len; i++)
    if (!try_again (pass, g_ptr_array_index (untried, i), error))
      return FALSE;
  return transaction != NULL && dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}
