/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What belongs to one task, in the real window: its reminders as a desktop shows them, and every field of the
 * details. */

#include <string.h>

#include "lib/notification-desk.h"
#include "lib/room.h"

static Desktop *desktop;
static NotificationDesk *desk;

/* A task that reminds of itself in so many seconds. */
static char *
add_reminding (Room *room, const char *title, int seconds)
{
  char *id = device_do (room->laptop, "add", "--raw", title, NULL);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) then = g_date_time_add_seconds (now, seconds);
  g_autofree char *text = g_date_time_format (then, "%Y-%m-%dT%H:%M:%S.000Z");
  g_autofree char *value = g_strdup_printf ("reminders=[\"%s\"]", text);
  g_autofree char *done = device_do (room->laptop, "edit", id, "--set", value, NULL);

  return id;
}

static gboolean
has_passed (gpointer data)
{
  return g_get_real_time () > *(gint64 *) data;
}

/* Shown when its time comes, with its buttons; Done completes it, a click opens it, and none comes twice,
 * also not after a restart; what came due while nothing ran comes at the next start. */
static void
test_reminders (void)
{
  g_auto (Room) room = room_new (desktop, family_new_offline ());
  g_autofree char *rent = NULL;
  g_autofree char *milk = NULL;
  g_autofree char *missed = NULL;
  g_autofree char *fence = NULL;
  g_autoptr (DeskNotice) first = NULL;
  g_autoptr (DeskNotice) second = NULL;
  g_autoptr (DeskNotice) third = NULL;
  g_autoptr (DeskNotice) last = NULL;
  gint64 passed;

  g_free (device_do (room.laptop, "add", "--raw", "Water plants", NULL));
  window_driver_launch (room.driver, NULL);
  window_driver_find (room.driver, "Water plants*");
  rent = add_reminding (&room, "Pay rent", 1);
  first = notification_desk_wait (desk, "Pay rent");
  g_assert_cmpstr (first->body, ==, "Reminder");
  notification_desk_press (desk, first, "Done");
  room_wait_for_field (&room, rent, "status", "\"done\"");
  notification_desk_wait_withdrawn (desk, first);

  milk = add_reminding (&room, "Buy milk", 1);
  second = notification_desk_wait (desk, "Buy milk");
  notification_desk_press (desk, second, "Snooze 10 Minutes");
  notification_desk_wait_withdrawn (desk, second);
  window_driver_quit (room.driver);

  missed = add_reminding (&room, "Call Anna", 1);
  passed = g_get_real_time () + G_USEC_PER_SEC;
  wait_until (has_passed, &passed, "the reminder to be missed");
  window_driver_launch (room.driver, NULL);
  third = notification_desk_wait (desk, "Call Anna");
  notification_desk_press (desk, third, "default");
  window_driver_wait_text (room.driver, "Title", "Call Anna");
  window_driver_quit (room.driver);
  window_driver_launch (room.driver, NULL);
  window_driver_find (room.driver, "Call Anna*");
  fence = add_reminding (&room, "Feed cat", 1);
  last = notification_desk_wait (desk, "Feed cat");
  g_assert_cmpuint (notification_desk_count (desk, "Pay rent"), ==, 1);
  g_assert_cmpuint (notification_desk_count (desk, "Buy milk"), ==, 1);
  g_assert_cmpuint (notification_desk_count (desk, "Call Anna"), ==, 1);
  room_quit_silently (&room);
}

static void
switch_reminders (Room *room)
{
  window_driver_wait_usable (room->driver, "New task");
  window_driver_key (room->driver, "ctrl+comma");
  window_driver_wait_usable (room->driver, "This Computer");
  window_driver_activate (room->driver, "This Computer");
  window_driver_focus (room->driver, "Remind on this computer");
  window_driver_picture (room->driver, "this-computer");
  window_driver_key (room->driver, "space");
  window_driver_key (room->driver, "Escape");
  window_driver_wait_gone (room->driver, "Remind on this computer");
}

