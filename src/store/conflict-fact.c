/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What of a conflict is counted later: readable, so that no payload need be opened for a chart. */

#include "store/conflict-fact.h"

#include "store/names.h"
#include "store/policies.h"
#include "store/store-private.h"

/* The policy that decided it; of one that asks, the policy this device syncs its type by. */
static const char *
find_policy (DovetailStore *self, const DovetailConflict *conflict)
{
  DovetailPolicy policy;

  if (conflict->resolution == NULL || !dovetail_policy_from_string (conflict->resolution, &policy))
    policy = dovetail_store_get_policy (self, conflict->entity_type);

  return dovetail_policy_to_string (policy);
}

static gboolean
learn_names (DovetailStore *self, const DovetailAuthor *author, GError **error)
{
  return dovetail_store_learn_name (self, author->client_id, author->device_name, error)
         && dovetail_store_learn_name (self, author->user_id, author->user_name, error);
}

/**
 * dovetail_conflict_fact_note:
 * @self: a store with an open transaction
 * @conflict: a conflict that is being stored
 * @error: FULL, CORRUPT, FAILED
 *
 * The first word counts: how a conflict is answered later changes nothing in the statistics.
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_conflict_fact_note (DovetailStore *self, DovetailConflict *conflict, GError **error)
{
  g_autofree char *fields = conflict->fields != NULL ? g_strjoinv ("\n", conflict->fields) : g_strdup ("");
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (
      self, "INSERT OR IGNORE INTO conflict_fact VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", error);

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_text (statement, 1, conflict->conflict_id);
  dovetail_statement_bind_int (statement, 2, conflict->created_at);
  dovetail_statement_bind_text (statement, 3, conflict->entity_type);
  dovetail_statement_bind_text (statement, 4, dovetail_cause_to_string (conflict->cause));
  dovetail_statement_bind_text (statement, 5, find_policy (self, conflict));
  dovetail_statement_bind_text (statement, 6, conflict->mine.client_id);
  dovetail_statement_bind_text (statement, 7, fields);
  if (!dovetail_statement_run (statement, error))
    return FALSE;
  if (sqlite3_changes (self->database) == 0)
    return TRUE;

  return learn_names (self, &conflict->mine, error) && learn_names (self, &conflict->theirs, error);
}
