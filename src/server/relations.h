/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/writer.h"

G_BEGIN_DECLS

/* Rules between records, which no single replica can keep. */

/* The data with references taken out that would break a rule: a parent that closes a cycle, a deleted list. */
gboolean dovetail_relations_guard        (DovetailWriter            *writer,
                                          const char                *entity_type,
                                          const char                *entity_id,
                                          const DovetailStored      *before,  /* or NULL */
                                          JsonNode                  *data,
                                          JsonNode                 **guarded,
                                          GError                   **error);
/* The tasks of a list that was deleted go to the Inbox. */
gboolean dovetail_relations_list_deleted (DovetailWriter            *writer,
                                          const char                *list_id,
                                          const DovetailAuthorship  *act,
                                          GError                   **error);

G_END_DECLS
