/* SPDX-License-Identifier: GPL-3.0-or-later */

/* POST /sync/push: changes up, a result for each. */

#include "wire/push.h"

#include "core/error.h"
#include "server/accept.h"
#include "server/handlers.h"
#include "server/position.h"
#include "server/presence.h"
#include "server/problem.h"
#include "server/rewards.h"
#include "wire/limits.h"

typedef struct
{
  const DovetailCaller *caller;
  const DovetailPushRequest *request;
  DovetailAcceptedChanges accepted;
  char *sync_token;
  gint64 conflicts_rev;
} Push;

/* A token past the caller's own writes, when nobody else's lie between; then there is nothing to pull. */
static gboolean
pass_own_writes (DovetailServer *server,
                 const DovetailWriter *writer,
                 Push *pushed,
                 const DovetailFamily *family,
                 GError **error)
{
  g_autoptr (DovetailSyncToken) token = NULL;

  if (!dovetail_position_resume_if_good (server, family, pushed->request->sync_token, &token, error))
    return FALSE;
  if (token == NULL || token->full || token->seq + writer->n_results != family->seq)
    return TRUE;
  pushed->sync_token = dovetail_position_advance (server, family, token, family->seq, error);
  return pushed->sync_token != NULL;
}

static DovetailPolicy
policy_of (DovetailServer *server, const DovetailPushRequest *request)
{
  return request->has_policy ? request->policy : server->options.default_policy;
}

static gboolean
push (DovetailServer *server, gpointer user_data, GError **error)
{
  Push *pushed = user_data;
  const DovetailPushRequest *request = pushed->request;
  g_autoptr (DovetailForesight) foresight = NULL;
  g_autoptr (DovetailFamily) family = NULL;
  g_auto (DovetailWriter) writer = { NULL };

  dovetail_accepted_clear (&pushed->accepted);
  g_clear_pointer (&pushed->sync_token, g_free);
  foresight = dovetail_foresight_new (server->ledger, pushed->caller, request->changes, error);
  if (foresight == NULL
      || (family = dovetail_family_find (server->ledger, pushed->caller->family_id, error)) == NULL)
    return FALSE;
  dovetail_writer_init (&writer, server, pushed->caller, family, policy_of (server, request));
  writer.foresight = foresight;
  if (!dovetail_presence_note (server, pushed->caller, error)
      || !dovetail_accept_changes (&writer, request->changes, request->atomic, &pushed->accepted, error)
      || !dovetail_rewards_settle (&writer, error))
    return FALSE;
  pushed->conflicts_rev = family->conflicts_rev;
  return pushed->accepted.roll_back || pass_own_writes (server, &writer, pushed, family, error);
}

static JsonNode *
answer (DovetailServer *server, const Push *pushed)
{
  const DovetailAcceptedChanges *accepted = &pushed->accepted;
  const DovetailPushResponse response = { .results = accepted->results,
                                          .applied_count = accepted->n_applied,
                                          .conflict_count = accepted->n_conflicts,
                                          .error_count = accepted->n_rejected,
                                          .success = accepted->n_conflicts + accepted->n_rejected == 0,
                                          .sync_token = pushed->sync_token,
                                          .conflicts_rev = pushed->conflicts_rev,
                                          .server_time = dovetail_server_now (server) };

  return dovetail_push_response_to_json (&response);
}

/**
 * dovetail_part_push:
 * @server: the server
 * @caller: who writes
 * @body: the request
 * @refusal: (out) (transfer full): set when it is refused
 *
 * Returns: (transfer full) (nullable): the results; %NULL with a refusal
 */
JsonNode *
dovetail_part_push (DovetailServer *server,
                    const DovetailCaller *caller,
                    JsonNode *body,
                    DovetailResponse **refusal)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailPushRequest) request = dovetail_push_request_from_json (body, &error);
  Push pushed = { .caller = caller, .request = request };
  JsonNode *node = NULL;

  dovetail_server_metrics_count (server->metrics, caller, DOVETAIL_COUNT_PUSHES, 1);
  if (request == NULL)
    *refusal = dovetail_refuse_for_error (error);
  else
    *refusal = dovetail_refuse_writer (caller, request->client_id, request->changes->len);
  if (*refusal != NULL)
    return NULL;

  if (dovetail_server_transact_unless (server, caller->family_id, TRUE, &pushed.accepted.roll_back, push,
                                       &pushed, &error))
    {
      dovetail_accepted_measure (&pushed.accepted, server, caller, policy_of (server, request));
      node = answer (server, &pushed);
    }
  else
    *refusal = dovetail_refuse_for_error (error);
  dovetail_accepted_clear (&pushed.accepted);
  g_free (pushed.sync_token);
  return node;
}

DovetailResponse *
dovetail_handle_push (DovetailServer *server,
                      const DovetailCaller *caller,
                      const DovetailRequest *request,
                      JsonNode *body)
{
  DovetailResponse *refusal = NULL;
  JsonNode *node = dovetail_part_push (server, caller, body, &refusal);

  return node == NULL ? refusal : dovetail_answer (node);
}
