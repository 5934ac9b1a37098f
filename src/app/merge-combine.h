/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/merge.h"

G_BEGIN_DECLS

/* Whether "both" means something for a field: text, sets and lists of items; not for a date. */
gboolean  dovetail_combine_is_possible (const DovetailField  *field);
/* Both sides of one field in one value, transfer full; NULL when it comes out empty. */
JsonNode *dovetail_combine             (const DovetailSchema *schema,
                                        const DovetailField  *field,
                                        JsonNode             *base,
                                        JsonNode             *mine,
                                        JsonNode             *theirs);

G_END_DECLS
