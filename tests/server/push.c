/* SPDX-License-Identifier: GPL-3.0-or-later */

/* POST /sync/push: versions, idempotence, refusals, atomic requests, limits. */

#include <string.h>

#include "world.h"

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
  fixture->phone = device_new (fixture->world, "anna", "phone");
  fixture->tablet = device_new (fixture->world, "anna", "tablet");
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
test_versions (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) create = push_one (f->phone, "manual_resolution", "task", f->task,
                                        "'operation':'create','data':{'title':'Milk'}");
  g_autoptr (Answer) update = push_one (f->phone, "manual_resolution", "task", f->task,
                                        "'operation':'update','version':1,'data':{'notes':'two'}");
  g_autoptr (Answer) same = push_one (f->phone, "manual_resolution", "task", f->task,
                                      "'operation':'update','version':2,'data':{'notes':'two'}");
  g_autoptr (Answer) remove = push_one (f->phone, "manual_resolution", "task", f->task,
                                        "'operation':'update','version':2,'data':{'notes':null}");
  g_autoptr (Answer) delete
      = push_one (f->phone, "manual_resolution", "task", f->task, "'operation':'delete','version':3");
  g_autoptr (Answer) again
      = push_one (f->phone, "manual_resolution", "task", f->task, "'operation':'delete','version':3");
  g_autofree char *etag = string_at (create, "results.0.etag");

  g_assert_cmpuint (create->status, ==, 200);
  assert_at (create, "results.0.status", "applied");
  assert_at (create, "results.0.version", "1");
  assert_at (create, "success", "true");
  assert_at (create, "applied_count", "1");
  g_assert_true (g_str_has_prefix (etag, "\"1-"));
  assert_at (update, "results.0.version", "2");
  assert_at (same, "results.0.status", "applied");
  assert_at (same, "results.0.version", "2");
  assert_at (remove, "results.0.version", "3");
  assert_at (delete, "results.0.status", "applied");
  assert_at (delete, "results.0.version", "4");
  assert_at (delete, "results.0.deleted", "true");
  assert_at (again, "results.0.status", "applied");
  assert_at (again, "results.0.version", "4");
}

static void
test_etag_stands_for_version (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) create = push_one (f->phone, "manual_resolution", "task", f->task,
                                        "'operation':'create','data':{'title':'Milk'}");
  g_autofree char *etag = string_at (create, "results.0.etag");
  g_autofree char *body = g_strdup_printf (
      "{\"client_id\":\"phone\",\"deltas\":[{\"mutation_id\":\"m\",\"entity_type\":\"task\","
      "\"entity_id\":\"%s\",\"operation\":\"update\",\"etag\":\"\\\"%.*s\\\"\",\"data\":{\"notes\":"
      "\"x\"},\"timestamp\":\"2027-01-15T08:00:00.000Z\"}]}",
      f->task, (int) strlen (etag) - 2, etag + 1);
  g_autofree char *authorization = g_strconcat ("Bearer ", f->phone->access_token, NULL);
  g_autoptr (Answer) update = send_raw (f->world, "POST", "/sync/push", NULL, authorization, body, -1);

  assert_at (update, "results.0.status", "applied");
  assert_at (update, "results.0.version", "2");
}

static Answer *
push_text (Device *device, const char *mutation_id, const char *task, const char *rest)
{
  return post (device, device->world, "/sync/push",
               "{'client_id':'%s','deltas':[{'mutation_id':'%s','entity_type':'task','entity_id':'%s',%s,"
               "'timestamp':'2027-01-15T08:00:00.000Z'}]}",
               device->client_id, mutation_id, task, rest);
}

static void
test_repeats (Fixture *f, gconstpointer data)
{
  const char *create = "'operation':'create','data':{'title':'Milk'}";
  g_autoptr (Answer) first = push_text (f->phone, "m1", f->task, create);
  g_autoptr (Answer) edit
      = push_text (f->phone, "m2", f->task, "'operation':'update','version':1,'data':{'title':'B'}");
  g_autoptr (Answer) repeat = push_text (f->phone, "m1", f->task, create);
  g_autoptr (Answer) reused
      = push_text (f->phone, "m1", f->task, "'operation':'create','data':{'title':'Other'}");
  g_autoptr (Answer) elsewhere = push_text (f->tablet, "m1", f->task, "'operation':'delete','version':2");
  g_autofree char *before = string_at (first, "results.0.etag");
  g_autofree char *after = string_at (repeat, "results.0.etag");

  assert_at (edit, "results.0.version", "2");
  assert_at (repeat, "results.0.status", "applied");
  assert_at (repeat, "results.0.version", "1");
  g_assert_cmpstr (before, ==, after);
  assert_at (reused, "results.0.status", "rejected");
  assert_at (reused, "results.0.error.code", "mutation_reused");
  assert_at (elsewhere, "results.0.version", "3");
}

