/* SPDX-License-Identifier: GPL-3.0-or-later */

/* POST /sync/delta: changes up and a page of records down in one round trip. */

#include "wire/exchange.h"

#include "wire/change.h"
#include "wire/conflict.h"
#include "wire/delta.h"
#include "wire/policy.h"
#include "wire/result.h"

/**
 * dovetail_exchange_request_to_json:
 * @request: what goes up, and from where on to come down
 *
 * Returns: (transfer full): the sealed JSON object
 */
JsonNode *
dovetail_exchange_request_to_json (const DovetailExchangeRequest *request)
{
  JsonObject *object = json_object_new ();

  dovetail_write_string (object, "device_id", request->client_id);
  dovetail_write_string (object, "sync_token", request->sync_token);
  dovetail_write_time (object, "last_sync_at", request->last_sync_at);
  dovetail_write_policy (object, request->has_policy, request->policy);
  if (request->atomic)
    json_object_set_boolean_member (object, "atomic", TRUE);
  if (request->batch_size > 0)
    json_object_set_int_member (object, "batch_size", request->batch_size);
  dovetail_write_changes (object, "changes", request->changes, DOVETAIL_CHANGE_OF_EXCHANGE);
  return dovetail_write_finish (object);
}

/**
 * dovetail_exchange_request_from_json:
 * @node: a JSON object
 * @error: %DOVETAIL_ERROR_INVALID naming the member that is wrong
 *
 * A single bad change does not fail the request: it arrives with its invalid member set.
 *
 * Returns: (transfer full): the request, %NULL on error
 */
DovetailExchangeRequest *
dovetail_exchange_request_from_json (JsonNode *node, GError **error)
{
  DovetailReader reader;
  g_autoptr (DovetailExchangeRequest) request = g_new0 (DovetailExchangeRequest, 1);

  dovetail_reader_init (&reader, node, NULL);
  request->client_id = dovetail_read_string (&reader, "device_id");
  request->sync_token = dovetail_read_optional_string (&reader, "sync_token");
  request->last_sync_at = dovetail_read_optional_time (&reader, "last_sync_at");
  request->has_policy = dovetail_read_policy (&reader, &request->policy);
  request->atomic = dovetail_read_optional_boolean (&reader, "atomic", FALSE);
  request->batch_size = dovetail_read_optional_int (&reader, "batch_size", 1, 0);
  request->changes = dovetail_read_changes (&reader, "changes", DOVETAIL_CHANGE_OF_EXCHANGE);
  return dovetail_reader_finish (&reader, error) ? g_steal_pointer (&request) : NULL;
}

/**
 * dovetail_exchange_request_free:
 * @request: (nullable) (transfer full): freed
 */
void
dovetail_exchange_request_free (DovetailExchangeRequest *request)
{
  if (request == NULL)
    return;
  g_free (request->client_id);
  g_free (request->sync_token);
  g_clear_pointer (&request->changes, g_ptr_array_unref);
  g_free (request);
}

/* What a simple client wants to know of a conflict; the whole of it stands in its result. */
static JsonNode *
write_conflict (gconstpointer element, gpointer user_data)
{
  const DovetailConflict *conflict = element;
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "conflict_id", conflict->conflict_id);
  json_object_set_string_member (object, "entity_type", conflict->entity_type);
  json_object_set_string_member (object, "entity_id", conflict->entity_id);
  json_object_set_string_member (object, "conflict_reason", dovetail_cause_to_string (conflict->cause));
  json_object_set_string_member (object, "resolution",
                                 conflict->resolution != NULL ? conflict->resolution : "manual_resolution");
  json_object_set_int_member (object, "client_version", conflict->client_version);
  json_object_set_int_member (object, "server_version", conflict->server_version);
  dovetail_write_node (object, "server_data", conflict->sides[DOVETAIL_SIDE_THEIRS]);
  return dovetail_write_finish (object);
}

/**
 * dovetail_exchange_response_to_json:
 * @response: what became of the changes, and a page of records
 *
 * Returns: (transfer full): the sealed JSON object
 */
JsonNode *
dovetail_exchange_response_to_json (const DovetailExchangeResponse *response)
{
  JsonObject *object = json_object_new ();

  dovetail_write_results (object, "results", response->results);
  dovetail_write_deltas (object, "server_changes", response->server_changes);
  dovetail_write_elements (object, "conflicts", response->conflicts, write_conflict, NULL);
  dovetail_write_string (object, "sync_token", response->sync_token);
  dovetail_write_time (object, "last_sync_at", response->last_sync_at);
  json_object_set_boolean_member (object, "has_more", response->has_more);
  json_object_set_boolean_member (object, "success", response->success);
  json_object_set_int_member (object, "applied_count", response->applied_count);
  json_object_set_int_member (object, "error_count", response->error_count);
  dovetail_write_revision (object, "conflicts_rev", response->conflicts_rev);
  dovetail_write_time (object, "server_time", response->server_time);
  return dovetail_write_finish (object);
}

static GPtrArray *
collect_conflicts (GPtrArray *results)
{
  GPtrArray *conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_conflict_unref);

  for (guint i = 0; results != NULL && i < results->len; i++)
    {
      const DovetailChangeResult *result = g_ptr_array_index (results, i);

      if (result->conflict != NULL)
        g_ptr_array_add (conflicts, dovetail_conflict_ref (result->conflict));
    }
  return conflicts;
}

/**
 * dovetail_exchange_response_from_json:
 * @node: a JSON object
 * @error: %DOVETAIL_ERROR_INVALID naming the member that is wrong
 *
 * The conflicts are those of the results, which are whole; the list beside them is not read.
 *
 * Returns: (transfer full): the answer, %NULL on error
 */
DovetailExchangeResponse *
dovetail_exchange_response_from_json (JsonNode *node, GError **error)
{
  DovetailReader reader;
  g_autoptr (DovetailExchangeResponse) response = g_new0 (DovetailExchangeResponse, 1);

  dovetail_reader_init (&reader, node, NULL);
  response->results = dovetail_read_results (&reader, "results");
  response->server_changes = dovetail_read_deltas (&reader, "server_changes", &response->unreadable);
  response->conflicts = collect_conflicts (response->results);
  response->sync_token = dovetail_read_string (&reader, "sync_token");
  response->last_sync_at = dovetail_read_optional_time (&reader, "last_sync_at");
  response->has_more = dovetail_read_optional_boolean (&reader, "has_more", FALSE);
  response->success = dovetail_read_optional_boolean (&reader, "success", FALSE);
  response->applied_count = dovetail_read_optional_int (&reader, "applied_count", 0, 0);
  response->error_count = dovetail_read_optional_int (&reader, "error_count", 0, 0);
  response->conflicts_rev = dovetail_read_optional_int (&reader, "conflicts_rev", 0, -1);
  response->server_time = dovetail_read_optional_time (&reader, "server_time");
  return dovetail_reader_finish (&reader, error) ? g_steal_pointer (&response) : NULL;
}

/**
 * dovetail_exchange_response_free:
 * @response: (nullable) (transfer full): freed
 */
void
dovetail_exchange_response_free (DovetailExchangeResponse *response)
{
  if (response == NULL)
    return;
  g_clear_pointer (&response->results, g_ptr_array_unref);
  g_clear_pointer (&response->server_changes, g_ptr_array_unref);
  g_clear_pointer (&response->unreadable, g_ptr_array_unref);
  g_clear_pointer (&response->conflicts, g_ptr_array_unref);
  g_free (response->sync_token);
  g_free (response);
}
