/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asking the server for the devices, and to shut one out. Somebody waits for the answer, so nothing is
 * repeated. */

#include "sync/device-list.h"

#include "sync/calls.h"

static void
begin (DovetailCalls *calls, DovetailAccess *access, DovetailRemote *remote, DovetailStore *store)
{
  *calls = (DovetailCalls){
    .remote = remote,
    .access = access,
    .retry = { .max_retries = 0 },
    .random = *dovetail_store_get_random (store),
  };
}

/**
 * dovetail_device_list_fetch:
 * @store: the local replica, signed in
 * @vault: (nullable): where the tokens lie; %NULL: in the store
 * @remote: the server
 * @cancellable: (nullable): ends the wait
 * @error: what failed
 *
 * Returns: (transfer full) (element-type DovetailListedDevice): the devices, %NULL on error
 */
GPtrArray *
dovetail_device_list_fetch (DovetailStore *store,
                            DovetailVault *vault,
                            DovetailRemote *remote,
                            GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (DovetailAccess) access = dovetail_access_new (store, vault);
  g_auto (DovetailCalls) calls = { 0 };

  begin (&calls, access, remote, store);
  if (!dovetail_access_load (access, cancellable, error))
    return NULL;
  return dovetail_calls_devices (&calls, cancellable, error);
}

/**
 * dovetail_device_list_revoke:
 * @store: the local replica, signed in
 * @vault: (nullable): where the tokens lie; %NULL: in the store
 * @remote: the server
 * @client_id: a device
 * @cancellable: (nullable): ends the wait
 * @error: what failed
 *
 * Returns: whether the device is shut out
 */
gboolean
dovetail_device_list_revoke (DovetailStore *store,
                             DovetailVault *vault,
                             DovetailRemote *remote,
                             const char *client_id,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (DovetailAccess) access = dovetail_access_new (store, vault);
  g_auto (DovetailCalls) calls = { 0 };

  begin (&calls, access, remote, store);
  return dovetail_access_load (access, cancellable, error)
         && dovetail_calls_revoke (&calls, client_id, cancellable, error);
}
