/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account/vault.h"
#include "store/store.h"
#include "sync/remote.h"

G_BEGIN_DECLS

/* What a server says of itself when it is asked once. */
typedef struct
{
  gint64 round_trip;        /* ms */
  gint64 clock_offset;      /* its clock minus this one's, ms, give or take half the round trip */
  gint64 max_changes;       /* a request; 0: it does not say */
  gint64 max_body_bytes;
  gint64 pending_conflicts;
} DovetailServerCheck;

/* One request with this device's token, not repeated. UNAUTHORIZED, CERTIFICATE, OFFLINE, TIMED_OUT, PROTOCOL (no Dovetail server), ... */
gboolean dovetail_server_check (DovetailStore       *store,
                                DovetailVault       *vault,
                                DovetailRemote      *remote,
                                DovetailServerCheck *check,
                                GCancellable        *cancellable,
                                GError             **error);
/* Whether this device holds tokens; FALSE with an error when they cannot be looked for. */
gboolean dovetail_server_check_has_token (DovetailStore *store,
                                          DovetailVault *vault,
                                          GCancellable  *cancellable,
                                          GError       **error);

G_END_DECLS
