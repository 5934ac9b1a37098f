/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Becomes SQLite's default VFS for the rest of the process: databases called store.db and their logs lie in memory, others on the
 * disk. One that lies on the disk when it is first opened is read from there. For one thread. Reading, writing and locking follow
 * SQLite's rules, so several connections may be open. */
void memory_vfs_install    (void);

/* What became of a write that was not synced yet, when the power went. */
typedef enum
{
  MEMORY_VFS_KEPT,
  MEMORY_VFS_LOST,
  MEMORY_VFS_TORN /* its first half is kept */
} MemoryVfsFate;

typedef MemoryVfsFate (*MemoryVfsFateFunc) (gpointer user_data);

/* Asks for the fate of each write to the folder's databases since their last sync, oldest first. No connection to them may be
 * open. Returns how many were not kept. */
guint memory_vfs_lose_power (const char        *directory,
                             MemoryVfsFateFunc  fate,
                             gpointer           user_data);
void  memory_vfs_forget     (const char        *directory);

G_END_DECLS
