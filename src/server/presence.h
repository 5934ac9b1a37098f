/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/caller.h"
#include "server/server.h"

G_BEGIN_DECLS

/* When a device synced last, stored at most once a minute: a sync with nothing to do shall not write. */
gboolean dovetail_presence_is_due (DovetailServer        *server,
                                   const DovetailCaller  *caller);
/* Inside a transaction, which writes if it is due. */
gboolean dovetail_presence_note   (DovetailServer        *server,
                                   const DovetailCaller  *caller,
                                   GError               **error);

G_END_DECLS
