/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Conflicts listed, answered, and opened again. */

#include "world.h"

typedef struct
{
  World *world;
  Device *phone;  /* anna's: made the late edit */
  Device *tablet; /* ben's */
  char *task;
  char *conflict;
} Fixture;

static void
push_fine (Device *device, const char *task, const char *rest)
{
  g_autoptr (Answer) answer = push_one (device, "manual_resolution", "task", task, "%s", rest);

  assert_at (answer, "results.0.status", "applied");
}

/* A task {title: T, priority: high, notes: n} at version 3, and an open conflict about its title with mine M.
 */
static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) late = NULL;

  f->world = world_new ();
  world_add_user (f->world, "anna", "Home", "owner");
  world_add_user (f->world, "ben", "Home", "member");
  f->phone = device_new (f->world, "anna", "phone");
  f->tablet = device_new (f->world, "ben", "tablet");
  f->task = world_new_id (f->world);
  push_fine (f->phone, f->task, "'operation':'create','data':{'title':'A','priority':'high'}");
  push_fine (f->tablet, f->task, "'operation':'update','version':1,'data':{'title':'T'}");
  late = push_one (f->phone, "manual_resolution", "task", f->task,
                   "'operation':'update','version':1,'data':{'title':'M','notes':'n'}");
  assert_at (late, "results.0.status", "conflict");
  assert_at (late, "results.0.version", "3");
  f->conflict = string_at (late, "results.0.conflict.conflict_id");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_free (f->task);
  g_free (f->conflict);
  device_free (f->phone);
  device_free (f->tablet);
  world_free (f->world);
}

static Answer *
resolve (Device *device, Fixture *f, const char *mutation_id, const char *rest)
{
  return post (device, f->world, "/sync/resolve-conflict",
               "{'client_id':'%s','mutation_id':'%s','conflict_id':'%s',%s}", device->client_id, mutation_id,
               f->conflict, rest);
}

static void
test_listing (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) open = get (f->tablet, "/sync/conflicts", NULL);
  g_autoptr (Answer) closed = get (f->tablet, "/sync/conflicts", "state=closed");
  g_autoptr (Answer) wrong = get (f->tablet, "/sync/conflicts", "state=ajar");
  g_autoptr (Answer) cursor = get (f->tablet, "/sync/conflicts", "cursor=x");

  assert_at (open, "conflicts.#", "1");
  assert_at (open, "conflicts.0.fields", "['title']");
  assert_at (open, "conflicts.0.base", "{'priority':'high','title':'A'}");
  assert_at (open, "conflicts.0.client_data", "{'notes':'n','priority':'high','title':'M'}");
  assert_at (open, "conflicts.0.server_data", "{'notes':'n','priority':'high','title':'T'}");
  assert_at (open, "conflicts.0.client_version", "1");
  assert_at (open, "conflicts.0.server_version", "3");
  assert_at (open, "conflicts.0.client_user", "anna");
  assert_at (open, "conflicts.0.client_device", "phone of anna");
  assert_at (open, "conflicts.0.server_user", "ben");
  assert_at (open, "conflicts.0.server_device", "tablet of ben");
  g_assert_cmpint (int_at (open, "conflicts_rev"), >, 0);
  assert_at (closed, "conflicts.#", "0");
  g_assert_cmpuint (wrong->status, ==, 400);
  g_assert_cmpuint (cursor->status, ==, 400);
}

static void
test_pages (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) first = NULL;
  g_autoptr (Answer) second = NULL;
  g_autofree char *cursor = NULL;
  g_autofree char *query = NULL;

  for (guint i = 0; i < 120; i++)
    {
      g_autofree char *task = world_new_id (f->world);
      g_autoptr (Answer) clash = NULL;

      f->world->now++;
      push_fine (f->phone, task, "'operation':'create','data':{'title':'A'}");
      clash = push_one (f->tablet, "manual_resolution", "task", task,
                        "'operation':'create','data':{'title':'B'}");
      assert_at (clash, "results.0.status", "conflict");
    }
  first = get (f->phone, "/sync/conflicts", NULL);
  assert_at (first, "conflicts.#", "100");
  cursor = string_at (first, "next_cursor");
  query = g_strconcat ("state=open&cursor=", cursor, NULL);
  second = get (f->phone, "/sync/conflicts", query);
  assert_at (second, "conflicts.#", "21");
  assert_at (second, "next_cursor", "-");
}

