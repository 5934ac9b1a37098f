/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/record.h"

G_BEGIN_DECLS

JsonObject     *dovetail_record_to_object (const DovetailRecord *record);
DovetailRecord *dovetail_record_from_node (JsonNode             *node,
                                           const char           *entity_type,
                                           const char           *entity_id);

G_END_DECLS
