/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What the merge makes of a conflict's three sides: {conflict_id, entity_type, entity_id, policy, cause, outcomes}, sealed.
 * NULL: one of the two makes no sense. */
JsonNode *dovetail_trace_merge (JsonNode   *conflict, /* as on the wire */
                                const char *policy);

G_END_DECLS
