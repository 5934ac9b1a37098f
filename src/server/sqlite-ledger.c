/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ledger in one SQLite file: one connection, taken by one thread at a time. WAL, but writers and
 * checkpoints of all processes exclude each other by a file lock, because SQLite before 3.51.3 can corrupt
 * the database when two of them meet. */

#include "server/sqlite-ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/error.h"
#include "server/ledger-schema.h"

#define LOCK_PATIENCE_MS 10000
#define LOCK_POLL_MS 5
#define CHECKPOINT_PAGES 1000
#define IN_MEMORY ":memory:"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3, sqlite3_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

struct _DovetailSqliteLedger
{
  GObject parent_instance;

  GMutex mutex;
  sqlite3 *connection;
  GHashTable *statements; /* text -> prepared statement */
  int lock_file;          /* -1: in memory */
  gboolean writing;
  gboolean open; /* between begin and its end */
  int wal_pages;
  int data_version; /* moves when another connection commits; 0: not asked yet */
};

static void dovetail_sqlite_ledger_iface_init (DovetailLedgerInterface *iface);

G_DEFINE_TYPE_WITH_CODE (DovetailSqliteLedger,
                         dovetail_sqlite_ledger,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (DOVETAIL_TYPE_LEDGER, dovetail_sqlite_ledger_iface_init))

static gboolean
fail (sqlite3 *connection, GError **error)
{
  int code = sqlite3_errcode (connection) & 0xff;
  DovetailError mapped = DOVETAIL_ERROR_FAILED;

  if (code == SQLITE_FULL)
    mapped = DOVETAIL_ERROR_FULL;
  else if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
    mapped = DOVETAIL_ERROR_BUSY;
  else if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
    mapped = DOVETAIL_ERROR_CORRUPT;

  g_set_error (error, DOVETAIL_ERROR, mapped, "The database answered: %s", sqlite3_errmsg (connection));
  return FALSE;
}

static gboolean
execute (sqlite3 *connection, const char *script, GError **error)
{
  if (sqlite3_exec (connection, script, NULL, NULL, NULL) != SQLITE_OK)
    return fail (connection, error);
  return TRUE;
}

static sqlite3_stmt *
prepare (DovetailSqliteLedger *self, const char *text, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, text);

  if (statement != NULL)
    return statement;
  if (sqlite3_prepare_v3 (self->connection, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL)
      != SQLITE_OK)
    {
      fail (self->connection, error);
      return NULL;
    }
  g_hash_table_insert (self->statements, g_strdup (text), statement);
  return statement;
}

/* A statement without rows, kept prepared. */
static gboolean
run (DovetailSqliteLedger *self, const char *text, GError **error)
{
  sqlite3_stmt *statement = prepare (self, text, error);
  gboolean done;

  if (statement == NULL)
    return FALSE;
  done = sqlite3_step (statement) == SQLITE_DONE || fail (self->connection, error);
  sqlite3_reset (statement);
  return done;
}

static gboolean
take_lock (DovetailSqliteLedger *self, GError **error)
{
  if (self->lock_file < 0)
    return TRUE;

  for (int waited = 0; flock (self->lock_file, LOCK_EX | LOCK_NB) != 0; waited += LOCK_POLL_MS)
    {
      if (waited >= LOCK_PATIENCE_MS)
        {
          g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_BUSY,
                               "Another process holds the database; try again in a moment");
          return FALSE;
        }
      g_usleep (LOCK_POLL_MS * 1000);
    }
  return TRUE;
}

static void
release_lock (DovetailSqliteLedger *self)
{
  if (self->lock_file >= 0)
    flock (self->lock_file, LOCK_UN);
}

static void
let_go (DovetailSqliteLedger *self)
{
  if (self->writing)
    release_lock (self);
  self->writing = FALSE;
  self->open = FALSE;
  g_mutex_unlock (&self->mutex);
}

