/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/change.h"
#include "wire/member.h"

G_BEGIN_DECLS

/* A push calls them operation and timestamp, an exchange action and client_timestamp. */
typedef enum
{
  DOVETAIL_CHANGE_OF_PUSH,
  DOVETAIL_CHANGE_OF_EXCHANGE
} DovetailChangeDialect;

JsonNode       *dovetail_change_to_json   (const DovetailChange  *change,
                                           DovetailChangeDialect  dialect);
DovetailChange *dovetail_change_from_json (JsonNode              *node,
                                           DovetailChangeDialect  dialect,
                                           const DovetailPath    *path, /* NULL: the body */
                                           GError               **error);
/* The same for arrays. */
void            dovetail_write_changes    (JsonObject            *object,
                                           const char            *name,
                                           GPtrArray             *changes,
                                           DovetailChangeDialect  dialect);
GPtrArray      *dovetail_read_changes     (DovetailReader        *reader,
                                           const char            *name,
                                           DovetailChangeDialect  dialect);

G_END_DECLS
