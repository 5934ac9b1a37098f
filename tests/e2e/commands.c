/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Commands about what was done and how it went: undo, show --history, pending, history, metrics, doctor; with
 * real processes, each step in one of its own. */

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/family.h"

static const char *
text_at (JsonObject *object, const char *name)
{
  return json_object_get_string_member_with_default (object, name, NULL);
}

static void
assert_title (Device *device, const char *id, const char *expected)
{
  g_autoptr (JsonObject) task = device_show (device, id);

  g_assert_cmpstr (text_at (json_object_get_object_member (task, "data"), "title"), ==, expected);
}

static gboolean
is_deleted (Device *device, const char *id)
{
  g_autoptr (JsonObject) task = device_show (device, id);

  return json_object_get_boolean_member (task, "deleted");
}

/* Undo by undo further back, across processes and a sync; the other device then has it, too. */
static void
test_undo (void)
{
  g_autoptr (Family) family = family_new ();
  g_autofree char *id = family_share_task (family, "Pay rent");
  g_autofree char *edited = device_do (family->laptop, "edit", id, "--title", "Pay the rent", NULL);
  g_autofree char *deleted = device_do (family->laptop, "delete", id, NULL);
  g_autofree char *undone = NULL;
  g_autofree char *undone_too = NULL;
  g_autoptr (JsonArray) tasks = NULL;

  family_sync_both (family);
  undone = device_do (family->laptop, "undo", NULL);
  g_assert_nonnull (strstr (undone, "Pay the rent"));
  assert_title (family->laptop, id, "Pay the rent");
  undone_too = device_do (family->laptop, "undo", NULL);
  assert_title (family->laptop, id, "Pay rent");
  family_sync_both (family);
  tasks = device_list (family->phone, NULL);
  g_assert_cmpuint (json_array_get_length (tasks), ==, 1);
  assert_title (family->phone, id, "Pay rent");
  family_assert_equal (family);
}

/* What the phone changed meanwhile stays; and at the end of the journal it says so. */
static void
test_undo_passes_by (void)
{
  g_autoptr (Family) family = family_new ();
  g_autofree char *id = family_share_task (family, "Pay rent");
  g_autofree char *edited = device_do (family->laptop, "edit", id, "--title", "Pay the rent", NULL);
  g_autofree char *again = NULL;
  g_autofree char *undone = NULL;
  g_autoptr (ProcessResult) result = NULL;
  g_autoptr (ProcessResult) empty = NULL;

  family_sync_both (family);
  again = device_do (family->phone, "edit", id, "--title", "Pay Anna", NULL);
  family_sync_both (family);
  result = device_try (family->laptop, "undo", NULL);
  g_assert_cmpint (result->status, ==, 1);
  g_assert_nonnull (strstr (result->err, "changed since"));
  assert_title (family->laptop, id, "Pay Anna");
  undone = device_do (family->phone, "undo", NULL);
  empty = device_try (family->phone, "undo", NULL);
  g_assert_cmpint (empty->status, ==, 1);
  g_assert_nonnull (strstr (empty->err, "nothing to undo"));
}

/* One command for three tasks is one step. */
static void
test_undo_of_several (void)
{
  g_autoptr (Family) family = family_new_offline ();
  g_autofree char *one = device_add (family->laptop, "One");
  g_autofree char *two = device_add (family->laptop, "Two");
  g_autofree char *deleted = device_do (family->laptop, "delete", one, two, NULL);
  g_autofree char *undone = device_do (family->laptop, "undo", NULL);

  g_assert_false (is_deleted (family->laptop, one));
  g_assert_false (is_deleted (family->laptop, two));
}

static void
test_discard_comes_back (void)
{
  g_autoptr (Family) family = family_new ();
  g_autofree char *id = family_share_task (family, "Pay rent");
  g_autofree char *edited = device_do (family->laptop, "edit", id, "--title", "Pay the rent", NULL);
  g_autofree char *discarded = device_do (family->laptop, "pending", "discard", id, NULL);
  g_autofree char *undone = NULL;
  g_autoptr (JsonNode) pending = NULL;

  assert_title (family->laptop, id, "Pay rent");
  undone = device_do (family->laptop, "undo", NULL);
  assert_title (family->laptop, id, "Pay the rent");
  pending = device_ask (family->laptop, "pending", NULL);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (pending)), ==, 1);
  family_sync_both (family);
  assert_title (family->phone, id, "Pay the rent");
}