/* A full walk lists no tombstones: a device that walked since must not take the record back from the answer.
 */
static void
test_repeat_after_deletion (Fixture *f, gconstpointer data)
{
  const char *create = "'operation':'create','data':{'title':'Milk'}";
  g_autoptr (Answer) first = push_text (f->phone, "m1", f->task, create);
  g_autoptr (Answer) deleted = push_text (f->tablet, "m2", f->task, "'operation':'delete','version':1");
  g_autoptr (Answer) repeat = push_text (f->phone, "m1", f->task, create);
  g_autofree char *tombstone = string_at (deleted, "results.0.etag");
  g_autofree char *etag = string_at (repeat, "results.0.etag");

  assert_at (first, "results.0.status", "applied");
  assert_at (deleted, "results.0.version", "2");
  assert_at (repeat, "results.0.status", "merged");
  assert_at (repeat, "results.0.deleted", "true");
  assert_at (repeat, "results.0.version", "2");
  g_assert_cmpstr (etag, ==, tombstone);
}

static void
test_repeated_conflict (Fixture *f, gconstpointer data)
{
  const char *late = "'operation':'update','version':1,'data':{'title':'Mine','notes':'n'}";
  g_autoptr (Answer) create
      = push_text (f->phone, "m1", f->task, "'operation':'create','data':{'title':'Milk'}");
  g_autoptr (Answer) theirs
      = push_text (f->tablet, "m2", f->task, "'operation':'update','version':1,'data':{'title':'Theirs'}");
  g_autofree char *body
      = g_strdup_printf ("{'client_id':'phone','policy':'manual_resolution','deltas':[{'mutation_id':'m3',"
                         "'entity_type':'task','entity_id':'%s',%s,'timestamp':'2027-01-15T08:00:00.000Z'}]}",
                         f->task, late);
  g_autoptr (Answer) first = post (f->phone, f->world, "/sync/push", "%s", body);
  g_autoptr (Answer) repeat = post (f->phone, f->world, "/sync/push", "%s", body);
  g_autofree char *result = at (first, "results.0");

  g_assert_cmpuint (create->status + theirs->status, ==, 400);
  assert_at (first, "results.0.status", "conflict");
  assert_at (repeat, "results.0", result);
  g_assert_cmpint (int_at (first, "conflicts_rev"), >, 0);
  g_assert_cmpint (int_at (repeat, "conflicts_rev"), ==, int_at (first, "conflicts_rev"));
}

static void
test_rejections (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *change; /* behind mutation_id */
    const char *code;
  } cases[] = {
    { "'entity_type':'task','entity_id':'ID','operation':'create','data':{'title':7}", "invalid_field" },
    { "'entity_type':'task','entity_id':'ID','operation':'create','data':{}", "invalid_field" },
    { "'entity_type':'task','entity_id':'ID','operation':'create','data':{'title':'a','status':'maybe'}",
      "invalid_field" },
    { "'entity_type':'task','entity_id':'not-a-uuid','operation':'create','data':{'title':'a'}",
      "invalid_field" },
    { "'entity_type':'task','entity_id':'ID','operation':'explode','data':{'title':'a'}", "invalid_field" },
    { "'entity_type':'dragon','entity_id':'ID','operation':'create','data':{'title':'a'}", "unknown_entity" },
    { "'entity_type':'badge','entity_id':'ID','operation':'create','data':{'code':'x'}", "forbidden_entity" },
    { "'entity_type':'points_ledger','entity_id':'ID','operation':'create','data':{'user_id':'u','delta':1}",
      "forbidden_entity" },
    { "'entity_type':'user_streak','entity_id':'ID','operation':'delete','version':1", "forbidden_entity" },
    { "'entity_type':'task','entity_id':'ID','operation':'update','version':1,'data':{'title':'a'}",
      "unknown_record" },
    { "'entity_type':'task','entity_id':'ID','operation':'update','data':{'title':'a'}", "invalid_field" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) parts = g_strsplit (cases[i].change, "ID", 2);
      g_autofree char *id = world_new_id (f->world);
      g_autofree char *change = g_strjoinv (id, parts);
      g_autofree char *good = world_new_id (f->world);
      g_autoptr (Answer) answer = post (
          f->phone, f->world, "/sync/push",
          "{'client_id':'phone','deltas':[{'mutation_id':'a%" G_GSIZE_FORMAT "',%s,'timestamp':"
          "'2027-01-15T08:00:00.000Z'},{'mutation_id':'b%" G_GSIZE_FORMAT
          "','entity_type':'task','entity_id':'%s',"
          "'operation':'create','data':{'title':'neighbour'},'timestamp':'2027-01-15T08:00:00.000Z'}]}",
          i, change, i, good);

      g_test_message ("%s", cases[i].change);
      g_assert_cmpuint (answer->status, ==, 200);
      assert_at (answer, "results.0.status", "rejected");
      assert_at (answer, "results.0.error.code", cases[i].code);
      assert_at (answer, "results.1.status", "applied");
      assert_at (answer, "success", "false");
      assert_at (answer, "error_count", "1");
    }
}

