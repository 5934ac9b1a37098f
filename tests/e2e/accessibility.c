/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every window, dialog, popover and page of the app in turn: each control has a name, and the keyboard comes to each. */

#include <string.h>

#include "lib/family.h"
#include "lib/keyboard-walk.h"

#define MOST_STEPS 8

/* How much of the keyboard is tried. */
typedef enum
{
  NAMES_ONLY, /* a popover or menu holds the keyboard, or another place tries the same window */
  TAB_RING,   /* Tab must come to everything */
} Keys;

typedef struct
{
  const char *name;
  const char *steps[MOST_STEPS]; /* from the main window to the place */
  const char *shows;             /* what is on the screen once the place is there */
  Keys keys;
  const char *leave[MOST_STEPS]; /* back to the main window */
} Place;

/* One row for each thing that opens. To add yours, say how a person gets there and back:
 *   "key KEYS"      presses keys, as in "key ctrl+comma"
 *   "click NAME"    activates the control with that accessible name (* and ? as in a file name)
 *   "tab NAME"      presses Tab until the keyboard is on it
 *   "type TEXT"     types
 *   "start OPTION"  starts the app a second time with an option, as in "start --show-conflicts"
 *   "await NAME"    waits until it is on the screen
 *   "gone NAME"     waits until it is not
 * The tasks that are there: see fill_with_tasks() below. Places of a device that nobody has used yet are in the second
 * table. The window is shared by all: the leave steps close what the place opened. */
static const Place places[] = {
  { "main-menu", { "key F10" }, "Preferences", NAMES_ONLY, { "key Escape", "gone Preferences" } },
  { "search", { "key ctrl+f", "type rent" }, "Pay rent, *", NAMES_ONLY, { "key ctrl+f", "await Buy bread*" } },
  { "quick-add", { "key ctrl+n", "type Buy milk tomorrow 9am #home !high" }, "*Buy milk*", NAMES_ONLY,
    { "key ctrl+a", "key Delete" } },
  { "details", { "tab Buy bread", "key Up", "key Return" }, "Close details", NAMES_ONLY, { NULL } },
  { "due", { "click Due" }, "Due date in words", NAMES_ONLY, { "key Escape", "gone Due date in words" } },
  { "repeat", { "click Repeat" }, "Repeat in words", NAMES_ONLY,
    { "key Escape", "gone Repeat in words" } },
  { "details-closed", { "key Escape" }, "New task", NAMES_ONLY, { NULL } },
  { "shortcuts", { "key ctrl+question" }, "Close details, go back", NAMES_ONLY,
    { "key Escape", "gone Close details, go back" } },
  { "about", { "key F10", "click About Dovetail" }, "Legal*", NAMES_ONLY, { "key Escape", "gone Legal*" } },
  { "new-list", { "key ctrl+shift+n" }, "Create", TAB_RING, { "key Escape", "gone Create" } },
  { "sync-status", { "click Sync status*" }, "Last synced*", NAMES_ONLY, { "key Escape" } },
  { "sync-charts", { "click Sync status*", "click Charts" }, "How long a sync takes*", NAMES_ONLY, { NULL } },
  { "sync-conflicts", { "click Conflicts" }, "By Field", NAMES_ONLY, { NULL } },
  { "sync-jobs", { "click Past Syncs" }, "*, Completed*", NAMES_ONLY, { "key Escape" } },
  { "selecting", { "click Select tasks", "key ctrl+a" }, "End selecting", NAMES_ONLY, { "key Escape" } },
  { "preferences", { "key ctrl+comma" }, "Sync “Home” on this device", TAB_RING,
    { "key Escape", "gone Sync “Home” on this device" } },
  { "pending", { "await Sync status: Offline*", "key F10", "click Pending Changes" }, "Upload now*", TAB_RING,
    { "key Escape", "gone Upload now*" } },
  { "conflicts", { "start --show-conflicts" }, "Take mine for all*", TAB_RING, { NULL } },
  { "merge", { "tab *Pay rent*", "key Return" }, "Apply", TAB_RING, { "key Escape", "gone Apply" } },
  { "bulk", { "click Take mine for all*" }, "What would be done", NAMES_ONLY, { "key Escape", "gone What would be done" } },
  { "conflict-history", { "click History" }, "Nothing was decided yet", TAB_RING,
    { "key Escape", "gone Nothing was decided yet" } },
  /* last: Tab goes on from the details into the sidebar, and chooses there */
  { "main", { "key ctrl+n", "key Tab", "key Return" }, "Close details", TAB_RING, { NULL } },
};

