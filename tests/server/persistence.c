/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a restart must not change, backups, and databases that will not do. */

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "core/error.h"
#include "scratch-database.h"
#include "server/sqlite-ledger.h"
#include "world.h"

static void
push_fine (Device *device, const char *task, const char *rest)
{
  g_autoptr (Answer) answer = push_one (device, "manual_resolution", "task", task, "%s", rest);

  assert_at (answer, "results.0.status", "applied");
}

static Answer *
push_create (Device *device, const char *task)
{
  return post (device, device->world, "/sync/push",
               "{'client_id':'phone','deltas':[{'mutation_id':'m','entity_type':'task','entity_id':'%s',"
               "'operation':'create','data':{'title':'A'},'timestamp':'2027-01-15T08:00:00.000Z'}]}",
               task);
}

static void
test_restart (void)
{
  g_autoptr (World) world = world_new_on_disk ();
  g_autofree char *task = world_new_id (world);
  g_autoptr (Device) device = NULL;
  g_autoptr (Answer) first = NULL;
  g_autoptr (Answer) walk = NULL;
  g_autoptr (Answer) repeat = NULL;
  g_autoptr (Answer) pull = NULL;
  g_autofree char *token = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  world_add_user (world, "anna", "Home", "owner");
  device = device_new (world, "anna", "phone");
  first = push_create (device, task);
  assert_at (first, "results.0.version", "1");
  walk = post (device, world, "/sync/pull", "{'client_id':'phone'}");
  token = string_at (walk, "next_sync_token");
  before = dovetail_server_dump (world->server, "Home", NULL);

  world_restart (world);
  after = dovetail_server_dump (world->server, "Home", NULL);
  g_assert_cmpstr (before, ==, after);
  repeat = push_create (device, task);
  assert_at (repeat, "results.0.version", "1");
  pull = post (device, world, "/sync/pull", "{'client_id':'phone','sync_token':'%s'}", token);
  g_assert_cmpuint (pull->status, ==, 200);
  assert_at (pull, "deltas.#", "0");
}

static char *
path_of_copy (World *world)
{
  return g_build_filename (world->directory, "copy.db", NULL);
}

/* The way people do it: a server that was stopped has left nothing beside its file that could be taken for a
 * part of another one. */
static void
set_back_to_copy (World *world)
{
  g_autofree char *path = g_build_filename (world->directory, "dovetail.db", NULL);
  g_autofree char *copy = path_of_copy (world);

  g_clear_object (&world->server);
  g_clear_object (&world->ledger);
  g_assert_cmpint (g_rename (copy, path), ==, 0);
  world_restart (world);
}

