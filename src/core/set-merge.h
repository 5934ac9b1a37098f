/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/data.h"

G_BEGIN_DECLS

/* Sets merge by element: what either side added or removed.
 * A value may be NULL: absent. FALSE: the two do not fit together, merged is untouched. */
gboolean dovetail_set_merge (JsonNode  *base,
                             JsonNode  *mine,
                             JsonNode  *theirs,
                             JsonNode **merged);

G_END_DECLS