static void
test_ahead_of_the_server (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) create = push_one (f->phone, "manual_resolution", "task", f->task,
                                        "'operation':'create','data':{'title':'Milk'}");
  g_autoptr (Answer) update = push_one (f->phone, "manual_resolution", "task", f->task,
                                        "'operation':'update','version':5,'data':{'title':'x'}");
  g_autoptr (Answer) delete
      = push_one (f->phone, "manual_resolution", "task", f->task, "'operation':'delete','version':5");
  g_autofree char *unknown = world_new_id (f->world);
  g_autoptr (Answer) gone
      = push_one (f->phone, "manual_resolution", "task", unknown, "'operation':'delete','version':5");

  assert_at (create, "results.0.version", "1");
  assert_at (update, "results.0.error.code", "unknown_record");
  assert_at (delete, "results.0.error.code", "unknown_record");
  assert_at (gone, "results.0.status", "applied");
  assert_at (gone, "results.0.deleted", "true");
}

static void
test_rejected_may_come_again (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) early
      = push_text (f->phone, "m1", f->task, "'operation':'update','version':1,'data':{'title':'x'}");
  g_autoptr (Answer) create
      = push_text (f->tablet, "m1", f->task, "'operation':'create','data':{'title':'Milk'}");
  g_autoptr (Answer) retry
      = push_text (f->phone, "m1", f->task, "'operation':'update','version':1,'data':{'title':'x'}");

  assert_at (early, "results.0.status", "rejected");
  assert_at (create, "results.0.status", "applied");
  assert_at (retry, "results.0.status", "applied");
}

static void
test_atomic (Fixture *f, gconstpointer data)
{
  g_autofree char *other = world_new_id (f->world);
  g_autofree char *changes
      = g_strdup_printf ("[{'mutation_id':'m1','entity_type':'task','entity_id':'%s','operation':'create',"
                         "'data':{'title':'Milk'},'timestamp':'2027-01-15T08:00:00.000Z'},"
                         "{'mutation_id':'m2','entity_type':'task','entity_id':'%s','operation':'create',"
                         "'data':{'title':5},'timestamp':'2027-01-15T08:00:00.000Z'}]",
                         f->task, other);
  g_autoptr (Answer) refused
      = post (f->phone, f->world, "/sync/push", "{'client_id':'phone','atomic':true,'deltas':%s}", changes);
  g_autoptr (Answer) pull = post (f->phone, f->world, "/sync/pull", "{'client_id':'phone'}");
  g_autoptr (Answer) alone
      = post (f->phone, f->world, "/sync/push", "{'client_id':'phone','deltas':%s}", changes);

  assert_at (refused, "results.0.status", "rejected");
  assert_at (refused, "results.0.error.code", "rolled_back");
  assert_at (refused, "results.0.mutation_id", "m1");
  assert_at (refused, "results.1.error.code", "invalid_field");
  assert_at (refused, "applied_count", "0");
  assert_at (refused, "error_count", "2");
  assert_at (pull, "deltas", "[]");
  assert_at (alone, "results.0.status", "applied");
}

