/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GET /sync/events: who may listen. The transport keeps the answer open and writes the events; where there is
 * none, a stream has ended as soon as it began. */

#include "server/event-streams.h"
#include "server/handlers.h"

DovetailResponse *
dovetail_handle_events (DovetailServer *server,
                        const DovetailCaller *caller,
                        const DovetailRequest *request,
                        JsonNode *body)
{
  return dovetail_response_new (200, DOVETAIL_EVENT_STREAM, g_bytes_new_static (":\n\n", 3));
}