/* Reads the history page by page; at the second page something happens to the conflict that is the cursor. */
static GHashTable *
read_history (Fixture *f, gboolean disturb, guint *n_pages)
{
  GHashTable *seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *cursor = NULL;

  for (*n_pages = 0; *n_pages == 0 || cursor != NULL;)
    {
      g_autofree char *query
          = cursor == NULL ? g_strdup ("state=closed") : g_strconcat ("state=closed&cursor=", cursor, NULL);
      g_autoptr (Answer) page = get (f->phone, "/sync/conflicts", query);
      g_autofree char *count = at (page, "conflicts.#");
      g_autofree char *next = at (page, "next_cursor");

      for (guint i = 0; i < g_ascii_strtoull (count, NULL, 10); i++)
        {
          g_autofree char *path = g_strdup_printf ("conflicts.%u.conflict_id", i);

          g_hash_table_add (seen, string_at (page, path));
        }
      g_clear_pointer (&cursor, g_free);
      if (!g_str_equal (next, "-"))
        cursor = g_strdup (next);
      if (++*n_pages == 1 && disturb)
        {
          g_autoptr (Answer) moved = NULL;

          g_free (f->conflict);
          f->conflict = g_strdup (cursor);
          moved = resolve (f->tablet, f, "again", "'resolution_strategy':'reopen','version':0");
          g_assert_cmpuint (moved->status, ==, 200);
        }
    }
  return seen;
}

/* 250 things that a policy decided: newest first, in three pages, each once; and where the one that is the
 * cursor moves meanwhile, none is passed over. */
static void
test_history_pages (Fixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) quiet = NULL;
  g_autoptr (GHashTable) disturbed = NULL;
  guint n_pages;

  for (guint i = 0; i < 250; i++)
    {
      g_autofree char *task = world_new_id (f->world);
      g_autoptr (Answer) clash = NULL;

      f->world->now++;
      push_fine (f->phone, task, "'operation':'create','data':{'title':'A'}");
      clash = push_one (f->tablet, "server_wins", "task", task, "'operation':'create','data':{'title':'B'}");
      assert_at (clash, "results.0.status", "merged");
    }
  quiet = read_history (f, FALSE, &n_pages);
  g_assert_cmpuint (g_hash_table_size (quiet), ==, 250);
  g_assert_cmpuint (n_pages, ==, 3);
  disturbed = read_history (f, TRUE, &n_pages);
  g_assert_cmpuint (g_hash_table_size (disturbed), ==, 250);
}

typedef struct
{
  const char *name;
  const char *answer;
  const char *version;
  const char *stored;
  const char *resolved;
} Answering;

static const Answering answerings[] = {
  { "mine", "'resolution_strategy':'client_wins','version':3", "4",
    "{'notes':'n','priority':'high','title':'M'}", "{'title':'M'}" },
  { "theirs", "'resolution_strategy':'server_wins','version':3", "3",
    "{'notes':'n','priority':'high','title':'T'}", "{'title':'T'}" },
  { "both", "'resolution_strategy':'both','version':3", "3", "{'notes':'n','priority':'high','title':'T'}",
    "{'title':'T'}" },
  { "by hand",
    "'resolution_strategy':'user_merge','resolved_data':{'title':'MT','priority':null},'version':3", "4",
    "{'notes':'n','title':'MT'}", "{'priority':null,'title':'MT'}" },
};

static void
test_answer_and_undo (gconstpointer data)
{
  const Answering *answering = data;
  Fixture f;
  g_autoptr (Answer) answer = NULL;
  g_autoptr (Answer) open = NULL;
  g_autoptr (Answer) undone = NULL;
  g_autoptr (Answer) reopened = NULL;

  set_up (&f, NULL);
  answer = resolve (f.phone, &f, "r1", answering->answer);
  g_assert_cmpuint (answer->status, ==, 200);
  assert_at (answer, "record.version", answering->version);
  assert_at (answer, "record.data", answering->stored);
  assert_at (answer, "conflict.state", "closed");
  assert_at (answer, "conflict.resolved_data", answering->resolved);
  open = get (f.tablet, "/sync/conflicts", NULL);
  assert_at (open, "conflicts.#", "0");

  undone = resolve (f.phone, &f, "r2", "'resolution_strategy':'reopen','version':0");
  g_assert_cmpuint (undone->status, ==, 200);
  assert_at (undone, "record.data", "{'notes':'n','priority':'high','title':'T'}");
  assert_at (undone, "conflict.state", "open");
  assert_at (undone, "conflict.client_data", "{'notes':'n','priority':'high','title':'M'}");
  assert_at (undone, "conflict.resolution", "-");
  reopened = get (f.tablet, "/sync/conflicts", NULL);
  assert_at (reopened, "conflicts.#", "1");
  tear_down (&f, NULL);
}

