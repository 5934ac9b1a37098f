/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two devices edit offline: what differs is fitted together, what overlaps is asked, and every answer can be
 * undone. */

#include <string.h>

#include "lib/family.h"

#define BASE_DUE "2027-03-10"
#define MINE_DUE "2027-03-12"
#define THEIRS_DUE "2027-03-15"

typedef struct
{
  Family *family;
  char *task;
  char *conflict;
} Dispute;

static JsonArray *
open_conflicts (Device *device)
{
  g_autoptr (JsonNode) node = device_ask (device, "conflicts", NULL);
  return json_node_dup_array (node);
}

static void
assert_open_conflicts (Device *device, guint expected)
{
  g_autoptr (JsonArray) conflicts = open_conflicts (device);
  g_assert_cmpuint (json_array_get_length (conflicts), ==, expected);
}

static void
assert_due (Device *device, const char *id, const char *due)
{
  g_autoptr (JsonObject) shown = device_show (device, id);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (shown, "data"), "due"), ==,
                   due);
}

/* The phone moved the due date first and is uploaded; the laptop moved it elsewhere and meets that on its
 * sync. */
static Dispute
dispute_new (void)
{
  Dispute dispute = { family_new (), NULL, NULL };
  Family *family = dispute.family;
  dispute.task = device_do (family->laptop, "add", "--raw", "Pay rent", "--due", BASE_DUE, NULL);
  family_sync_both (family);
  g_autofree char *theirs = device_do (family->phone, "edit", dispute.task, "--due", THEIRS_DUE, NULL);
  g_autofree char *mine = device_do (family->laptop, "edit", dispute.task, "--due", MINE_DUE, NULL);
  g_autoptr (JsonObject) first = device_sync (family->phone);
  g_autoptr (JsonObject) second = device_sync (family->laptop);
  g_assert_cmpint (json_object_get_int_member (second, "conflicts"), ==, 1);

  g_autoptr (JsonArray) conflicts = open_conflicts (family->laptop);
  g_assert_cmpuint (json_array_get_length (conflicts), ==, 1);
  JsonObject *conflict = json_array_get_object_element (conflicts, 0);
  dispute.conflict = g_strdup (json_object_get_string_member (conflict, "conflict_id"));
  return dispute;
}

static void
dispute_clear (Dispute *dispute)
{
  family_free (dispute->family);
  g_free (dispute->task);
  g_free (dispute->conflict);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Dispute, dispute_clear)

/* Different fields of one task: both edits are kept, nobody is asked. */
static void
test_different_fields_fit (void)
{
  g_autoptr (Family) family = family_new ();
  g_autofree char *id = family_share_task (family, "Pay rent");
  g_autofree char *there
      = device_do (family->phone, "edit", id, "--due", THEIRS_DUE, "--add-tag", "money", NULL);
  g_autofree char *here
      = device_do (family->laptop, "edit", id, "--priority", "high", "--add-tag", "home", NULL);
  g_autoptr (JsonObject) first = device_sync (family->phone);
  g_autoptr (JsonObject) second = device_sync (family->laptop);
  g_autoptr (JsonObject) third = device_sync (family->phone);

  assert_open_conflicts (family->laptop, 0);
  assert_open_conflicts (family->phone, 0);
  g_autoptr (JsonObject) shown = device_show (family->phone, id);
  JsonObject *data = json_object_get_object_member (shown, "data");
  g_assert_cmpstr (json_object_get_string_member (data, "due"), ==, THEIRS_DUE);
  g_assert_cmpstr (json_object_get_string_member (data, "priority"), ==, "high");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (data, "tags")), ==, 2);
  family_assert_equal (family);
}

/* The same edit on both devices is no conflict. */
static void
test_same_edit_converges (void)
{
  g_autoptr (Family) family = family_new ();
  g_autofree char *id = family_share_task (family, "Pay rent");
  g_autofree char *there = device_do (family->phone, "edit", id, "--due", MINE_DUE, NULL);
  g_autofree char *here = device_do (family->laptop, "edit", id, "--due", MINE_DUE, NULL);
  family_sync_both (family);
  g_autoptr (JsonObject) last = device_sync (family->phone);
  assert_open_conflicts (family->laptop, 0);
  assert_open_conflicts (family->phone, 0);
  family_assert_equal (family);
}

