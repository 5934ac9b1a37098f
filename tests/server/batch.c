/* SPDX-License-Identifier: GPL-3.0-or-later */

/* POST /sync/batch/pull and /sync/batch/push: parts that succeed and fail on their own. */

#include "world.h"

typedef struct
{
  World *world;
  Device *phone;
  Device *viewer;
  char *task;
  char *list;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->world = world_new ();
  world_add_user (f->world, "anna", "Home", "owner");
  world_add_user (f->world, "vera", "Home", "viewer");
  f->phone = device_new (f->world, "anna", "phone");
  f->viewer = device_new (f->world, "vera", "desk");
  f->task = world_new_id (f->world);
  f->list = world_new_id (f->world);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_free (f->task);
  g_free (f->list);
  device_free (f->phone);
  device_free (f->viewer);
  world_free (f->world);
}

static Answer *
push_two (Fixture *f, const char *second)
{
  return post (f->phone, f->world, "/sync/batch/push",
               "{'client_id':'phone','pushes':["
               "{'name':'lists','deltas':[{'mutation_id':'m1','entity_type':'list','entity_id':'%s',"
               "'operation':'create','data':{'name':'Shop'},'timestamp':'2027-01-15T08:00:00.000Z'}]},"
               "{'name':'tasks',%s}]}",
               f->list, second);
}

static void
test_pushes (Fixture *f, gconstpointer data)
{
  g_autofree char *second = g_strdup_printf (
      "'policy':'client_wins','deltas':[{'mutation_id':'m2','entity_type':'task','entity_id':'%s','operation'"
      ":"
      "'create','data':{'title':'Milk','list_id':'%s'},'timestamp':'2027-01-15T08:00:00.000Z'}]",
      f->task, f->list);
  g_autoptr (Answer) answer = push_two (f, second);

  g_assert_cmpuint (answer->status, ==, 200);
  assert_at (answer, "pushes.#", "2");
  assert_at (answer, "pushes.0.name", "lists");
  assert_at (answer, "pushes.0.results.0.status", "applied");
  assert_at (answer, "pushes.1.name", "tasks");
  assert_at (answer, "pushes.1.results.0.status", "applied");
  assert_at (answer, "pushes.1.success", "true");
}

/* What came before a part that fails stays, what comes after goes on. */
static void
test_atomic_alone (Fixture *f, gconstpointer data)
{
  g_autofree char *second = g_strdup_printf (
      "'atomic':true,'deltas':["
      "{'mutation_id':'m2','entity_type':'task','entity_id':'%s','operation':'create','data':{'title':'Milk'}"
      ","
      "'timestamp':'2027-01-15T08:00:00.000Z'},"
      "{'mutation_id':'m3','entity_type':'badge','entity_id':'%s','operation':'create','data':{'code':'x'},"
      "'timestamp':'2027-01-15T08:00:00.000Z'}]},{'name':'empty','deltas':[]",
      f->task, f->task);
  g_autoptr (Answer) answer = push_two (f, second);
  g_autoptr (Answer) pull = post (f->phone, f->world, "/sync/pull", "{'client_id':'phone'}");

  assert_at (answer, "pushes.0.success", "true");
  assert_at (answer, "pushes.1.success", "false");
  assert_at (answer, "pushes.1.results.0.error.code", "rolled_back");
  assert_at (answer, "pushes.1.results.1.error.code", "forbidden_entity");
  assert_at (answer, "pushes.2.success", "true");
  assert_at (pull, "deltas.#", "1");
  assert_at (pull, "deltas.0.entity_type", "list");
}

static void
test_part_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) answer = push_two (f, "'deltas':'none'");

  g_assert_cmpuint (answer->status, ==, 200);
  assert_at (answer, "pushes.0.success", "true");
  assert_at (answer, "pushes.1.name", "tasks");
  assert_at (answer, "pushes.1.error.status", "400");
  assert_at (answer, "pushes.1.error.code", "invalid_request");
  assert_at (answer, "pushes.1.results", "-");
}

