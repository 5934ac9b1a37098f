/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Starting at log-in follows the setting: with a file, or through a portal that may refuse. */

#include "app/autostart.h"

#include <glib/gstdio.h>

#include "app/app-settings.h"
#include "app/autostart-entry.h"

#define ID "io.github.dovetailtasks.Dovetail.work"
#define PORTAL "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"

typedef struct
{
  GTestDBus *bus;
  GApplication *application;
  GSettings *settings;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->bus);
  fixture->application = g_application_new (ID, G_APPLICATION_DEFAULT_FLAGS);
  g_application_register (fixture->application, NULL, &error);
  g_assert_no_error (error);
  fixture->settings = dovetail_app_settings_new ();
  g_assert_nonnull (fixture->settings);
  g_settings_reset (fixture->settings, "autostart");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->settings);
  g_clear_object (&fixture->application);
  g_test_dbus_down (fixture->bus);
  g_clear_object (&fixture->bus);
}

/* --- the file --- */

static char *
get_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "autostart", ID ".desktop", NULL);
}

static void
test_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailAutostart) autostart = dovetail_autostart_new (fixture->application);
  g_autofree char *path = get_path ();
  g_autofree char *text = NULL;

  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_settings_set_boolean (fixture->settings, "autostart", TRUE);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (dovetail_autostart_entry_is_on (text));
  g_assert_nonnull (strstr (text, " --background --profile work\n"));
  g_settings_set_boolean (fixture->settings, "autostart", FALSE);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
assert_setting_after_start (Fixture *fixture, gboolean expected)
{
  g_autoptr (DovetailAutostart) autostart = dovetail_autostart_new (fixture->application);

  g_assert_cmpint (g_settings_get_boolean (fixture->settings, "autostart"), ==, expected);
}

/* Desktops have switches of their own for what starts at log-in. */
static void
test_switched_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = get_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *on = dovetail_autostart_entry_new ("dovetail", "work");
  g_autofree char *off = g_strconcat (on, "Hidden=true\n", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, on, -1, NULL));
  assert_setting_after_start (fixture, TRUE);
  g_assert_true (g_file_set_contents (path, off, -1, NULL));
  assert_setting_after_start (fixture, FALSE);
  g_assert_cmpint (g_unlink (path), ==, 0);
  assert_setting_after_start (fixture, FALSE);
}

/* --- the portal --- */

typedef struct
{
  GDBusConnection *connection;
  gboolean grants;
  guint asked;
  gboolean wanted; /* what was asked for last */
  gboolean waits;  /* does not answer by itself */
  char *asker;
  char *place; /* where the answer is awaited */
} Portal;

static const char portal_text[] = "<node><interface name='org.freedesktop.portal.Background'>"
                                  "<method name='RequestBackground'>"
                                  "<arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>"
                                  "<arg type='o' direction='out'/>"
                                  "</method></interface></node>";

static void
answer (Portal *portal)
{
  GVariantBuilder results;

  g_variant_builder_init (&results, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&results, "{sv}", "background", g_variant_new_boolean (portal->grants));
  g_variant_builder_add (&results, "{sv}", "autostart",
                         g_variant_new_boolean (portal->grants && portal->wanted));
  g_dbus_connection_emit_signal (portal->connection, portal->asker, portal->place,
                                 "org.freedesktop.portal.Request", "Response", g_variant_new ("(ua{sv})", portal->grants ? 0 : 1, &results),
                                 NULL);
}

static void
on_call (GDBusConnection *connection,
         const char *sender,
         const char *object_path,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  Portal *portal = user_data;
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 1);
  g_autofree char *name = g_strdelimit (g_strdup (sender + 1), ".", '_');
  g_autofree const char **command = NULL;
  const char *token = NULL;

  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  g_assert_true (g_variant_lookup (options, "autostart", "b", &portal->wanted));
  g_assert_true (g_variant_lookup (options, "commandline", "^a&s", &command));
  g_assert_cmpstr (command[1], ==, "--background");
  g_free (portal->asker);
  portal->asker = g_strdup (sender);
  g_free (portal->place);
  portal->place = g_strdup_printf (PORTAL_PATH "/request/%s/%s", name, token);
  portal->asked++;
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", portal->place));
  if (!portal->waits)
    answer (portal);
}

static const GDBusInterfaceVTable table = { on_call, NULL, NULL, { NULL } };

