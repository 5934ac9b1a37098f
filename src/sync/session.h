/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account/vault.h"
#include "store/store.h"
#include "sync/remote.h"

G_BEGIN_DECLS

/* The device's session with its server: who is signed in, and tokens that are fresh when a request needs them. */

/* Signs this device in: POST /auth/login, then stores server, user, device id (made when new) in the settings and the tokens in
 * the vault (or sealed in the store). Works with records already in the store: they are uploaded by the next sync. */
gboolean dovetail_session_login        (DovetailStore  *store,
                                        DovetailVault  *vault,
                                        DovetailRemote *remote,
                                        const char     *server,       /* normalised base address, see below */
                                        const char     *user_name,
                                        const char     *password,
                                        const char     *device_name,
                                        GCancellable   *cancellable,
                                        GError        **error);
/* Forgets tokens and account here, and tells the server when it can be reached. Records and pending edits stay. */
gboolean dovetail_session_logout       (DovetailStore  *store,
                                        DovetailVault  *vault,
                                        DovetailRemote *remote,       /* NULL: do not tell */
                                        GCancellable   *cancellable,
                                        GError        **error);
gboolean dovetail_session_is_signed_in (DovetailStore  *store);
/* "https://host[:port]" from what a person typed; http only for loopback. INVALID with words a person understands. */
char    *dovetail_session_normalize_server (const char  *text,
                                            GError     **error);
/* Whether a server runs on this computer, where no network is needed. */
gboolean dovetail_session_is_local (const char     *server);

G_END_DECLS
