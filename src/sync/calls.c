/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server's endpoints as functions. */

#include "sync/calls.h"

#include "core/error.h"
#include "json/json.h"
#include "sync/identity.h"
#include "sync/answer.h"

/**
 * dovetail_calls_clear:
 * @calls: what the calls left behind; the remote and the access are not theirs
 */
void
dovetail_calls_clear (DovetailCalls *calls)
{
  g_clear_pointer (&calls->problem, dovetail_problem_free);
}

/* Waits on the cancellable's file descriptor, if there is one: cancelling ends it at once. */
static void
sleep_for_real (gint64 milliseconds, GCancellable *cancellable)
{
  GPollFD descriptor = { 0 };

  if (g_cancellable_make_pollfd (cancellable, &descriptor))
    {
      g_poll (&descriptor, 1, (gint) milliseconds);
      g_cancellable_release_fd (cancellable);
    }
  else
    g_usleep ((gulong) milliseconds * 1000);
}

static gboolean
wait_before_retry (DovetailCalls *calls, gint64 milliseconds, GCancellable *cancellable, GError **error)
{
  if (calls->sleep != NULL)
    calls->sleep (calls->user_data, milliseconds, cancellable);
  else
    sleep_for_real (milliseconds, cancellable);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static DovetailResponse *
note_reached (DovetailCalls *calls, DovetailResponse *response)
{
  if (!calls->heard && calls->reached != NULL)
    calls->reached (calls->user_data);
  calls->heard = TRUE;
  return response;
}

/* One try. Any 2xx status is an answer, and so is what the caller looks at itself. */
static DovetailResponse *
send_once (DovetailCalls *calls,
           const DovetailRequest *request,
           gint64 *retry_after,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (DovetailResponse) response = NULL;
  GError *failure = NULL;
  gint64 started;

  *retry_after = -1;
  calls->retry_after = 0;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  calls->requests++;
  started = calls->access != NULL ? dovetail_store_now (calls->access->store) : 0;
  response = dovetail_remote_send (calls->remote, request, cancellable, &failure);
  if (calls->answered != NULL)
    calls->answered (calls->user_data, request, response, failure, started);
  if (response == NULL)
    {
      g_propagate_error (error, failure);
      return NULL;
    }
  calls->bytes_up += response->bytes_up;
  calls->bytes_down += response->bytes_down;
  *retry_after = response->retry_after;
  g_clear_pointer (&calls->problem, dovetail_problem_free);
  if (response->status >= 200 && response->status < 300)
    return note_reached (calls, g_steal_pointer (&response));
  calls->problem = dovetail_answer_problem (response);
  if (response->status == 401 || response->status == 409)
    return note_reached (calls, g_steal_pointer (&response));
  calls->retry_after = MAX (0, response->retry_after);
  g_propagate_error (error, dovetail_answer_error (response->status, calls->problem));
  return NULL;
}

static DovetailResponse *
send_with_retries (DovetailCalls *calls,
                   const DovetailRequest *request,
                   GCancellable *cancellable,
                   GError **error)
{
  for (guint failures = 1;; failures++)
    {
      g_autoptr (GError) failure = NULL;
      gint64 retry_after, delay;
      DovetailResponse *response = send_once (calls, request, &retry_after, cancellable, &failure);

      if (response != NULL)
        return response;
      delay = dovetail_retry_is_worthwhile (failure)
                  ? dovetail_retry_delay (&calls->retry, failures, retry_after, &calls->random)
                  : -1;
      if (delay < 0)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
      calls->retries++;
      calls->heard = FALSE;
      if (calls->failed != NULL)
        calls->failed (calls->user_data, failure);
      if (!wait_before_retry (calls, delay, cancellable, error))
        return NULL;
    }
}

static DovetailRequest *
build_request (const char *method, const char *path, JsonNode *body)
{
  DovetailRequest *request = dovetail_request_new (method, path);
  gsize length;
  char *text;

  if (body == NULL)
    return request;
  text = dovetail_json_generate (body, &length);
  request->body = g_bytes_new_take (text, length);
  return request;
}

/* A message that cannot be read is the server's fault. */
static gpointer
check_answer (gpointer message,
              GError **reason, /* why message is NULL; cleared */
              GError **error)
{
  if (message == NULL)
    g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_PROTOCOL, "The server's answer makes no sense: %s",
                 (*reason)->message);
  g_clear_error (reason);
  return message;
}

