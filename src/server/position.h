/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ledger-families.h"
#include "server/server-private.h"

G_BEGIN_DECLS

/* A sync token that was found good, or a fresh start of a full walk. Inside a transaction. */
DovetailSyncToken *dovetail_position_start   (DovetailServer           *server,
                                              const DovetailFamily     *family);
/* DOVETAIL_ERROR_TOKEN_INVALID, _EXPIRED or _FOREIGN when it cannot be gone on from. */
DovetailSyncToken *dovetail_position_resume  (DovetailServer           *server,
                                              const DovetailFamily     *family,
                                              const char               *text,
                                              GError                  **error);
/* *token NULL: it cannot be gone on from, or there is none. */
gboolean           dovetail_position_resume_if_good (DovetailServer       *server,
                                                     const DovetailFamily *family,
                                                     const char           *text,
                                                     DovetailSyncToken   **token,
                                                     GError              **error);
/* Whether the client has all that there is. Then a page after its position, however it turns out, is read without asking
 * the ledger, and needs no transaction. */
gboolean           dovetail_position_is_at_end (DovetailServer           *server,
                                                const DovetailFamily     *family,
                                                const char               *text); /* may be NULL */
/* For clients that only know when they synced last. time: ms */
DovetailSyncToken *dovetail_position_at_time (DovetailServer           *server,
                                              const DovetailFamily     *family,
                                              gint64                    time,
                                              GError                  **error);
/* The token to hand out next: seq reached; full walks keep their start until they are at their end. family: as it
 * is now */
char              *dovetail_position_advance (DovetailServer           *server,
                                              const DovetailFamily     *family,
                                              const DovetailSyncToken  *position,
                                              gint64                    seq,
                                              GError                  **error);

/* A page after the position. */
typedef struct
{
  GPtrArray *deltas; /* DovetailDelta */
  char      *token;
  gboolean   more;
} DovetailPage;

void     dovetail_page_clear         (DovetailPage             *page);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DovetailPage, dovetail_page_clear)

gboolean dovetail_position_read_page (DovetailServer           *server,
                                      const DovetailFamily     *family,
                                      const DovetailSyncToken  *position,
                                      gint64                    batch_size, /* 0: the default */
                                      DovetailPage             *page,
                                      GError                  **error);

G_END_DECLS