/* Who, which device, when and what: of both devices' changes. */
static void
test_history_of_a_task (void)
{
  g_autoptr (Family) family = family_new ();
  g_autofree char *id = family_share_task (family, "Pay rent");
  g_autofree char *here = device_do (family->laptop, "edit", id, "--priority", "high", NULL);
  g_autofree char *there = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  JsonArray *history;
  JsonObject *newest;
  JsonObject *title;

  family_sync_both (family);
  there = device_do (family->phone, "edit", id, "--title", "Pay Anna", NULL);
  family_sync_both (family);
  node = device_ask (family->laptop, "show", id, "--history", NULL);
  history = json_object_get_array_member (json_node_get_object (node), "history");
  g_assert_cmpuint (json_array_get_length (history), >=, 3);
  newest = json_array_get_object_element (history, 0);
  g_assert_cmpstr (text_at (newest, "operation"), ==, "update");
  g_assert_cmpstr (text_at (newest, "user"), ==, "anna");
  g_assert_true (json_object_get_boolean_member (newest, "synced"));
  title = json_object_get_object_member (json_object_get_object_member (newest, "fields"), "title");
  g_assert_cmpstr (text_at (title, "old"), ==, "Pay rent");
  g_assert_cmpstr (text_at (title, "new"), ==, "Pay Anna");
  g_assert_false (json_object_get_boolean_member (json_array_get_object_element (history, 1), "synced"));
  text = device_do (family->laptop, "show", id, "--history", NULL);
  g_assert_nonnull (strstr (text, "Pay rent → Pay Anna"));
}

static JsonObject *
make_conflict (Family *family, JsonNode **conflicts)
{
  g_autofree char *id = family_share_task (family, "Pay rent");
  g_autofree char *mine = device_do (family->laptop, "edit", id, "--due", "2027-01-01", NULL);
  g_autofree char *theirs = device_do (family->phone, "edit", id, "--due", "2027-02-02", NULL);
  g_autoptr (JsonObject) first = device_sync (family->phone);
  g_autoptr (JsonObject) second = device_sync (family->laptop);

  *conflicts = device_ask (family->laptop, "conflicts", NULL);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (*conflicts)), ==, 1);
  return json_array_get_object_element (json_node_get_array (*conflicts), 0);
}

/* The answer that keeps theirs changes no record, and waits all the same. */
static void
test_answers_are_pending (void)
{
  g_autoptr (Family) family = family_new ();
  g_autoptr (JsonNode) conflicts = NULL;
  JsonObject *conflict = make_conflict (family, &conflicts);
  g_autofree char *answered
      = device_do (family->laptop, "resolve", text_at (conflict, "conflict_id"), "--theirs", NULL);
  g_autoptr (JsonNode) pending = device_ask (family->laptop, "pending", NULL);
  g_autoptr (JsonNode) status = device_ask (family->laptop, "status", NULL);
  g_autoptr (JsonObject) job = NULL;
  g_autoptr (JsonNode) after = NULL;
  JsonArray *rows = json_node_get_array (pending);

  g_assert_cmpuint (json_array_get_length (rows), ==, 1);
  g_assert_cmpstr (text_at (json_array_get_object_element (rows, 0), "operation"), ==, "resolve");
  g_assert_cmpstr (text_at (json_array_get_object_element (rows, 0), "title"), ==, "Pay rent");
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (status), "pending"), ==, 1);
  job = device_sync (family->laptop);
  after = device_ask (family->laptop, "pending", NULL);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (after)), ==, 0);
}

/* History and metrics agree on what has happened: each job with its phases, the conflict by its field. */
static void
test_metrics (void)
{
  g_autoptr (Family) family = family_new ();
  g_autoptr (JsonNode) conflicts = NULL;
  g_autoptr (JsonNode) history = NULL;
  g_autoptr (JsonNode) metrics = NULL;
  g_autofree char *text = NULL;
  JsonObject *by_field;
  JsonArray *jobs;
  gint64 pushed = 0;

  make_conflict (family, &conflicts);
  history = device_ask (family->laptop, "history", NULL);
  jobs = json_node_get_array (history);
  for (guint i = 0; i < json_array_get_length (jobs); i++)
    {
      JsonObject *job = json_array_get_object_element (jobs, i);

      pushed += json_object_get_int_member (job, "pushed") + json_object_get_int_member (job, "errors");
      g_assert_cmpuint (json_array_get_length (json_object_get_array_member (job, "phases")), >, 0);
    }
  metrics = device_ask (family->laptop, "metrics", "--days", "2", NULL);
  g_assert_cmpuint (
      json_array_get_length (json_object_get_array_member (json_node_get_object (metrics), "days")), ==, 2);
  g_assert_cmpint (json_object_get_int_member (
                       json_object_get_object_member (json_node_get_object (metrics), "total"), "changes_up"),
                   ==, pushed);
  by_field = json_array_get_object_element (
      json_object_get_array_member (
          json_object_get_object_member (json_node_get_object (metrics), "conflicts"), "by_field"),
      0);
  g_assert_cmpstr (text_at (by_field, "key"), ==, "due");
  g_assert_cmpint (json_object_get_int_member (by_field, "count"), ==, 1);
  text = device_do (family->laptop, "metrics", NULL);
  g_assert_nonnull (strstr (text, "1 conflict"));
}

