/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A desktop session of the test's own. Every part says when it is ready (the bus prints its address, Xvfb its
 * number, the window manager puts its name on the root window), so nothing here waits by the clock. */

#include "desktop.h"

#include <glib-unix.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "process.h"

gboolean
desktop_has_program (const char *program)
{
  g_autofree char *path = g_find_program_in_path (program);
  return path != NULL;
}

static char *
make_directory (Desktop *desktop, const char *name)
{
  char *path = g_build_filename (desktop->home, name, NULL);
  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  return path;
}

static char **
set_directory (Desktop *desktop, char **environment, const char *variable, const char *name)
{
  g_autofree char *path = make_directory (desktop, name);
  return g_environ_setenv (environment, variable, path, TRUE);
}

/* The translations are those of this build. */
static char **
set_locale (Desktop *desktop, char **environment)
{
  const char *build = g_getenv ("DOVETAIL_BUILD_ROOT");
  if (desktop->locale == NULL || build == NULL)
    return g_environ_setenv (environment, "LC_ALL", "C.UTF-8", TRUE);
  g_autofree char *translations = g_build_filename (build, "po", NULL);
  environment = set_directory (desktop, environment, "LOCPATH", "locales");
  environment = g_environ_setenv (environment, "DOVETAIL_LOCALE_DIRECTORY", translations, TRUE);
  return g_environ_setenv (environment, "LC_ALL", desktop->locale, TRUE);
}

/* Whatever is started from now on speaks the language of LOCALE, as in "ar_EG.UTF-8", which is compiled for this session
 * alone. */
void
desktop_set_locale (Desktop *desktop, const char *locale)
{
  g_auto (GStrv) parts = g_strsplit (locale, ".", 2);
  g_autofree char *directory = make_directory (desktop, "locales");
  g_autofree char *path = g_build_filename (directory, locale, NULL);
  const char *arguments[] = { "localedef", "-i", parts[0], "-f", parts[1], path, NULL };
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_autoptr (ProcessResult) result = process_run (arguments, NULL, NULL);
      if (result->status != 0)
        g_error ("no locale %s: %s", locale, result->err);
    }
  g_free (desktop->locale);
  desktop->locale = g_strdup (locale);
}

/* ENVIRONMENT with the variables of this session in it; takes and returns ownership. */
char **
desktop_apply_to_environment (Desktop *desktop, char **environment)
{
  environment = set_directory (desktop, environment, "HOME", "home");
  environment = set_directory (desktop, environment, "XDG_CONFIG_HOME", "config");
  environment = set_directory (desktop, environment, "XDG_DATA_HOME", "data");
  environment = set_directory (desktop, environment, "XDG_CACHE_HOME", "cache");
  environment = set_directory (desktop, environment, "XDG_RUNTIME_DIR", "run");
  environment = g_environ_setenv (environment, "DBUS_SESSION_BUS_ADDRESS", desktop->address, TRUE);
  environment = g_environ_setenv (environment, "GSETTINGS_BACKEND", "memory", TRUE);
  environment = set_locale (desktop, environment);
  environment = g_environ_setenv (environment, "TZ", "UTC", TRUE);
  environment = g_environ_setenv (environment, "GTK_A11Y", "atspi", TRUE);
  environment = g_environ_setenv (environment, "GSK_RENDERER", "cairo", TRUE);
  environment = g_environ_setenv (environment, "GDK_BACKEND", "x11", TRUE);
  environment = g_environ_setenv (environment, "NO_AT_BRIDGE", "0", TRUE);
  environment = g_environ_unsetenv (environment, "WAYLAND_DISPLAY");
  environment = g_environ_unsetenv (environment, "DISPLAY");
  if (desktop->display != NULL)
    environment = g_environ_setenv (environment, "DISPLAY", desktop->display, TRUE);
  return environment;
}

static char **
session_environment (Desktop *desktop)
{
  return desktop_apply_to_environment (desktop, g_get_environ ());
}

