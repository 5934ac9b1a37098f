/* SPDX-License-Identifier: GPL-3.0-or-later */

/* POST /sync/delta: changes up and the page that follows down, in one round trip and one transaction. */

#include "wire/exchange.h"

#include "server/accept.h"
#include "server/handlers.h"
#include "server/position.h"
#include "server/presence.h"
#include "server/problem.h"
#include "server/rewards.h"

typedef struct
{
  const DovetailCaller *caller;
  const DovetailExchangeRequest *request;
  DovetailAcceptedChanges accepted;
  GPtrArray *contested;
  DovetailPage page;
  gint64 conflicts_rev;
} Exchange;

/* Judged before anything is written: a client that has to start over shall know first. */
static DovetailSyncToken *
find_position (DovetailServer *server,
               const DovetailFamily *family,
               const DovetailExchangeRequest *request,
               GError **error)
{
  if (request->sync_token != NULL)
    return dovetail_position_resume (server, family, request->sync_token, error);
  if (request->last_sync_at > 0)
    return dovetail_position_at_time (server, family, request->last_sync_at, error);
  return dovetail_position_start (server, family);
}

/* Own writes whose result says it all need not come down again. */
static gboolean
is_known (const Exchange *exchanged, const DovetailRecord *record)
{
  for (guint i = 0; i < exchanged->accepted.results->len; i++)
    {
      const DovetailChangeResult *result = g_ptr_array_index (exchanged->accepted.results, i);
      const DovetailChange *change = g_ptr_array_index (exchanged->request->changes, i);

      if (result->status == DOVETAIL_RESULT_APPLIED && result->version == record->version
          && g_str_equal (change->entity_id, record->entity_id)
          && g_str_equal (change->entity_type, record->entity_type))
        return TRUE;
    }
  return FALSE;
}

static void
leave_out_own (Exchange *exchanged)
{
  GPtrArray *deltas = exchanged->page.deltas;
  guint kept = 0;

  if (exchanged->accepted.results->len == 0)
    return;
  for (guint i = 0; i < deltas->len; i++)
    {
      DovetailDelta *delta = g_ptr_array_index (deltas, i);

      if (g_strcmp0 (delta->record->client_id, exchanged->caller->client_id) == 0
          && is_known (exchanged, delta->record))
        dovetail_delta_free (delta);
      else
        deltas->pdata[kept++] = delta;
    }
  for (guint i = kept; i < deltas->len; i++)
    deltas->pdata[i] = NULL;
  g_ptr_array_set_size (deltas, (gint) kept);
}

static DovetailPolicy
policy_of (DovetailServer *server, const DovetailExchangeRequest *request)
{
  return request->has_policy ? request->policy : server->options.default_policy;
}

static gboolean
accept (DovetailServer *server,
        DovetailFamily *family,
        DovetailForesight *foresight,
        Exchange *exchanged,
        GError **error)
{
  const DovetailExchangeRequest *request = exchanged->request;
  g_auto (DovetailWriter) writer = { NULL };

  dovetail_writer_init (&writer, server, exchanged->caller, family, policy_of (server, request));
  writer.foresight = foresight;
  if (!dovetail_presence_note (server, exchanged->caller, error)
      || !dovetail_accept_changes (&writer, request->changes, request->atomic, &exchanged->accepted, error)
      || !dovetail_rewards_settle (&writer, error))
    return FALSE;
  exchanged->contested = g_ptr_array_ref (writer.contested);
  return TRUE;
}

static gboolean
list_changes (DovetailServer *server, const DovetailFamily *family, Exchange *exchanged, GError **error)
{
  const DovetailExchangeRequest *request = exchanged->request;
  g_autoptr (DovetailSyncToken) position = find_position (server, family, request, error);

  if (position == NULL)
    return FALSE;
  exchanged->conflicts_rev = family->conflicts_rev;
  if (!dovetail_position_read_page (server, family, position, request->batch_size, &exchanged->page, error))
    return FALSE;
  leave_out_own (exchanged);
  return TRUE;
}

static void
forget (Exchange *exchanged)
{
  dovetail_accepted_clear (&exchanged->accepted);
  dovetail_page_clear (&exchanged->page);
  g_clear_pointer (&exchanged->contested, g_ptr_array_unref);
}

