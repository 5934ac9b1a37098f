/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Written under another name, synced, then given its name: by rename to replace, by link so as not to. */

#include "account/atomic-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "core/error.h"

static gboolean
fail (const char *path, int reason, GError **error)
{
  DovetailError code = DOVETAIL_ERROR_FAILED;

  if (reason == ENOSPC || reason == EDQUOT)
    code = DOVETAIL_ERROR_FULL;
  else if (reason == EEXIST)
    code = DOVETAIL_ERROR_BUSY;
  g_set_error (error, DOVETAIL_ERROR, code, "Could not write %s: %s", path, g_strerror (reason));

  return FALSE;
}

static gboolean
write_all (int file, const guint8 *data, gsize length)
{
  while (length > 0)
    {
      gssize written = write (file, data, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        return FALSE;
      data += written;
      length -= (gsize) written;
    }

  return fsync (file) == 0;
}

static gboolean
sync_folder_of (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int file = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean synced = file >= 0 && fsync (file) == 0;

  if (file >= 0)
    close (file);

  return synced;
}

static gboolean
give_name (const char *part, const char *path, gboolean replace)
{
  if (replace)
    return rename (part, path) == 0;
  if (link (part, path) != 0)
    return FALSE;
  unlink (part);

  return TRUE;
}

gboolean
dovetail_atomic_file_write (
    const char *path, gconstpointer data, gsize length, gboolean replace, GError **error)
{
  g_autofree char *part = g_strconcat (path, ".XXXXXX", NULL);
  int file = g_mkstemp_full (part, O_RDWR | O_CLOEXEC, 0600);
  gboolean written;

  if (file < 0)
    return fail (path, errno, error);
  written = write_all (file, data, length) && give_name (part, path, replace);
  if (!written)
    {
      fail (path, errno, error);
      unlink (part);
    }
  close (file);

  return written && (sync_folder_of (path) || fail (path, errno, error));
}
