/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Changes that arrive behind the record's version: what each policy makes of them. */

#include "core/policy.h"
#include "world.h"

typedef struct
{
  const char *name;
  const char *policy;
  const char *base;   /* data of the create */
  const char *theirs; /* patch of the tablet, made on version 1 */
  const char *mine;   /* patch of the phone, made on version 1, pushed later */
  const char *mine_time;
  const char *status; /* of the phone's result */
  const char *version;
  const char *stored;     /* what both then have */
  const char *open;       /* number of open conflicts */
  const char *closed;     /* number of closed ones */
  const char *resolution; /* of the first closed one, or "-" */
} Case;

#define EARLIER "2027-01-15T07:00:00.000Z"
#define LATER "2027-01-15T09:00:00.000Z"

static const Case cases[] = {
  { "different fields fit together", "manual_resolution", "{'title':'A'}", "{'notes':'n'}",
    "{'priority':'high'}", LATER, "merged", "3", "{'notes':'n','priority':'high','title':'A'}", "0", "0",
    "-" },
  { "identical edits converge without a new version", "manual_resolution", "{'title':'A'}", "{'title':'B'}",
    "{'title':'B'}", LATER, "applied", "2", "{'title':'B'}", "0", "0", "-" },
  { "manual resolution asks, and stores what fits", "manual_resolution", "{'title':'A'}", "{'title':'T'}",
    "{'title':'M','notes':'n'}", LATER, "conflict", "3", "{'notes':'n','title':'T'}", "1", "0", "-" },
  { "manual resolution stores nothing when all overlaps", "manual_resolution", "{'title':'A'}",
    "{'title':'T'}", "{'title':'M'}", LATER, "conflict", "2", "{'title':'T'}", "1", "0", "-" },
  { "last write wins by time: mine", "last_write_wins", "{'title':'A'}", "{'title':'T'}", "{'title':'M'}",
    LATER, "applied", "3", "{'title':'M'}", "0", "1", "last_write_wins" },
  { "last write wins by time: theirs", "last_write_wins", "{'title':'A'}", "{'title':'T'}", "{'title':'M'}",
    EARLIER, "merged", "2", "{'title':'T'}", "0", "1", "last_write_wins" },
  { "client wins", "client_wins", "{'title':'A'}", "{'title':'T'}", "{'title':'M'}", EARLIER, "applied", "3",
    "{'title':'M'}", "0", "1", "client_wins" },
  { "server wins, what fits is stored", "server_wins", "{'title':'A'}", "{'title':'T'}",
    "{'title':'M','notes':'n'}", LATER, "merged", "3", "{'notes':'n','title':'T'}", "0", "1", "server_wins" },
  { "transforming asks about two titles", "operational_transform", "{'title':'A'}", "{'title':'T'}",
    "{'title':'M'}", LATER, "conflict", "2", "{'title':'T'}", "1", "0", "-" },
  { "sets merge by element under every policy", "server_wins", "{'tags':['a','b'],'title':'A'}",
    "{'tags':['a','b','t']}", "{'tags':['b','m']}", LATER, "merged", "3",
    "{'tags':['b','m','t'],'title':'A'}", "0", "0", "-" },
  { "position is noise: the newer one stays", "manual_resolution", "{'position':'a','title':'A'}",
    "{'position':'t'}", "{'position':'m'}", LATER, "applied", "3", "{'position':'m','title':'A'}", "0", "0",
    "-" },
  { "done wins, the other fields are kept", "manual_resolution", "{'status':'open','title':'A'}",
    "{'status':'in_progress','title':'T'}", "{'completed_at':'2027-01-15T07:30:00.000Z','status':'done'}",
    EARLIER, "merged", "3", "{'completed_at':'2027-01-15T07:30:00.000Z','status':'done','title':'T'}", "0",
    "1", "done_wins" },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (World) world = world_new ();
  g_autoptr (Device) phone = NULL;
  g_autoptr (Device) tablet = NULL;
  g_autofree char *id = world_new_id (world);
  g_autoptr (Answer) create = NULL;
  g_autoptr (Answer) theirs = NULL;
  g_autoptr (Answer) mine = NULL;
  g_autoptr (Answer) pull = NULL;
  g_autoptr (Answer) open = NULL;
  g_autoptr (Answer) closed = NULL;

  world_add_user (world, "anna", "Home", "owner");
  world->now += 2 * 60 * 60 * 1000; /* 10:00, so that no time is clamped */
  phone = device_new (world, "anna", "phone");
  tablet = device_new (world, "anna", "tablet");

  create = push_one (phone, c->policy, "task", id, "'operation':'create','data':%s,'timestamp':'%s'", c->base,
                     "2027-01-15T06:00:00.000Z");
  assert_at (create, "results.0.status", "applied");
  theirs = push_one (tablet, c->policy, "task", id, "'operation':'update','version':1,'data':%s", c->theirs);
  assert_at (theirs, "results.0.status", "applied");
  mine = push_one (phone, c->policy, "task", id,
                   "'operation':'update','version':1,'data':%s,'timestamp':'%s'", c->mine, c->mine_time);
  assert_at (mine, "results.0.status", c->status);
  assert_at (mine, "results.0.version", c->version);

  pull = post (tablet, world, "/sync/pull", "{'client_id':'tablet'}");
  assert_at (pull, "deltas.0.data", c->stored);
  assert_at (pull, "deltas.0.version", c->version);
  if (!g_str_equal (c->status, "applied"))
    assert_at (mine, "results.0.data", c->stored);

  open = get (phone, "/sync/conflicts", NULL);
  assert_at (open, "conflicts.#", c->open);
  closed = get (tablet, "/sync/conflicts", "state=closed");
  assert_at (closed, "conflicts.#", c->closed);
  assert_at (closed, "conflicts.0.resolution", c->resolution);
}