static void
test_repeated_answer (Fixture *f, gconstpointer data)
{
  const char *mine = "'resolution_strategy':'client_wins','version':3";
  g_autoptr (Answer) first = resolve (f->phone, f, "r1", mine);
  g_autoptr (Answer) repeat = resolve (f->phone, f, "r1", mine);
  g_autoptr (Answer) reused = resolve (f->phone, f, "r1", "'resolution_strategy':'server_wins','version':3");

  assert_at (first, "record.version", "4");
  g_assert_cmpuint (repeat->status, ==, 200);
  assert_at (repeat, "record.version", "4");
  g_assert_cmpuint (reused->status, ==, 422);
  assert_at (reused, "code", "mutation_reused");
}

static void
test_answer_elsewhere (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) first = resolve (f->tablet, f, "r1", "'resolution_strategy':'server_wins','version':3");
  g_autoptr (Answer) late = resolve (f->phone, f, "r2", "'resolution_strategy':'client_wins','version':3");

  g_assert_cmpuint (first->status, ==, 200);
  g_assert_cmpuint (late->status, ==, 409);
  assert_at (late, "code", "conflict_closed");
  assert_at (late, "conflict.state", "closed");
  assert_at (late, "record.data.title", "T");
}

static void
test_other_fields_moved (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) answer = NULL;

  push_fine (f->tablet, f->task, "'operation':'update','version':3,'data':{'priority':'low'}");
  answer = resolve (f->phone, f, "r1", "'resolution_strategy':'client_wins','version':3");
  g_assert_cmpuint (answer->status, ==, 200);
  assert_at (answer, "record.version", "5");
  assert_at (answer, "record.data", "{'notes':'n','priority':'low','title':'M'}");
}

static void
test_field_moved (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) answer = NULL;
  g_autoptr (Answer) again = NULL;

  push_fine (f->tablet, f->task, "'operation':'update','version':3,'data':{'title':'T2'}");
  answer = resolve (f->phone, f, "r1", "'resolution_strategy':'client_wins','version':3");
  g_assert_cmpuint (answer->status, ==, 409);
  assert_at (answer, "code", "record_moved");
  assert_at (answer, "status", "409");
  assert_at (answer, "record.version", "4");
  assert_at (answer, "conflict.server_data.title", "T2");
  assert_at (answer, "conflict.server_version", "4");
  again = resolve (f->phone, f, "r1", "'resolution_strategy':'client_wins','version':4");
  g_assert_cmpuint (again->status, ==, 200);
  assert_at (again, "record.data.title", "M");
}

/* The answer to the device was lost, and it asks again: nothing is news to the others that was not. */
static void
test_field_moved_asked_again (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) first = NULL;
  g_autoptr (Answer) again = NULL;

  push_fine (f->tablet, f->task, "'operation':'update','version':3,'data':{'title':'T2'}");
  first = resolve (f->phone, f, "r1", "'resolution_strategy':'client_wins','version':3");
  g_assert_cmpuint (first->status, ==, 409);
  again = resolve (f->phone, f, "r1", "'resolution_strategy':'client_wins','version':3");
  g_assert_cmpuint (again->status, ==, 409);
  assert_at (again, "conflict.server_data.title", "T2");
  g_assert_cmpint (int_at (again, "conflicts_rev"), ==, int_at (first, "conflicts_rev"));
}

