/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The app without its window: in the tray, in notifications, on the bus. The tray is first a small one of the
 * test's own, whose every answer can be read, then the panel of a real desktop; notifications likewise. */

#include <string.h>

#include "lib/notification-desk.h"
#include "lib/room.h"
#include "lib/tray-host.h"

#define NAME "io.github.dovetailtasks.Dovetail"

static Desktop *desktop;

/* A room with what a desktop has around it. */
typedef struct
{
  Room room;
  NotificationDesk *desk; /* NULL: the real one */
  TrayHost *tray;         /* NULL: none yet */
} Surroundings;

static Surroundings
surroundings_new (void)
{
  Surroundings around = { .room = room_new (desktop, family_new ()) };

  around.desk = notification_desk_new (desktop);
  return around;
}

static void
surroundings_clear (Surroundings *around)
{
  g_clear_pointer (&around->tray, tray_host_free);
  g_clear_pointer (&around->desk, notification_desk_free);
  room_clear (&around->room);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Surroundings, surroundings_clear)

static void
wait_for_icon (Surroundings *around, const char *state)
{
  g_autofree char *icon = g_strdup_printf (NAME "-%s-symbolic", state);

  tray_host_wait_text (around->tray, "IconName", icon);
}

/* Both devices moved the due date before either knew of the other. */
static void
make_conflict (Room *room, const char *id)
{
  server_process_stop (room->family->server);
  g_free (device_do (room->family->phone, "edit", id, "--due", "2027-03-15", NULL));
  g_free (device_do (room->laptop, "edit", id, "--due", "2027-03-12", NULL));
  family_restart_server (room->family);
  family_sync_both (room->family);
}

/* Started without a window, before the desktop has a tray: the item is there as soon as the tray is, with its
 * menu, and follows what happens. */
static void
test_states (void)
{
  g_auto (Surroundings) around = surroundings_new ();
  Room *room = &around.room;
  g_autofree char *id = family_share_task (room->family, "Pay rent");
  g_autofree char *menu = NULL;
  g_autofree char *directory = NULL;
  g_autofree char *icon = NULL;

  window_driver_launch (room->driver, "--background", NULL);
  around.tray = tray_host_new (desktop, TRUE);
  tray_host_wait_for_item (around.tray);
  wait_for_icon (&around, "idle");
  tray_host_wait_text (around.tray, "ToolTip", "Synced *");
  tray_host_wait_text (around.tray, "Status", "Active");
  tray_host_wait_entry (around.tray, "Synced *", FALSE);
  g_assert_false (window_driver_shows (room->driver, "New task"));
  menu = tray_host_describe_menu (around.tray);
  g_assert_true (g_str_has_suffix (menu,
                                   "\n-\nSync Now\nQuick Add…\n-\nNeeds Your Decision\nPending Changes\n-\n"
                                   "Pause Syncing\n-\nOpen Dovetail\nQuit\n"));
  directory = tray_host_get_text (around.tray, "IconThemePath");
  icon = g_build_filename (directory, "hicolor/symbolic/apps", NAME "-idle-symbolic.svg", NULL);
  g_assert_true (g_file_test (icon, G_FILE_TEST_EXISTS));

  g_test_message ("without the server");
  server_process_stop (room->family->server);
  g_free (device_do (room->laptop, "add", "--raw", "Water plants", NULL));
  wait_for_icon (&around, "offline");
  tray_host_wait_text (around.tray, "ToolTip", "Offline, 1 change kept");
  tray_host_wait_entry (around.tray, "Pending Changes (1)", TRUE);

  g_test_message ("the server is back");
  family_restart_server (room->family);
  tray_host_choose (around.tray, "Sync Now");
  wait_for_icon (&around, "idle");
  tray_host_wait_entry (around.tray, "Pending Changes", TRUE);

  g_test_message ("a pause");
  g_assert_false (tray_host_is_checked (around.tray, "Pause Syncing"));
  tray_host_choose (around.tray, "Pause Syncing");
  tray_host_wait_text (around.tray, "ToolTip", "Paused*");
  g_assert_true (tray_host_is_checked (around.tray, "Pause Syncing"));
  tray_host_choose (around.tray, "Pause Syncing");
  tray_host_wait_text (around.tray, "ToolTip", "Synced *");

  g_test_message ("the panel starts anew");
  tray_host_free (around.tray);
  around.tray = tray_host_new (desktop, TRUE);
  tray_host_wait_for_item (around.tray);

  g_test_message ("something to decide");
  tray_host_wait_entry (around.tray, "Needs Your Decision", FALSE);
  make_conflict (room, id);
  wait_for_icon (&around, "decision");
  tray_host_wait_text (around.tray, "Status", "NeedsAttention");
  tray_host_wait_text (around.tray, "ToolTip", "*\n1 task needs your decision");
  tray_host_choose (around.tray, "Needs Your Decision (1)");
  window_driver_find (room->driver, "Take mine*");
  window_driver_picture (room->driver, "tray-decision");
  window_driver_key (room->driver, "Escape");
  tray_host_choose (around.tray, "Quit");
  window_driver_wait_end (room->driver);
  room_assert_silent (room);
}

