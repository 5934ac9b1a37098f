/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The real dovetail-server on a free port of this computer. */

#pragma once

#include <gio/gio.h>

typedef struct
{
  GSubprocess *process;
  char        *database;
  char        *log; /* of the last start */
  char        *url; /* http://127.0.0.1:PORT */
  guint16      port;
} ServerProcess;

ServerProcess *server_process_new      (const char *directory);
void           server_process_start    (ServerProcess *server);
void           server_process_stop     (ServerProcess *server);
void           server_process_kill     (ServerProcess *server);
void           server_process_free     (ServerProcess *server);
void           server_process_add_user (ServerProcess *server,
                                        const char    *name,
                                        const char    *family,
                                        const char    *password);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ServerProcess, server_process_free)