static void
test_same_field_asks (void)
{
  g_auto (Dispute) dispute = dispute_new ();
  g_autoptr (JsonArray) conflicts = open_conflicts (dispute.family->laptop);
  JsonObject *conflict = json_array_get_object_element (conflicts, 0);
  g_assert_cmpstr (json_object_get_string_member (conflict, "entity_id"), ==, dispute.task);
  g_assert_cmpstr (json_object_get_string_member (conflict, "entity_type"), ==, "task");
  g_assert_cmpstr (json_object_get_string_member (conflict, "title"), ==, "Pay rent");
  JsonObject *fields = json_object_get_object_member (conflict, "fields");
  g_assert_cmpuint (json_object_get_size (fields), ==, 1);
  JsonObject *due = json_object_get_object_member (fields, "due");
  g_assert_cmpstr (json_object_get_string_member (due, "base"), ==, BASE_DUE);
  g_assert_cmpstr (json_object_get_string_member (due, "mine"), ==, MINE_DUE);
  g_assert_cmpstr (json_object_get_string_member (due, "theirs"), ==, THEIRS_DUE);
  JsonObject *mine = json_object_get_object_member (conflict, "mine");
  JsonObject *theirs = json_object_get_object_member (conflict, "theirs");
  g_assert_cmpstr (json_object_get_string_member (mine, "time"), !=, "");
  g_assert_cmpstr (json_object_get_string_member (theirs, "time"), !=, "");
  g_autoptr (JsonObject) shown = device_show (dispute.family->laptop, dispute.task);
  g_assert_cmpstr (json_object_get_string_member (shown, "sync_status"), ==, "conflict");
}

typedef struct
{
  const char *name;
  const char *choice[3];
  const char *due;
} Answer;

static const Answer answers[] = {
  { "mine", { "--mine" }, MINE_DUE },
  { "theirs", { "--theirs" }, THEIRS_DUE },
  { "take-mine", { "--take", "due=mine" }, MINE_DUE },
  { "take-theirs", { "--take", "due=theirs" }, THEIRS_DUE },
  { "set", { "--set", "due=\"2027-04-01\"" }, "2027-04-01" },
};

/* Whatever is chosen, both devices end with it, and the conflict is in the history with both sides. */
static void
test_answer (gconstpointer data)
{
  const Answer *answer = data;
  g_auto (Dispute) dispute = dispute_new ();
  Family *family = dispute.family;
  g_autofree char *said
      = device_do (family->laptop, "resolve", dispute.conflict, answer->choice[0], answer->choice[1], NULL);
  assert_open_conflicts (family->laptop, 0);
  assert_due (family->laptop, dispute.task, answer->due);

  family_sync_both (family);
  assert_due (family->laptop, dispute.task, answer->due);
  assert_due (family->phone, dispute.task, answer->due);
  assert_open_conflicts (family->phone, 0);
  family_assert_equal (family);

  g_autofree char *history = device_do (family->laptop, "conflicts", "history", "--json", NULL);
  g_assert_nonnull (strstr (history, dispute.conflict));
  g_assert_nonnull (strstr (history, MINE_DUE));
  g_assert_nonnull (strstr (history, THEIRS_DUE));
}

/* Keep both: the second task has the other side's value, exists once, and on both devices. */
static void
test_both_makes_two_tasks (void)
{
  g_auto (Dispute) dispute = dispute_new ();
  Family *family = dispute.family;
  g_autofree char *said = device_do (family->laptop, "resolve", dispute.conflict, "--both", NULL);
  family_sync_both (family);
  g_autoptr (JsonArray) tasks = device_list (family->phone, NULL);
  g_assert_cmpuint (json_array_get_length (tasks), ==, 2);
  g_autofree char *dump = device_dump (family->phone);
  g_assert_nonnull (strstr (dump, MINE_DUE));
  g_assert_nonnull (strstr (dump, THEIRS_DUE));
  assert_open_conflicts (family->laptop, 0);
  assert_open_conflicts (family->phone, 0);
  family_assert_equal (family);
}

/* Unresolve: the same conflict is open again, with the same three sides, and can be decided otherwise. */
static void
test_unresolve_opens_again (void)
{
  g_auto (Dispute) dispute = dispute_new ();
  Family *family = dispute.family;
  g_autofree char *said = device_do (family->laptop, "resolve", dispute.conflict, "--mine", NULL);
  family_sync_both (family);
  g_autofree char *undone = device_do (family->laptop, "unresolve", dispute.conflict, NULL);

  g_autoptr (JsonArray) conflicts = open_conflicts (family->laptop);
  g_assert_cmpuint (json_array_get_length (conflicts), ==, 1);
  JsonObject *conflict = json_array_get_object_element (conflicts, 0);
  JsonObject *due = json_object_get_object_member (json_object_get_object_member (conflict, "fields"), "due");
  g_assert_cmpstr (json_object_get_string_member (conflict, "conflict_id"), ==, dispute.conflict);
  g_assert_cmpstr (json_object_get_string_member (due, "base"), ==, BASE_DUE);
  g_assert_cmpstr (json_object_get_string_member (due, "mine"), ==, MINE_DUE);
  g_assert_cmpstr (json_object_get_string_member (due, "theirs"), ==, THEIRS_DUE);

  family_sync_both (family);
  assert_open_conflicts (family->laptop, 1);
  assert_due (family->phone, dispute.task, THEIRS_DUE);
  g_autofree char *again = device_do (family->laptop, "resolve", dispute.conflict, "--theirs", NULL);
  family_sync_both (family);
  assert_open_conflicts (family->laptop, 0);
  assert_due (family->laptop, dispute.task, THEIRS_DUE);
  family_assert_equal (family);
}

