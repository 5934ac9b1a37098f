/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/caller.h"
#include "server/server.h"
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* One endpoint. caller is NULL where nobody has to be known, body NULL where none is read. */
typedef DovetailResponse *(*DovetailHandler) (DovetailServer        *server,
                                              const DovetailCaller  *caller,
                                              const DovetailRequest *request,
                                              JsonNode              *body);

DovetailResponse *dovetail_router_handle  (DovetailServer        *server,
                                           const DovetailRequest *request);
/* The method an existing path takes; NULL for unknown paths. */
const char       *dovetail_router_allowed (const char            *path);

/* How much of a body is read before anything else is known of the request; bytes. */
gsize             dovetail_router_allowance (DovetailServer     *server,
                                           const char           *path,
                                           const char           *authorization); /* or NULL */
/* The table, row by row; FALSE behind its end. */
gboolean          dovetail_router_get     (gsize                  index,
                                           const char           **method,
                                           const char           **path);

/* The decoded parameters behind the ?; empty when there are none, NULL when they cannot be read. */
GHashTable       *dovetail_request_query  (const DovetailRequest *request);

G_END_DECLS
