/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What belongs to one task, in the real window: its reminders as a desktop shows them, and every field of the
 * details. */

#include <string.h>

#include "lib/family.h"
#include "lib/notification-desk.h"
#include "lib/window-driver.h"

static Desktop *desktop;
static NotificationDesk *desk;

typedef struct
{
  Family *family;
  Device *laptop;
  WindowDriver *driver;
} Room;

static Room
room_new (void)
{
  Family *family = family_new_offline ();
  Room room = { family, family->laptop, NULL };

  device_set (family->laptop, "DBUS_SESSION_BUS_ADDRESS", desktop->address);
  room.driver = window_driver_new (desktop, family->laptop);
  return room;
}

static void
room_clear (Room *room)
{
  window_driver_free (room->driver);
  family_free (room->family);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Room, room_clear)

/* Nothing went wrong that a developer would have been told about. */
static void
quit_silently (Room *room)
{
  g_autofree char *words = NULL;

  window_driver_quit (room->driver);
  words = window_driver_take_words (room->driver);
  g_assert_cmpstr (words, ==, "");
}

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

typedef struct
{
  Device *device;
  const char *id;
  const char *field;
  const char *expected; /* as JSON text */
} Field;

static gboolean
field_is (gpointer data)
{
  Field *field = data;
  g_autoptr (JsonObject) shown = device_show (field->device, field->id);
  JsonNode *value = json_object_get_member (json_object_get_object_member (shown, "data"), field->field);
  g_autofree char *text = value == NULL ? g_strdup ("null") : json_node_to_text (value);

  return g_str_equal (text, field->expected);
}

static void
wait_for_field (Room *room, const char *id, const char *field, const char *expected)
{
  Field wanted = { room->laptop, id, field, expected };
  g_autofree char *what = g_strdup_printf ("%s to be %s", field, expected);

  window_driver_wait_until (room->driver, field_is, &wanted, what);
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
  g_auto (Room) room = room_new ();
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
  wait_for_field (&room, rent, "status", "\"done\"");
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
  quit_silently (&room);
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
  g_test_add_func ("/task-details/reminders", test_reminders);
  status = g_test_run ();
  notification_desk_free (desk);
  desktop_free (desktop);
  return status;
}
