/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/data.h"

G_BEGIN_DECLS

/* Arrays of objects with ids merge item by item: insert, remove, move, and members of one item.
 * A value may be NULL: absent. FALSE: the two do not fit together, merged is untouched. */
gboolean dovetail_array_merge (JsonNode  *base,
                               JsonNode  *mine,
                               JsonNode  *theirs,
                               JsonNode **merged);

G_END_DECLS
