/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/conflict.h"
#include "core/merge.h"

G_BEGIN_DECLS

/* Who changed which field when: a JSON object of field -> [ms, client_id, user_id]; the member "*" speaks for the
 * fields that have none of their own. */

/* One change as an author's act. field_times: field -> ms, or NULL. */
typedef struct
{
  gint64      timestamp; /* ms, clamped */
  JsonNode   *field_times;
  const char *client_id;
  const char *user_id;
} DovetailAuthorship;

/* after the change; authors and before NULL for a new record */
JsonNode *dovetail_authors_advance     (JsonNode                 *authors,
                                        JsonNode                 *before,
                                        JsonNode                 *after,
                                        const DovetailAuthorship *act);
/* of fields that both sides have a part in the newer act counts, whichever came first */
JsonNode *dovetail_authors_settle      (JsonNode                 *authors,
                                        JsonNode                 *former,
                                        const DovetailMerge      *merged,
                                        const DovetailAuthorship *act);
/* field -> ms, for a merge; fallback: of fields that have none of their own */
JsonNode *dovetail_authors_times       (JsonNode                 *authors,
                                        gint64                   *fallback);
/* field -> client_id, likewise */
JsonNode *dovetail_authors_clients     (JsonNode                 *authors,
                                        char                    **fallback);
/* The latest author among the fields; names are left to the caller. */
void      dovetail_authors_latest      (JsonNode                 *authors,
                                        char                    **fields,
                                        DovetailAuthor           *author);

G_END_DECLS
