/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DOVETAIL_JOB_RUNNING   "running"
#define DOVETAIL_JOB_COMPLETED "completed"
#define DOVETAIL_JOB_FAILED    "failed"
#define DOVETAIL_JOB_CANCELLED "cancelled"

#define DOVETAIL_PHASE_DISCOVERY           "discovery"
#define DOVETAIL_PHASE_PROCESSING          "processing"
#define DOVETAIL_PHASE_CONFLICT_RESOLUTION "conflict_resolution"
#define DOVETAIL_PHASE_UPLOAD              "upload"
#define DOVETAIL_PHASE_IDLE                "idle"

/* One phase of a job, all its visits together: a walk goes from discovery to processing and back with every page. */
typedef struct
{
  const char *phase;      /* interned */
  gint64      started_at; /* of its first visit, ms */
  gint64      duration;   /* of all its visits, ms */
  gint64      fetched, pushed, conflicts, errors, requests, retries, bytes_up, bytes_down;
} DovetailJobPhase;

/* Why requests of a job were repeated. */
typedef struct
{
  const char *reason; /* interned: offline, timed_out, temporary, ... */
  gint64      times;
} DovetailJobRetry;

/* One row per sync job: that is the history. Counts are written by whoever runs it; state and phase move by the functions
 * below, which refuse what makes no sense. */
typedef struct
{
  char   *job_id;
  char   *kind;   /* full, incremental */
  char   *state;  /* running, completed, failed, cancelled */
  char   *phase;  /* discovery, processing, conflict_resolution, upload; idle once it completed. Where it stopped otherwise */
  gint64  fetched, created, updated, deleted, pushed, conflicts, errors, requests, bytes_up, bytes_down, retries;
  gint64  waiting;      /* edits it left behind because they came faster than they went up */
  gint64  started_at;   /* ms */
  gint64  finished_at;  /* ms; 0 while running */
  char   *error_code;   /* NULL: none */
  char   *error_message;
  GArray *phases;       /* DovetailJobPhase, in the order they were entered first */
  GArray *reasons;      /* DovetailJobRetry */
} DovetailJob;

DovetailJob *dovetail_job_new          (const char        *job_id,
                                        const char        *kind,
                                        gint64             started_at);
DovetailJob *dovetail_job_copy         (const DovetailJob *job);
void         dovetail_job_free         (DovetailJob       *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailJob, dovetail_job_free)

/* FALSE, and nothing changes, when the job does not run or the phase does not follow. Entering the present phase is no move. */
gboolean     dovetail_job_enter_phase  (DovetailJob       *job,
                                        const char        *phase,
                                        gint64             now);
/* From running to completed, failed or cancelled, once. FALSE, and nothing changes, for anything else. */
gboolean     dovetail_job_finish       (DovetailJob       *job,
                                        const char        *state,
                                        const char        *error_code,    /* NULL when it completed */
                                        const char        *error_message,
                                        gint64             now);
/* A request is repeated. */
void         dovetail_job_count_retry  (DovetailJob       *job,
                                        const char        *reason);

G_END_DECLS
