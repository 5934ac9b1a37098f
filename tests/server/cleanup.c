/* SPDX-License-Identifier: GPL-3.0-or-later */

/* POST /sync/cleanup: what goes, what stays, and who may ask for it. */

#include "world.h"

#define DAY_MS (G_GINT64_CONSTANT (24) * 60 * 60 * 1000)

typedef struct
{
  World *world;
  Device *owner;
  Device *member;
  Device *stranger;
  char *task;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->world = world_new ();
  world_add_user (f->world, "anna", "Home", "owner");
  world_add_user (f->world, "ben", "Home", "member");
  world_add_user (f->world, "olga", "Away", "admin");
  f->owner = device_new (f->world, "anna", "phone");
  f->member = device_new (f->world, "ben", "tablet");
  f->stranger = device_new (f->world, "olga", "laptop");
  f->task = world_new_id (f->world);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_free (f->task);
  device_free (f->owner);
  device_free (f->member);
  device_free (f->stranger);
  world_free (f->world);
}

static void
make_tombstone (Fixture *f, Device *device)
{
  g_autoptr (Answer) create = push_one (device, "manual_resolution", "task", f->task,
                                        "'operation':'create','data':{'title':'Milk'}");
  g_autoptr (Answer) gone
      = push_one (device, "manual_resolution", "task", f->task, "'operation':'delete','version':1");

  assert_at (gone, "results.0.deleted", "true");
}

/* Access tokens live for a quarter of an hour. */
static void
pass_days (Fixture *f, gint64 days)
{
  f->world->now += days * DAY_MS;
  device_free (f->owner);
  device_free (f->stranger);
  f->owner = device_new (f->world, "anna", "phone");
  f->stranger = device_new (f->world, "olga", "laptop");
}

static void
test_age (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) young = NULL;
  g_autoptr (Answer) old = NULL;
  g_autoptr (Answer) again = NULL;

  make_tombstone (f, f->owner);
  pass_days (f, 8);
  young = post (f->owner, f->world, "/sync/cleanup", "{}");
  old = post (f->owner, f->world, "/sync/cleanup", "{'older_than_days':7}");
  again = post (f->owner, f->world, "/sync/cleanup", "{'older_than_days':7}");

  g_assert_cmpuint (young->status, ==, 200);
  assert_at (young, "removed.tombstones", "0");
  assert_at (young, "tombstone_horizon", "0");
  assert_at (old, "removed.tombstones", "1");
  assert_at (old, "tombstone_horizon", "2");
  assert_at (again, "removed.tombstones", "0");
  assert_at (again, "tombstone_horizon", "2");
}

/* A push that is repeated has to be known as long as is configured, whatever else goes. */
static void
test_everything (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) all = NULL;
  g_autoptr (Answer) later = NULL;

  make_tombstone (f, f->owner);
  all = post (f->owner, f->world, "/sync/cleanup", "{'older_than_days':0}");
  pass_days (f, 31);
  later = post (f->owner, f->world, "/sync/cleanup", "{}");

  assert_at (all, "removed.tombstones", "1");
  assert_at (all, "removed.mutations", "0");
  assert_at (later, "removed.tombstones", "0");
  assert_at (later, "removed.mutations", "2");
}

static void
test_horizon (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) before = post (f->owner, f->world, "/sync/pull", "{'client_id':'phone'}");
  g_autofree char *token = string_at (before, "next_sync_token");
  g_autoptr (Answer) clean = NULL;
  g_autoptr (Answer) after = NULL;

  make_tombstone (f, f->owner);
  clean = post (f->owner, f->world, "/sync/cleanup", "{'older_than_days':0}");
  after = post (f->owner, f->world, "/sync/pull", "{'client_id':'phone','sync_token':'%s'}", token);

  assert_at (clean, "removed.tombstones", "1");
  g_assert_cmpuint (after->status, ==, 410);
  assert_at (after, "code", "sync_token_expired");
}

static void
test_other_families (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) clean = NULL;
  g_autoptr (Answer) status = NULL;

  make_tombstone (f, f->owner);
  clean = post (f->stranger, f->world, "/sync/cleanup", "{'older_than_days':0}");
  status = get (f->owner, "/sync/status", NULL);

  assert_at (clean, "removed.tombstones", "0");
  assert_at (clean, "tombstone_horizon", "0");
  assert_at (status, "tombstones", "1");
  assert_at (status, "tombstone_horizon", "0");
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) member = post (f->member, f->world, "/sync/cleanup", "{'older_than_days':0}");
  g_autoptr (Answer) negative = post (f->owner, f->world, "/sync/cleanup", "{'older_than_days':-1}");
  g_autoptr (Answer) text = post (f->owner, f->world, "/sync/cleanup", "{'older_than_days':'7'}");
  g_autoptr (Answer) huge
      = post (f->owner, f->world, "/sync/cleanup", "{'older_than_days':9223372036854775807}");
  g_autoptr (Answer) nobody = post (NULL, f->world, "/sync/cleanup", "{}");

  g_assert_cmpuint (member->status, ==, 403);
  assert_at (member, "code", "role_forbidden");
  g_assert_cmpuint (negative->status, ==, 400);
  g_assert_cmpuint (text->status, ==, 400);
  g_assert_cmpuint (huge->status, ==, 400);
  g_assert_cmpuint (nobody->status, ==, 401);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "by age", test_age },
    { "everything at once", test_everything },
    { "tokens from before are refused", test_horizon },
    { "other families keep theirs", test_other_families },
    { "who may not, and what makes no sense", test_refused },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/server/cleanup/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].func, tear_down);
    }
  return g_test_run ();
}
