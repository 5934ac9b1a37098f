/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Interrupts a statement as it begins. */

#include "lib/statement-trap.h"

#include <sqlite3.h>
#include <string.h>

static struct
{
  char *directory; /* NULL: not set */
  char *words;
  guint number, times;
  guint seen;
} trap;

static gboolean
is_meant (sqlite3 *database, const char *sql)
{
  const char *path = sqlite3_db_filename (database, "main");

  return trap.directory != NULL && path != NULL && g_str_has_prefix (path, trap.directory)
         && (trap.words == NULL || (sql != NULL && strstr (sql, trap.words) != NULL));
}

static int
on_statement (unsigned event, void *database, void *statement, void *sql)
{
  if (!is_meant (database, sqlite3_sql (statement)))
    return 0;
  trap.seen++;
  if (trap.seen >= trap.number && trap.seen < trap.number + trap.times)
    sqlite3_interrupt (database);
  return 0;
}

static int
watch_connection (sqlite3 *database, char **message, const struct sqlite3_api_routines *api)
{
  sqlite3_trace_v2 (database, SQLITE_TRACE_STMT, on_statement, database);
  return SQLITE_OK;
}

void
statement_trap_prepare (void)
{
  sqlite3_auto_extension ((void (*) (void)) watch_connection);
}

void
statement_trap_set (const char *directory, const char *words, guint number, guint times)
{
  statement_trap_clear ();
  trap.directory = g_strdup (directory);
  trap.words = g_strdup (words);
  trap.number = number;
  trap.times = times;
}

guint
statement_trap_clear (void)
{
  guint seen = trap.seen;

  g_clear_pointer (&trap.directory, g_free);
  g_clear_pointer (&trap.words, g_free);
  trap.seen = trap.number = trap.times = 0;
  return seen;
}
