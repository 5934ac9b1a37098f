/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "account/vault.h"
#include "store/store.h"

G_BEGIN_DECLS

/* Connecting this device to a server, and taking it off again, on a worker. */
void     dovetail_sign_in_async   (DovetailStore       *store,
                                   DovetailVault       *vault,
                                   const char          *server,   /* as typed */
                                   const char          *user_name,
                                   const char          *password,
                                   const char          *device_name,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
gboolean dovetail_sign_in_finish  (GAsyncResult        *result,
                                   GError             **error);
void     dovetail_sign_out_async  (DovetailStore       *store,
                                   DovetailVault       *vault,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
gboolean dovetail_sign_out_finish (GAsyncResult        *result,
                                   GError             **error);
/* What went wrong, in words that say what to do. Transfer full. */
char    *dovetail_sign_in_explain (const GError        *error);

G_END_DECLS