/* A device that nobody has used yet. */
static const Place first_places[] = {
  { "first-run", { NULL }, "Use on This Computer", TAB_RING, { NULL } },
  { "connect", { "click Connect to a Server*" }, "Address", TAB_RING, { NULL } },
};

static Desktop *desktop;
static Family *family;
static WindowDriver *driver;

static void
run_step (const char *step)
{
  const char *argument = strchr (step, ' ') + 1;
  if (g_str_has_prefix (step, "key "))
    window_driver_key (driver, argument);
  else if (g_str_has_prefix (step, "click "))
    window_driver_activate (driver, argument);
  else if (g_str_has_prefix (step, "tab "))
    window_driver_focus (driver, argument);
  else if (g_str_has_prefix (step, "type "))
    window_driver_type (driver, argument);
  else if (g_str_has_prefix (step, "start "))
    window_driver_launch (driver, argument, NULL);
  else if (g_str_has_prefix (step, "await "))
    window_driver_find (driver, argument);
  else if (g_str_has_prefix (step, "gone "))
    window_driver_wait_gone (driver, argument);
  else
    g_error ("no such step: %s", step);
}

static void
run_steps (const char *const *steps)
{
  for (guint i = 0; i < MOST_STEPS && steps[i] != NULL; i++)
    run_step (steps[i]);
}

static void
complain (GString *complaints, const AccessibleNode *node, const char *what)
{
  g_autofree char *role = atspi_role_get_name (node->kind);
  g_string_append_printf (complaints, "  %s \"%s\" at %s %s\n", role, node->name, node->place, what);
}

/* The buttons of the window itself: the window manager has keys for them. */
static gboolean
is_of_the_window_frame (const AccessibleNode *node)
{
  static const char *const names[] = { "Minimize", "Maximize", "Close", NULL };
  return node->kind == ATSPI_ROLE_PUSH_BUTTON && g_strv_contains (names, node->name);
}

/* What a combo box shows of its choice is a list of one row, which it keeps the keyboard from. */
static gboolean
is_in_combo_box (AccessibleTree *tree, const AccessibleNode *node)
{
  while (node->parent != G_MAXUINT)
    {
      node = accessible_tree_get (tree, node->parent);
      if (node->kind == ATSPI_ROLE_COMBO_BOX)
        return TRUE;
    }
  return FALSE;
}

static void
test_place (gconstpointer data)
{
  const Place *place = data;
  run_steps (place->steps);
  g_autofree char *picture = g_strconcat ("accessibility-", place->name, NULL);
  window_driver_picture_of (driver, picture, place->shows);

  g_autoptr (KeyboardWalk) walk = place->keys == TAB_RING ? keyboard_walk_new (driver) : NULL;
  g_autoptr (AccessibleTree) tree = window_driver_read (driver);
  accessible_tree_read_next (tree);
  accessible_tree_measure (tree);
  g_autoptr (GString) complaints = g_string_new (NULL);
  guint controls = 0;
  for (guint i = 0; i < tree->nodes->len; i++)
    {
      AccessibleNode *node = accessible_tree_get (tree, i);
      if (!node->laid_out || !accessible_node_is_control (node))
        continue;
      controls++;
      if (!accessible_tree_has_name (tree, i))
        complain (complaints, node, "has no name");
      if (walk != NULL && accessible_node_has_state (node, ATSPI_STATE_SENSITIVE) && !is_of_the_window_frame (node) && !is_in_combo_box (tree, node)
          && !keyboard_walk_reached (walk, tree, i) && keyboard_walk_sees (walk, tree, i))
        complain (complaints, node, "is not reached with the keyboard");
    }
  g_test_message ("%s: %u controls", place->name, controls);
  g_assert_cmpuint (controls, >, 0);
  if (complaints->len > 0)
    {
      g_autofree char *described = accessible_tree_describe (tree);
      g_test_message ("%s:\n%s%s", place->name, complaints->str, described);
      g_test_fail ();
    }
  run_steps (place->leave);
}

