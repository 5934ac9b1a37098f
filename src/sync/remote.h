/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "wire/http-message.h"

G_BEGIN_DECLS

/* A server as the pass sees it: one request, one answer. Three implementations: HTTP (http-remote.h), the
 * answers of a trace (replay-remote.h), and the handlers in the same process for the tests and the simulation
 * (tests/lib). Called on the pass's thread; blocks. */
#define DOVETAIL_TYPE_REMOTE (dovetail_remote_get_type ())
G_DECLARE_INTERFACE (DovetailRemote, dovetail_remote, DOVETAIL, REMOTE, GObject)

struct _DovetailRemoteInterface
{
  GTypeInterface parent_iface;

  /* NULL: no answer came (OFFLINE, TIMED_OUT, CERTIFICATE, CRASHED, G_IO_ERROR_CANCELLED). Any HTTP status is an answer. */
  DovetailResponse *(*send) (DovetailRemote        *remote,
                             const DovetailRequest *request,
                             GCancellable          *cancellable,
                             GError               **error);
};

DovetailResponse *dovetail_remote_send (DovetailRemote        *remote,
                                        const DovetailRequest *request,
                                        GCancellable          *cancellable,
                                        GError               **error);

G_END_DECLS