#define HERE "11111111-1111-7111-8111-111111111111"
#define THERE "22222222-2222-7222-8222-222222222222"

/* Where a task stands is never asked about, whatever the policy: the last write counts; of list and parent
 * the other is in the history, of the position nobody hears. */
static const struct
{
  const char *name;
  const char *theirs; /* at eight o'clock */
  const char *mine;
  const char *mine_time;
  const char *stored;
  const char *closed;
} places[] = {
  { "position, mine later", "{'position':'t'}", "{'position':'m'}", LATER, "{'position':'m','title':'A'}",
    "0" },
  { "position, mine earlier", "{'position':'t'}", "{'position':'m'}", EARLIER, "{'position':'t','title':'A'}",
    "0" },
  { "list, mine later", "{'list_id':'" THERE "'}", "{'list_id':'" HERE "'}", LATER,
    "{'list_id':'" HERE "','title':'A'}", "1" },
  { "list, mine earlier", "{'list_id':'" THERE "'}", "{'list_id':'" HERE "'}", EARLIER,
    "{'list_id':'" THERE "','title':'A'}", "1" },
  { "parent, mine later", "{'parent_id':'" THERE "'}", "{'parent_id':'" HERE "'}", LATER,
    "{'parent_id':'" HERE "','title':'A'}", "1" },
  { "parent, mine earlier", "{'parent_id':'" THERE "'}", "{'parent_id':'" HERE "'}", EARLIER,
    "{'parent_id':'" THERE "','title':'A'}", "1" },
};

static void
check_place (guint number, const char *policy)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (Device) phone = NULL;
  g_autoptr (Device) tablet = NULL;
  g_autofree char *id = world_new_id (world);
  g_autoptr (Answer) create = NULL;
  g_autoptr (Answer) theirs = NULL;
  g_autoptr (Answer) mine = NULL;
  g_autoptr (Answer) pull = NULL;
  g_autoptr (Answer) open = NULL;
  g_autoptr (Answer) closed = NULL;

  world_add_user (world, "anna", "Home", "owner");
  world->now += 2 * 60 * 60 * 1000;
  phone = device_new (world, "anna", "phone");
  tablet = device_new (world, "anna", "tablet");
  create = push_one (phone, policy, "task", id,
                     "'operation':'create','data':{'title':'A'},'timestamp':'2027-01-15T06:00:00.000Z'");
  theirs = push_one (tablet, policy, "task", id, "'operation':'update','version':1,'data':%s",
                     places[number].theirs);
  mine = push_one (phone, policy, "task", id, "'operation':'update','version':1,'data':%s,'timestamp':'%s'",
                   places[number].mine, places[number].mine_time);
  pull = post (tablet, world, "/sync/pull", "{'client_id':'tablet'}");
  assert_at (pull, "deltas.0.data", places[number].stored);
  open = get (phone, "/sync/conflicts", NULL);
  assert_at (open, "conflicts.#", "0");
  closed = get (phone, "/sync/conflicts", "state=closed");
  assert_at (closed, "conflicts.#", places[number].closed);
  if (g_str_equal (places[number].closed, "1"))
    {
      assert_at (closed, "conflicts.0.resolution", "last_write_wins");
      assert_at (closed, "conflicts.0.by_rule", "true");
    }
}

