/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The form of the store's database, as steps that lead from one version to the next. A released step is never
 * changed. */

#include "store/schema.h"

#include "store/database-copy.h"

/* Readable on purpose, for indexes: ids, versions, times, and of a task its list, parent, due date, priority,
 * whether it is done, and its order. Everything else lies in sealed blobs. */
static const char version_1[]
    = "CREATE TABLE setting ("
      "  name TEXT PRIMARY KEY,"
      "  value NOT NULL" /* a blob: sealed */
      ") WITHOUT ROWID;"

      "CREATE TABLE record ("
      "  row_id INTEGER PRIMARY KEY,"
      "  entity_type TEXT NOT NULL,"
      "  entity_id TEXT NOT NULL,"
      "  version INTEGER NOT NULL,"
      "  etag TEXT,"
      "  deleted INTEGER NOT NULL,"
      "  timestamp INTEGER NOT NULL,"
      "  modified_by TEXT,"
      "  client_id TEXT,"
      "  schema_version INTEGER NOT NULL,"
      "  list_id TEXT,"
      "  parent_id TEXT,"
      "  due TEXT,"                  /* a date, or a date-time in UTC with milliseconds: sorts as text */
      "  priority INTEGER NOT NULL," /* 0 none ... 3 high */
      "  done INTEGER NOT NULL,"     /* done or cancelled */
      "  position TEXT NOT NULL,"
      "  completed_at INTEGER,"
      "  data BLOB NOT NULL,"
      "  base_version INTEGER," /* NULL: no base is kept */
      "  base_etag TEXT,"
      "  base_deleted INTEGER,"
      "  base_timestamp INTEGER,"
      "  base_modified_by TEXT,"
      "  base_client_id TEXT,"
      "  base_schema_version INTEGER,"
      "  base_data BLOB,"
      "  UNIQUE (entity_id, entity_type)"
      ");"
      /* Covers the views of open tasks, so that no row is read for them; the last three columns are what the
       * condition says. */
      "CREATE INDEX record_list ON record (list_id, position, parent_id, entity_type, deleted, done)"
      " WHERE entity_type = 'task' AND deleted = 0 AND done = 0;"
      "CREATE INDEX record_due ON record (due) WHERE due IS NOT NULL AND deleted = 0 AND done = 0;"
      "CREATE INDEX record_priority ON record (priority, due) WHERE priority = 3 AND deleted = 0 AND done = "
      "0;"
      "CREATE INDEX record_done ON record (completed_at) WHERE done = 1 AND deleted = 0;"
      "CREATE INDEX record_parent ON record (parent_id, position) WHERE parent_id IS NOT NULL;"
      "CREATE INDEX record_other ON record (entity_type, position) WHERE entity_type <> 'task';"

      "CREATE TABLE outbox ("
      "  record INTEGER PRIMARY KEY REFERENCES record (row_id) ON DELETE CASCADE,"
      "  state INTEGER NOT NULL,"
      "  urgency INTEGER NOT NULL," /* order of upload */
      "  since INTEGER NOT NULL,"
      "  edited_at INTEGER NOT NULL,"
      "  by_hand INTEGER NOT NULL,"
      "  tries INTEGER NOT NULL,"
      "  error_code TEXT,"
      "  data BLOB NOT NULL" /* field times, error detail, frozen change */
      ");"
      "CREATE INDEX outbox_order ON outbox (state, urgency, since);"

      /* What the server would have deleted or set back, and what waits with it for the user's answer. */
      "CREATE TABLE held ("
      "  record INTEGER PRIMARY KEY REFERENCES record (row_id) ON DELETE CASCADE,"
      "  cause INTEGER NOT NULL,"
      "  asked INTEGER NOT NULL," /* 0: gathered by a sync that has not seen all yet */
      "  held_at INTEGER NOT NULL,"
      "  data BLOB" /* the server's record; NULL: it has none */
      ");"

      "CREATE TABLE conflict ("
      "  conflict_id TEXT PRIMARY KEY,"
      "  entity_type TEXT NOT NULL,"
      "  entity_id TEXT NOT NULL,"
      "  open INTEGER NOT NULL,"
      "  created_at INTEGER NOT NULL,"
      "  closed_at INTEGER NOT NULL,"
      "  data BLOB NOT NULL"
      ") WITHOUT ROWID;"
      "CREATE INDEX conflict_time ON conflict (open, created_at);"
      "CREATE INDEX conflict_record ON conflict (entity_id) WHERE open = 1;"

      "CREATE TABLE resolution ("
      "  number INTEGER PRIMARY KEY,"
      "  mutation_id TEXT NOT NULL UNIQUE,"
      "  conflict_id TEXT NOT NULL,"
      "  entity_id TEXT NOT NULL,"
      "  strategy TEXT NOT NULL,"
      "  version INTEGER NOT NULL,"
      "  timestamp INTEGER NOT NULL,"
      "  tries INTEGER NOT NULL,"
      "  error_code TEXT," /* refused for good: no longer queued */
      "  data BLOB NOT NULL"
      ");"
      "CREATE INDEX resolution_record ON resolution (entity_id) WHERE error_code IS NULL;"

      "CREATE TABLE job ("
      "  job_id TEXT PRIMARY KEY,"
      "  kind TEXT NOT NULL,"
      "  state TEXT NOT NULL,"
      "  phase TEXT NOT NULL,"
      "  fetched INTEGER NOT NULL,"
      "  created INTEGER NOT NULL,"
      "  updated INTEGER NOT NULL,"
      "  deleted INTEGER NOT NULL,"
      "  pushed INTEGER NOT NULL,"
      "  conflicts INTEGER NOT NULL,"
      "  errors INTEGER NOT NULL,"
      "  requests INTEGER NOT NULL,"
      "  bytes_up INTEGER NOT NULL,"
      "  bytes_down INTEGER NOT NULL,"
      "  retries INTEGER NOT NULL,"
      "  started_at INTEGER NOT NULL,"
      "  finished_at INTEGER NOT NULL,"
      "  error_code TEXT,"
      "  error_message TEXT"
      ") WITHOUT ROWID;"
      "CREATE INDEX job_time ON job (started_at);"

      /* Which records a full walk has met; survives a crash in the middle of one. */
      "CREATE TABLE walk_seen ("
      "  record INTEGER PRIMARY KEY REFERENCES record (row_id) ON DELETE CASCADE"
      ");"

      /* Tasks that went to the Inbox when their list was deleted here, so that restoring the list brings them
         back. */
      "CREATE TABLE moved_task ("
      "  list_id TEXT NOT NULL,"
      "  record INTEGER NOT NULL REFERENCES record (row_id) ON DELETE CASCADE,"
      "  PRIMARY KEY (list_id, record)"
      ") WITHOUT ROWID;";

