/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Another family's records, conflicts, devices and mutations are as if they were not there. */

#include <string.h>

#include "world.h"

typedef struct
{
  World *world;
  Device *home;     /* anna's */
  Device *stranger; /* olga's, of another family */
  char *task;
  char *conflict;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) create = NULL;
  g_autoptr (Answer) clash = NULL;

  f->world = world_new ();
  world_add_user (f->world, "anna", "Home", "owner");
  world_add_user (f->world, "olga", "Away", "owner");
  f->home = device_new (f->world, "anna", "phone");
  f->stranger = device_new (f->world, "olga", "laptop");
  f->task = world_new_id (f->world);
  create = push_one (f->home, "manual_resolution", "task", f->task,
                     "'operation':'create','data':{'title':'secret'}");
  clash = push_one (f->home, "manual_resolution", "task", f->task,
                    "'operation':'create','data':{'title':'other'}");
  assert_at (clash, "results.0.status", "conflict");
  f->conflict = string_at (clash, "results.0.conflict.conflict_id");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_free (f->task);
  g_free (f->conflict);
  device_free (f->home);
  device_free (f->stranger);
  world_free (f->world);
}

/* The answers to somebody else's id and to one that nobody has are the same, letter by letter. */
static void
assert_alike (Answer *theirs, Answer *nobodys, const char *id, const char *missing)
{
  g_auto (GStrv) parts = g_strsplit (theirs->text, id, -1);
  g_autofree char *replaced = g_strjoinv (missing, parts);

  g_assert_cmpuint (theirs->status, ==, nobodys->status);
  g_assert_cmpstr (replaced, ==, nobodys->text);
  g_assert_null (strstr (theirs->text, "secret"));
}

static Answer *
push (Fixture *f, const char *task, const char *operation)
{
  return post (
      f->stranger, f->world, "/sync/delta",
      "{'device_id':'laptop','last_sync_at':'2027-01-15T09:00:00.000Z','changes':[{'entity_type':'task',"
      "'entity_id':'%s',%s,'client_timestamp':'2027-01-15T08:00:00.000Z'}]}",
      task, operation);
}

static void
test_writes (Fixture *f, gconstpointer data)
{
  static const char *const operations[] = {
    "'action':'update','version':1,'data':{'title':'mine'}",
    "'action':'update','version':7,'data':{'title':'mine'}",
    "'action':'update','etag':'x','data':{'title':'mine'}",
    "'action':'delete','version':1",
  };
  const char *missing = "99999999-0000-7000-8000-000000000000";

  for (gsize i = 0; i < G_N_ELEMENTS (operations); i++)
    {
      g_autoptr (Answer) theirs = push (f, f->task, operations[i]);
      g_autoptr (Answer) nobodys = push (f, missing, operations[i]);
      g_autofree char *one = at (theirs, "results.0");
      g_autofree char *two = at (nobodys, "results.0");

      g_assert_cmpuint (theirs->status, ==, 200);
      g_assert_cmpstr (one, ==, two);
      g_assert_null (strstr (theirs->text, "secret"));
    }
}

static void
test_create_of_their_id (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) create = push_one (f->stranger, "manual_resolution", "task", f->task,
                                        "'operation':'create','data':{'title':'mine'}");
  g_autoptr (Answer) home = post (f->home, f->world, "/sync/pull", "{'client_id':'phone'}");

  assert_at (create, "results.0.status", "applied");
  assert_at (create, "results.0.version", "1");
  assert_at (home, "deltas.#", "1");
  assert_at (home, "deltas.0.data.title", "secret");
}

static void
test_reads (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) pull = post (f->stranger, f->world, "/sync/pull", "{'client_id':'laptop'}");
  g_autoptr (Answer) open = get (f->stranger, "/sync/conflicts", NULL);
  g_autoptr (Answer) status = get (f->stranger, "/sync/status", NULL);

  assert_at (pull, "deltas.#", "0");
  assert_at (pull, "conflicts_rev", "0");
  assert_at (open, "conflicts.#", "0");
  assert_at (status, "records", "0");
  assert_at (status, "pending_conflicts", "0");
}

static void
test_conflicts (Fixture *f, gconstpointer data)
{
  const char *missing = "99999999-0000-7000-8000-000000000000";
  g_autoptr (Answer) theirs = post (
      f->stranger, f->world, "/sync/resolve-conflict",
      "{'client_id':'laptop','mutation_id':'m','conflict_id':'%s','resolution_strategy':'client_wins',"
      "'version':1}",
      f->conflict);
  g_autoptr (Answer) nobodys = post (
      f->stranger, f->world, "/sync/resolve-conflict",
      "{'client_id':'laptop','mutation_id':'m','conflict_id':'%s','resolution_strategy':'client_wins',"
      "'version':1}",
      missing);

  g_assert_cmpuint (theirs->status, ==, 404);
  assert_alike (theirs, nobodys, f->conflict, missing);
}

static void
test_devices (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) theirs = get (f->stranger, "/sync/status", "client_id=phone");
  g_autoptr (Answer) nobodys = get (f->stranger, "/sync/status", "client_id=toaster");
  g_autoptr (Answer) own = get (f->home, "/sync/status", "client_id=phone");

  g_assert_cmpuint (own->status, ==, 200);
  g_assert_cmpuint (theirs->status, ==, 404);
  assert_alike (theirs, nobodys, "phone", "toaster");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "writes to their ids", test_writes },
    { "a create of their id is an own record", test_create_of_their_id },
    { "reads", test_reads },
    { "answers to their conflicts", test_conflicts },
    { "their devices", test_devices },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/server/tenants/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].func, tear_down);
    }
  return g_test_run ();
}