/* Another process may have refreshed already: what is kept is read again first. */
static gboolean
refresh (DovetailCalls *calls, GCancellable *cancellable, GError **error)
{
  g_autofree char *before = g_strdup (calls->access->access_token);
  g_autoptr (JsonNode) body = NULL;
  g_autoptr (DovetailRequest) request = NULL;
  g_autoptr (DovetailResponse) response = NULL;
  g_autoptr (DovetailSessionGrant) grant = NULL;
  GError *reason = NULL;

  if (!dovetail_identity_check (calls->access->store, calls->access->identity, error)
      || !dovetail_access_load (calls->access, cancellable, error))
    return FALSE;
  if (dovetail_access_is_fresh (calls->access) && g_strcmp0 (before, calls->access->access_token) != 0)
    return TRUE;
  if (calls->access->refresh_token == NULL)
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_UNAUTHORIZED,
                           "Sign in again to go on syncing");
      return FALSE;
    }
  body = dovetail_refresh_request_to_json (calls->access->refresh_token);
  request = build_request ("POST", "/auth/refresh", body);
  response = send_with_retries (calls, request, cancellable, error);
  if (response == NULL)
    return FALSE;
  if (response->status >= 300)
    {
      g_propagate_error (error, dovetail_answer_error (401, calls->problem));
      return FALSE;
    }
  g_clear_pointer (&body, json_node_unref);
  body = dovetail_answer_body (response, error);
  if (body == NULL)
    return FALSE;
  grant = check_answer (dovetail_session_grant_from_json (body, &reason), &reason, error);
  return grant != NULL && dovetail_access_renew (calls->access, grant, cancellable, error);
}

static DovetailResponse *
send_as_user (DovetailCalls *calls, DovetailRequest *request, GCancellable *cancellable, GError **error)
{
  g_free (request->authorization);
  request->authorization = g_strconcat ("Bearer ", calls->access->access_token, NULL);
  return send_with_retries (calls, request, cancellable, error);
}

static DovetailResponse *
send_signed_in (DovetailCalls *calls, DovetailRequest *request, GCancellable *cancellable, GError **error)
{
  g_autoptr (DovetailResponse) response = NULL;
  gboolean refreshed = FALSE;

  if (!dovetail_access_is_fresh (calls->access))
    {
      if (!refresh (calls, cancellable, error))
        return NULL;
      refreshed = TRUE;
    }
  response = send_as_user (calls, request, cancellable, error);
  if (response != NULL && response->status == 401 && !refreshed)
    {
      g_clear_pointer (&response, dovetail_response_free);
      if (!refresh (calls, cancellable, error))
        return NULL;
      response = send_as_user (calls, request, cancellable, error);
    }
  return g_steal_pointer (&response);
}

/* The body of the answer. moved: takes the answer to a 409, whose body a caller reads; NULL: none expected.
 */
static JsonNode *
call (DovetailCalls *calls,
      DovetailRequest *request,
      DovetailResponse **moved,
      GCancellable *cancellable,
      GError **error)
{
  g_autoptr (DovetailResponse) response = calls->access != NULL
                                              ? send_signed_in (calls, request, cancellable, error)
                                              : send_with_retries (calls, request, cancellable, error);

  if (response == NULL)
    return NULL;
  if (response->status < 300)
    return dovetail_answer_body (response, error);
  g_propagate_error (error, dovetail_answer_error (response->status, calls->problem));
  if (moved != NULL && response->status == 409)
    *moved = g_steal_pointer (&response);
  return NULL;
}

/**
 * dovetail_calls_exchange:
 * @calls: the server and how to talk to it
 * @request: what goes up, and from where on to come down
 * @cancellable: (nullable): ends the wait
 * @error: what failed; TOKEN_EXPIRED, _FOREIGN and _INVALID ask for a full sync
 *
 * Returns: (transfer full): the answer, %NULL on error
 */
