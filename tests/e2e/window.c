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

/* Alt+Left takes mine, Control+Return applies; Undo opens the conflict again; Alt+Right takes theirs; both
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
  window_driver_wait_gone (room.driver, "Take mine*");
  room_wait_for_rows (&room, family->laptop, "conflicts", NULL, 0);
  assert_due (family->laptop, id, MINE_DUE);

  window_driver_activate (room.driver, "Undo");
  room_wait_for_rows (&room, family->laptop, "conflicts", NULL, 1);
  window_driver_picture (room.driver, "conflict-again");

  window_driver_launch (room.driver, "--show-conflicts", NULL);
  window_driver_wait_usable (room.driver, "Take theirs*");
  window_driver_key (room.driver, "alt+Right");
  window_driver_wait_usable (room.driver, "Apply");
  window_driver_key (room.driver, "ctrl+Return");
  room_wait_for_rows (&room, family->laptop, "conflicts", NULL, 0);
  room_wait_until_equal (&room);
  assert_due (family->phone, id, THEIRS_DUE);
  window_driver_picture (room.driver, "conflict-resolved");
  room_quit_silently (&room);
}

/* A list is switched off in the preferences: its task leaves this device, the other one keeps it, and switching it on
 * brings it back. */
static void
test_lists_of_this_device (void)
{
  g_auto (Room) room = room_new (desktop, family_new ());
  Device *laptop = room.family->laptop;
  Device *phone = room.family->phone;
  g_autofree char *list = device_do (laptop, "lists", "add", "Work", NULL);
  g_autofree char *id = device_add (laptop, "Write the report");
  g_autofree char *moved = device_do (laptop, "edit", id, "--list", "Work", NULL);
  family_sync_both (room.family);

  window_driver_launch (room.driver, NULL);
  window_driver_focus (room.driver, "New task");
  window_driver_key (room.driver, "ctrl+comma");
  window_driver_focus (room.driver, "Sync “Work” on this device");
  window_driver_picture (room.driver, "lists-of-this-device");
  window_driver_key (room.driver, "space");
  room_wait_for_rows (&room, laptop, "list", "Write the report", 0);
  room_wait_for_rows (&room, phone, "list", "Write the report", 1);

  window_driver_key (room.driver, "space");
  room_wait_for_rows (&room, laptop, "list", "Write the report", 1);
  window_driver_key (room.driver, "Escape");
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
  g_test_add_func ("/window/lists-of-this-device", test_lists_of_this_device);
  status = g_test_run ();
  desktop_free (desktop);
  return status;
}
