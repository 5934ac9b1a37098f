/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A person's tour through the app, from the first start to the next one, by keyboard: one window, one act after the other.
 * Each act leaves behind what the next goes on with. Nothing is said on stderr in all of it. */

#include <string.h>

#include "lib/family.h"
#include "lib/notification-desk.h"
#include "lib/tray-host.h"
#include "lib/window-driver.h"

#define MINE_DUE "2030-03-12"
#define THEIRS_DUE "2030-03-15"

static Desktop *desktop;
static NotificationDesk *desk;
static TrayHost *tray;
static Family *family;
static WindowDriver *driver;

/* --- what is there --- */

typedef struct
{
  Device *device;
  const char *command;
  const char *title; /* NULL: any */
  guint expected;
} Count;

static gboolean
count_is (gpointer data)
{
  const Count *count = data;
  g_autoptr (JsonNode) node = device_ask (count->device, count->command, NULL);
  JsonArray *rows = json_node_get_array (node);
  guint matching = 0;
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      if (count->title == NULL || g_strcmp0 (json_object_get_string_member (row, "title"), count->title) == 0)
        matching++;
    }
  return matching == count->expected;
}

/* COMMAND: list, pending, conflicts. */
static void
wait_for_rows (Device *device, const char *command, const char *title, guint expected)
{
  Count count = { device, command, title, expected };
  g_autofree char *what = g_strdup_printf ("%s: %u rows of %s", device->name, expected, command);
  window_driver_wait_until (driver, count_is, &count, what);
}

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

static gboolean
devices_are_equal (gpointer data)
{
  g_autoptr (JsonObject) job = device_sync (family->phone);
  g_autoptr (JsonNode) open = device_ask (family->phone, "conflicts", NULL);
  if (json_array_get_length (json_node_get_array (open)) > 0)
    return FALSE;
  g_autofree char *here = device_dump (family->laptop);
  g_autofree char *there = device_dump (family->phone);
  return strcmp (here, there) == 0;
}

static void
add_in_words (const char *line, const char *title)
{
  window_driver_key (driver, "ctrl+n");
  window_driver_fill (driver, "New task", line);
  window_driver_key (driver, "Return");
  wait_for_rows (family->laptop, "list", title, 1);
}

/* --- the acts --- */

/* The first start: the server's address, a name and a password. */
static void
act_first_run (void)
{
  server_process_add_user (family->server, "anna", "home", FAMILY_PASSWORD);
  server_process_start (family->server);
  family->proxy = cutting_proxy_new (family->server->port);
  family_login (family, family->phone);

  window_driver_launch (driver, NULL);
  window_driver_picture_of (driver, "tour-first-run", "Use on This Computer");
  window_driver_activate (driver, "Connect to a Server*");
  window_driver_wait_usable (driver, "Address");
  window_driver_type (driver, cutting_proxy_get_url (family->proxy));
  window_driver_wait_text (driver, "Address", cutting_proxy_get_url (family->proxy));
  window_driver_key (driver, "Tab");
  window_driver_type (driver, "anna");
  window_driver_key (driver, "Tab");
  window_driver_type (driver, FAMILY_PASSWORD);
  window_driver_key (driver, "Return");
  window_driver_wait_usable (driver, "New task");
  window_driver_picture (driver, "tour-empty");
}

static void
act_lists (void)
{
  static const char *const names[] = { "Home", "Garden" };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *row = g_strconcat (names[i], "*", NULL);
      window_driver_key (driver, "ctrl+shift+n");
      window_driver_wait_usable (driver, "Create");
      window_driver_type (driver, names[i]);
      window_driver_key (driver, "Return");
      window_driver_wait_gone (driver, "Create");
      g_autoptr (Accessible) shown = window_driver_find (driver, row);
    }
  window_driver_picture (driver, "tour-lists");
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
  wait_for_rows (family->laptop, "list", NULL, 20);
  window_driver_picture (driver, "tour-twenty-tasks");
}

/* Tab goes from the quick add into the list, Home to its first row, Down to the second, Return into its details: a
 * subtask. */
