/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/conflict.h"
#include "wire/member.h"

G_BEGIN_DECLS

/* A conflict as it stands in push results, in lists and in resolve answers. */
JsonNode         *dovetail_conflict_to_json   (DovetailConflict   *conflict);
DovetailConflict *dovetail_conflict_from_json (JsonNode           *node,
                                               GError            **error);
DovetailConflict *dovetail_conflict_read      (JsonNode           *node,
                                               const DovetailPath *path, /* NULL: the body */
                                               GError            **error);

G_END_DECLS
