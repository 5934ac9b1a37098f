/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The lines of one job out of the text that lies in the store, bodies read: first the job, last its end. Sealed JsonNode
 * each; NULL with INVALID. */
GPtrArray  *dovetail_trace_read_lines (const char *text,
                                       GError    **error);
/* "record", "request", "decision" ...; "" when it does not say. */
const char *dovetail_trace_line_kind  (JsonNode   *line);
/* Conflicts in the answer of a request line, of a result or listed: as on the wire, borrowed. */
GPtrArray  *dovetail_trace_line_conflicts (JsonNode *line);
/* The policy that decided a conflict in the answer, or left it to its user. */
const char *dovetail_trace_line_policy (JsonNode  *line,
                                        JsonNode  *conflict);

G_END_DECLS
