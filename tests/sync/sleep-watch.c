/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The login manager's signal, sent on a bus of this test's own in place of the system's. */

#include "sync/sleep-watch.h"

typedef struct
{
  GTestDBus *bus;
  GDBusConnection *manager; /* owns the login manager's name */
  DovetailSleepWatch *watch;
  guint slept, woke;
} Fixture;

static void
on_sleep (gpointer user_data, gboolean asleep)
{
  Fixture *fixture = user_data;

  if (asleep)
    fixture->slept++;
  else
    fixture->woke++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) owned = NULL;

  fixture->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->bus);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (fixture->bus), TRUE);
  fixture->manager = g_dbus_connection_new_for_address_sync (
      g_test_dbus_get_bus_address (fixture->bus),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL,
      NULL, &error);
  g_assert_no_error (error);
  owned = g_dbus_connection_call_sync (fixture->manager, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", "org.freedesktop.login1", 0), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->watch, dovetail_sleep_watch_free);
  g_object_unref (fixture->manager);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_test_dbus_stop (fixture->bus);
  g_object_unref (fixture->bus);
}

static void
say (Fixture *fixture, GVariant *parameters)
{
  g_assert_true (g_dbus_connection_emit_signal (fixture->manager, NULL, "/org/freedesktop/login1",
                                                "org.freedesktop.login1.Manager", "PrepareForSleep",
                                                parameters, NULL));
}

static void
pass_time (guint milliseconds)
{
  for (guint i = 0; i < milliseconds; i++)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_usleep (1000);
    }
}

static void
test_sleep (Fixture *fixture, gconstpointer data)
{
  fixture->watch = dovetail_sleep_watch_new (on_sleep, fixture);
  pass_time (300);
  say (fixture, g_variant_new ("(b)", TRUE));
  pass_time (100);
  g_assert_cmpuint (fixture->slept, ==, 1);
  g_assert_cmpuint (fixture->woke, ==, 0);
  say (fixture, g_variant_new ("(b)", FALSE));
  pass_time (100);
  g_assert_cmpuint (fixture->woke, ==, 1);
  g_test_message ("what has another form is no news");
  say (fixture, g_variant_new ("(s)", "soon"));
  pass_time (100);
  g_assert_cmpuint (fixture->slept + fixture->woke, ==, 2);
  g_test_message ("freed: not called any more");
  g_clear_pointer (&fixture->watch, dovetail_sleep_watch_free);
  say (fixture, g_variant_new ("(b)", TRUE));
  pass_time (100);
  g_assert_cmpuint (fixture->slept, ==, 1);
}

/* Freed while it is still on its way to the bus. */
static void
test_freed_early (Fixture *fixture, gconstpointer data)
{
  fixture->watch = dovetail_sleep_watch_new (on_sleep, fixture);
  g_clear_pointer (&fixture->watch, dovetail_sleep_watch_free);
  pass_time (200);
  g_assert_cmpuint (fixture->slept, ==, 0);
}

/* Where there is no bus nobody tells of sleep, and nobody waits. */
static void
test_no_bus (void)
{
  Fixture fixture = { 0 };

  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/dev/null/no-bus", TRUE);
  fixture.watch = dovetail_sleep_watch_new (on_sleep, &fixture);
  pass_time (200);
  g_assert_cmpuint (fixture.slept + fixture.woke, ==, 0);
  dovetail_sleep_watch_free (fixture.watch);
  dovetail_sleep_watch_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sleep-watch/no-bus", test_no_bus);
  g_test_add ("/sleep-watch/sleep", Fixture, NULL, set_up, test_sleep, tear_down);
  g_test_add ("/sleep-watch/freed-early", Fixture, NULL, set_up, test_freed_early, tear_down);
  return g_test_run ();
}