static void
test_reopen_after_further_edits (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) answer = resolve (
      f->phone, f, "r1",
      "'resolution_strategy':'user_merge','resolved_data':{'title':'MT','priority':'low'},'version':3");
  g_autoptr (Answer) undone = NULL;

  assert_at (answer, "record.version", "4");
  push_fine (f->tablet, f->task, "'operation':'update','version':4,'data':{'title':'Later'}");
  undone = resolve (f->phone, f, "r2", "'resolution_strategy':'reopen','version':5");
  assert_at (undone, "record.data", "{'notes':'n','priority':'high','title':'Later'}");
  assert_at (undone, "conflict.server_data.title", "Later");
  assert_at (undone, "conflict.client_data.title", "M");
}

/* The tablet takes back an answer; the phone takes it back too, answers anew by hand, and only then the
 * tablet's word arrives: it never saw that answer. */
static void
test_stale_reopen (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) first = resolve (f->phone, f, "r1", "'resolution_strategy':'client_wins','version':3");
  g_autoptr (Answer) undone = NULL;
  g_autoptr (Answer) anew = NULL;
  g_autoptr (Answer) stale = NULL;
  g_autoptr (Answer) seen = NULL;

  assert_at (first, "conflict.resolved_version", "4");
  undone = resolve (f->phone, f, "r2", "'resolution_strategy':'reopen','version':4");
  g_assert_cmpuint (undone->status, ==, 200);
  assert_at (undone, "conflict.resolved_version", "-");
  anew = resolve (f->phone, f, "r3",
                  "'resolution_strategy':'user_merge','resolved_data':{'title':'By hand'},'version':5");
  assert_at (anew, "conflict.resolved_version", "6");
  stale = resolve (f->tablet, f, "t1", "'resolution_strategy':'reopen','version':4");
  g_assert_cmpuint (stale->status, ==, 409);
  assert_at (stale, "code", "conflict_moved");
  assert_at (stale, "record.data.title", "By hand");
  assert_at (stale, "conflict.state", "closed");
  assert_at (stale, "conflict.resolution", "user_merge");
  seen = resolve (f->tablet, f, "t2", "'resolution_strategy':'reopen','version':6");
  g_assert_cmpuint (seen->status, ==, 200);
  assert_at (seen, "record.data.title", "T");
}

/* What a person put together is in the history when it is taken back, and so are theirs when what the field
 * holds by now takes their place. */
static void
test_reopen_keeps_all (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) answer
      = resolve (f->phone, f, "r1",
                 "'resolution_strategy':'user_merge','resolved_data':{'title':'By hand'},'version':3");
  g_autoptr (Answer) undone = NULL;
  g_autoptr (Answer) history = NULL;

  g_assert_cmpuint (answer->status, ==, 200);
  push_fine (f->tablet, f->task, "'operation':'update','version':4,'data':{'title':'Later'}");
  undone = resolve (f->phone, f, "r2", "'resolution_strategy':'reopen','version':5");
  assert_at (undone, "conflict.server_data.title", "Later");
  history = get (f->tablet, "/sync/conflicts", "state=closed");
  assert_at (history, "conflicts.#", "2");
  assert_at (history, "conflicts.0.server_data.title", "T");
  assert_at (history, "conflicts.0.client_data.title", "Later");
  assert_at (history, "conflicts.0.client_user", "ben");
  assert_at (history, "conflicts.0.by_rule", "true");
  assert_at (history, "conflicts.1.client_data.title", "By hand");
  assert_at (history, "conflicts.1.server_data.title", "Later");
}

static void
test_policy_can_be_undone (Fixture *f, gconstpointer data)
{
  g_autofree char *task = world_new_id (f->world);
  g_autoptr (Answer) late = NULL;
  g_autoptr (Answer) closed = NULL;
  g_autoptr (Answer) undone = NULL;

  push_fine (f->phone, task, "'operation':'create','data':{'title':'A'}");
  push_fine (f->tablet, task, "'operation':'update','version':1,'data':{'title':'T'}");
  late = push_one (f->phone, "client_wins", "task", task,
                   "'operation':'update','version':1,'data':{'title':'M'}");
  assert_at (late, "results.0.status", "applied");
  closed = get (f->tablet, "/sync/conflicts", "state=closed");
  assert_at (closed, "conflicts.0.server_data", "{'title':'T'}");
  g_free (f->conflict);
  f->conflict = string_at (closed, "conflicts.0.conflict_id");
  undone = resolve (f->tablet, f, "r1", "'resolution_strategy':'reopen','version':3");
  assert_at (undone, "record.data", "{'title':'T'}");
  assert_at (undone, "record.version", "4");
  assert_at (undone, "conflict.state", "open");
}

