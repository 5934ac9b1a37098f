/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answers to conflicts on their way up. Each was frozen when it was made, and is repeated as it is until the
 * server has said something about it. */

#include "core/error.h"
#include "store/conflicts.h"
#include "store/held.h"
#include "store/settings.h"
#include "store/record-changes.h"
#include "sync/apply.h"
#include "sync/reconcile.h"
#include "sync/selection.h"

static DovetailResolveResponse *
send (DovetailPass *pass,
      const DovetailResolution *resolution,
      DovetailResolveResponse **moved,
      GError **error)
{
  g_autofree char *sync_token = dovetail_pass_get_token (pass);
  const DovetailResolveRequest request = {
    .client_id = pass->device_id,
    .mutation_id = resolution->mutation_id,
    .conflict_id = resolution->conflict_id,
    .strategy = resolution->strategy,
    .resolved_data = resolution->resolved_data,
    .version = resolution->version,
    .timestamp = resolution->timestamp,
    .sync_token = sync_token,
  };

  return dovetail_calls_resolve (&pass->calls, &request, moved, pass->cancellable, error);
}

static gboolean
is_reopen (const DovetailResolution *resolution)
{
  return g_str_equal (resolution->strategy, DOVETAIL_RESOLUTION_REOPEN);
}

/* What the answer set here. */
static JsonNode *
values_of (const DovetailResolution *resolution)
{
  return resolution->applied != NULL ? json_node_ref (resolution->applied) : dovetail_data_empty ();
}

/* The answer to a conflict does not decide what else waits for the user: the record of another history. */
static gboolean
meet_held (
    DovetailPass *pass, DovetailReplica *before, DovetailRecord *record, gboolean *held, GError **error)
{
  const DovetailDelta delta
      = { record->deleted ? DOVETAIL_OPERATION_DELETE : DOVETAIL_OPERATION_UPDATE, record };
  g_autoptr (DovetailHeld) question = NULL;

  *held = FALSE;
  if (before == NULL || !pass->holds)
    return TRUE;
  if (!dovetail_store_find_held (pass->store, before, &question, error))
    return FALSE;
  *held = question != NULL && question->cause != DOVETAIL_HELD_DELETED;
  return !*held || dovetail_apply_delta (pass, &delta, error);
}

/* The record as the server has it now. late: the answer was not taken, and its fields show the server's
 * values.
 */
static gboolean
apply_record (DovetailPass *pass,
              const DovetailResolution *resolution,
              const DovetailResolveResponse *response,
              gboolean late,
              GError **error)
{
  DovetailRecord *record = response->record;
  g_autoptr (JsonNode) answer = values_of (resolution);
  g_autoptr (DovetailReplica) before = NULL;
  g_autoptr (DovetailReplica) next = NULL;
  gboolean held = FALSE;

  if (record == NULL)
    return TRUE;
  if (!dovetail_apply_find (pass, record->entity_type, record->entity_id, &before, error)
      || !meet_held (pass, before, record, &held, error))
    return FALSE;
  if (held)
    return TRUE;
  if (before == NULL)
    next = record->deleted ? NULL : dovetail_replica_new (record);
  else if (late)
    next = dovetail_reconcile_reopened (before, answer, record);
  else
    next = dovetail_reconcile_answered (before, answer, record);
  dovetail_recorder_decide (pass->recorder, late ? "reopened" : "answered", before, next,
                            record->deleted ? NULL : record->data);
  return dovetail_apply_store (pass->store, before, next, error)
         && (before == NULL || dovetail_store_note_synced_change (pass->store, before, next, record, error))
         && dovetail_selection_check (pass, next, error);
}

static gboolean
same_theirs (DovetailConflict *a, DovetailConflict *b)
{
  for (char **field = a->fields; *field != NULL; field++)
    if (!dovetail_value_equal (dovetail_data_get (a->sides[DOVETAIL_SIDE_THEIRS], *field),
                               dovetail_data_get (b->sides[DOVETAIL_SIDE_THEIRS], *field)))
      return FALSE;
  return TRUE;
}

