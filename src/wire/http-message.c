/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One request and one answer as values. */

#include "wire/http-message.h"

/**
 * dovetail_request_new:
 * @method: "GET" or "POST"
 * @path: the path without query
 *
 * Returns: (transfer full): a request without body or credentials
 */
DovetailRequest *
dovetail_request_new (const char *method, const char *path)
{
  DovetailRequest *request = g_new0 (DovetailRequest, 1);

  request->method = g_strdup (method);
  request->path = g_strdup (path);
  return request;
}

/**
 * dovetail_request_free:
 * @request: (nullable) (transfer full): freed
 */
void
dovetail_request_free (DovetailRequest *request)
{
  if (request == NULL)
    return;
  g_free (request->method);
  g_free (request->path);
  g_free (request->query);
  g_free (request->authorization);
  g_free (request->accept);
  g_clear_pointer (&request->body, g_bytes_unref);
  g_free (request->peer);
  g_free (request);
}

/**
 * dovetail_response_new:
 * @status: an HTTP status
 * @content_type: (nullable): what the body is
 * @body: (nullable) (transfer full): the body
 *
 * Returns: (transfer full): an answer
 */
DovetailResponse *
dovetail_response_new (guint status, const char *content_type, GBytes *body)
{
  DovetailResponse *response = g_new0 (DovetailResponse, 1);

  response->status = status;
  response->content_type = g_strdup (content_type);
  response->body = body;
  response->retry_after = -1;
  return response;
}

/**
 * dovetail_response_free:
 * @response: (nullable) (transfer full): freed
 */
void
dovetail_response_free (DovetailResponse *response)
{
  if (response == NULL)
    return;
  g_free (response->content_type);
  g_clear_pointer (&response->body, g_bytes_unref);
  g_free (response);
}
