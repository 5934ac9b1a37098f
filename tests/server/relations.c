/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rules between records: lists and their tasks, parents and cycles. */

#include <string.h>

#include "world.h"

#define LIST "11111111-1111-7111-8111-111111111111"
#define A "aaaaaaaa-0000-7000-8000-000000000001"
#define B "bbbbbbbb-0000-7000-8000-000000000002"
#define C "cccccccc-0000-7000-8000-000000000003"

typedef struct
{
  World *world;
  Device *phone;
  Device *tablet;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->world = world_new ();
  world_add_user (f->world, "anna", "Home", "owner");
  f->phone = device_new (f->world, "anna", "phone");
  f->tablet = device_new (f->world, "anna", "tablet");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  device_free (f->phone);
  device_free (f->tablet);
  world_free (f->world);
}

static void
change (Device *device, const char *type, const char *id, const char *rest, const char *status)
{
  g_autoptr (Answer) answer = push_one (device, "manual_resolution", type, id, "%s", rest);

  assert_at (answer, "results.0.status", status);
}

static void
assert_data (Fixture *f, const char *id, const char *expected)
{
  g_autofree char *dump = dovetail_server_dump (f->world->server, "Home", NULL);
  g_auto (GStrv) lines = g_strsplit (g_strdelimit (dump, "\"", '\''), "\n", -1);
  g_autofree char *identity = g_strdup_printf ("'entity_id':'%s','entity_type':'task'", id);

  for (guint i = 0; lines[i] != NULL; i++)
    if (strstr (lines[i], identity) != NULL)
      {
        if (!g_str_has_prefix (lines[i], expected))
          g_test_message ("%s", lines[i]);
        g_assert_true (g_str_has_prefix (lines[i], expected));
        return;
      }
  g_assert_not_reached ();
}

static void
test_list_deleted (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) pull = NULL;
  g_autoptr (Answer) push = NULL;
  g_autofree char *token = NULL;

  change (f->phone, "list", LIST, "'operation':'create','data':{'name':'L'}", "applied");
  change (f->phone, "task", A, "'operation':'create','data':{'title':'a','list_id':'" LIST "'}", "applied");
  change (f->phone, "task", B, "'operation':'create','data':{'title':'b','list_id':'" LIST "'}", "applied");
  change (f->phone, "task", B, "'operation':'delete','version':1", "applied");
  change (f->phone, "task", C, "'operation':'create','data':{'title':'c'}", "applied");
  pull = post (f->phone, f->world, "/sync/pull", "{'client_id':'phone'}");
  token = string_at (pull, "next_sync_token");

  push = post (f->phone, f->world, "/sync/push",
               "{'client_id':'phone','sync_token':'%s','deltas':[{'mutation_id':'x','entity_type':'list','"
               "entity_id':'" LIST
               "','operation':'delete','version':1,'timestamp':'2027-01-15T08:00:00.000Z'}]}",
               token);
  assert_at (push, "results.0.status", "applied");
  assert_at (push, "sync_token", "-"); /* a task moved as well, so there is something to pull */
  assert_data (f, A, "{'data':{'title':'a'}");
  assert_data (f, C, "{'data':{'title':'c'}");
  change (f->tablet, "task", A, "'operation':'update','version':1,'data':{'notes':'n'}", "merged");
  assert_data (f, A, "{'data':{'notes':'n','title':'a'}");
}

static void
test_task_into_deleted_list (Fixture *f, gconstpointer data)
{
  change (f->phone, "list", LIST, "'operation':'create','data':{'name':'L'}", "applied");
  change (f->phone, "list", LIST, "'operation':'delete','version':1", "applied");
  change (f->phone, "task", A, "'operation':'create','data':{'title':'a','list_id':'" LIST "'}", "merged");
  assert_data (f, A, "{'data':{'title':'a'}");
}

/* What a device is told of tasks that went to the Inbox: nothing is asked, the history says it, with the one
 * who deleted the list as the other side. */
