/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Result codes of SQLite as errors of Dovetail. */

#include "store/sqlite-error.h"

static DovetailError
code_for (int code)
{
  switch (code & 0xff)
    {
    case SQLITE_FULL:
      return DOVETAIL_ERROR_FULL;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return DOVETAIL_ERROR_CORRUPT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return DOVETAIL_ERROR_BUSY;
    default:
      return DOVETAIL_ERROR_FAILED;
    }
}

static const char *
advice_for (int code)
{
  switch (code & 0xff)
    {
    case SQLITE_FULL:
      return "the disk is full; free some space and try again";
    case SQLITE_CORRUPT:
      return "the store's file is damaged; restore it from a snapshot or sync again into a new one";
    case SQLITE_NOTADB:
      return "the file is not a Dovetail store";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another program is using the store; try again";
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return "the store may only be read; check the permissions of its folder";
    case SQLITE_CANTOPEN:
      return "the store's file cannot be opened; check its folder and the permissions";
    case SQLITE_IOERR:
      return "the disk reported an error while reading or writing";
    case SQLITE_NOMEM:
      return "there is not enough memory";
    default:
      return NULL;
    }
}

/**
 * dovetail_sqlite_error:
 * @database: (nullable): the connection it happened on
 * @code: the result code, extended or not
 * @doing: what was tried, completing "Could not ..."
 * @error: where to report
 *
 * Errors: FULL, CORRUPT, BUSY, FAILED.
 *
 * Returns: %FALSE, so that callers can return it
 */
gboolean
dovetail_sqlite_error (sqlite3 *database, int code, const char *doing, GError **error)
{
  const char *advice = advice_for (code);

  /* A connection only has words for its last call, and that may have come after the one that failed. */
  if (advice == NULL)
    advice = database != NULL && sqlite3_extended_errcode (database) == code ? sqlite3_errmsg (database)
                                                                             : sqlite3_errstr (code);
  g_set_error (error, DOVETAIL_ERROR, code_for (code), "Could not %s: %s", doing, advice);

  return FALSE;
}
