/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DOVETAIL_SYNC_TOKEN_KEY_BYTES 32
#define DOVETAIL_SYNC_TOKEN_MAX_LISTS 200

/* Where a client stands in its family's order of changes. Clients never look inside. */
typedef struct
{
  char    *epoch;  /* UUID of the database's history */
  char    *family_id;
  gint64   seq;    /* everything up to here was given out */
  gint64   head;   /* the family's seq at that time: what was given out is as it was then */
  gint64   tag;    /* stored at head; 0 at seq 0 */
  gboolean full;   /* inside a full walk */
  gint64   start;  /* of a full walk: the family's seq when it began; else seq */
  guint    types;  /* the entity types asked for, as bits (ledger-records.h); 0: all */
  char   **lists;  /* the lists whose tasks were asked for, sorted; NULL: all */
} DovetailSyncToken;

void               dovetail_sync_token_free   (DovetailSyncToken       *token);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailSyncToken, dovetail_sync_token_free)

char              *dovetail_sync_token_encode (const DovetailSyncToken *token,
                                               const guint8            *key);
/* DOVETAIL_ERROR_TOKEN_INVALID: no token at all; DOVETAIL_ERROR_TOKEN_FOREIGN: one, but not made with this key. */
DovetailSyncToken *dovetail_sync_token_decode (const char              *text,
                                               const guint8            *key,
                                               GError                 **error);
G_END_DECLS
