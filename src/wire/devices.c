/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The devices that a user, or a family, is signed in on. */

#include "wire/devices.h"

#include "core/data.h"
#include "wire/member.h"

/**
 * dovetail_device_entry_to_json:
 * @entry: a device
 *
 * Returns: (transfer full): the sealed JSON object
 */
JsonNode *
dovetail_device_entry_to_json (const DovetailDeviceEntry *entry)
{
  JsonObject *object = json_object_new ();

  dovetail_write_string (object, "client_id", entry->client_id);
  dovetail_write_string (object, "device_name", entry->name);
  dovetail_write_string (object, "user_id", entry->user_id);
  dovetail_write_string (object, "username", entry->username);
  dovetail_write_time (object, "created_at", entry->created_at);
  dovetail_write_time (object, "last_sync", entry->last_sync);
  json_object_set_boolean_member (object, "revoked", entry->revoked);
  json_object_set_boolean_member (object, "current", entry->current);
  return dovetail_write_finish (object);
}

static JsonNode *
share (gconstpointer element, gpointer user_data)
{
  return dovetail_value_share ((JsonNode *) element);
}

/**
 * dovetail_devices_response_to_json:
 * @entries: (element-type JsonNode): devices
 *
 * Returns: (transfer full): the sealed JSON object
 */
JsonNode *
dovetail_devices_response_to_json (GPtrArray *entries)
{
  JsonObject *object = json_object_new ();

  dovetail_write_elements (object, "devices", entries, share, NULL);
  return dovetail_write_finish (object);
}

/**
 * dovetail_revoke_request_from_json:
 * @node: a JSON object
 * @error: %DOVETAIL_ERROR_INVALID naming the member that is wrong
 *
 * Returns: (transfer full): which device, %NULL on error
 */
char *
dovetail_revoke_request_from_json (JsonNode *node, GError **error)
{
  DovetailReader reader;
  g_autofree char *client_id = NULL;

  dovetail_reader_init (&reader, node, NULL);
  client_id = dovetail_read_string (&reader, "client_id");
  return dovetail_reader_finish (&reader, error) ? g_steal_pointer (&client_id) : NULL;
}
