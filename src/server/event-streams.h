/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <microhttpd.h>

#include "server/server.h"

G_BEGIN_DECLS

#define DOVETAIL_EVENT_STREAM "text/event-stream"

/* Open answers to GET /sync/events: an event `changed` whenever the listener's family moves, a comment line now and then. */
typedef struct _DovetailEventStreams DovetailEventStreams;

DovetailEventStreams *dovetail_event_streams_new  (DovetailServer         *server,
                                                   gint64                  beat);          /* ms; 0: 30 s */
void                  dovetail_event_streams_free (DovetailEventStreams   *streams);       /* none may be open */
/* NULL and a refusal when the token is not good or there are too many. */
struct MHD_Response  *dovetail_event_streams_open (DovetailEventStreams   *streams,
                                                   struct MHD_Connection  *connection,
                                                   const char             *authorization,
                                                   DovetailResponse      **refusal);
/* Ends all of them and refuses new ones, until it is called with FALSE. */
void                  dovetail_event_streams_end  (DovetailEventStreams   *streams,
                                                   gboolean                end);

G_END_DECLS