/* There may have been no memory to roll back in. */
static gboolean
end_former (DovetailSqliteLedger *self, GError **error)
{
  return sqlite3_get_autocommit (self->connection) || run (self, "ROLLBACK", error);
}

static gboolean
dovetail_sqlite_ledger_begin (DovetailLedger *ledger, const char *family_id, gboolean writing, GError **error)
{
  DovetailSqliteLedger *self = DOVETAIL_SQLITE_LEDGER (ledger);

  g_mutex_lock (&self->mutex);
  if (writing && !take_lock (self, error))
    {
      g_mutex_unlock (&self->mutex);
      return FALSE;
    }

  self->writing = writing;
  if (!end_former (self, error) || !run (self, writing ? "BEGIN IMMEDIATE" : "BEGIN", error))
    {
      let_go (self);
      return FALSE;
    }
  self->open = TRUE;
  return TRUE;
}

/* After some errors SQLite takes the whole transaction back. What comes then would be written outside of any.
 */
static gboolean
check_transaction (DovetailSqliteLedger *self, GError **error)
{
  if (!self->open || !sqlite3_get_autocommit (self->connection))
    return TRUE;
  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FAILED,
                       "The database has taken the transaction back after an error");
  return FALSE;
}

static gboolean
dovetail_sqlite_ledger_commit (DovetailLedger *ledger, GPtrArray *moved, GError **error)
{
  DovetailSqliteLedger *self = DOVETAIL_SQLITE_LEDGER (ledger);
  gboolean done = run (self, "COMMIT", error);

  if (!done)
    run (self, "ROLLBACK", NULL);
  else if (self->writing && self->wal_pages >= CHECKPOINT_PAGES)
    {
      /* Under the same file lock as every write; a failure only leaves the log longer. */
      execute (self->connection, "PRAGMA wal_checkpoint(PASSIVE)", NULL);
      self->wal_pages = 0;
    }

  let_go (self);
  return done;
}

static void
dovetail_sqlite_ledger_rollback (DovetailLedger *ledger)
{
  DovetailSqliteLedger *self = DOVETAIL_SQLITE_LEDGER (ledger);

  run (self, "ROLLBACK", NULL);
  let_go (self);
}

static void
bind (sqlite3_stmt *statement, int index, const DovetailLedgerValue *value)
{
  switch (value->kind)
    {
    case DOVETAIL_LEDGER_INTEGER:
      sqlite3_bind_int64 (statement, index, value->integer);
      break;
    case DOVETAIL_LEDGER_TEXT:
      sqlite3_bind_text64 (statement, index, value->bytes, value->length, SQLITE_STATIC, SQLITE_UTF8);
      break;
    case DOVETAIL_LEDGER_BLOB:
      sqlite3_bind_blob64 (statement, index, value->bytes, value->length, SQLITE_STATIC);
      break;
    default:
      sqlite3_bind_null (statement, index);
      break;
    }
}

static DovetailLedgerValue
column (sqlite3_stmt *statement, int index)
{
  DovetailLedgerValue value = { .kind = DOVETAIL_LEDGER_NULL };

  switch (sqlite3_column_type (statement, index))
    {
    case SQLITE_INTEGER:
      value.kind = DOVETAIL_LEDGER_INTEGER;
      value.integer = sqlite3_column_int64 (statement, index);
      break;
    case SQLITE_BLOB:
      value.kind = DOVETAIL_LEDGER_BLOB;
      value.bytes = sqlite3_column_blob (statement, index);
      value.length = (gsize) sqlite3_column_bytes (statement, index);
      break;
    case SQLITE_NULL:
      break;
    default:
      value.kind = DOVETAIL_LEDGER_TEXT;
      value.bytes = (const char *) sqlite3_column_text (statement, index);
      value.length = (gsize) sqlite3_column_bytes (statement, index);
      break;
    }
  return value;
}

