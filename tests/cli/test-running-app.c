/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The running app, asked over a bus of the test's own: an app that ends its job at once, later, never because
 * it quits, and one on another store. */
#include "cli/running-app.h"

#include <glib/gstdio.h>
#include <string.h>

#include "account/profile.h"
#include "core/error.h"

typedef enum
{
  ENDS_AT_ONCE,
  ENDS_LATER,
  QUITS
} Behaviour;

/* The app, on a thread of its own with a connection of its own. */
typedef struct
{
  const char *directory;
  Behaviour behaviour;
  GMainContext *context;
  GMainLoop *loop;
  GDBusConnection *bus;
  GThread *thread;
  guint owner;
  int ready;
  int changed;
} App;

static const char introspection[]
    = "<node><interface name='" DOVETAIL_BUS_INTERFACE "'>"
      "<property name='StoreDirectory' type='s' access='read'/>"
      "<method name='Sync'><arg name='kind' type='s' direction='in'/><arg name='job_id' type='s' "
      "direction='out'/></method>"
      "<method name='Changed'/><signal name='JobFinished'><arg name='job_id' type='s'/></signal>"
      "</interface></node>";

static void
finish (App *app, const char *job_id)
{
  g_assert_true (g_dbus_connection_emit_signal (app->bus, NULL, DOVETAIL_BUS_PATH, DOVETAIL_BUS_INTERFACE,
                                                "JobFinished", g_variant_new ("(s)", job_id), NULL));
}

static gboolean
finish_later (gpointer user_data)
{
  finish (user_data, "job-1");
  return G_SOURCE_REMOVE;
}

static gboolean
quit_later (gpointer user_data)
{
  App *app = user_data;

  g_dbus_connection_close_sync (app->bus, NULL, NULL);
  return G_SOURCE_REMOVE;
}

static void
on_call (GDBusConnection *bus,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  App *app = user_data;
  g_autoptr (GSource) source = g_timeout_source_new (50);

  if (g_str_equal (method, "Changed"))
    {
      g_atomic_int_inc (&app->changed);
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }
  finish (app, "job-0");
  if (app->behaviour == ENDS_AT_ONCE)
    finish (app, "job-1");
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(s)", "job-1"));
  g_source_set_callback (source, app->behaviour == QUITS ? quit_later : finish_later, app, NULL);
  if (app->behaviour != ENDS_AT_ONCE)
    g_source_attach (source, app->context);
}

static GVariant *
on_get (GDBusConnection *bus,
        const char *sender,
        const char *path,
        const char *interface,
        const char *property,
        GError **error,
        gpointer user_data)
{
  return g_variant_new_string (((App *) user_data)->directory);
}

static void
on_acquired (GDBusConnection *bus, const char *name, gpointer user_data)
{
  g_atomic_int_set (&((App *) user_data)->ready, 1);
}

static gpointer
run_app (gpointer user_data)
{
  static const GDBusInterfaceVTable vtable = { on_call, on_get, NULL, { 0 } };
  App *app = user_data;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autofree char *name = dovetail_profile_get_bus_name (NULL, NULL);

  g_main_context_push_thread_default (app->context);
  app->bus = g_dbus_connection_new_for_address_sync (
      address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, NULL);
  g_assert_nonnull (app->bus);
  g_assert_cmpuint (g_dbus_connection_register_object (app->bus, DOVETAIL_BUS_PATH, node->interfaces[0],
                                                       &vtable, app, NULL, NULL),
                    >, 0);
  app->owner = g_bus_own_name_on_connection (app->bus, name, G_BUS_NAME_OWNER_FLAGS_NONE, on_acquired, NULL,
                                             app, NULL);
  g_main_loop_run (app->loop);
  g_bus_unown_name (app->owner);
  g_dbus_connection_close_sync (app->bus, NULL, NULL);
  g_clear_object (&app->bus);
  g_main_context_pop_thread_default (app->context);
  return NULL;
}

