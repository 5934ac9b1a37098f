/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GET /sync/conflicts and POST /sync/resolve-conflict. */

#include "wire/conflicts.h"

#include "core/error.h"
#include "wire/delta.h"
#include "wire/member.h"

static JsonNode *
write_conflict (gconstpointer element, gpointer user_data)
{
  return dovetail_conflict_to_json ((DovetailConflict *) element);
}

static DovetailConflict no_conflict;

/* One that makes no sense must not hide the others. */
static gpointer
read_conflict (JsonNode *node, const DovetailPath *path, gpointer user_data, GError **error)
{
  DovetailConflict *conflict = dovetail_conflict_read (node, path, NULL);

  return conflict != NULL ? conflict : &no_conflict;
}

static GPtrArray *
read_conflicts (DovetailReader *reader, guint *n_unreadable)
{
  g_autoptr (GPtrArray) elements = dovetail_read_elements (reader, "conflicts", read_conflict, NULL, NULL);
  GPtrArray *conflicts;

  if (elements == NULL)
    return NULL;
  conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_conflict_unref);
  for (guint i = 0; i < elements->len; i++)
    if (g_ptr_array_index (elements, i) != &no_conflict)
      g_ptr_array_add (conflicts, g_ptr_array_index (elements, i));
  *n_unreadable = elements->len - conflicts->len;
  return conflicts;
}

/**
 * dovetail_conflicts_response_to_json:
 * @response: a page of conflicts
 *
 * Returns: (transfer full): the sealed JSON object
 */
JsonNode *
dovetail_conflicts_response_to_json (const DovetailConflictsResponse *response)
{
  JsonObject *object = json_object_new ();

  dovetail_write_elements (object, "conflicts", response->conflicts, write_conflict, NULL);
  dovetail_write_string (object, "next_cursor", response->next_cursor);
  json_object_set_int_member (object, "conflicts_rev", response->conflicts_rev);
  return dovetail_write_finish (object);
}

/**
 * dovetail_conflicts_response_from_json:
 * @node: a JSON object
 * @error: %DOVETAIL_ERROR_INVALID naming the member that is wrong
 *
 * Returns: (transfer full): the page, %NULL on error
 */
DovetailConflictsResponse *
dovetail_conflicts_response_from_json (JsonNode *node, GError **error)
{
  DovetailReader reader;
  g_autoptr (DovetailConflictsResponse) response = g_new0 (DovetailConflictsResponse, 1);

  dovetail_reader_init (&reader, node, NULL);
  response->conflicts = read_conflicts (&reader, &response->n_unreadable);
  response->next_cursor = dovetail_read_optional_string (&reader, "next_cursor");
  response->conflicts_rev = dovetail_read_int (&reader, "conflicts_rev", 0);
  return dovetail_reader_finish (&reader, error) ? g_steal_pointer (&response) : NULL;
}

/**
 * dovetail_conflicts_response_free:
 * @response: (nullable) (transfer full): freed
 */
void
dovetail_conflicts_response_free (DovetailConflictsResponse *response)
{
  if (response == NULL)
    return;
  g_clear_pointer (&response->conflicts, g_ptr_array_unref);
  g_free (response->next_cursor);
  g_free (response);
}

/**
 * dovetail_resolve_request_to_json:
 * @request: an answer to a conflict
 *
 * Returns: (transfer full): the sealed JSON object
 */
JsonNode *
dovetail_resolve_request_to_json (const DovetailResolveRequest *request)
{
  JsonObject *object = json_object_new ();

  dovetail_write_string (object, "client_id", request->client_id);
  dovetail_write_string (object, "mutation_id", request->mutation_id);
  dovetail_write_string (object, "conflict_id", request->conflict_id);
  dovetail_write_string (object, "resolution_strategy", request->strategy);
  dovetail_write_string (object, "sync_token", request->sync_token);
  dovetail_write_node (object, "resolved_data", request->resolved_data);
  json_object_set_int_member (object, "version", request->version);
  dovetail_write_time (object, "timestamp", request->timestamp);
  return dovetail_write_finish (object);
}

static gboolean
is_strategy (const char *name)
{
  static const char *const names[]
      = { DOVETAIL_RESOLUTION_CLIENT_WINS, DOVETAIL_RESOLUTION_SERVER_WINS, DOVETAIL_RESOLUTION_USER_MERGE,
          DOVETAIL_RESOLUTION_BOTH,        DOVETAIL_RESOLUTION_REOPEN,      NULL };

  return g_strv_contains (names, name);
}

/**
 * dovetail_resolve_request_from_json:
 * @node: a JSON object
 * @error: %DOVETAIL_ERROR_INVALID naming the member that is wrong
 *
 * Returns: (transfer full): the answer to a conflict, %NULL on error
 */