static int
step_through (sqlite3_stmt *statement, DovetailLedgerRowFunc row_func, gpointer user_data)
{
  DovetailLedgerValue row[24];
  int n_columns = MIN (sqlite3_column_count (statement), (int) G_N_ELEMENTS (row));
  int result;

  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      if (row_func == NULL)
        continue;
      for (int i = 0; i < n_columns; i++)
        row[i] = column (statement, i);
      row_func (row, user_data);
    }
  return result;
}

static gboolean
dovetail_sqlite_ledger_run (DovetailLedger *ledger,
                            const char *text,
                            const DovetailLedgerValue *values,
                            gsize n_values,
                            DovetailLedgerRowFunc row_func,
                            gpointer user_data,
                            GError **error)
{
  DovetailSqliteLedger *self = DOVETAIL_SQLITE_LEDGER (ledger);
  sqlite3_stmt *statement = check_transaction (self, error) ? prepare (self, text, error) : NULL;
  gboolean done;

  if (statement == NULL)
    return FALSE;
  for (gsize i = 0; i < n_values; i++)
    bind (statement, (int) i + 1, &values[i]);

  done = step_through (statement, row_func, user_data) == SQLITE_DONE || fail (self->connection, error);
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  return done;
}

/* Made here and not by SQLite, so that nobody but the owner can read it. */
static int
open_private (const char *path, GError **error)
{
  int file = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (file < 0)
    g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FAILED, "Cannot open %s: %s", path,
                 g_strerror (errno));
  return file;
}

static gboolean
set_epoch (const char *path, const char *epoch, GError **error)
{
  g_autoptr (sqlite3) copy = NULL;
  g_autofree char *script = NULL;

  if (sqlite3_open (path, &copy) != SQLITE_OK)
    return fail (copy, error);
  script = g_strdup_printf ("PRAGMA synchronous=FULL; UPDATE property SET value = '%s' WHERE name = 'epoch'",
                            epoch);
  return execute (copy, script, error);
}

static gboolean
move_into_place (const char *from, const char *to, GError **error)
{
  /* link() rather than rename(): it never replaces a file that appeared meanwhile. */
  if (link (from, to) != 0)
    {
      g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FAILED, "The backup cannot be written to %s: %s", to,
                   g_strerror (errno));
      return FALSE;
    }
  return TRUE;
}

static gboolean
write_copy (DovetailSqliteLedger *self, const char *path, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;

  if (sqlite3_prepare_v2 (self->connection, "VACUUM INTO ?1", -1, &statement, NULL) != SQLITE_OK)
    return fail (self->connection, error);
  sqlite3_bind_text (statement, 1, path, -1, SQLITE_STATIC);
  return sqlite3_step (statement) == SQLITE_DONE || fail (self->connection, error);
}

static gboolean
dovetail_sqlite_ledger_backup (DovetailLedger *ledger, const char *path, const char *epoch, GError **error)
{
  DovetailSqliteLedger *self = DOVETAIL_SQLITE_LEDGER (ledger);
  g_autofree char *partial = g_strconcat (path, ".partial", NULL);
  gboolean done;
  int file;

  g_unlink (partial);
  file = open_private (partial, error); /* SQLite fills an empty file and leaves its mode as it is */
  if (file < 0)
    return FALSE;
  close (file);

  g_mutex_lock (&self->mutex);
  done = write_copy (self, partial, error);
  g_mutex_unlock (&self->mutex);
  done = done && set_epoch (partial, epoch, error) && move_into_place (partial, path, error);
  g_unlink (partial);
  return done;
}

static gboolean
check_with (DovetailSqliteLedger *self, const char *pragma, gboolean wants_ok, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  int result;

  if (sqlite3_prepare_v2 (self->connection, pragma, -1, &statement, NULL) != SQLITE_OK)
    return fail (self->connection, error);
  result = sqlite3_step (statement);
  if (result == SQLITE_DONE)
    return TRUE;
  if (result != SQLITE_ROW)
    return fail (self->connection, error);
  if (wants_ok && g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), "ok") == 0)
    return TRUE;

  g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_CORRUPT, "The database is damaged: %s; restore a backup",
               (const char *) sqlite3_column_text (statement, 0));
  return FALSE;
}