static gboolean
accept_and_list (DovetailServer *server,
                 DovetailFamily *family,
                 DovetailForesight *foresight,
                 Exchange *exchanged,
                 GError **error)
{
  g_autoptr (DovetailSyncToken) position = find_position (server, family, exchanged->request, error);

  if (position == NULL || !accept (server, family, foresight, exchanged, error))
    return FALSE;
  return exchanged->accepted.roll_back || list_changes (server, family, exchanged, error);
}

static gboolean
exchange_in_transaction (DovetailServer *server, gpointer user_data, GError **error)
{
  Exchange *exchanged = user_data;
  g_autoptr (DovetailForesight) foresight
      = dovetail_foresight_new (server->ledger, exchanged->caller, exchanged->request->changes, error);
  g_autoptr (DovetailFamily) family = NULL;

  forget (exchanged);
  if (foresight == NULL)
    return FALSE;
  family = dovetail_family_find (server->ledger, exchanged->caller->family_id, error);
  return family != NULL && accept_and_list (server, family, foresight, exchanged, error);
}

/* What is really there. */
static gboolean
list_after_rollback (DovetailServer *server, gpointer user_data, GError **error)
{
  Exchange *exchanged = user_data;
  g_autoptr (DovetailFamily) family
      = dovetail_family_find (server->ledger, exchanged->caller->family_id, error);

  dovetail_page_clear (&exchanged->page);
  return family != NULL && list_changes (server, family, exchanged, error);
}

static gboolean
exchange (DovetailServer *server, Exchange *exchanged, GError **error)
{
  gboolean writing
      = exchanged->request->changes->len > 0 || dovetail_presence_is_due (server, exchanged->caller);
  DovetailFamily *family = exchanged->caller->family;
  const char *family_id = exchanged->caller->family_id;

  if (!writing && dovetail_position_is_at_end (server, family, exchanged->request->sync_token))
    return accept_and_list (server, family, NULL, exchanged, error);
  if (!dovetail_server_transact_unless (server, family_id, writing, &exchanged->accepted.roll_back,
                                        exchange_in_transaction, exchanged, error))
    return FALSE;
  return !exchanged->accepted.roll_back
         || dovetail_server_transact (server, family_id, FALSE, list_after_rollback, exchanged, error);
}

static DovetailResponse *
answer (DovetailServer *server, const Exchange *exchanged)
{
  const DovetailAcceptedChanges *accepted = &exchanged->accepted;
  gint64 now = dovetail_server_now (server);
  const DovetailExchangeResponse response = { .results = accepted->results,
                                              .server_changes = exchanged->page.deltas,
                                              .conflicts = exchanged->contested,
                                              .sync_token = exchanged->page.token,
                                              .last_sync_at = now,
                                              .has_more = exchanged->page.more,
                                              .success = accepted->n_conflicts + accepted->n_rejected == 0,
                                              .applied_count = accepted->n_applied,
                                              .error_count = accepted->n_rejected,
                                              .conflicts_rev = exchanged->conflicts_rev,
                                              .server_time = now };

  return dovetail_answer (dovetail_exchange_response_to_json (&response));
}

DovetailResponse *
dovetail_handle_exchange (DovetailServer *server,
                          const DovetailCaller *caller,
                          const DovetailRequest *http_request,
                          JsonNode *body)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailExchangeRequest) request = dovetail_exchange_request_from_json (body, &error);
  Exchange exchanged = { .caller = caller, .request = request };
  DovetailResponse *response;

  dovetail_server_metrics_count (server->metrics, caller, DOVETAIL_COUNT_SYNCS, 1);
  if (request == NULL)
    return dovetail_refuse_for_error (error);
  response = dovetail_refuse_writer (caller, request->client_id, request->changes->len);
  if (response != NULL)
    return response;

  if (exchange (server, &exchanged, &error))
    {
      dovetail_accepted_measure (&exchanged.accepted, server, caller, policy_of (server, request));
      response = answer (server, &exchanged);
    }
  else
    response = dovetail_refuse_for_error (error);
  forget (&exchanged);
  return response;
}