static App *
app_new (const char *directory, Behaviour behaviour)
{
  App *app = g_new0 (App, 1);

  app->directory = directory;
  app->behaviour = behaviour;
  app->context = g_main_context_new ();
  app->loop = g_main_loop_new (app->context, FALSE);
  app->thread = g_thread_new ("app", run_app, app);
  while (!g_atomic_int_get (&app->ready))
    g_usleep (1000);
  return app;
}

static void
app_free (App *app)
{
  g_main_loop_quit (app->loop);
  g_thread_join (app->thread);
  g_main_loop_unref (app->loop);
  g_main_context_unref (app->context);
  g_free (app);
}

static void
test_follows_job (gconstpointer data)
{
  g_autofree char *directory = g_dir_make_tmp ("dovetail-XXXXXX", NULL);
  App *app = app_new (directory, GPOINTER_TO_INT (data));
  g_autoptr (DovetailRunningApp) found = dovetail_running_app_find (NULL, directory);
  g_autofree char *job_id = NULL;

  g_assert_nonnull (found);
  job_id = dovetail_running_app_sync (found, "auto", NULL);
  g_assert_cmpstr (job_id, ==, "job-1");
  app_free (app);
  g_rmdir (directory);
}

static void
test_app_quits (void)
{
  g_autofree char *directory = g_dir_make_tmp ("dovetail-XXXXXX", NULL);
  App *app = app_new (directory, QUITS);
  g_autoptr (DovetailRunningApp) found = dovetail_running_app_find (NULL, directory);
  g_autoptr (GError) error = NULL;

  g_assert_null (dovetail_running_app_sync (found, "full", &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FAILED);
  app_free (app);
  g_rmdir (directory);
}

/* The same directory by another way is the same; another one is not. */
static void
test_same_store_only (void)
{
  g_autofree char *directory = g_dir_make_tmp ("dovetail-XXXXXX", NULL);
  g_autofree char *detour = g_strconcat (directory, "/../", strrchr (directory, '/') + 1, "/.", NULL);
  App *app = app_new (directory, ENDS_AT_ONCE);
  g_autoptr (DovetailRunningApp) same = dovetail_running_app_find (NULL, detour);
  g_autoptr (DovetailRunningApp) other = dovetail_running_app_find (NULL, "/");

  g_assert_nonnull (same);
  g_assert_null (other);
  app_free (app);
  g_rmdir (directory);
}

static void
test_told_of_changes (void)
{
  g_autofree char *directory = g_dir_make_tmp ("dovetail-XXXXXX", NULL);
  App *app = app_new (directory, ENDS_AT_ONCE);

  dovetail_running_app_tell_changed (NULL);
  for (guint i = 0; i < 5000 && g_atomic_int_get (&app->changed) == 0; i++)
    g_usleep (1000);
  g_assert_cmpint (g_atomic_int_get (&app->changed), ==, 1);
  app_free (app);
  g_rmdir (directory);
}

static void
test_nobody_there (void)
{
  g_assert_null (dovetail_running_app_find (NULL, "/"));
  dovetail_running_app_tell_changed (NULL);
}

int
main (int argc, char **argv)
{
  g_autoptr (GTestDBus) bus = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  g_unsetenv ("DOVETAIL_PROFILE");
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  g_test_add_func ("/cli/running-app/nobody-there", test_nobody_there);
  g_test_add_data_func ("/cli/running-app/job-ends-at-once", GINT_TO_POINTER (ENDS_AT_ONCE),
                        test_follows_job);
  g_test_add_data_func ("/cli/running-app/job-ends-later", GINT_TO_POINTER (ENDS_LATER), test_follows_job);
  g_test_add_func ("/cli/running-app/app-quits", test_app_quits);
  g_test_add_func ("/cli/running-app/same-store-only", test_same_store_only);
  g_test_add_func ("/cli/running-app/told-of-changes", test_told_of_changes);
  status = g_test_run ();
  g_test_dbus_stop (bus);
  return status;
}
