/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ordinary sync: frozen changes up and a page of records down in one request, until neither is left.
 *
 * The order in which things become durable:
 * 1. the changes are frozen with their mutation ids and committed, before anything is sent;
 * 2. the answer's results, records, conflicts and token are committed together.
 * Killed in between, the same changes go up again under the same ids, and the server says again what it did.
 */

#include "json/json.h"
#include "core/error.h"
#include "store/outbox.h"
#include "store/policies.h"
#include "store/settings.h"
#include "sync/apply.h"
#include "sync/holding.h"
#include "sync/reconcile.h"
#include "sync/refusal.h"
#include "sync/unreadable.h"
#include "wire/result.h"

/* So that a batch of long notes stays below what a server takes. */
#define MAX_BATCH_BYTES (2 * 1024 * 1024)
/* Requests in a row that move nothing, from a server that says there is more. */
#define MAX_IDLE_ROUNDS 3
/* Tasks, lists and events may each go by another. */
#define N_POLICIES_AT_ONCE 3

static gsize
size_of (const DovetailChange *change)
{
  gsize data = 0;
  gsize base = 0;

  if (change->data != NULL)
    g_free (dovetail_json_generate (change->data, &data));
  if (change->base != NULL)
    g_free (dovetail_json_generate (change->base, &base));
  return data + base;
}

/* Inside a transaction. FALSE on error; *change stays NULL when there is nothing to send. */
static gboolean
freeze (DovetailPass *pass, DovetailReplica *replica, DovetailChange **change, GError **error)
{
  g_autofree char *mutation_id = NULL;
  g_autoptr (DovetailReplica) frozen = NULL;

  if (replica->pending->state == DOVETAIL_PENDING_IN_FLIGHT)
    {
      *change = dovetail_change_copy (replica->pending->frozen);
      dovetail_recorder_decide (pass->recorder, "freeze", replica, replica, NULL);
      return TRUE;
    }
  mutation_id = dovetail_store_new_uuid (pass->store);
  frozen = dovetail_reconcile_freeze (replica, mutation_id);
  if (!dovetail_apply_store (pass->store, replica, frozen, error))
    return FALSE;
  dovetail_recorder_decide (pass->recorder, "freeze", replica, frozen, NULL);
  if (frozen != NULL && frozen->pending != NULL)
    *change = dovetail_change_copy (frozen->pending->frozen);
  return TRUE;
}

/* A request has one policy: that of its first change. What goes by another waits for a request of its own,
 * which is the next one, for it is then the first; but no task goes ahead of the list it may lie in. */
typedef struct
{
  DovetailPolicy policy; /* of the first change */
  gboolean any;          /* whether there is one */
  gboolean list_waits;
  const char *type; /* the last one asked for, interned, and its policy */
  DovetailPolicy policy_of_type;
} BatchPolicy;

static DovetailPolicy
find_policy (DovetailPass *pass, BatchPolicy *batch, const char *entity_type)
{
  if (batch->type != entity_type)
    batch->policy_of_type = dovetail_store_get_policy (pass->store, entity_type);
  batch->type = entity_type;
  return batch->policy_of_type;
}

static gboolean
goes_along (DovetailPass *pass, BatchPolicy *batch, const DovetailReplica *replica)
{
  const char *entity_type = replica->current->entity_type;

  if (!batch->any || find_policy (pass, batch, entity_type) == batch->policy)
    return !batch->list_waits;
  batch->list_waits |= g_str_equal (entity_type, DOVETAIL_ENTITY_LIST);
  return FALSE;
}

static void
take_along (DovetailPass *pass, BatchPolicy *batch, const DovetailChange *change)
{
  if (!batch->any)
    batch->policy = find_policy (pass, batch, change->entity_type);
  batch->any = TRUE;
}

/* What goes up next, frozen and committed. Empty when nothing waits. */
static GPtrArray *
freeze_batch (DovetailPass *pass, GError **error)
{
  BatchPolicy batch = { 0 };
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_change_free);
  g_autoptr (GPtrArray) replicas = dovetail_store_list_outbox (pass->store, FALSE, 1, error);
  g_autoptr (DovetailTransaction) transaction = NULL;
  gsize bytes = 0;

  if (replicas == NULL || replicas->len == 0)
    return replicas != NULL ? g_steal_pointer (&changes) : NULL;
  transaction = dovetail_pass_begin (pass, error);
  g_clear_pointer (&replicas, g_ptr_array_unref);
  replicas
      = transaction != NULL ? dovetail_store_list_outbox (pass->store, FALSE, pass->batch.size, error) : NULL;
  if (replicas == NULL)
    return NULL;
  for (guint i = 0; i < replicas->len && bytes < MAX_BATCH_BYTES; i++)
    {
      DovetailChange *change = NULL;

      if (!goes_along (pass, &batch, g_ptr_array_index (replicas, i)))
        continue;
      if (!freeze (pass, g_ptr_array_index (replicas, i), &change, error))
        return NULL;
      if (change == NULL)
        continue;
      take_along (pass, &batch, change);
      bytes += size_of (change);
      g_ptr_array_add (changes, change);
    }
  return dovetail_transaction_commit (g_steal_pointer (&transaction), error) ? g_steal_pointer (&changes)
                                                                             : NULL;
}

