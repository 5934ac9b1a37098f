/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A long text that both changed in two places, decided in the real dialog: part by part, or both together and then
 * tidied up. */

#include <string.h>

#include "lib/room.h"

#define BASE "Call the bank first, then pay the rent on Friday."
#define MINE "Call the landlord first, then pay the rent on Monday."
#define THEIRS "Call the lawyer first, then pay the rent on Tuesday."
#define ONE_PART "Call the landlord first, then pay the rent on […]."
#define EACH_ITS_PART "Call the landlord first, then pay the rent on Tuesday."

static Desktop *desktop;

/* Both rewrote the notes: the conflict is there before the app is. */
static char *
make_conflict (Family *family)
{
  char *id = device_do (family->laptop, "add", "--raw", "Pay rent", "--notes", BASE, NULL);
  family_sync_both (family);
  g_autofree char *theirs = device_do (family->phone, "edit", id, "--notes", THEIRS, NULL);
  g_autofree char *mine = device_do (family->laptop, "edit", id, "--notes", MINE, NULL);
  g_autoptr (JsonObject) first = device_sync (family->phone);
  g_autoptr (JsonObject) second = device_sync (family->laptop);
  return id;
}

static char *
read_notes (Device *device, const char *id)
{
  g_autoptr (JsonObject) shown = device_show (device, id);
  JsonObject *data = json_object_get_object_member (shown, "data");
  return g_strdup (json_object_get_string_member (data, "notes"));
}

static void
open_dialog (Room *room)
{
  window_driver_launch (room->driver, "--show-conflicts", NULL);
  window_driver_wait_usable (room->driver, "Part 1 of 2, mine: landlord");
}

/* The toast says that it was applied; then the dialog is gone. */
static void
apply (Room *room)
{
  window_driver_wait_usable (room->driver, "Apply");
  window_driver_key (room->driver, "ctrl+Return");
  room_wait_for_rows (room, room->laptop, "conflicts", NULL, 0);
  room_wait_until_equal (room);
}

/* What comes of it is shown after each part, and nothing is decided before all are. */
static void
test_part_by_part (void)
{
  g_auto (Room) room = room_new (desktop, family_new ());
  g_autofree char *id = make_conflict (room.family);
  open_dialog (&room);
  window_driver_activate (room.driver, "Part 1 of 2, mine: landlord");
  window_driver_picture_of (room.driver, "merge-one-part", ONE_PART);
  window_driver_find (room.driver, "1 of 1 undecided");
  window_driver_activate (room.driver, "Part 2 of 2, theirs: Tuesday");
  window_driver_wait_text (room.driver, "Result: Notes", EACH_ITS_PART);
  window_driver_picture_of (room.driver, "merge-all-parts", "Everything is decided");
  apply (&room);
  g_autofree char *there = read_notes (room.family->phone, id);
  g_assert_cmpstr (there, ==, EACH_ITS_PART);
  room_quit_silently (&room);
}

/* Both keeps every word; what is too much is taken away in place. */
static void
test_both_and_edited (void)
{
  g_auto (Room) room = room_new (desktop, family_new ());
  g_autofree char *id = make_conflict (room.family);
  open_dialog (&room);
  window_driver_activate (room.driver, "Both");
  window_driver_picture_of (room.driver, "merge-both", "Everything is decided");
  window_driver_focus (room.driver, "Result: Notes");
  window_driver_key (room.driver, "ctrl+End");
  window_driver_type (room.driver, " Tell Anna.");
  window_driver_picture (room.driver, "merge-both-edited");
  apply (&room);
  g_autofree char *there = read_notes (room.family->phone, id);
  static const char *const words[] = { "landlord", "lawyer", "Monday", "Tuesday", "Tell Anna." };
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_nonnull (strstr (there, words[i]));
  room_quit_silently (&room);
}

int
main (int argc, char **argv)
{
  int status;
  g_test_init (&argc, &argv, NULL);
  desktop = room_open_desktop ("1280x860");
  g_test_add_func ("/merge/part-by-part", test_part_by_part);
  g_test_add_func ("/merge/both-and-edited", test_both_and_edited);
  status = g_test_run ();
  desktop_free (desktop);
  return status;
}
