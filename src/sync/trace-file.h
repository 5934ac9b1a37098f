/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Reads an exported trace: jobs, each a GPtrArray of its lines (sealed JsonNode), the first the job, the last its end.
 * NULL with INVALID, which names the line that makes no sense. */
GPtrArray *dovetail_trace_file_read (const char *text,
                                     gsize       length,
                                     GError    **error);

G_END_DECLS
