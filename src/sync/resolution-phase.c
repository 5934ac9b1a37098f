/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answers to conflicts on their way up. Each was frozen when it was made, and is repeated as it is until the
 * server has said something about it. */

#include "core/error.h"
#include "store/conflicts.h"
#include "sync/apply.h"
#include "sync/reconcile.h"

static DovetailResolveResponse *
send (DovetailPass *pass,
      const DovetailResolution *resolution,
      DovetailResolveResponse **moved,
      GError **error)
{
  const DovetailResolveRequest request = {
    .client_id = pass->device_id,
    .mutation_id = resolution->mutation_id,
    .conflict_id = resolution->conflict_id,
    .strategy = resolution->strategy,
    .resolved_data = resolution->resolved_data,
    .version = resolution->version,
    .timestamp = resolution->timestamp,
  };

  return dovetail_calls_resolve (&pass->calls, &request, moved, pass->cancellable, error);
}

static gboolean
is_reopen (const DovetailResolution *resolution)
{
  return g_str_equal (resolution->strategy, DOVETAIL_RESOLUTION_REOPEN);
}

/* What the answer set: of client_wins my side of the conflict's fields, where absent null. */
static JsonNode *
values_of (const DovetailResolution *resolution, const DovetailConflict *conflict)
{
  JsonObject *values = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  gboolean mine = g_str_equal (resolution->strategy, DOVETAIL_RESOLUTION_CLIENT_WINS) && conflict != NULL;

  for (char **field = mine ? conflict->fields : NULL; field != NULL && *field != NULL; field++)
    {
      JsonNode *value = dovetail_data_get (conflict->sides[DOVETAIL_SIDE_MINE], *field);

      json_object_set_member (values, *field,
                              value != NULL ? json_node_ref (value) : json_node_new (JSON_NODE_NULL));
    }
  json_node_take_object (node, values);
  json_node_seal (node);
  if (resolution->resolved_data == NULL)
    return node;
  json_node_unref (node);
  return json_node_ref (resolution->resolved_data);
}

/* The record as the server has it now. reopened: the conflict is open again, and its fields show the server's
 * values. */
static gboolean
apply_record (DovetailPass *pass,
              const DovetailResolution *resolution,
              const DovetailResolveResponse *response,
              gboolean reopened,
              GError **error)
{
  DovetailRecord *record = response->record;
  g_autoptr (JsonNode) answer = values_of (resolution, response->conflict);
  g_autoptr (DovetailReplica) before = NULL;
  g_autoptr (DovetailReplica) next = NULL;

  if (record == NULL)
    return TRUE;
  if (!dovetail_apply_find (pass->store, record->entity_type, record->entity_id, &before, error))
    return FALSE;
  if (before == NULL)
    next = record->deleted ? NULL : dovetail_replica_new (record);
  else if (reopened)
    next = dovetail_reconcile_reopened (before, answer, record);
  else
    next = dovetail_reconcile_answered (before, answer, record);
  return dovetail_apply_store (pass->store, before, next, error);
}

static gboolean
same_theirs (DovetailConflict *a, DovetailConflict *b)
{
  for (guint i = 0; a->fields != NULL && a->fields[i] != NULL; i++)
    if (!dovetail_value_equal (dovetail_data_get (a->sides[DOVETAIL_SIDE_THEIRS], a->fields[i]),
                               dovetail_data_get (b->sides[DOVETAIL_SIDE_THEIRS], a->fields[i])))
      return FALSE;
  return TRUE;
}

/* The conflict is open again, and the user has answered it anew meanwhile. Where the server opened it with
 * the sides the user saw, that answer stands on the record as it is now; otherwise it goes up as it is and is
 * asked again. */
