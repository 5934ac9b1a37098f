/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The task list of the real window: several tasks at once, undo for what is done to them, and their order; by
 * keyboard, and by dragging. One window for all, since each case leaves behind what it found. */

#include <stdlib.h>
#include <string.h>

#include "lib/family.h"
#include "lib/window-driver.h"

#define TASKS 6

static struct
{
  Desktop *desktop;
  Family *family;
  Device *laptop;
  WindowDriver *driver;
} room;

/* --- what the store holds --- */

typedef struct
{
  const char *option; /* of dovetailctl list */
  const char *value;
  const char *titles; /* as listed, with commas */
} Listing;

static gboolean
lists_titles (gpointer data)
{
  const Listing *listing = data;
  g_autoptr (JsonNode) node = device_ask (room.laptop, "list", listing->option, listing->value, NULL);
  JsonArray *rows = json_node_get_array (node);
  g_autoptr (GString) titles = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    g_string_append_printf (titles, "%s%s", i > 0 ? "," : "",
                            json_object_get_string_member (json_array_get_object_element (rows, i), "title"));
  return g_str_equal (titles->str, listing->titles);
}

static void
wait_for_list (const char *option, const char *value, const char *titles)
{
  Listing listing = { option, value, titles };
  g_autofree char *what = g_strdup_printf ("%s to hold: %s", value, titles);

  window_driver_wait_until (room.driver, lists_titles, &listing, what);
}

/* --- what the window says --- */

static void
wait_for (const char *pattern)
{
  window_driver_find (room.driver, pattern);
}

static void
press (const char *keys)
{
  window_driver_key (room.driver, keys);
}

/* The cursor on the task of this number, with only that selected. */
static void
go_to (guint number)
{
  press ("ctrl+n");
  press ("Tab");
  press ("Home");
  for (guint i = 1; i < number; i++)
    press ("Down");
}

/* --- cases --- */

/* Shift and an arrow select more; the list is chosen by typing its name; Ctrl+Z and Ctrl+Shift+Z lead back
 * and forth. */
static void
test_move_and_undo (void)
{
  wait_for ("Task 6");
  go_to (2);
  press ("shift+Down");
  wait_for ("2 selected");
  window_driver_picture (room.driver, "selected");
  press ("ctrl+m");
  wait_for ("Find a list");
  window_driver_type (room.driver, "home");
  press ("Return");
  wait_for ("2 tasks moved to “Home”");
  wait_for_list ("--list", "Home", "Task 2,Task 3");
  press ("ctrl+z");
  wait_for ("Undid: moved 2 tasks");
  wait_for_list ("--smart", "inbox", "Task 1,Task 2,Task 3,Task 4,Task 5,Task 6");
  press ("ctrl+shift+z");
  wait_for ("Done again: moved 2 tasks");
  wait_for_list ("--list", "Home", "Task 2,Task 3");
  window_driver_picture (room.driver, "done-again");
  press ("ctrl+z");
  wait_for_list ("--list", "Home", "");
}

static void
test_all_at_once (void)
{
  go_to (1);
  press ("ctrl+a");
  wait_for ("6 selected");
  press ("ctrl+Return");
  wait_for ("6 tasks completed");
  wait_for_list ("--smart", "inbox", "");
  wait_for ("Completed (6)");
  window_driver_picture (room.driver, "all-completed");
  press ("ctrl+z");
  wait_for ("Undid: completed 6 tasks");
  wait_for_list ("--smart", "inbox", "Task 1,Task 2,Task 3,Task 4,Task 5,Task 6");
}

