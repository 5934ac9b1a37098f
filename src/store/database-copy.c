/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A database copied page by page, its log included: unlike VACUUM INTO this builds no index anew. */

#include "store/database-copy.h"

static int
copy_pages (sqlite3 *from, sqlite3 *to)
{
  sqlite3_backup *backup = sqlite3_backup_init (to, "main", from, "main");

  if (backup == NULL)
    return sqlite3_errcode (to);
  sqlite3_backup_step (backup, -1);

  return sqlite3_backup_finish (backup);
}

gboolean
dovetail_database_copy (sqlite3 *database, const char *path, GError **error)
{
  sqlite3 *copy = NULL;
  int code
      = sqlite3_open_v2 (path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);

  /* There is nothing to go back to, so no journal is needed. */
  if (code == SQLITE_OK)
    code = sqlite3_exec (copy, "PRAGMA journal_mode = OFF", NULL, NULL, NULL);
  if (code == SQLITE_OK)
    code = copy_pages (database, copy);
  if (code != SQLITE_OK)
    dovetail_sqlite_error (copy, code, "copy the store", error);
  sqlite3_close (copy);

  return code == SQLITE_OK;
}
