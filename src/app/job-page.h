/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

/* The table of past syncs; each can be opened. */
#define DOVETAIL_TYPE_JOB_PAGE (dovetail_job_page_get_type ())
G_DECLARE_FINAL_TYPE (DovetailJobPage, dovetail_job_page, DOVETAIL, JOB_PAGE, AdwBin)

#define DOVETAIL_JOB_PAGE_MOST 1000 /* syncs that are listed */

/* jobs: DovetailJob, newest first; taken over. */
void dovetail_job_page_take_jobs (DovetailJobPage *self,
                                  GPtrArray       *jobs);

G_END_DECLS
