/* SPDX-License-Identifier: GPL-3.0-or-later */

/* POST /sync/delta: changes up and down in one round trip. */

#include "world.h"

#define MINUTE (60 * 1000)
#define NOW "2027-01-15T08:00:00.000Z"

typedef struct
{
  World *world;
  Device *phone;
  Device *tablet;
  char *token; /* the phone's */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Answer) start = NULL;

  fixture->world = world_new ();
  world_add_user (fixture->world, "anna", "Home", "owner");
  fixture->phone = device_new (fixture->world, "anna", "phone");
  fixture->tablet = device_new (fixture->world, "anna", "tablet");
  start = post (fixture->phone, fixture->world, "/sync/pull", "{'client_id':'phone'}");
  fixture->token = string_at (start, "next_sync_token");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->token);
  device_free (fixture->phone);
  device_free (fixture->tablet);
  world_free (fixture->world);
}

static void
push_fine (Device *device, const char *task, const char *rest)
{
  g_autoptr (Answer) answer = push_one (device, "manual_resolution", "task", task, "%s", rest);

  assert_at (answer, "results.0.status", "applied");
}

static void
test_both_ways (Fixture *f, gconstpointer data)
{
  g_autofree char *theirs = world_new_id (f->world);
  g_autofree char *mine = world_new_id (f->world);
  g_autoptr (Answer) answer = NULL;
  g_autoptr (Answer) after = NULL;
  g_autofree char *next = NULL;

  push_fine (f->tablet, theirs, "'operation':'create','data':{'title':'T'}");
  answer = post (f->phone, f->world, "/sync/delta",
                 "{'device_id':'phone','sync_token':'%s','changes':[{'mutation_id':'m1','entity_type':'task',"
                 "'entity_id':'%s','action':'create','data':{'title':'M'},'client_timestamp':'" NOW "'}]}",
                 f->token, mine);
  assert_at (answer, "results.0.status", "applied");
  assert_at (answer, "server_changes.#", "1");
  assert_at (answer, "server_changes.0.data.title", "T");
  assert_at (answer, "success", "true");
  assert_at (answer, "has_more", "false");

  next = string_at (answer, "sync_token");
  after = post (f->phone, f->world, "/sync/delta", "{'device_id':'phone','sync_token':'%s','changes':[]}",
                next);
  assert_at (after, "server_changes.#", "0");
}

static void
test_merged_comes_down (Fixture *f, gconstpointer data)
{
  g_autofree char *task = world_new_id (f->world);
  g_autoptr (Answer) answer = NULL;

  push_fine (f->phone, task, "'operation':'create','data':{'title':'A'}");
  push_fine (f->tablet, task, "'operation':'update','version':1,'data':{'title':'T'}");
  answer = post (
      f->phone, f->world, "/sync/delta",
      "{'device_id':'phone','sync_token':'%s','policy':'server_wins','changes':[{'entity_type':'task',"
      "'entity_id':'%s','action':'update','version':1,'data':{'title':'M','notes':'n'},"
      "'client_timestamp':'" NOW "'}]}",
      f->token, task);
  assert_at (answer, "results.0.status", "merged");
  assert_at (answer, "server_changes.0.data", "{'notes':'n','title':'T'}");
  assert_at (answer, "conflicts.0.resolution", "server_wins");
  assert_at (answer, "conflicts.0.client_version", "1");
  assert_at (answer, "conflicts.0.server_version", "2");
}

static void
test_without_mutation_id (Fixture *f, gconstpointer data)
{
  g_autofree char *task = world_new_id (f->world);
  g_autofree char *body = g_strdup_printf (
      "{'device_id':'phone','changes':[{'entity_type':'task','entity_id':'%s','action':'create',"
      "'data':{'title':'M'},'client_timestamp':'" NOW "'},{'entity_type':'task','entity_id':'%s',"
      "'action':'update','version':1,'data':{'title':'N'},'client_timestamp':'" NOW "'}]}",
      task, task);
  g_autoptr (Answer) first = post (f->phone, f->world, "/sync/delta", "%s", body);
  g_autoptr (Answer) again = post (f->phone, f->world, "/sync/delta", "%s", body);

  assert_at (first, "results.1.version", "2");
  assert_at (again, "results.0.version", "1");
  assert_at (again, "results.1.version", "2");
  assert_at (again, "server_changes.#", "0");
}

static void
test_expired_token_changes_nothing (Fixture *f, gconstpointer data)
{
  g_autofree char *task = world_new_id (f->world);
  g_autoptr (Answer) pull = NULL;
  g_autoptr (Answer) answer = NULL;
  gint64 removed;

  push_fine (f->tablet, task, "'operation':'create','data':{'title':'A'}");
  push_fine (f->tablet, task, "'operation':'delete','version':1");
  g_assert_true (dovetail_server_clean_up (f->world->server, 0, &removed, NULL));
  answer = post (f->phone, f->world, "/sync/delta",
                 "{'device_id':'phone','sync_token':'%s','changes':[{'entity_type':'task','entity_id':'%s',"
                 "'action':'create','data':{'title':'M'},'client_timestamp':'" NOW "'}]}",
                 f->token, task);
  g_assert_cmpuint (answer->status, ==, 410);
  pull = post (f->tablet, f->world, "/sync/pull", "{'client_id':'tablet'}");
  assert_at (pull, "deltas.#", "0");
}

