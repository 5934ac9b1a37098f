/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/server.h"

G_BEGIN_DECLS

#define SCRATCH_SERVER_PASSWORD "correct horse"

/* The computer that servers in this process run on. It outlives them: what they draw is never the same again. */
typedef struct
{
  const gint64 *now;    /* ms; the test moves it */
  guint64       random; /* state of the generator */
} ScratchHost;

/* path: of the ledger, made where there is none; NULL: in memory. What it draws begins alike each time. */
void            scratch_host_init       (ScratchHost    *host,
                                         const gint64   *now);
DovetailServer *scratch_host_open       (ScratchHost    *host,
                                         const char     *path);
void            scratch_server_add_user (DovetailServer *server,
                                         const char     *name,
                                         const char     *family,
                                         const char     *role);

G_END_DECLS