/* Closing the window hides it, which is said once; the icon brings it back as it was; a task is typed without
 * it. When the tray goes the window comes back by itself, and closing it then is the end. */
static void
test_background (void)
{
  g_auto (Surroundings) around = surroundings_new ();
  Room *room = &around.room;

  g_free (family_share_task (room->family, "Pay rent"));
  around.tray = tray_host_new (desktop, TRUE);
  window_driver_launch (room->driver, NULL);
  tray_host_wait_for_item (around.tray);
  window_driver_fill (room->driver, "New task", "Half a thought");
  window_driver_key (room->driver, "ctrl+w");
  window_driver_wait_gone (room->driver, "New task");
  desk_notice_free (notification_desk_wait (around.desk, "Dovetail goes on in the tray"));

  g_test_message ("a task, while there is no window");
  tray_host_click (around.tray, "SecondaryActivate");
  window_driver_find (room->driver, "Quick Add");
  window_driver_type (room->driver, "Call Anna tomorrow #phone");
  window_driver_wait_text (room->driver, "New task", "Call Anna tomorrow #phone");
  window_driver_picture_of (room->driver, "quick-add-window", "Call Anna*Tomorrow*#phone");
  window_driver_key (room->driver, "Return");
  window_driver_wait_gone (room->driver, "New task");
  room_wait_for_rows (room, room->laptop, "list", "Call Anna", 1);

  g_test_message ("back, where it was");
  tray_host_click (around.tray, "Activate");
  window_driver_wait_text (room->driver, "New task", "Half a thought");
  window_driver_key (room->driver, "ctrl+w");
  window_driver_wait_gone (room->driver, "New task");
  g_assert_cmpuint (notification_desk_count (around.desk, "Dovetail goes on in the tray"), ==, 1);

  g_test_message ("the tray has nobody who shows it");
  tray_host_set_shown (around.tray, FALSE);
  window_driver_wait_text (room->driver, "New task", "Half a thought");
  window_driver_key (room->driver, "ctrl+w");
  window_driver_wait_end (room->driver);
  desk_notice_free (notification_desk_wait (around.desk, "Dovetail was closed"));
  room_assert_silent (room);
}

/* Decides whichever conflict is listed first. */
static void
decide_one (Device *device)
{
  g_autoptr (JsonNode) open = device_ask (device, "conflicts", NULL);
  JsonObject *conflict = json_array_get_object_element (json_node_get_array (open), 0);

  g_free (device_do (device, "resolve", json_object_get_string_member (conflict, "conflict_id"), "--take",
                     "due=mine", NULL));
}

/* One notification for what needs a decision: it opens the dialog; it does not come again at the next start;
 * of more, another takes its place; and it goes when something was decided. */
static void
test_decision_notice (void)
{
  g_auto (Surroundings) around = surroundings_new ();
  Room *room = &around.room;
  g_autofree char *rent = family_share_task (room->family, "Pay rent");
  g_autofree char *plants = family_share_task (room->family, "Water plants");
  g_autofree char *anna = family_share_task (room->family, "Call Anna");
  g_autoptr (DeskNotice) one = NULL;
  g_autoptr (DeskNotice) two = NULL;
  g_autoptr (DeskNotice) three = NULL;

  window_driver_launch (room->driver, "--background", NULL);
  make_conflict (room, rent);
  one = notification_desk_wait (around.desk, "1 task needs your decision");
  g_assert_nonnull (strstr (one->body, "“Pay rent”"));
  notification_desk_press (around.desk, one, "default");
  window_driver_find (room->driver, "Take mine*");
  window_driver_picture (room->driver, "decision-from-notice");
  window_driver_terminate (room->driver);

  g_test_message ("the next start");
  window_driver_launch (room->driver, "--background", NULL);
  make_conflict (room, plants);
  two = notification_desk_wait (around.desk, "2 tasks need your decision");
  make_conflict (room, anna);
  three = notification_desk_wait (around.desk, "3 tasks need your decision");
  g_assert_cmpuint (two->id, ==, three->id);
  g_assert_cmpuint (notification_desk_count (around.desk, "1 task needs your decision"), ==, 1);
  decide_one (room->laptop);
  notification_desk_wait_withdrawn (around.desk, three);
  window_driver_terminate (room->driver);
  room_assert_silent (room);
}

