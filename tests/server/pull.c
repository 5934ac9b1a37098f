/* SPDX-License-Identifier: GPL-3.0-or-later */

/* POST /sync/pull: walks, tokens, tombstones, filters. */

#include <string.h>

#include "world.h"

#define DAY (24 * 60 * G_GINT64_CONSTANT (60000))

typedef struct
{
  World *world;
  Device *phone;
  Device *tablet;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->world = world_new ();
  world_add_user (fixture->world, "anna", "Home", "owner");
  world_add_user (fixture->world, "olga", "Away", "owner");
  fixture->phone = device_new (fixture->world, "anna", "phone");
  fixture->tablet = device_new (fixture->world, "anna", "tablet");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  device_free (fixture->phone);
  device_free (fixture->tablet);
  world_free (fixture->world);
}

static char *
create (Fixture *f, const char *title)
{
  char *id = world_new_id (f->world);
  g_autoptr (Answer) answer = push_one (f->phone, "manual_resolution", "task", id,
                                        "'operation':'create','data':{'title':'%s'}", title);

  assert_at (answer, "results.0.status", "applied");
  return id;
}

static void
change (Fixture *f, const char *id, const char *rest)
{
  g_autoptr (Answer) answer = push_one (f->phone, "manual_resolution", "task", id, "%s", rest);

  assert_at (answer, "results.0.status", "applied");
}

static Answer *
pull (Device *device, const char *token, const char *rest)
{
  g_autofree char *member = token == NULL ? g_strdup ("") : g_strdup_printf (",'sync_token':'%s'", token);

  return post (device, device->world, "/sync/pull", "{'client_id':'%s'%s%s}", device->client_id, member,
               rest);
}

/* Titles and operations of a page in short: "A B -C" */
static char *
page_text (Answer *answer)
{
  g_autoptr (GString) text = g_string_new ("");
  g_autofree char *count = at (answer, "deltas.#");

  for (int i = 0; i < atoi (count); i++)
    {
      g_autofree char *operation_path = g_strdup_printf ("deltas.%d.operation", i);
      g_autofree char *title_path = g_strdup_printf ("deltas.%d.data.title", i);
      g_autofree char *operation = at (answer, operation_path);
      g_autofree char *title = at (answer, title_path);
      const char *mark = g_str_equal (operation, "delete")  ? "deleted"
                         : g_str_equal (operation, "leave") ? "left"
                                                            : title;

      g_string_append_printf (text, "%s%s", text->len == 0 ? "" : " ", mark);
    }
  return g_strdup (text->str);
}

#define assert_page(answer, expected)                                                                        \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    g_autofree char *page_found = page_text (answer);                                                        \
    g_assert_cmpstr (page_found, ==, expected);                                                              \
  }                                                                                                          \
  G_STMT_END

static void
test_walk_and_increments (Fixture *f, gconstpointer data)
{
  g_autofree char *a = create (f, "A");
  g_autofree char *b = create (f, "B");
  g_autoptr (Answer) full = pull (f->tablet, NULL, "");
  g_autofree char *token = string_at (full, "next_sync_token");
  g_autoptr (Answer) nothing = pull (f->tablet, token, "");
  g_autofree char *same = string_at (nothing, "next_sync_token");
  g_autoptr (Answer) increment = NULL;

  assert_page (full, "A B");
  assert_at (full, "full", "true");
  assert_at (full, "has_more", "false");
  assert_page (nothing, "");
  assert_at (nothing, "full", "false");
  g_assert_cmpstr (token, ==, same);

  change (f, a, "'operation':'update','version':1,'data':{'title':'A2'}");
  change (f, a, "'operation':'update','version':2,'data':{'title':'A3'}");
  change (f, b, "'operation':'delete','version':1");
  increment = pull (f->tablet, token, "");
  assert_page (increment, "A3 deleted");
  assert_at (increment, "deltas.0.version", "3");
  assert_at (increment, "deltas.1.data", "{}");
}

