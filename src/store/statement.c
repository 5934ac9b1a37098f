/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Prepared statements, kept between uses and found by the address of their SQL, for hashing a long text takes
 * as long as running it. One is taken out of the cache while it is used, so that a callback that comes back
 * to the store with the same SQL gets another. */

#include "store/statement.h"

#include "store/sqlite-error.h"
#include "store/store-private.h"

/* Where nobody asks for the error it is noted: what is decided on something that could not be read must not
 * be stored. */
static void
note_failure (DovetailStore *store, int code, const char *doing, GError **error)
{
  store->failure = code;
  if (error == NULL)
    store->unread = code;
  dovetail_sqlite_error (store->database, code, doing, error);
}

/* After some errors, a read's too, SQLite takes the whole transaction back. What comes then would be written
 * outside of any, bit by bit. */
static gboolean
has_lost_transaction (DovetailStore *store)
{
  return store->transaction != NULL && sqlite3_get_autocommit (store->database);
}

DovetailStatement *
dovetail_statement_take (DovetailStore *store, const char *sql, GError **error)
{
  g_autoptr (DovetailStatement) statement = g_new0 (DovetailStatement, 1);
  int code;

  statement->store = store;
  statement->sql = sql;
  dovetail_store_confine (store);
  if (g_hash_table_steal_extended (store->statements, sql, NULL, (gpointer *) &statement->handle))
    return g_steal_pointer (&statement);

  code = sqlite3_prepare_v3 (store->database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement->handle, NULL);
  if (code != SQLITE_OK)
    {
      note_failure (store, code, "use the store", error);
      return NULL;
    }

  return g_steal_pointer (&statement);
}

void
dovetail_statement_release (DovetailStatement *statement)
{
  if (statement == NULL)
    return;

  if (statement->handle != NULL)
    {
      sqlite3_reset (statement->handle);
      sqlite3_clear_bindings (statement->handle);
      g_hash_table_replace (statement->store->statements, (gpointer) statement->sql, statement->handle);
    }
  g_free (statement);
}

void
dovetail_statement_bind_text (DovetailStatement *statement, int index, const char *text)
{
  sqlite3_bind_text (statement->handle, index, text, -1, SQLITE_STATIC);
}

void
dovetail_statement_bind_int (DovetailStatement *statement, int index, gint64 number)
{
  sqlite3_bind_int64 (statement->handle, index, number);
}

void
dovetail_statement_bind_blob (DovetailStatement *statement, int index, GBytes *blob)
{
  gsize length = 0;
  gconstpointer data = blob == NULL ? NULL : g_bytes_get_data (blob, &length);

  sqlite3_bind_blob64 (statement->handle, index, data, length, SQLITE_STATIC);
}

DovetailStep
dovetail_statement_step (DovetailStatement *statement, GError **error)
{
  DovetailStore *store = statement->store;
  gboolean lost = has_lost_transaction (store);
  int code = lost ? store->failure : sqlite3_step (statement->handle);

  if (code == SQLITE_ROW)
    return DOVETAIL_STEP_ROW;
  if (code == SQLITE_DONE)
    return DOVETAIL_STEP_DONE;
  note_failure (statement->store, code, sqlite3_stmt_readonly (statement->handle) ? "read the store" : "save",
                error);

  return DOVETAIL_STEP_FAILED;
}

gboolean
dovetail_statement_run (DovetailStatement *statement, GError **error)
{
  DovetailStep step = dovetail_statement_step (statement, error);

  dovetail_statement_reset (statement);

  return step != DOVETAIL_STEP_FAILED;
}

void
dovetail_statement_reset (DovetailStatement *statement)
{
  sqlite3_reset (statement->handle);
}

const char *
dovetail_statement_get_text (DovetailStatement *statement, int column)
{
  return (const char *) sqlite3_column_text (statement->handle, column);
}

gint64
dovetail_statement_get_int (DovetailStatement *statement, int column)
{
  return sqlite3_column_int64 (statement->handle, column);
}

gboolean
dovetail_statement_is_null (DovetailStatement *statement, int column)
{
  return sqlite3_column_type (statement->handle, column) == SQLITE_NULL;
}
