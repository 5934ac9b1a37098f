/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Open file description locks: they belong to the descriptor, not to the process, so two stores in one
 * process exclude each other as two processes do. */

#include "store/file-lock.h"

#include <errno.h>
#include <fcntl.h>

int
dovetail_file_lock_open (const char *directory, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  int file = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (file < 0)
    g_set_error (error, DOVETAIL_ERROR, errno == ENOSPC ? DOVETAIL_ERROR_FULL : DOVETAIL_ERROR_FAILED,
                 "Could not open %s: %s", path, g_strerror (errno));

  return file;
}

gboolean
dovetail_file_lock_take (int file, gboolean wait, GError **error)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int result;

  do
    result = fcntl (file, wait ? F_OFD_SETLKW : F_OFD_SETLK, &lock);
  while (result < 0 && errno == EINTR);

  if (result == 0)
    return TRUE;
  if (errno == EAGAIN || errno == EACCES)
    g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_BUSY, "Another program holds the lock");
  else
    g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FAILED, "Could not lock the store: %s",
                 g_strerror (errno));

  return FALSE;
}

void
dovetail_file_lock_release (int file)
{
  struct flock lock = { .l_type = F_UNLCK, .l_whence = SEEK_SET };

  fcntl (file, F_OFD_SETLK, &lock);
}
