/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A VFS that keeps stores in memory: a simulated life makes thousands of tiny transactions, and system calls
 * would be a quarter of its time. It knows which writes were synced, so power can fail. */

#include "lib/memory-vfs.h"

#include <malloc.h>
#include <sqlite3.h>
#include <string.h>

#define DATABASE "/store.db"
#define LOG "/store.db-wal"

/* How to take back a write or a truncation. */
typedef struct
{
  gsize offset;
  gsize length;      /* written; 0: truncated at offset */
  gsize size_before; /* of the file */
  GBytes *before;    /* what lay there, as far as the file went */
} Unsynced;

typedef struct
{
  char *path;
  GByteArray *bytes;
  GArray *unsynced;
  GPtrArray *handles;
  GPtrArray *index; /* the log's shared memory, in pieces; while somebody has it open */
} MemoryFile;

typedef struct
{
  sqlite3_file base;
  MemoryFile *file;
  int level; /* SQLITE_LOCK_... */
  gboolean has_index;
  guint shared, exclusive; /* a bit for each lock of the index */
} Handle;

static sqlite3_vfs *real_vfs;
static sqlite3_vfs memory_vfs;
static GHashTable *files; /* path -> MemoryFile */

static MemoryFile *
file_of (sqlite3_file *file)
{
  return ((Handle *) file)->file;
}

static void
clear_unsynced (gpointer unsynced)
{
  g_bytes_unref (((Unsynced *) unsynced)->before);
}

static MemoryFile *
memory_file_new (const char *path)
{
  MemoryFile *file = g_new0 (MemoryFile, 1);

  file->path = g_strdup (path);
  file->bytes = g_byte_array_sized_new (64 * 1024);
  file->unsynced = g_array_new (FALSE, FALSE, sizeof (Unsynced));
  g_array_set_clear_func (file->unsynced, clear_unsynced);
  file->handles = g_ptr_array_new ();
  file->index = g_ptr_array_new_with_free_func (g_free);
  g_hash_table_insert (files, file->path, file);

  return file;
}

static void
memory_file_free (gpointer data)
{
  MemoryFile *file = data;

  g_assert_cmpuint (file->handles->len, ==, 0);
  g_byte_array_unref (file->bytes);
  g_array_unref (file->unsynced);
  g_ptr_array_unref (file->handles);
  g_ptr_array_unref (file->index);
  g_free (file->path);
  g_free (file);
}

static void put (MemoryFile *file, gsize offset, gconstpointer data, gsize length);

/* What lies on the disk already, put there by other means, is read once. */
static MemoryFile *
memory_file_load (const char *path)
{
  MemoryFile *file = memory_file_new (path);
  g_autofree char *bytes = NULL;
  gsize length;

  if (g_file_get_contents (path, &bytes, &length, NULL))
    put (file, 0, bytes, length);

  return file;
}

static void
note_unsynced (MemoryFile *file, gsize offset, gsize length, gsize end)
{
  gsize size = file->bytes->len;
  Unsynced unsynced = { offset, length, size, NULL };

  unsynced.before = offset < size ? g_bytes_new (file->bytes->data + offset, MIN (end, size) - offset)
                                  : g_bytes_new (NULL, 0);
  g_array_append_val (file->unsynced, unsynced);
}

static void
put (MemoryFile *file, gsize offset, gconstpointer data, gsize length)
{
  gsize size = file->bytes->len;

  if (offset + length > size)
    {
      g_byte_array_set_size (file->bytes, (guint) (offset + length));
      if (offset > size)
        memset (file->bytes->data + size, 0, offset - size);
    }
  if (length > 0)
    memcpy (file->bytes->data + offset, data, length);
}

static int
memory_read (sqlite3_file *handle, void *buffer, int length, sqlite3_int64 offset)
{
  MemoryFile *file = file_of (handle);
  gsize size = file->bytes->len;
  gsize start = MIN ((gsize) offset, size);
  gsize found = MIN ((gsize) length, size - start);

  memcpy (buffer, file->bytes->data + start, found);
  if (found == (gsize) length)
    return SQLITE_OK;
  memset ((char *) buffer + found, 0, (gsize) length - found);

  return SQLITE_IOERR_SHORT_READ;
}

static int
memory_write (sqlite3_file *handle, const void *buffer, int length, sqlite3_int64 offset)
{
  MemoryFile *file = file_of (handle);

  note_unsynced (file, (gsize) offset, (gsize) length, (gsize) offset + (gsize) length);
  put (file, (gsize) offset, buffer, (gsize) length);

  return SQLITE_OK;
}

static int
memory_truncate (sqlite3_file *handle, sqlite3_int64 size)
{
  MemoryFile *file = file_of (handle);

  if ((gsize) size >= file->bytes->len)
    return SQLITE_OK;
  note_unsynced (file, (gsize) size, 0, file->bytes->len);
  g_byte_array_set_size (file->bytes, (guint) size);

  return SQLITE_OK;
}