/* Tags, priority and date of two, each one step; deleting offers the way back. */
static void
test_bulk_bar (void)
{
  wait_for ("Task 4");
  go_to (4);
  press ("shift+Down");
  wait_for ("2 selected");
  press ("ctrl+t");
  wait_for ("Add a tag to all");
  window_driver_type (room.driver, "red");
  press ("Return");
  wait_for ("2 tasks tagged “red”");
  press ("ctrl+i");
  window_driver_activate (room.driver, "High");
  wait_for ("Priority of 2 tasks changed");
  wait_for_list ("--smart", "flagged", "Task 4,Task 5");
  press ("ctrl+d");
  wait_for ("Due date in words");
  window_driver_type (room.driver, "today");
  press ("Return");
  wait_for ("2 tasks are due: Today");
  wait_for_list ("--smart", "today", "Task 4,Task 5");
  window_driver_picture (room.driver, "bulk-edited");
  press ("Delete");
  wait_for ("2 tasks deleted");
  wait_for_list ("--smart", "flagged", "");
  window_driver_activate (room.driver, "Undo");
  wait_for ("Undid: deleted 2 tasks");
  wait_for_list ("--smart", "flagged", "Task 4,Task 5");
  for (guint i = 0; i < 3; i++)
    press ("ctrl+z");
  wait_for ("Undid: changed 2 tasks");
  wait_for_list ("--smart", "inbox", "Task 1,Task 2,Task 3,Task 4,Task 5,Task 6");
  wait_for_list ("--search", "red", "");
}

static void
test_order_by_keyboard (void)
{
  go_to (2);
  press ("alt+Up");
  wait_for_list ("--smart", "inbox", "Task 2,Task 1,Task 3,Task 4,Task 5,Task 6");
  press ("shift+Down");
  wait_for ("2 selected");
  press ("alt+Down");
  wait_for_list ("--smart", "inbox", "Task 3,Task 2,Task 1,Task 4,Task 5,Task 6");
  press ("ctrl+z");
  wait_for_list ("--smart", "inbox", "Task 2,Task 1,Task 3,Task 4,Task 5,Task 6");
  press ("ctrl+z");
  wait_for_list ("--smart", "inbox", "Task 1,Task 2,Task 3,Task 4,Task 5,Task 6");
}

static void
write_new (const char *text)
{
  press ("ctrl+n");
  window_driver_type (room.driver, text);
  window_driver_wait_text (room.driver, "New task", text);
}

/* An entry undoes what was typed into it; once it is empty, Ctrl+Z means the tasks again. */
static void
test_entry_has_its_own_undo (void)
{
  write_new ("seven");
  press ("ctrl+z");
  window_driver_wait_text (room.driver, "New task", "");
  wait_for_list ("--smart", "inbox", "Task 1,Task 2,Task 3,Task 4,Task 5,Task 6");
  write_new ("Task 7");
  press ("Return");
  wait_for_list ("--smart", "inbox", "Task 1,Task 2,Task 3,Task 4,Task 5,Task 6,Task 7");
  press ("ctrl+z");
  wait_for ("Undid: added “Task 7”");
  wait_for_list ("--smart", "inbox", "Task 1,Task 2,Task 3,Task 4,Task 5,Task 6");
}

static void
test_select_mode (void)
{
  window_driver_activate (room.driver, "Select tasks");
  wait_for ("End selecting");
  window_driver_picture (room.driver, "select-mode");
  window_driver_activate (room.driver, "End selecting");
  window_driver_wait_gone (room.driver, "End selecting");
}

/* --- dragging --- */

typedef struct
{
  int x;
  int y;
} Point;

/* On the screen: the window's own place is what X says. */
static Point
middle_of (const char *pattern)
{
  AtspiRect extents = window_driver_find (room.driver, pattern);
  const char *arguments[] = { "xdotool", "getactivewindow", "getwindowgeometry", "--shell", NULL };
  g_autoptr (ProcessResult) result = process_run (arguments, NULL, NULL);
  const char *x = strstr (result->out, "X=");
  const char *y = strstr (result->out, "Y=");

  g_assert_true (x != NULL && y != NULL);
  return (Point){ atoi (x + 2) + extents.x + extents.width / 2,
                  atoi (y + 2) + extents.y + extents.height / 2 };
}

static void
move_pointer (int x, int y)
{
  g_autofree char *across = g_strdup_printf ("%d", x);
  g_autofree char *down = g_strdup_printf ("%d", y);
  const char *arguments[] = { "xdotool", "mousemove", "--sync", across, down, NULL };
  g_autoptr (ProcessResult) result = process_run (arguments, NULL, NULL);

  g_assert_cmpint (result->status, ==, 0);
}