static void
act_subtask (void)
{
  g_autofree char *id = find_task (family->laptop, "Repair the lamp");
  window_driver_key (driver, "ctrl+n");
  window_driver_key (driver, "Tab");
  window_driver_key (driver, "Home");
  window_driver_key (driver, "Down");
  window_driver_key (driver, "Return");
  window_driver_wait_text (driver, "Title", "Repair the lamp");
  /* nothing says when the keyboard is in the row for subtasks: only the history comes after it, then the main menu */
  window_driver_key (driver, "F10");
  window_driver_wait_usable (driver, "Preferences");
  window_driver_key (driver, "Escape");
  window_driver_key (driver, "shift+Tab");
  window_driver_key (driver, "shift+Tab");
  window_driver_type (driver, "Buy a bulb");
  window_driver_wait_text (driver, "Add subtask", "Buy a bulb");
  window_driver_key (driver, "Return");
  wait_for_rows (family->laptop, "list", "Buy a bulb", 1);
  window_driver_picture (driver, "tour-subtask");
  window_driver_key (driver, "Escape");
  g_autofree char *subtask = find_task (family->laptop, "Buy a bulb");
  g_autofree char *parent = read_field (family->laptop, subtask, "parent_id");
  g_assert_cmpstr (parent, ==, id);
}

static gboolean
next_occurrence_came (gpointer data)
{
  g_autoptr (JsonArray) rows = device_list (family->laptop, NULL);
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
  g_autofree char *id = find_task (family->laptop, "Water plants");
  g_autofree char *before = read_field (family->laptop, id, "due");
  window_driver_activate (driver, "Water plants");
  window_driver_wait_until (driver, next_occurrence_came, id, "the next occurrence");
  wait_for_rows (family->laptop, "list", "Water plants", 1);
  g_autofree char *next = find_task (family->laptop, "Water plants");
  g_autofree char *after = read_field (family->laptop, next, "due");
  g_assert_cmpstr (after, >, before);
  window_driver_picture (driver, "tour-recurring");
}

/* A reminder fires, and its button completes the task. */
static void
act_reminder (void)
{
  g_autofree char *id = find_task (family->laptop, "Buy milk");
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) then = g_date_time_add_seconds (now, 1);
  g_autofree char *text = g_date_time_format (then, "%Y-%m-%dT%H:%M:%S.000Z");
  g_autofree char *value = g_strdup_printf ("reminders=[\"%s\"]", text);
  g_autofree char *done = device_do (family->laptop, "edit", id, "--set", value, NULL);
  g_autoptr (DeskNotice) notice = notification_desk_wait (desk, "Buy milk");
  notification_desk_press (desk, notice, "Done");
  wait_for_rows (family->laptop, "list", "Buy milk", 0);
}

/* The last task is taken away and taken back with Ctrl+Z. */
static void
act_undo (void)
{
  window_driver_activate (driver, "Buy bread");
  wait_for_rows (family->laptop, "list", "Buy bread", 0);
  window_driver_key (driver, "ctrl+z");
  wait_for_rows (family->laptop, "list", "Buy bread", 1);
  window_driver_picture (driver, "tour-undone");
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
  window_driver_key (driver, "ctrl+r");
  window_driver_wait_until (driver, devices_are_equal, NULL, "both devices to be equal");
  for (gsize i = 0; i < G_N_ELEMENTS (disputed); i++)
    {
      g_autofree char *id = find_task (family->phone, disputed[i]);
      g_autofree char *theirs = device_do (family->phone, "edit", id, "--due", THEIRS_DUE, NULL);
    }
  g_autofree char *lamp = find_task (family->phone, "Repair the lamp");
  g_autofree char *notes = device_do (family->phone, "edit", lamp, "--notes", "In the cellar.", NULL);
  server_process_stop (family->server);
  for (gsize i = 0; i < G_N_ELEMENTS (disputed); i++)
    {
      g_autofree char *id = find_task (family->laptop, disputed[i]);
      g_autofree char *mine = device_do (family->laptop, "edit", id, "--due", MINE_DUE, NULL);
    }
  add_in_words ("Feed the cat today", "Feed the cat");
  window_driver_picture_of (driver, "tour-offline", "Offline, * changes kept");
  wait_for_rows (family->laptop, "pending", NULL, 5);
}

