/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server as the pass sees it: one request, one answer. */

#include "sync/remote.h"

G_DEFINE_INTERFACE (DovetailRemote, dovetail_remote, G_TYPE_OBJECT)

static void
dovetail_remote_default_init (DovetailRemoteInterface *iface)
{
}

/**
 * dovetail_remote_send:
 * @remote: a server
 * @request: what to ask
 * @cancellable: (nullable): ends the wait
 * @error: OFFLINE, TIMED_OUT, CERTIFICATE, PROTOCOL, CRASHED or %G_IO_ERROR_CANCELLED
 *
 * Blocks until the whole answer is there.
 *
 * Returns: (transfer full): the answer, whatever its status; %NULL when none came
 */
DovetailResponse *
dovetail_remote_send (DovetailRemote *remote,
                      const DovetailRequest *request,
                      GCancellable *cancellable,
                      GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_REMOTE (remote), NULL);

  return DOVETAIL_REMOTE_GET_IFACE (remote)->send (remote, request, cancellable, error);
}