static void
test_delete_closes (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) open = NULL;
  g_autoptr (Answer) closed = NULL;
  g_autoptr (Answer) reopen = NULL;

  push_fine (f->tablet, f->task, "'operation':'delete','version':3");
  open = get (f->phone, "/sync/conflicts", NULL);
  assert_at (open, "conflicts.#", "0");
  closed = get (f->phone, "/sync/conflicts", "state=closed");
  assert_at (closed, "conflicts.0.resolution", "delete_wins");
  assert_at (closed, "conflicts.0.client_data.title", "M");
  reopen = resolve (f->phone, f, "r1", "'resolution_strategy':'reopen','version':4");
  g_assert_cmpuint (reopen->status, ==, 409);
}

/* It lies beside what took its place, which somebody else wrote than what was asked about; and comes twice. */
static void
test_answer_to_what_moved (Fixture *f, gconstpointer data)
{
  static const char *const by_hand
      = "'resolution_strategy':'user_merge','resolved_data':{'title':'By hand'},'version':3";

  push_fine (f->phone, f->task, "'operation':'update','version':3,'data':{'title':'T2'}");
  for (guint times = 0; times < 2; times++)
    {
      g_autoptr (Answer) late = resolve (f->phone, f, "r1", by_hand);
      g_autoptr (Answer) history = get (f->phone, "/sync/conflicts", "state=closed");

      g_assert_cmpuint (late->status, ==, 409);
      assert_at (history, "conflicts.#", "1");
      assert_at (history, "conflicts.0.client_data.title", "By hand");
      assert_at (history, "conflicts.0.server_data.title", "T2");
      assert_at (history, "conflicts.0.server_client_id", f->phone->client_id);
      assert_at (history, "conflicts.0.server_user", "anna");
    }
}

/* The task was deleted, and the server has forgotten even that: what somebody put together by hand meanwhile
 * is in the history all the same, and its restoring brings the task back. */
static void
test_answer_to_what_is_gone (Fixture *f, gconstpointer data)
{
  static const char *const by_hand
      = "'resolution_strategy':'user_merge','resolved_data':{'title':'By hand'},'version':3";
  g_autoptr (Answer) tombstone = NULL;
  g_autoptr (Answer) gone = NULL;
  g_autoptr (Answer) again = NULL;
  g_autoptr (Answer) history = NULL;
  gint64 removed = 0;

  push_fine (f->tablet, f->task, "'operation':'delete','version':3");
  tombstone = resolve (f->tablet, f, "t1", by_hand);
  g_assert_cmpuint (tombstone->status, ==, 409);
  f->world->now += 1000;
  g_assert_true (dovetail_server_clean_up (f->world->server, 0, &removed, NULL));
  g_assert_cmpint (removed, ==, 1);
  gone = resolve (f->phone, f, "r1", by_hand);
  again = resolve (f->phone, f, "r1", by_hand);
  g_assert_cmpuint (gone->status, ==, 404);
  g_assert_cmpuint (again->status, ==, 404);
  history = get (f->phone, "/sync/conflicts", "state=closed");
  assert_at (history, "conflicts.#", "3");
  for (guint i = 0; i < 2; i++)
    {
      static const char *const members[][2] = { { "client_data.title", "By hand" },
                                                { "cause", "delete_wins" },
                                                { "resolution", "delete_wins" },
                                                { "deleted.theirs", "true" } };

      for (gsize m = 0; m < G_N_ELEMENTS (members); m++)
        {
          g_autofree char *path = g_strdup_printf ("conflicts.%u.%s", i, members[m][0]);

          assert_at (history, path, members[m][1]);
        }
    }
}