static const char *
state_of (JsonNode *findings, const char *check)
{
  JsonArray *array = json_node_get_array (findings);
  const char *worst = "";

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *finding = json_array_get_object_element (array, i);
      const char *state = text_at (finding, "state");

      /* ok < problem < warning by letter: a problem is the worst */
      if (g_str_equal (text_at (finding, "check"), check)
          && (*worst == '\0' || g_str_equal (state, "problem")
              || (g_str_equal (state, "warning") && g_str_equal (worst, "ok"))))
        worst = state;
    }
  return worst;
}

static void
assert_doctor (Device *device, int status, const char *check, const char *state)
{
  g_autoptr (ProcessResult) result = device_try (device, "doctor", "--json", NULL);
  g_autoptr (JsonNode) findings = json_text_to_node (result->out);

  g_assert_cmpint (result->status, ==, status);
  g_assert_cmpstr (state_of (findings, check), ==, state);
}

static void
test_doctor (void)
{
  g_autoptr (Family) family = family_new ();
  g_autofree char *id = family_share_task (family, "Pay rent");
  const char *key_file = g_environ_getenv (family->laptop->environment, "DOVETAIL_KEY_FILE");
  const char *folder = g_environ_getenv (family->laptop->environment, "DOVETAIL_DATA_DIR");
  g_autofree char *store = g_build_filename (folder, "store.db", NULL);
  g_autofree char *fixed = NULL;
  struct stat status;

  g_test_message ("all is well");
  assert_doctor (family->laptop, 0, "server", "ok");
  assert_doctor (family->laptop, 0, "clock", "ok");
  assert_doctor (family->laptop, 0, "account", "ok");
  assert_doctor (family->laptop, 0, "store", "ok");
  assert_doctor (family->laptop, 0, "key", "ok");
  assert_doctor (family->laptop, 0, "disk", "ok");

  g_test_message ("files that others can read");
  g_assert_cmpint (g_chmod (store, 0644), ==, 0);
  g_assert_cmpint (g_chmod (key_file, 0640), ==, 0);
  assert_doctor (family->laptop, 1, "files", "problem");
  assert_doctor (family->laptop, 1, "key", "problem");
  fixed = device_do (family->laptop, "doctor", "--fix", NULL);
  g_assert_cmpint (g_stat (store, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (key_file, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);

  g_test_message ("no server");
  server_process_stop (family->server);
  assert_doctor (family->laptop, 1, "server", "problem");
  family_restart_server (family);

  g_test_message ("another key");
  g_assert_true (g_file_set_contents_full (key_file, "0123456789abcdef0123456789abcdef", 32,
                                           G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
  assert_doctor (family->laptop, 1, "key", "problem");
}

/* A device without a store: nothing is made by looking. */
static void
test_doctor_makes_nothing (void)
{
  g_autoptr (Family) family = family_new_offline ();
  const char *folder = g_environ_getenv (family->laptop->environment, "DOVETAIL_DATA_DIR");
  g_autofree char *store = g_build_filename (folder, "store.db", NULL);
  g_autofree char *text = device_do (family->laptop, "doctor", NULL);

  g_assert_nonnull (strstr (text, "no tasks yet"));
  g_assert_false (g_file_test (store, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/commands/undo", test_undo);
  g_test_add_func ("/commands/undo-passes-by", test_undo_passes_by);
  g_test_add_func ("/commands/undo-of-several", test_undo_of_several);
  g_test_add_func ("/commands/discard-comes-back", test_discard_comes_back);
  g_test_add_func ("/commands/history-of-a-task", test_history_of_a_task);
  g_test_add_func ("/commands/answers-are-pending", test_answers_are_pending);
  g_test_add_func ("/commands/metrics", test_metrics);
  g_test_add_func ("/commands/doctor", test_doctor);
  g_test_add_func ("/commands/doctor-makes-nothing", test_doctor_makes_nothing);

  return g_test_run ();
}
