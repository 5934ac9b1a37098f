/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server's database is set back to a backup, in the way the pages in data/hosting tell people to do it,
 * while two devices hold what came after it, synced and not. What the server lacks is asked about and goes up
 * again; nothing is lost. On SQLite; beside with-postgresql on that. */

#include <glib/gstdio.h>
#include <string.h>

#include "lib/family.h"

static void
run (const char *const *arguments)
{
  g_autoptr (ProcessResult) result = process_run (arguments, NULL, NULL);

  if (result->status != 0)
    g_error ("%s: %s", arguments[0], result->err);
}

static gboolean
is_on_postgresql (void)
{
  return g_getenv ("DOVETAIL_POSTGRESQL") != NULL;
}

static char *
path_of_backup (Family *family)
{
  return g_build_filename (family->directory, "backup", NULL);
}

/* The server runs meanwhile. */
static void
back_up (Family *family)
{
  g_autofree char *path = path_of_backup (family);
  g_autofree char *file = g_strconcat ("--file=", path, NULL);
  const char *of_sqlite[]
      = { program_path ("DOVETAIL_SERVER"), "backup", path, "--database", family->server->database, NULL };
  const char *of_postgresql[]
      = { "pg_dump", "--format=custom", file, g_getenv ("DOVETAIL_POSTGRESQL_ADMIN"), NULL };

  run (is_on_postgresql () ? of_postgresql : of_sqlite);
}

/* The address of another database of the same PostgreSQL. */
static char *
beside (const char *variable, const char *database)
{
  g_auto (GStrv) parts = g_strsplit (g_getenv (variable), "@/dovetail?", 2);

  return g_strconcat (parts[0], "@/", database, "?", parts[1], NULL);
}

static void
restore_in_postgresql (Family *family)
{
  g_autofree char *path = path_of_backup (family);
  g_autofree char *restored = beside ("DOVETAIL_POSTGRESQL_ADMIN", "restored");
  g_autofree char *into = g_strconcat ("--dbname=", restored, NULL);
  const char *create[] = { "psql", g_getenv ("DOVETAIL_POSTGRESQL_ADMIN"), "-qc",
                           "CREATE DATABASE restored OWNER dovetail", NULL };
  const char *restore[] = { "pg_restore", "--exit-on-error", into, path, NULL };
  const char *begin_anew[] = { "psql", restored, "-qc",
                               "UPDATE property SET value = gen_random_uuid() WHERE name = 'epoch'", NULL };

  run (create);
  run (restore);
  run (begin_anew);
  g_free (family->server->database);
  family->server->database = beside ("DOVETAIL_POSTGRESQL", "restored");
}

/* The server was stopped. */
static void
restore (Family *family)
{
  g_autofree char *path = path_of_backup (family);

  if (is_on_postgresql ())
    restore_in_postgresql (family);
  else
    g_assert_cmpint (g_rename (path, family->server->database), ==, 0);
}

static Family *
set_up (void)
{
  Family *family = family_new_offline ();

  if (is_on_postgresql ())
    {
      g_free (family->server->database);
      family->server->database = g_strdup (g_getenv ("DOVETAIL_POSTGRESQL"));
    }
  server_process_add_user (family->server, "anna", "home", FAMILY_PASSWORD);
  server_process_start (family->server);
  family->proxy = cutting_proxy_new (family->server->port);
  family_login (family, family->laptop);
  family_login (family, family->phone);
  return family;
}

/* The answer to what a sync held: keep it. */
static void
keep_everything (Device *device)
{
  g_autoptr (ProcessResult) asked = device_try (device, "sync", NULL);
  g_autofree char *kept = NULL;

  g_assert_cmpint (asked->status, ==, 0);
  g_assert_nonnull (strstr (asked->err, "held"));
  kept = device_do (device, "sync", "--restore-deletions", NULL);
}

static void
assert_title (Device *device, const char *id, const char *title)
{
  g_autoptr (JsonObject) shown = device_show (device, id);
  JsonObject *data = json_object_get_object_member (shown, "data");

  g_assert_cmpstr (json_object_get_string_member (data, "title"), ==, title);
}

static void
test_restored (void)
{
  g_autoptr (Family) family = set_up ();
  g_autofree char *kept = family_share_task (family, "Kept");
  g_autofree char *edited = family_share_task (family, "Edited later");
  g_autofree char *deleted = family_share_task (family, "Deleted later");
  g_autofree char *added = NULL;
  g_autofree char *never_synced = NULL;
  g_autoptr (JsonArray) list = NULL;

  back_up (family);
  g_test_message ("both devices have what came after the backup, and hold newer tokens");
  added = device_add (family->laptop, "Added later");
  g_free (device_do (family->phone, "edit", edited, "--title", "Edited", NULL));
  g_free (device_do (family->laptop, "delete", deleted, NULL));
  family_sync_both (family);
  family_sync_both (family);
  g_test_message ("and each what it has not sent yet");
  g_free (device_do (family->laptop, "edit", kept, "--title", "Kept, with a pending edit", NULL));
  never_synced = device_add (family->phone, "Never synced");

  server_process_stop (family->server);
  restore (family);
  family_restart_server (family);
  keep_everything (family->laptop);
  family_sync_both (family);
  g_free (device_do (family->phone, "sync", "--restore-deletions", NULL));
  family_sync_both (family);
  family_sync_both (family);

  family_assert_equal (family);
  list = device_list (family->phone, NULL);
  g_assert_cmpuint (json_array_get_length (list), ==, 4);
  assert_title (family->phone, kept, "Kept, with a pending edit");
  assert_title (family->phone, edited, "Edited");
  assert_title (family->phone, added, "Added later");
  assert_title (family->laptop, never_synced, "Never synced");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/restored-backup/nothing is lost", test_restored);
  return g_test_run ();
}
