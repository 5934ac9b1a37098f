/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The main job: tasks made, changed, done and deleted on one device are on the other after a sync. */

#include <string.h>

#include "lib/family.h"

static gint64
member_int (JsonObject *object, const char *name)
{
  return json_object_get_int_member (object, name);
}

static const char *
data_string (JsonObject *shown, const char *field)
{
  return json_object_get_string_member_with_default (json_object_get_object_member (shown, "data"), field,
                                                     NULL);
}

/* Everything that can be said about a task on one device is said by the other one too. */
static void
test_task_travels (void)
{
  g_autoptr (Family) family = family_new ();
  g_autofree char *id
      = device_do (family->laptop, "add", "--raw", "Pay rent", "--due", "2027-03-10", "--priority", "high",
                   "--tag", "home", "--tag", "money", "--notes", "to the landlord, not the bank", NULL);
  family_sync_both (family);

  g_autoptr (JsonObject) there = device_show (family->phone, id);
  g_assert_cmpstr (data_string (there, "title"), ==, "Pay rent");
  g_assert_cmpstr (data_string (there, "due"), ==, "2027-03-10");
  g_assert_cmpstr (data_string (there, "priority"), ==, "high");
  g_assert_cmpstr (data_string (there, "notes"), ==, "to the landlord, not the bank");
  JsonArray *tags = json_object_get_array_member (json_object_get_object_member (there, "data"), "tags");
  g_assert_cmpuint (json_array_get_length (tags), ==, 2);
  g_assert_cmpint (member_int (there, "version"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (there, "sync_status"), ==, "synced");
  g_assert_false (json_object_get_boolean_member (there, "deleted"));
  family_assert_equal (family);
}

/* An edit raises the version by one, on both devices. */
static void
test_edit_travels (void)
{
  g_autoptr (Family) family = family_new ();
  g_autofree char *id = family_share_task (family, "Call Anna");
  g_autofree char *said
      = device_do (family->phone, "edit", id, "--title", "Call Anna and Ben", "--add-tag", "phone", NULL);

  g_autoptr (JsonObject) waiting = device_show (family->phone, id);
  g_assert_cmpstr (json_object_get_string_member (waiting, "sync_status"), ==, "pending");
  family_sync_both (family);
  g_autoptr (JsonObject) first = device_sync (family->phone);

  g_autoptr (JsonObject) here = device_show (family->laptop, id);
  g_assert_cmpstr (data_string (here, "title"), ==, "Call Anna and Ben");
  g_assert_cmpint (member_int (here, "version"), ==, 2);
  family_assert_equal (family);
}

/* Done leaves the list and can be found among the completed; reopening brings it back. */
static void
test_done_travels (void)
{
  g_autoptr (Family) family = family_new ();
  g_autofree char *id = family_share_task (family, "Water plants");
  g_autofree char *done = device_do (family->laptop, "done", id, NULL);
  family_sync_both (family);

  g_autoptr (JsonArray) open = device_list (family->phone, NULL);
  g_autoptr (JsonArray) completed = device_list (family->phone, "completed");
  g_assert_cmpuint (json_array_get_length (open), ==, 0);
  g_assert_cmpuint (json_array_get_length (completed), ==, 1);
  g_autoptr (JsonObject) there = device_show (family->phone, id);
  g_assert_cmpstr (data_string (there, "status"), ==, "done");
  g_assert_nonnull (data_string (there, "completed_at"));

  g_autofree char *reopened = device_do (family->phone, "reopen", id, NULL);
  g_autoptr (JsonObject) up = device_sync (family->phone);
  g_autoptr (JsonObject) down = device_sync (family->laptop);
  g_autoptr (JsonArray) again = device_list (family->laptop, NULL);
  g_assert_cmpuint (json_array_get_length (again), ==, 1);
  family_assert_equal (family);
}

/* A deleted task is gone on both, stays as a tombstone that can be shown, and can be restored. */
static void
test_delete_and_restore (void)
{
  g_autoptr (Family) family = family_new ();
  g_autofree char *id = family_share_task (family, "Old idea");
  g_autofree char *deleted = device_do (family->laptop, "delete", id, NULL);
  family_sync_both (family);

  g_autoptr (JsonArray) gone = device_list (family->phone, NULL);
  g_assert_cmpuint (json_array_get_length (gone), ==, 0);
  g_autoptr (JsonObject) tombstone = device_show (family->phone, id);
  g_assert_true (json_object_get_boolean_member (tombstone, "deleted"));

  g_autofree char *restored = device_do (family->laptop, "restore", id, NULL);
  family_sync_both (family);
  g_autoptr (JsonObject) back = device_show (family->phone, id);
  g_assert_false (json_object_get_boolean_member (back, "deleted"));
  g_assert_cmpstr (data_string (back, "title"), ==, "Old idea");
  family_assert_equal (family);
}

/* A list and the tasks in it arrive together; renaming it changes it everywhere. */
static void
test_lists_travel (void)
{
  g_autoptr (Family) family = family_new ();
  g_autofree char *list_id = device_do (family->laptop, "lists", "add", "Garden", NULL);
  g_autofree char *id = device_do (family->laptop, "add", "--raw", "Cut the hedge", "--list", "Garden", NULL);
  family_sync_both (family);

  g_autoptr (JsonObject) there = device_show (family->phone, id);
  g_assert_cmpstr (data_string (there, "list_id"), ==, list_id);
  g_autofree char *renamed = device_do (family->phone, "lists", "rename", list_id, "Yard", NULL);
  g_autoptr (JsonObject) up = device_sync (family->phone);
  g_autoptr (JsonObject) down = device_sync (family->laptop);
  g_autofree char *lists = device_do (family->laptop, "lists", NULL);
  g_assert_nonnull (strstr (lists, "Yard"));
  g_assert_null (strstr (lists, "Garden"));
  family_assert_equal (family);
}

/* What was fetched or sent once is neither fetched nor sent again. */
static void
test_second_sync_does_nothing (void)
{
  g_autoptr (Family) family = family_new ();
  g_autofree char *id = family_share_task (family, "Once");
  g_autoptr (JsonObject) job = device_sync (family->laptop);
  g_assert_cmpint (member_int (job, "fetched"), ==, 0);
  g_assert_cmpint (member_int (job, "pushed"), ==, 0);
  g_assert_cmpint (member_int (job, "requests"), ==, 1);
  g_autoptr (JsonObject) shown = device_show (family->laptop, id);
  g_assert_cmpint (member_int (shown, "version"), ==, 1);
}

/* The outbox tells what waits, with the old and the new value of each field. */
static void
test_pending_tells_what_waits (void)
{
  g_autoptr (Family) family = family_new ();
  g_autofree char *id = family_share_task (family, "Before");
  g_autofree char *said = device_do (family->laptop, "edit", id, "--title", "After", NULL);

  g_autoptr (JsonNode) node = device_ask (family->laptop, "pending", NULL);
  JsonArray *rows = json_node_get_array (node);
  g_assert_cmpuint (json_array_get_length (rows), ==, 1);
  JsonObject *row = json_array_get_object_element (rows, 0);
  g_assert_cmpstr (json_object_get_string_member (row, "entity_id"), ==, id);
  g_assert_cmpstr (json_object_get_string_member (row, "operation"), ==, "update");
  g_assert_cmpstr (json_object_get_string_member (row, "state"), ==, "waiting");
  JsonObject *title = json_object_get_object_member (json_object_get_object_member (row, "fields"), "title");
  g_assert_cmpstr (json_object_get_string_member (title, "old"), ==, "Before");
  g_assert_cmpstr (json_object_get_string_member (title, "new"), ==, "After");

  g_autoptr (JsonNode) status = device_ask (family->laptop, "status", NULL);
  g_assert_cmpint (member_int (json_node_get_object (status), "pending"), ==, 1);
  g_autoptr (JsonObject) job = device_sync (family->laptop);
  g_assert_cmpint (member_int (job, "pushed"), ==, 1);
  g_autoptr (JsonNode) after = device_ask (family->laptop, "status", NULL);
  JsonObject *members = json_node_get_object (after);
  g_assert_cmpint (member_int (members, "pending"), ==, 0);
  g_assert_cmpint (member_int (members, "conflicts"), ==, 0);
  g_assert_true (json_object_get_boolean_member (members, "token"));
  g_assert_false (json_object_get_null_member (members, "last_success"));
}

/* Discarding a waiting change goes back to what the server has, and nothing is sent. */
static void
test_discard_goes_back (void)
{
  g_autoptr (Family) family = family_new ();
  g_autofree char *id = family_share_task (family, "Right");
  g_autofree char *edited = device_do (family->laptop, "edit", id, "--title", "Wrong", NULL);
  g_autofree char *discarded = device_do (family->laptop, "pending", "discard", id, NULL);
  g_autoptr (JsonObject) shown = device_show (family->laptop, id);
  g_assert_cmpstr (data_string (shown, "title"), ==, "Right");
  family_sync_both (family);
  family_assert_equal (family);
}

/* Each policy can be set and is kept; another word is wrong usage or refused, and changes nothing. */
static void
test_policy_is_kept (void)
{
  static const char *const policies[]
      = { "last_write_wins", "client_wins", "server_wins", "operational_transform", "manual_resolution" };
  g_autoptr (Family) family = family_new_offline ();
  for (gsize i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      g_autofree char *set = device_do (family->laptop, "policy", policies[i], NULL);
      g_autofree char *shown = device_do (family->laptop, "policy", NULL);
      g_assert_nonnull (strstr (shown, policies[i]));
    }
  g_autoptr (ProcessResult) refused = device_try (family->laptop, "policy", "whatever_wins", NULL);
  g_assert_cmpint (refused->status, !=, 0);
  g_assert_cmpstr (refused->err, !=, "");
  g_autofree char *kept = device_do (family->laptop, "policy", NULL);
  g_assert_nonnull (strstr (kept, "manual_resolution"));
}

/* A full sync on top of what is there changes nothing. */
static void
test_full_sync_keeps_all (void)
{
  g_autoptr (Family) family = family_new ();
  g_autofree char *id = family_share_task (family, "Kept");
  g_autofree char *before = device_dump (family->laptop);
  g_autofree char *said = device_do (family->laptop, "sync", "--full", NULL);
  g_autofree char *after = device_dump (family->laptop);
  g_assert_cmpstr (before, ==, after);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/main-job/task-travels", test_task_travels);
  g_test_add_func ("/main-job/edit-travels", test_edit_travels);
  g_test_add_func ("/main-job/done-travels", test_done_travels);
  g_test_add_func ("/main-job/delete-and-restore", test_delete_and_restore);
  g_test_add_func ("/main-job/lists-travel", test_lists_travel);
  g_test_add_func ("/main-job/second-sync-does-nothing", test_second_sync_does_nothing);
  g_test_add_func ("/main-job/pending-tells-what-waits", test_pending_tells_what_waits);
  g_test_add_func ("/main-job/discard-goes-back", test_discard_goes_back);
  g_test_add_func ("/main-job/policy-is-kept", test_policy_is_kept);
  g_test_add_func ("/main-job/full-sync-keeps-all", test_full_sync_keeps_all);
  return g_test_run ();
}