/* Taken back and answered anew before a sync: the new answer counts, nobody is asked again. */
static void
test_answered_anew_offline (void)
{
  g_auto (Dispute) dispute = dispute_new ();
  Family *family = dispute.family;
  g_autofree char *said = device_do (family->laptop, "resolve", dispute.conflict, "--theirs", NULL);
  family_sync_both (family);
  g_autofree char *undone = device_do (family->laptop, "unresolve", dispute.conflict, NULL);
  g_autofree char *again = device_do (family->laptop, "resolve", dispute.conflict, "--mine", NULL);
  assert_open_conflicts (family->laptop, 0);
  family_sync_both (family);
  assert_open_conflicts (family->laptop, 0);
  assert_open_conflicts (family->phone, 0);
  assert_due (family->laptop, dispute.task, MINE_DUE);
  assert_due (family->phone, dispute.task, MINE_DUE);
  family_assert_equal (family);
}

/* The same person's phone sees the conflict too; decided there, it is closed here. */
static void
test_resolved_elsewhere (void)
{
  g_auto (Dispute) dispute = dispute_new ();
  Family *family = dispute.family;
  g_autoptr (JsonObject) pulled = device_sync (family->phone);
  assert_open_conflicts (family->phone, 1);
  g_autofree char *said = device_do (family->phone, "resolve", dispute.conflict, "--take", "due=mine", NULL);
  g_autoptr (JsonObject) up = device_sync (family->phone);
  g_autoptr (JsonObject) down = device_sync (family->laptop);
  assert_open_conflicts (family->laptop, 0);
  assert_open_conflicts (family->phone, 0);
  assert_due (family->laptop, dispute.task, MINE_DUE);
  family_assert_equal (family);
}

/* A conflict decided while offline shows its result at once and is uploaded later. */
static void
test_resolve_offline (void)
{
  g_auto (Dispute) dispute = dispute_new ();
  Family *family = dispute.family;
  server_process_stop (family->server);
  g_autofree char *said = device_do (family->laptop, "resolve", dispute.conflict, "--mine", NULL);
  assert_due (family->laptop, dispute.task, MINE_DUE);
  assert_open_conflicts (family->laptop, 0);
  family_restart_server (family);
  family_sync_both (family);
  assert_due (family->phone, dispute.task, MINE_DUE);
  family_assert_equal (family);
}

/* Three tasks in conflict, one choice for all: first only shown, then made for those of a list, then for the rest. */
static void
test_resolve_all (void)
{
  g_auto (Dispute) dispute = dispute_new ();
  Family *family = dispute.family;
  g_autofree char *list = device_do (family->laptop, "lists", "add", "Home", NULL);
  char *tasks[2];

  for (guint i = 0; i < 2; i++)
    tasks[i] = device_do (family->laptop, "add", "--raw", "Another", "--due", BASE_DUE, "--list", "Home", NULL);
  family_sync_both (family);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *theirs = device_do (family->phone, "edit", tasks[i], "--due", THEIRS_DUE, NULL);
      g_autofree char *mine = device_do (family->laptop, "edit", tasks[i], "--due", MINE_DUE, NULL);
    }
  g_autoptr (JsonObject) up = device_sync (family->phone);
  family_sync_both (family);
  assert_open_conflicts (family->laptop, 3);

  g_autofree char *shown = device_do (family->laptop, "resolve", "--all", "--mine", "--dry-run", NULL);
  g_assert_nonnull (strstr (shown, "due: \"" THEIRS_DUE "\" -> \"" MINE_DUE "\""));
  assert_open_conflicts (family->laptop, 3);
  g_autofree char *some
      = device_do (family->laptop, "resolve", "--all", "--mine", "--list", "Home", "--cause", "fields", NULL);
  g_assert_nonnull (strstr (some, "2"));
  assert_open_conflicts (family->laptop, 1);
  assert_due (family->laptop, tasks[0], MINE_DUE);
  g_autofree char *rest = device_do (family->laptop, "resolve", "--all", "--theirs", NULL);
  assert_open_conflicts (family->laptop, 0);
  family_sync_both (family);
  assert_due (family->phone, tasks[1], MINE_DUE);
  assert_due (family->phone, dispute.task, THEIRS_DUE);
  family_assert_equal (family);
  for (guint i = 0; i < 2; i++)
    g_free (tasks[i]);
}