static void
test_changes_during_a_walk (Fixture *f, gconstpointer data)
{
  g_autofree char *a = create (f, "A");
  g_autofree char *b = create (f, "B");
  g_autofree char *c = create (f, "C");
  g_autofree char *d = create (f, "D");
  g_autoptr (Answer) first = pull (f->tablet, NULL, ",'batch_size':2");
  g_autofree char *second_token = string_at (first, "next_sync_token");
  g_autoptr (Answer) second = NULL;
  g_autoptr (Answer) third = NULL;
  g_autoptr (Answer) after = NULL;
  g_autofree char *third_token = NULL;
  g_autofree char *end = NULL;
  g_autofree char *e = NULL;

  assert_page (first, "A B");
  assert_at (first, "has_more", "true");
  change (f, a, "'operation':'delete','version':1");
  change (f, c, "'operation':'update','version':1,'data':{'title':'C2'}");
  e = create (f, "E");
  second = pull (f->tablet, second_token, ",'batch_size':2");
  assert_page (second, "D deleted");
  assert_at (second, "full", "true");
  third_token = string_at (second, "next_sync_token");
  third = pull (f->tablet, third_token, ",'batch_size':2,'full':true");
  assert_page (third, "C2 E");
  assert_at (third, "has_more", "false");
  end = string_at (third, "next_sync_token");
  after = pull (f->tablet, end, "");
  assert_page (after, "");
}

static void
test_tombstones_are_not_news_to_newcomers (Fixture *f, gconstpointer data)
{
  g_autofree char *a = create (f, "A");
  g_autofree char *b = create (f, "B");
  g_autoptr (Answer) full = NULL;

  change (f, a, "'operation':'delete','version':1");
  full = pull (f->tablet, NULL, "");
  assert_page (full, "B");
}

static void
test_full_starts_over (Fixture *f, gconstpointer data)
{
  g_autofree char *a = create (f, "A");
  g_autoptr (Answer) first = pull (f->tablet, NULL, "");
  g_autofree char *token = string_at (first, "next_sync_token");
  g_autoptr (Answer) again = pull (f->tablet, token, ",'full':true");

  assert_page (again, "A");
  assert_at (again, "full", "true");
}

/* Who walks anew shows where it stood: too long ago does not matter, another history does. */
static void
test_full_with_old_token (Fixture *f, gconstpointer data)
{
  g_autofree char *a = create (f, "A");
  g_autofree char *b = create (f, "B");
  g_autoptr (Answer) first = pull (f->tablet, NULL, ",'batch_size':1");
  g_autofree char *walk = string_at (first, "next_sync_token");
  g_autoptr (Answer) whole = pull (f->tablet, NULL, "");
  g_autofree char *old = string_at (whole, "next_sync_token");
  g_autoptr (Answer) again = NULL;
  g_autoptr (Answer) page = NULL;
  g_autoptr (Answer) plain = NULL;
  gint64 removed = 0;

  change (f, a, "'operation':'delete','version':1");
  g_assert_true (dovetail_server_clean_up (f->world->server, 0, &removed, NULL));
  plain = pull (f->tablet, old, "");
  g_assert_cmpuint (plain->status, ==, 410);
  again = pull (f->tablet, old, ",'full':true");
  assert_page (again, "B");
  g_test_message ("in the middle of a walk it does: what was listed before may be gone");
  page = pull (f->tablet, walk, ",'full':true");
  g_assert_cmpuint (page->status, ==, 410);
}

static void
test_garbage_tokens (Fixture *f, gconstpointer data)
{
  g_autofree char *huge = g_strnfill (1024 * 1024, 'A');
  const char *garbage[] = { "x", "not base64!", "AAAA", "ZHQB", huge };

  for (gsize i = 0; i < G_N_ELEMENTS (garbage); i++)
    {
      g_autoptr (Answer) answer = pull (f->tablet, garbage[i], "");
      g_autoptr (Answer) exchange
          = post (f->tablet, f->world, "/sync/delta", "{'device_id':'tablet','sync_token':'%s','changes':[]}",
                  garbage[i]);

      g_assert_cmpuint (answer->status, ==, 400);
      assert_at (answer, "code", "invalid_sync_token");
      g_assert_cmpuint (exchange->status, ==, 400);
    }
}