static void
test_says_so (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) open = NULL;
  g_autoptr (Answer) history = NULL;

  change (f->phone, "list", LIST, "'operation':'create','data':{'name':'L'}", "applied");
  change (f->phone, "task", A, "'operation':'create','data':{'title':'a','list_id':'" LIST "'}", "applied");
  change (f->phone, "task", C, "'operation':'create','data':{'title':'c'}", "applied");
  change (f->phone, "list", LIST, "'operation':'delete','version':1", "applied");
  history = get (f->tablet, "/sync/conflicts", "state=closed");
  assert_at (history, "conflicts.#", "0");
  answer_free (g_steal_pointer (&history));

  g_test_message ("a task made in it, one that was in it and is edited, one that is moved there");
  change (f->tablet, "task", B, "'operation':'create','data':{'title':'b','list_id':'" LIST "'}", "merged");
  change (f->tablet, "task", A, "'operation':'update','version':1,'data':{'notes':'n'}", "merged");
  change (f->tablet, "task", C, "'operation':'update','version':1,'data':{'list_id':'" LIST "'}", "merged");
  open = get (f->tablet, "/sync/conflicts", NULL);
  history = get (f->tablet, "/sync/conflicts", "state=closed");
  assert_at (open, "conflicts.#", "0");
  assert_at (history, "conflicts.#", "3");
  for (guint i = 0; i < 3; i++)
    {
      static const char *const members[][2]
          = { { "cause", "list_deleted" },           { "resolution", "list_deleted" },
              { "fields", "['list_id']" },           { "client_data.list_id", LIST },
              { "server_data.list_id", "-" },        { "resolved_data", "{'list_id':null}" },
              { "client_device", "tablet of anna" }, { "server_device", "phone of anna" } };

      for (gsize m = 0; m < G_N_ELEMENTS (members); m++)
        {
          g_autofree char *path = g_strdup_printf ("conflicts.%u.%s", i, members[m][0]);

          assert_at (history, path, members[m][1]);
        }
    }
}

static void
test_unknown_list_may_dangle (Fixture *f, gconstpointer data)
{
  change (f->phone, "task", A, "'operation':'create','data':{'title':'a','list_id':'" LIST "'}", "applied");
  assert_data (f, A, "{'data':{'list_id':'" LIST "'");
}

static void
test_cycles (Fixture *f, gconstpointer data)
{
  change (f->phone, "task", A, "'operation':'create','data':{'title':'a'}", "applied");
  change (f->phone, "task", B, "'operation':'create','data':{'title':'b','parent_id':'" A "'}", "applied");
  change (f->phone, "task", C, "'operation':'create','data':{'title':'c','parent_id':'" B "'}", "applied");
  change (f->tablet, "task", A, "'operation':'update','version':1,'data':{'parent_id':'" C "','notes':'n'}",
          "merged");
  assert_data (f, A, "{'data':{'notes':'n','title':'a'}");
  change (f->tablet, "task", A, "'operation':'update','version':2,'data':{'parent_id':'" A "'}", "merged");
  assert_data (f, A, "{'data':{'notes':'n','title':'a'}");
  change (f->tablet, "task", C, "'operation':'update','version':1,'data':{'parent_id':'" A "'}", "applied");
}

/* The parent comes after its child, and names the child as its own parent. */
static void
test_cycle_through_a_dangling_parent (Fixture *f, gconstpointer data)
{
  change (f->phone, "task", B, "'operation':'create','data':{'title':'b','parent_id':'" A "'}", "applied");
  change (f->tablet, "task", A, "'operation':'create','data':{'title':'a','parent_id':'" B "'}", "merged");
  assert_data (f, A, "{'data':{'title':'a'}");
}

/* Each move is fine alone; together they would close a cycle. */
static void
test_cycle_of_two_devices (Fixture *f, gconstpointer data)
{
  change (f->phone, "task", A, "'operation':'create','data':{'title':'a'}", "applied");
  change (f->phone, "task", B, "'operation':'create','data':{'title':'b'}", "applied");
  change (f->phone, "task", A, "'operation':'update','version':1,'data':{'parent_id':'" B "'}", "applied");
  change (f->tablet, "task", B, "'operation':'update','version':1,'data':{'parent_id':'" A "'}", "merged");
  assert_data (f, A, "{'data':{'parent_id':'" B "'");
  assert_data (f, B, "{'data':{'title':'b'}");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "the tasks of a deleted list go to the Inbox", test_list_deleted },
    { "a task cannot enter a deleted list", test_task_into_deleted_list },
    { "who meant a task for a deleted list is told", test_says_so },
    { "a list may come after its tasks", test_unknown_list_may_dangle },
    { "a parent that closes a cycle is left out", test_cycles },
    { "a parent that comes late closes no cycle", test_cycle_through_a_dangling_parent },
    { "two moves close no cycle together", test_cycle_of_two_devices },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/server/relations/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].func, tear_down);
    }
  return g_test_run ();
}
