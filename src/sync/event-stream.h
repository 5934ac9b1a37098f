/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/random.h"

G_BEGIN_DECLS

/* The server's event stream, kept open: opened again after every end, later and later while that fails. Everything runs on
 * the main context it was made on, and nothing blocks it.
 *
 * Signals: "opened" (what happened before was not heard of), "changed" (the family moved), "refused" (the token does not do: it
 * stays closed until there is another). */
#define DOVETAIL_TYPE_EVENT_STREAM (dovetail_event_stream_get_type ())
G_DECLARE_FINAL_TYPE (DovetailEventStream, dovetail_event_stream, DOVETAIL, EVENT_STREAM, GObject)

DovetailEventStream *dovetail_event_stream_new     (const DovetailRandom *random);
/* Keeps it open from now on; called again with another token, that one counts the next time. */
void                 dovetail_event_stream_open    (DovetailEventStream  *self,
                                                    const char           *server,
                                                    const char           *access_token);
void                 dovetail_event_stream_close   (DovetailEventStream  *self);
gboolean             dovetail_event_stream_is_open (DovetailEventStream  *self); /* the server has answered */

G_END_DECLS