/* Switched off nothing is shown, also not after a restart, nor later what came due meanwhile. */
static void
test_no_reminders (void)
{
  g_auto (Room) room = room_new (desktop, family_new_offline ());
  g_autofree char *lawn = NULL;
  g_autofree char *floor = NULL;
  g_autoptr (DeskNotice) shown = NULL;
  gint64 passed;

  g_free (device_do (room.laptop, "add", "--raw", "Water plants", NULL));
  window_driver_launch (room.driver, NULL);
  switch_reminders (&room);
  lawn = add_reminding (&room, "Mow the lawn", 1);
  passed = g_get_real_time () + G_USEC_PER_SEC;
  wait_until (has_passed, &passed, "the reminder to be due");
  window_driver_quit (room.driver);
  window_driver_launch (room.driver, NULL);
  window_driver_find (room.driver, "Mow the lawn*");

  switch_reminders (&room);
  floor = add_reminding (&room, "Sweep the floor", 1);
  shown = notification_desk_wait (desk, "Sweep the floor");
  g_assert_cmpuint (notification_desk_count (desk, "Mow the lawn"), ==, 0);
  room_quit_silently (&room);
}

/* Opens what a button leads to, and says there what is wanted. */
static void
choose_in_words (Room *room, const char *button, const char *entry, const char *words)
{
  window_driver_activate (room->driver, button);
  window_driver_find (room->driver, entry);
  window_driver_type (room->driver, words);
  window_driver_wait_text (room->driver, entry, words);
  window_driver_key (room->driver, "Return");
}

static void
press_times (Room *room, const char *key, guint times)
{
  for (guint i = 0; i < times; i++)
    window_driver_key (room->driver, key);
}

/* As a click on a notification does it. */
static void
open_task (Room *room, const char *id, const char *row)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GVariant) reply = NULL;
  GVariant *parameter = g_variant_new_variant (g_variant_new_string (id));

  window_driver_find (room->driver, row);
  bus = g_dbus_connection_new_for_address_sync (desktop->address,
                                                G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                                    | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                NULL, NULL, &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (
      bus, "io.github.dovetailtasks.Dovetail", "/io/github/dovetailtasks/Dovetail",
      "org.freedesktop.Application", "ActivateAction",
      g_variant_new ("(s@av@a{sv})", "show-task", g_variant_new_array (G_VARIANT_TYPE_VARIANT, &parameter, 1),
                     g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0)),
      NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  window_driver_find (room->driver, "Close details");
}

/* Into the entry where the keyboard is: such a row does not tell screen readers before GTK 4.10 that it has
 * the focus. */
static void
add_in (Room *room, const char *entry, const char *text)
{
  window_driver_type (room->driver, text);
  window_driver_wait_text (room->driver, entry, text);
  window_driver_key (room->driver, "Return");
}

/* Every field that can be written or chosen, by keyboard and without a server. */
static void
test_fields (void)
{
  g_auto (Room) room = room_new (desktop, family_new_offline ());
  g_autofree char *id = device_do (room.laptop, "add", "--raw", "Pay rent", NULL);

  window_driver_launch (room.driver, NULL);
  open_task (&room, id, "Pay rent*");
  window_driver_picture (room.driver, "details-empty");
  choose_in_words (&room, "Due: No date", "Due date in words", "2031-01-03 10:00");
  room_wait_for_field (&room, id, "due", "\"2031-01-03T10:00:00.000Z\"");
  choose_in_words (&room, "Reminders: None", "Reminder in words", "2031-01-02 18:00");
  room_wait_for_field (&room, id, "reminders", "[\"2031-01-02T18:00:00.000Z\"]");
  window_driver_activate (room.driver, "15 minutes before");
  room_wait_for_field (&room, id, "reminders", "[\"2031-01-02T18:00:00.000Z\",\"-PT15M\"]");
  window_driver_picture (room.driver, "reminders");
  window_driver_key (room.driver, "Escape");
  choose_in_words (&room, "Repeat: Never", "Repeat in words", "every 2 weeks");
  window_driver_find (room.driver, "Repeat: every 2 weeks");
  /* the priority, the list, the points */
  press_times (&room, "Tab", 3);
  window_driver_key (room.driver, "ctrl+a");
  window_driver_type (room.driver, "5");
  window_driver_key (room.driver, "Tab");
  room_wait_for_field (&room, id, "points", "5");
  add_in (&room, "Add tag", "home");
  room_wait_for_field (&room, id, "tags", "[\"home\"]");
  window_driver_key (room.driver, "Tab");
  window_driver_type (room.driver, "call the bank");
  room_wait_for_field (&room, id, "notes", "\"call the bank\"");
  press_times (&room, "Tab", 2);
  add_in (&room, "Add subtask", "Find the contract");
  window_driver_find (room.driver, "Find the contract");
  window_driver_picture (room.driver, "details-full");
  room_quit_silently (&room);
}

