/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server that is none, or means harm: it says what a test wants said, whatever it is asked. */

#pragma once

#include <gio/gio.h>

typedef struct _FalseServer FalseServer;

/* The whole answer to a request, byte for byte; called on a thread of the server's. number: from 1 on. */
typedef char *(*FalseAnswer) (guint    number,
                              gpointer user_data,
                              gsize   *length);

FalseServer *false_server_new   (FalseAnswer  answer,
                                 gpointer     user_data);
void         false_server_free  (FalseServer *server);
guint16      false_server_port  (FalseServer *server);
guint        false_server_count (FalseServer *server); /* requests so far */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FalseServer, false_server_free)
