/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/replay-remote.h"
#include "sync/trace-replay.h"

G_BEGIN_DECLS

/* Adds a step to the job for each decision in the lines of the trace and of its replay. */
void dovetail_trace_compare (DovetailReplayJob    *job,
                             guint                 number,
                             GPtrArray            *recorded,
                             GPtrArray            *replayed,
                             DovetailReplayRemote *remote);

G_END_DECLS
