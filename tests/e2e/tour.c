/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A person's tour through the app, from the first start to the next one, by keyboard: one window, one act after the
 * other. Each act leaves behind what the next goes on with. Nothing is said on stderr in all of it. */

#include <string.h>

#include "lib/notification-desk.h"
#include "lib/room.h"
#include "lib/tray-host.h"

#define MINE_DUE "2030-03-12"
#define THEIRS_DUE "2030-03-15"

static Desktop *desktop;
static NotificationDesk *desk;
static TrayHost *tray;
static Room room;

/* --- what is there --- */

static char *
find_task (Device *device, const char *title)
{
  g_autoptr (JsonArray) rows = device_list (device, NULL);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      if (g_strcmp0 (json_object_get_string_member (row, "title"), title) == 0)
        return g_strdup (json_object_get_string_member (row, "entity_id"));
    }
  g_error ("%s has no task called %s", device->name, title);
}

static char *
read_field (Device *device, const char *id, const char *field)
{
  g_autoptr (JsonObject) shown = device_show (device, id);
  return g_strdup (json_object_get_string_member_with_default (
      json_object_get_object_member (shown, "data"), field, ""));
}

static void
add_in_words (const char *line, const char *title)
{
  window_driver_key (room.driver, "ctrl+n");
  window_driver_fill (room.driver, "New task", line);
  window_driver_key (room.driver, "Return");
  room_wait_for_rows (&room, room.laptop, "list", title, 1);
}

/* --- the acts --- */

/* The first start: the server's address, a name and a password. */
static void
act_first_run (void)
{
  family_start_server (room.family);
  family_login (room.family, room.family->phone);

  window_driver_launch (room.driver, NULL);
  window_driver_picture_of (room.driver, "tour-first-run", "Use on This Computer");
  window_driver_activate (room.driver, "Connect to a Server*");
  window_driver_wait_usable (room.driver, "Address");
  window_driver_type (room.driver, cutting_proxy_get_url (room.family->proxy));
  window_driver_wait_text (room.driver, "Address", cutting_proxy_get_url (room.family->proxy));
  window_driver_key (room.driver, "Tab");
  window_driver_type (room.driver, "anna");
  window_driver_key (room.driver, "Tab");
  window_driver_type (room.driver, FAMILY_PASSWORD);
  window_driver_key (room.driver, "Return");
  window_driver_wait_usable (room.driver, "New task");
  window_driver_picture (room.driver, "tour-empty");
}

static void
act_lists (void)
{
  static const char *const names[] = { "Home", "Garden" };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *row = g_strconcat (names[i], "*", NULL);
      window_driver_key (room.driver, "ctrl+shift+n");
      window_driver_wait_usable (room.driver, "Create");
      window_driver_type (room.driver, names[i]);
      window_driver_key (room.driver, "Return");
      window_driver_wait_gone (room.driver, "Create");
      window_driver_find (room.driver, row);
    }
  window_driver_picture (room.driver, "tour-lists");
}

/* What is typed, and what the task is called then. */
static const struct
{
  const char *line;
  const char *title;
} said[] = {
  { "Pay rent tomorrow 9am !high every month", "Pay rent" },
  { "Repair the lamp", "Repair the lamp" },
  { "Water plants today every 2 days", "Water plants" },
  { "Buy milk today #shopping", "Buy milk" },
  { "Buy bread today #shopping", "Buy bread" },
  { "Call Anna tomorrow 10am", "Call Anna" },
  { "Book the dentist in 3 days", "Book the dentist" },
  { "Return the library books", "Return the library books" },
  { "Cut the hedge !low", "Cut the hedge" },
  { "Fix the bicycle", "Fix the bicycle" },
  { "Renew the passport in 2 weeks !high", "Renew the passport" },
  { "Write to grandma sunday", "Write to grandma" },
  { "Sort the photos", "Sort the photos" },
  { "Clean the windows saturday", "Clean the windows" },
  { "Electricity bill in 5 days", "Electricity bill" },
  { "Water bill in 5 days", "Water bill" },
  { "Phone bill in 5 days", "Phone bill" },
  { "Plan the holiday #someday", "Plan the holiday" },
  { "Order firewood !medium", "Order firewood" },
  { "Read the contract monday 14:00", "Read the contract" },
};

static void
act_twenty_tasks (void)
{
  G_STATIC_ASSERT (G_N_ELEMENTS (said) == 20);
  for (gsize i = 0; i < G_N_ELEMENTS (said); i++)
    add_in_words (said[i].line, said[i].title);
  room_wait_for_rows (&room, room.laptop, "list", NULL, 20);
  window_driver_picture (room.driver, "tour-twenty-tasks");
}

/* Tab goes from the quick add into the list, Home to its first row, Down to the second, Return into its details: a
 * subtask. */
