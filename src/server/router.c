/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which handler answers which request, and what is asked of every request before: a known path, the right
 * method, a known caller, a JSON object as body. */

#include "server/router.h"

#include "core/error.h"
#include "json/json.h"
#include "server/auth.h"
#include "server/handlers.h"
#include "server/log.h"
#include "server/problem.h"
#include "server/server-private.h"
#include "wire/limits.h"

typedef struct
{
  const char *method;
  const char *path;
  DovetailHandler handler;
  gboolean open; /* to anybody */
} Route;

static const Route routes[] = {
  { "POST", "/auth/login", dovetail_handle_login, TRUE },
  { "POST", "/auth/refresh", dovetail_handle_refresh, TRUE },
  { "POST", "/auth/logout", dovetail_handle_logout, FALSE },
  { "GET", "/auth/devices", dovetail_handle_devices, FALSE },
  { "POST", "/auth/devices/revoke", dovetail_handle_revoke, FALSE },
  { "POST", "/sync/pull", dovetail_handle_pull, FALSE },
  { "POST", "/sync/push", dovetail_handle_push, FALSE },
  { "POST", "/sync/delta", dovetail_handle_exchange, FALSE },
  { "POST", "/sync/batch/pull", dovetail_handle_batch_pull, FALSE },
  { "POST", "/sync/batch/push", dovetail_handle_batch_push, FALSE },
  { "GET", "/sync/conflicts", dovetail_handle_conflicts, FALSE },
  { "POST", "/sync/resolve-conflict", dovetail_handle_resolve, FALSE },
  { "GET", "/sync/events", dovetail_handle_events, FALSE },
  { "GET", "/sync/status", dovetail_handle_status, FALSE },
  { "GET", "/sync/metrics", dovetail_handle_metrics, FALSE },
  { "POST", "/sync/cleanup", dovetail_handle_cleanup, FALSE },
  { "GET", "/healthz", dovetail_handle_alive, TRUE },
  { "GET", "/readyz", dovetail_handle_ready, TRUE },
  { "GET", "/openapi.yaml", dovetail_handle_openapi, TRUE },
};

static const Route *
find_route (const char *path)
{
  for (gsize i = 0; i < G_N_ELEMENTS (routes); i++)
    if (g_strcmp0 (routes[i].path, path) == 0)
      return &routes[i];
  return NULL;
}

const char *
dovetail_router_allowed (const char *path)
{
  const Route *route = find_route (path);

  return route == NULL ? NULL : route->method;
}

/**
 * dovetail_router_get:
 * @index: from 0 on
 * @method: (out): the method of a route
 * @path: (out): its path
 *
 * Returns: whether there is such a route
 */
gboolean
dovetail_router_get (gsize index, const char **method, const char **path)
{
  if (index >= G_N_ELEMENTS (routes))
    return FALSE;
  *method = routes[index].method;
  *path = routes[index].path;
  return TRUE;
}

GHashTable *
dovetail_request_query (const DovetailRequest *request)
{
  return g_uri_parse_params (request->query == NULL ? "" : request->query, -1, "&", G_URI_PARAMS_WWW_FORM,
                             NULL);
}

static JsonNode *
read_body (const DovetailRequest *request, DovetailResponse **refusal)
{
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  const char *text = request->body == NULL ? "" : g_bytes_get_data (request->body, &length);
  JsonNode *node;

  if (length > DOVETAIL_WIRE_MAX_BODY_BYTES)
    {
      *refusal = dovetail_refuse (413, "body_too_large", "The body is larger than the server takes");
      return NULL;
    }
  node = dovetail_json_parse_request (length == 0 ? "" : text, (gssize) length, &error);
  if (node == NULL)
    *refusal = dovetail_refuse (400, "invalid_json", error->message);
  return node;
}

/**
 * dovetail_router_allowance:
 * @server: the server
 * @path: of a request whose head was read
 * @authorization: (nullable): of the same
 *
 * Looks at the token alone, not into the ledger.
 *
 * Returns: how many bytes of its body are kept; 0: who sends it may not come in, or there is nothing there
 */
gsize
dovetail_router_allowance (DovetailServer *server, const char *path, const char *authorization)
{
  const Route *route = find_route (path);

  if (route == NULL)
    return 0;
  if (route->open)
    return DOVETAIL_WIRE_MAX_OPEN_BODY_BYTES;
  return dovetail_authorization_is_signed (server, authorization) ? DOVETAIL_WIRE_MAX_BODY_BYTES : 0;
}

static DovetailResponse *
call (DovetailServer *server,
      const Route *route,
      const DovetailCaller *caller,
      const DovetailRequest *request)
{
  DovetailResponse *refusal = NULL;
  g_autoptr (JsonNode) body = NULL;

  if (g_str_equal (route->method, "POST"))
    {
      body = read_body (request, &refusal);
      if (body == NULL)
        return refusal;
    }
  return route->handler (server, caller, request, body);
}

static gsize
size_of (GBytes *body)
{
  return body == NULL ? 0 : g_bytes_get_size (body);
}

/* How long it took is measured by the machine's own clock: a simulated one stands still meanwhile. */
static DovetailResponse *
call_and_measure (DovetailServer *server,
                  const Route *route,
                  const DovetailCaller *caller,
                  const DovetailRequest *request)
{
  gint64 start = g_get_monotonic_time ();
  DovetailResponse *response = call (server, route, caller, request);

  dovetail_server_metrics_note_request (server->metrics, caller, response->status >= 400,
                                 g_get_monotonic_time () - start, size_of (request->body),
                                 size_of (response->body));
  return response;
}

static DovetailResponse *
refuse_caller (const GError *error)
{
  if (error == NULL)
    return dovetail_refuse (401, "unauthorized",
                            "Log in first: the access token is missing, expired or not valid");
  return dovetail_refuse_for_error (error);
}

/**
 * dovetail_router_handle:
 * @server: the server
 * @request: one request
 *
 * Returns: (transfer full): the answer
 */
DovetailResponse *
dovetail_router_handle (DovetailServer *server, const DovetailRequest *request)
{
  const Route *route = find_route (request->path);
  g_autoptr (DovetailCaller) caller = NULL;
  g_autoptr (GError) error = NULL;
  DovetailResponse *response;

  if (route == NULL)
    response = dovetail_refuse (404, "not_found", "There is nothing at this path");
  else if (g_strcmp0 (route->method, request->method) != 0)
    response = dovetail_refuse (405, "method_not_allowed", "This path takes another method");
  else if (!route->open && (caller = dovetail_authenticate (server, request->authorization, &error)) == NULL)
    response = refuse_caller (error);
  else if (caller == NULL)
    response = call (server, route, NULL, request);
  else
    response = call_and_measure (server, route, caller, request);

  dovetail_log_request (route == NULL ? "unknown" : route->path, request->method, caller, response->status);
  return response;
}
