/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Everything is found through its accessible name and state, so what cannot be reached here cannot be reached
 * by a screen reader either. Keys go through the X server like those of a keyboard. Each step waits for what
 * it needs, with a deadline; when that passes, the whole tree is printed and a picture is taken. */

#include "window-driver.h"

#include <string.h>

#define ACTION_INTERFACE "org.a11y.atspi.Action"
#define TEXT_INTERFACE "org.a11y.atspi.Text"

struct _WindowDriver
{
  Desktop *desktop;
  char **environment;
  char *pictures;
  char *words_path; /* where the app's stderr goes */
  AccessibleBus *bus; /* NULL until something is looked for */
  GSubprocess *process;
};

/* What is looked for, and the tree of the last look. */
typedef struct
{
  WindowDriver *driver;
  const char *pattern;
  AccessibleTree *tree;
  AccessibleNode *found; /* in the tree */
} Search;

/* Once, before the first window: what the test program itself asks on a session bus goes to this one, so one desktop is
 * all that it can have. */
void
window_driver_prepare (Desktop *desktop)
{
  g_autofree char *runtime = g_build_filename (desktop->home, "run", NULL);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", desktop->address, TRUE);
  g_setenv ("DISPLAY", desktop->display, TRUE);
  g_setenv ("XDG_RUNTIME_DIR", runtime, TRUE);
}

WindowDriver *
window_driver_new (Desktop *desktop, Device *device)
{
  WindowDriver *driver = g_new0 (WindowDriver, 1);
  const char *build = g_getenv ("DOVETAIL_BUILD_ROOT");

  driver->desktop = desktop;
  driver->environment = desktop_apply_to_environment (desktop, g_strdupv (device->environment));
  driver->words_path = g_build_filename (desktop->home, "stderr", NULL);
  driver->pictures
      = g_build_filename (build != NULL ? build : desktop->home, "meson-logs", "screenshots", NULL);
  g_assert_cmpint (g_mkdir_with_parents (driver->pictures, 0755), ==, 0);
  return driver;
}

void
window_driver_free (WindowDriver *driver)
{
  if (driver->process != NULL)
    process_kill (driver->process);
  g_clear_object (&driver->process);
  g_clear_pointer (&driver->bus, accessible_bus_free);
  g_strfreev (driver->environment);
  g_free (driver->pictures);
  g_free (driver->words_path);
  g_free (driver);
}

/* Starts the app. When it runs already, this is a second start, which passes its arguments on and ends. */
void
window_driver_launch (WindowDriver *driver, ...)
{
  g_autoptr (GSubprocessLauncher) launcher = process_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  const char *argument;
  va_list list;

  g_ptr_array_add (arguments, (gpointer) program_path ("DOVETAIL_APP"));
  va_start (list, driver);
  while ((argument = va_arg (list, const char *)) != NULL)
    g_ptr_array_add (arguments, (gpointer) argument);
  va_end (list);
  g_ptr_array_add (arguments, NULL);

  g_subprocess_launcher_set_environ (launcher, driver->environment);
  if (driver->process == NULL)
    g_subprocess_launcher_set_stderr_file_path (launcher, driver->words_path);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) arguments->pdata, &error);
  if (process == NULL)
    g_error ("%s", error->message);
  if (driver->process == NULL)
    driver->process = g_steal_pointer (&process);
  else
    g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
}

/* What the app has written to stderr so far. */
char *
window_driver_take_words (WindowDriver *driver)
{
  char *words = NULL;
  g_file_get_contents (driver->words_path, &words, NULL, NULL);
  return words != NULL ? words : g_strdup ("");
}

/* --- looking --- */

/* Its windows, none of them read yet. */
AccessibleTree *
window_driver_read (WindowDriver *driver)
{
  if (driver->bus == NULL)
    driver->bus = accessible_bus_new ();
  return accessible_tree_new (driver->bus);
}

