/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "core/clock.h"
#include "sync/remote.h"

G_BEGIN_DECLS

/* No clock shows more: the end of the year 9999, ms. */
#define DOVETAIL_REPLAY_LATEST G_GINT64_CONSTANT (253402300799000)

/* A server that answers as a trace says, and owns the time while it does. Asked for something else than the trace has, it
 * says PROTOCOL; asked for more, it cancels the sync. */
#define DOVETAIL_TYPE_REPLAY_REMOTE (dovetail_replay_remote_get_type ())
G_DECLARE_FINAL_TYPE (DovetailReplayRemote, dovetail_replay_remote, DOVETAIL, REPLAY_REMOTE, GObject)

/* Before the answer to a request is given: the number of the request, from 1, those that carry secrets not counted. */
typedef void (*DovetailReplayFunc) (guint    number,
                                    gpointer user_data);

DovetailReplayRemote *dovetail_replay_remote_new   (GPtrArray            *lines, /* of one job, JsonNode */
                                                    DovetailReplayFunc    func,
                                                    gpointer              user_data);
DovetailClock         dovetail_replay_remote_clock (DovetailReplayRemote *self);
/* Whether the trace begins with renewing the session. */
gboolean              dovetail_replay_remote_begins_with_secrets (DovetailReplayRemote *self);
/* What names mutation ids of the replay, under those of the trace, and the other way round: transfer full. */
JsonNode             *dovetail_replay_remote_translate (DovetailReplayRemote *self,
                                                        JsonNode             *node);
JsonNode             *dovetail_replay_remote_renew     (DovetailReplayRemote *self,
                                                        JsonNode             *node);

G_END_DECLS
