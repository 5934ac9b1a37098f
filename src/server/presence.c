/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When a device synced last. */

#include "server/presence.h"

#include "server/ledger-accounts.h"
#include "server/server-private.h"

#define COARSENESS_MS (60 * 1000)

gboolean
dovetail_presence_is_due (DovetailServer *server, const DovetailCaller *caller)
{
  return ABS (dovetail_server_now (server) - caller->last_sync) >= COARSENESS_MS;
}

gboolean
dovetail_presence_note (DovetailServer *server, const DovetailCaller *caller, GError **error)
{
  gint64 now = dovetail_server_now (server);
  const DovetailDevice device = { caller->client_id, caller->user_id, caller->device_name, now };

  return !dovetail_presence_is_due (server, caller)
         || dovetail_device_put (server->ledger, caller->family_id, &device, now, error);
}
