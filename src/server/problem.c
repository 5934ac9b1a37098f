/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answers: JSON when it went well, problem details (RFC 9457) when it did not. */

#include "server/problem.h"

#include <string.h>

#include "core/data.h"
#include "core/error.h"
#include "json/json.h"
#include "server/log.h"
#include "wire/limits.h"
#include "wire/problem.h"

static DovetailResponse *
json_response (guint status, const char *content_type, JsonNode *node)
{
  gsize length;
  char *text = dovetail_json_generate (node, &length);

  return dovetail_response_new (status, content_type, g_bytes_new_take (text, length));
}

static const char *
title_for (guint status)
{
  static const struct
  {
    guint status;
    const char *title;
  } titles[] = { { 400, "Bad Request" },
                 { 401, "Unauthorized" },
                 { 403, "Forbidden" },
                 { 404, "Not Found" },
                 { 405, "Method Not Allowed" },
                 { 409, "Conflict" },
                 { 410, "Gone" },
                 { 413, "Content Too Large" },
                 { 415, "Unsupported Media Type" },
                 { 422, "Unprocessable Content" },
                 { 429, "Too Many Requests" },
                 { 503, "Service Unavailable" },
                 { 507, "Insufficient Storage" } };

  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    if (titles[i].status == status)
      return titles[i].title;
  return "Internal Server Error";
}

static JsonNode *
problem_node (guint status, const char *code, const char *detail)
{
  const DovetailProblem problem = { status, (char *) code, (char *) title_for (status), (char *) detail };

  return dovetail_problem_to_json (&problem);
}

DovetailResponse *
dovetail_refuse (guint status, const char *code, const char *detail)
{
  g_autoptr (JsonNode) node = problem_node (status, code, detail);

  return json_response (status, "application/problem+json", node);
}

static void
copy_member (JsonObject *object, const char *name, JsonNode *value, gpointer user_data)
{
  json_object_set_member (user_data, name, json_node_ref (value));
}

DovetailResponse *
dovetail_refuse_with (guint status, const char *code, const char *detail, JsonNode *extra)
{
  g_autoptr (JsonNode) problem = problem_node (status, code, detail);
  g_autoptr (JsonNode) taken = extra;
  g_autoptr (JsonNode) both = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_foreach_member (json_node_get_object (taken), copy_member, object);
  json_object_foreach_member (json_node_get_object (problem), copy_member, object);
  json_node_take_object (both, object); /* not as the data of a record: a null in a conflict says something */
  return json_response (status, "application/problem+json", both);
}

static gboolean
is_about_the_request (int code)
{
  return code == DOVETAIL_ERROR_INVALID || code == DOVETAIL_ERROR_TOKEN_INVALID
         || code == DOVETAIL_ERROR_TOKEN_EXPIRED || code == DOVETAIL_ERROR_TOKEN_FOREIGN;
}

/**
 * dovetail_refuse_for_error:
 * @error: what went wrong inside
 *
 * Only messages that are about the request itself go out; of the rest a client learns whether to try again.
 *
 * Returns: (transfer full): the answer
 */
DovetailResponse *
dovetail_refuse_for_error (const GError *error)
{
  DovetailResponse *response;

  if (error->domain != DOVETAIL_ERROR || !is_about_the_request (error->code))
    dovetail_log_failure ("request", error);
  if (error->domain != DOVETAIL_ERROR)
    return dovetail_refuse (500, "internal", "The server failed; its log says why");
  switch ((DovetailError) error->code)
    {
    case DOVETAIL_ERROR_INVALID:
      return dovetail_refuse (400, "invalid_request", error->message);
    case DOVETAIL_ERROR_TOKEN_INVALID:
      return dovetail_refuse (400, "invalid_sync_token", error->message);
    case DOVETAIL_ERROR_TOKEN_EXPIRED:
      return dovetail_refuse (410, "sync_token_expired", error->message);
    case DOVETAIL_ERROR_TOKEN_FOREIGN:
      return dovetail_refuse (410, "foreign_sync_token", error->message);
    case DOVETAIL_ERROR_BUSY:
    case DOVETAIL_ERROR_TAKEN_BACK:
      response = dovetail_refuse (503, "busy", "The database is busy; try again in a moment");
      response->retry_after = 1000;
      return response;
    case DOVETAIL_ERROR_FULL:
      response = dovetail_refuse (507, "storage_full", "The server's disk is full");
      response->retry_after = 60 * 1000;
      return response;
    default:
      return dovetail_refuse (500, "internal", "The server failed; its log says why");
    }
}

DovetailResponse *
dovetail_refuse_device (void)
{
  return dovetail_refuse (403, "client_mismatch", "The request names another device than its access token");
}

DovetailResponse *
dovetail_refuse_writer (const DovetailCaller *caller, const char *client_id, guint n_changes)
{
  if (!g_str_equal (client_id, caller->client_id))
    return dovetail_refuse_device ();
  if (n_changes > 0 && !dovetail_caller_may_write (caller))
    return dovetail_refuse (403, "role_forbidden", "Your role may read, but not write");
  if (n_changes > DOVETAIL_WIRE_MAX_CHANGES)
    return dovetail_refuse (413, "too_many_changes", "Send fewer changes at once");
  return NULL;
}

DovetailResponse *
dovetail_answer (JsonNode *node)
{
  g_autoptr (JsonNode) taken = node;

  return json_response (200, "application/json", taken);
}