/* They meet again: what differs is fitted, what is disputed is asked. */
static void
act_conflict (void)
{
  family_restart_server (family);
  g_autoptr (JsonObject) up = device_sync (family->phone);
  window_driver_key (driver, "ctrl+r");
  wait_for_rows (family->laptop, "conflicts", NULL, 4);
  window_driver_picture_of (driver, "tour-conflicts", "Needs your decision, 4");
}

static void
open_conflicts (void)
{
  window_driver_launch (driver, "--show-conflicts", NULL);
  window_driver_wait_usable (driver, "Take mine for all*");
}

/* One is decided in the dialog: Alt+Left takes mine, Control+Return applies. */
static void
act_merge_by_keyboard (void)
{
  open_conflicts ();
  window_driver_picture (driver, "tour-conflict-list");
  window_driver_focus (driver, "You changed “*");
  window_driver_key (driver, "Return");
  window_driver_wait_usable (driver, "Take mine");
  window_driver_picture (driver, "tour-merge");
  window_driver_key (driver, "alt+Left");
  window_driver_wait_usable (driver, "Apply");
  window_driver_picture (driver, "tour-merge-decided");
  window_driver_key (driver, "ctrl+Return");
  wait_for_rows (family->laptop, "conflicts", NULL, 3);
}

/* The others are alike: one answer for all, after a look at what it would do. */
static void
act_bulk_resolve (void)
{
  window_driver_activate (driver, "Take theirs for all*");
  window_driver_picture_of (driver, "tour-bulk", "What would be done");
  window_driver_key (driver, "Return");
  wait_for_rows (family->laptop, "conflicts", NULL, 0);
  window_driver_key (driver, "Escape");
  window_driver_wait_gone (driver, "Take theirs for all*");
  window_driver_key (driver, "ctrl+r");
  window_driver_wait_until (driver, devices_are_equal, NULL, "both devices to be equal");
  g_assert_cmpuint (count_due (family->phone, MINE_DUE), ==, 1);
  g_assert_cmpuint (count_due (family->phone, THEIRS_DUE), ==, G_N_ELEMENTS (disputed) - 1);
}

/* The tray's menu syncs: what the phone added comes. */
static void
act_tray_sync (void)
{
  g_autofree char *id = device_add (family->phone, "From the phone");
  g_autoptr (JsonObject) up = device_sync (family->phone);
  tray_host_wait_for_item (tray);
  tray_host_choose (tray, "Sync Now");
  wait_for_rows (family->laptop, "list", "From the phone", 1);
  tray_host_wait_text (tray, "ToolTip", "Synced *");
}

/* Quit and start again: everything is there. */
static void
act_restart (void)
{
  g_autofree char *before = device_dump (family->laptop);
  window_driver_quit (driver);
  window_driver_launch (driver, NULL);
  window_driver_picture_of (driver, "tour-restarted", "Buy bread*");
  g_autofree char *after = device_dump (family->laptop);
  g_assert_cmpstr (before, ==, after);
  window_driver_quit (driver);
  g_autofree char *words = window_driver_take_words (driver);
  g_assert_cmpstr (words, ==, "");
}

int
main (int argc, char **argv)
{
  int status;
  g_test_init (&argc, &argv, NULL);
  desktop = desktop_new ();
  desktop_start_display (desktop, "1280x860");
  window_driver_prepare (desktop);
  desk = notification_desk_new (desktop);
  tray = tray_host_new (desktop, TRUE);
  family = family_new_offline ();
  device_set (family->laptop, "DBUS_SESSION_BUS_ADDRESS", desktop->address);
  driver = window_driver_new (desktop, family->laptop);
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
  window_driver_free (driver);
  family_free (family);
  tray_host_free (tray);
  notification_desk_free (desk);
  desktop_free (desktop);
  return status;
}