DovetailExchangeResponse *
dovetail_calls_exchange (DovetailCalls *calls,
                         const DovetailExchangeRequest *request,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (JsonNode) body = dovetail_exchange_request_to_json (request);
  g_autoptr (DovetailRequest) message = build_request ("POST", "/sync/delta", body);
  g_autoptr (JsonNode) answer = call (calls, message, NULL, cancellable, error);
  GError *reason = NULL;

  if (answer == NULL)
    return NULL;
  return check_answer (dovetail_exchange_response_from_json (answer, &reason), &reason, error);
}

/**
 * dovetail_calls_pull:
 * @calls: the server and how to talk to it
 * @request: which page
 * @cancellable: (nullable): ends the wait
 * @error: what failed; TOKEN_EXPIRED, _FOREIGN and _INVALID ask to start again
 *
 * Returns: (transfer full): the page, %NULL on error
 */
DovetailPullResponse *
dovetail_calls_pull (DovetailCalls *calls,
                     const DovetailPullRequest *request,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (JsonNode) body = dovetail_pull_request_to_json (request);
  g_autoptr (DovetailRequest) message = build_request ("POST", "/sync/pull", body);
  g_autoptr (JsonNode) answer = call (calls, message, NULL, cancellable, error);
  GError *reason = NULL;

  if (answer == NULL)
    return NULL;
  return check_answer (dovetail_pull_response_from_json (answer, &reason), &reason, error);
}

/**
 * dovetail_calls_conflicts:
 * @calls: the server and how to talk to it
 * @open: those that wait, or those that are closed
 * @cursor: (nullable): where the last page ended
 * @cancellable: (nullable): ends the wait
 * @error: what failed
 *
 * Returns: (transfer full): a page of conflicts, %NULL on error
 */
DovetailConflictsResponse *
dovetail_calls_conflicts (
    DovetailCalls *calls, gboolean open, const char *cursor, GCancellable *cancellable, GError **error)
{
  g_autoptr (DovetailRequest) message = build_request ("GET", "/sync/conflicts", NULL);
  g_autofree char *escaped = cursor != NULL ? g_uri_escape_string (cursor, NULL, FALSE) : NULL;
  g_autoptr (JsonNode) answer = NULL;
  GError *reason = NULL;

  message->query
      = g_strconcat ("state=", open ? "open" : "closed", escaped != NULL ? "&cursor=" : NULL, escaped, NULL);
  answer = call (calls, message, NULL, cancellable, error);
  if (answer == NULL)
    return NULL;
  return check_answer (dovetail_conflicts_response_from_json (answer, &reason), &reason, error);
}

/**
 * dovetail_calls_resolve:
 * @calls: the server and how to talk to it
 * @request: an answer to a conflict
 * @moved: (out) (nullable): with %DOVETAIL_ERROR_MOVED, what the server has now
 * @cancellable: (nullable): ends the wait
 * @error: what failed
 *
 * Returns: (transfer full): the record and the closed conflict, %NULL on error
 */
DovetailResolveResponse *
dovetail_calls_resolve (DovetailCalls *calls,
                        const DovetailResolveRequest *request,
                        DovetailResolveResponse **moved,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (JsonNode) body = dovetail_resolve_request_to_json (request);
  g_autoptr (DovetailRequest) message = build_request ("POST", "/sync/resolve-conflict", body);
  g_autoptr (DovetailResponse) conflict = NULL;
  g_autoptr (JsonNode) answer = call (calls, message, &conflict, cancellable, error);
  GError *reason = NULL;

  *moved = NULL;
  if (conflict != NULL)
    {
      g_autoptr (JsonNode) fresh = dovetail_answer_body (conflict, NULL);

      *moved = fresh != NULL ? dovetail_resolve_response_from_json (fresh, NULL) : NULL;
    }
  if (answer == NULL)
    return NULL;
  return check_answer (dovetail_resolve_response_from_json (answer, &reason), &reason, error);
}

