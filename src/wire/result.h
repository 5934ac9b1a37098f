/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/change.h"
#include "wire/member.h"

G_BEGIN_DECLS

/* The code of a result that this client gives an answer it cannot read. */
#define DOVETAIL_WIRE_UNREADABLE_ANSWER "unreadable_answer"

/* What became of one change, as it stands in the answers to push and exchange. */
JsonNode             *dovetail_change_result_to_json   (const DovetailChangeResult *result);
DovetailChangeResult *dovetail_change_result_from_json (JsonNode                   *node,
                                                        const DovetailPath         *path, /* NULL: the body */
                                                        GError                    **error);
/* The same for arrays. */
void                  dovetail_write_results           (JsonObject                 *object,
                                                        const char                 *name,
                                                        GPtrArray                  *results);
GPtrArray            *dovetail_read_results            (DovetailReader             *reader,
                                                        const char                 *name);

G_END_DECLS
