/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Points, streaks and badges: what completing tasks earns, once, and what clients cannot write. */

#include "server/streak.h"
#include "world.h"

typedef struct
{
  World *world;
  Device *phone;  /* anna's */
  Device *tablet; /* ben's */
  char *task;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->world = world_new ();
  world_add_user (f->world, "anna", "Home", "owner");
  world_add_user (f->world, "ben", "Home", "member");
  f->phone = device_new (f->world, "anna", "phone");
  f->tablet = device_new (f->world, "ben", "tablet");
  f->task = world_new_id (f->world);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_free (f->task);
  device_free (f->phone);
  device_free (f->tablet);
  world_free (f->world);
}

/* Everything of one type, as whoever asks sees it. */
static Answer *
list (Fixture *f, const char *entity_type)
{
  return post (f->phone, f->world, "/sync/pull", "{'client_id':'phone','full':true,'entity_types':['%s']}",
               entity_type);
}

/* A change that is to be taken. */
static void
change (Device *device, const char *task, const char *rest)
{
  g_autoptr (Answer) answer = push_one (device, "client_wins", "task", task, "%s", rest);

  if (int_at (answer, "error_count") != 0)
    g_test_message ("%s", answer->text);
  g_assert_cmpint (int_at (answer, "error_count"), ==, 0);
}

static void
assert_deltas (Fixture *f, const char *expected)
{
  g_autoptr (Answer) entries = list (f, "points_ledger");
  g_autoptr (GString) deltas = g_string_new (NULL);
  JsonArray *array = json_object_get_array_member (json_node_get_object (entries->body), "deltas");

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *path = g_strdup_printf ("deltas.%u.data.delta", i);

      g_string_append_printf (deltas, "%s%+d", i > 0 ? " " : "", (int) int_at (entries, path));
    }
  g_assert_cmpstr (deltas->str, ==, expected);
}

static void
test_entry (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) entries = NULL;

  change (f->phone, f->task, "'operation':'create','data':{'title':'Milk','points':5}");
  assert_deltas (f, "");
  change (f->tablet, f->task, "'operation':'update','version':1,'data':{'status':'done'}");
  entries = list (f, "points_ledger");

  assert_at (entries, "deltas.#", "1");
  assert_at (entries, "deltas.0.operation", "create");
  assert_at (entries, "deltas.0.version", "1");
  assert_at (entries, "deltas.0.data.delta", "5");
  assert_at (entries, "deltas.0.data.reason", "task_completed");
  assert_at (entries, "deltas.0.data.task_id", f->task);
  assert_at (entries, "deltas.0.client_id", "-");
  {
    g_autofree char *completer = string_at (entries, "deltas.0.data.user_id");
    g_autoptr (Answer) login = post (NULL, f->world, "/auth/login",
                                     "{'username':'ben','password':'password of ben','client_id':'tablet'}");

    assert_at (login, "user.id", completer);
    assert_at (entries, "deltas.0.modified_by", completer);
  }
}