static void
test_tampered_tokens (Fixture *f, gconstpointer data)
{
  g_autofree char *a = create (f, "A");
  g_autoptr (Answer) full = pull (f->tablet, NULL, "");
  g_autofree char *token = string_at (full, "next_sync_token");

  for (gsize i = 0; i < strlen (token); i++)
    {
      g_autofree char *changed = g_strdup (token);
      g_autoptr (Answer) answer = NULL;

      changed[i] = changed[i] == 'A' ? 'B' : 'A';
      answer = pull (f->tablet, changed, "");
      g_assert_true (answer->status == 400 || answer->status == 410);
    }
}

static void
test_tokens_of_others (Fixture *f, gconstpointer data)
{
  g_autofree char *a = create (f, "A");
  g_autoptr (Answer) full = pull (f->tablet, NULL, "");
  g_autofree char *token = string_at (full, "next_sync_token");
  g_autoptr (Device) stranger = device_new (f->world, "olga", "laptop");
  g_autoptr (Answer) other_family = pull (stranger, token, "");

  g_assert_cmpuint (other_family->status, ==, 410);
  assert_at (other_family, "code", "foreign_sync_token");
}

static void
test_cleanup_raises_the_horizon (Fixture *f, gconstpointer data)
{
  g_autofree char *a = create (f, "A");
  g_autoptr (Answer) before = pull (f->tablet, NULL, "");
  g_autofree char *old_token = string_at (before, "next_sync_token");
  g_autoptr (Answer) after = NULL;
  g_autoptr (Answer) expired = NULL;
  g_autoptr (Answer) good = NULL;
  g_autoptr (Answer) reborn = NULL;
  g_autofree char *new_token = NULL;
  g_autofree char *b = NULL;
  gint64 removed;

  change (f, a, "'operation':'update','version':1,'data':{'title':'A2'}");
  change (f, a, "'operation':'delete','version':2");
  b = create (f, "B");
  after = pull (f->tablet, old_token, "");
  assert_page (after, "deleted B");
  new_token = string_at (after, "next_sync_token");

  g_assert_true (dovetail_server_clean_up (f->world->server, -1, &removed, NULL));
  g_assert_cmpint (removed, ==, 0);
  g_assert_true (dovetail_server_clean_up (f->world->server, 0, &removed, NULL));
  g_assert_cmpint (removed, ==, 1);
  expired = pull (f->tablet, old_token, "");
  g_assert_cmpuint (expired->status, ==, 410);
  good = pull (f->tablet, new_token, "");
  g_assert_cmpuint (good->status, ==, 200);

  /* The id may come again, with a version that is news to whoever still holds what it was. */
  reborn
      = push_one (f->phone, "manual_resolution", "task", a, "'operation':'create','data':{'title':'again'}");
  assert_at (reborn, "results.0.version", "4");
  change (f, a, "'operation':'update','version':4,'data':{'title':'once more'}");
}

static void
test_batches (Fixture *f, gconstpointer data)
{
  g_autofree char *token = NULL;
  guint n_pages = 0;
  guint n_records = 0;
  gboolean more = TRUE;

  for (guint i = 0; i < 120; i++)
    {
      g_autofree char *id = create (f, "x");
    }
  while (more)
    {
      g_autoptr (Answer) page = pull (f->tablet, token, "");
      g_autofree char *count = at (page, "deltas.#");
      g_autofree char *flag = at (page, "has_more");

      n_pages++;
      n_records += (guint) atoi (count);
      more = g_str_equal (flag, "true");
      g_free (token);
      token = string_at (page, "next_sync_token");
    }
  g_assert_cmpuint (n_pages, ==, 3);
  g_assert_cmpuint (n_records, ==, 120);
}

