/* SPDX-License-Identifier: GPL-3.0-or-later */

/* POST /sync/push: changes up, a result for each. */

#include "wire/push.h"

#include "wire/change.h"
#include "wire/policy.h"
#include "wire/result.h"

/**
 * dovetail_push_request_to_json:
 * @request: what to push
 *
 * Returns: (transfer full): the sealed JSON object
 */
JsonNode *
dovetail_push_request_to_json (const DovetailPushRequest *request)
{
  JsonObject *object = json_object_new ();

  dovetail_write_string (object, "client_id", request->client_id);
  dovetail_write_policy (object, request->has_policy, request->policy);
  if (request->atomic)
    json_object_set_boolean_member (object, "atomic", TRUE);
  dovetail_write_string (object, "sync_token", request->sync_token);
  dovetail_write_changes (object, "deltas", request->changes, DOVETAIL_CHANGE_OF_PUSH);
  return dovetail_write_finish (object);
}

/**
 * dovetail_push_request_from_json:
 * @node: a JSON object
 * @error: %DOVETAIL_ERROR_INVALID naming the member that is wrong
 *
 * A single bad change does not fail the request: it arrives with its invalid member set.
 *
 * Returns: (transfer full): the request, %NULL on error
 */
DovetailPushRequest *
dovetail_push_request_from_json (JsonNode *node, GError **error)
{
  DovetailReader reader;
  g_autoptr (DovetailPushRequest) request = g_new0 (DovetailPushRequest, 1);

  dovetail_reader_init (&reader, node, NULL);
  request->client_id = dovetail_read_string (&reader, "client_id");
  request->has_policy = dovetail_read_policy (&reader, &request->policy);
  request->atomic = dovetail_read_optional_boolean (&reader, "atomic", FALSE);
  request->sync_token = dovetail_read_optional_string (&reader, "sync_token");
  request->changes = dovetail_read_changes (&reader, "deltas", DOVETAIL_CHANGE_OF_PUSH);
  return dovetail_reader_finish (&reader, error) ? g_steal_pointer (&request) : NULL;
}

/**
 * dovetail_push_request_free:
 * @request: (nullable) (transfer full): freed
 */
void
dovetail_push_request_free (DovetailPushRequest *request)
{
  if (request == NULL)
    return;
  g_free (request->client_id);
  g_free (request->sync_token);
  g_clear_pointer (&request->changes, g_ptr_array_unref);
  g_free (request);
}

/**
 * dovetail_push_response_to_json:
 * @response: what became of the changes
 *
 * Returns: (transfer full): the sealed JSON object
 */
JsonNode *
dovetail_push_response_to_json (const DovetailPushResponse *response)
{
  JsonObject *object = json_object_new ();

  dovetail_write_results (object, "results", response->results);
  json_object_set_int_member (object, "applied_count", response->applied_count);
  json_object_set_int_member (object, "conflict_count", response->conflict_count);
  json_object_set_int_member (object, "error_count", response->error_count);
  json_object_set_boolean_member (object, "success", response->success);
  dovetail_write_string (object, "sync_token", response->sync_token);
  dovetail_write_revision (object, "conflicts_rev", response->conflicts_rev);
  dovetail_write_time (object, "server_time", response->server_time);
  return dovetail_write_finish (object);
}

/**
 * dovetail_push_response_from_json:
 * @node: a JSON object
 * @error: %DOVETAIL_ERROR_INVALID naming the member that is wrong
 *
 * Returns: (transfer full): the results, %NULL on error
 */
DovetailPushResponse *
dovetail_push_response_from_json (JsonNode *node, GError **error)
{
  DovetailReader reader;
  g_autoptr (DovetailPushResponse) response = g_new0 (DovetailPushResponse, 1);

  dovetail_reader_init (&reader, node, NULL);
  response->results = dovetail_read_results (&reader, "results");
  response->applied_count = dovetail_read_int (&reader, "applied_count", 0);
  response->conflict_count = dovetail_read_int (&reader, "conflict_count", 0);
  response->error_count = dovetail_read_int (&reader, "error_count", 0);
  response->success = dovetail_read_optional_boolean (&reader, "success", FALSE);
  response->sync_token = dovetail_read_optional_string (&reader, "sync_token");
  response->conflicts_rev = dovetail_read_optional_int (&reader, "conflicts_rev", 0, -1);
  response->server_time = dovetail_read_time (&reader, "server_time");
  return dovetail_reader_finish (&reader, error) ? g_steal_pointer (&response) : NULL;
}

/**
 * dovetail_push_response_free:
 * @response: (nullable) (transfer full): freed
 */
void
dovetail_push_response_free (DovetailPushResponse *response)
{
  if (response == NULL)
    return;
  g_clear_pointer (&response->results, g_ptr_array_unref);
  g_free (response->sync_token);
  g_free (response);
}