static void
act_subtask (void)
{
  g_autofree char *id = find_task (room.laptop, "Repair the lamp");
  window_driver_key (room.driver, "ctrl+n");
  window_driver_key (room.driver, "Tab");
  window_driver_key (room.driver, "Home");
  window_driver_key (room.driver, "Down");
  window_driver_key (room.driver, "Return");
  window_driver_wait_text (room.driver, "Title", "Repair the lamp");
  /* nothing says when the keyboard is in the row for subtasks: only the history comes after it, then the main menu */
  window_driver_key (room.driver, "F10");
  window_driver_wait_usable (room.driver, "Preferences");
  window_driver_key (room.driver, "Escape");
  window_driver_key (room.driver, "shift+Tab");
  window_driver_key (room.driver, "shift+Tab");
  window_driver_type (room.driver, "Buy a bulb");
  window_driver_wait_text (room.driver, "Add subtask", "Buy a bulb");
  window_driver_key (room.driver, "Return");
  room_wait_for_rows (&room, room.laptop, "list", "Buy a bulb", 1);
  window_driver_picture (room.driver, "tour-subtask");
  window_driver_key (room.driver, "Escape");
  g_autofree char *subtask = find_task (room.laptop, "Buy a bulb");
  g_autofree char *parent = read_field (room.laptop, subtask, "parent_id");
  g_assert_cmpstr (parent, ==, id);
}

static gboolean
next_occurrence_came (gpointer data)
{
  g_autoptr (JsonArray) rows = device_list (room.laptop, NULL);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      if (g_strcmp0 (json_object_get_string_member (row, "title"), "Water plants") == 0)
        return g_strcmp0 (json_object_get_string_member (row, "entity_id"), data) != 0;
    }
  return FALSE;
}

/* A task that comes again: done today, there again in two days, once. */
static void
act_recurring (void)
{
  g_autofree char *id = find_task (room.laptop, "Water plants");
  g_autofree char *before = read_field (room.laptop, id, "due");
  window_driver_activate (room.driver, "Water plants");
  window_driver_wait_until (room.driver, next_occurrence_came, id, "the next occurrence");
  room_wait_for_rows (&room, room.laptop, "list", "Water plants", 1);
  g_autofree char *next = find_task (room.laptop, "Water plants");
  g_autofree char *after = read_field (room.laptop, next, "due");
  g_assert_cmpstr (after, >, before);
  window_driver_picture (room.driver, "tour-recurring");
}

/* A reminder fires, and its button completes the task. */
static void
act_reminder (void)
{
  g_autofree char *id = find_task (room.laptop, "Buy milk");
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) then = g_date_time_add_seconds (now, 1);
  g_autofree char *text = g_date_time_format (then, "%Y-%m-%dT%H:%M:%S.000Z");
  g_autofree char *value = g_strdup_printf ("reminders=[\"%s\"]", text);
  g_autofree char *done = device_do (room.laptop, "edit", id, "--set", value, NULL);
  g_autoptr (DeskNotice) notice = notification_desk_wait (desk, "Buy milk");
  notification_desk_press (desk, notice, "Done");
  room_wait_for_rows (&room, room.laptop, "list", "Buy milk", 0);
}

/* The last task is taken away and taken back with Ctrl+Z. */
static void
act_undo (void)
{
  window_driver_activate (room.driver, "Buy bread");
  room_wait_for_rows (&room, room.laptop, "list", "Buy bread", 0);
  window_driver_key (room.driver, "ctrl+z");
  room_wait_for_rows (&room, room.laptop, "list", "Buy bread", 1);
  window_driver_picture (room.driver, "tour-undone");
}

static const char *const disputed[] = { "Electricity bill", "Water bill", "Phone bill", "Pay rent" };

static guint
count_due (Device *device, const char *due)
{
  guint count = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (disputed); i++)
    {
      g_autofree char *id = find_task (device, disputed[i]);
      g_autofree char *held = read_field (device, id, "due");
      if (strcmp (held, due) == 0)
        count++;
    }
  return count;
}

/* The server is away: what is done here goes on, is kept, and the foot of the window says so. The phone moved
 * the same tasks to another day. */
static void
act_offline (void)
{
  window_driver_key (room.driver, "ctrl+r");
  room_wait_until_equal (&room);
  for (gsize i = 0; i < G_N_ELEMENTS (disputed); i++)
    {
      g_autofree char *id = find_task (room.family->phone, disputed[i]);
      g_autofree char *theirs = device_do (room.family->phone, "edit", id, "--due", THEIRS_DUE, NULL);
    }
  g_autofree char *lamp = find_task (room.family->phone, "Repair the lamp");
  g_autofree char *notes = device_do (room.family->phone, "edit", lamp, "--notes", "In the cellar.", NULL);
  server_process_stop (room.family->server);
  for (gsize i = 0; i < G_N_ELEMENTS (disputed); i++)
    {
      g_autofree char *id = find_task (room.laptop, disputed[i]);
      g_autofree char *mine = device_do (room.laptop, "edit", id, "--due", MINE_DUE, NULL);
    }
  add_in_words ("Feed the cat today", "Feed the cat");
  window_driver_picture_of (room.driver, "tour-offline", "Offline, * changes kept");
  room_wait_for_rows (&room, room.laptop, "pending", NULL, 5);
}