typedef struct
{
  Device *device;
  const char *id;
  const char *expected;
} Checklist;

/* The titles in order, a star before what is done. */
static gboolean
checklist_is (gpointer data)
{
  const Checklist *checklist = data;
  g_autoptr (JsonObject) shown = device_show (checklist->device, checklist->id);
  JsonObject *record = json_object_get_object_member (shown, "data");
  JsonArray *items = json_object_has_member (record, "checklist")
                         ? json_object_get_array_member (record, "checklist")
                         : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonObject *item = json_array_get_object_element (items, i);

      g_string_append_printf (text, "%s%s%s", i == 0 ? "" : " ",
                              json_object_get_boolean_member (item, "done") ? "*" : "",
                              json_object_get_string_member (item, "title"));
    }
  return g_str_equal (text->str, checklist->expected);
}

static void
wait_for_checklist (Room *room, const char *id, const char *expected)
{
  Checklist wanted = { room->laptop, id, expected };

  window_driver_wait_until (room->driver, checklist_is, &wanted, expected);
}

/* Added, written over, moved, checked, removed and brought back, all by keyboard; then the history tells of
 * it. */
static void
test_checklist (void)
{
  g_auto (Room) room = room_new (desktop, family_new_offline ());
  g_autofree char *id = device_do (room.laptop, "add", "--raw", "Shopping", NULL);

  window_driver_launch (room.driver, NULL);
  open_task (&room, id, "Shopping*");
  window_driver_activate (room.driver, "Repeat: Never");
  window_driver_find (room.driver, "Repeat in words");
  window_driver_key (room.driver, "Escape");
  window_driver_wait_gone (room.driver, "Repeat in words");
  /* the priority, the list, the points, the tags, the notes */
  press_times (&room, "Tab", 6);
  add_in (&room, "Add item", "Bread");
  wait_for_checklist (&room, id, "Bread");
  add_in (&room, "Add item", "Milk");
  wait_for_checklist (&room, id, "Bread Milk");
  window_driver_key (room.driver, "shift+Tab");
  window_driver_key (room.driver, "alt+Up");
  wait_for_checklist (&room, id, "Milk Bread");
  window_driver_key (room.driver, "ctrl+a");
  window_driver_type (room.driver, "Tea");
  wait_for_checklist (&room, id, "Tea Bread");
  /* moved as it was, the item is still where Tab goes on from: its check is before its text */
  window_driver_key (room.driver, "shift+Tab");
  window_driver_key (room.driver, "space");
  wait_for_checklist (&room, id, "*Tea Bread");
  window_driver_key (room.driver, "alt+Down");
  wait_for_checklist (&room, id, "Bread *Tea");
  window_driver_key (room.driver, "alt+Up");
  window_driver_key (room.driver, "space");
  wait_for_checklist (&room, id, "Tea Bread");
  window_driver_key (room.driver, "Tab");
  window_driver_key (room.driver, "ctrl+Return");
  wait_for_checklist (&room, id, "*Tea Bread");
  window_driver_key (room.driver, "ctrl+Delete");
  wait_for_checklist (&room, id, "Bread");
  window_driver_activate (room.driver, "Undo");
  wait_for_checklist (&room, id, "*Tea Bread");
  window_driver_picture (room.driver, "checklist");
  room_quit_silently (&room);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  desktop = room_open_desktop ("1280x860");
  desk = notification_desk_new (desktop);
  g_test_add_func ("/task-details/reminders", test_reminders);
  g_test_add_func ("/task-details/no-reminders", test_no_reminders);
  g_test_add_func ("/task-details/fields", test_fields);
  g_test_add_func ("/task-details/checklist", test_checklist);
  status = g_test_run ();
  notification_desk_free (desk);
  desktop_free (desktop);
  return status;
}