/* Histories of one task, and the entries that they leave. NULL ends one. */
static const struct
{
  const char *what;
  const char *changes[6];
  const char *deltas;
} histories[] = {
  { "it is made as done", { "'operation':'create','data':{'title':'a','points':5,'status':'done'}" }, "+5" },
  { "an edit of what is done gives nothing more",
    { "'operation':'create','data':{'title':'a','points':5,'status':'done'}",
      "'operation':'update','version':1,'data':{'title':'b'}",
      "'operation':'update','version':2,'data':{'points':50}" },
    "+5" },
  { "the same change of an old version gives nothing more",
    { "'operation':'create','data':{'title':'a','points':5}",
      "'operation':'update','version':1,'data':{'status':'done'}",
      "'operation':'update','version':1,'data':{'status':'done','title':'b'}" },
    "+5" },
  { "reopening takes back what was given, not what it would give now",
    { "'operation':'create','data':{'title':'a','points':5,'status':'done'}",
      "'operation':'update','version':1,'data':{'points':50}",
      "'operation':'update','version':2,'data':{'status':'open'}" },
    "+5 -5" },
  { "doing it again counts again",
    { "'operation':'create','data':{'title':'a','points':5,'status':'done'}",
      "'operation':'update','version':1,'data':{'status':'cancelled','points':7}",
      "'operation':'update','version':2,'data':{'status':'done'}",
      "'operation':'update','version':3,'data':{'status':null}" },
    "+5 -5 +7 -7" },
  { "deleting takes nothing back",
    { "'operation':'create','data':{'title':'a','points':5,'status':'done'}",
      "'operation':'delete','version':1" },
    "+5" },
  { "what is restored as done was given already",
    { "'operation':'create','data':{'title':'a','points':5,'status':'done'}",
      "'operation':'delete','version':1",
      "'operation':'create','version':2,'data':{'title':'a','points':5,'status':'done'}" },
    "+5" },
  { "what is restored as open is taken back",
    { "'operation':'create','data':{'title':'a','points':5,'status':'done'}",
      "'operation':'delete','version':1",
      "'operation':'create','version':2,'data':{'title':'a','points':5}" },
    "+5 -5" },
  { "no points, no entry",
    { "'operation':'create','data':{'title':'a','status':'done'}",
      "'operation':'update','version':1,'data':{'status':'open'}" },
    "" },
  { "what was done long before it came here gives nothing: it was imported",
    { "'operation':'create','data':{'title':'a','points':5,'status':'done',"
      "'completed_at':'2026-12-01T08:00:00.000Z'}",
      "'operation':'update','version':1,'data':{'title':'b'}" },
    "" },
  { "what was done weeks ago on a device without a network does",
    { "'operation':'create','data':{'title':'a','points':5,'status':'done',"
      "'completed_at':'2026-12-20T08:00:00.000Z'}" },
    "+5" },
  { "reopening what was imported takes nothing, and doing it again here counts",
    { "'operation':'create','data':{'title':'a','points':5,'status':'done',"
      "'completed_at':'2026-12-01T08:00:00.000Z'}",
      "'operation':'update','version':1,'data':{'status':'open'}",
      "'operation':'update','version':2,'data':{'status':'done'}" },
    "+5" },
  { "less than none are none",
    { "'operation':'create','data':{'title':'a','points':-5,'status':'done'}" },
    "" },
  { "no task is worth more than a million",
    { "'operation':'create','data':{'title':'a','points':9223372036854775807,'status':'done'}" },
    "+1000000" },
};

static void
test_histories (Fixture *f, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (histories); i++)
    {
      Fixture own = { NULL };

      g_test_message ("%s", histories[i].what);
      set_up (&own, NULL);
      for (guint j = 0; histories[i].changes[j] != NULL; j++)
        change (own.phone, own.task, histories[i].changes[j]);
      assert_deltas (&own, histories[i].deltas);
      tear_down (&own, NULL);
    }
}

/* Nor is it anybody's day in a row, or first task. */
static void
test_imported (Fixture *f, gconstpointer data)
{
  static const char *const earned[] = { "points_ledger", "user_streak", "badge" };

  change (f->phone, f->task,
          "'operation':'create','data':{'title':'a','points':500,'status':'done',"
          "'completed_at':'2020-12-01T08:00:00.000Z'}");
  change (f->phone, f->task, "'operation':'update','version':1,'data':{'status':'open'}");
  for (gsize i = 0; i < G_N_ELEMENTS (earned); i++)
    {
      g_autoptr (Answer) answer = list (f, earned[i]);

      assert_at (answer, "deltas.#", "0");
    }
}

/* Both were offline; the one who comes first gets the points, and a push that is sent again gives none. */
static void
test_two_devices (Fixture *f, gconstpointer data)
{
  static const char push[]
      = "{'client_id':'%s','deltas':[{'mutation_id':'m','entity_type':'task','entity_id':'%s','operation':"
        "'update','version':1,'data':{'status':'done'},'timestamp':'2027-01-15T08:00:00.000Z'}]}";

  change (f->phone, f->task, "'operation':'create','data':{'title':'Milk','points':5}");
  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (Answer) ben = post (f->tablet, f->world, "/sync/push", push, "tablet", f->task);
      g_autoptr (Answer) anna = post (f->phone, f->world, "/sync/push", push, "phone", f->task);

      assert_at (ben, "success", "true");
      assert_at (anna, "success", "true");
    }
  assert_deltas (f, "+5");
}