/* Records that came down and cannot be read by this version, as they came. */
static const char version_2[]
    = "CREATE TABLE unreadable ("
      "  number INTEGER PRIMARY KEY,"
      "  entity_type TEXT NOT NULL," /* as far as it says so */
      "  entity_id TEXT NOT NULL,"
      "  mark TEXT NOT NULL," /* its id, or a hash of what came: so that it is kept once */
      "  version INTEGER NOT NULL,"
      "  since INTEGER NOT NULL,"
      "  reason TEXT NOT NULL,"
      "  reader TEXT NOT NULL," /* the version of Dovetail that could not read it; empty: to be tried again */
      "  seen INTEGER NOT NULL," /* by the full walk under way */
      "  data BLOB NOT NULL,"
      "  UNIQUE (mark, entity_type)"
      ");"
      "CREATE INDEX unreadable_record ON unreadable (entity_id, entity_type);";

/* What is counted and remembered. Readable on purpose: which phase took how long, why a request was repeated,
 * and of a conflict which fields, by which policy and of which device. What records hold stays sealed. */
static const char version_3[]
    = "ALTER TABLE job ADD COLUMN waiting INTEGER NOT NULL DEFAULT 0;" /* edits left when the bound was
                                                                          reached */

      "CREATE TABLE job_phase ("
      "  job_id TEXT NOT NULL REFERENCES job (job_id) ON DELETE CASCADE,"
      "  number INTEGER NOT NULL," /* in the order they were first entered */
      "  phase TEXT NOT NULL,"
      "  started_at INTEGER NOT NULL,"
      "  duration INTEGER NOT NULL,"
      "  fetched INTEGER NOT NULL,"
      "  pushed INTEGER NOT NULL,"
      "  conflicts INTEGER NOT NULL,"
      "  errors INTEGER NOT NULL,"
      "  requests INTEGER NOT NULL,"
      "  retries INTEGER NOT NULL,"
      "  bytes_up INTEGER NOT NULL,"
      "  bytes_down INTEGER NOT NULL,"
      "  PRIMARY KEY (job_id, number)"
      ") WITHOUT ROWID;"

      "CREATE TABLE job_retry ("
      "  job_id TEXT NOT NULL REFERENCES job (job_id) ON DELETE CASCADE,"
      "  reason TEXT NOT NULL,"
      "  times INTEGER NOT NULL,"
      "  PRIMARY KEY (job_id, reason)"
      ") WITHOUT ROWID;"

      "CREATE TABLE conflict_fact ("
      "  conflict_id TEXT PRIMARY KEY,"
      "  created_at INTEGER NOT NULL,"
      "  entity_type TEXT NOT NULL,"
      "  cause TEXT NOT NULL,"
      "  policy TEXT NOT NULL,"
      "  device TEXT,"         /* whose edit met the other */
      "  fields TEXT NOT NULL" /* names, parted by line feeds */
      ") WITHOUT ROWID;"
      "CREATE INDEX conflict_fact_time ON conflict_fact (created_at);"

      /* What the user did here, to be undone; the newest has the highest number. */
      "CREATE TABLE action ("
      "  number INTEGER PRIMARY KEY,"
      "  bundle INTEGER NOT NULL," /* what was done by one command is undone by one */
      "  time INTEGER NOT NULL,"
      "  kind TEXT NOT NULL,"
      "  data BLOB NOT NULL"
      ");"

      /* What became of each record, here and elsewhere: the fields with what they held before and after. */
      "CREATE TABLE record_change ("
      "  number INTEGER PRIMARY KEY,"
      "  record INTEGER NOT NULL REFERENCES record (row_id) ON DELETE CASCADE,"
      "  time INTEGER NOT NULL," /* when it came into this store */
      "  data BLOB NOT NULL"
      ");"
      "CREATE INDEX record_change_record ON record_change (record, number);"

      /* What devices and people are called, where a conflict has told it. */
      "CREATE TABLE known_name ("
      "  id TEXT PRIMARY KEY,"
      "  data BLOB NOT NULL"
      ") WITHOUT ROWID;";

