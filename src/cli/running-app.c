/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The running app over D-Bus: it has the service that syncs, so it is asked rather than competed with. */
#include "cli/running-app.h"

#include <glib/gi18n.h>
#include <limits.h>
#include <stdlib.h>

#include "account/profile.h"
#include "core/error.h"

#define ANSWER_MS 5000
#define LONGEST_JOB_S (60 * 60 + 60) /* a sync gives up after an hour by itself */

struct _DovetailRunningApp
{
  GDBusConnection *bus;
  char *name;
  /* While a job is followed: */
  GMainLoop *loop;
  GHashTable *finished; /* job ids */
  char *job_id;
  gboolean gone;
};

void
dovetail_running_app_free (DovetailRunningApp *app)
{
  g_clear_object (&app->bus);
  g_clear_pointer (&app->finished, g_hash_table_unref);
  g_clear_pointer (&app->loop, g_main_loop_unref);
  g_free (app->name);
  g_free (app->job_id);
  g_free (app);
}

/* GDBus would start a bus where none is; an app cannot be on that one. */
static gboolean
has_bus (void)
{
  g_autofree char *path = g_build_filename (g_get_user_runtime_dir (), "bus", NULL);

  return g_getenv ("DBUS_SESSION_BUS_ADDRESS") != NULL || g_file_test (path, G_FILE_TEST_EXISTS);
}

static char *
get_store_directory (DovetailRunningApp *app)
{
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
      app->bus, app->name, DOVETAIL_BUS_PATH, "org.freedesktop.DBus.Properties", "Get",
      g_variant_new ("(ss)", DOVETAIL_BUS_INTERFACE, "StoreDirectory"), G_VARIANT_TYPE ("(v)"),
      G_DBUS_CALL_FLAGS_NO_AUTO_START, ANSWER_MS, NULL, NULL);
  g_autoptr (GVariant) value = NULL;

  if (reply == NULL)
    return NULL;
  g_variant_get (reply, "(v)", &value);
  return g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) ? g_variant_dup_string (value, NULL) : NULL;
}

static gboolean
is_same_directory (const char *a, const char *b)
{
  char real_a[PATH_MAX];
  char real_b[PATH_MAX];

  return a != NULL && realpath (a, real_a) != NULL && realpath (b, real_b) != NULL
         && g_str_equal (real_a, real_b);
}

/* The bus and the name the app would have on it; NULL where there is no bus. */
static DovetailRunningApp *
connect_to_bus (const char *profile)
{
  g_autoptr (DovetailRunningApp) app = g_new0 (DovetailRunningApp, 1);

  app->name = dovetail_profile_get_bus_name (profile, NULL);
  if (app->name == NULL || !has_bus ())
    return NULL;
  app->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  if (app->bus == NULL)
    return NULL;
  g_dbus_connection_set_exit_on_close (app->bus, FALSE);
  return g_steal_pointer (&app);
}

DovetailRunningApp *
dovetail_running_app_find (const char *profile, const char *directory)
{
  g_autoptr (DovetailRunningApp) app = connect_to_bus (profile);
  g_autofree char *theirs = app != NULL ? get_store_directory (app) : NULL;

  return is_same_directory (theirs, directory) ? g_steal_pointer (&app) : NULL;
}

static void
leave_when_over (DovetailRunningApp *app)
{
  if (app->gone || (app->job_id != NULL && g_hash_table_contains (app->finished, app->job_id)))
    g_main_loop_quit (app->loop);
}

static void
on_job_finished (GDBusConnection *bus,
                 const char *sender,
                 const char *path,
                 const char *interface,
                 const char *signal,
                 GVariant *parameters,
                 gpointer user_data)
{
  DovetailRunningApp *app = user_data;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(s)")))
    return;
  {
    char *job_id;

    g_variant_get (parameters, "(s)", &job_id);
    g_hash_table_add (app->finished, job_id);
  }
  leave_when_over (app);
}

static gboolean
on_timeout (gpointer user_data)
{
  DovetailRunningApp *app = user_data;

  app->gone = TRUE;
  leave_when_over (app);
  return G_SOURCE_CONTINUE;
}

static void
on_vanished (GDBusConnection *bus, const char *name, gpointer user_data)
{
  DovetailRunningApp *app = user_data;

  app->gone = TRUE;
  leave_when_over (app);
}

static char *
start_job (DovetailRunningApp *app, const char *kind, GError **error)
{
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
      app->bus, app->name, DOVETAIL_BUS_PATH, DOVETAIL_BUS_INTERFACE, "Sync", g_variant_new ("(s)", kind),
      G_VARIANT_TYPE ("(s)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, ANSWER_MS, NULL, error);
  char *job_id = NULL;

  if (reply == NULL)
    {
      if (error != NULL && *error != NULL)
        g_dbus_error_strip_remote_error (*error);
      return NULL;
    }
  g_variant_get (reply, "(s)", &job_id);
  return job_id;
}

static gboolean
follow_job (DovetailRunningApp *app, GError **error)
{
  guint timeout = g_timeout_add_seconds (LONGEST_JOB_S, on_timeout, app);
  guint watch = g_bus_watch_name_on_connection (app->bus, app->name, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL,
                                                on_vanished, app, NULL);

  if (!g_hash_table_contains (app->finished, app->job_id))
    g_main_loop_run (app->loop);
  g_bus_unwatch_name (watch);
  g_source_remove (timeout);
  if (g_hash_table_contains (app->finished, app->job_id))
    return TRUE;
  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FAILED,
                       _ ("the app was closed while it was syncing. Try again"));
  return FALSE;
}

char *
dovetail_running_app_sync (DovetailRunningApp *app, const char *kind, GError **error)
{
  guint subscription;
  gboolean finished;

  app->loop = g_main_loop_new (NULL, FALSE);
  app->finished = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  /* Before the call: a short job ends before its answer is read. */
  subscription = g_dbus_connection_signal_subscribe (app->bus, app->name, DOVETAIL_BUS_INTERFACE,
                                                     "JobFinished", DOVETAIL_BUS_PATH, NULL,
                                                     G_DBUS_SIGNAL_FLAGS_NONE, on_job_finished, app, NULL);
  app->job_id = start_job (app, kind, error);
  finished = app->job_id != NULL && follow_job (app, error);
  g_dbus_connection_signal_unsubscribe (app->bus, subscription);
  return finished ? g_strdup (app->job_id) : NULL;
}

/* One on another store looks again in vain; asking it first would make every edit wait for a busy app. */
void
dovetail_running_app_tell_changed (const char *profile)
{
  g_autoptr (DovetailRunningApp) app = connect_to_bus (profile);

  if (app == NULL)
    return;
  g_dbus_connection_call (app->bus, app->name, DOVETAIL_BUS_PATH, DOVETAIL_BUS_INTERFACE, "Changed", NULL,
                          NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
  g_dbus_connection_flush_sync (app->bus, NULL, NULL);
}