static int
memory_sync (sqlite3_file *handle, int flags)
{
  g_array_set_size (file_of (handle)->unsynced, 0);

  return SQLITE_OK;
}

static int
memory_size (sqlite3_file *handle, sqlite3_int64 *size)
{
  *size = file_of (handle)->bytes->len;

  return SQLITE_OK;
}

/* The highest level at which another connection holds the file. */
static int
level_of_others (sqlite3_file *handle)
{
  MemoryFile *file = file_of (handle);
  int level = SQLITE_LOCK_NONE;

  for (guint i = 0; i < file->handles->len; i++)
    if (g_ptr_array_index (file->handles, i) != handle)
      level = MAX (level, ((Handle *) g_ptr_array_index (file->handles, i))->level);

  return level;
}

static int
memory_lock (sqlite3_file *handle, int level)
{
  int others = level_of_others (handle);

  if ((level == SQLITE_LOCK_SHARED && others >= SQLITE_LOCK_PENDING)
      || (level == SQLITE_LOCK_RESERVED && others >= SQLITE_LOCK_RESERVED)
      || (level == SQLITE_LOCK_EXCLUSIVE && others >= SQLITE_LOCK_SHARED))
    return SQLITE_BUSY;
  ((Handle *) handle)->level = MAX (level, ((Handle *) handle)->level);

  return SQLITE_OK;
}

static int
memory_unlock (sqlite3_file *handle, int level)
{
  ((Handle *) handle)->level = level;

  return SQLITE_OK;
}

static int
memory_check_reserved (sqlite3_file *handle, int *result)
{
  *result = MAX (level_of_others (handle), ((Handle *) handle)->level) >= SQLITE_LOCK_RESERVED;

  return SQLITE_OK;
}

static int
memory_control (sqlite3_file *handle, int operation, void *argument)
{
  return SQLITE_NOTFOUND;
}

static int
memory_sector_size (sqlite3_file *handle)
{
  return 4096;
}

static int
memory_characteristics (sqlite3_file *handle)
{
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int
memory_index_map (sqlite3_file *handle, int piece, int size, int extend, void volatile **memory)
{
  MemoryFile *file = file_of (handle);

  ((Handle *) handle)->has_index = TRUE;
  while (extend && file->index->len <= (guint) piece)
    g_ptr_array_add (file->index, g_malloc0 ((gsize) size));
  *memory = (guint) piece < file->index->len ? g_ptr_array_index (file->index, piece) : NULL;

  return SQLITE_OK;
}

static gboolean
is_index_lock_free (sqlite3_file *handle, guint bits, gboolean shared)
{
  MemoryFile *file = file_of (handle);

  for (guint i = 0; i < file->handles->len; i++)
    {
      Handle *other = g_ptr_array_index (file->handles, i);

      if ((sqlite3_file *) other == handle)
        continue;
      if ((other->exclusive & bits) != 0 || (!shared && (other->shared & bits) != 0))
        return FALSE;
    }

  return TRUE;
}

static int
memory_index_lock (sqlite3_file *handle, int offset, int n, int flags)
{
  Handle *self = (Handle *) handle;
  guint bits = ((1u << n) - 1) << offset;
  gboolean shared = (flags & SQLITE_SHM_SHARED) != 0;
  guint *held = shared ? &self->shared : &self->exclusive;

  if ((flags & SQLITE_SHM_UNLOCK) != 0)
    {
      *held &= ~bits;
      return SQLITE_OK;
    }
  if (!is_index_lock_free (handle, bits, shared))
    return SQLITE_BUSY;
  *held |= bits;

  return SQLITE_OK;
}

static void
memory_index_barrier (sqlite3_file *handle)
{
}

static int
memory_index_unmap (sqlite3_file *handle, int delete)
{
  MemoryFile *file = file_of (handle);
  gboolean used = FALSE;

  ((Handle *) handle)->has_index = FALSE;
  for (guint i = 0; i < file->handles->len; i++)
    used |= ((Handle *) g_ptr_array_index (file->handles, i))->has_index;
  if (!used)
    g_ptr_array_set_size (file->index, 0);

  return SQLITE_OK;
}

static int
memory_close (sqlite3_file *handle)
{
  memory_index_unmap (handle, FALSE);
  g_ptr_array_remove_fast (file_of (handle)->handles, handle);

  return SQLITE_OK;
}

static const sqlite3_io_methods memory_methods = {
  .iVersion = 2,
  .xClose = memory_close,
  .xRead = memory_read,
  .xWrite = memory_write,
  .xTruncate = memory_truncate,
  .xSync = memory_sync,
  .xFileSize = memory_size,
  .xLock = memory_lock,
  .xUnlock = memory_unlock,
  .xCheckReservedLock = memory_check_reserved,
  .xFileControl = memory_control,
  .xSectorSize = memory_sector_size,
  .xDeviceCharacteristics = memory_characteristics,
  .xShmMap = memory_index_map,
  .xShmLock = memory_index_lock,
  .xShmBarrier = memory_index_barrier,
  .xShmUnmap = memory_index_unmap,
};

static gboolean
is_ours (const char *path)
{
  return path != NULL && (g_str_has_suffix (path, DATABASE) || g_str_has_suffix (path, LOG));
}

static int
memory_open (sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out_flags)
{
  Handle *handle = (Handle *) file;

  if (!is_ours (path))
    return real_vfs->xOpen (real_vfs, path, file, flags, out_flags);
  memset (handle, 0, sizeof *handle);
  handle->base.pMethods = &memory_methods;
  handle->file = g_hash_table_lookup (files, path);
  if (handle->file == NULL)
    handle->file = memory_file_load (path);
  g_ptr_array_add (handle->file->handles, handle);
  if (out_flags != NULL)
    *out_flags = flags;

  return SQLITE_OK;
}

static int
memory_delete (sqlite3_vfs *vfs, const char *path, int sync_directory)
{
  if (!is_ours (path))
    return real_vfs->xDelete (real_vfs, path, sync_directory);

  return g_hash_table_remove (files, path) ? SQLITE_OK : SQLITE_IOERR_DELETE_NOENT;
}

static int
memory_access (sqlite3_vfs *vfs, const char *path, int flags, int *result)
{
  if (!is_ours (path))
    return real_vfs->xAccess (real_vfs, path, flags, result);
  *result = g_hash_table_contains (files, path);

  return SQLITE_OK;
}

void
memory_vfs_install (void)
{
  /* Counting allocations takes a lock for each; many small files grow and go. */
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
  mallopt (M_MMAP_THRESHOLD, G_MAXINT);
  mallopt (M_TRIM_THRESHOLD, G_MAXINT);
  sqlite3_initialize ();
  files = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, memory_file_free);
  real_vfs = sqlite3_vfs_find (NULL);
  memory_vfs = *real_vfs;
  memory_vfs.zName = "memory";
  memory_vfs.szOsFile = MAX ((int) sizeof (Handle), real_vfs->szOsFile);
  memory_vfs.xOpen = memory_open;
  memory_vfs.xDelete = memory_delete;
  memory_vfs.xAccess = memory_access;
  sqlite3_vfs_register (&memory_vfs, 1);
}