static void
test_pulls (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) list = push_one (f->phone, "manual_resolution", "list", f->list,
                                      "'operation':'create','data':{'name':'Shop'}");
  g_autoptr (Answer) task = push_one (f->phone, "manual_resolution", "task", f->task,
                                      "'operation':'create','data':{'title':'Milk'}");
  g_autoptr (Answer) answer
      = post (f->phone, f->world, "/sync/batch/pull",
              "{'client_id':'phone','pulls':[{'name':'tasks','entity_types':['task']},"
              "{'name':'stale','sync_token':'garbage'},{'name':'lists','entity_types':['list']}]}");

  g_assert_cmpuint (answer->status, ==, 200);
  assert_at (answer, "pulls.#", "3");
  assert_at (answer, "pulls.0.deltas.#", "1");
  assert_at (answer, "pulls.0.deltas.0.entity_type", "task");
  assert_at (answer, "pulls.1.error.code", "invalid_sync_token");
  assert_at (answer, "pulls.1.error.status", "400");
  assert_at (answer, "pulls.2.deltas.0.entity_type", "list");
  assert_at (answer, "pulls.2.has_more", "false");
}

static void
test_roles (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) push
      = post (f->viewer, f->world, "/sync/batch/push",
              "{'client_id':'desk','pushes':[{'name':'a','deltas':[{'mutation_id':'m','entity_type':'task',"
              "'entity_id':'%s','operation':'create','data':{'title':'Milk'},"
              "'timestamp':'2027-01-15T08:00:00.000Z'}]}]}",
              f->task);
  g_autoptr (Answer) pull
      = post (f->viewer, f->world, "/sync/batch/pull", "{'client_id':'desk','pulls':[{'name':'a'}]}");
  g_autoptr (Answer) mismatch
      = post (f->viewer, f->world, "/sync/batch/pull", "{'client_id':'phone','pulls':[{'name':'a'}]}");
  /* A part cannot name another device than the batch. */
  g_autoptr (Answer) inside = post (f->viewer, f->world, "/sync/batch/pull",
                                    "{'client_id':'desk','pulls':[{'name':'a','client_id':'phone'}]}");

  assert_at (push, "pushes.0.error.code", "role_forbidden");
  assert_at (pull, "pulls.0.deltas.#", "0");
  g_assert_cmpuint (mismatch->status, ==, 403);
  assert_at (mismatch, "code", "client_mismatch");
  assert_at (inside, "pulls.0.deltas.#", "0");
}

static void
test_malformed (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *body;
    guint status;
    const char *code;
  } cases[] = {
    { "{'client_id':'phone'}", 400, "invalid_request" },
    { "{'pulls':[]}", 400, "invalid_request" },
    { "{'client_id':'phone','pulls':[{}]}", 400, "invalid_request" },
    { "{'client_id':'phone','pulls':['a']}", 400, "invalid_request" },
    { "{'client_id':'phone','pulls':[{'name':'a'},{'name':'a'}]}", 400, "invalid_request" },
    { "{'client_id':'phone','pulls':[{'name':'0'},{'name':'1'},{'name':'2'},{'name':'3'},{'name':'4'},"
      "{'name':'5'},{'name':'6'},{'name':'7'},{'name':'8'},{'name':'9'},{'name':'10'}]}",
      413, "too_many_parts" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) parts = g_strsplit (cases[i].body, "pulls", -1);
      g_autofree char *pushes = g_strjoinv ("pushes", parts);
      g_autoptr (Answer) pull = post (f->phone, f->world, "/sync/batch/pull", "%s", cases[i].body);
      g_autoptr (Answer) push = post (f->phone, f->world, "/sync/batch/push", "%s", pushes);

      g_assert_cmpuint (pull->status, ==, cases[i].status);
      assert_at (pull, "code", cases[i].code);
      g_assert_cmpuint (push->status, ==, cases[i].status);
      assert_at (push, "code", cases[i].code);
    }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "several pushes", test_pushes },
    { "each push is atomic on its own", test_atomic_alone },
    { "a part that is refused harms no other", test_part_refused },
    { "several pulls", test_pulls },
    { "roles and devices", test_roles },
    { "malformed batches", test_malformed },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/server/batch/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].func, tear_down);
    }
  return g_test_run ();
}
