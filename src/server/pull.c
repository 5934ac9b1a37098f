/* SPDX-License-Identifier: GPL-3.0-or-later */

/* POST /sync/pull: what changed since a token, page by page, or everything. */

#include "wire/pull.h"

#include <string.h>

#include "core/error.h"
#include "core/uuid.h"
#include "server/handlers.h"
#include "server/ledger-records.h"
#include "server/position.h"
#include "server/presence.h"
#include "server/problem.h"

typedef struct
{
  const DovetailCaller *caller;
  const DovetailPullRequest *request;
  DovetailPage page;
  gboolean full;
  gint64 conflicts_rev;
} Pull;

/* Types nobody knows match nothing; a filter of only such types is refused, it would mean everything. */
static gboolean
types_from_names (char **names, guint *types, GError **error)
{
  *types = 0;
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    for (guint j = 0; dovetail_stored_types[j] != NULL; j++)
      if (g_str_equal (names[i], dovetail_stored_types[j]))
        *types |= 1u << j;
  if (names == NULL || *types != 0)
    return TRUE;
  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                       "entity_types names no type this server knows");
  return FALSE;
}

static int
compare_strings (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static gboolean
lists_from_ids (char **ids, char ***lists, GError **error)
{
  guint n_ids = ids == NULL ? 0 : g_strv_length (ids);
  gboolean valid = n_ids <= DOVETAIL_SYNC_TOKEN_MAX_LISTS;

  for (guint i = 0; valid && i < n_ids; i++)
    valid = dovetail_uuid_is_valid (ids[i]);
  if (!valid)
    {
      g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, "list_ids holds at most %d UUIDs",
                   DOVETAIL_SYNC_TOKEN_MAX_LISTS);
      return FALSE;
    }
  *lists = g_strdupv (ids);
  if (ids != NULL)
    g_qsort_with_data (*lists, (gint) n_ids, sizeof (char *), compare_strings, NULL);
  return TRUE;
}

static gboolean
same_lists (char **a, char **b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return g_strv_equal ((const char *const *) a, (const char *const *) b);
}

/* A filter that is not named again stays; another one needs another walk. */
static gboolean
filter_fits (const DovetailPullRequest *request,
             const DovetailSyncToken *token,
             guint types,
             char **lists,
             GError **error)
{
  if ((request->entity_types == NULL || types == token->types)
      && (request->list_ids == NULL || same_lists (lists, token->lists)))
    return TRUE;
  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_TOKEN_EXPIRED,
                       "This sync token is for another choice of types or lists; a full sync is needed");
  return FALSE;
}

/* Who walks anew may show where it stood before: that it was in this history, however long ago and with which
 * filter, is all that counts then. */
static gboolean
is_of_this_history (DovetailServer *server, const char *text, const GError *unusable)
{
  g_autoptr (DovetailSyncToken) token = NULL;

  if (!g_error_matches (unusable, DOVETAIL_ERROR, DOVETAIL_ERROR_TOKEN_EXPIRED))
    return FALSE;
  token = dovetail_sync_token_decode (text, server->token_key, NULL);
  return token != NULL && !token->full;
}

static DovetailSyncToken *
find_position (DovetailServer *server,
               const DovetailFamily *family,
               const DovetailPullRequest *request,
               GError **error)
{
  g_autoptr (DovetailSyncToken) token = NULL;
  g_auto (GStrv) lists = NULL;
  guint types;

  if (!types_from_names (request->entity_types, &types, error)
      || !lists_from_ids (request->list_ids, &lists, error))
    return NULL;
  if (request->sync_token != NULL)
    {
      g_autoptr (GError) unusable = NULL;

      token = dovetail_position_resume (server, family, request->sync_token, &unusable);
      if (token == NULL && !(request->full && is_of_this_history (server, request->sync_token, unusable)))
        return g_propagate_error (error, g_steal_pointer (&unusable)), NULL;
      if (token != NULL && (token->full || !request->full))
        return filter_fits (request, token, types, lists, error) ? g_steal_pointer (&token) : NULL;
      g_clear_pointer (&token, dovetail_sync_token_free);
    }

  token = dovetail_position_start (server, family);
  token->types = types;
  token->lists = g_steal_pointer (&lists);
  return g_steal_pointer (&token);
}

static gboolean
read_page (DovetailServer *server, const DovetailFamily *family, Pull *pulled, GError **error)
{
  g_autoptr (DovetailSyncToken) position = find_position (server, family, pulled->request, error);

  dovetail_page_clear (&pulled->page);
  if (position == NULL)
    return FALSE;
  pulled->full = position->full;
  pulled->conflicts_rev = family->conflicts_rev;
  return dovetail_presence_note (server, pulled->caller, error)
         && dovetail_position_read_page (server, family, position, pulled->request->batch_size, &pulled->page,
                                         error);
}

static gboolean
pull_in_transaction (DovetailServer *server, gpointer user_data, GError **error)
{
  Pull *pulled = user_data;
  g_autoptr (DovetailFamily) family = dovetail_family_find (server->ledger, pulled->caller->family_id, error);

  return family != NULL && read_page (server, family, pulled, error);
}

/* Most pulls are of clients that have everything. */
static gboolean
pull (DovetailServer *server, Pull *pulled, GError **error)
{
  const DovetailCaller *caller = pulled->caller;
  gboolean writing = dovetail_presence_is_due (server, caller);

  if (!writing && !pulled->request->full
      && dovetail_position_is_at_end (server, caller->family, pulled->request->sync_token))
    return read_page (server, caller->family, pulled, error);
  return dovetail_server_transact (server, caller->family_id, writing, pull_in_transaction, pulled, error);
}

static JsonNode *
answer (DovetailServer *server, const Pull *pulled)
{
  const DovetailPullResponse response = { .deltas = pulled->page.deltas,
                                          .next_sync_token = pulled->page.token,
                                          .has_more = pulled->page.more,
                                          .full = pulled->full,
                                          .conflicts_rev = pulled->conflicts_rev,
                                          .server_time = dovetail_server_now (server) };

  return dovetail_pull_response_to_json (&response);
}

/**
 * dovetail_part_pull:
 * @server: the server
 * @caller: who asks
 * @body: the request
 * @refusal: (out) (transfer full): set when it is refused
 *
 * Returns: (transfer full) (nullable): the page; %NULL with a refusal
 */
JsonNode *
dovetail_part_pull (DovetailServer *server,
                    const DovetailCaller *caller,
                    JsonNode *body,
                    DovetailResponse **refusal)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailPullRequest) request = dovetail_pull_request_from_json (body, &error);
  Pull pulled = { .caller = caller, .request = request };
  JsonNode *node = NULL;

  dovetail_server_metrics_count (server->metrics, caller, DOVETAIL_COUNT_PULLS, 1);
  if (request == NULL)
    *refusal = dovetail_refuse_for_error (error);
  else if (!g_str_equal (request->client_id, caller->client_id))
    *refusal = dovetail_refuse_device ();
  else if (pull (server, &pulled, &error))
    node = answer (server, &pulled);
  else
    *refusal = dovetail_refuse_for_error (error);
  dovetail_page_clear (&pulled.page);
  return node;
}

DovetailResponse *
dovetail_handle_pull (DovetailServer *server,
                      const DovetailCaller *caller,
                      const DovetailRequest *request,
                      JsonNode *body)
{
  DovetailResponse *refusal = NULL;
  JsonNode *node = dovetail_part_pull (server, caller, body, &refusal);

  return node == NULL ? refusal : dovetail_answer (node);
}