static gboolean
dovetail_sqlite_ledger_check (DovetailLedger *ledger, GError **error)
{
  DovetailSqliteLedger *self = DOVETAIL_SQLITE_LEDGER (ledger);
  gboolean sound;

  g_mutex_lock (&self->mutex);
  sound = check_with (self, "PRAGMA integrity_check", TRUE, error)
          && check_with (self, "PRAGMA foreign_key_check", FALSE, error);
  g_mutex_unlock (&self->mutex);
  return sound;
}

/* While a transaction runs the answer is left to the next question. */
static gboolean
dovetail_sqlite_ledger_moved_elsewhere (DovetailLedger *ledger)
{
  DovetailSqliteLedger *self = DOVETAIL_SQLITE_LEDGER (ledger);
  sqlite3_stmt *statement;
  int before = self->data_version;

  if (!g_mutex_trylock (&self->mutex))
    return FALSE;
  statement = prepare (self, "PRAGMA data_version", NULL);
  if (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    self->data_version = sqlite3_column_int (statement, 0);
  if (statement != NULL)
    sqlite3_reset (statement);
  g_mutex_unlock (&self->mutex);
  return before != 0 && self->data_version != before;
}

/* Whoever puts a backup in the place of the file may leave the log beside it, and SQLite would write what
 * that holds into the backup. So nothing stays in it, unless another process works with it. */
static void
empty_log (DovetailSqliteLedger *self)
{
  if (self->connection == NULL || self->lock_file < 0 || flock (self->lock_file, LOCK_EX | LOCK_NB) != 0)
    return;
  sqlite3_busy_timeout (self->connection, 0);
  execute (self->connection, "PRAGMA wal_checkpoint(TRUNCATE)", NULL);
  release_lock (self);
}

static void
dovetail_sqlite_ledger_finalize (GObject *object)
{
  DovetailSqliteLedger *self = DOVETAIL_SQLITE_LEDGER (object);

  g_clear_pointer (&self->statements, g_hash_table_unref);
  empty_log (self);
  g_clear_pointer (&self->connection, sqlite3_close);
  if (self->lock_file >= 0)
    close (self->lock_file);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (dovetail_sqlite_ledger_parent_class)->finalize (object);
}

static void
dovetail_sqlite_ledger_class_init (DovetailSqliteLedgerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dovetail_sqlite_ledger_finalize;
}

static void
dovetail_sqlite_ledger_iface_init (DovetailLedgerInterface *iface)
{
  iface->begin = dovetail_sqlite_ledger_begin;
  iface->commit = dovetail_sqlite_ledger_commit;
  iface->rollback = dovetail_sqlite_ledger_rollback;
  iface->run = dovetail_sqlite_ledger_run;
  iface->backup = dovetail_sqlite_ledger_backup;
  iface->check = dovetail_sqlite_ledger_check;
  iface->moved_elsewhere = dovetail_sqlite_ledger_moved_elsewhere;
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

static void
dovetail_sqlite_ledger_init (DovetailSqliteLedger *self)
{
  g_mutex_init (&self->mutex);
  self->lock_file = -1;
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, finalize_statement);
}

static int
remember_wal_pages (void *user_data, sqlite3 *connection, const char *name, int pages)
{
  ((DovetailSqliteLedger *) user_data)->wal_pages = pages;
  return SQLITE_OK;
}

static int
read_version (sqlite3 *connection)
{
  g_autoptr (sqlite3_stmt) statement = NULL;

  if (sqlite3_prepare_v2 (connection, "PRAGMA user_version", -1, &statement, NULL) != SQLITE_OK
      || sqlite3_step (statement) != SQLITE_ROW)
    return -1;
  return sqlite3_column_int (statement, 0);
}

static gboolean
run_scripts (DovetailSqliteLedger *self, int version, GError **error)
{
  g_autofree char *stamp = g_strdup_printf ("PRAGMA user_version = %d", DOVETAIL_LEDGER_VERSION);

  for (int i = version; i < DOVETAIL_LEDGER_VERSION; i++)
    if (!execute (self->connection, dovetail_ledger_scripts[i], error))
      return FALSE;
  return execute (self->connection, stamp, error);
}

static gboolean
migrate (DovetailSqliteLedger *self, GError **error)
{
  int version;

  if (!dovetail_sqlite_ledger_begin (DOVETAIL_LEDGER (self), DOVETAIL_LEDGER_DIRECTORY, TRUE, error))
    return FALSE;

  version = read_version (self->connection);
  if (version == DOVETAIL_LEDGER_VERSION)
    {
      dovetail_sqlite_ledger_rollback (DOVETAIL_LEDGER (self));
      return TRUE;
    }
  if (version < 0)
    fail (self->connection, error);
  else if (version > DOVETAIL_LEDGER_VERSION)
    g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NEWER_SCHEMA,
                         "This database was written by a newer dovetail-server; use that one");
  if (version < 0 || version > DOVETAIL_LEDGER_VERSION || !run_scripts (self, version, error))
    {
      dovetail_sqlite_ledger_rollback (DOVETAIL_LEDGER (self));
      return FALSE;
    }
  return dovetail_sqlite_ledger_commit (DOVETAIL_LEDGER (self), NULL, error);
}

