/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/job.h"

G_BEGIN_DECLS

/* Past syncs in words for people. All results are transfer full unless they are const. */

/* "Completed", "Failed", "Offline", "Cancelled", "Running" */
const char *dovetail_job_words_state    (const DovetailJob      *job);
const char *dovetail_job_words_icon     (const DovetailJob      *job);
/* Whether something went wrong that passing by itself does not explain. */
gboolean    dovetail_job_words_is_bad   (const DovetailJob      *job);
/* "All tasks were compared", "Only what changed": what kind of sync it was. */
const char *dovetail_job_words_kind     (const DovetailJob      *job);
/* One line: "Completed · 12 up, 3 down · 1 conflict · 0.4 s" */
char       *dovetail_job_words_summary  (const DovetailJob      *job);
/* "Exchanging changes 120 ms, Fitting changes together 3 ms"; NULL: none was entered. */
char       *dovetail_job_words_phases   (const DovetailJob      *job);
/* What a phase did: "4 requests · 12 up, 3 down · 2 kB sent, 3 kB received" */
char       *dovetail_job_words_phase    (const DovetailJobPhase *phase);
/* Why it failed; NULL: it did not. */
char       *dovetail_job_words_error    (const DovetailJob      *job);
/* "No connection, 3 times; the server was busy, once"; NULL: nothing was repeated. */
char       *dovetail_job_words_retries  (const DovetailJob      *job);

G_END_DECLS
