/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One decision of a sync, then and now. */
typedef struct
{
  guint    job;      /* from 1 */
  char    *subject;  /* "task 0197a000-...", "request 2", "end" */
  char    *recorded; /* in words; NULL: the replay decided what the trace does not have */
  char    *replayed; /* NULL: it did not come to it */
  gboolean same;
} DovetailReplayStep;

/* One sync of a trace. */
typedef struct
{
  char      *job_id;
  char      *kind;
  char      *state;      /* how it ended then */
  gint64     started_at; /* ms */
  gboolean   too_large;  /* it was not kept, so there is nothing to replay */
  GPtrArray *steps;      /* DovetailReplayStep */
  guint      differences;
} DovetailReplayJob;

void       dovetail_replay_job_free (DovetailReplayJob *job);

/* Runs the syncs of an exported trace again, each on a store of its own that is thrown away, against the answers of the
 * trace: DovetailReplayJob each. Touches no other store and no network. INVALID: the file makes no sense. */
GPtrArray *dovetail_trace_replay    (const char        *text,
                                     gsize              length,
                                     GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailReplayJob, dovetail_replay_job_free)

G_END_DECLS