/* The database is set back to a backup: tokens given out since then, and before, are from another history. */
static void
test_backup (void)
{
  g_autoptr (World) world = world_new_on_disk ();
  g_autofree char *task = world_new_id (world);
  g_autofree char *copy = path_of_copy (world);
  g_autoptr (Device) device = NULL;
  g_autoptr (Answer) pull = NULL;
  g_autoptr (Answer) expired = NULL;
  g_autofree char *token = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  world_add_user (world, "anna", "Home", "owner");
  device = device_new (world, "anna", "phone");
  push_fine (device, task, "'operation':'create','data':{'title':'A'}");
  pull = post (device, world, "/sync/pull", "{'client_id':'phone'}");
  token = string_at (pull, "next_sync_token");
  g_assert_true (
      dovetail_ledger_backup (world->ledger, copy, "eeeeeeee-0000-4000-8000-000000000000", &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (copy, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_false (dovetail_ledger_backup (world->ledger, copy, "eeeeeeee-0000-4000-8000-000000000000", NULL));

  set_back_to_copy (world);
  expired = post (device, world, "/sync/pull", "{'client_id':'phone','sync_token':'%s'}", token);
  g_assert_cmpuint (expired->status, ==, 410);
  g_assert_true (dovetail_ledger_check (world->ledger, &error));
  g_assert_no_error (error);
}

static void
read_text (const DovetailLedgerValue *row, gpointer user_data)
{
  *(char **) user_data = dovetail_ledger_value_dup_text (&row[0]);
}

static char *
read_epoch (World *world)
{
  char *epoch = NULL;

  g_assert_true (dovetail_ledger_begin (world->ledger, DOVETAIL_LEDGER_DIRECTORY, FALSE, NULL));
  g_assert_true (dovetail_ledger_run (world->ledger, "SELECT value FROM property WHERE name = 'epoch'",
                                      read_text, &epoch, NULL, ""));
  dovetail_ledger_rollback (world->ledger);
  return epoch;
}

/* As a file copied by hand, which keeps the epoch. */
static void
copy_by_hand (World *world)
{
  g_autofree char *copy = path_of_copy (world);
  g_autofree char *epoch = read_epoch (world);
  g_autoptr (GError) error = NULL;

  dovetail_ledger_backup (world->ledger, copy, epoch, &error);
  g_assert_no_error (error);
}

/* Files put back by hand keep the epoch: seq and tag tell the histories apart all the same. */
static void
test_set_back_by_hand (void)
{
  g_autoptr (World) world = world_new_on_disk ();
  g_autofree char *one = world_new_id (world);
  g_autofree char *two = world_new_id (world);
  g_autofree char *three = world_new_id (world);
  g_autoptr (Device) device = NULL;
  g_autoptr (Answer) pull = NULL;
  g_autoptr (Answer) ahead = NULL;
  g_autoptr (Answer) forked = NULL;
  g_autofree char *token = NULL;

  world_add_user (world, "anna", "Home", "owner");
  device = device_new (world, "anna", "phone");
  push_fine (device, one, "'operation':'create','data':{'title':'A'}");
  copy_by_hand (world);
  push_fine (device, two, "'operation':'create','data':{'title':'B'}");
  pull = post (device, world, "/sync/pull", "{'client_id':'phone'}");
  token = string_at (pull, "next_sync_token");

  set_back_to_copy (world);
  ahead = post (device, world, "/sync/pull", "{'client_id':'phone','sync_token':'%s'}", token);
  g_assert_cmpuint (ahead->status, ==, 410);
  push_fine (device, three, "'operation':'create','data':{'title':'C'}");
  forked = post (device, world, "/sync/pull", "{'client_id':'phone','sync_token':'%s'}", token);
  g_assert_cmpuint (forked->status, ==, 410);
}

/* A conflict that changes nothing of the record: no sync token tells of it, its number alone does. */
static gint64
conflicts_rev_after (Device *device, const char *task, const char *title)
{
  g_autoptr (Answer) late = push_one (device, "manual_resolution", "task", task,
                                      "'operation':'update','version':1,'data':{'title':'%s'}", title);

  assert_at (late, "results.0.status", "conflict");
  device->world->now += 1000;
  return int_at (late, "conflicts_rev");
}

/* Another conflict, then, must not be taken for the one that is known. */
static void
test_conflicts_set_back_by_hand (void)
{
  g_autoptr (World) world = world_new_on_disk ();
  g_autofree char *task = world_new_id (world);
  g_autoptr (Device) phone = NULL;
  g_autoptr (Device) tablet = NULL;
  g_autoptr (Answer) pull = NULL;
  g_autoptr (Answer) good = NULL;
  g_autofree char *token = NULL;
  gint64 known;

  world_add_user (world, "anna", "Home", "owner");
  phone = device_new (world, "anna", "phone");
  tablet = device_new (world, "anna", "tablet");
  push_fine (phone, task, "'operation':'create','data':{'title':'A'}");
  push_fine (phone, task, "'operation':'update','version':1,'data':{'title':'T'}");
  pull = post (phone, world, "/sync/pull", "{'client_id':'phone'}");
  token = string_at (pull, "next_sync_token");
  copy_by_hand (world);
  known = conflicts_rev_after (phone, task, "mine");

  set_back_to_copy (world);
  g_assert_cmpint (conflicts_rev_after (tablet, task, "of another"), !=, known);
  g_test_message ("and the sync token is good, for all it knows");
  good = post (phone, world, "/sync/pull", "{'client_id':'phone','sync_token':'%s'}", token);
  g_assert_cmpuint (good->status, ==, 200);
}

static Answer *
pull_two (Device *device, const char *token)
{
  g_autofree char *member = token == NULL ? g_strdup ("") : g_strdup_printf (",'sync_token':'%s'", token);

  return post (device, device->world, "/sync/pull", "{'client_id':'phone','batch_size':2%s}", member);
}

static void
assert_from_another_history (Device *device, const char *token)
{
  g_autoptr (Answer) next = pull_two (device, token);

  g_assert_cmpuint (next->status, ==, 410);
  assert_at (next, "code", "foreign_sync_token");
}

/* Set back between two pages, to a copy that knows the position: but A was not on the page, because it had
 * changed once more, and that change is gone. */
static void
test_set_back_between_pages (void)
{
  g_autoptr (World) world = world_new_on_disk ();
  g_autofree char *a = world_new_id (world);
  g_autofree char *b = world_new_id (world);
  g_autofree char *c = world_new_id (world);
  g_autoptr (Device) device = NULL;
  g_autoptr (Answer) start = NULL;
  g_autoptr (Answer) page = NULL;
  g_autofree char *nothing = NULL;
  g_autofree char *token = NULL;

  world_add_user (world, "anna", "Home", "owner");
  device = device_new (world, "anna", "phone");
  start = pull_two (device, NULL);
  nothing = string_at (start, "next_sync_token");
  push_fine (device, a, "'operation':'create','data':{'title':'A'}");
  push_fine (device, b, "'operation':'create','data':{'title':'B'}");
  push_fine (device, c, "'operation':'create','data':{'title':'C'}");
  copy_by_hand (world);
  push_fine (device, a, "'operation':'update','version':1,'data':{'title':'A2'}");
  page = pull_two (device, nothing);
  assert_at (page, "deltas.0.data.title", "B");
  assert_at (page, "deltas.1.data.title", "C");
  assert_at (page, "has_more", "true");
  token = string_at (page, "next_sync_token");

  set_back_to_copy (world);
  assert_from_another_history (device, token);
}

/* The same of a walk, whose start the copy knows as well. */
static void
test_set_back_between_pages_of_a_walk (void)
{
  g_autoptr (World) world = world_new_on_disk ();
  g_auto (GStrv) ids = g_new0 (char *, 5 + 1);
  g_autoptr (Device) device = NULL;
  g_autoptr (Answer) first = NULL;
  g_autoptr (Answer) second = NULL;
  g_autofree char *first_token = NULL;
  g_autofree char *second_token = NULL;

  world_add_user (world, "anna", "Home", "owner");
  device = device_new (world, "anna", "phone");
  for (guint i = 0; i < 5; i++)
    {
      ids[i] = world_new_id (world);
      push_fine (device, ids[i], "'operation':'create','data':{'title':'A'}");
    }
  first = pull_two (device, NULL);
  first_token = string_at (first, "next_sync_token");
  copy_by_hand (world);
  push_fine (device, ids[2], "'operation':'update','version':1,'data':{'title':'A2'}");
  second = pull_two (device, first_token);
  assert_at (second, "full", "true");
  assert_at (second, "has_more", "true");
  second_token = string_at (second, "next_sync_token");

  set_back_to_copy (world);
  g_test_message ("what was listed before the copy was made is listed there too");
  g_clear_pointer (&second, answer_free);
  second = pull_two (device, first_token);
  g_assert_cmpuint (second->status, ==, 200);
  assert_from_another_history (device, second_token);
}

static void
test_newer_database (void)
{
  g_autoptr (World) world = world_new_on_disk ();
  g_autofree char *path = g_build_filename (world->directory, "dovetail.db", NULL);
  g_autoptr (DovetailLedger) ledger = NULL;
  g_autoptr (GError) error = NULL;
  sqlite3 *database;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, "PRAGMA user_version = 999", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (database);
  ledger = dovetail_sqlite_ledger_open (path, &error);
  g_assert_null (ledger);
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NEWER_SCHEMA);
}

static void
test_not_a_database (void)
{
  g_autoptr (World) world = world_new_on_disk ();
  g_autofree char *path = g_build_filename (world->directory, "other.db", NULL);
  g_autoptr (DovetailLedger) ledger = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (
      g_file_set_contents (path, "this is a letter, not a database, and long enough to look at", -1, NULL));
  ledger = dovetail_sqlite_ledger_open (path, &error);
  g_assert_null (ledger);
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_CORRUPT);
}

static void
test_two_processes_wait_for_each_other (void)
{
  g_autoptr (World) world = world_new_on_disk ();
  g_autofree char *task = world_new_id (world);
  g_autoptr (DovetailLedger) other = world_open_ledger (world);
  g_autoptr (Device) device = NULL;

  world_add_user (world, "anna", "Home", "owner");
  device = device_new (world, "anna", "phone");
  g_assert_true (dovetail_ledger_begin (other, DOVETAIL_LEDGER_DIRECTORY, TRUE, NULL));
  g_assert_true (dovetail_ledger_run (other, "INSERT INTO property (name, value) VALUES ('x', 'y')", NULL,
                                      NULL, NULL, ""));
  g_assert_true (dovetail_ledger_commit (other, NULL));
  push_fine (device, task, "'operation':'create','data':{'title':'A'}");
  g_assert_true (dovetail_ledger_check (other, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/persistence/a restart changes nothing", test_restart);
  g_test_add_func ("/server/persistence/two processes share a database",
                   test_two_processes_wait_for_each_other);
  if (scratch_database_is_there ())
    return g_test_run ();

  g_test_add_func ("/server/persistence/a backup is a history of its own", test_backup);
  g_test_add_func ("/server/persistence/files put back by hand are noticed", test_set_back_by_hand);
  g_test_add_func ("/server/persistence/conflicts of files put back by hand are told apart",
                   test_conflicts_set_back_by_hand);
  g_test_add_func ("/server/persistence/files put back between two pages are noticed",
                   test_set_back_between_pages);
  g_test_add_func ("/server/persistence/files put back between two pages of a walk are noticed",
                   test_set_back_between_pages_of_a_walk);
  g_test_add_func ("/server/persistence/a newer database is refused", test_newer_database);
  g_test_add_func ("/server/persistence/another file is refused", test_not_a_database);
  return g_test_run ();
}
