/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening and closing the store: directory, lock, connection, form, key. */

#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/uuid.h"
#include "store/file-lock.h"
#include "store/schema.h"
#include "store/sqlite-error.h"
#include "store/store-private.h"

G_DEFINE_FINAL_TYPE (DovetailStore, dovetail_store, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

#define KEY_CHECK "key_check"
#define KEY_CHECK_TEXT "dovetail"
/* 2 MB of log take about a millisecond to read again when the store is opened. */
#define CLOSING_LOG_PAGES 500

static void
dovetail_store_finalize (GObject *object)
{
  DovetailStore *self = DOVETAIL_STORE (object);

  g_warn_if_fail (self->transaction == NULL);
  self->thread = NULL; /* whoever lets go of it last may tidy up */
  if (self->transaction == NULL && self->log_pages > CLOSING_LOG_PAGES)
    dovetail_store_checkpoint (self, NULL);
  g_clear_pointer (&self->statements, g_hash_table_unref);
  sqlite3_close (self->database);
  g_clear_pointer (&self->seal, dovetail_seal_free);
  if (self->lock_file >= 0)
    close (self->lock_file);
  g_free (self->directory);

  G_OBJECT_CLASS (dovetail_store_parent_class)->finalize (object);
}

static void
dovetail_store_class_init (DovetailStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = dovetail_store_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

static void
dovetail_store_init (DovetailStore *self)
{
  self->lock_file = -1;
  self->statements = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, finalize_statement);
}

void
dovetail_store_confine (DovetailStore *self)
{
  if (self->thread == NULL)
    self->thread = g_thread_self ();
  if (G_UNLIKELY (self->thread != g_thread_self ()))
    g_critical ("a store is used on another thread than its own; open another connection there");
}

gboolean
dovetail_store_execute (DovetailStore *self, const char *sql, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (self, sql, error);
  int code;

  if (statement == NULL)
    return FALSE;
  code = sqlite3_step (statement->handle);

  return code == SQLITE_DONE ? TRUE : dovetail_sqlite_error (self->database, code, "use the store", error);
}

gboolean
dovetail_store_lock (DovetailStore *self, GError **error)
{
  return dovetail_file_lock_take (self->lock_file, TRUE, error);
}

void
dovetail_store_unlock (DovetailStore *self)
{
  dovetail_file_lock_release (self->lock_file);
}

static gboolean
make_directory (const char *directory, GError **error)
{
  if (g_mkdir_with_parents (directory, 0700) == 0)
    return TRUE;

  g_set_error (error, DOVETAIL_ERROR, errno == ENOSPC ? DOVETAIL_ERROR_FULL : DOVETAIL_ERROR_FAILED,
               "Could not make the folder %s: %s", directory, g_strerror (errno));
  return FALSE;
}

/* SQLite would make the file readable for everyone; its log takes the file's mode. */
static gboolean
make_private_file (const char *path, GError **error)
{
  int file = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (file < 0)
    {
      g_set_error (error, DOVETAIL_ERROR, errno == ENOSPC ? DOVETAIL_ERROR_FULL : DOVETAIL_ERROR_FAILED,
                   "Could not open %s: %s", path, g_strerror (errno));
      return FALSE;
    }
  close (file);

  return TRUE;
}

static int
note_log_size (void *user_data, sqlite3 *database, const char *name, int pages)
{
  DovetailStore *self = user_data;

  self->log_pages = pages;

  return SQLITE_OK;
}

/* No checkpoint by SQLite itself, neither after a commit nor at close: SQLite 3.7.0 to 3.51.2 can corrupt the
 * database when two connections write or checkpoint at one moment, so both happen only under our lock. */
static gboolean
configure (DovetailStore *self, GError **error)
{
  int code;

  sqlite3_extended_result_codes (self->database, 1);
  sqlite3_busy_timeout (self->database, DOVETAIL_STORE_BUSY_TIMEOUT_MS);
  sqlite3_db_config (self->database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  sqlite3_db_config (self->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  /* Or statements with a value in a condition are prepared anew each time the value changes. */
  sqlite3_db_config (self->database, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
  sqlite3_db_config (self->database, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_db_config (self->database, SQLITE_DBCONFIG_DQS_DML, 0, NULL);

  code = sqlite3_exec (self->database,
                       "PRAGMA journal_mode = WAL;"
                       "PRAGMA synchronous = FULL;"
                       "PRAGMA foreign_keys = ON;"
                       "PRAGMA wal_autocheckpoint = 0;"
                       "PRAGMA temp_store = MEMORY;"
                       "PRAGMA secure_delete = FAST;",
                       NULL, NULL, NULL);
  if (code != SQLITE_OK)
    return dovetail_sqlite_error (self->database, code, "use the store", error);
  sqlite3_wal_hook (self->database, note_log_size, self);

  return TRUE;
}

static gboolean
write_key_check (DovetailStore *self, GError **error)
{
  g_autoptr (GBytes) blob = dovetail_seal_close (self->seal, "store", KEY_CHECK, DOVETAIL_COPY_SETTING,
                                                 KEY_CHECK_TEXT, strlen (KEY_CHECK_TEXT));
  g_autoptr (DovetailStatement) statement
      = dovetail_statement_take (self, "INSERT INTO setting (name, value) VALUES (?1, ?2)", error);

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_text (statement, 1, KEY_CHECK);
  dovetail_statement_bind_blob (statement, 2, blob);

  return dovetail_statement_run (statement, error);
}

static gboolean
open_key_check (DovetailStore *self, DovetailStatement *statement, GError **error)
{
  gsize length;
  g_autofree char *text = dovetail_seal_open (
      self->seal, "store", KEY_CHECK, DOVETAIL_COPY_SETTING, sqlite3_column_blob (statement->handle, 0),
      (gsize) sqlite3_column_bytes (statement->handle, 0), &length, NULL);

  if (g_strcmp0 (text, KEY_CHECK_TEXT) == 0)
    return TRUE;

  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_CORRUPT,
                       dovetail_seal_is_sealed (self->seal)
                           ? "The key does not fit this store; nothing in it was changed"
                           : "This store is sealed and cannot be opened without its key");
  return FALSE;
}

/* A sealed word tells a wrong key when the store is opened, not when the first task is. */
static gboolean
check_key (DovetailStore *self, GError **error)
{
  g_autoptr (DovetailStatement) statement
      = dovetail_statement_take (self, "SELECT value FROM setting WHERE name = '" KEY_CHECK "'", error);
  DovetailStep step;

  if (statement == NULL)
    return FALSE;
  step = dovetail_statement_step (statement, error);
  if (step == DOVETAIL_STEP_ROW)
    return open_key_check (self, statement, error);
  dovetail_statement_reset (statement);

  return step == DOVETAIL_STEP_DONE && write_key_check (self, error);
}

static gboolean
open_database (DovetailStore *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->directory, "store.db", NULL);
  int code;

  if (!make_private_file (path, error))
    return FALSE;
  code = sqlite3_open_v2 (path, &self->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
  if (code != SQLITE_OK)
    return dovetail_sqlite_error (self->database, code, "open the store", error);

  return configure (self, error)
         && dovetail_store_migrate (self->database, path, dovetail_store_migrations (), error)
         && check_key (self, error);
}

static DovetailStore *
open_store (
    const char *directory, DovetailSeal *seal, DovetailClock clock, DovetailRandom random, GError **error)
{
  g_autoptr (DovetailStore) self = g_object_new (DOVETAIL_TYPE_STORE, NULL);
  gboolean opened;

  self->directory = g_strdup (directory);
  self->seal = seal;
  self->clock = clock;
  self->random = random;
  if (!make_directory (directory, error))
    return NULL;
  self->lock_file = dovetail_file_lock_open (directory, "write.lock", error);
  if (self->lock_file < 0 || !dovetail_store_lock (self, error))
    return NULL;
  opened = open_database (self, error);
  dovetail_store_unlock (self);
  self->thread = NULL;

  return opened ? g_steal_pointer (&self) : NULL;
}

/**
 * dovetail_store_open:
 * @options: where it lies, its key, and the clock and randomness to use
 * @error: NEWER_SCHEMA, CORRUPT (a wrong key included), FULL, FAILED
 *
 * Opens the store, or makes an empty one. The object belongs to the thread that first uses it.
 *
 * Returns: (transfer full): the store; %NULL on error, with nothing in the directory changed or deleted
 */
DovetailStore *
dovetail_store_open (const DovetailStoreOptions *options, GError **error)
{
  g_return_val_if_fail (options != NULL && options->directory != NULL, NULL);
  g_return_val_if_fail (options->clock.now != NULL && options->random.fill != NULL, NULL);

  return open_store (options->directory, dovetail_seal_new (options->key), options->clock, options->random,
                     error);
}

/**
 * dovetail_store_reopen:
 * @self: a store; may belong to another thread
 * @error: as dovetail_store_open()
 *
 * Returns: (transfer full): another connection to the same store, for the thread that first uses it
 */
DovetailStore *
dovetail_store_reopen (DovetailStore *self, GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);

  return open_store (self->directory, dovetail_seal_copy (self->seal), self->clock, self->random, error);
}

/**
 * dovetail_store_get_directory:
 * @self: a store
 *
 * Returns: where it lies
 */
const char *
dovetail_store_get_directory (DovetailStore *self)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);

  return self->directory;
}

/**
 * dovetail_store_is_sealed:
 * @self: a store
 *
 * Returns: whether its payloads are sealed
 */
gboolean
dovetail_store_is_sealed (DovetailStore *self)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);

  return dovetail_seal_is_sealed (self->seal);
}

/**
 * dovetail_store_now:
 * @self: a store
 *
 * Returns: the time of day by this store's clock, ms
 */
gint64
dovetail_store_now (DovetailStore *self)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), 0);

  return dovetail_clock_now (&self->clock);
}

/**
 * dovetail_store_new_uuid:
 * @self: a store
 *
 * Returns: (transfer full): a new UUID of version 7
 */
char *
dovetail_store_new_uuid (DovetailStore *self)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);

  return dovetail_uuid_new_v7 (dovetail_clock_now (&self->clock), &self->random);
}

/**
 * dovetail_store_get_random:
 * @self: a store
 *
 * Returns: (transfer none): the randomness it was opened with
 */
const DovetailRandom *
dovetail_store_get_random (DovetailStore *self)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);

  return &self->random;
}