/* A policy decides without asking; the history has the loser, and one command brings it back. */
static void
test_restore_loser (void)
{
  g_autoptr (Family) family = family_new ();
  g_autofree char *id = device_do (family->laptop, "add", "--raw", "Pay rent", "--due", BASE_DUE, NULL);
  g_autofree char *policy = device_do (family->laptop, "policy", "server_wins", NULL);
  family_sync_both (family);
  g_autofree char *theirs = device_do (family->phone, "edit", id, "--due", THEIRS_DUE, NULL);
  g_autofree char *mine = device_do (family->laptop, "edit", id, "--due", MINE_DUE, NULL);
  g_autoptr (JsonObject) up = device_sync (family->phone);
  family_sync_both (family);
  assert_open_conflicts (family->laptop, 0);
  assert_due (family->laptop, id, THEIRS_DUE);

  g_autoptr (JsonNode) history = device_ask (family->phone, "conflicts", "history", NULL);
  JsonArray *past = json_node_get_array (history);
  g_assert_cmpuint (json_array_get_length (past), ==, 1);
  JsonObject *conflict = json_array_get_object_element (past, 0);
  g_assert_cmpstr (json_object_get_string_member (conflict, "resolution"), ==, "server_wins");
  g_assert_true (json_object_get_boolean_member (conflict, "by_rule"));
  g_autofree char *restored
      = device_do (family->phone, "conflicts", "restore",
                   json_object_get_string_member (conflict, "conflict_id"), NULL);
  assert_due (family->phone, id, MINE_DUE);
  g_autoptr (JsonObject) sent = device_sync (family->phone);
  family_sync_both (family);
  assert_due (family->laptop, id, MINE_DUE);
  family_assert_equal (family);
}

/* Done on one device while the other edits: it is done, and the edit is kept. */
static void
test_done_wins (void)
{
  g_autoptr (Family) family = family_new ();
  g_autofree char *id = family_share_task (family, "Water plants");
  g_autofree char *done = device_do (family->phone, "done", id, NULL);
  g_autofree char *edited = device_do (family->laptop, "edit", id, "--notes", "the balcony too", NULL);
  g_autoptr (JsonObject) up = device_sync (family->phone);
  family_sync_both (family);
  g_autoptr (JsonObject) shown = device_show (family->phone, id);
  JsonObject *data = json_object_get_object_member (shown, "data");
  g_assert_cmpstr (json_object_get_string_member (data, "status"), ==, "done");
  g_assert_cmpstr (json_object_get_string_member (data, "notes"), ==, "the balcony too");
  assert_open_conflicts (family->laptop, 0);
  family_assert_equal (family);
}

/* Deleted on one device while the other edits: it is deleted, and the edit can be had back. */
static void
test_delete_wins (void)
{
  g_autoptr (Family) family = family_new ();
  g_autofree char *id = family_share_task (family, "Old idea");
  g_autofree char *deleted = device_do (family->phone, "delete", id, NULL);
  g_autofree char *edited = device_do (family->laptop, "edit", id, "--title", "Better idea", NULL);
  g_autoptr (JsonObject) up = device_sync (family->phone);
  family_sync_both (family);
  g_autoptr (JsonObject) shown = device_show (family->laptop, id);
  g_assert_true (json_object_get_boolean_member (shown, "deleted"));
  g_autofree char *history = device_do (family->laptop, "conflicts", "history", "--json", NULL);
  g_assert_nonnull (strstr (history, "Better idea"));
  family_assert_equal (family);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/conflict/different-fields-fit", test_different_fields_fit);
  g_test_add_func ("/conflict/same-edit-converges", test_same_edit_converges);
  g_test_add_func ("/conflict/same-field-asks", test_same_field_asks);
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *path = g_strdup_printf ("/conflict/answer/%s", answers[i].name);
      g_test_add_data_func (path, &answers[i], test_answer);
    }
  g_test_add_func ("/conflict/both-makes-two-tasks", test_both_makes_two_tasks);
  g_test_add_func ("/conflict/unresolve-opens-again", test_unresolve_opens_again);
  g_test_add_func ("/conflict/answered-anew-offline", test_answered_anew_offline);
  g_test_add_func ("/conflict/resolved-elsewhere", test_resolved_elsewhere);
  g_test_add_func ("/conflict/resolve-offline", test_resolve_offline);
  g_test_add_func ("/conflict/resolve-all", test_resolve_all);
  g_test_add_func ("/conflict/restore-loser", test_restore_loser);
  g_test_add_func ("/conflict/done-wins", test_done_wins);
  g_test_add_func ("/conflict/delete-wins", test_delete_wins);
  return g_test_run ();
}