static DovetailPolicy
policy_of (DovetailPass *pass, GPtrArray *changes)
{
  const DovetailChange *first = changes->len > 0 ? g_ptr_array_index (changes, 0) : NULL;

  return dovetail_store_get_policy (pass->store, first != NULL ? first->entity_type : NULL);
}

static DovetailExchangeResponse *
send (DovetailPass *pass, GPtrArray *changes, const char *sync_token, GError **error)
{
  const DovetailExchangeRequest request = {
    .client_id = pass->device_id,
    .sync_token = (char *) sync_token,
    .has_policy = changes->len > 0,
    .policy = policy_of (pass, changes),
    .batch_size = pass->batch.size,
    .changes = changes,
  };
  gint64 started = dovetail_store_now (pass->store);
  DovetailExchangeResponse *response;

  /* What the server decides under a policy that could not be read, it has decided. */
  if (!dovetail_store_check_reads (pass->store, error))
    return NULL;
  response = dovetail_calls_exchange (&pass->calls, &request, pass->cancellable, error);
  if (response != NULL)
    dovetail_batch_measure (&pass->batch, MAX (changes->len, response->server_changes->len),
                            MAX (0, dovetail_store_now (pass->store) - started));
  return response;
}

/* One result a change, in their order. */
static gboolean
check_results (GPtrArray *changes, GPtrArray *results, GError **error)
{
  gboolean match = changes->len == results->len;

  for (guint i = 0; match && i < changes->len; i++)
    {
      const DovetailChange *change = g_ptr_array_index (changes, i);
      const DovetailChangeResult *result = g_ptr_array_index (results, i);

      match = g_strcmp0 (change->mutation_id, result->mutation_id) == 0
              || (result->mutation_id == NULL
                  && g_strcmp0 (result->error_code, DOVETAIL_WIRE_UNREADABLE_ANSWER) == 0);
    }
  if (!match)
    g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_PROTOCOL,
                         "The server's answer makes no sense: its results are not those of the changes sent");
  return match;
}

static gboolean
apply_all (DovetailPass *pass, GPtrArray *changes, const DovetailExchangeResponse *response, GError **error)
{
  for (guint i = 0; i < changes->len; i++)
    if (!dovetail_apply_result (pass, g_ptr_array_index (changes, i),
                                g_ptr_array_index (response->results, i), error))
      return FALSE;
  for (guint i = 0; i < response->server_changes->len; i++)
    if (!dovetail_apply_delta (pass, g_ptr_array_index (response->server_changes, i), error))
      return FALSE;
  return dovetail_unreadable_keep_all (pass, response->unreadable, error)
         && (response->has_more || dovetail_holding_decide (pass, error))
         && dovetail_store_set_setting (pass->store, DOVETAIL_SETTING_SYNC_TOKEN, response->sync_token, error)
         && dovetail_pass_measure_clock (pass, response->server_time, error);
}

/* An answer that says nothing new is not written down. */
static gboolean
says_nothing (DovetailPass *pass, const char *sync_token, const DovetailExchangeResponse *response)
{
  return response->results->len == 0 && response->server_changes->len == 0 && response->unreadable->len == 0
         && g_strcmp0 (sync_token, response->sync_token) == 0
         && !dovetail_pass_clock_moved (pass, response->server_time)
         && (!pass->holds || dovetail_store_count_gathered (pass->store) == 0);
}