/* Whether the conflict is closed with this very answer. A repeated one is answered with what is there now,
 * which may be somebody else's. */
static gboolean
is_closed_with (const DovetailConflict *conflict, const DovetailResolution *resolution)
{
  g_autoptr (JsonNode) values = values_of (resolution);

  if (conflict->open || g_strcmp0 (conflict->resolution, resolution->strategy) != 0)
    return FALSE;
  for (char **field = conflict->fields; *field != NULL; field++)
    {
      JsonNode *value = json_object_get_member (json_node_get_object (values), *field);

      if (value != NULL
          && !dovetail_value_equal (JSON_NODE_HOLDS_NULL (value) ? NULL : value,
                                    dovetail_data_get (conflict->resolved_data, *field)))
        return FALSE;
    }
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
  if (!is_reopen (resolution) && theirs->resolved_version > 0 && is_closed_with (theirs, resolution)
      && !dovetail_store_rebase_reopens (pass->store, theirs->conflict_id, theirs->resolved_version, error))
    return FALSE;
  return dovetail_apply_conflict (pass, theirs, error);
}

/* The server's word on it is final: the queue entry goes, conflict and record come. */
static gboolean
commit_answer (DovetailPass *pass,
               const DovetailResolution *resolution,
               const DovetailResolveResponse *response,
               gboolean late,
               GError **error)
{
  g_autoptr (DovetailTransaction) transaction = dovetail_pass_begin (pass, error);

  if (transaction == NULL || !dovetail_store_ack_resolution (pass->store, resolution->mutation_id, error)
      || !apply_record (pass, resolution, response, late, error)
      || !commit_conflict (pass, resolution, response, error)
      || (response->sync_token != NULL && !dovetail_pass_replace_token (pass, response->sync_token, error)))
    return FALSE;
  if (late)
    pass->job->conflicts++;
  else
    pass->job->pushed++;
  return dovetail_pass_note (pass, error)
         && dovetail_transaction_commit (g_steal_pointer (&transaction), error);
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
  g_autoptr (DovetailTransaction) transaction = dovetail_pass_begin (pass, error);

  pass->job->errors++;
  return transaction != NULL
         && dovetail_store_fail_resolution (pass->store, resolution->mutation_id, code, reason->message,
                                            error)
         && dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}

/* The server was set back to before the conflict, or has forgotten the record, which was deleted: nobody can
 * answer it there. What the answer set stays here as an edit like any other, and goes up or is lost to the
 * deletion as one; the list is asked for again, and the conflict goes to the history. */
static gboolean
keep_as_edit (DovetailPass *pass, const DovetailResolution *resolution, GError **error)
{
  g_autoptr (DovetailTransaction) transaction = dovetail_pass_begin (pass, error);

  return transaction != NULL && dovetail_store_ack_resolution (pass->store, resolution->mutation_id, error)
         && dovetail_store_set_setting_int (pass->store, DOVETAIL_SETTING_CONFLICTS_REV, -1, error)
         && dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}

static gboolean
is_unknown (DovetailPass *pass)
{
  const char *code = pass->calls.problem != NULL ? pass->calls.problem->code : NULL;

  return g_strcmp0 (code, "unknown_conflict") == 0 || g_strcmp0 (code, "unknown_record") == 0;
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
  if (is_final (reason) && is_unknown (pass))
    return keep_as_edit (pass, resolution, error);
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
  for (guint i = 0; i < resolutions->len; i++)
    dovetail_recorder_resolution (pass->recorder, g_ptr_array_index (resolutions, i));
  if (resolutions->len > 0)
    dovetail_pass_show_phase (pass, DOVETAIL_PHASE_CONFLICT_RESOLUTION);
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