/**
 * dovetail_calls_status:
 * @calls: the server and how to talk to it
 * @cancellable: (nullable): ends the wait
 * @error: what failed
 *
 * Returns: (transfer full): what the server says of itself, %NULL on error
 */
DovetailStatusResponse *
dovetail_calls_status (DovetailCalls *calls, GCancellable *cancellable, GError **error)
{
  g_autoptr (DovetailRequest) message = build_request ("GET", "/sync/status", NULL);
  g_autoptr (JsonNode) answer = call (calls, message, NULL, cancellable, error);
  GError *reason = NULL;

  if (answer == NULL)
    return NULL;
  return check_answer (dovetail_status_response_from_json (answer, &reason), &reason, error);
}

/**
 * dovetail_calls_devices:
 * @calls: the server and how to talk to it
 * @cancellable: (nullable): ends the wait
 * @error: what failed
 *
 * Returns: (transfer full) (element-type DovetailListedDevice): the devices this user may look after, %NULL
 * on error
 */
GPtrArray *
dovetail_calls_devices (DovetailCalls *calls, GCancellable *cancellable, GError **error)
{
  g_autoptr (DovetailRequest) message = build_request ("GET", "/auth/devices", NULL);
  g_autoptr (JsonNode) answer = call (calls, message, NULL, cancellable, error);
  GError *reason = NULL;

  if (answer == NULL)
    return NULL;
  return check_answer (dovetail_devices_response_from_json (answer, &reason), &reason, error);
}

/**
 * dovetail_calls_revoke:
 * @calls: the server and how to talk to it
 * @client_id: a device
 * @cancellable: (nullable): ends the wait
 * @error: REFUSED when there is no such device; or what failed
 *
 * Returns: whether the server lets it in no more
 */
gboolean
dovetail_calls_revoke (DovetailCalls *calls, const char *client_id, GCancellable *cancellable, GError **error)
{
  g_autoptr (JsonNode) body = dovetail_revoke_request_to_json (client_id);
  g_autoptr (DovetailRequest) message = build_request ("POST", "/auth/devices/revoke", body);
  g_autoptr (DovetailResponse) response = send_signed_in (calls, message, cancellable, error);

  if (response == NULL)
    return FALSE;
  if (response->status < 300)
    return TRUE;
  g_propagate_error (error, dovetail_answer_error (response->status, calls->problem));
  return FALSE;
}

/**
 * dovetail_calls_login:
 * @calls: the server and how to talk to it
 * @request: who signs in
 * @cancellable: (nullable): ends the wait
 * @error: UNAUTHORIZED when name or password are wrong; or what failed
 *
 * Returns: (transfer full): the tokens, %NULL on error
 */
DovetailSessionGrant *
dovetail_calls_login (DovetailCalls *calls,
                      const DovetailLoginRequest *request,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (JsonNode) body = dovetail_login_request_to_json (request);
  g_autoptr (DovetailRequest) message = build_request ("POST", "/auth/login", body);
  g_autoptr (JsonNode) answer = NULL;
  g_autoptr (GError) failure = NULL;
  GError *reason = NULL;

  answer = call (calls, message, NULL, cancellable, &failure);
  if (g_error_matches (failure, DOVETAIL_ERROR, DOVETAIL_ERROR_UNAUTHORIZED))
    g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_UNAUTHORIZED,
                         "The server does not know this user name and password");
  else if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  if (answer == NULL)
    return NULL;
  return check_answer (dovetail_session_grant_from_json (answer, &reason), &reason, error);
}

/**
 * dovetail_calls_logout:
 * @calls: the server and how to talk to it, with loaded tokens
 * @cancellable: (nullable): ends the wait
 * @error: what failed
 *
 * Returns: whether the server forgot the session
 */
gboolean
dovetail_calls_logout (DovetailCalls *calls, GCancellable *cancellable, GError **error)
{
  g_autoptr (JsonNode) body = dovetail_refresh_request_to_json (calls->access->refresh_token);
  g_autoptr (DovetailRequest) message = build_request ("POST", "/auth/logout", body);
  g_autoptr (DovetailResponse) response = send_as_user (calls, message, cancellable, error);

  return response != NULL;
}