static void
test_atomic_conflict (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) create = push_one (f->phone, "manual_resolution", "task", f->task,
                                        "'operation':'create','data':{'title':'Milk'}");
  g_autoptr (Answer) theirs = push_one (f->tablet, "manual_resolution", "task", f->task,
                                        "'operation':'update','version':1,'data':{'title':'Theirs'}");
  g_autofree char *other = world_new_id (f->world);
  g_autoptr (Answer) answer = post (
      f->phone, f->world, "/sync/push",
      "{'client_id':'phone','policy':'manual_resolution','atomic':true,'deltas':["
      "{'mutation_id':'m1','entity_type':'task','entity_id':'%s','operation':'update','version':1,"
      "'data':{'title':'Mine'},'timestamp':'2027-01-15T08:00:00.000Z'},"
      "{'mutation_id':'m2','entity_type':'task','entity_id':'%s','operation':'create','data':{'title':'n'},"
      "'timestamp':'2027-01-15T08:00:00.000Z'}]}",
      f->task, other);
  g_autoptr (Answer) conflicts = get (f->phone, "/sync/conflicts", NULL);

  g_assert_cmpuint (create->status + theirs->status, ==, 400);
  assert_at (answer, "results.0.error.code", "conflict");
  assert_at (answer, "results.1.error.code", "rolled_back");
  assert_at (conflicts, "conflicts", "[]");
}

static void
test_token_past_own_writes (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) start = post (f->phone, f->world, "/sync/pull", "{'client_id':'phone'}");
  g_autofree char *token = string_at (start, "next_sync_token");
  g_autofree char *other = world_new_id (f->world);
  g_autoptr (Answer) alone = post (
      f->phone, f->world, "/sync/push",
      "{'client_id':'phone','sync_token':'%s','deltas':[{'mutation_id':'m1','entity_type':'task',"
      "'entity_id':'%s','operation':'create','data':{'title':'a'},'timestamp':'2027-01-15T08:00:00.000Z'}]}",
      token, f->task);
  g_autofree char *next = string_at (alone, "sync_token");
  g_autoptr (Answer) pull
      = post (f->phone, f->world, "/sync/pull", "{'client_id':'phone','sync_token':'%s'}", next);
  g_autoptr (Answer) elsewhere
      = push_one (f->tablet, "manual_resolution", "task", other, "'operation':'create','data':{'title':'b'}");
  g_autoptr (Answer) between
      = post (f->phone, f->world, "/sync/push",
              "{'client_id':'phone','sync_token':'%s','deltas':[{'mutation_id':'m2','entity_type':'task',"
              "'entity_id':'%s','operation':'update','version':1,'data':{'title':'c'},"
              "'timestamp':'2027-01-15T08:00:00.000Z'}]}",
              next, f->task);

  assert_at (pull, "deltas", "[]");
  g_assert_cmpuint (elsewhere->status, ==, 200);
  assert_at (between, "results.0.status", "applied");
  assert_at (between, "sync_token", "-");
}

static void
test_wrong_device (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) answer = post (f->phone, f->world, "/sync/push", "{'client_id':'tablet','deltas':[]}");

  g_assert_cmpuint (answer->status, ==, 403);
  assert_at (answer, "code", "client_mismatch");
}

static void
test_limits (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) changes = g_string_new ("");
  g_autofree char *authorization = g_strconcat ("Bearer ", f->phone->access_token, NULL);
  g_autofree char *title = g_strnfill (1001, 'a');
  g_autofree char *large = g_strnfill (9 * 1024 * 1024, ' ');
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autoptr (Answer) many = NULL;
  g_autoptr (Answer) long_title = NULL;
  g_autoptr (Answer) large_body = NULL;
  g_autoptr (Answer) deep_body = NULL;

  for (guint i = 0; i < 501; i++)
    g_string_append_printf (
        changes,
        "%s{'mutation_id':'m%u','entity_type':'task','entity_id':'%s','operation':'delete',"
        "'version':1,'timestamp':'2027-01-15T08:00:00.000Z'}",
        i == 0 ? "" : ",", i, f->task);
  many = post (f->phone, f->world, "/sync/push", "{'client_id':'phone','deltas':[%s]}", changes->str);
  g_assert_cmpuint (many->status, ==, 413);
  assert_at (many, "code", "too_many_changes");

  long_title = push_one (f->phone, "manual_resolution", "task", f->task,
                         "'operation':'create','data':{'title':'%s'}", title);
  assert_at (long_title, "results.0.error.code", "invalid_field");

  large_body = send_raw (f->world, "POST", "/sync/push", NULL, authorization, large, -1);
  g_assert_cmpuint (large_body->status, ==, 413);
  deep_body = send_raw (f->world, "POST", "/sync/push", NULL, authorization, deep, -1);
  g_assert_cmpuint (deep_body->status, ==, 400);
}

