/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Schemas rather than databases: one is made in a few milliseconds. */

#include "scratch-database.h"

#ifdef DOVETAIL_WITH_POSTGRESQL

#  include <gio/gio.h>
#  include <string.h>
#  include <unistd.h>

#  include "server/postgresql-session.h"

#  define SEARCH_PATH "&options=-csearch_path%3D"

static void
run (const char *uri, const char *script)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailPostgresqlSession) session = dovetail_postgresql_session_open (uri, &error);

  g_assert_no_error (error);
  dovetail_postgresql_session_execute (session, script, &error);
  g_assert_no_error (error);
}

gboolean
scratch_database_is_there (void)
{
  return g_getenv ("DOVETAIL_POSTGRESQL") != NULL;
}

char *
scratch_database_new (void)
{
  static int n_made;
  g_autofree char *name = g_strdup_printf ("scratch_%d_%d", (int) getpid (), ++n_made);
  g_autofree char *script = g_strdup_printf ("CREATE SCHEMA %s", name);

  run (g_getenv ("DOVETAIL_POSTGRESQL"), script);
  return g_strconcat (g_getenv ("DOVETAIL_POSTGRESQL"), SEARCH_PATH, name, NULL);
}

static const char *
name_of (const char *uri)
{
  return strstr (uri, SEARCH_PATH) + strlen (SEARCH_PATH);
}

void
scratch_database_remove (const char *uri)
{
  g_autofree char *script = g_strdup_printf ("DROP SCHEMA %s CASCADE", name_of (uri));

  run (g_getenv ("DOVETAIL_POSTGRESQL"), script);
}

void
scratch_database_restart (void)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_command_line_sync (g_getenv ("DOVETAIL_POSTGRESQL_RESTART"), NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

static char *
reach (const char *uri, gboolean as_administrator)
{
  return as_administrator
             ? g_strconcat (g_getenv ("DOVETAIL_POSTGRESQL_ADMIN"), SEARCH_PATH, name_of (uri), NULL)
             : g_strdup (uri);
}

void
scratch_database_execute (const char *uri, gboolean as_administrator, const char *script)
{
  g_autofree char *reached = reach (uri, as_administrator);

  run (reached, script);
}

static void
count_row (const DovetailLedgerValue *row, gpointer user_data)
{
  ++*(gint64 *) user_data;
}

gint64
scratch_database_count (const char *uri, gboolean as_administrator, const char *statement)
{
  g_autofree char *reached = reach (uri, as_administrator);
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailPostgresqlSession) session = dovetail_postgresql_session_open (reached, &error);
  gint64 n_rows = 0;

  g_assert_no_error (error);
  dovetail_postgresql_session_run (session, statement, NULL, 0, count_row, &n_rows, &error);
  g_assert_no_error (error);
  return n_rows;
}

#else

gboolean
scratch_database_is_there (void)
{
  return FALSE;
}

char *
scratch_database_new (void)
{
  g_assert_not_reached ();
}

void
scratch_database_remove (const char *uri)
{
  g_assert_not_reached ();
}

#endif