static void
test_whose_points (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) entries = NULL;
  g_autofree char *given = NULL;

  change (f->tablet, f->task, "'operation':'create','data':{'title':'Milk','points':5,'status':'done'}");
  change (f->phone, f->task, "'operation':'update','version':1,'data':{'status':'open'}");
  entries = list (f, "points_ledger");
  given = string_at (entries, "deltas.0.data.user_id");

  assert_at (entries, "deltas.1.data.delta", "-5");
  assert_at (entries, "deltas.1.data.reason", "task_reopened");
  assert_at (entries, "deltas.1.data.user_id", given);
}

/* The log outlives tombstones: no way around it by waiting for the cleanup. */
static void
test_after_cleanup (Fixture *f, gconstpointer data)
{
  gint64 removed;

  change (f->phone, f->task, "'operation':'create','data':{'title':'Milk','points':5,'status':'done'}");
  change (f->phone, f->task, "'operation':'delete','version':1");
  g_assert_true (dovetail_server_clean_up (f->world->server, 0, &removed, NULL));
  g_assert_cmpint (removed, ==, 1);
  change (f->phone, f->task, "'operation':'create','data':{'title':'Milk','points':5,'status':'done'}");
  assert_deltas (f, "+5");
}

static void
test_reopened_after_cleanup (Fixture *f, gconstpointer data)
{
  gint64 removed;

  change (f->phone, f->task, "'operation':'create','data':{'title':'Milk','points':5,'status':'done'}");
  change (f->phone, f->task, "'operation':'delete','version':1");
  g_assert_true (dovetail_server_clean_up (f->world->server, 0, &removed, NULL));
  change (f->phone, f->task, "'operation':'create','data':{'title':'Milk','points':5}");
  assert_deltas (f, "+5 -5");
}

static void
test_atomic (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) answer
      = post (f->phone, f->world, "/sync/push",
              "{'client_id':'phone','atomic':true,'deltas':["
              "{'mutation_id':'m1','entity_type':'task','entity_id':'%s','operation':'create',"
              "'data':{'title':'a','points':500,'status':'done'},'timestamp':'2027-01-15T08:00:00.000Z'},"
              "{'mutation_id':'m2','entity_type':'badge','entity_id':'%s','operation':'create',"
              "'data':{'code':'x'},'timestamp':'2027-01-15T08:00:00.000Z'}]}",
              f->task, f->task);
  g_autoptr (Answer) badges = list (f, "badge");

  assert_at (answer, "results.0.error.code", "rolled_back");
  assert_deltas (f, "");
  assert_at (badges, "deltas.#", "0");
}

/* What the server wrote besides has to be pulled; an exchange brings it at once. */
static void
test_way_down (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) pull = post (f->phone, f->world, "/sync/pull", "{'client_id':'phone'}");
  g_autofree char *token = string_at (pull, "next_sync_token");
  g_autoptr (Answer) push
      = post (f->phone, f->world, "/sync/push",
              "{'client_id':'phone','sync_token':'%s','deltas':[{'mutation_id':'m','entity_type':'task',"
              "'entity_id':'%s','operation':'create','data':{'title':'a','points':5,'status':'done'},"
              "'timestamp':'2027-01-15T08:00:00.000Z'}]}",
              token, f->task);
  g_autoptr (Answer) exchange
      = post (f->phone, f->world, "/sync/delta",
              "{'device_id':'phone','sync_token':'%s','changes':[{'mutation_id':'n','entity_type':'task',"
              "'entity_id':'%s','action':'update','version':1,'data':{'status':'open'},"
              "'client_timestamp':'2027-01-15T08:00:00.000Z'}]}",
              token, f->task);

  assert_at (push, "success", "true");
  assert_at (push, "sync_token", "-");
  assert_at (exchange, "server_changes.#", "4");
  assert_at (exchange, "server_changes.0.data.delta", "5");
  assert_at (exchange, "server_changes.1.entity_type", "badge");
  assert_at (exchange, "server_changes.2.data.delta", "-5");
  assert_at (exchange, "server_changes.3.entity_type", "user_streak");
}

