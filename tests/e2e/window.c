/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The real window on a display of its own, worked through accessible names and the keyboard. A picture of
 * each step is kept in the build folder, under meson-logs/screenshots. */

#include <string.h>

#include "lib/room.h"

#define BASE_DUE "2027-03-10"
#define MINE_DUE "2027-03-12"
#define THEIRS_DUE "2027-03-15"

static Desktop *desktop;

/* First run without a server; a task is said in words, appears, and is checked off. */
static void
test_use_on_this_computer (void)
{
  g_auto (Room) room = room_new (desktop, family_new_offline ());
  Device *laptop = room.family->laptop;
  window_driver_launch (room.driver, NULL);
  window_driver_picture_of (room.driver, "first-run", "Use on This Computer");
  window_driver_activate (room.driver, "Use on This Computer");

  window_driver_wait_usable (room.driver, "New task");
  window_driver_key (room.driver, "ctrl+n");
  window_driver_fill (room.driver, "New task", "Buy milk tomorrow #home");
  window_driver_picture (room.driver, "quick-add");
  window_driver_key (room.driver, "Return");
  window_driver_picture_of (room.driver, "task-added", "Buy milk, *");
  room_wait_for_rows (&room, laptop, "list", "Buy milk", 1);
  g_autoptr (JsonArray) tasks = device_list (laptop, NULL);
  JsonObject *task = json_array_get_object_element (tasks, 0);
  JsonArray *tags = json_object_get_array_member (task, "tags");
  g_assert_cmpuint (json_array_get_length (tags), ==, 1);
  g_assert_cmpstr (json_array_get_string_element (tags, 0), ==, "home");
  g_assert_false (json_object_get_null_member (task, "due"));

  window_driver_activate (room.driver, "Buy milk");
  room_wait_for_rows (&room, laptop, "list", NULL, 0);
  window_driver_picture (room.driver, "task-done");
  room_quit_silently (&room);
}

/* First run with a server: address, name, password; what the phone has is there, what is added here reaches
 * it. */
static void
test_connect_to_server (void)
{
  Family *family = family_new_offline ();
  g_auto (Room) room = room_new (desktop, family);
  family_start_server (family);
  family_login (family, family->phone);
  g_autofree char *theirs = device_add (family->phone, "From the phone");
  g_autoptr (JsonObject) up = device_sync (family->phone);

  window_driver_launch (room.driver, NULL);
  window_driver_activate (room.driver, "Connect to a Server*");
  window_driver_wait_usable (room.driver, "Address");
  window_driver_type (room.driver, cutting_proxy_get_url (family->proxy));
  window_driver_wait_text (room.driver, "Address", cutting_proxy_get_url (family->proxy));
  window_driver_key (room.driver, "Tab");
  window_driver_type (room.driver, "anna");
  window_driver_wait_text (room.driver, "Name", "anna");
  window_driver_key (room.driver, "Tab");
  window_driver_type (room.driver, FAMILY_PASSWORD);
  window_driver_picture (room.driver, "connect");
  window_driver_key (room.driver, "Return");
  window_driver_picture_of (room.driver, "connected", "From the phone*");

  window_driver_key (room.driver, "ctrl+n");
  window_driver_fill (room.driver, "New task", "From the window");
  window_driver_key (room.driver, "Return");
  room_wait_for_rows (&room, family->laptop, "list", "From the window", 1);
  room_wait_until_equal (&room);
  room_quit_silently (&room);
}

/* Both moved the due date: the conflict is there before the app is. */
static char *
make_conflict (Family *family)
{
  char *id = device_do (family->laptop, "add", "--raw", "Pay rent", "--due", BASE_DUE, NULL);
  family_sync_both (family);
  g_autofree char *theirs
      = device_do (family->phone, "edit", id, "--due", THEIRS_DUE, "--add-tag", "money", NULL);
  g_autofree char *mine
      = device_do (family->laptop, "edit", id, "--due", MINE_DUE, "--priority", "high", NULL);
  g_autoptr (JsonObject) first = device_sync (family->phone);
  g_autoptr (JsonObject) second = device_sync (family->laptop);
  return id;
}

