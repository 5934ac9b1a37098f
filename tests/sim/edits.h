/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/record.h"
#include "sim/family.h"

G_BEGIN_DECLS

/* A merge patch that changes one field of the record, of any kind, or two. */
JsonNode *edits_random (Family         *family,
                        DovetailRecord *record);

G_END_DECLS