/* An answer to a conflict can complete a task, and taking it back can reopen it. */
static void
test_resolution (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) create = push_one (f->phone, "manual_resolution", "task", f->task,
                                        "'operation':'create','data':{'title':'a','points':5}");
  g_autoptr (Answer) theirs = push_one (f->phone, "manual_resolution", "task", f->task,
                                        "'operation':'update','version':1,'data':{'title':'b'}");
  g_autoptr (Answer) mine = push_one (f->phone, "manual_resolution", "task", f->task,
                                      "'operation':'update','version':1,'data':{'title':'c'}");
  g_autofree char *conflict = string_at (mine, "results.0.conflict.conflict_id");
  g_autoptr (Answer) resolved
      = post (f->phone, f->world, "/sync/resolve-conflict",
              "{'client_id':'phone','mutation_id':'r','conflict_id':'%s','resolution_strategy':'user_merge',"
              "'resolved_data':{'title':'c','status':'done'},'version':2}",
              conflict);
  g_autoptr (Answer) reopened = NULL;

  g_assert_cmpuint (resolved->status, ==, 200);
  assert_deltas (f, "+5");
  reopened = post (f->phone, f->world, "/sync/resolve-conflict",
                   "{'client_id':'phone','mutation_id':'s','conflict_id':'%s',"
                   "'resolution_strategy':'reopen','version':3}",
                   conflict);
  g_assert_cmpuint (reopened->status, ==, 200);
  assert_at (reopened, "record.data.status", "-");
  assert_deltas (f, "+5 -5");
}

static void
test_badges (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *points, *codes;
  } steps[] = { { "99", "first_task" },
                { "1", "first_task points_100" },
                { "899", "first_task points_100" },
                { "1", "first_task points_100 points_1000" } };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *task = world_new_id (f->world);
      g_autofree char *rest = g_strdup_printf (
          "'operation':'create','data':{'title':'a','points':%s,'status':'done'}", steps[i].points);
      g_auto (GStrv) codes = g_strsplit (steps[i].codes, " ", -1);
      g_autoptr (Answer) badges = NULL;

      change (f->phone, task, rest);
      badges = list (f, "badge");
      g_assert_cmpuint (json_array_get_length (
                            json_object_get_array_member (json_node_get_object (badges->body), "deltas")),
                        ==, g_strv_length (codes));
      for (guint j = 0; codes[j] != NULL; j++)
        {
          g_autofree char *path = g_strdup_printf ("deltas.%u.data.code", j);

          assert_at (badges, path, codes[j]);
        }
      assert_at (badges, "deltas.0.data.awarded_at", "2027-01-15T08:00:00.000Z");
    }
}

static void
test_badge_stays (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) badges = NULL;

  change (f->phone, f->task, "'operation':'create','data':{'title':'a','points':100,'status':'done'}");
  change (f->phone, f->task, "'operation':'update','version':1,'data':{'status':'open'}");
  f->world->now += 1000;
  change (f->phone, f->task, "'operation':'update','version':2,'data':{'status':'done'}");
  badges = list (f, "badge");

  assert_at (badges, "deltas.#", "2");
  assert_at (badges, "deltas.0.version", "1");
  assert_at (badges, "deltas.1.version", "1");
}

