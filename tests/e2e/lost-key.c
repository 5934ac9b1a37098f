/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window and the keyring that holds the key: locked, and reset. Whatever happens the tasks are there again, and are
 * never stored more openly than before. */

#include <string.h>

#include "lib/room.h"

#define PASSWORD "opens the keyring"
/* Seven groups of letters and digits. */
#define CODE "*-*-*-*-*-*-*"

/* Of one test: what starts a keyring on its bus leaves its traces there. */
static Desktop *desktop;

/* The code that opens the tasks without their key is shown once. */
static char *
take_code (Room *room)
{
  g_autoptr (AccessibleTree) tree = NULL;
  AccessibleNode *node;
  char *code;

  window_driver_picture_of (room->driver, "recovery-code", CODE);
  tree = window_driver_read (room->driver);
  node = accessible_tree_find (tree, CODE);
  g_assert_nonnull (node);
  code = g_strdup (node->name);
  window_driver_activate (room->driver, "I *Wrote It Down");
  return code;
}

static void
add_milk (Room *room)
{
  window_driver_wait_usable (room->driver, "New task");
  window_driver_key (room->driver, "ctrl+n");
  window_driver_fill (room->driver, "New task", "Buy milk");
  window_driver_key (room->driver, "Return");
  window_driver_find (room->driver, "Buy milk");
}

static void
restart (Room *room)
{
  window_driver_quit (room->driver);
  window_driver_launch (room->driver, NULL);
}

/* Nothing is shown as if it were empty; once the keyring is open everything is there. */
static void
meet_locked_keyring (Room *room)
{
  desktop_lock_keyring (desktop);
  window_driver_launch (room->driver, NULL);
  window_driver_picture_of (room->driver, "keyring-locked", "The Keyring Is Locked");
  g_assert_false (window_driver_shows (room->driver, "New task"));
  desktop_start_keyring (desktop, PASSWORD);
  window_driver_activate (room->driver, "*Try Again");
  window_driver_find (room->driver, "Buy milk");
}

/* The entry comes after the button. */
static void
enter_code (Room *room, const char *code)
{
  window_driver_focus (room->driver, "*Try Again");
  window_driver_key (room->driver, "Tab");
  window_driver_key (room->driver, "ctrl+a");
  window_driver_type (room->driver, code);
  window_driver_activate (room->driver, "*Open With Recovery Code");
}

/* Another code does not fit; the right one opens the tasks, and the key is in the keyring again. */
static void
meet_reset_keyring (Room *room, const char *code)
{
  desktop_reset_keyring (desktop, PASSWORD);
  restart (room);
  window_driver_picture_of (room->driver, "key-gone", "The Key Is Gone");
  enter_code (room, "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA");
  window_driver_find (room->driver, "This recovery code does not fit.*");
  window_driver_picture (room->driver, "key-wrong-code");
  enter_code (room, code);
  window_driver_find (room->driver, "Buy milk");
  restart (room);
  window_driver_find (room->driver, "Buy milk");
}

static void
keep_key_in_keyring (void)
{
  Family *family = family_new_offline ();
  device_set (family->laptop, "DOVETAIL_KEY_FILE", NULL);
  desktop_start_keyring (desktop, PASSWORD);
  g_auto (Room) room = room_new (desktop, family);
  g_autofree char *code = NULL;
  window_driver_launch (room.driver, NULL);
  window_driver_activate (room.driver, "Use on This Computer");
  code = take_code (&room);
  add_milk (&room);
  room_wait_for_rows (&room, room.laptop, "list", "Buy milk", 1);
  window_driver_quit (room.driver);
  meet_locked_keyring (&room);
  meet_reset_keyring (&room, code);
  window_driver_key (room.driver, "ctrl+comma");
  window_driver_activate (room.driver, "This Computer");
  window_driver_find (room.driver, "Encrypted; the key lies in*keyring*");
  window_driver_key (room.driver, "Escape");
  room_quit_silently (&room);
}

#define PASSPHRASE "nobody guesses this one"

/* Without a keyring the user's own passphrase holds the key, or nothing is stored: it is never stored openly unasked. */
static void
keep_key_by_passphrase (void)
{
  Family *family = family_new_offline ();
  device_set (family->laptop, "DOVETAIL_KEY_FILE", NULL);
  g_auto (Room) room = room_new (desktop, family);
  g_autofree char *code = NULL;

  window_driver_launch (room.driver, NULL);
  window_driver_activate (room.driver, "Use on This Computer");
  window_driver_picture_of (room.driver, "no-keyring", "*Use This Passphrase");
  window_driver_focus (room.driver, "*Try Again");
  window_driver_key (room.driver, "Tab");
  window_driver_type (room.driver, PASSPHRASE);
  window_driver_key (room.driver, "Tab");
  window_driver_key (room.driver, "Tab");
  window_driver_type (room.driver, PASSPHRASE);
  window_driver_picture (room.driver, "no-keyring-passphrase");
  window_driver_activate (room.driver, "*Use This Passphrase");
  code = take_code (&room);
  add_milk (&room);

  restart (&room);
  window_driver_picture_of (room.driver, "passphrase", "Unlock Your Tasks");
  window_driver_type (room.driver, PASSPHRASE);
  window_driver_activate (room.driver, "*Unlock");
  window_driver_find (room.driver, "Buy milk");
  room_quit_silently (&room);
}

static void
test_keyring (void)
{
  if (!desktop_has_program ("gnome-keyring-daemon"))
    {
      g_test_skip ("gnome-keyring is not installed");
      return;
    }
  desktop = room_open_desktop ("1280x860");
  keep_key_in_keyring ();
  desktop_free (desktop);
}

static void
test_no_keyring (void)
{
  desktop = room_open_desktop ("1280x860");
  keep_key_by_passphrase ();
  desktop_free (desktop);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lost-key/no-keyring", test_no_keyring);
  g_test_add_func ("/lost-key/keyring", test_keyring);
  return g_test_run ();
}
