/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which of the ledgers a name means. */

#include "server/ledger-open.h"

#include "core/error.h"
#ifdef DOVETAIL_WITH_POSTGRESQL
#  include "server/postgresql-ledger.h"
#endif
#include "server/sqlite-ledger.h"

static gboolean
is_postgresql (const char *name)
{
  return g_str_has_prefix (name, "postgresql://") || g_str_has_prefix (name, "postgres://");
}

static DovetailLedger *
open_postgresql (const char *uri, gboolean must_exist, GError **error)
{
#ifdef DOVETAIL_WITH_POSTGRESQL
  return dovetail_postgresql_ledger_open (uri, must_exist, error);
#else
  g_set_error_literal (
      error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
      "This build keeps its data in SQLite only; give the path of a file to --database, or build it"
      " with -Dpostgresql=enabled");
  return NULL;
#endif
}

/**
 * dovetail_ledger_open:
 * @name: postgresql://USER@HOST/DATABASE, or a path
 * @must_exist: whether it is an error that there is nothing yet
 * @error: return location
 *
 * Returns: (transfer full): the ledger; NULL with DOVETAIL_ERROR_NOT_FOUND when it has to exist and does not,
 * or as dovetail_sqlite_ledger_open() and dovetail_postgresql_ledger_open() say
 */
DovetailLedger *
dovetail_ledger_open (const char *name, gboolean must_exist, GError **error)
{
  g_return_val_if_fail (name != NULL, NULL);

  if (is_postgresql (name))
    return open_postgresql (name, must_exist, error);
  if (must_exist && !g_file_test (name, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND,
                   "There is no database at %s; 'dovetail-server user add' makes one", name);
      return NULL;
    }
  return dovetail_sqlite_ledger_open (name, error);
}
