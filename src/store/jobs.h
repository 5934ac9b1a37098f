/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* One row per sync job: that is the history. */
typedef struct
{
  char   *job_id;
  char   *kind;   /* full, incremental */
  char   *state;  /* running, completed, failed, cancelled */
  char   *phase;  /* discovery, processing, conflict_resolution, upload, idle */
  gint64  fetched, created, updated, deleted, pushed, conflicts, errors, requests, bytes_up, bytes_down, retries;
  gint64  started_at;   /* ms */
  gint64  finished_at;  /* ms; 0 while running */
  char   *error_code;   /* NULL: none */
  char   *error_message;
} DovetailJob;

DovetailJob *dovetail_job_new          (const char    *job_id,
                                        const char    *kind,
                                        gint64         started_at);
DovetailJob *dovetail_job_copy         (const DovetailJob *job);
void         dovetail_job_free         (DovetailJob   *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailJob, dovetail_job_free)

/* Inserts or replaces by id, in a transaction of its own when none is open. */
gboolean     dovetail_store_save_job   (DovetailStore *self,
                                        DovetailJob   *job,
                                        GError       **error);
GPtrArray   *dovetail_store_list_jobs  (DovetailStore *self, /* newest first */
                                        guint          limit,
                                        GError       **error);
/* Jobs a killed process left running are marked failed. */
gboolean     dovetail_store_close_interrupted_jobs (DovetailStore *self,
                                                    GError       **error);

G_END_DECLS
