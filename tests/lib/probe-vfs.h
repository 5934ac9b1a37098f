/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  PROBE_WRITE,
  PROBE_SYNC,
  PROBE_TRUNCATE
} ProbeOperation;

/* Sees every write, sync and truncation that SQLite makes on its database and log files, before it is made. Returns the SQLite code to
 * fail it with; 0: let it pass. On the thread that writes. */
typedef int (*ProbeFunc) (const char *path, ProbeOperation operation, gpointer user_data);

/* Becomes SQLite's default VFS for the rest of the process. */
void probe_vfs_install (ProbeFunc func,
                        gpointer  user_data);

G_END_DECLS