static void
assert_due (Device *device, const char *id, const char *due)
{
  g_autoptr (JsonObject) shown = device_show (device, id);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (shown, "data"), "due"), ==,
                   due);
}

/* The phone edits and syncs; then so does the window. */
static void
change_on_phone (Room *room, const char *id, const char *option, const char *value)
{
  g_autofree char *said = device_do (room->family->phone, "edit", id, option, value, NULL);
  g_autoptr (JsonObject) up = device_sync (room->family->phone);
  g_autoptr (JsonObject) down = device_sync (room->laptop);
}

/* Alt+Left takes mine, Control+Return applies, a toast offers Undo; Ctrl+Z, which does not go away as the toast does,
 * opens the conflict again; Alt+Right takes theirs, which stays chosen when the task changes elsewhere meanwhile; both
 * devices end with it. No mouse. */
static void
test_conflict_by_keyboard (void)
{
  Family *family = family_new ();
  g_auto (Room) room = room_new (desktop, family);
  g_autofree char *id = make_conflict (family);
  window_driver_launch (room.driver, "--show-conflicts", NULL);
  window_driver_picture_of (room.driver, "conflict", "Take mine*");
  window_driver_key (room.driver, "alt+Left");
  window_driver_wait_usable (room.driver, "Apply");
  window_driver_picture (room.driver, "conflict-decided");
  window_driver_key (room.driver, "ctrl+Return");
  window_driver_wait_usable (room.driver, "Undo");
  window_driver_wait_gone (room.driver, "Take mine*");
  room_wait_for_rows (&room, family->laptop, "conflicts", NULL, 0);
  assert_due (family->laptop, id, MINE_DUE);

  window_driver_key (room.driver, "ctrl+z");
  room_wait_for_rows (&room, family->laptop, "conflicts", NULL, 1);
  window_driver_picture (room.driver, "conflict-again");

  window_driver_activate (room.driver, "Needs your decision");
  window_driver_wait_usable (room.driver, "Take theirs*");
  window_driver_key (room.driver, "alt+Right");
  window_driver_wait_usable (room.driver, "Apply");
  change_on_phone (&room, id, "--notes", "To the landlord.");
  window_driver_picture_of (room.driver, "conflict-merged-again", "It changed meanwhile and was merged again.*");
  window_driver_wait_usable (room.driver, "Apply");
  window_driver_key (room.driver, "ctrl+Return");
  room_wait_for_rows (&room, family->laptop, "conflicts", NULL, 0);
  room_wait_until_equal (&room);
  assert_due (family->phone, id, THEIRS_DUE);
  window_driver_picture (room.driver, "conflict-resolved");
  room_quit_silently (&room);
}

/* Notes are being written while another device changes the title: the new title is shown, and the writing goes on where
 * it was. */
static void
test_typing_while_synced (void)
{
  g_auto (Room) room = room_new (desktop, family_new ());
  g_autofree char *id = family_share_task (room.family, "Pay rent");
  window_driver_launch (room.driver, NULL);
  window_driver_wait_usable (room.driver, "Pay rent");
  window_driver_focus (room.driver, "Pay rent");
  window_driver_key (room.driver, "Up");
  window_driver_key (room.driver, "Return");
  window_driver_wait_text (room.driver, "Title", "Pay rent");
  window_driver_focus (room.driver, "Repeat: Never");
  /* the priority, the list, the points, the tags, the notes */
  for (guint i = 0; i < 5; i++)
    window_driver_key (room.driver, "Tab");
  window_driver_type (room.driver, "Ask Anna ");
  change_on_phone (&room, id, "--title", "Pay the rent");
  window_driver_wait_text (room.driver, "Title", "Pay the rent");
  window_driver_type (room.driver, "first");
  room_wait_for_field (&room, id, "notes", "\"Ask Anna first\"");
  room_wait_for_field (&room, id, "title", "\"Pay the rent\"");
  window_driver_picture (room.driver, "typed-while-synced");
  room_wait_until_equal (&room);
  room_quit_silently (&room);
}