static void
test_large_pages_are_cut (Fixture *f, gconstpointer data)
{
  g_autofree char *notes = g_strnfill (64 * 1024, 'n');
  g_autofree char *token = NULL;
  guint n_records = 0;
  guint n_pages = 0;
  gboolean more = TRUE;

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *id = world_new_id (f->world);
      g_autoptr (Answer) answer = push_one (f->phone, "manual_resolution", "task", id,
                                            "'operation':'create','data':{'title':'a','notes':'%s'}", notes);

      assert_at (answer, "results.0.status", "applied");
    }
  while (more)
    {
      g_autoptr (Answer) page = pull (f->tablet, token, ",'batch_size':5000,'full':true");
      g_autofree char *count = at (page, "deltas.#");
      g_autofree char *flag = at (page, "has_more");

      g_assert_cmpuint (strlen (page->text), <, 6 * 1024 * 1024);
      n_pages++;
      n_records += (guint) atoi (count);
      more = g_str_equal (flag, "true");
      g_free (token);
      token = string_at (page, "next_sync_token");
    }
  g_assert_cmpuint (n_records, ==, 100);
  g_assert_cmpuint (n_pages, ==, 2);
}

static void
test_type_filter (Fixture *f, gconstpointer data)
{
  g_autofree char *a = create (f, "A");
  g_autofree char *list = world_new_id (f->world);
  g_autoptr (Answer) add
      = push_one (f->phone, "manual_resolution", "list", list, "'operation':'create','data':{'name':'L'}");
  g_autoptr (Answer) tasks = pull (f->tablet, NULL, ",'entity_types':['task']");
  g_autofree char *token = string_at (tasks, "next_sync_token");
  g_autoptr (Answer) changed = pull (f->tablet, token, ",'entity_types':['list']");
  g_autoptr (Answer) same = pull (f->tablet, token, ",'entity_types':['task']");
  g_autoptr (Answer) unknown = pull (f->tablet, NULL, ",'entity_types':['dragon']");

  assert_at (add, "results.0.status", "applied");
  assert_page (tasks, "A");
  g_assert_cmpuint (changed->status, ==, 410);
  g_assert_cmpuint (same->status, ==, 200);
  g_assert_cmpuint (unknown->status, ==, 400);
}

static void
test_list_filter (Fixture *f, gconstpointer data)
{
  const char *l1 = "11111111-1111-7111-8111-111111111111";
  const char *l2 = "22222222-2222-7222-8222-222222222222";
  g_autofree char *a = create (f, "A");
  g_autofree char *b = create (f, "B");
  g_autofree char *inbox = create (f, "I");
  g_autofree char *in_l1 = g_strdup_printf ("'operation':'update','version':1,'data':{'list_id':'%s'}", l1);
  g_autofree char *in_l2 = g_strdup_printf ("'operation':'update','version':1,'data':{'list_id':'%s'}", l2);
  g_autofree char *to_l2 = g_strdup_printf ("'operation':'update','version':2,'data':{'list_id':'%s'}", l2);
  g_autofree char *filter = g_strdup_printf (",'list_ids':['%s']", l1);
  g_autoptr (Answer) walk = NULL;
  g_autoptr (Answer) next = NULL;
  g_autoptr (Answer) exchange = NULL;
  g_autofree char *token = NULL;

  change (f, a, in_l1);
  change (f, b, in_l2);
  walk = pull (f->tablet, NULL, filter);
  assert_page (walk, "I A");
  token = string_at (walk, "next_sync_token");
  change (f, a, to_l2);
  next = pull (f->tablet, token, filter);
  assert_page (next, "left");
  exchange = post (f->tablet, f->world, "/sync/delta",
                   "{'device_id':'tablet','sync_token':'%s','changes':[]}", token);
  assert_at (exchange, "server_changes.0.operation", "leave");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "a walk lists everything, then each record comes at its newest state", test_walk_and_increments },
    { "what changes during a walk is not lost", test_changes_during_a_walk },
    { "tombstones are not news to newcomers", test_tombstones_are_not_news_to_newcomers },
    { "full starts over", test_full_starts_over },
    { "full starts over from a token that is too old", test_full_with_old_token },
    { "garbage is 400", test_garbage_tokens },
    { "a token with any character changed is refused", test_tampered_tokens },
    { "another family's token is 410", test_tokens_of_others },
    { "a token from before the horizon is 410", test_cleanup_raises_the_horizon },
    { "fifty a page by default", test_batches },
    { "pages of large records are cut", test_large_pages_are_cut },
    { "types are filtered, and another filter needs another walk", test_type_filter },
    { "a task that leaves the synced lists leaves", test_list_filter },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/server/pull/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].func, tear_down);
    }
  return g_test_run ();
}