static MemoryFile *
find (const char *directory, const char *name)
{
  g_autofree char *path = g_strconcat (directory, name, NULL);

  return files == NULL ? NULL : g_hash_table_lookup (files, path);
}

/* Takes the write back. Returns what it had made of its place. */
static GBytes *
take_back (MemoryFile *file, const Unsynced *unsynced)
{
  gsize length;
  gconstpointer before = g_bytes_get_data (unsynced->before, &length);
  GBytes *after = g_bytes_new (file->bytes->data + unsynced->offset, unsynced->length);

  put (file, unsynced->offset, before, length);
  g_byte_array_set_size (file->bytes, (guint) unsynced->size_before);

  return after;
}

static void
do_again (MemoryFile *file, const Unsynced *unsynced, GBytes *after, MemoryVfsFate fate)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (after, &length);

  if (fate == MEMORY_VFS_LOST)
    return;
  if (unsynced->length > 0)
    put (file, unsynced->offset, data, fate == MEMORY_VFS_TORN ? length / 2 : length);
  else if (unsynced->offset < file->bytes->len)
    g_byte_array_set_size (file->bytes, (guint) unsynced->offset);
}

static guint
lose_power (MemoryFile *file, MemoryVfsFateFunc fate_of, gpointer user_data)
{
  g_autoptr (GPtrArray) after = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  guint n = file->unsynced->len;
  guint lost = 0;

  g_assert_cmpuint (file->handles->len, ==, 0);
  g_ptr_array_set_size (after, (gint) n);
  for (guint i = n; i-- > 0;)
    g_ptr_array_index (after, i) = take_back (file, &g_array_index (file->unsynced, Unsynced, i));
  for (guint i = 0; i < n; i++)
    {
      MemoryVfsFate fate = fate_of (user_data);

      do_again (file, &g_array_index (file->unsynced, Unsynced, i), g_ptr_array_index (after, i), fate);
      lost += fate != MEMORY_VFS_KEPT;
    }
  g_array_set_size (file->unsynced, 0);

  return lost;
}

guint
memory_vfs_lose_power (const char *directory, MemoryVfsFateFunc fate, gpointer user_data)
{
  static const char *const names[] = { DATABASE, LOG };
  guint lost = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      MemoryFile *file = find (directory, names[i]);

      if (file != NULL)
        lost += lose_power (file, fate, user_data);
    }

  return lost;
}

void
memory_vfs_forget (const char *directory)
{
  static const char *const names[] = { DATABASE, LOG };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      MemoryFile *file = find (directory, names[i]);

      if (file != NULL)
        g_hash_table_remove (files, file->path);
    }
}
