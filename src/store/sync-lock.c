/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The lock that lets one sync pass at a time work on a store. */

#include <unistd.h>

#include "store/file-lock.h"
#include "store/store.h"

struct _DovetailSyncLock
{
  int file;
};

/**
 * dovetail_sync_lock_take:
 * @store: a store
 * @error: BUSY: a sync is running here or in another process
 *
 * Returns: (transfer full): the lock; the kernel drops it should the process die
 */
DovetailSyncLock *
dovetail_sync_lock_take (DovetailStore *store, GError **error)
{
  DovetailSyncLock *lock;
  int file;

  g_return_val_if_fail (DOVETAIL_IS_STORE (store), NULL);

  file = dovetail_file_lock_open (dovetail_store_get_directory (store), "sync.lock", error);
  if (file < 0)
    return NULL;
  if (!dovetail_file_lock_take (file, FALSE, NULL))
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_BUSY, "A sync is running already");
      close (file);
      return NULL;
    }
  lock = g_new0 (DovetailSyncLock, 1);
  lock->file = file;

  return lock;
}

/**
 * dovetail_sync_lock_release:
 * @lock: (transfer full) (nullable): the lock
 */
void
dovetail_sync_lock_release (DovetailSyncLock *lock)
{
  if (lock == NULL)
    return;

  dovetail_file_lock_release (lock->file);
  close (lock->file);
  g_free (lock);
}