/* A list is switched off in the preferences: its task leaves this device, the other one keeps it, and switching it on
 * brings it back. */
static void
switch_list_off_and_on (Room *room)
{
  window_driver_focus (room->driver, "Sync “Work” on this device");
  window_driver_picture (room->driver, "lists-of-this-device");
  window_driver_key (room->driver, "space");
  room_wait_for_rows (room, room->laptop, "list", "Write the report", 0);
  room_wait_for_rows (room, room->family->phone, "list", "Write the report", 1);
  window_driver_key (room->driver, "space");
  room_wait_for_rows (room, room->laptop, "list", "Write the report", 1);
}

static gboolean
is_next_attempt_late (gpointer device)
{
  g_autoptr (JsonNode) status = device_ask (device, "status", NULL);
  const char *text = json_object_get_string_member_with_default (json_node_get_object (status), "next_attempt", NULL);
  g_autoptr (GDateTime) next = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  return next != NULL && g_date_time_difference (next, now) > 50 * G_TIME_SPAN_MINUTE;
}

/* From every five minutes to the last choice, which is every hour. */
static void
sync_less_often (Room *room)
{
  g_assert_false (is_next_attempt_late (room->laptop));
  window_driver_focus (room->driver, "Interval");
  window_driver_key (room->driver, "Return");
  window_driver_wait_usable (room->driver, "Every hour");
  window_driver_picture (room->driver, "intervals");
  window_driver_key (room->driver, "End");
  window_driver_key (room->driver, "Return");
  window_driver_wait_until (room->driver, is_next_attempt_late, room->laptop, "syncing every hour");
}

static gboolean
is_shut_out (gpointer device)
{
  g_autoptr (ProcessResult) result = device_try (device, "sync", NULL);
  return result->status == 1;
}

/* Asked first, and then the phone no longer syncs. */
static void
shut_out_phone (Room *room)
{
  window_driver_activate (room->driver, "Shut out “phone”");
  window_driver_picture_of (room->driver, "shut-out", "Shut Out This Device?");
  window_driver_activate (room->driver, "*Shut Out");
  window_driver_wait_gone (room->driver, "Shut out “phone”");
  window_driver_wait_until (room->driver, is_shut_out, room->family->phone, "the phone to be shut out");
}

/* What is not uploaded is told first; kept, it goes up with the next connection. */
static void
sign_out_and_in (Room *room)
{
  server_process_stop (room->family->server);
  g_autofree char *id = device_add (room->laptop, "Not uploaded yet");
  window_driver_activate (room->driver, "*Sign Out…");
  window_driver_picture_of (room->driver, "sign-out", "1 change is not uploaded yet.*");
  window_driver_activate (room->driver, "*Keep and Sign Out");
  window_driver_wait_gone (room->driver, "*Sign Out…");
  window_driver_picture (room->driver, "signed-out");
  room_wait_for_rows (room, room->laptop, "pending", NULL, 1);
  room_wait_for_rows (room, room->laptop, "list", "Write the report", 1);
  family_restart_server (room->family);
  family_login (room->family, room->laptop);
  room_wait_for_rows (room, room->laptop, "pending", NULL, 0);
}

static void
test_preferences (void)
{
  g_auto (Room) room = room_new (desktop, family_new ());
  g_autofree char *list = device_do (room.laptop, "lists", "add", "Work", NULL);
  g_autofree char *id = device_do (room.laptop, "add", "--raw", "Write the report", "--list", "Work", NULL);
  family_sync_both (room.family);

  window_driver_launch (room.driver, NULL);
  window_driver_wait_usable (room.driver, "New task");
  window_driver_key (room.driver, "ctrl+comma");
  switch_list_off_and_on (&room);
  sync_less_often (&room);
  shut_out_phone (&room);
  sign_out_and_in (&room);
  /* Escape takes away a toast before it closes the window. */
  window_driver_wait_gone (room.driver, "Signed out*");
  window_driver_key (room.driver, "Escape");
  room_quit_silently (&room);
}