static void
portal_init (Portal *portal, Fixture *fixture)
{
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (portal_text, NULL);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  *portal = (Portal){ .grants = TRUE };
  portal->connection = g_dbus_connection_new_for_address_sync (
      g_test_dbus_get_bus_address (fixture->bus),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL,
      NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_dbus_connection_register_object (portal->connection, PORTAL_PATH, node->interfaces[0],
                                                       &table, portal, NULL, NULL),
                    !=, 0);
  reply = g_dbus_connection_call_sync (
      portal->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "RequestName", g_variant_new ("(su)", PORTAL, 0), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

static void
portal_clear (Portal *portal)
{
  g_dbus_connection_close_sync (portal->connection, NULL, NULL);
  g_clear_object (&portal->connection);
  g_free (portal->asker);
  g_free (portal->place);
}

static void
round_trip (GDBusConnection *connection)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
      connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetId", NULL, NULL,
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  g_assert_no_error (error);
}

/* Whatever the portal has said is heard when this returns: the bus keeps the order. */
static void
hear (Portal *portal, Fixture *fixture)
{
  round_trip (portal->connection);
  round_trip (g_application_get_dbus_connection (fixture->application));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
wait_until_asked (Portal *portal, guint times)
{
  while (portal->asked < times)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_portal (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailAutostart) autostart = NULL;
  g_autofree char *path = get_path ();
  Portal portal;

  g_setenv ("GTK_USE_PORTAL", "1", TRUE);
  portal_init (&portal, fixture);
  autostart = dovetail_autostart_new (fixture->application);
  g_settings_set_boolean (fixture->settings, "autostart", TRUE);
  wait_until_asked (&portal, 1);
  g_assert_true (portal.wanted);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  g_test_message ("switched off again");
  hear (&portal, fixture);
  g_settings_set_boolean (fixture->settings, "autostart", FALSE);
  wait_until_asked (&portal, 2);
  g_assert_false (portal.wanted);

  g_test_message ("refused: the switch goes back, which is told as well");
  hear (&portal, fixture);
  portal.grants = FALSE;
  g_settings_set_boolean (fixture->settings, "autostart", TRUE);
  wait_until_asked (&portal, 4);
  hear (&portal, fixture);
  g_assert_cmpuint (portal.asked, ==, 4);
  g_assert_false (portal.wanted);
  g_assert_false (g_settings_get_boolean (fixture->settings, "autostart"));
  portal_clear (&portal);
  g_unsetenv ("GTK_USE_PORTAL");
}

/* A portal may show a question of its own meanwhile: its answer must not undo what was switched since. */
static void
test_late_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DovetailAutostart) autostart = NULL;
  Portal portal;

  g_setenv ("GTK_USE_PORTAL", "1", TRUE);
  portal_init (&portal, fixture);
  portal.waits = TRUE;
  autostart = dovetail_autostart_new (fixture->application);
  g_settings_set_boolean (fixture->settings, "autostart", TRUE);
  wait_until_asked (&portal, 1);

  g_test_message ("switched off before the portal answered: one question at a time");
  g_settings_set_boolean (fixture->settings, "autostart", FALSE);
  hear (&portal, fixture);
  g_assert_cmpuint (portal.asked, ==, 1);

  g_test_message ("granted, which nobody wants any more");
  answer (&portal);
  wait_until_asked (&portal, 2);
  g_assert_false (portal.wanted);
  answer (&portal);
  hear (&portal, fixture);
  g_assert_cmpuint (portal.asked, ==, 2);
  g_assert_false (g_settings_get_boolean (fixture->settings, "autostart"));
  portal_clear (&portal);
  g_unsetenv ("GTK_USE_PORTAL");
}

int
main (int argc, char **argv)
{
  int status;
  g_autofree char *scratch = NULL;
  g_autofree char *folder = NULL;

  g_test_init (&argc, &argv, NULL);
  scratch = g_dir_make_tmp ("dovetail-autostart-XXXXXX", NULL);
  g_setenv ("XDG_CONFIG_HOME", scratch, TRUE);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_test_add ("/autostart/file", Fixture, NULL, set_up, test_file, tear_down);
  g_test_add ("/autostart/switched-elsewhere", Fixture, NULL, set_up, test_switched_elsewhere, tear_down);
  g_test_add ("/autostart/portal", Fixture, NULL, set_up, test_portal, tear_down);
  g_test_add ("/autostart/late-answer", Fixture, NULL, set_up, test_late_answer, tear_down);
  status = g_test_run ();
  folder = g_build_filename (scratch, "autostart", NULL);
  g_rmdir (folder);
  g_rmdir (scratch);
  return status;
}
