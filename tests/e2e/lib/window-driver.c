/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Everything is found through its accessible name and state, so what cannot be reached here cannot be reached
 * by a screen reader either. Keys go through the X server like those of a keyboard. Each step waits for what
 * it needs, with a deadline; when that passes, the whole tree is printed and a picture is taken. */

#include "window-driver.h"

#include <string.h>

struct _WindowDriver
{
  Desktop *desktop;
  char **environment;
  char *pictures;
  char *words_path; /* where the app's stderr goes */
  GSubprocess *process;
};

typedef struct
{
  WindowDriver *driver;
  const char *pattern;
  Accessible *found;
} Search;

/* Once, before the first window: atspi_init reads the environment of this process, so one desktop is all that
 * a test program can have. The library warns when it asks an app that is still starting; that must not end
 * the test. */
void
window_driver_prepare (Desktop *desktop)
{
  g_autofree char *runtime = g_build_filename (desktop->home, "run", NULL);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", desktop->address, TRUE);
  g_setenv ("DISPLAY", desktop->display, TRUE);
  g_setenv ("XDG_RUNTIME_DIR", runtime, TRUE);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  atspi_init ();
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

static gboolean
has_state (Accessible *accessible, AtspiStateType state)
{
  g_autoptr (AccessibleStates) states = atspi_accessible_get_state_set (accessible);
  return states != NULL && atspi_state_set_contains (states, state);
}

/* GTK before 4.10 never says that a widget is showing; what has a size has been laid out. */
static gboolean
is_laid_out (Accessible *accessible)
{
  g_autoptr (AccessibleComponent) component = atspi_accessible_get_component_iface (accessible);
  g_autofree AtspiRect *extents
      = component != NULL ? atspi_component_get_extents (component, ATSPI_COORD_TYPE_WINDOW, NULL) : NULL;
  return extents != NULL && extents->width > 0 && extents->height > 0;
}

/* A button with a label is called by it twice before GTK 4.10: "Undo Undo". */
static char *
name_of (Accessible *accessible)
{
  g_autofree char *name = atspi_accessible_get_name (accessible, NULL);
  if (name == NULL)
    return g_strdup ("");
  gsize half = strlen (name) / 2;
  if (half > 0 && name[half] == ' ' && strncmp (name, name + half + 1, half) == 0)
    name[half] = '\0';
  return g_steal_pointer (&name);
}

static Accessible *
find_below (Accessible *accessible, const char *pattern)
{
  g_autofree char *name = name_of (accessible);
  if (g_pattern_match_simple (pattern, name) && is_laid_out (accessible))
    return g_object_ref (accessible);
  int count = atspi_accessible_get_child_count (accessible, NULL);
  for (int i = 0; i < count; i++)
    {
      g_autoptr (Accessible) child = atspi_accessible_get_child_at_index (accessible, i, NULL);
      Accessible *found = child != NULL ? find_below (child, pattern) : NULL;
      if (found != NULL)
        return found;
    }
  return NULL;
}

static Accessible *
find_application (void)
{
  g_autoptr (Accessible) desktop = atspi_get_desktop (0);
  atspi_accessible_set_cache_mask (desktop, ATSPI_CACHE_NONE);
  atspi_accessible_clear_cache (desktop);
  int count = atspi_accessible_get_child_count (desktop, NULL);
  for (int i = count - 1; i >= 0; i--)
    {
      g_autoptr (Accessible) application = atspi_accessible_get_child_at_index (desktop, i, NULL);
      if (application == NULL)
        continue;
      atspi_accessible_set_cache_mask (application, ATSPI_CACHE_NONE);
      g_autofree char *name = name_of (application);
      if (g_str_has_suffix (name, "ovetail"))
        return g_steal_pointer (&application);
    }
  return NULL;
}

/* The app as a screen reader finds it; NULL while it is not on the bus. */
Accessible *
window_driver_find_application (WindowDriver *driver)
{
  return find_application ();
}

/* Dialogs are windows of their own and come after the main one: the newest is searched first. */
static gboolean
search_now (gpointer data)
{
  Search *search = data;
  g_autoptr (Accessible) application = find_application ();
  int count = application != NULL ? atspi_accessible_get_child_count (application, NULL) : 0;
  for (int i = count - 1; i >= 0 && search->found == NULL; i--)
    {
      g_autoptr (Accessible) window = atspi_accessible_get_child_at_index (application, i, NULL);
      if (window != NULL)
        search->found = find_below (window, search->pattern);
    }
  return search->found != NULL;
}

static gboolean
is_gone (gpointer data)
{
  Search *search = data;
  g_clear_object (&search->found);
  return !search_now (search);
}

static void
describe_below (Accessible *accessible, int depth, GString *text)
{
  g_autofree char *name = name_of (accessible);
  g_autofree char *role = atspi_accessible_get_role_name (accessible, NULL);
  g_string_append_printf (text, "%*s%s \"%s\"%s%s\n", depth * 2, "", role, name,
                          is_laid_out (accessible) ? "" : " (no size)",
                          has_state (accessible, ATSPI_STATE_FOCUSED) ? " (focused)" : "");
  int count = atspi_accessible_get_child_count (accessible, NULL);
  for (int i = 0; i < count; i++)
    {
      g_autoptr (Accessible) child = atspi_accessible_get_child_at_index (accessible, i, NULL);
      if (child != NULL)
        describe_below (child, depth + 1, text);
    }
}

/* The whole tree, as a screen reader finds it. */
char *
window_driver_describe (WindowDriver *driver)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (Accessible) application = find_application ();
  if (application != NULL)
    describe_below (application, 0, text);
  else
    g_string_append (text, "(the app is not on the accessibility bus)");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
give_up (WindowDriver *driver, const char *what, const char *pattern)
{
  g_autofree char *tree = window_driver_describe (driver);
  g_autofree char *words = window_driver_take_words (driver);
  window_driver_picture (driver, "failure");
  g_error ("%s: %s\n%s\nstderr:\n%s", what, pattern, tree, words);
}

/* Waits until something whose name matches PATTERN (with * and ?) is on the screen. */
Accessible *
window_driver_find (WindowDriver *driver, const char *pattern)
{
  Search search = { driver, pattern, NULL };
  if (!wait_until_or_late (search_now, &search, DEADLINE_SECONDS))
    give_up (driver, "not on the screen", pattern);
  return search.found;
}

/* Waits until it is on the screen, and leaves it at that. */
void
window_driver_wait_shown (WindowDriver *driver, const char *pattern)
{
  g_autoptr (Accessible) found = window_driver_find (driver, pattern);
}

gboolean
window_driver_shows (WindowDriver *driver, const char *pattern)
{
  Search search = { driver, pattern, NULL };
  gboolean shown = search_now (&search);
  g_clear_object (&search.found);
  return shown;
}

void
window_driver_wait_gone (WindowDriver *driver, const char *pattern)
{
  Search search = { driver, pattern, NULL };
  if (!wait_until_or_late (is_gone, &search, DEADLINE_SECONDS))
    give_up (driver, "still on the screen", pattern);
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
is_sensitive (gpointer data)
{
  Search *search = data;
  g_clear_object (&search->found);
  return search_now (search) && has_state (search->found, ATSPI_STATE_SENSITIVE);
}

static Accessible *
find_sensitive (WindowDriver *driver, const char *pattern)
{
  Search search = { driver, pattern, NULL };
  if (!wait_until_or_late (is_sensitive, &search, DEADLINE_SECONDS))
    give_up (driver, "cannot be used", pattern);
  return search.found;
}

/* Waits until what is called so can be used. */
void
window_driver_wait_usable (WindowDriver *driver, const char *pattern)
{
  g_autoptr (Accessible) accessible = find_sensitive (driver, pattern);
}

/* The newest window first, as search_now() does. */
static Accessible *
find_focus_below (Accessible *accessible)
{
  int count = atspi_accessible_get_child_count (accessible, NULL);
  for (int i = count - 1; i >= 0; i--)
    {
      g_autoptr (Accessible) child = atspi_accessible_get_child_at_index (accessible, i, NULL);
      Accessible *found = child != NULL ? find_focus_below (child) : NULL;
      if (found != NULL)
        return found;
    }
  return has_state (accessible, ATSPI_STATE_FOCUSED) ? g_object_ref (accessible) : NULL;
}

/* Where the keyboard is, as the object's path on the bus; "" when it is nowhere. */
static char *
find_focus (void)
{
  g_autoptr (Accessible) application = find_application ();
  g_autoptr (Accessible) focus = application != NULL ? find_focus_below (application) : NULL;
  return g_strdup (focus != NULL ? ATSPI_OBJECT (focus)->path : "");
}

static gboolean
has_focus_moved (gpointer data)
{
  g_autofree char *now = find_focus ();
  return strcmp (now, data) != 0;
}

static gboolean
holds_focus (WindowDriver *driver, const char *pattern)
{
  g_autoptr (Accessible) accessible = window_driver_find (driver, pattern);
  g_autoptr (Accessible) focus = find_focus_below (accessible);
  return focus != NULL;
}

/* Tabs through the window until the keyboard is there: GTK 4.8 does not let a screen reader move it. */
void
window_driver_focus (WindowDriver *driver, const char *pattern)
{
  for (guint tries = 0; tries < 100; tries++)
    {
      if (holds_focus (driver, pattern))
        return;
      g_autofree char *before = find_focus ();
      window_driver_key (driver, "Tab");
      wait_until_or_late (has_focus_moved, before, 1);
    }
  give_up (driver, "cannot be reached with the keyboard", pattern);
}

/* Clicks a button. A row of a list offers no action to screen readers before GTK 4.10: it gets Return, as
 * they do it. */
void
window_driver_activate (WindowDriver *driver, const char *pattern)
{
  g_autoptr (Accessible) accessible = find_sensitive (driver, pattern);
  g_autoptr (AccessibleAction) action = atspi_accessible_get_action_iface (accessible);
  if (action != NULL && atspi_action_get_n_actions (action, NULL) > 0)
    {
      if (!atspi_action_do_action (action, 0, NULL))
        give_up (driver, "refuses its action", pattern);
      return;
    }
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

static gboolean
text_below_is (Accessible *accessible, const char *text)
{
  g_autoptr (AccessibleText) interface = atspi_accessible_get_text_iface (accessible);
  if (interface != NULL)
    {
      int length = atspi_text_get_character_count (interface, NULL);
      g_autofree char *held = atspi_text_get_text (interface, 0, length, NULL);
      if (held != NULL && g_pattern_match_simple (text, held))
        return TRUE;
    }
  int count = atspi_accessible_get_child_count (accessible, NULL);
  for (int i = 0; i < count; i++)
    {
      g_autoptr (Accessible) child = atspi_accessible_get_child_at_index (accessible, i, NULL);
      if (child != NULL && text_below_is (child, text))
        return TRUE;
    }
  return FALSE;
}

typedef struct
{
  WindowDriver *driver;
  const char *pattern;
  const char *text;
} Held;

static gboolean
holds_text (gpointer data)
{
  Held *held = data;
  g_autoptr (Accessible) accessible = window_driver_find (held->driver, held->pattern);
  return text_below_is (accessible, held->text);
}

/* Waits until the entry called PATTERN holds what matches TEXT. */
void
window_driver_wait_text (WindowDriver *driver, const char *pattern, const char *text)
{
  Held held = { driver, pattern, text };
  if (!wait_until_or_late (holds_text, &held, DEADLINE_SECONDS))
    give_up (driver, "does not hold the text typed", pattern);
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
  g_assert_cmpint (g_subprocess_get_exit_status (driver->process), ==, 0);
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
  g_autoptr (Accessible) accessible = window_driver_find (driver, pattern);
  window_driver_picture (driver, name);
}