DovetailResolveRequest *
dovetail_resolve_request_from_json (JsonNode *node, GError **error)
{
  DovetailReader reader;
  g_autoptr (DovetailResolveRequest) request = g_new0 (DovetailResolveRequest, 1);

  dovetail_reader_init (&reader, node, NULL);
  request->client_id = dovetail_read_string (&reader, "client_id");
  request->mutation_id = dovetail_read_string (&reader, "mutation_id");
  request->conflict_id = dovetail_read_uuid (&reader, "conflict_id");
  request->strategy = dovetail_read_string (&reader, "resolution_strategy");
  if (request->strategy != NULL && !is_strategy (request->strategy))
    dovetail_reader_fail (&reader, "resolution_strategy", "unknown");
  request->resolved_data = dovetail_read_optional_object (&reader, "resolved_data");
  if (g_strcmp0 (request->strategy, DOVETAIL_RESOLUTION_USER_MERGE) == 0 && request->resolved_data == NULL)
    dovetail_reader_fail (&reader, "resolved_data", "missing");
  request->version = dovetail_read_int (&reader, "version", 0);
  request->timestamp = dovetail_read_optional_time (&reader, "timestamp");
  request->sync_token = dovetail_read_optional_string (&reader, "sync_token");
  return dovetail_reader_finish (&reader, error) ? g_steal_pointer (&request) : NULL;
}

/**
 * dovetail_resolve_request_free:
 * @request: (nullable) (transfer full): freed
 */
void
dovetail_resolve_request_free (DovetailResolveRequest *request)
{
  if (request == NULL)
    return;
  g_free (request->client_id);
  g_free (request->mutation_id);
  g_free (request->conflict_id);
  g_free (request->strategy);
  g_free (request->sync_token);
  g_clear_pointer (&request->resolved_data, json_node_unref);
  g_free (request);
}

/**
 * dovetail_resolve_response_to_json:
 * @response: the record and the conflict as they are now
 *
 * Returns: (transfer full): the sealed JSON object
 */
JsonNode *
dovetail_resolve_response_to_json (const DovetailResolveResponse *response)
{
  JsonObject *object = json_object_new ();
  const DovetailDelta delta
      = { response->record != NULL && response->record->deleted ? DOVETAIL_OPERATION_DELETE
                                                                : DOVETAIL_OPERATION_UPDATE,
          response->record };

  if (response->record != NULL)
    json_object_set_member (object, "record", dovetail_delta_to_json (&delta));
  if (response->conflict != NULL)
    json_object_set_member (object, "conflict", dovetail_conflict_to_json (response->conflict));
  dovetail_write_string (object, "sync_token", response->sync_token);
  json_object_set_int_member (object, "conflicts_rev", response->conflicts_rev);
  dovetail_write_time (object, "server_time", response->server_time);
  return dovetail_write_finish (object);
}

static DovetailRecord *
read_record (DovetailReader *reader)
{
  g_autoptr (JsonNode) node = dovetail_read_optional_object (reader, "record");
  const DovetailPath path = { NULL, "record", -1 };
  g_autoptr (DovetailDelta) delta = NULL;

  if (node != NULL && reader->error == NULL)
    delta = dovetail_delta_from_json (node, &path, &reader->error);
  return delta != NULL ? dovetail_record_ref (delta->record) : NULL;
}

/**
 * dovetail_resolve_response_from_json:
 * @node: a JSON object
 * @error: %DOVETAIL_ERROR_INVALID naming the member that is wrong
 *
 * Returns: (transfer full): the record and the conflict as they are now, %NULL on error
 */
DovetailResolveResponse *
dovetail_resolve_response_from_json (JsonNode *node, GError **error)
{
  DovetailReader reader;
  g_autoptr (DovetailResolveResponse) response = g_new0 (DovetailResolveResponse, 1);
  g_autoptr (JsonNode) conflict = NULL;
  const DovetailPath path = { NULL, "conflict", -1 };

  dovetail_reader_init (&reader, node, NULL);
  response->record = read_record (&reader);
  conflict = dovetail_read_optional_object (&reader, "conflict");
  if (conflict != NULL && reader.error == NULL)
    response->conflict = dovetail_conflict_read (conflict, &path, &reader.error);
  if (response->record == NULL && response->conflict == NULL)
    dovetail_reader_fail (&reader, "record", "missing");
  response->sync_token = dovetail_read_optional_string (&reader, "sync_token");
  response->conflicts_rev = dovetail_read_optional_int (&reader, "conflicts_rev", 0, 0);
  response->server_time = dovetail_read_optional_time (&reader, "server_time");
  return dovetail_reader_finish (&reader, error) ? g_steal_pointer (&response) : NULL;
}

/**
 * dovetail_resolve_response_free:
 * @response: (nullable) (transfer full): freed
 */
void
dovetail_resolve_response_free (DovetailResolveResponse *response)
{
  if (response == NULL)
    return;
  g_clear_pointer (&response->record, dovetail_record_unref);
  g_clear_pointer (&response->conflict, dovetail_conflict_unref);
  g_free (response->sync_token);
  g_free (response);
}