static void
test_place (gconstpointer data)
{
  for (guint policy = 0; policy < DOVETAIL_N_POLICIES; policy++)
    {
      g_test_message ("under %s", dovetail_policy_to_string (policy));
      check_place (GPOINTER_TO_UINT (data), dovetail_policy_to_string (policy));
    }
}

/* Equal times: the higher client_id wins, and a field's own author speaks for it, not whoever touched the
 * record last. */
static void
test_tie (gconstpointer data)
{
  const char *const *clients
      = data; /* who set the title first, who touched the record after, who comes late; the winner */
  g_autoptr (World) world = world_new ();
  Device *devices[3];
  g_autofree char *id = world_new_id (world);
  g_autoptr (Answer) create = NULL;
  g_autoptr (Answer) first = NULL;
  g_autoptr (Answer) other = NULL;
  g_autoptr (Answer) late = NULL;
  g_autoptr (Answer) pull = NULL;

  world_add_user (world, "anna", "Home", "owner");
  for (guint i = 0; i < 3; i++)
    devices[i] = device_new (world, "anna", clients[i]);
  create = push_one (devices[0], "last_write_wins", "task", id, "'operation':'create','data':{'title':'A'}");
  first = push_one (devices[0], "last_write_wins", "task", id,
                    "'operation':'update','version':1,'data':{'title':'First'}");
  other = push_one (devices[1], "last_write_wins", "task", id,
                    "'operation':'update','version':2,'data':{'priority':'low'}");
  late = push_one (devices[2], "last_write_wins", "task", id,
                   "'operation':'update','version':1,'data':{'title':'Late'}");
  pull = post (devices[0], world, "/sync/pull", "{'client_id':'%s'}", clients[0]);
  assert_at (pull, "deltas.0.data.title", clients[3]);
  for (guint i = 0; i < 3; i++)
    device_free (devices[i]);
}

typedef struct
{
  World *world;
  Device *phone;
  Device *tablet;
  char *task;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->world = world_new ();
  world_add_user (fixture->world, "anna", "Home", "owner");
  world_add_user (fixture->world, "ben", "Home", "member");
  fixture->phone = device_new (fixture->world, "anna", "phone");
  fixture->tablet = device_new (fixture->world, "ben", "tablet");
  fixture->task = world_new_id (fixture->world);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->task);
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

/* Who created the record too has no version of it that was its own. */
static void
test_delete_says_what_it_had (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) create = NULL;
  g_autoptr (Answer) delete = NULL;
  g_autoptr (Answer) closed = NULL;

  push_fine (f->tablet, f->task, "'operation':'create','data':{'notes':'long work','title':'A'}");
  create = push_one (f->phone, "manual_resolution", "task", f->task,
                     "'operation':'create','data':{'title':'A'}");
  assert_at (create, "results.0.status", "merged");
  delete = push_one (f->phone, "manual_resolution", "task", f->task,
                     "'operation':'delete','version':1,'base':{'notes':null}");
  assert_at (delete, "results.0.status", "applied");
  assert_at (delete, "results.0.version", "2");
  closed = get (f->phone, "/sync/conflicts", "state=closed");
  assert_at (closed, "conflicts.0.resolution", "delete_wins");
  assert_at (closed, "conflicts.0.fields", "['notes']");
  assert_at (closed, "conflicts.0.server_data.notes", "long work");
}

static void
test_delete_beats_edit (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) delete = NULL;
  g_autoptr (Answer) closed = NULL;

  push_fine (f->phone, f->task, "'operation':'create','data':{'title':'A'}");
  push_fine (f->tablet, f->task, "'operation':'update','version':1,'data':{'notes':'long work'}");
  delete = push_one (f->phone, "manual_resolution", "task", f->task, "'operation':'delete','version':1");
  assert_at (delete, "results.0.status", "applied");
  assert_at (delete, "results.0.version", "3");

  closed = get (f->tablet, "/sync/conflicts", "state=closed");
  assert_at (closed, "conflicts.0.resolution", "delete_wins");
  assert_at (closed, "conflicts.0.cause", "delete_wins");
  assert_at (closed, "conflicts.0.deleted.mine", "true");
  assert_at (closed, "conflicts.0.server_data.notes", "long work");
  assert_at (closed, "conflicts.0.client_user", "anna");
  assert_at (closed, "conflicts.0.server_user", "ben");
  assert_at (closed, "conflicts.0.server_device", "tablet of ben");
}

