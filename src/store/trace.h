/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/conflicts.h"

G_BEGIN_DECLS

#define DOVETAIL_TRACES_KEPT      20
#define DOVETAIL_TRACES_MAX_BYTES (4 * 1024 * 1024)

/* What syncs were told and what they decided, sealed like everything else: one text a job, only the newest, only so much. */
gboolean   dovetail_store_put_trace         (DovetailStore      *self,  /* inside a transaction */
                                             const char         *job_id,
                                             const char         *text,
                                             gsize               length,
                                             GError            **error);
/* The texts, char *, oldest first. */
GPtrArray *dovetail_store_list_traces       (DovetailStore      *self,
                                             GError            **error);
/* For a replay, inside a transaction: queues an answer to a conflict as it was queued when it was traced. */
gboolean   dovetail_store_put_resolution    (DovetailStore      *self,
                                             DovetailResolution *resolution,
                                             JsonNode           *before,
                                             const char         *entity_id,
                                             GError            **error);
/* What a queued answer's fields held before it: transfer full; NULL: nothing is known. */
JsonNode  *dovetail_store_get_answered      (DovetailStore      *self,
                                             const char         *mutation_id);

G_END_DECLS
