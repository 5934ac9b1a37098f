/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The key file: exactly 32 bytes, readable by its owner only. */

#include "account/key-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "account/atomic-file.h"

static gboolean
refuse (GError **error, const char *path, const char *why)
{
  g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, "The key file %s cannot be used: %s", path,
               why);

  return FALSE;
}

static gboolean
check_file (int file, const char *path, GError **error)
{
  struct stat status;

  if (fstat (file, &status) != 0)
    return refuse (error, path, g_strerror (errno));
  if (!S_ISREG (status.st_mode))
    return refuse (error, path, "it is no ordinary file");
  if ((status.st_mode & 077) != 0)
    return refuse (error, path,
                   "others may read or write it; run “chmod 600” on it, and consider its key known");
  if (status.st_size != DOVETAIL_KEY_BYTES)
    return refuse (error, path, "a key file holds exactly 32 bytes");

  return TRUE;
}

static gboolean
read_key (int file, const char *path, guint8 key[DOVETAIL_KEY_BYTES], GError **error)
{
  gsize done = 0;

  while (done < DOVETAIL_KEY_BYTES)
    {
      gssize length = read (file, key + done, DOVETAIL_KEY_BYTES - done);

      if (length < 0 && errno == EINTR)
        continue;
      if (length <= 0)
        return refuse (error, path, length < 0 ? g_strerror (errno) : "it ends too early");
      done += (gsize) length;
    }

  return TRUE;
}

gboolean
dovetail_key_file_read (const char *path, guint8 key[DOVETAIL_KEY_BYTES], GError **error)
{
  int file = open (path, O_RDONLY | O_CLOEXEC);
  gboolean done;

  if (file < 0 && errno == ENOENT)
    {
      g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_KEY_LOST,
                   "The key file %s is missing; without it these tasks cannot be opened", path);
      return FALSE;
    }
  if (file < 0)
    return refuse (error, path, g_strerror (errno));
  done = check_file (file, path, error) && read_key (file, path, key, error);
  close (file);

  return done;
}

gboolean
dovetail_key_file_make (const char *path,
                        const DovetailRandom *random,
                        guint8 key[DOVETAIL_KEY_BYTES],
                        GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (g_access (path, F_OK) == 0)
    return dovetail_key_file_read (path, key, error);

  dovetail_random_fill (random, key, DOVETAIL_KEY_BYTES);
  if (dovetail_atomic_file_write (path, key, DOVETAIL_KEY_BYTES, FALSE, &failure))
    return TRUE;
  sodium_memzero (key, DOVETAIL_KEY_BYTES);
  /* Another program made it just now. */
  if (g_error_matches (failure, DOVETAIL_ERROR, DOVETAIL_ERROR_BUSY))
    return dovetail_key_file_read (path, key, error);
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}
