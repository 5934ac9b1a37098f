/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/caller.h"
#include "server/server.h"

G_BEGIN_DECLS

/* Who the Authorization header speaks for. NULL without an error: nobody. */
DovetailCaller *dovetail_authenticate (DovetailServer  *server,
                                       const char      *authorization,
                                       GError         **error);

/* Whether its token is signed by this server and good now; who it speaks for may have gone since. */
gboolean        dovetail_authorization_is_signed (DovetailServer *server,
                                                  const char     *authorization); /* or NULL */

G_END_DECLS