static gboolean
is_in_flight (gpointer device)
{
  g_autoptr (JsonNode) pending = device_ask (device, "pending", NULL);
  JsonArray *rows = json_node_get_array (pending);
  return json_array_get_length (rows) == 1
         && g_str_equal (json_object_get_string_member (json_array_get_object_element (rows, 0), "state"),
                         "in_flight");
}

static void
sign_out_by (Room *room, const char *button)
{
  window_driver_key (room->driver, "ctrl+comma");
  window_driver_activate (room->driver, "*Sign Out…");
  window_driver_activate (room->driver, button);
  window_driver_wait_gone (room->driver, "*Sign Out…");
  window_driver_wait_gone (room->driver, "Signed out*");
  window_driver_key (room->driver, "Escape");
}

/* So that nothing goes up by itself. */
static void
pause_syncing (Room *room)
{
  window_driver_activate (room->driver, "Sync status*");
  window_driver_focus (room->driver, "Pause");
  window_driver_key (room->driver, "space");
  window_driver_activate (room->driver, "For 1 Hour");
  window_driver_find (room->driver, "Sync status: Paused until*??:??");
  window_driver_key (room->driver, "Escape");
}

static void
sign_in_again (Room *room)
{
  family_login (room->family, room->laptop);
  room_wait_for_rows (room, room->laptop, "pending", NULL, 0);
  room_wait_until_equal (room);
}

/* What was tried while the server was away is given up at once, and nobody ever sees it; uploaded first, the other
 * device has it. */
static void
test_sign_out (void)
{
  g_auto (Room) room = room_new (desktop, family_new ());
  g_autofree char *id = family_share_task (room.family, "Pay rent");
  window_driver_launch (room.driver, NULL);
  window_driver_wait_usable (room.driver, "Pay rent");

  server_process_stop (room.family->server);
  g_autofree char *edited = device_do (room.laptop, "edit", id, "--title", "Pay nothing", NULL);
  window_driver_key (room.driver, "ctrl+r");
  window_driver_wait_until (room.driver, is_in_flight, room.laptop, "the change to be on its way");
  sign_out_by (&room, "*Give Up and Sign Out");
  room_wait_for_field (&room, id, "title", "\"Pay rent\"");
  family_restart_server (room.family);
  sign_in_again (&room);
  room_wait_for_field (&room, id, "title", "\"Pay rent\"");

  pause_syncing (&room);
  g_autofree char *kept = device_do (room.laptop, "edit", id, "--title", "Pay the rent", NULL);
  sign_out_by (&room, "*Upload and Sign Out");
  g_autoptr (JsonObject) down = device_sync (room.family->phone);
  room_wait_for_rows (&room, room.family->phone, "list", "Pay the rent", 1);
  sign_in_again (&room);
  room_quit_silently (&room);
}

/* By the file chooser, where a name is typed. */
static void
choose_file (Room *room, const char *entry, const char *button, const char *path)
{
  window_driver_key (room->driver, "F10");
  window_driver_activate (room->driver, entry);
  window_driver_find (room->driver, button);
  if (g_str_equal (entry, "Export…"))
    window_driver_key (room->driver, "ctrl+a");
  else
    window_driver_key (room->driver, "ctrl+l");
  window_driver_type (room->driver, path);
  window_driver_activate (room->driver, button);
  window_driver_wait_gone (room->driver, button);
}

