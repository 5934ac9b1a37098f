/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "server/server.h"

G_BEGIN_DECLS

typedef struct
{
  const char       *listen;          /* "127.0.0.1:8765", "[::1]:0" */
  const char       *tls_certificate; /* PEM files; NULL: plain HTTP */
  const char       *tls_key;
  GInetAddressMask *trusted_proxy;   /* whose X-Forwarded-For is believed; or NULL */
  gint64            event_beat;      /* ms between signs of life on event streams; 0: 30 s */
} DovetailHttpOptions;

/* The server on a socket. */
typedef struct _DovetailHttpServer DovetailHttpServer;

DovetailHttpServer *dovetail_http_server_start   (DovetailServer             *server,
                                                  const DovetailHttpOptions  *options,
                                                  GError                    **error);
char               *dovetail_http_server_get_uri (DovetailHttpServer         *http);
/* Reads certificate and key again, and listens anew. Without TLS it does nothing. */
gboolean            dovetail_http_server_reload  (DovetailHttpServer         *http,
                                                  GError                    **error);
/* Accepts no more, finishes what runs, closes. */
void                dovetail_http_server_stop    (DovetailHttpServer         *http);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailHttpServer, dovetail_http_server_stop)

G_END_DECLS
