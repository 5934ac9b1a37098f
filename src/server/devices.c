/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GET /auth/devices and POST /auth/devices/revoke: a lost device is shut out at once. Everybody looks after
 * the own devices, owners and admins after those of the family. */

#include "wire/devices.h"

#include "server/handlers.h"
#include "server/ledger-accounts.h"
#include "server/problem.h"
#include "server/server-private.h"

typedef struct
{
  const DovetailCaller *caller;
  const char *client_id; /* to be revoked */
  GPtrArray *devices;    /* DovetailDevice */
  gboolean found;
} DeviceQuery;

/* NULL: everybody's. */
static const char *
whose (const DovetailCaller *caller)
{
  return dovetail_caller_may_administer (caller) ? NULL : caller->user_id;
}

static gboolean
list (DovetailServer *server, gpointer user_data, GError **error)
{
  DeviceQuery *query = user_data;

  g_clear_pointer (&query->devices, g_ptr_array_unref);
  query->devices
      = dovetail_device_list (server->ledger, query->caller->family_id, whose (query->caller), error);
  return query->devices != NULL;
}

static JsonNode *
entry_of (const DovetailDevice *device, const DovetailCaller *caller)
{
  const DovetailDeviceEntry entry = { .client_id = device->client_id,
                                      .name = device->name,
                                      .user_id = device->user_id,
                                      .username = device->user_name,
                                      .created_at = device->created_at,
                                      .last_sync = device->last_sync,
                                      .revoked = device->revoked,
                                      .current = g_str_equal (device->client_id, caller->client_id) };

  return dovetail_device_entry_to_json (&entry);
}

DovetailResponse *
dovetail_handle_devices (DovetailServer *server,
                         const DovetailCaller *caller,
                         const DovetailRequest *request,
                         JsonNode *body)
{
  DeviceQuery query = { .caller = caller };
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  g_autoptr (GError) error = NULL;
  gboolean done = dovetail_server_transact (server, caller->family_id, FALSE, list, &query, &error);

  devices = query.devices;
  if (!done)
    return dovetail_refuse_for_error (error);
  for (guint i = 0; i < devices->len; i++)
    g_ptr_array_add (entries, entry_of (g_ptr_array_index (devices, i), caller));
  return dovetail_answer (dovetail_devices_response_to_json (entries));
}

/* A device that the caller may not see is as if it were not there. */
static gboolean
shut_out (DovetailServer *server, gpointer user_data, GError **error)
{
  DeviceQuery *query = user_data;
  g_autoptr (GPtrArray) devices = NULL;

  if (!list (server, query, error))
    return FALSE;
  devices = g_steal_pointer (&query->devices);
  query->found = FALSE;
  for (guint i = 0; i < devices->len; i++)
    if (g_str_equal (((DovetailDevice *) g_ptr_array_index (devices, i))->client_id, query->client_id))
      query->found = TRUE;
  return !query->found
         || (dovetail_device_set_revoked (server->ledger, query->caller->family_id, query->client_id, TRUE,
                                          error)
             && dovetail_refresh_revoke_device (server->ledger, query->caller->family_id, query->client_id,
                                                error));
}

DovetailResponse *
dovetail_handle_revoke (DovetailServer *server,
                        const DovetailCaller *caller,
                        const DovetailRequest *request,
                        JsonNode *body)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *client_id = dovetail_revoke_request_from_json (body, &error);
  DeviceQuery query = { .caller = caller, .client_id = client_id };

  if (client_id == NULL
      || !dovetail_server_transact (server, caller->family_id, TRUE, shut_out, &query, &error))
    return dovetail_refuse_for_error (error);
  if (!query.found)
    return dovetail_refuse (404, "unknown_device", "There is no such device");
  return dovetail_response_new (204, NULL, NULL);
}
