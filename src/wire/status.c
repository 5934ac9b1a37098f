/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server says about itself and about this device. */

#include "wire/status.h"

#include "core/data.h"
#include "json/json.h"
#include "wire/limits.h"
#include "wire/member.h"

static JsonObject *
limits_to_json (void)
{
  JsonObject *limits = json_object_new ();

  json_object_set_int_member (limits, "max_changes", DOVETAIL_WIRE_MAX_CHANGES);
  json_object_set_int_member (limits, "max_parts", DOVETAIL_WIRE_MAX_PARTS);
  json_object_set_int_member (limits, "max_body_bytes", DOVETAIL_WIRE_MAX_BODY_BYTES);
  json_object_set_int_member (limits, "max_open_body_bytes", DOVETAIL_WIRE_MAX_OPEN_BODY_BYTES);
  json_object_set_int_member (limits, "max_values", DOVETAIL_JSON_MAX_VALUES);
  json_object_set_int_member (limits, "max_depth", DOVETAIL_WIRE_MAX_DEPTH);
  json_object_set_int_member (limits, "max_title", DOVETAIL_MAX_TITLE_CHARACTERS);
  json_object_set_int_member (limits, "max_notes", DOVETAIL_MAX_NOTES_BYTES);
  json_object_set_int_member (limits, "max_tags", DOVETAIL_MAX_TAGS);
  return limits;
}

/**
 * dovetail_status_response_to_json:
 * @response: the status
 *
 * Returns: (transfer full): the sealed JSON object, with the limits of wire/limits.h
 */
JsonNode *
dovetail_status_response_to_json (const DovetailStatusResponse *response)
{
  JsonObject *object = json_object_new ();

  dovetail_write_time (object, "last_sync", response->last_sync);
  json_object_set_int_member (object, "pending_conflicts", response->pending_conflicts);
  json_object_set_int_member (object, "records", response->records);
  json_object_set_int_member (object, "tombstones", response->tombstones);
  json_object_set_int_member (object, "tombstone_horizon", response->tombstone_horizon);
  json_object_set_int_member (object, "conflicts_rev", response->conflicts_rev);
  dovetail_write_time (object, "server_time", response->server_time);
  json_object_set_object_member (object, "limits", limits_to_json ());
  return dovetail_write_finish (object);
}

/**
 * dovetail_status_response_from_json:
 * @node: a JSON object
 * @error: %DOVETAIL_ERROR_INVALID naming the member that is wrong
 *
 * Returns: (transfer full): the status, %NULL on error
 */
DovetailStatusResponse *
dovetail_status_response_from_json (JsonNode *node, GError **error)
{
  DovetailReader reader;
  g_autoptr (DovetailStatusResponse) response = g_new0 (DovetailStatusResponse, 1);
  JsonNode *limits;

  dovetail_reader_init (&reader, node, NULL);
  response->last_sync = dovetail_read_optional_time (&reader, "last_sync");
  response->pending_conflicts = dovetail_read_int (&reader, "pending_conflicts", 0);
  response->records = dovetail_read_int (&reader, "records", 0);
  response->tombstones = dovetail_read_int (&reader, "tombstones", 0);
  response->tombstone_horizon = dovetail_read_int (&reader, "tombstone_horizon", 0);
  response->conflicts_rev = dovetail_read_int (&reader, "conflicts_rev", 0);
  response->server_time = dovetail_read_time (&reader, "server_time");
  limits = dovetail_data_get (node, "limits");
  response->max_changes = dovetail_data_get_int (limits, "max_changes", 0);
  response->max_body_bytes = dovetail_data_get_int (limits, "max_body_bytes", 0);
  return dovetail_reader_finish (&reader, error) ? g_steal_pointer (&response) : NULL;
}

/**
 * dovetail_status_response_free:
 * @response: (nullable) (transfer full): freed
 */
void
dovetail_status_response_free (DovetailStatusResponse *response)
{
  g_free (response);
}