/* What lost against a deletion is no question that can be asked again. */
static void
test_reopening_a_deletion (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) gone
      = push_one (f->tablet, "manual_resolution", "task", f->task, "'operation':'delete','version':3");
  g_autoptr (Answer) late = push_one (f->phone, "manual_resolution", "task", f->task,
                                      "'operation':'update','version':1,'data':{'title':'late'}");
  g_autofree char *lost = string_at (late, "results.0.conflict.conflict_id");
  g_autoptr (Answer) reopen = post (
      f->phone, f->world, "/sync/resolve-conflict",
      "{'client_id':'phone','mutation_id':'r','conflict_id':'%s','resolution_strategy':'reopen','version':3}",
      lost);

  assert_at (late, "results.0.conflict.cause", "delete_wins");
  g_assert_cmpuint (reopen->status, ==, 422);
  assert_at (reopen, "code", "restore_with_create");
}

/* The answer is news to whoever stood before it, so the token leads there still; one that does not do is no
 * reason to refuse an answer. */
static void
test_tokens (Fixture *f, gconstpointer data)
{
  static const char mine[] = "'resolution_strategy':'client_wins','version':3,'sync_token':'%s'";
  g_autoptr (Answer) walk = post (f->phone, f->world, "/sync/pull", "{'client_id':'phone'}");
  g_autofree char *token = string_at (walk, "next_sync_token");
  g_autofree char *with_token = g_strdup_printf (mine, token);
  g_autofree char *with_garbage = g_strdup_printf (mine, "x");
  g_autoptr (Answer) answer = resolve (f->phone, f, "r1", with_token);
  g_autofree char *next = string_at (answer, "sync_token");
  g_autoptr (Answer) repeat = resolve (f->phone, f, "r1", with_garbage);
  g_autoptr (Answer) pull
      = post (f->phone, f->world, "/sync/pull", "{'client_id':'phone','sync_token':'%s'}", next);

  g_assert_cmpstr (next, !=, token);
  assert_at (pull, "deltas.#", "1");
  assert_at (pull, "deltas.0.version", "4");
  g_assert_cmpuint (repeat->status, ==, 200);
  assert_at (repeat, "sync_token", "-");
}

static void
test_bad_answers (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) strategy = resolve (f->phone, f, "r1", "'resolution_strategy':'coin','version':3");
  g_autoptr (Answer) field = resolve (
      f->phone, f, "r2", "'resolution_strategy':'user_merge','resolved_data':{'title':7},'version':3");
  g_autoptr (Answer) missing = resolve (
      f->phone, f, "r3", "'resolution_strategy':'user_merge','resolved_data':{'title':null},'version':3");
  g_autoptr (Answer) unknown = post (
      f->phone, f->world, "/sync/resolve-conflict",
      "{'client_id':'phone','mutation_id':'r4','conflict_id':'%s','resolution_strategy':'both','version':1}",
      f->task);

  g_assert_cmpuint (strategy->status, ==, 400);
  g_assert_cmpuint (field->status, ==, 422);
  g_assert_cmpuint (missing->status, ==, 422);
  g_assert_cmpuint (unknown->status, ==, 404);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "a conflict shows three sides and two people", test_listing },
    { "many conflicts come in pages", test_pages },
    { "the history comes in pages, and none is passed over", test_history_pages },
    { "a repeated answer is answered and not done again", test_repeated_answer },
    { "an answer closes the conflict everywhere", test_answer_elsewhere },
    { "other fields may change meanwhile", test_other_fields_moved },
    { "a field that moved is asked about again", test_field_moved },
    { "what is asked about again moves nothing", test_field_moved_asked_again },
    { "undoing touches only what still holds the answer", test_reopen_after_further_edits },
    { "a stale reopen does not undo a newer answer", test_stale_reopen },
    { "an answer taken back stays in the history", test_reopen_keeps_all },
    { "what a policy decided can be undone", test_policy_can_be_undone },
    { "a delete closes the conflict", test_delete_closes },
    { "a hand-made answer to what is gone is kept", test_answer_to_what_is_gone },
    { "a hand-made answer to what moved is kept beside it", test_answer_to_what_moved },
    { "a deletion is not reopened", test_reopening_a_deletion },
    { "an answer binds the token to what it led to", test_tokens },
    { "answers that make no sense are refused", test_bad_answers },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (answerings); i++)
    {
      g_autofree char *path
          = g_strconcat ("/server/conflicts/answered and undone: ", answerings[i].name, NULL);

      g_test_add_data_func (path, &answerings[i], test_answer_and_undo);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/server/conflicts/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].func, tear_down);
    }
  return g_test_run ();
}
