/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Copies of the whole store, to go back to when a sync went wrong. */

#include "store/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "core/timestamp.h"
#include "store/database-copy.h"
#include "store/store-private.h"

#define PREFIX "store-"
#define SUFFIX ".db"

static gboolean
fail (const char *path, GError **error)
{
  g_set_error (error, DOVETAIL_ERROR, errno == ENOSPC ? DOVETAIL_ERROR_FULL : DOVETAIL_ERROR_FAILED,
               "Could not keep a snapshot in %s: %s", path, g_strerror (errno));

  return FALSE;
}

static gboolean
sync_folder (const char *path, GError **error)
{
  int file = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean synced = file >= 0 && fsync (file) == 0;

  if (!synced)
    fail (path, error);
  if (file >= 0)
    close (file);

  return synced;
}

/* Made under another name first: a snapshot is there whole or not at all. */
static gboolean
write_copy (DovetailStore *self, const char *folder, const char *path, GError **error)
{
  g_autofree char *part = g_strconcat (path, ".part", NULL);

  g_unlink (part);
  if (!dovetail_database_copy (self->database, part, error))
    {
      g_unlink (part);
      return FALSE;
    }
  if (g_chmod (part, 0600) != 0 || g_rename (part, path) != 0)
    return fail (path, error);

  return sync_folder (folder, error);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) b, *(const char *const *) a);
}

static void
remove_oldest (const char *folder)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    if (g_str_has_prefix (name, PREFIX) && g_str_has_suffix (name, SUFFIX))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = DOVETAIL_SNAPSHOTS_KEPT; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);

      g_unlink (path);
    }
}

/**
 * dovetail_store_snapshot:
 * @self: a store without an open transaction
 * @path: (out) (optional): where the copy lies
 * @error: FULL, CORRUPT, FAILED
 *
 * Copies the store under the write lock, and removes all but the newest five copies.
 *
 * Returns: whether the copy is on the disk
 */
gboolean
dovetail_store_snapshot (DovetailStore *self, char **path, GError **error)
{
  g_autofree char *folder = NULL;
  g_autofree char *time = NULL;
  g_autofree char *name = NULL;
  g_autofree char *target = NULL;
  gboolean written;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (self->transaction == NULL, FALSE);

  folder = g_build_filename (self->directory, "snapshots", NULL);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail (folder, error);
  time = dovetail_timestamp_format (dovetail_store_now (self));
  name = g_strconcat (PREFIX, g_strdelimit (time, ":", '.'), SUFFIX, NULL);
  target = g_build_filename (folder, name, NULL);
  if (!dovetail_store_lock (self, error))
    return FALSE;
  written = write_copy (self, folder, target, error);
  dovetail_store_unlock (self);
  if (!written)
    return FALSE;
  remove_oldest (folder);
  if (path != NULL)
    *path = g_steal_pointer (&target);

  return TRUE;
}