static void
test_bodies_that_are_no_json (Fixture *f, gconstpointer data)
{
  static const char *const bodies[] = {
    "",
    "null",
    "[]",
    "{",
    "{} {}",
    "{\"client_id\":\"phone\",\"client_id\":\"tablet\",\"deltas\":[]}",
    "{\"client_id\":\"phone\",\"deltas\":[1e400]}",
    "{\"client_id\":\"phone\",\"deltas\":[9223372036854775808]}",
    "{\"client_id\":\"phone\\u0000\",\"deltas\":[]}",
    "{\"client_id\":\"\\ud800\",\"deltas\":[]}",
    "{/* a */\"client_id\":\"phone\",\"deltas\":[]}",
    "{\"client_id\":\"phone\xff\",\"deltas\":[]}",
    "{\"client_id\":\"phone\"}",
    "{\"client_id\":7,\"deltas\":[]}",
    "{\"client_id\":\"phone\",\"deltas\":{}}",
    "{\"client_id\":\"phone\",\"deltas\":[7]}",
    "{\"client_id\":\"phone\",\"policy\":\"coin_toss\",\"deltas\":[]}",
  };
  g_autofree char *authorization = g_strconcat ("Bearer ", f->phone->access_token, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (Answer) answer
          = send_raw (f->world, "POST", "/sync/push", NULL, authorization, bodies[i], -1);

      g_test_message ("body %" G_GSIZE_FORMAT, i);
      g_assert_cmpuint (answer->status, ==, 400);
    }
}

static void
test_unknown_fields_stay (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) create = push_one (f->phone, "manual_resolution", "task", f->task,
                                        "'operation':'create','data':{'title':'a','x_new':{'deep':[1,2]}}");
  g_autoptr (Answer) update = push_one (f->phone, "manual_resolution", "task", f->task,
                                        "'operation':'update','version':1,'data':{'notes':'n'}");
  g_autoptr (Answer) pull = post (f->phone, f->world, "/sync/pull", "{'client_id':'phone'}");

  g_assert_cmpuint (create->status + update->status, ==, 400);
  assert_at (pull, "deltas.0.data", "{'notes':'n','title':'a','x_new':{'deep':[1,2]}}");
  assert_at (pull, "deltas.0.schema_version", "1");
}

static void
test_future_times_are_clamped (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) create
      = push_one (f->phone, "manual_resolution", "task", f->task,
                  "'operation':'create','data':{'title':'a'},'timestamp':'2077-01-01T00:00:00.000Z'");
  g_autoptr (Answer) pull = post (f->phone, f->world, "/sync/pull", "{'client_id':'phone'}");

  g_assert_cmpuint (create->status, ==, 200);
  assert_at (pull, "deltas.0.timestamp", "2027-01-15T08:05:00.000Z");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "each accepted change raises the version by one, others do not", test_versions },
    { "an etag stands for a version", test_etag_stands_for_version },
    { "a repeated change gets its first answer", test_repeats },
    { "a repeated change of what was deleted since says so", test_repeat_after_deletion },
    { "a repeated conflict is the same conflict", test_repeated_conflict },
    { "one bad change harms no neighbour", test_rejections },
    { "what is ahead of the server is refused", test_ahead_of_the_server },
    { "a rejected change may come again", test_rejected_may_come_again },
    { "an atomic request is undone by one that does not fit", test_atomic },
    { "an atomic request is undone by a conflict", test_atomic_conflict },
    { "the token passes own writes and nothing else", test_token_past_own_writes },
    { "a request in another device's name is refused", test_wrong_device },
    { "limits are answered clearly", test_limits },
    { "bodies that are no strict JSON are refused whole", test_bodies_that_are_no_json },
    { "unknown fields stay", test_unknown_fields_stay },
    { "times from the future are clamped", test_future_times_are_clamped },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/server/push/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].func, tear_down);
    }
  return g_test_run ();
}
