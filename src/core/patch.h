/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/data.h"

G_BEGIN_DECLS

/* Merge patches (RFC 7396): null removes. All nodes are sealed objects; results are transfer full. */
JsonNode *dovetail_patch_diff  (JsonNode *base,
                                JsonNode *current);  /* apply (base, diff) == current; empty when equal */
JsonNode *dovetail_patch_apply (JsonNode *base,
                                JsonNode *patch);
/* From an object that is given away; its nulls stay. */
JsonNode *dovetail_patch_take_object (JsonObject *object);
/* The values base gives the fields that patch touches; an absent one is null here. */
JsonNode *dovetail_patch_base  (JsonNode *base,
                                JsonNode *patch);

G_END_DECLS