/* The session ends in the middle of a sync: the app ends at once and in good order, and what it had to upload
 * is there, once, after the next sync. */
static void
test_session_end (void)
{
  g_auto (Surroundings) around = surroundings_new ();
  Room *room = &around.room;
  g_autofree char *id = NULL;

  window_driver_launch (room->driver, "--background", NULL);
  around.tray = tray_host_new (desktop, TRUE);
  tray_host_wait_for_item (around.tray);
  wait_for_icon (&around, "idle");
  tray_host_wait_text (around.tray, "ToolTip", "Synced *");
  cutting_proxy_arm (room->family->proxy, HOLD_RESPONSE, "/sync/delta");
  id = device_add (room->laptop, "Water plants");
  cutting_proxy_wait (room->family->proxy);
  wait_for_icon (&around, "syncing");
  window_driver_terminate (room->driver);
  cutting_proxy_release (room->family->proxy);
  room_assert_silent (room);
  family_sync_both (room->family);
  family_assert_equal (room->family);
  room_wait_for_rows (room, room->family->phone, "list", "Water plants", 1);
}

/* --- started by the bus --- */

static char *
run_tool (Room *room, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  g_autoptr (ProcessResult) result
      = process_run ((const char *const *) words, window_driver_get_environment (room->driver), NULL);

  return g_steal_pointer (&result->out);
}

static void
call_bus (GDBusConnection *bus, const char *method, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
      bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", method, parameters, NULL,
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  g_assert_no_error (error);
}

/* As it is installed, but for the place of the program. */
static void
install_service (Room *room)
{
  g_autoptr (GDBusConnection) bus = desktop_connect (desktop);
  g_autofree char *folder = g_build_filename (desktop->home, "data/dbus-1/services", NULL);
  g_autofree char *path = g_build_filename (folder, NAME ".service", NULL);
  g_autofree char *text = g_strdup_printf ("[D-BUS Service]\nName=" NAME "\nExec=%s --gapplication-service\n",
                                           program_path ("DOVETAIL_APP"));
  char **environment = window_driver_get_environment (room->driver);
  GVariantBuilder variables;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_variant_builder_init (&variables, G_VARIANT_TYPE ("a{ss}"));
  for (char **variable = environment; *variable != NULL; variable++)
    {
      g_auto (GStrv) parts = g_strsplit (*variable, "=", 2);

      if (g_utf8_validate (parts[1], -1, NULL))
        g_variant_builder_add (&variables, "{ss}", parts[0], parts[1]);
    }
  call_bus (bus, "UpdateActivationEnvironment", g_variant_new ("(a{ss})", &variables));
  call_bus (bus, "ReloadConfig", NULL);
  g_dbus_connection_close_sync (bus, NULL, NULL);
}

/* What is asked of an app that does not run starts it, waits for its tasks, and needs no window unless it
 * shows something. */
static void
test_started_by_the_bus (void)
{
  g_auto (Surroundings) around = surroundings_new ();
  Room *room = &around.room;
  g_autofree char *id = device_add (room->laptop, "Water plants");
  g_autofree char *show = g_strdup_printf ("gapplication action " NAME " show-task '%s'", id);

  install_service (room);
  g_free (run_tool (room, "gapplication action " NAME " sync"));
  room_wait_until_equal (room);
  g_assert_false (window_driver_shows (room->driver, "New task"));
  g_free (run_tool (room, show));
  window_driver_wait_text (room->driver, "Title", "Water plants");
  g_free (run_tool (room, "gapplication action " NAME " quit"));
  desktop_wait_for_no_owner (desktop, NAME);
}

/* --- a desktop that people use --- */

/* A panel on top of the screen, with nothing on it but its tray. */
static const char panel_settings[]
    = "<?xml version='1.0' encoding='UTF-8'?>"
      "<channel name='xfce4-panel' version='1.0'>"
      "  <property name='configver' type='int' value='2'/>"
      "  <property name='panels' type='array'><value type='int' value='1'/>"
      "    <property name='panel-1' type='empty'>"
      "      <property name='position' type='string' value='p=6;x=0;y=0'/>"
      "      <property name='length' type='uint' value='100'/>"
      "      <property name='position-locked' type='bool' value='true'/>"
      "      <property name='size' type='uint' value='48'/>"
      "      <property name='plugin-ids' type='array'><value type='int' value='1'/></property>"
      "    </property>"
      "  </property>"
      "  <property name='plugins' type='empty'>"
      "    <property name='plugin-1' type='string' value='systray'>"
      "      <property name='square-icons' type='bool' value='true'/>"
      "    </property>"
      "  </property>"
      "</channel>";

