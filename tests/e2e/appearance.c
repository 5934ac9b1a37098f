/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every page of the window, light and dark, on a screen of the size that DOVETAIL_SCREEN names: each can be
 * reached, and the toolkit has nothing to complain about. The pictures are kept for somebody to look at. */

#include <string.h>

#include "lib/family.h"
#include "lib/window-driver.h"

static Desktop *desktop;
static const char *screen;

typedef struct
{
  Family *family;
  WindowDriver *driver;
  const char *scheme; /* light or dark */
} Room;

static Room
room_new (const char *scheme)
{
  Room room = { family_new (), NULL, scheme };
  device_set (room.family->laptop, "DBUS_SESSION_BUS_ADDRESS", desktop->address);
  device_set (room.family->laptop, "ADW_DEBUG_COLOR_SCHEME",
              g_str_equal (scheme, "dark") ? "prefer-dark" : "prefer-light");
  return room;
}

static void
room_clear (Room *room)
{
  g_clear_pointer (&room->driver, window_driver_free);
  family_free (room->family);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Room, room_clear)

static void
picture_of (Room *room, const char *page, const char *pattern)
{
  g_autofree char *name = g_strdup_printf ("%s-%s-%s", screen, room->scheme, page);
  window_driver_picture_of (room->driver, name, pattern);
}

static void
assert_silent (Room *room)
{
  g_autofree char *words = window_driver_take_words (room->driver);
  g_assert_cmpstr (words, ==, "");
}

/* A device that nobody has used yet. */
static void
test_first_run (gconstpointer data)
{
  g_auto (Room) room = room_new (data);
  g_autofree char *empty = g_build_filename (room.family->directory, "empty", NULL);
  device_set (room.family->laptop, "DOVETAIL_DATA_DIR", empty);
  room.driver = window_driver_new (desktop, room.family->laptop);
  window_driver_launch (room.driver, NULL);
  picture_of (&room, "first-run", "Use on This Computer");
  window_driver_activate (room.driver, "Connect to a Server*");
  picture_of (&room, "connect", "Address");
  window_driver_quit (room.driver);
  assert_silent (&room);
}

/* Long titles, every kind of mark on a row, a conflict, and edits that wait. */
static void
fill_with_tasks (Family *family)
{
  Device *laptop = family->laptop;
  g_autofree char *list = device_do (laptop, "lists", "add", "Home", NULL);
  g_autofree char *rent = device_do (laptop, "add", "--raw", "Pay rent", "--due", "2027-03-10", "--notes",
                                     "Call the bank first.", NULL);
  g_autofree char *late = device_do (laptop, "add", "--raw", "Renew the passport", "--due", "2020-01-15",
                                     "--priority", "high", "--list", "Home", "--tag", "papers", NULL);
  g_autofree char *wordy
      = device_do (laptop, "add", "--raw",
                   "A title that is so long that it does not fit into one line of any window, and "
                   "certainly not of a narrow one",
                   "--tag", "someday", "--tag", "on-a-rainy-day", NULL);
  g_autofree char *done = device_add (laptop, "Return the library books");
  g_autofree char *said = device_do (laptop, "done", done, NULL);
  family_sync_both (family);
  g_autofree char *theirs = device_do (family->phone, "edit", rent, "--due", "2027-03-15", "--notes",
                                       "Call the landlord first.", NULL);
  g_autofree char *mine
      = device_do (laptop, "edit", rent, "--due", "2027-03-12", "--notes", "Call Anna first.", NULL);
  g_autoptr (JsonObject) first = device_sync (family->phone);
  g_autoptr (JsonObject) second = device_sync (laptop);
}

/* The pages of somebody who has tasks, without a connection, so that what waits goes on waiting. */
static void
test_pages (gconstpointer data)
{
  g_auto (Room) room = room_new (data);
  fill_with_tasks (room.family);
  server_process_stop (room.family->server);
  g_autofree char *waiting = device_add (room.family->laptop, "Water plants");
  room.driver = window_driver_new (desktop, room.family->laptop);
  window_driver_launch (room.driver, NULL);
  picture_of (&room, "main", "Water plants");

  /* Tab goes to the check of the first row, an arrow to the next row itself */
  window_driver_focus (room.driver, "Pay rent");
  window_driver_key (room.driver, "Down");
  window_driver_key (room.driver, "Return");
  window_driver_wait_text (room.driver, "Title", "A title that is so long that *");
  picture_of (&room, "details", "Close details");
  window_driver_key (room.driver, "Escape");

  window_driver_launch (room.driver, "--show-conflicts", NULL);
  picture_of (&room, "merge", "Apply");
  window_driver_key (room.driver, "Escape");
  window_driver_wait_gone (room.driver, "Apply");

  window_driver_key (room.driver, "ctrl+comma");
  picture_of (&room, "preferences", "Preferences");
  window_driver_key (room.driver, "Escape");
  window_driver_wait_gone (room.driver, "Preferences");
  window_driver_quit (room.driver);
  assert_silent (&room);
}

int
main (int argc, char **argv)
{
  static const char *const schemes[] = { "light", "dark" };
  int status;
  g_test_init (&argc, &argv, NULL);
  screen = g_getenv ("DOVETAIL_SCREEN");
  if (screen == NULL)
    screen = "1280x860";
  desktop = desktop_new ();
  desktop_start_display (desktop, screen);
  window_driver_prepare (desktop);
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      g_autofree char *first_run = g_strdup_printf ("/appearance/%s/%s/first-run", screen, schemes[i]);
      g_autofree char *pages = g_strdup_printf ("/appearance/%s/%s/pages", screen, schemes[i]);
      g_test_add_data_func (first_run, schemes[i], test_first_run);
      g_test_add_data_func (pages, schemes[i], test_pages);
    }
  status = g_test_run ();
  desktop_free (desktop);
  return status;
}
