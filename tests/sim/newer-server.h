/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lib/in-process-remote.h"

G_BEGIN_DECLS

/* Today's server as one of tomorrow would answer: more members in every object of every message, but in the data of records, and
 * records of its own that today's does not know. */
#define NEWER_TYPE_SERVER (newer_server_get_type ())
G_DECLARE_FINAL_TYPE (NewerServer, newer_server, NEWER, SERVER, GObject)

NewerServer *newer_server_new  (InProcessRemote *remote);
/* A record, in single quotes for double ones, that comes down with the next sync and in every full walk. */
void         newer_server_add  (NewerServer     *self,
                                const char      *delta);
void         newer_server_forget (NewerServer   *self); /* all of them, without a tombstone */

G_END_DECLS
