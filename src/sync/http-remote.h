/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/remote.h"

G_BEGIN_DECLS

/* libsoup over HTTP/1.1: no redirects across hosts, no cookies, no cache, gzip, bodies capped. One object per thread. */
#define DOVETAIL_TYPE_HTTP_REMOTE (dovetail_http_remote_get_type ())
G_DECLARE_FINAL_TYPE (DovetailHttpRemote, dovetail_http_remote, DOVETAIL, HTTP_REMOTE, GObject)

DovetailRemote *dovetail_http_remote_new (const char *server);
/* Before the first request. */
void            dovetail_http_remote_set_patience (DovetailHttpRemote *self,
                                                   guint               idle_s,
                                                   gint64              total_ms);

G_END_DECLS
