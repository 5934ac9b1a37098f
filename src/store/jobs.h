/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/job.h"
#include "store/store.h"

G_BEGIN_DECLS

/* The history is bounded: jobs older than this, and the oldest beyond this number, go. With a sync every five minutes the number
 * is about five weeks. */
#define DOVETAIL_JOBS_KEPT_DAYS 90
#define DOVETAIL_JOBS_KEPT      10000

/* Inserts or replaces by id, in a transaction of its own when none is open. */
gboolean     dovetail_store_save_job   (DovetailStore *self,
                                        DovetailJob   *job,
                                        GError       **error);
GPtrArray   *dovetail_store_list_jobs  (DovetailStore *self, /* newest first */
                                        guint          limit,
                                        GError       **error);
/* NULL with NOT_FOUND. */
DovetailJob *dovetail_store_get_job    (DovetailStore *self,
                                        const char    *job_id,
                                        GError       **error);
/* Jobs a killed process left running are marked failed. */
gboolean     dovetail_store_close_interrupted_jobs (DovetailStore *self,
                                                    GError       **error);
/* How many rows say that a job runs; with the sync lock held they are stale. -1 on error. */
gint64       dovetail_store_count_running_jobs     (DovetailStore *self,
                                                    GError       **error);
/* Beyond the bound the oldest go. In a transaction of its own when none is open. */
gboolean     dovetail_store_prune_jobs (DovetailStore *self,
                                        GError       **error);

G_END_DECLS