static void
search_clear (Search *search)
{
  g_clear_pointer (&search->tree, accessible_tree_free);
  search->found = NULL;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static gboolean
search_now (gpointer data)
{
  Search *search = data;
  search_clear (search);
  search->tree = window_driver_read (search->driver);
  search->found = accessible_tree_find (search->tree, search->pattern);
  return search->found != NULL;
}

static gboolean
is_gone (gpointer data)
{
  return !search_now (data);
}

/* The whole tree, as a screen reader finds it. */
char *
window_driver_describe (WindowDriver *driver)
{
  g_autoptr (AccessibleTree) tree = window_driver_read (driver);
  while (accessible_tree_read_next (tree))
    ;
  accessible_tree_measure (tree);
  return tree->nodes->len > 0 ? accessible_tree_describe (tree)
                              : g_strdup ("(the app is not on the accessibility bus)");
}

static void
give_up (WindowDriver *driver, const char *what, const char *pattern)
{
  g_autofree char *tree = window_driver_describe (driver);
  g_autofree char *words = window_driver_take_words (driver);
  window_driver_picture (driver, "failure");
  g_error ("%s: %s\n%s\nstderr:\n%s", what, pattern, tree, words);
}

static void
search_until (Search *search, Condition condition, const char *complaint)
{
  if (!wait_until_or_late (condition, search, DEADLINE_SECONDS))
    give_up (search->driver, complaint, search->pattern);
}

/* Waits until something whose name matches PATTERN (with * and ?) is on the screen; where that is in its window. */
AtspiRect
window_driver_find (WindowDriver *driver, const char *pattern)
{
  g_auto (Search) search = { driver, pattern, NULL, NULL };
  search_until (&search, search_now, "not on the screen");
  return search.found->extents;
}

gboolean
window_driver_shows (WindowDriver *driver, const char *pattern)
{
  g_auto (Search) search = { driver, pattern, NULL, NULL };
  return search_now (&search);
}

void
window_driver_wait_gone (WindowDriver *driver, const char *pattern)
{
  g_auto (Search) search = { driver, pattern, NULL, NULL };
  search_until (&search, is_gone, "still on the screen");
}

/* Waits for something outside the window; shows the window when that does not come. */
void
window_driver_wait_until (WindowDriver *driver, Condition condition, gpointer data, const char *what)
{
  if (!wait_until_or_late (condition, data, DEADLINE_SECONDS))
    give_up (driver, "waited in vain", what);
}

/* --- acting --- */

static gboolean
is_usable (gpointer data)
{
  Search *search = data;
  return search_now (search) && accessible_node_has_state (search->found, ATSPI_STATE_SENSITIVE);
}

/* Waits until what is called so can be used. */
void
window_driver_wait_usable (WindowDriver *driver, const char *pattern)
{
  g_auto (Search) search = { driver, pattern, NULL, NULL };
  search_until (&search, is_usable, "cannot be used");
}

typedef struct
{
  AccessibleBus *bus;
  const char *before;
} FocusMove;

static gboolean
has_focus_moved (gpointer data)
{
  const FocusMove *move = data;
  g_autofree char *now = accessible_bus_find_focus (move->bus);
  return strcmp (now, move->before) != 0;
}

/* Waits a moment until the keyboard is elsewhere than BEFORE; some rows do not say that they have it. */
static void
let_focus_move (WindowDriver *driver, const char *before)
{
  FocusMove move = { driver->bus, before };
  wait_until_or_late (has_focus_moved, &move, 1);
}

/* Whether the keyboard, at PATH, is on what the search finds, or in it. What was found is looked for anew when the
 * keyboard is somewhere that was not there then. */
static gboolean
holds_focus (Search *search, const char *path)
{
  if (search->found == NULL || (*path != '\0' && accessible_tree_get_at (search->tree, path) == NULL))
    search_until (search, search_now, "not on the screen");
  AccessibleNode *focus = accessible_tree_get_at (search->tree, path);
  return focus != NULL && accessible_tree_is_below (search->tree, focus, search->found);
}

/* Tabs through the window until the keyboard is there: GTK 4.8 does not let a screen reader move it. A window that has
 * just come is first let to say where the keyboard is. */
void
window_driver_focus (WindowDriver *driver, const char *pattern)
{
  g_auto (Search) search = { driver, pattern, NULL, NULL };
  search_until (&search, search_now, "not on the screen");
  let_focus_move (driver, "");
  for (guint tries = 0; tries < 100; tries++)
    {
      g_autofree char *focus = accessible_bus_find_focus (driver->bus);
      if (holds_focus (&search, focus))
        return;
      window_driver_key (driver, "Tab");
      let_focus_move (driver, focus);
    }
  give_up (driver, "cannot be reached with the keyboard", pattern);
}

/* It does what a click does; FALSE when it offers nothing to screen readers. */
static gboolean
do_action (Search *search)
{
  g_autoptr (GVariant) actions = accessible_bus_ask (search->tree->bus, search->found->path, ACTION_INTERFACE,
                                                     "GetActions", NULL);
  g_autoptr (GVariant) list = actions != NULL ? g_variant_get_child_value (actions, 0) : NULL;
  if (list == NULL || g_variant_n_children (list) == 0)
    return FALSE;
  gboolean done = FALSE;
  g_autoptr (GVariant) reply = accessible_bus_ask (search->tree->bus, search->found->path, ACTION_INTERFACE,
                                                   "DoAction", g_variant_new ("(i)", 0));
  if (reply != NULL)
    g_variant_get (reply, "(b)", &done);
  if (!done)
    give_up (search->driver, "refuses its action", search->pattern);
  return TRUE;
}

/* Clicks a button. A row of a list offers no action to screen readers before GTK 4.10: it gets Return, as
 * they do it. */
void
window_driver_activate (WindowDriver *driver, const char *pattern)
{
  g_auto (Search) search = { driver, pattern, NULL, NULL };
  search_until (&search, is_usable, "cannot be used");
  if (do_action (&search))
    return;
  window_driver_focus (driver, pattern);
  window_driver_key (driver, "Return");
}

static void
run_xdotool (WindowDriver *driver, const char *const *arguments)
{
  g_autoptr (ProcessResult) result = process_run (arguments, driver->environment, NULL);
  if (result->status != 0)
    g_error ("xdotool %s: %s", arguments[1], result->err);
}

/* Presses KEYS, as in "alt+Left" or "ctrl+Return". */
void
window_driver_key (WindowDriver *driver, const char *keys)
{
  const char *arguments[] = { "xdotool", "key", "--clearmodifiers", keys, NULL };
  run_xdotool (driver, arguments);
}

void
window_driver_type (WindowDriver *driver, const char *text)
{
  const char *arguments[] = { "xdotool", "type", "--clearmodifiers", "--delay", "8", text, NULL };
  run_xdotool (driver, arguments);
}

/* How many characters are in it; -1 when it holds no text. */
static int
count_characters (AccessibleTree *tree, const AccessibleNode *node)
{
  g_autoptr (GVariant) reply
      = accessible_bus_ask (tree->bus, node->path, "org.freedesktop.DBus.Properties", "Get",
                            g_variant_new ("(ss)", TEXT_INTERFACE, "CharacterCount"));
  g_autoptr (GVariant) value = NULL;
  if (reply == NULL)
    return -1;
  g_variant_get (reply, "(v)", &value);
  return g_variant_get_int32 (value);
}

static char *
read_text (AccessibleTree *tree, const AccessibleNode *node)
{
  int count = count_characters (tree, node);
  g_autoptr (GVariant) reply
      = count >= 0 ? accessible_bus_ask (tree->bus, node->path, TEXT_INTERFACE, "GetText",
                                         g_variant_new ("(ii)", 0, count))
                   : NULL;
  char *text = NULL;
  if (reply != NULL)
    g_variant_get (reply, "(s)", &text);
  return text;
}

typedef struct
{
  Search search;
  const char *text;
} Held;

/* What is found, or something in it, holds the text. */
static gboolean
holds_text (gpointer data)
{
  Held *held = data;
  if (!search_now (&held->search))
    return FALSE;
  AccessibleTree *tree = held->search.tree;
  for (guint i = 0; i < tree->nodes->len; i++)
    {
      AccessibleNode *node = accessible_tree_get (tree, i);
      g_autofree char *text
          = accessible_tree_is_below (tree, node, held->search.found) ? read_text (tree, node) : NULL;
      if (text != NULL && g_pattern_match_simple (held->text, text))
        return TRUE;
    }
  return FALSE;
}

/* Waits until the entry called PATTERN holds what matches TEXT. */
void
window_driver_wait_text (WindowDriver *driver, const char *pattern, const char *text)
{
  Held held = { { driver, pattern, NULL, NULL }, text };
  search_until (&held.search, holds_text, "does not hold the text typed");
  search_clear (&held.search);
}

/* Types TEXT into the entry called PATTERN and waits until the entry holds it. */
void
window_driver_fill (WindowDriver *driver, const char *pattern, const char *text)
{
  window_driver_focus (driver, pattern);
  window_driver_key (driver, "ctrl+a");
  window_driver_type (driver, text);
  window_driver_wait_text (driver, pattern, text);
}

static gboolean
has_ended (gpointer data)
{
  return g_subprocess_get_identifier (data) == NULL;
}

/* Waits for the app to end by itself, in good order. */
void
window_driver_wait_end (WindowDriver *driver)
{
  window_driver_wait_until (driver, has_ended, driver->process, "the app to end");
  g_assert_true (g_subprocess_get_if_exited (driver->process));
  if (g_subprocess_get_exit_status (driver->process) != 0)
    {
      g_autofree char *words = window_driver_take_words (driver);
      g_error ("the app ended with %d:\n%s", g_subprocess_get_exit_status (driver->process), words);
    }
  g_clear_object (&driver->process);
  desktop_wait_for_no_owner (driver->desktop, "io.github.dovetailtasks.Dovetail");
}

/* The app is asked to quit by its own shortcut, and must end with 0. */
void
window_driver_quit (WindowDriver *driver)
{
  window_driver_key (driver, "ctrl+q");
  window_driver_wait_end (driver);
}

/* As the session does it when it ends. */
void
window_driver_terminate (WindowDriver *driver)
{
  g_subprocess_send_signal (driver->process, SIGTERM);
  window_driver_wait_end (driver);
}

/* Of the app and of what belongs to the same desktop. */
char **
window_driver_get_environment (WindowDriver *driver)
{
  return driver->environment;
}

/* A picture of the whole screen in the build folder: NN-NAME.png. The number goes on over all windows of a
 * program. */
void
window_driver_picture (WindowDriver *driver, const char *name)
{
  static guint number;
  g_autofree char *file = g_strdup_printf ("%02u-%s.png", ++number, name);
  g_autofree char *path = g_build_filename (driver->pictures, file, NULL);
  const char *arguments[] = { "import", "-window", "root", path, NULL };
  g_autoptr (ProcessResult) result = process_run (arguments, driver->environment, NULL);
  if (result->status != 0)
    g_error ("no picture: %s", result->err);
}

/* A picture with what is called PATTERN on it. */
void
window_driver_picture_of (WindowDriver *driver, const char *name, const char *pattern)
{
  window_driver_find (driver, pattern);
  window_driver_picture (driver, name);
}