Desktop *
desktop_new (void)
{
  Desktop *desktop = g_new0 (Desktop, 1);
  const char *arguments[]
      = { "dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address", NULL };
  desktop->home = scratch_directory_new ("desktop");
  desktop->address = g_strdup ("");

  g_auto (GStrv) environment = session_environment (desktop);
  environment = g_environ_unsetenv (environment, "DBUS_SESSION_BUS_ADDRESS");
  desktop->bus = process_start (arguments, environment,
                                G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_free (desktop->address);
  desktop->address = process_read_first_line (desktop->bus);
  if (desktop->address == NULL)
    g_error ("no session bus");
  return desktop;
}

static void
stop (GSubprocess **process)
{
  if (*process == NULL)
    return;
  g_subprocess_send_signal (*process, SIGTERM);
  g_subprocess_wait (*process, NULL, NULL);
  g_clear_object (process);
}

void
desktop_free (Desktop *desktop)
{
  stop (&desktop->keyring);
  stop (&desktop->window_manager);
  stop (&desktop->bus);
  stop (&desktop->screen);
  scratch_directory_remove (desktop->home);
  g_free (desktop->home);
  g_free (desktop->address);
  g_free (desktop->display);
  g_free (desktop->locale);
  g_free (desktop);
}

/* The number that Xvfb chose, which it writes once it takes connections. */
static char *
read_display_number (int descriptor)
{
  g_autoptr (GString) number = g_string_new (":");
  char digit;
  while (read (descriptor, &digit, 1) == 1 && digit != '\n')
    g_string_append_c (number, digit);
  close (descriptor);
  if (number->len < 2)
    g_error ("Xvfb did not start");
  return g_string_free (g_steal_pointer (&number), FALSE);
}

static void
start_screen (Desktop *desktop, const char *size)
{
  g_autoptr (GSubprocessLauncher) launcher = process_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *screen = g_strdup_printf ("%sx24", size);
  const char *arguments[]
      = { "Xvfb", "-displayfd", "3", "-screen", "0", screen, "-nolisten", "tcp", "-noreset", NULL };
  int ends[2];
  g_autoptr (GError) error = NULL;

  g_assert_true (g_unix_open_pipe (ends, FD_CLOEXEC, NULL));
  g_subprocess_launcher_take_fd (launcher, ends[1], 3);
  desktop->screen = g_subprocess_launcher_spawnv (launcher, arguments, &error);
  if (desktop->screen == NULL)
    g_error ("Xvfb: %s", error->message);
  g_clear_object (&launcher);
  desktop->display = read_display_number (ends[0]);
}

static gboolean
window_manager_runs (gpointer data)
{
  const char *arguments[] = { "xdotool", "get_desktop", NULL };
  g_autoptr (ProcessResult) result = process_run (arguments, data, NULL);
  return result->status == 0;
}

/* Nothing moves while a picture is taken, and the text looks like that of a desktop. */
static void
write_settings (Desktop *desktop)
{
  g_autofree char *directory = make_directory (desktop, "config/gtk-4.0");
  g_autofree char *path = g_build_filename (directory, "settings.ini", NULL);
  g_assert_true (g_file_set_contents (
      path, "[Settings]\ngtk-enable-animations=false\ngtk-font-name=Cantarell 11\n", -1, NULL));
}

/* SIZE is WIDTHxHEIGHT in pixels. */
void
desktop_start_display (Desktop *desktop, const char *size)
{
  const char *arguments[] = { "openbox", "--sm-disable", NULL };
  const char *pointer[] = { "xdotool", "mousemove", "1", "1", NULL };
  start_screen (desktop, size);
  write_settings (desktop);
  g_auto (GStrv) environment = session_environment (desktop);
  desktop->window_manager = process_start (
      arguments, environment, G_SUBPROCESS_FLAGS_STDERR_SILENCE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  wait_until (window_manager_runs, environment, "the window manager");
  g_autoptr (ProcessResult) out_of_the_way = process_run (pointer, environment, NULL);
}

/* A connection of its own. */
GDBusConnection *
desktop_connect (Desktop *desktop)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (
      desktop->address,
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL,
      NULL, &error);
  if (connection == NULL)
    g_error ("session bus: %s", error->message);
  return connection;
}

typedef struct
{
  GDBusConnection *connection;
  const char *name;
} Ownership;

static gboolean
has_no_owner (gpointer data)
{
  Ownership *ownership = data;
  gboolean owned = TRUE;
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
      ownership->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "NameHasOwner", g_variant_new ("(s)", ownership->name), G_VARIANT_TYPE ("(b)"), G_DBUS_CALL_FLAGS_NONE,
      -1, NULL, NULL);
  if (reply != NULL)
    g_variant_get (reply, "(b)", &owned);
  return !owned;
}