/* Not on the accessibility bus: what the panel says there is nothing that the test asked for. */
static GSubprocess *
start_part (Room *room, const char *program, const char *argument)
{
  const char *arguments[] = { program, argument, NULL };
  g_auto (GStrv) environment = g_strdupv (window_driver_get_environment (room->driver));

  environment = g_environ_setenv (environment, "NO_AT_BRIDGE", "1", TRUE);
  return process_start (arguments, environment,
                        G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
}

static void
stop_part (GSubprocess *part)
{
  g_subprocess_send_signal (part, SIGTERM);
  g_subprocess_wait (part, NULL, NULL);
}

static GSubprocess *
start_panel (Room *room)
{
  g_autofree char *folder = g_build_filename (desktop->home, "config/xfce4/xfconf/xfce-perchannel-xml", NULL);
  g_autofree char *path = g_build_filename (folder, "xfce4-panel.xml", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, panel_settings, -1, NULL));
  return start_part (room, "xfce4-panel", "--sm-client-disable");
}

/* A part of the screen, WIDTHxHEIGHT+X+Y, holds more than the colour of the panel or of the empty screen. */
static gboolean
is_drawn (Room *room, const char *part)
{
  g_autofree char *path = g_build_filename (desktop->home, "part.png", NULL);
  g_autofree char *take = g_strdup_printf ("import -silent -window root -crop %s %s", part, path);
  g_autofree char *count = g_strdup_printf ("identify -format %%k %s", path);
  g_autofree char *colours = NULL;

  g_free (run_tool (room, take));
  colours = run_tool (room, count);
  return g_ascii_strtoll (colours, NULL, 10) > 8;
}

static gboolean
panel_draws_icon (gpointer data)
{
  return is_drawn (data, "32x32+8+8");
}

static gboolean
panel_draws_menu (gpointer data)
{
  return is_drawn (data, "60x60+20+60");
}

static gboolean
daemon_is_there (gpointer data)
{
  g_autofree char *number = run_tool (data, "dunstctl count displayed");

  return g_str_has_prefix (number, "0");
}

static gboolean
daemon_shows_one (gpointer data)
{
  g_autofree char *number = run_tool (data, "dunstctl count displayed");

  return g_str_has_prefix (number, "1");
}

/* The panel draws the icon and its menu, a click opens the window, and so does a click on the notification.
 */
static void
test_real_desktop (void)
{
  g_auto (Surroundings) around = surroundings_new ();
  Room *room = &around.room;
  g_autoptr (GSubprocess) panel = NULL;
  g_autoptr (GSubprocess) notifications = NULL;

  g_clear_pointer (&around.desk, notification_desk_free);
  g_free (family_share_task (room->family, "Pay rent"));
  panel = start_panel (room);
  notifications = start_part (room, "dunst", NULL);
  window_driver_wait_until (room->driver, daemon_is_there, room, "the notification daemon");
  window_driver_launch (room->driver, "--background", NULL);
  window_driver_wait_until (room->driver, panel_draws_icon, room, "the icon in the panel");

  g_free (run_tool (room, "xdotool mousemove 24 24 click 1"));
  window_driver_find (room->driver, "New task");
  window_driver_key (room->driver, "ctrl+w");
  window_driver_wait_gone (room->driver, "New task");
  window_driver_wait_until (room->driver, daemon_shows_one, room, "the notification on the screen");
  window_driver_picture (room->driver, "panel-and-notification");
  g_free (run_tool (room, "dunstctl action 0"));
  window_driver_find (room->driver, "New task");

  g_free (run_tool (room, "xdotool mousemove 24 24 click 3"));
  window_driver_wait_until (room->driver, panel_draws_menu, room, "the menu of the panel");
  window_driver_picture (room->driver, "panel-menu");
  g_free (run_tool (room, "xdotool key Up Return"));
  window_driver_wait_end (room->driver);
  room_assert_silent (room);
  stop_part (notifications);
  stop_part (panel);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  desktop = room_open_desktop ("1280x860");
  g_test_add_func ("/tray/states", test_states);
  g_test_add_func ("/tray/background", test_background);
  g_test_add_func ("/tray/decision-notice", test_decision_notice);
  g_test_add_func ("/tray/session-end", test_session_end);
  g_test_add_func ("/tray/started-by-the-bus", test_started_by_the_bus);
  g_test_add_func ("/tray/real-desktop", test_real_desktop);
  status = g_test_run ();
  desktop_free (desktop);
  return status;
}