/* Done on each of these days of January, in this order of arrival. */
static void
test_streaks (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *what;
    int days[10];
    const char *current, *longest, *last_day;
  } cases[] = {
    { "one day", { 10 }, "1", "1", "2027-01-10" },
    { "twice a day", { 10, 10 }, "1", "1", "2027-01-10" },
    { "days in a row", { 9, 10, 11 }, "3", "3", "2027-01-11" },
    { "a day missed", { 5, 6, 7, 9 }, "1", "3", "2027-01-09" },
    { "the day in between comes late", { 5, 7, 6 }, "3", "3", "2027-01-07" },
    { "an old day changes nothing of the present", { 10, 11, 2 }, "2", "2", "2027-01-11" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture own = { NULL };
      g_autoptr (Answer) streak = NULL;

      g_test_message ("%s", cases[i].what);
      set_up (&own, NULL);
      for (guint j = 0; cases[i].days[j] != 0; j++)
        {
          g_autofree char *task = world_new_id (own.world);
          g_autofree char *rest = g_strdup_printf ("'operation':'create','data':{'title':'a','status':'done',"
                                                   "'completed_at':'2027-01-%02dT12:00:00.000Z'}",
                                                   cases[i].days[j]);

          change (own.phone, task, rest);
        }
      streak = list (&own, "user_streak");
      assert_at (streak, "deltas.#", "1");
      assert_at (streak, "deltas.0.data.current_streak", cases[i].current);
      assert_at (streak, "deltas.0.data.longest_streak", cases[i].longest);
      assert_at (streak, "deltas.0.data.last_day", cases[i].last_day);
      tear_down (&own, NULL);
    }
}

static void
test_streak_badge (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) badges = NULL;
  g_autoptr (Answer) streak = NULL;

  for (int day = 1; day <= 7; day++)
    {
      g_autofree char *task = world_new_id (f->world);
      g_autofree char *rest = g_strdup_printf ("'operation':'create','data':{'title':'a','status':'done',"
                                               "'completed_at':'2027-01-%02dT12:00:00.000Z'}",
                                               day);

      change (f->phone, day == 7 ? f->task : task, rest);
      badges = (answer_free (badges), list (f, "badge"));
      assert_at (badges, "deltas.#", day < 7 ? "1" : "2");
    }
  assert_at (badges, "deltas.1.data.code", "streak_7");
  change (f->phone, f->task, "'operation':'update','version':1,'data':{'status':'open'}");
  streak = list (f, "user_streak");
  assert_at (streak, "deltas.0.data.current_streak", "6");
  assert_at (streak, "deltas.0.data.last_day", "2027-01-06");
}

/* Half past four in the morning in Lisbon is still the day before in New York. */
static void
test_time_zone (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *zone, *current, *last_day;
  } cases[] = { { "UTC", "2", "2027-01-10" },
                { "America/New_York", "1", "2027-01-09" },
                { "Asia/Tokyo", "2", "2027-01-10" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture own = { NULL };
      g_autofree char *second = NULL;
      g_autoptr (Answer) streak = NULL;
      g_autoptr (GError) error = NULL;

      set_up (&own, NULL);
      second = world_new_id (own.world);
      dovetail_server_set_time_zone (own.world->server, "Home", cases[i].zone, &error);
      g_assert_no_error (error);
      change (own.phone, own.task,
              "'operation':'create','data':{'title':'a','status':'done',"
              "'completed_at':'2027-01-09T14:30:00.000Z'}");
      change (own.phone, second,
              "'operation':'create','data':{'title':'a','status':'done',"
              "'completed_at':'2027-01-10T04:30:00.000Z'}");
      streak = list (&own, "user_streak");
      assert_at (streak, "deltas.0.data.current_streak", cases[i].current);
      assert_at (streak, "deltas.0.data.last_day", cases[i].last_day);
      tear_down (&own, NULL);
    }
}

static void
test_no_such_zone (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) zone = NULL;
  g_autoptr (GError) family = NULL;

  g_assert_false (dovetail_server_set_time_zone (f->world->server, "Home", "Europe/Atlantis", &zone));
  g_assert_nonnull (zone);
  g_assert_false (dovetail_server_set_time_zone (f->world->server, "Nobody", "UTC", &family));
  g_assert_nonnull (family);
}

