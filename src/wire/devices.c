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

static void
device_free (gpointer data)
{
  DovetailListedDevice *device = data;

  g_free (device->client_id);
  g_free (device->name);
  g_free (device->username);
  g_free (device);
}

static gpointer
read_device (JsonNode *node, const DovetailPath *path, gpointer user_data, GError **error)
{
  DovetailReader reader;
  DovetailListedDevice *device = g_new0 (DovetailListedDevice, 1);

  dovetail_reader_init (&reader, node, path);
  device->client_id = dovetail_read_string (&reader, "client_id");
  device->name = dovetail_read_optional_string (&reader, "device_name");
  device->username = dovetail_read_optional_string (&reader, "username");
  device->last_sync = dovetail_read_optional_time (&reader, "last_sync");
  device->revoked = dovetail_read_optional_boolean (&reader, "revoked", FALSE);
  device->current = dovetail_read_optional_boolean (&reader, "current", FALSE);
  if (device->name == NULL)
    device->name = g_strdup ("");
  if (dovetail_reader_finish (&reader, error))
    return device;
  device_free (device);
  return NULL;
}

/**
 * dovetail_devices_response_from_json:
 * @node: a JSON object
 * @error: %DOVETAIL_ERROR_INVALID naming the member that is wrong
 *
 * Returns: (transfer full) (element-type DovetailListedDevice): the devices, %NULL on error
 */
GPtrArray *
dovetail_devices_response_from_json (JsonNode *node, GError **error)
{
  DovetailReader reader;
  g_autoptr (GPtrArray) devices = NULL;

  dovetail_reader_init (&reader, node, NULL);
  devices = dovetail_read_elements (&reader, "devices", read_device, NULL, device_free);
  return dovetail_reader_finish (&reader, error) ? g_steal_pointer (&devices) : NULL;
}

/**
 * dovetail_revoke_request_to_json:
 * @client_id: which device is to be shut out
 *
 * Returns: (transfer full): the sealed JSON object
 */
JsonNode *
dovetail_revoke_request_to_json (const char *client_id)
{
  JsonObject *object = json_object_new ();

  dovetail_write_string (object, "client_id", client_id);
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
