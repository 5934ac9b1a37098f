/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Answers every request on a free port of this computer with the same bytes, then closes. On threads of its own. */
typedef struct _CannedServer CannedServer;

CannedServer *canned_server_new   (const char   *answer);
/* Writes the answer and then this, over and over, until the client leaves. */
CannedServer *canned_server_new_endless (const char *answer,
                                         const char *more);
void          canned_server_free  (CannedServer *server);
const char   *canned_server_get_address (CannedServer *server); /* http://127.0.0.1:PORT */
guint         canned_server_count (CannedServer *server);       /* requests so far */
gint64        canned_server_written (CannedServer *server);     /* bytes so far */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CannedServer, canned_server_free)

G_END_DECLS