static void
test_edit_of_tombstone (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) late = NULL;
  g_autoptr (Answer) pull = NULL;

  push_fine (f->phone, f->task, "'operation':'create','data':{'title':'A'}");
  push_fine (f->phone, f->task, "'operation':'delete','version':1");
  late = push_one (f->tablet, "client_wins", "task", f->task,
                   "'operation':'update','version':1,'data':{'notes':'long work'}");
  assert_at (late, "results.0.status", "conflict");
  assert_at (late, "results.0.deleted", "true");
  assert_at (late, "results.0.version", "2");
  assert_at (late, "results.0.conflict.state", "closed");
  assert_at (late, "results.0.conflict.resolution", "delete_wins");
  assert_at (late, "results.0.conflict.client_data", "{'notes':'long work','title':'A'}");
  assert_at (late, "conflict_count", "1");

  pull = post (f->phone, f->world, "/sync/pull", "{'client_id':'phone'}");
  assert_at (pull, "deltas", "[]");
}

static void
test_restore (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) without = NULL;
  g_autoptr (Answer) stale = NULL;
  g_autoptr (Answer) with = NULL;
  g_autoptr (Answer) old_delete = NULL;
  g_autoptr (Answer) pull = NULL;

  push_fine (f->phone, f->task, "'operation':'create','data':{'title':'A'}");
  push_fine (f->phone, f->task, "'operation':'delete','version':1");
  without = push_one (f->tablet, "manual_resolution", "task", f->task,
                      "'operation':'create','data':{'title':'B'}");
  assert_at (without, "results.0.status", "conflict");
  assert_at (without, "results.0.deleted", "true");
  stale = push_one (f->tablet, "manual_resolution", "task", f->task,
                    "'operation':'create','version':1,'data':{'title':'B'}");
  assert_at (stale, "results.0.status", "conflict");
  with = push_one (f->tablet, "manual_resolution", "task", f->task,
                   "'operation':'create','version':2,'data':{'title':'B'}");
  assert_at (with, "results.0.status", "applied");
  assert_at (with, "results.0.version", "3");

  old_delete = push_one (f->phone, "manual_resolution", "task", f->task, "'operation':'delete','version':1");
  assert_at (old_delete, "results.0.status", "merged");
  assert_at (old_delete, "results.0.data", "{'title':'B'}");
  pull = post (f->phone, f->world, "/sync/pull", "{'client_id':'phone'}");
  assert_at (pull, "deltas.0.data", "{'title':'B'}");
  assert_at (pull, "deltas.0.version", "3");
  push_fine (f->phone, f->task, "'operation':'delete','version':3");
}

static void
test_created_twice (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) same = NULL;
  g_autoptr (Answer) other = NULL;
  g_autoptr (Answer) clash = NULL;

  push_fine (f->phone, f->task, "'operation':'create','data':{'title':'A'}");
  same = push_one (f->tablet, "manual_resolution", "task", f->task,
                   "'operation':'create','data':{'title':'A'}");
  assert_at (same, "results.0.status", "applied");
  assert_at (same, "results.0.version", "1");
  other = push_one (f->tablet, "manual_resolution", "task", f->task,
                    "'operation':'create','data':{'title':'A','notes':'n'}");
  assert_at (other, "results.0.status", "applied");
  assert_at (other, "results.0.version", "2");
  clash = push_one (f->tablet, "manual_resolution", "task", f->task,
                    "'operation':'create','data':{'title':'B'}");
  assert_at (clash, "results.0.status", "conflict");
  assert_at (clash, "results.0.conflict.cause", "created_twice");
  assert_at (clash, "results.0.data", "{'notes':'n','title':'A'}");
}

/* The change brings the values of its fields along; what else the record held then the server need not know.
 */
static void
test_base_of_the_change_is_enough (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) answer = NULL;

  push_fine (f->phone, f->task, "'operation':'create','data':{'title':'A','notes':'x'}");
  push_fine (f->tablet, f->task, "'operation':'update','version':1,'data':{'notes':'y'}");
  world_run (f->world, "Home", "DELETE FROM history");

  answer = push_one (f->phone, "manual_resolution", "task", f->task,
                     "'operation':'update','version':1,'data':{'title':'B'},'base':{'title':'A'}");
  assert_at (answer, "results.0.status", "merged");
  assert_at (answer, "results.0.data", "{'notes':'y','title':'B'}");
}

