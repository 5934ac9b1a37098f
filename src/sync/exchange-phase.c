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
#include "store/settings.h"
#include "sync/apply.h"
#include "sync/holding.h"
#include "sync/reconcile.h"

/* So that a batch of long notes stays below what a server takes. */
#define MAX_BATCH_BYTES (2 * 1024 * 1024)
/* Requests in a row that move nothing, from a server that says there is more. */
#define MAX_IDLE_ROUNDS 3

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
      return TRUE;
    }
  mutation_id = dovetail_store_new_uuid (pass->store);
  frozen = dovetail_reconcile_freeze (replica, mutation_id);
  if (!dovetail_apply_store (pass->store, replica, frozen, error))
    return FALSE;
  if (frozen != NULL && frozen->pending != NULL)
    *change = dovetail_change_copy (frozen->pending->frozen);
  return TRUE;
}

/* What goes up next, frozen and committed. Empty when nothing waits. */
static GPtrArray *
freeze_batch (DovetailPass *pass, GError **error)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_change_free);
  g_autoptr (GPtrArray) replicas = dovetail_store_list_outbox (pass->store, FALSE, 1, error);
  g_autoptr (DovetailTransaction) transaction = NULL;
  gsize bytes = 0;

  if (replicas == NULL || replicas->len == 0)
    return replicas != NULL ? g_steal_pointer (&changes) : NULL;
  transaction = dovetail_transaction_begin (pass->store, error);
  g_clear_pointer (&replicas, g_ptr_array_unref);
  replicas
      = transaction != NULL ? dovetail_store_list_outbox (pass->store, FALSE, pass->batch.size, error) : NULL;
  if (replicas == NULL)
    return NULL;
  for (guint i = 0; i < replicas->len && bytes < MAX_BATCH_BYTES; i++)
    {
      DovetailChange *change = NULL;

      if (!freeze (pass, g_ptr_array_index (replicas, i), &change, error))
        return NULL;
      if (change == NULL)
        continue;
      bytes += size_of (change);
      g_ptr_array_add (changes, change);
    }
  return dovetail_transaction_commit (g_steal_pointer (&transaction), error) ? g_steal_pointer (&changes)
                                                                             : NULL;
}

static DovetailExchangeResponse *
send (DovetailPass *pass, GPtrArray *changes, const char *sync_token, GError **error)
{
  const DovetailExchangeRequest request = {
    .client_id = pass->device_id,
    .sync_token = (char *) sync_token,
    .has_policy = changes->len > 0,
    .policy = pass->policy,
    .batch_size = pass->batch.size,
    .changes = changes,
  };
  gint64 started = dovetail_store_now (pass->store);
  DovetailExchangeResponse *response
      = dovetail_calls_exchange (&pass->calls, &request, pass->cancellable, error);

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

      match = g_strcmp0 (change->mutation_id, result->mutation_id) == 0;
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
  return (response->has_more || dovetail_holding_decide (pass, error))
         && dovetail_store_set_setting (pass->store, DOVETAIL_SETTING_SYNC_TOKEN, response->sync_token, error)
         && dovetail_pass_measure_clock (pass, response->server_time, error);
}

/* An answer that says nothing new is not written down. */
static gboolean
says_nothing (DovetailPass *pass, const char *sync_token, const DovetailExchangeResponse *response)
{
  return response->results->len == 0 && response->server_changes->len == 0
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
  if (response->conflicts_rev > 0)
    pass->conflicts_rev = response->conflicts_rev;
  if (says_nothing (pass, sync_token, response))
    return TRUE;
  transaction = dovetail_transaction_begin (pass->store, error);
  if (transaction == NULL || !apply_all (pass, changes, response, error)
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
  *idle = changes->len + response->server_changes->len > 0 ? 0 : *idle + 1;
  if (*more && *idle >= MAX_IDLE_ROUNDS)
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_PROTOCOL,
                           "The server says there is more and sends nothing");
      return FALSE;
    }
  return TRUE;
}

/* Every change is answered once, unless it was edited meanwhile: far beyond what waits now, somebody edits
 * faster than the line, and the next sync goes on. */
static guint
most_rounds (DovetailPass *pass)
{
  DovetailOutboxSummary summary = { 0 };

  dovetail_store_summarize_outbox (pass->store, &summary, NULL);
  pass->total = MAX (pass->total, pass->done + summary.waiting);
  return 16 + summary.waiting / pass->batch.minimum;
}

/**
 * dovetail_pass_exchange:
 * @pass: the pass
 * @error: what failed; TOKEN_EXPIRED and TOKEN_INVALID ask for a full sync
 *
 * Bounded: what is edited faster than it goes up is left to the next sync.
 *
 * Returns: whether nothing is left on either side
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
        return TRUE;
      if (!dovetail_pass_may_go_on (pass, error) || !exchange_once (pass, changes, &idle, &more, error))
        return FALSE;
      if (changes->len > 0 && !g_str_equal (pass->job->phase, "upload")
          && !dovetail_pass_enter_phase (pass, "upload", error))
        return FALSE;
    }
}