static gboolean
commit_answer (DovetailPass *pass,
               GPtrArray *changes,
               const char *sync_token,
               const DovetailExchangeResponse *response,
               GError **error)
{
  g_autoptr (DovetailTransaction) transaction = NULL;

  if (!check_results (changes, response->results, error))
    return FALSE;
  if (response->conflicts_rev >= 0)
    pass->conflicts_rev = response->conflicts_rev;
  if (says_nothing (pass, sync_token, response))
    return TRUE;
  dovetail_pass_show_phase (pass, DOVETAIL_PHASE_PROCESSING);
  transaction = dovetail_pass_begin (pass, error);
  if (transaction == NULL || !apply_all (pass, changes, response, error) || !dovetail_pass_note (pass, error)
      || !dovetail_transaction_commit (g_steal_pointer (&transaction), error))
    return FALSE;
  dovetail_pass_report (pass, changes->len + response->server_changes->len);
  return TRUE;
}

/* One request. *more: whether another is needed. */
static gboolean
exchange_once (DovetailPass *pass, GPtrArray *changes, guint *idle, gboolean *more, GError **error)
{
  g_autofree char *sync_token = dovetail_store_get_setting (pass->store, DOVETAIL_SETTING_SYNC_TOKEN);
  g_autoptr (DovetailExchangeResponse) response = send (pass, changes, sync_token, error);

  if (response == NULL || !commit_answer (pass, changes, sync_token, response, error))
    return FALSE;
  *more = response->has_more;
  *idle = changes->len + response->server_changes->len + response->unreadable->len > 0 ? 0 : *idle + 1;
  if (*more && *idle >= MAX_IDLE_ROUNDS)
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_PROTOCOL,
                           "The server says there is more and sends nothing");
      return FALSE;
    }
  return TRUE;
}

/* The server refuses a request with this change alone. It is to blame if one without it is taken: otherwise
 * it would be blamed for a server that takes nothing from this device. */
static gboolean
blame (DovetailPass *pass,
       const DovetailChange *change,
       guint *idle,
       gboolean *more,
       GError *refusal,
       GError **error)
{
  const DovetailProblem *problem = pass->calls.problem;
  g_autofree char *code = g_strdup (problem != NULL && problem->code != NULL ? problem->code : "refused");
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();

  return exchange_once (pass, nothing, idle, more, error)
         && dovetail_refusal_quarantine (pass, change, code, refusal->message, error);
}

static gboolean
exchange_or_narrow (DovetailPass *pass, GPtrArray *changes, guint *idle, gboolean *more, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (exchange_once (pass, changes, idle, more, &failure))
    return TRUE;
  switch (dovetail_refusal_meet (pass, changes, failure))
    {
    case DOVETAIL_REFUSAL_NARROWED:
      *more = TRUE; /* no round is lost by it */
      return TRUE;
    case DOVETAIL_REFUSAL_FOUND:
      return blame (pass, g_ptr_array_index (changes, 0), idle, more, failure, error);
    case DOVETAIL_REFUSAL_FAILED:
    default:
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
}

/* What came after the bound was reached is not forgotten: it is counted, and the service plans soon. */
static void
count_left (DovetailPass *pass, guint left)
{
  DovetailOutboxSummary summary = { 0 };

  if (left > 0 && dovetail_store_summarize_outbox (pass->store, &summary, NULL))
    pass->job->waiting = summary.waiting;
}

/* Every change is answered once, unless it was edited meanwhile: far beyond what waits now, somebody edits
 * faster than the line, and the next sync goes on. */
static guint
most_rounds (DovetailPass *pass)
{
  DovetailOutboxSummary summary = { 0 };

  dovetail_store_summarize_outbox (pass->store, &summary, NULL);
  pass->total = MAX (pass->total, pass->done + summary.waiting);
  return 16 + N_POLICIES_AT_ONCE * (summary.waiting / pass->batch.minimum);
}

/**
 * dovetail_pass_exchange:
 * @pass: the pass
 * @error: what failed; TOKEN_EXPIRED and TOKEN_INVALID ask for a full sync
 *
 * Bounded: what is edited faster than it goes up is left to the next sync, and counted in the job.
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_pass_exchange (DovetailPass *pass, GError **error)
{
  guint rounds = most_rounds (pass);
  guint idle = 0;
  gboolean more = TRUE;

  for (guint round = 0;; round += more ? 0 : 1)
    {
      g_autoptr (GPtrArray) changes = freeze_batch (pass, error);

      if (changes == NULL)
        return FALSE;
      if (!more && (changes->len == 0 || round > rounds))
        {
          count_left (pass, changes->len);
          return TRUE;
        }
      dovetail_pass_show_phase (pass, more ? DOVETAIL_PHASE_DISCOVERY : DOVETAIL_PHASE_UPLOAD);
      if (!dovetail_pass_may_go_on (pass, error) || !exchange_or_narrow (pass, changes, &idle, &more, error))
        return FALSE;
    }
}