/* Created here and there, merged into what was there: an edit made meanwhile names that version, and shows by
 * its base that it has not seen it. */
static void
test_version_without_its_values (Fixture *f, gconstpointer data)
{
  g_autofree char *id = world_new_id (f->world);
  g_autoptr (Answer) theirs
      = push_one (f->tablet, "server_wins", "task", id,
                  "'operation':'create','data':{'title':'A','notes':'theirs'},'timestamp':'" EARLIER "'");
  g_autoptr (Answer) mine = push_one (f->phone, "server_wins", "task", id,
                                      "'operation':'update','version':1,'data':{'notes':'mine','title':'B'},"
                                      "'base':{'notes':null,'title':'A'},'timestamp':'" LATER "'");

  assert_at (theirs, "results.0.status", "applied");
  assert_at (mine, "results.0.status", "merged");
  assert_at (mine, "results.0.data.notes", "theirs");
  assert_at (mine, "results.0.data.title", "B");
}

static void
test_no_base_is_left (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) answer = NULL;

  push_fine (f->phone, f->task, "'operation':'create','data':{'title':'A'}");
  push_fine (f->tablet, f->task, "'operation':'update','version':1,'data':{'notes':'y'}");
  world_run (f->world, "Home", "DELETE FROM history");

  answer = push_one (f->phone, "manual_resolution", "task", f->task,
                     "'operation':'update','version':1,'data':{'title':'B'}");
  assert_at (answer, "results.0.status", "conflict");
  assert_at (answer, "results.0.conflict.cause", "no_base");
  assert_at (answer, "results.0.conflict.fields", "['title']");
  assert_at (answer, "results.0.conflict.base", "-");
}

static void
test_one_open_conflict_per_device (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) first = NULL;
  g_autoptr (Answer) second = NULL;
  g_autoptr (Answer) open = NULL;

  push_fine (f->phone, f->task, "'operation':'create','data':{'title':'A','priority':'low'}");
  push_fine (f->tablet, f->task, "'operation':'update','version':1,'data':{'title':'T','priority':'high'}");
  first = push_one (f->phone, "manual_resolution", "task", f->task,
                    "'operation':'update','version':1,'data':{'title':'M'}");
  second
      = push_one (f->phone, "manual_resolution", "task", f->task,
                  "'operation':'update','version':1,'data':{'priority':'medium'},'base':{'priority':'low'}");
  assert_at (first, "results.0.status", "conflict");
  assert_at (second, "results.0.status", "conflict");

  open = get (f->phone, "/sync/conflicts", "state=open");
  assert_at (open, "conflicts.#", "1");
  assert_at (open, "conflicts.0.fields", "['title','priority']");
  assert_at (open, "conflicts.0.client_data", "{'priority':'medium','title':'M'}");
  assert_at (open, "conflicts.0.base", "{'priority':'low','title':'A'}");
  assert_at (open, "conflicts.0.server_data", "{'priority':'high','title':'T'}");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "a delete beats an edit, which is kept", test_delete_beats_edit },
    { "a delete says what it had of what was created twice", test_delete_says_what_it_had },
    { "an edit of a tombstone is kept in a closed conflict", test_edit_of_tombstone },
    { "a create restores only what it names", test_restore },
    { "two creates of one id are merged", test_created_twice },
    { "the change's own base is enough", test_base_of_the_change_is_enough },
    { "a version whose values the device does not know is none", test_version_without_its_values },
    { "where no base is left everything overlaps", test_no_base_is_left },
    { "a device has one open conflict on a record", test_one_open_conflict_per_device },
  };

  static const char *const ties[][4] = {
    { "b", "z", "c", "Late" },
    { "c", "a", "b", "First" },
    { "b", "a", "c", "Late" },
    { "c", "z", "b", "First" },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (ties); i++)
    {
      g_autofree char *path = g_strdup_printf ("/server/late/equal times: title by %s, then %s, late %s",
                                               ties[i][0], ties[i][1], ties[i][2]);

      g_test_add_data_func (path, ties[i], test_tie);
    }
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *path = g_strconcat ("/server/late/never asked: ", places[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_place);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/server/late/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/server/late/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].func, tear_down);
    }
  return g_test_run ();
}