static void
press_pointer (const char *what)
{
  const char *arguments[] = { "xdotool", what, "1", NULL };
  g_autoptr (ProcessResult) result = process_run (arguments, NULL, NULL);

  g_assert_cmpint (result->status, ==, 0);
}

/* It answers in turn: what the pointer did before has reached it then. */
static void
let_the_window_answer (const char *pattern)
{
  window_driver_find (room.driver, pattern);
}

/* below: how far under the middle of the second it is let go. Where it hovers the window asks itself, through the
 * display, whether it takes the drop; let go before the answer, nothing is dropped. */
static void
drag (const char *from, const char *to, int below)
{
  Point start = middle_of (from);
  Point end = middle_of (to);

  move_pointer (start.x, start.y);
  press_pointer ("mousedown");
  let_the_window_answer (to);
  for (int step = 1; step <= 8; step++)
    move_pointer (start.x + (end.x - start.x) * step / 8, start.y + (end.y + below - start.y) * step / 8);
  for (int nudge = 1; nudge <= 4; nudge++)
    {
      let_the_window_answer (to);
      move_pointer (end.x + nudge % 2, end.y + below);
    }
  let_the_window_answer (to);
  press_pointer ("mouseup");
}

static void
test_drag (void)
{
  drag ("Task 1", "Task 3", 10);
  wait_for_list ("--smart", "inbox", "Task 2,Task 3,Task 1,Task 4,Task 5,Task 6");
  press ("ctrl+z");
  wait_for_list ("--smart", "inbox", "Task 1,Task 2,Task 3,Task 4,Task 5,Task 6");
  drag ("Task 6", "Home*", 0);
  wait_for ("1 task moved to “Home”");
  wait_for_list ("--list", "Home", "Task 6");
  drag ("Task 5", "Today*", 0);
  wait_for_list ("--smart", "today", "Task 5");
  window_driver_picture (room.driver, "dragged");
  press ("ctrl+z");
  press ("ctrl+z");
  wait_for_list ("--smart", "inbox", "Task 1,Task 2,Task 3,Task 4,Task 5,Task 6");
}

/* A list made while the server is away shows that it waits. */
static void
test_list_that_waits (void)
{
  g_autofree char *made = NULL;

  wait_for ("Home");
  server_process_stop (room.family->server);
  made = device_do (room.laptop, "lists", "add", "Garden", NULL);
  wait_for ("Garden, Not uploaded yet");
  window_driver_picture (room.driver, "list-waits");
}

int
main (int argc, char **argv)
{
  g_autofree char *words = NULL;
  g_autofree char *list = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  room.desktop = desktop_new ();
  desktop_start_display (room.desktop, "1280x860");
  window_driver_prepare (room.desktop);
  room.family = family_new ();
  room.laptop = room.family->laptop;
  device_set (room.laptop, "DBUS_SESSION_BUS_ADDRESS", room.desktop->address);
  list = device_do (room.laptop, "lists", "add", "Home", NULL);
  for (guint i = 1; i <= TASKS; i++)
    {
      g_autofree char *title = g_strdup_printf ("Task %u", i);
      g_autofree char *id = device_add (room.laptop, title);
    }
  room.driver = window_driver_new (room.desktop, room.laptop);
  window_driver_launch (room.driver, NULL);
  g_test_add_func ("/task-view/move-and-undo", test_move_and_undo);
  g_test_add_func ("/task-view/all-at-once", test_all_at_once);
  g_test_add_func ("/task-view/bulk-bar", test_bulk_bar);
  g_test_add_func ("/task-view/order-by-keyboard", test_order_by_keyboard);
  g_test_add_func ("/task-view/entry-has-its-own-undo", test_entry_has_its_own_undo);
  g_test_add_func ("/task-view/select-mode", test_select_mode);
  g_test_add_func ("/task-view/drag", test_drag);
  g_test_add_func ("/task-view/list-that-waits", test_list_that_waits);
  status = g_test_run ();
  window_driver_quit (room.driver);
  words = window_driver_take_words (room.driver);
  g_assert_cmpstr (words, ==, "");
  window_driver_free (room.driver);
  family_free (room.family);
  desktop_free (room.desktop);
  return status;
}