/* The bus learns of the end of a process a little after its parent: until then a new one would be taken for
 * the second start of the old one. */
void
desktop_wait_for_no_owner (Desktop *desktop, const char *name)
{
  g_autoptr (GDBusConnection) connection = desktop_connect (desktop);
  Ownership ownership = { connection, name };
  wait_until (has_no_owner, &ownership, name);
}

static GVariant *
call_keyring (GDBusConnection *connection, const char *method, GVariant *parameters)
{
  return g_dbus_connection_call_sync (connection, "org.freedesktop.secrets", "/org/freedesktop/secrets",
                                      "org.freedesktop.Secret.Service", method, parameters, NULL,
                                      G_DBUS_CALL_FLAGS_NO_AUTO_START, 5000, NULL, NULL);
}

/* The default collection exists and is open. */
static gboolean
keyring_is_open (gpointer data)
{
  g_autoptr (GVariant) alias = call_keyring (data, "ReadAlias", g_variant_new ("(s)", "default"));
  const char *path = NULL;
  if (alias == NULL)
    return FALSE;
  g_variant_get (alias, "(&o)", &path);
  return strcmp (path, "/") != 0;
}

/* Starts a real keyring whose login collection is made, and opened, with PASSWORD; one that runs already is
 * replaced, which opens it when it was locked. */
void
desktop_start_keyring (Desktop *desktop, const char *password)
{
  const char *arguments[]
      = { "gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets", NULL };
  g_auto (GStrv) environment = session_environment (desktop);
  g_autoptr (GDBusConnection) connection = desktop_connect (desktop);
  stop (&desktop->keyring);
  desktop->keyring = process_start (arguments, environment,
                                    G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE
                                        | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  GOutputStream *input = g_subprocess_get_stdin_pipe (desktop->keyring);
  g_assert_true (g_output_stream_write_all (input, password, strlen (password), NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (input, NULL, NULL));
  wait_until (keyring_is_open, connection, "the keyring");
}

/* As somebody does who has forgotten its password: everything in it is gone. */
void
desktop_reset_keyring (Desktop *desktop, const char *password)
{
  g_autofree char *path = g_build_filename (desktop->home, "data", "keyrings", NULL);
  stop (&desktop->keyring);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_DIR));
  scratch_directory_remove (path);
  desktop_start_keyring (desktop, password);
}

/* As the desktop does it when its owner goes away: what is in there is out of reach until the password is
 * given. */
void
desktop_lock_keyring (Desktop *desktop)
{
  g_autoptr (GDBusConnection) connection = desktop_connect (desktop);
  g_autoptr (GVariant) alias = call_keyring (connection, "ReadAlias", g_variant_new ("(s)", "default"));
  const char *path = NULL;
  g_assert_nonnull (alias);
  g_variant_get (alias, "(&o)", &path);
  const char *const paths[] = { path, NULL };
  g_autoptr (GVariant) reply = call_keyring (connection, "Lock", g_variant_new ("(^ao)", paths));
  g_assert_nonnull (reply);
}