/* What syncs were told and what they decided. */
static const char version_4[]
    = "CREATE TABLE trace ("
      "  number INTEGER PRIMARY KEY,"
      "  job_id TEXT NOT NULL,"
      "  size INTEGER NOT NULL," /* of the text, in bytes */
      "  data BLOB NOT NULL"
      ");";

/* Records that this device does not sync any more and that stay for what waits with them. */
static const char version_5[]
    = "CREATE TABLE leaving ("
      "  record INTEGER PRIMARY KEY REFERENCES record (row_id) ON DELETE CASCADE"
      ");";

static const char *const steps[] = { version_1, version_2, version_3, version_4, version_5 };

#define APPLICATION_ID 0x4456544c /* "DVTL" */

/**
 * dovetail_store_migrations:
 *
 * Returns: (transfer none): the steps to the form this program writes
 */
const DovetailMigrations *
dovetail_store_migrations (void)
{
  static const DovetailMigrations migrations = { steps, G_N_ELEMENTS (steps) };

  return &migrations;
}

static gboolean
read_number (sqlite3 *database, const char *sql, gint64 *number, GError **error)
{
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2 (database, sql, -1, &statement, NULL);

  if (code == SQLITE_OK)
    code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    *number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);

  return code == SQLITE_ROW ? TRUE : dovetail_sqlite_error (database, code, "read the store", error);
}

static gboolean
execute (sqlite3 *database, const char *sql, GError **error)
{
  int code = sqlite3_exec (database, sql, NULL, NULL, NULL);

  return code == SQLITE_OK ? TRUE
                           : dovetail_sqlite_error (database, code, "bring the store to its new form", error);
}

static gboolean
backup_database (sqlite3 *database, const char *path, gint64 version, GError **error)
{
  g_autofree char *target = g_strdup_printf ("%s.backup-%" G_GINT64_FORMAT, path, version);

  /* An earlier attempt may have failed half-way: the old store is still there, so its copy can be made again.
   */
  return dovetail_database_copy (database, target, error);
}

static gboolean
run_steps (sqlite3 *database, gint64 from, const DovetailMigrations *migrations, GError **error)
{
  g_autofree char *mark = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d",
                                           APPLICATION_ID, (int) migrations->n_steps);
  gboolean done = execute (database, "BEGIN IMMEDIATE", error);

  for (gsize i = (gsize) from; done && i < migrations->n_steps; i++)
    done = execute (database, migrations->steps[i], error);
  done = done && execute (database, mark, error) && execute (database, "COMMIT", error);
  if (!done)
    sqlite3_exec (database, "ROLLBACK", NULL, NULL, NULL);

  return done;
}

/* A database that is neither empty nor ours is somebody else's: hands off. */
static gboolean
check_owner (sqlite3 *database, gint64 version, GError **error)
{
  gint64 application = 0;
  gint64 tables = 0;

  if (!read_number (database, "PRAGMA application_id", &application, error)
      || !read_number (database, "SELECT count (*) FROM sqlite_schema", &tables, error))
    return FALSE;
  if (application == APPLICATION_ID || (application == 0 && version == 0 && tables == 0))
    return TRUE;

  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_CORRUPT,
                       "The file store.db is not a Dovetail store; it was left as it is");
  return FALSE;
}

/**
 * dovetail_store_migrate:
 * @database: a connection, with the write lock held
 * @path: the database's file; the backup is named after it
 * @migrations: the steps; dovetail_store_migrations() but in tests
 * @error: NEWER_SCHEMA, CORRUPT, FULL, FAILED
 *
 * Returns: whether the database has the form that this program writes
 */
gboolean
dovetail_store_migrate (sqlite3 *database,
                        const char *path,
                        const DovetailMigrations *migrations,
                        GError **error)
{
  gint64 version = 0;

  if (!read_number (database, "PRAGMA user_version", &version, error)
      || !check_owner (database, version, error))
    return FALSE;
  if (version == (gint64) migrations->n_steps)
    return TRUE;
  if (version < 0 || version > (gint64) migrations->n_steps)
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NEWER_SCHEMA,
                           "These tasks were stored by a newer Dovetail; update Dovetail to open them");
      return FALSE;
    }
  if (version > 0 && !backup_database (database, path, version, error))
    return FALSE;

  return run_steps (database, version, migrations, error);
}
