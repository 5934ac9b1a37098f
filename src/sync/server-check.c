/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asking the server once how it is, for a person who wants to know why nothing syncs. */

#include "sync/server-check.h"

#include "sync/calls.h"

/**
 * dovetail_server_check:
 * @store: the local replica, signed in
 * @vault: (nullable): where the tokens lie; %NULL: in the store
 * @remote: the server
 * @check: (out caller-allocates): what it says
 * @cancellable: (nullable): ends the wait
 * @error: what failed
 *
 * Returns: whether it answered as a Dovetail server does
 */
gboolean
dovetail_server_check (DovetailStore *store,
                       DovetailVault *vault,
                       DovetailRemote *remote,
                       DovetailServerCheck *check,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (DovetailAccess) access = dovetail_access_new (store, vault);
  g_auto (DovetailCalls) calls = {
    .remote = remote,
    .access = access,
    .retry = { .max_retries = 0 },
    .random = *dovetail_store_get_random (store),
  };
  g_autoptr (DovetailStatusResponse) status = NULL;
  gint64 started;
  gint64 ended;

  *check = (DovetailServerCheck){ 0 };
  if (!dovetail_access_load (access, cancellable, error))
    return FALSE;
  started = dovetail_store_now (store);
  status = dovetail_calls_status (&calls, cancellable, error);
  if (status == NULL)
    return FALSE;
  ended = dovetail_store_now (store);
  check->round_trip = ended - started;
  check->clock_offset = status->server_time - (started + ended) / 2;
  check->max_changes = status->max_changes;
  check->max_body_bytes = status->max_body_bytes;
  check->pending_conflicts = status->pending_conflicts;
  return TRUE;
}

/**
 * dovetail_server_check_has_token:
 * @store: the local replica
 * @vault: (nullable): where the tokens lie; %NULL: in the store
 * @cancellable: (nullable): ends the wait for a keyring
 * @error: what the keyring or the store says
 *
 * Returns: whether there are tokens; %FALSE with @error set when they cannot be looked for
 */
gboolean
dovetail_server_check_has_token (DovetailStore *store,
                                 DovetailVault *vault,
                                 GCancellable *cancellable,
                                 GError **error)
{
  g_autoptr (DovetailAccess) access = dovetail_access_new (store, vault);

  return dovetail_access_load (access, cancellable, error) && access->refresh_token != NULL;
}