static void
test_last_sync_at (Fixture *f, gconstpointer data)
{
  g_autofree char *old = world_new_id (f->world);
  g_autofree char *fresh = world_new_id (f->world);
  g_autoptr (Answer) since = NULL;
  g_autoptr (Answer) all = NULL;

  push_fine (f->tablet, old, "'operation':'create','data':{'title':'old'}");
  f->world->now += 10 * MINUTE;
  push_fine (f->tablet, fresh, "'operation':'create','data':{'title':'new'}");

  since = post (f->phone, f->world, "/sync/delta",
                "{'device_id':'phone','last_sync_at':'2027-01-15T08:05:00.000Z','changes':[]}");
  assert_at (since, "server_changes.#", "1");
  assert_at (since, "server_changes.0.data.title", "new");
  all = post (f->phone, f->world, "/sync/delta",
              "{'device_id':'phone','last_sync_at':'2027-01-15T08:00:05.000Z','changes':[]}");
  assert_at (all, "server_changes.#", "2");
}

/* The clock went back: what came after in time came before in order, and must not be missed. */
static void
test_last_sync_at_when_the_clock_went_back (Fixture *f, gconstpointer data)
{
  g_autofree char *a = world_new_id (f->world);
  g_autofree char *b = world_new_id (f->world);
  g_autoptr (Answer) since = NULL;

  f->world->now += 10 * MINUTE;
  push_fine (f->tablet, a, "'operation':'create','data':{'title':'a'}");
  f->world->now -= 10 * MINUTE;
  push_fine (f->tablet, b, "'operation':'create','data':{'title':'b'}");
  since = post (f->phone, f->world, "/sync/delta",
                "{'device_id':'phone','last_sync_at':'2027-01-15T08:05:00.000Z','changes':[]}");
  assert_at (since, "server_changes.#", "2");
}

static void
test_pages (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) first = NULL;
  g_autoptr (Answer) second = NULL;
  g_autofree char *token = NULL;

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *task = world_new_id (f->world);

      push_fine (f->tablet, task, "'operation':'create','data':{'title':'x'}");
    }
  first = post (f->phone, f->world, "/sync/delta",
                "{'device_id':'phone','sync_token':'%s','batch_size':2,'changes':[]}", f->token);
  assert_at (first, "server_changes.#", "2");
  assert_at (first, "has_more", "true");
  token = string_at (first, "sync_token");
  second = post (f->phone, f->world, "/sync/delta",
                 "{'device_id':'phone','sync_token':'%s','batch_size':2,'changes':[]}", token);
  assert_at (second, "server_changes.#", "1");
  assert_at (second, "has_more", "false");
}

static void
test_atomic (Fixture *f, gconstpointer data)
{
  g_autofree char *task = world_new_id (f->world);
  g_autofree char *theirs = world_new_id (f->world);
  g_autoptr (Answer) answer = NULL;

  push_fine (f->tablet, theirs, "'operation':'create','data':{'title':'T'}");
  answer = post (
      f->phone, f->world, "/sync/delta",
      "{'device_id':'phone','sync_token':'%s','atomic':true,'changes':[{'entity_type':'task','entity_id':"
      "'%s','action':'create','data':{'title':'M'},'client_timestamp':'" NOW "'},{'entity_type':'badge',"
      "'entity_id':'%s','action':'create','data':{'code':'M'},'client_timestamp':'" NOW "'}]}",
      f->token, task, theirs);
  assert_at (answer, "results.0.error.code", "rolled_back");
  assert_at (answer, "results.1.error.code", "forbidden_entity");
  assert_at (answer, "server_changes.#", "1");
  assert_at (answer, "server_changes.0.data.title", "T");
}

/* Of another family, and so of another history. */
static void
test_foreign_token (Fixture *f, gconstpointer data)
{
  g_autoptr (Device) stranger = NULL;
  g_autoptr (Answer) answer = NULL;

  world_add_user (f->world, "olga", "Away", "owner");
  stranger = device_new (f->world, "olga", "laptop");
  answer = post (stranger, f->world, "/sync/delta", "{'device_id':'laptop','sync_token':'%s','changes':[]}",
                 f->token);

  g_assert_cmpuint (answer->status, ==, 410);
  assert_at (answer, "code", "foreign_sync_token");
}

static void
test_too_many (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) changes = g_string_new (NULL);
  g_autoptr (Answer) answer = NULL;
  g_autoptr (Answer) status = NULL;

  for (guint i = 0; i < 501; i++)
    {
      g_autofree char *task = world_new_id (f->world);

      g_string_append_printf (
          changes,
          "%s{'entity_type':'task','entity_id':'%s','action':'create','data':{'title':'a'},"
          "'client_timestamp':'" NOW "'}",
          i > 0 ? "," : "", task);
    }
  answer = post (f->phone, f->world, "/sync/delta", "{'device_id':'phone','changes':[%s]}", changes->str);
  status = get (f->phone, "/sync/status", NULL);

  g_assert_cmpuint (answer->status, ==, 413);
  assert_at (answer, "code", "too_many_changes");
  assert_at (status, "records", "0");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "changes go up and come down, own ones do not come back", test_both_ways },
    { "what was merged comes down, and what was decided is told", test_merged_comes_down },
    { "without a mutation id content counts", test_without_mutation_id },
    { "an expired token changes nothing", test_expired_token_changes_nothing },
    { "clients that go by time get what is newer", test_last_sync_at },
    { "a clock that went back hides nothing", test_last_sync_at_when_the_clock_went_back },
    { "pages go on by token", test_pages },
    { "an atomic exchange still lists what is there", test_atomic },
    { "a token of another family", test_foreign_token },
    { "too many changes", test_too_many },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/server/exchange/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].func, tear_down);
    }
  return g_test_run ();
}