static gboolean
commit_conflict (DovetailPass *pass,
                 const DovetailResolution *resolution,
                 const DovetailResolveResponse *response,
                 GError **error)
{
  DovetailConflict *theirs = response->conflict;
  g_autoptr (DovetailConflict) ours = NULL;

  if (theirs == NULL)
    return TRUE;
  ours = dovetail_store_get_conflict (pass->store, theirs->conflict_id, NULL);
  if (is_reopen (resolution) && ours != NULL && !ours->open && theirs->open && response->record != NULL
      && same_theirs (ours, theirs))
    return dovetail_store_rebase_resolutions (pass->store, ours->conflict_id, response->record->version,
                                              error);
  return dovetail_store_put_conflict (pass->store, theirs, error);
}

/* The server's word on it is final: the queue entry goes, conflict and record come. */
static gboolean
commit_answer (DovetailPass *pass,
               const DovetailResolution *resolution,
               const DovetailResolveResponse *response,
               gboolean reopened,
               GError **error)
{
  g_autoptr (DovetailTransaction) transaction = dovetail_transaction_begin (pass->store, error);

  if (transaction == NULL || !dovetail_store_ack_resolution (pass->store, resolution->mutation_id, error)
      || !apply_record (pass, resolution, response, reopened, error)
      || !commit_conflict (pass, resolution, response, error))
    return FALSE;
  if (reopened)
    pass->job->conflicts++;
  else
    pass->job->pushed++;
  return dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}

/* Refused for good: kept with the reason, so that it can be shown. */
static gboolean
commit_refusal (DovetailPass *pass,
                const DovetailResolution *resolution,
                const GError *reason,
                GError **error)
{
  const DovetailProblem *problem = pass->calls.problem;
  const char *code = problem != NULL && problem->code != NULL ? problem->code : "refused";
  g_autoptr (DovetailTransaction) transaction = dovetail_transaction_begin (pass->store, error);

  pass->job->errors++;
  return transaction != NULL
         && dovetail_store_fail_resolution (pass->store, resolution->mutation_id, code, reason->message,
                                            error)
         && dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}

static gboolean
is_final (const GError *reason)
{
  return g_error_matches (reason, DOVETAIL_ERROR, DOVETAIL_ERROR_MOVED)
         || g_error_matches (reason, DOVETAIL_ERROR, DOVETAIL_ERROR_REFUSED)
         || g_error_matches (reason, DOVETAIL_ERROR, DOVETAIL_ERROR_FORBIDDEN);
}

static gboolean
upload_resolution (DovetailPass *pass, const DovetailResolution *resolution, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (DovetailResolveResponse) moved = NULL;
  g_autoptr (DovetailResolveResponse) response = NULL;

  if (!dovetail_store_note_resolution_sent (pass->store, resolution->mutation_id, error))
    return FALSE;
  response = send (pass, resolution, &moved, &reason);
  if (response != NULL)
    return commit_answer (pass, resolution, response, FALSE, error);
  if (moved != NULL)
    return commit_answer (pass, resolution, moved, TRUE, error);
  if (is_final (reason))
    return commit_refusal (pass, resolution, reason, error);
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

/**
 * dovetail_pass_upload_resolutions:
 * @pass: the pass
 * @error: what failed on the way; that the server refused one is no failure
 *
 * Returns: whether the server has said something about each
 */
gboolean
dovetail_pass_upload_resolutions (DovetailPass *pass, GError **error)
{
  g_autoptr (GPtrArray) resolutions = dovetail_store_list_resolutions (pass->store, error);
  guint next = 0;

  if (resolutions == NULL)
    return FALSE;
  if (resolutions->len > 0 && !dovetail_pass_enter_phase (pass, "conflict_resolution", error))
    return FALSE;
  while (next < resolutions->len)
    {
      const DovetailResolution *resolution = g_ptr_array_index (resolutions, next++);
      gboolean reopened = is_reopen (resolution);

      if (!dovetail_pass_may_go_on (pass, error) || !upload_resolution (pass, resolution, error))
        return FALSE;
      if (!reopened)
        continue;
      /* Answers behind it may name another version now. */
      g_ptr_array_unref (resolutions);
      resolutions = dovetail_store_list_resolutions (pass->store, error);
      next = 0;
      if (resolutions == NULL)
        return FALSE;
    }
  return TRUE;
}
