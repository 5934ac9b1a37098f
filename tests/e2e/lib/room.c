/* SPDX-License-Identifier: GPL-3.0-or-later */

/* dovetailctl on the laptop meets the app on the bus of the desktop, as it would on a real one. */

#include "room.h"

#include <string.h>

Desktop *
room_open_desktop (const char *size)
{
  Desktop *desktop = desktop_new ();
  desktop_start_display (desktop, size);
  window_driver_prepare (desktop);
  return desktop;
}

Room
room_new (Desktop *desktop, Family *family)
{
  Room room = { family, family->laptop, NULL };
  device_set (room.laptop, "DBUS_SESSION_BUS_ADDRESS", desktop->address);
  room.driver = window_driver_new (desktop, room.laptop);
  return room;
}

void
room_clear (Room *room)
{
  g_clear_pointer (&room->driver, window_driver_free);
  g_clear_pointer (&room->family, family_free);
}

void
room_assert_silent (Room *room)
{
  g_autofree char *words = window_driver_take_words (room->driver);
  g_assert_cmpstr (words, ==, "");
}

void
room_quit_silently (Room *room)
{
  window_driver_quit (room->driver);
  room_assert_silent (room);
}

typedef struct
{
  Device *device;
  const char *command;
  const char *title;
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

void
room_wait_for_rows (Room *room, Device *device, const char *command, const char *title, guint expected)
{
  Count count = { device, command, title, expected };
  g_autofree char *what = g_strdup_printf ("%s: %u rows of %s", device->name, expected, command);
  window_driver_wait_until (room->driver, count_is, &count, what);
}

typedef struct
{
  Device *device;
  const char *id;
  const char *name;
  const char *expected;
} Field;

static gboolean
field_is (gpointer data)
{
  const Field *field = data;
  g_autoptr (JsonObject) shown = device_show (field->device, field->id);
  JsonNode *value = json_object_get_member (json_object_get_object_member (shown, "data"), field->name);
  g_autofree char *text = value == NULL ? g_strdup ("null") : json_node_to_text (value);
  return g_str_equal (text, field->expected);
}

void
room_wait_for_field (Room *room, const char *id, const char *field, const char *expected)
{
  Field wanted = { room->laptop, id, field, expected };
  g_autofree char *what = g_strdup_printf ("%s to be %s", field, expected);
  window_driver_wait_until (room->driver, field_is, &wanted, what);
}

static gboolean
devices_are_equal (gpointer data)
{
  Family *family = data;
  g_autoptr (JsonObject) job = device_sync (family->phone);
  g_autoptr (JsonNode) open = device_ask (family->phone, "conflicts", NULL);
  if (json_array_get_length (json_node_get_array (open)) > 0)
    return FALSE;
  g_autofree char *here = device_dump (family->laptop);
  g_autofree char *there = device_dump (family->phone);
  return strcmp (here, there) == 0;
}

void
room_wait_until_equal (Room *room)
{
  window_driver_wait_until (room->driver, devices_are_equal, room->family, "both devices to be equal");
}
