/* SPDX-License-Identifier: GPL-3.0-or-later */

/* POST /sync/pull: what changed since a token, or everything. */

#include "wire/pull.h"

#include "wire/delta.h"
#include "wire/member.h"

/**
 * dovetail_pull_request_to_json:
 * @request: what to pull
 *
 * Returns: (transfer full): the sealed JSON object
 */
JsonNode *
dovetail_pull_request_to_json (const DovetailPullRequest *request)
{
  JsonObject *object = json_object_new ();

  dovetail_write_string (object, "client_id", request->client_id);
  dovetail_write_string (object, "sync_token", request->sync_token);
  dovetail_write_strings (object, "entity_types", request->entity_types);
  dovetail_write_strings (object, "list_ids", request->list_ids);
  if (request->batch_size > 0)
    json_object_set_int_member (object, "batch_size", request->batch_size);
  if (request->full)
    json_object_set_boolean_member (object, "full", TRUE);
  return dovetail_write_finish (object);
}

/**
 * dovetail_pull_request_from_json:
 * @node: a JSON object
 * @error: %DOVETAIL_ERROR_INVALID naming the member that is wrong
 *
 * Returns: (transfer full): the request, %NULL on error
 */
DovetailPullRequest *
dovetail_pull_request_from_json (JsonNode *node, GError **error)
{
  DovetailReader reader;
  g_autoptr (DovetailPullRequest) request = g_new0 (DovetailPullRequest, 1);

  dovetail_reader_init (&reader, node, NULL);
  request->client_id = dovetail_read_string (&reader, "client_id");
  request->sync_token = dovetail_read_optional_string (&reader, "sync_token");
  request->entity_types = dovetail_read_optional_strings (&reader, "entity_types");
  request->list_ids = dovetail_read_optional_strings (&reader, "list_ids");
  request->batch_size = dovetail_read_optional_int (&reader, "batch_size", 1, 0);
  request->full = dovetail_read_optional_boolean (&reader, "full", FALSE);
  return dovetail_reader_finish (&reader, error) ? g_steal_pointer (&request) : NULL;
}

/**
 * dovetail_pull_request_free:
 * @request: (nullable) (transfer full): freed
 */
void
dovetail_pull_request_free (DovetailPullRequest *request)
{
  if (request == NULL)
    return;
  g_free (request->client_id);
  g_free (request->sync_token);
  g_strfreev (request->entity_types);
  g_strfreev (request->list_ids);
  g_free (request);
}

/**
 * dovetail_pull_response_to_json:
 * @response: a page of records
 *
 * Returns: (transfer full): the sealed JSON object
 */
JsonNode *
dovetail_pull_response_to_json (const DovetailPullResponse *response)
{
  JsonObject *object = json_object_new ();

  dovetail_write_deltas (object, "deltas", response->deltas);
  dovetail_write_string (object, "next_sync_token", response->next_sync_token);
  json_object_set_boolean_member (object, "has_more", response->has_more);
  json_object_set_boolean_member (object, "full", response->full);
  dovetail_write_revision (object, "conflicts_rev", response->conflicts_rev);
  dovetail_write_time (object, "server_time", response->server_time);
  return dovetail_write_finish (object);
}

/**
 * dovetail_pull_response_from_json:
 * @node: a JSON object
 * @error: %DOVETAIL_ERROR_INVALID naming the member that is wrong
 *
 * Returns: (transfer full): the page, %NULL on error
 */
DovetailPullResponse *
dovetail_pull_response_from_json (JsonNode *node, GError **error)
{
  DovetailReader reader;
  g_autoptr (DovetailPullResponse) response = g_new0 (DovetailPullResponse, 1);

  dovetail_reader_init (&reader, node, NULL);
  response->deltas = dovetail_read_deltas (&reader, "deltas", &response->unreadable);
  response->next_sync_token = dovetail_read_string (&reader, "next_sync_token");
  response->has_more = dovetail_read_optional_boolean (&reader, "has_more", FALSE);
  response->full = dovetail_read_optional_boolean (&reader, "full", FALSE);
  response->conflicts_rev = dovetail_read_optional_int (&reader, "conflicts_rev", 0, -1);
  response->server_time = dovetail_read_time (&reader, "server_time");
  return dovetail_reader_finish (&reader, error) ? g_steal_pointer (&response) : NULL;
}

/**
 * dovetail_pull_response_free:
 * @response: (nullable) (transfer full): freed
 */
void
dovetail_pull_response_free (DovetailPullResponse *response)
{
  if (response == NULL)
    return;
  g_clear_pointer (&response->deltas, g_ptr_array_unref);
  g_clear_pointer (&response->unreadable, g_ptr_array_unref);
  g_free (response->next_sync_token);
  g_free (response);
}
