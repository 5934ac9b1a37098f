/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A real server under attack: two families, and what it costs the server. */

#pragma once

#include "raw-http.h"
#include "server-process.h"

#define BESIEGED_PASSWORD "correct horse battery staple"
/* What an attack may add to the server's memory. */
#define BESIEGED_MEMORY (16 * 1024) /* KiB */

typedef struct
{
  char          *directory;
  ServerProcess *server;
  char          *home;      /* anna's access token, on her device "phone" */
  char          *stranger;  /* olga's, of another family, on "laptop" */
  gint64         memory;    /* KiB, at rest */
} BesiegedServer;

BesiegedServer *besieged_server_new  (void);
void            besieged_server_free (BesiegedServer *besieged);
guint16         besieged_port        (BesiegedServer *besieged);
RawAnswer      *besieged_post        (BesiegedServer *besieged,
                                      const char     *token,
                                      const char     *path,
                                      const char     *format,   /* single quotes for double ones */
                                      ...) G_GNUC_PRINTF (4, 5);

/* It runs, and answers somebody else. */
void            besieged_assert_serves (BesiegedServer *besieged);
/* The most memory since the last call stayed within bounds; says how much. */
void            besieged_assert_memory (BesiegedServer *besieged,
                                        const char     *what);
void            besieged_assert_memory_within (BesiegedServer *besieged,
                                               const char     *what,
                                               gint64          bound); /* KiB */

/* What it takes now is what the next attack may add to. */
void            besieged_measure_anew  (BesiegedServer *besieged);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesiegedServer, besieged_server_free)