static char *
add_disputed (const char *title, const char *list)
{
  return device_do (family->laptop, "add", "--raw", title, "--due", "2027-03-10", "--notes", "Call the bank first.",
                    "--list", list, NULL);
}

/* Tasks of every kind, nearly all on one list, which Tab chooses in the sidebar: it is the last one there. Two
 * disputed ones, one with fields that fitted; one decided by a rule; edits that wait. */
static void
fill_with_tasks (void)
{
  Device *laptop = family->laptop;
  g_autofree char *list = device_do (laptop, "lists", "add", "Home", NULL);
  g_autofree char *rent = add_disputed ("Pay rent", "Home");
  g_autofree char *bill = add_disputed ("Pay the bill", "Home");
  g_autofree char *plants = device_do (laptop, "add", "Water plants today 9am every week #balcony !high", "--list",
                                       "Home", NULL);
  g_autofree char *done = device_add (laptop, "Return the library books");
  g_autofree char *said = device_do (laptop, "done", done, NULL);
  family_sync_both (family);
  const char *disputed[] = { rent, bill };
  for (guint i = 0; i < G_N_ELEMENTS (disputed); i++)
    {
      g_autofree char *theirs = device_do (family->phone, "edit", disputed[i], "--due", "2027-03-15", "--notes",
                                           "Call the landlord first.", "--priority", "high", NULL);
      g_autofree char *mine = device_do (laptop, "edit", disputed[i], "--due", "2027-03-12", "--notes",
                                         "Call Anna first.", "--add-tag", "home", NULL);
    }
  g_autoptr (JsonObject) first = device_sync (family->phone);
  g_autoptr (JsonObject) second = device_sync (laptop);
  server_process_stop (family->server);
  g_autofree char *waiting = device_add (laptop, "Buy bread");
}

static void
open_window (void)
{
  device_set (family->laptop, "DBUS_SESSION_BUS_ADDRESS", desktop->address);
  /* one attempt fails, and what waits is not listed anew while the keyboard walks through it */
  device_set (family->laptop, "SYNC_BASE_DELAY", "600");
  device_set (family->laptop, "SYNC_MAX_DELAY", "600");
  driver = window_driver_new (desktop, family->laptop);
  window_driver_launch (driver, NULL);
}

static void
close_window (void)
{
  window_driver_quit (driver);
  g_autofree char *words = window_driver_take_words (driver);
  g_assert_cmpstr (words, ==, "");
  g_clear_pointer (&driver, window_driver_free);
  g_clear_pointer (&family, family_free);
}

static void
open_used (void)
{
  family = family_new ();
  fill_with_tasks ();
  open_window ();
  window_driver_find (driver, "Buy bread*");
}

static void
open_unused (void)
{
  family = family_new_offline ();
  open_window ();
}

static void
add_places (const char *kind, const Place *table, gsize count)
{
  for (gsize i = 0; i < count; i++)
    {
      g_autofree char *path = g_strdup_printf ("/accessibility/%s/%s", kind, table[i].name);
      g_test_add_data_func (path, &table[i], test_place);
    }
}

int
main (int argc, char **argv)
{
  int status;
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  desktop = desktop_new ();
  desktop_start_display (desktop, "1280x860");
  window_driver_prepare (desktop);
  g_test_add_func ("/accessibility/unused/open", open_unused);
  add_places ("unused", first_places, G_N_ELEMENTS (first_places));
  g_test_add_func ("/accessibility/unused/close", close_window);
  g_test_add_func ("/accessibility/used/open", open_used);
  add_places ("used", places, G_N_ELEMENTS (places));
  g_test_add_func ("/accessibility/used/close", close_window);
  status = g_test_run ();
  desktop_free (desktop);
  return status;
}