/* What was exported to a file is imported where nothing is; imported once more nothing comes twice. */
static void
test_export_and_import (void)
{
  g_auto (Room) room = room_new (desktop, family_new_offline ());
  g_autofree char *path = g_build_filename (room.family->directory, "tasks.json", NULL);
  g_autofree char *rent
      = device_do (room.laptop, "add", "--raw", "Pay rent", "--due", BASE_DUE, "--tag", "money", NULL);
  g_autofree char *milk = device_add (room.laptop, "Buy milk");
  window_driver_launch (room.driver, NULL);
  window_driver_wait_usable (room.driver, "Pay rent*");
  choose_file (&room, "Export…", "*Export", path);
  window_driver_find (room.driver, "2 tasks exported");

  choose_file (&room, "Import…", "*Import", path);
  window_driver_find (room.driver, "*2 were here already*");
  g_autofree char *text = g_build_filename (room.family->directory, "more.txt", NULL);
  g_assert_true (g_file_set_contents (text, "(A) Call the bank @phone\n", -1, NULL));
  choose_file (&room, "Import…", "*Import", text);
  room_wait_for_rows (&room, room.laptop, "list", "Call the bank", 1);
  room_wait_for_rows (&room, room.laptop, "list", "Pay rent", 1);
  window_driver_picture_of (room.driver, "imported", "Call the bank*");
  room_quit_silently (&room);
}

/* As many as are rather deleted by a mistake than on purpose. */
#define MASS 10

static void
delete_all_on_phone (Room *room)
{
  g_autoptr (JsonArray) rows = device_list (room->family->phone, NULL);
  g_assert_cmpuint (json_array_get_length (rows), ==, MASS);
  for (guint i = 0; i < MASS; i++)
    g_free (device_do (room->family->phone, "delete",
                       json_object_get_string_member (json_array_get_object_element (rows, i), "entity_id"), NULL));
  g_autoptr (JsonObject) job = device_sync (room->family->phone);
  window_driver_key (room->driver, "ctrl+r");
}

/* The phone deletes everything: nothing goes before the user says so. Put off, it still waits; kept, it is there again
 * for both; let go, it is gone here too. */
static void
test_held (void)
{
  g_auto (Room) room = room_new (desktop, family_new ());
  for (guint i = 0; i < MASS; i++)
    g_free (device_add (room.laptop, "Cherished"));
  family_sync_both (room.family);
  window_driver_launch (room.driver, NULL);
  window_driver_wait_usable (room.driver, "New task");

  delete_all_on_phone (&room);
  window_driver_picture_of (room.driver, "held-banner", "*Decide…");
  window_driver_activate (room.driver, "*Decide…");
  window_driver_picture_of (room.driver, "held", "The server wants to delete 10 tasks");
  window_driver_activate (room.driver, "*Decide later");
  window_driver_wait_gone (room.driver, "*Keep mine and upload again");
  room_wait_for_rows (&room, room.laptop, "list", "Cherished", MASS);

  window_driver_activate (room.driver, "*Decide…");
  window_driver_activate (room.driver, "*Keep mine and upload again");
  window_driver_wait_gone (room.driver, "*Decide…");
  room_wait_until_equal (&room);
  room_wait_for_rows (&room, room.family->phone, "list", "Cherished", MASS);

  delete_all_on_phone (&room);
  window_driver_activate (room.driver, "*Decide…");
  window_driver_activate (room.driver, "*Let them go");
  room_wait_for_rows (&room, room.laptop, "list", NULL, 0);
  room_quit_silently (&room);
}

int
main (int argc, char **argv)
{
  int status;
  g_test_init (&argc, &argv, NULL);
  desktop = room_open_desktop ("1280x860");
  g_test_add_func ("/window/use-on-this-computer", test_use_on_this_computer);
  g_test_add_func ("/window/connect-to-server", test_connect_to_server);
  g_test_add_func ("/window/conflict-by-keyboard", test_conflict_by_keyboard);
  g_test_add_func ("/window/typing-while-synced", test_typing_while_synced);
  g_test_add_func ("/window/preferences", test_preferences);
  g_test_add_func ("/window/sign-out", test_sign_out);
  g_test_add_func ("/window/export-and-import", test_export_and_import);
  g_test_add_func ("/window/held", test_held);
  status = g_test_run ();
  desktop_free (desktop);
  return status;
}
