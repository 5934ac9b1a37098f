/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Watches over open sockets: a head or body that takes too long in all, however busily it trickles, is cut off. */
typedef struct _DovetailConnections DovetailConnections;
typedef struct _DovetailConnection DovetailConnection;

DovetailConnections *dovetail_connections_new    (void);
void                 dovetail_connections_free   (DovetailConnections *connections); /* none may be open */
DovetailConnection  *dovetail_connections_add    (DovetailConnections *connections,
                                                  int                  socket);
void                 dovetail_connections_remove (DovetailConnections *connections,
                                                  DovetailConnection  *connection);
/* The head has arrived, a request is being worked on; and it was answered. */
void                 dovetail_connection_begin   (DovetailConnections *connections,
                                                  DovetailConnection  *connection);
void                 dovetail_connection_end     (DovetailConnections *connections,
                                                  DovetailConnection  *connection);
/* What is being worked on is an answer without an end: no deadline until then. */
void                 dovetail_connection_lasts   (DovetailConnections *connections,
                                                  DovetailConnection  *connection);
/* Cuts it off at once, unless a request is being worked on. */
void                 dovetail_connection_cut     (DovetailConnections *connections,
                                                  DovetailConnection  *connection);
/* Waits until no request is being worked on, at most so many seconds. */
void                 dovetail_connections_drain  (DovetailConnections *connections,
                                                  guint                seconds);

G_END_DECLS
