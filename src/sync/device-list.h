/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account/vault.h"
#include "store/store.h"
#include "sync/remote.h"
#include "wire/devices.h"

G_BEGIN_DECLS

/* The devices that are signed in beside this one, for a person who looks after them. Both block. */

/* DovetailListedDevice: this user's, of owners and admins the family's. */
GPtrArray *dovetail_device_list_fetch  (DovetailStore  *store,
                                        DovetailVault  *vault,
                                        DovetailRemote *remote,
                                        GCancellable   *cancellable,
                                        GError        **error);
/* The server lets the device in no more; what lies on it stays there. */
gboolean   dovetail_device_list_revoke (DovetailStore  *store,
                                        DovetailVault  *vault,
                                        DovetailRemote *remote,
                                        const char     *client_id,
                                        GCancellable   *cancellable,
                                        GError        **error);

G_END_DECLS
