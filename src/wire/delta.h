/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/change.h"
#include "wire/member.h"

G_BEGIN_DECLS

/* A record on its way down, as it stands in pulls, in server_changes and in resolve answers. */
JsonNode      *dovetail_delta_to_json   (const DovetailDelta *delta);
DovetailDelta *dovetail_delta_from_json (JsonNode            *node,
                                         const DovetailPath  *path, /* NULL: the body */
                                         GError             **error);
/* The same for arrays. */
void           dovetail_write_deltas    (JsonObject          *object,
                                         const char          *name,
                                         GPtrArray           *deltas);
/* Those that cannot be read go into unreadable, which is never NULL afterwards: one bad record holds up nothing. */
GPtrArray     *dovetail_read_deltas     (DovetailReader      *reader,
                                         const char          *name,
                                         GPtrArray          **unreadable); /* out: DovetailUnreadable */

G_END_DECLS