/* They meet again: what differs is fitted, what is disputed is asked. */
static void
act_conflict (void)
{
  family_restart_server (room.family);
  g_autoptr (JsonObject) up = device_sync (room.family->phone);
  window_driver_key (room.driver, "ctrl+r");
  room_wait_for_rows (&room, room.laptop, "conflicts", NULL, 4);
  window_driver_picture_of (room.driver, "tour-conflicts", "Needs your decision, 4");
}

static void
open_conflicts (void)
{
  window_driver_launch (room.driver, "--show-conflicts", NULL);
  window_driver_wait_usable (room.driver, "Take mine for all*");
}

/* One is decided in the dialog: Alt+Left takes mine, Control+Return applies. */
static void
act_merge_by_keyboard (void)
{
  open_conflicts ();
  window_driver_picture (room.driver, "tour-conflict-list");
  window_driver_focus (room.driver, "You changed “*");
  window_driver_key (room.driver, "Return");
  window_driver_wait_usable (room.driver, "Take mine");
  window_driver_picture (room.driver, "tour-merge");
  window_driver_key (room.driver, "alt+Left");
  window_driver_wait_usable (room.driver, "Apply");
  window_driver_picture (room.driver, "tour-merge-decided");
  window_driver_key (room.driver, "ctrl+Return");
  room_wait_for_rows (&room, room.laptop, "conflicts", NULL, 3);
}

/* The others are alike: one answer for all, after a look at what it would do. */
static void
act_bulk_resolve (void)
{
  window_driver_activate (room.driver, "Take theirs for all*");
  window_driver_picture_of (room.driver, "tour-bulk", "What would be done");
  window_driver_activate (room.driver, "*Take Theirs");
  room_wait_for_rows (&room, room.laptop, "conflicts", NULL, 0);
  window_driver_key (room.driver, "Escape");
  window_driver_wait_gone (room.driver, "Take theirs for all*");
  window_driver_key (room.driver, "ctrl+r");
  room_wait_until_equal (&room);
  g_assert_cmpuint (count_due (room.family->phone, MINE_DUE), ==, 1);
  g_assert_cmpuint (count_due (room.family->phone, THEIRS_DUE), ==, G_N_ELEMENTS (disputed) - 1);
}

/* The tray's menu syncs: what the phone added comes. */
static void
act_tray_sync (void)
{
  g_autofree char *id = device_add (room.family->phone, "From the phone");
  g_autoptr (JsonObject) up = device_sync (room.family->phone);
  tray_host_wait_for_item (tray);
  tray_host_choose (tray, "Sync Now");
  room_wait_for_rows (&room, room.laptop, "list", "From the phone", 1);
  tray_host_wait_text (tray, "ToolTip", "Synced *");
}

/* Quit and start again: everything is there. */
static void
act_restart (void)
{
  g_autofree char *before = device_dump (room.laptop);
  window_driver_quit (room.driver);
  window_driver_launch (room.driver, NULL);
  window_driver_picture_of (room.driver, "tour-restarted", "Buy bread*");
  g_autofree char *after = device_dump (room.laptop);
  g_assert_cmpstr (before, ==, after);
  room_quit_silently (&room);
}

int
main (int argc, char **argv)
{
  int status;
  g_test_init (&argc, &argv, NULL);
  desktop = room_open_desktop ("1280x860");
  desk = notification_desk_new (desktop);
  tray = tray_host_new (desktop, TRUE);
  room = room_new (desktop, family_new_offline ());
  g_test_add_func ("/tour/01-first-run", act_first_run);
  g_test_add_func ("/tour/02-lists", act_lists);
  g_test_add_func ("/tour/03-twenty-tasks", act_twenty_tasks);
  g_test_add_func ("/tour/04-subtask", act_subtask);
  g_test_add_func ("/tour/05-recurring", act_recurring);
  g_test_add_func ("/tour/06-reminder", act_reminder);
  g_test_add_func ("/tour/07-undo", act_undo);
  g_test_add_func ("/tour/08-offline", act_offline);
  g_test_add_func ("/tour/09-conflict", act_conflict);
  g_test_add_func ("/tour/10-merge-by-keyboard", act_merge_by_keyboard);
  g_test_add_func ("/tour/11-bulk-resolve", act_bulk_resolve);
  g_test_add_func ("/tour/12-tray-sync", act_tray_sync);
  g_test_add_func ("/tour/13-restart", act_restart);
  status = g_test_run ();
  room_clear (&room);
  tray_host_free (tray);
  notification_desk_free (desk);
  desktop_free (desktop);
  return status;
}
