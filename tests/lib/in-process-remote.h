/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/server.h"
#include "sync/remote.h"

G_BEGIN_DECLS

/* What happens to one request on its way. */
typedef enum
{
  IN_PROCESS_DELIVER,
  IN_PROCESS_LOSE_REQUEST,  /* OFFLINE: the server never sees it */
  IN_PROCESS_LOSE_RESPONSE, /* OFFLINE: the server did it, and its answer is lost */
  IN_PROCESS_CRASH_BEFORE,  /* the device dies before it is sent */
  IN_PROCESS_CRASH_AFTER,   /* the device dies after the server did it */
  IN_PROCESS_UNAUTHORIZED,  /* 401, and the server never sees it */
  IN_PROCESS_THROTTLED,     /* 429 with Retry-After, likewise */
  IN_PROCESS_UNAVAILABLE,   /* 503, likewise */
  IN_PROCESS_BAD_GATEWAY    /* 502, and the server did it */
} InProcessFate;

typedef InProcessFate (*InProcessHook) (const DovetailRequest *request,
                                        gpointer               user_data);

/* The server's handlers in this process: no sockets, no threads. */
#define IN_PROCESS_TYPE_REMOTE (in_process_remote_get_type ())
G_DECLARE_FINAL_TYPE (InProcessRemote, in_process_remote, IN_PROCESS, REMOTE, GObject)

InProcessRemote *in_process_remote_new    (DovetailServer  *server);
/* Asked before each request; it may run other devices. NULL: everything is delivered. */
void             in_process_remote_hook   (InProcessRemote *self,
                                           InProcessHook    hook,
                                           gpointer         user_data);
/* After a crash every request answers CRASHED, until the device is started again. */
/* From the next request on another server answers. */
void             in_process_remote_move   (InProcessRemote *self,
                                           DovetailServer  *server);
gboolean         in_process_remote_crashed (InProcessRemote *self);
void             in_process_remote_revive (InProcessRemote *self);
guint            in_process_remote_count  (InProcessRemote *self); /* requests that reached the server */

G_END_DECLS
