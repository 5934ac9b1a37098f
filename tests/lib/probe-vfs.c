/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A shim over SQLite's own VFS. */

#include "lib/probe-vfs.h"

#include <sqlite3.h>
#include <string.h>

typedef struct
{
  sqlite3_file base;
  const char *path;
  sqlite3_file *real; /* lies behind this struct */
} ProbeFile;

static sqlite3_vfs *real_vfs;
static sqlite3_vfs probe_vfs;
static ProbeFunc probe_func;
static gpointer probe_data;

#define REAL(file) (((ProbeFile *) (file))->real)

static int
ask (sqlite3_file *file, ProbeOperation operation)
{
  const char *path = ((ProbeFile *) file)->path;

  return path == NULL ? SQLITE_OK : probe_func (path, operation, probe_data);
}

static int
probe_close (sqlite3_file *file)
{
  return REAL (file)->pMethods == NULL ? SQLITE_OK : REAL (file)->pMethods->xClose (REAL (file));
}

static int
probe_read (sqlite3_file *file, void *buffer, int length, sqlite3_int64 offset)
{
  return REAL (file)->pMethods->xRead (REAL (file), buffer, length, offset);
}

static int
probe_write (sqlite3_file *file, const void *buffer, int length, sqlite3_int64 offset)
{
  int code = ask (file, PROBE_WRITE);

  return code != SQLITE_OK ? code : REAL (file)->pMethods->xWrite (REAL (file), buffer, length, offset);
}

static int
probe_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  int code = ask (file, PROBE_TRUNCATE);

  return code != SQLITE_OK ? code : REAL (file)->pMethods->xTruncate (REAL (file), size);
}

static int
probe_sync (sqlite3_file *file, int flags)
{
  int code = ask (file, PROBE_SYNC);

  return code != SQLITE_OK ? code : REAL (file)->pMethods->xSync (REAL (file), flags);
}

static int
probe_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return REAL (file)->pMethods->xFileSize (REAL (file), size);
}

static int
probe_lock (sqlite3_file *file, int level)
{
  return REAL (file)->pMethods->xLock (REAL (file), level);
}

static int
probe_unlock (sqlite3_file *file, int level)
{
  return REAL (file)->pMethods->xUnlock (REAL (file), level);
}

static int
probe_check_reserved (sqlite3_file *file, int *result)
{
  return REAL (file)->pMethods->xCheckReservedLock (REAL (file), result);
}

static int
probe_control (sqlite3_file *file, int operation, void *argument)
{
  return REAL (file)->pMethods->xFileControl (REAL (file), operation, argument);
}

static int
probe_sector_size (sqlite3_file *file)
{
  return REAL (file)->pMethods->xSectorSize (REAL (file));
}

static int
probe_characteristics (sqlite3_file *file)
{
  return REAL (file)->pMethods->xDeviceCharacteristics (REAL (file));
}

static int
probe_shm_map (sqlite3_file *file, int page, int size, int extend, void volatile **memory)
{
  return REAL (file)->pMethods->xShmMap (REAL (file), page, size, extend, memory);
}

static int
probe_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  return REAL (file)->pMethods->xShmLock (REAL (file), offset, n, flags);
}

static void
probe_shm_barrier (sqlite3_file *file)
{
  REAL (file)->pMethods->xShmBarrier (REAL (file));
}

static int
probe_shm_unmap (sqlite3_file *file, int delete)
{
  return REAL (file)->pMethods->xShmUnmap (REAL (file), delete);
}

/* Version 2: the log's shared memory, but no memory-mapped reading. */
static const sqlite3_io_methods probe_methods = {
  .iVersion = 2,
  .xClose = probe_close,
  .xRead = probe_read,
  .xWrite = probe_write,
  .xTruncate = probe_truncate,
  .xSync = probe_sync,
  .xFileSize = probe_size,
  .xLock = probe_lock,
  .xUnlock = probe_unlock,
  .xCheckReservedLock = probe_check_reserved,
  .xFileControl = probe_control,
  .xSectorSize = probe_sector_size,
  .xDeviceCharacteristics = probe_characteristics,
  .xShmMap = probe_shm_map,
  .xShmLock = probe_shm_lock,
  .xShmBarrier = probe_shm_barrier,
  .xShmUnmap = probe_shm_unmap,
};

static int
probe_open (sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out_flags)
{
  ProbeFile *probe = (ProbeFile *) file;
  int code;

  memset (probe, 0, sizeof *probe);
  probe->real = (sqlite3_file *) (probe + 1);
  probe->path = (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) != 0 ? path : NULL;
  code = real_vfs->xOpen (real_vfs, path, probe->real, flags, out_flags);
  if (probe->real->pMethods != NULL)
    probe->base.pMethods = &probe_methods;

  return code;
}

void
probe_vfs_install (ProbeFunc func, gpointer user_data)
{
  sqlite3_initialize ();
  probe_func = func;
  probe_data = user_data;
  real_vfs = sqlite3_vfs_find (NULL);
  probe_vfs = *real_vfs;
  probe_vfs.zName = "probe";
  probe_vfs.szOsFile = (int) sizeof (ProbeFile) + real_vfs->szOsFile;
  probe_vfs.xOpen = probe_open;
  sqlite3_vfs_register (&probe_vfs, 1);
}
