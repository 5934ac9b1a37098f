/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/conflicts.h"
#include "store/held.h"

G_BEGIN_DECLS

/* What a trace says of records, as JSON and back. Transfer full; what is written is sealed. */

JsonNode           *dovetail_trace_write_replica    (const DovetailReplica     *replica,
                                                     const DovetailHeld        *held);  /* NULL: it is not held */
/* held may be NULL inside: it was not. The held record's replica is left NULL. */
DovetailReplica    *dovetail_trace_read_replica     (JsonNode                  *node,
                                                     DovetailHeld             **held,
                                                     GError                   **error);
JsonNode           *dovetail_trace_write_resolution (const DovetailResolution  *resolution,
                                                     JsonNode                  *before, /* NULL: not known */
                                                     const char                *entity_id);
DovetailResolution *dovetail_trace_read_resolution  (JsonNode                  *node,
                                                     JsonNode                 **before,
                                                     GError                   **error);
/* What became of a record: how, and field by field. theirs: what the server says its data is, or NULL. */
JsonNode           *dovetail_trace_write_decision   (const char                *on,
                                                     const DovetailReplica     *before, /* NULL: not known here */
                                                     const DovetailReplica     *next,   /* NULL: forgotten */
                                                     JsonNode                  *theirs,
                                                     gboolean                   held);
/* Whether both say the same of a record, but for who wrote it. */
gboolean            dovetail_trace_replicas_equal   (const DovetailReplica     *a,
                                                     const DovetailReplica     *b);

G_END_DECLS