/* A clock that is ahead does not bring tomorrow's day today. */
static void
test_clock_ahead (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) streak = NULL;

  change (
      f->phone, f->task,
      "'operation':'create','data':{'title':'a','status':'done','completed_at':'2099-01-01T00:00:00.000Z'}");
  streak = list (f, "user_streak");
  assert_at (streak, "deltas.0.data.last_day", "2027-01-15");
}

static void
test_forging (Fixture *f, gconstpointer data)
{
  static const char *const types[] = { "points_ledger", "user_streak", "badge" };
  static const char *const operations[]
      = { "'operation':'create','data':{'user_id':'u','delta':5,'code':'points_1000','current_streak':9,"
          "'longest_streak':9}",
          "'operation':'update','version':1,'data':{'delta':500,'longest_streak':9}",
          "'operation':'delete','version':1" };

  change (f->phone, f->task, "'operation':'create','data':{'title':'a','points':5,'status':'done'}");
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (Answer) before = list (f, types[i]);
      g_autofree char *theirs = string_at (before, "deltas.0.entity_id");
      g_autofree char *unchanged = at (before, "deltas");

      for (gsize j = 0; j < G_N_ELEMENTS (operations); j++)
        {
          g_autoptr (Answer) forged
              = push_one (f->phone, "client_wins", types[i], theirs, "%s", operations[j]);
          g_autoptr (Answer) after = list (f, types[i]);

          assert_at (forged, "results.0.error.code", "forbidden_entity");
          assert_at (after, "deltas", unchanged);
        }
    }
}

/* Times in the order they come, in Berlin, whose clocks change in March and October. */
static void
test_days (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *what;
    const char *times[4];
    gint64 current, longest;
  } cases[] = {
    { "nothing", { NULL }, 0, 0 },
    { "before and after midnight", { "2027-01-09T22:59:59Z", "2027-01-09T23:00:00Z" }, 2, 2 },
    { "within one day", { "2027-01-09T23:00:00Z", "2027-01-10T22:59:59Z" }, 1, 1 },
    { "over the short day of March",
      { "2027-03-27T22:30:00Z", "2027-03-27T23:30:00Z", "2027-03-28T22:30:00Z" },
      3,
      3 },
    { "over the long day of October",
      { "2027-10-30T21:30:00Z", "2027-10-30T22:30:00Z", "2027-10-31T22:59:00Z", "2027-10-31T23:00:00Z" },
      3,
      3 },
    { "before 1970", { "1969-12-30T12:00:00Z", "1969-12-31T12:00:00Z", "1970-01-01T12:00:00Z" }, 3, 3 },
  };
  g_autoptr (GTimeZone) berlin = g_time_zone_new_identifier ("Europe/Berlin");

  g_assert_nonnull (berlin);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DovetailStreak streak = { .zone = berlin };

      g_test_message ("%s", cases[i].what);
      for (gsize j = 0; j < G_N_ELEMENTS (cases[i].times) && cases[i].times[j] != NULL; j++)
        {
          g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (cases[i].times[j], NULL);

          dovetail_streak_add (&streak, g_date_time_to_unix (time) * 1000);
        }
      g_assert_cmpint (streak.current, ==, cases[i].current);
      g_assert_cmpint (streak.longest, ==, cases[i].longest);
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
    { "a completed task gives an entry", test_entry },
    { "histories of a task", test_histories },
    { "what was imported earns nothing", test_imported },
    { "two devices complete it", test_two_devices },
    { "whose points go", test_whose_points },
    { "the log outlives tombstones", test_after_cleanup },
    { "what comes again as open is taken back", test_reopened_after_cleanup },
    { "an atomic push that fails gives nothing", test_atomic },
    { "they come down", test_way_down },
    { "answers to conflicts", test_resolution },
    { "badges", test_badges },
    { "a badge stays", test_badge_stays },
    { "streaks", test_streaks },
    { "a badge for a streak", test_streak_badge },
    { "the family's time zone", test_time_zone },
    { "zones there are not", test_no_such_zone },
    { "a clock that is ahead", test_clock_ahead },
    { "clients cannot forge them", test_forging },
    { "days in a row", test_days },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/server/rewards/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].func, tear_down);
    }
  return g_test_run ();
}