static gboolean
prepare_files (DovetailSqliteLedger *self, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);
  int file;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FAILED, "Cannot make the folder %s: %s", folder,
                   g_strerror (errno));
      return FALSE;
    }
  file = open_private (path, error);
  if (file < 0)
    return FALSE;
  close (file);

  self->lock_file = open_private (lock_path, error);
  return self->lock_file >= 0;
}

static gboolean
open_connection (DovetailSqliteLedger *self, const char *path, GError **error)
{
  gboolean configured;

  if (sqlite3_open_v2 (path, &self->connection,
                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, NULL)
      != SQLITE_OK)
    return fail (self->connection, error);

  sqlite3_busy_timeout (self->connection, LOCK_PATIENCE_MS);
  sqlite3_db_config (self->connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  /* Or statements with a value in a condition are prepared anew each time the value changes. */
  sqlite3_db_config (self->connection, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
  sqlite3_wal_hook (self->connection, remember_wal_pages, self);

  if (!take_lock (self, error))
    return FALSE;
  configured = execute (self->connection,
                        "PRAGMA journal_mode=WAL;"
                        "PRAGMA synchronous=FULL;"
                        "PRAGMA foreign_keys=ON;"
                        "PRAGMA cache_size=-16384;"
                        "PRAGMA temp_store=MEMORY;",
                        error);
  release_lock (self);
  return configured;
}

/**
 * dovetail_sqlite_ledger_open:
 * @path: the database file, or ":memory:"
 * @error: return location
 *
 * Opens the database, making file, folder and tables when they are missing, and brings an older one up to
 * date.
 *
 * Returns: (transfer full): the ledger; NULL with DOVETAIL_ERROR_NEWER_SCHEMA, DOVETAIL_ERROR_CORRUPT,
 *   DOVETAIL_ERROR_BUSY, or DOVETAIL_ERROR_FAILED when the file cannot be opened
 */
DovetailLedger *
dovetail_sqlite_ledger_open (const char *path, GError **error)
{
  g_autoptr (DovetailSqliteLedger) self = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (DOVETAIL_TYPE_SQLITE_LEDGER, NULL);
  if (!g_str_equal (path, IN_MEMORY) && !prepare_files (self, path, error))
    return NULL;
  if (!open_connection (self, path, error) || !migrate (self, error))
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }
  return DOVETAIL_LEDGER (g_steal_pointer (&self));
}
