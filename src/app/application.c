/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one process: owns the store, the vault and the service that syncs, and lives as long as they do. */

#include "app/application.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "account/profile.h"
#include "app/actions.h"
#include "app/appearance.h"
#include "app/autostart.h"
#include "app/background.h"
#include "app/bus-service.h"
#include "app/commands.h"
#include "app/decision-notice.h"
#include "app/reminder-watch.h"
#include "app/silence-notice.h"
#include "app/start-up.h"
#include "app/waiting-actions.h"
#include "app/window.h"
#include "store/system-zone.h"

#define SERVICE_PATIENCE_MS 10000

struct _DovetailApplication
{
  AdwApplication parent_instance;

  char *directory;
  DovetailZone *zone;
  DovetailStartUp *start_up; /* until the store is open */
  DovetailStore *store;
  DovetailVault *vault;
  DovetailSyncService *service;
  DovetailListCatalog *lists;
  DovetailBusService *bus_service;
  DovetailTray *tray;
  DovetailBackground *background;
  DovetailAutostart *autostart;    /* NULL: it cannot be kept */
  DovetailWaitingActions *waiting; /* asked for before the store is open */
  char *startup_token;             /* for the window that is shown next */
  gboolean held;                   /* to go on without a window */
  DovetailCommands commands;       /* of the command line that started this process */
};

G_DEFINE_FINAL_TYPE (DovetailApplication, dovetail_application, ADW_TYPE_APPLICATION)

enum
{
  SIGNAL_OPENED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Without a window there is nothing else that keeps it. */
static void
set_held (DovetailApplication *self, gboolean held)
{
  if (self->held == held)
    return;
  self->held = held;
  if (held)
    g_application_hold (G_APPLICATION (self));
  else
    g_application_release (G_APPLICATION (self));
}

static void
on_window_destroyed (DovetailApplication *self)
{
  if (self->start_up != NULL)
    dovetail_start_up_set_window (self->start_up, NULL);
}

static void
open_window (DovetailApplication *self)
{
  DovetailWindow *window = dovetail_window_new (self);

  g_signal_connect_object (window, "destroy", G_CALLBACK (on_window_destroyed), self, G_CONNECT_SWAPPED);
  if (self->store != NULL)
    dovetail_window_show_tasks (window);
  else
    dovetail_start_up_set_window (self->start_up, window);
  set_held (self, FALSE);
}

static void
dovetail_application_activate (GApplication *application)
{
  DovetailApplication *self = DOVETAIL_APPLICATION (application);

  if (dovetail_commands_take_quiet (&self->commands))
    return; /* the next activation, from a launcher or a question, shows a window */
  if (dovetail_application_get_window (self) == NULL)
    open_window (self);
  dovetail_application_present (self, GTK_WINDOW (dovetail_application_get_window (self)));
}

/* The session ends, or somebody asks politely: what was typed is saved, and a sync is told to stop. */
static gboolean
on_end_signal (gpointer user_data)
{
  DovetailApplication *self = user_data;
  DovetailWindow *window = dovetail_application_get_window (self);

  if (window != NULL)
    dovetail_window_flush (window);
  g_application_quit (G_APPLICATION (self));
  return G_SOURCE_CONTINUE;
}

static void
on_query_end (DovetailApplication *self)
{
  DovetailWindow *window = dovetail_application_get_window (self);

  if (window != NULL && !dovetail_window_flush (window))
    gtk_application_inhibit (GTK_APPLICATION (self), GTK_WINDOW (window), GTK_APPLICATION_INHIBIT_LOGOUT,
                             _ ("A change is not saved yet"));
}

static void
watch_for_the_end (DovetailApplication *self)
{
  static const int numbers[] = { SIGTERM, SIGINT, SIGHUP };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_unix_signal_add (numbers[i], on_end_signal, self);
  g_signal_connect (self, "query-end", G_CALLBACK (on_query_end), NULL);
}

/* The bus started it for one thing, and more may follow. */
static gboolean
is_service (DovetailApplication *self)
{
  return (g_application_get_flags (G_APPLICATION (self)) & G_APPLICATION_IS_SERVICE) != 0;
}

static void
dovetail_application_startup (GApplication *application)
{
  DovetailApplication *self = DOVETAIL_APPLICATION (application);

  g_application_set_resource_base_path (application, DOVETAIL_RESOURCE_PATH);
  G_APPLICATION_CLASS (dovetail_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name ("io.github.dovetailtasks.Dovetail");
  dovetail_appearance_follow ();
  dovetail_actions_install (self);
  watch_for_the_end (self);
  if (is_service (self))
    g_application_set_inactivity_timeout (application, SERVICE_PATIENCE_MS);
  if (is_service (self) || dovetail_commands_are_quiet (&self->commands))
    set_held (self, TRUE);
  self->autostart = dovetail_autostart_new (application);
  self->start_up = dovetail_start_up_new (self);
  dovetail_start_up_begin (self->start_up);
}

static void
dovetail_application_shutdown (GApplication *application)
{
  DovetailApplication *self = DOVETAIL_APPLICATION (application);

  if (self->service != NULL)
    dovetail_sync_service_stop (self->service);
  G_APPLICATION_CLASS (dovetail_application_parent_class)->shutdown (application);
}

static gboolean
dovetail_application_dbus_register (GApplication *application,
                                    GDBusConnection *connection,
                                    const char *object_path,
                                    GError **error)
{
  DovetailApplication *self = DOVETAIL_APPLICATION (application);

  if (!G_APPLICATION_CLASS (dovetail_application_parent_class)
           ->dbus_register (application, connection, object_path, error))
    return FALSE;
  self->bus_service = dovetail_bus_service_export (self, connection, error);
  return self->bus_service != NULL;
}

static void
dovetail_application_dbus_unregister (GApplication *application,
                                      GDBusConnection *connection,
                                      const char *object_path)
{
  DovetailApplication *self = DOVETAIL_APPLICATION (application);

  if (self->bus_service != NULL)
    dovetail_bus_service_unexport (self->bus_service);
  G_APPLICATION_CLASS (dovetail_application_parent_class)
      ->dbus_unregister (application, connection, object_path);
}

/* The profile decides which instance is meant and where its tasks lie. */
static gboolean
choose_profile (DovetailApplication *self, GError **error)
{
  g_autofree char *bus_name = dovetail_profile_get_bus_name (self->commands.profile, error);

  if (bus_name == NULL)
    return FALSE;
  self->directory = dovetail_profile_get_directory (self->commands.profile, error);
  if (self->directory == NULL)
    return FALSE;
  g_application_set_application_id (G_APPLICATION (self), bus_name);
  return g_application_register (G_APPLICATION (self), NULL, error);
}

static int
dovetail_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  DovetailApplication *self = DOVETAIL_APPLICATION (application);
  g_autoptr (GError) error = NULL;

  if (self->commands.version)
    {
      g_print ("dovetail %s\n", DOVETAIL_VERSION);
      return 0;
    }
  if (self->commands.words != NULL && !self->commands.quick_add)
    {
      g_printerr (_ ("dovetail: words belong to --quick-add; see dovetail --help\n"));
      return 2;
    }
  if (!choose_profile (self, &error))
    {
      g_printerr ("dovetail: %s\n", error->message);
      return 1;
    }
  if (self->commands.quit)
    {
      if (g_application_get_is_remote (application))
        g_action_group_activate_action (G_ACTION_GROUP (application), "quit", NULL);
      return 0;
    }
  if (g_application_get_is_remote (application) && dovetail_commands_any (&self->commands))
    {
      dovetail_commands_run (&self->commands, G_ACTION_GROUP (application));
      g_dbus_connection_flush_sync (g_application_get_dbus_connection (application), NULL, NULL);
      return 0;
    }
  return -1;
}

static void
dovetail_application_finalize (GObject *object)
{
  DovetailApplication *self = DOVETAIL_APPLICATION (object);

  g_clear_object (&self->background);
  g_clear_object (&self->tray);
  g_clear_object (&self->autostart);
  g_clear_object (&self->bus_service);
  g_clear_object (&self->start_up);
  g_clear_object (&self->lists);
  g_clear_object (&self->service);
  g_clear_object (&self->store);
  g_clear_pointer (&self->vault, dovetail_vault_free);
  g_clear_pointer (&self->zone, dovetail_system_zone_free);
  g_clear_pointer (&self->waiting, dovetail_waiting_actions_free);
  g_free (self->startup_token);
  g_free (self->directory);
  dovetail_commands_clear (&self->commands);
  G_OBJECT_CLASS (dovetail_application_parent_class)->finalize (object);
}

static void
dovetail_application_class_init (DovetailApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->finalize = dovetail_application_finalize;
  application_class->startup = dovetail_application_startup;
  application_class->activate = dovetail_application_activate;
  application_class->shutdown = dovetail_application_shutdown;
  application_class->dbus_register = dovetail_application_dbus_register;
  application_class->dbus_unregister = dovetail_application_dbus_unregister;
  application_class->handle_local_options = dovetail_application_handle_local_options;

  signals[SIGNAL_OPENED] = g_signal_new ("opened", DOVETAIL_TYPE_APPLICATION, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
}

static void
dovetail_application_init (DovetailApplication *self)
{
  self->zone = dovetail_system_zone_new ();
  self->waiting = dovetail_waiting_actions_new ();
  dovetail_commands_add_options (&self->commands, G_APPLICATION (self));
}

DovetailApplication *
dovetail_application_new (void)
{
  /* the id is given once the options named a profile */
  return g_object_new (DOVETAIL_TYPE_APPLICATION, "application-id", "io.github.dovetailtasks.Dovetail",
                       "register-session", TRUE, NULL);
}

DovetailStore *
dovetail_application_get_store (DovetailApplication *self)
{
  g_return_val_if_fail (DOVETAIL_IS_APPLICATION (self), NULL);
  return self->store;
}

DovetailSyncService *
dovetail_application_get_service (DovetailApplication *self)
{
  g_return_val_if_fail (DOVETAIL_IS_APPLICATION (self), NULL);
  return self->service;
}

DovetailVault *
dovetail_application_get_vault (DovetailApplication *self)
{
  g_return_val_if_fail (DOVETAIL_IS_APPLICATION (self), NULL);
  return self->vault;
}

const char *
dovetail_application_get_directory (DovetailApplication *self)
{
  g_return_val_if_fail (DOVETAIL_IS_APPLICATION (self), NULL);
  return self->directory;
}

const DovetailZone *
dovetail_application_get_zone (DovetailApplication *self)
{
  g_return_val_if_fail (DOVETAIL_IS_APPLICATION (self), NULL);
  return self->zone;
}

DovetailListCatalog *
dovetail_application_get_lists (DovetailApplication *self)
{
  g_return_val_if_fail (DOVETAIL_IS_APPLICATION (self), NULL);
  return self->lists;
}

DovetailWindow *
dovetail_application_get_window (DovetailApplication *self)
{
  g_return_val_if_fail (DOVETAIL_IS_APPLICATION (self), NULL);

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (DOVETAIL_IS_WINDOW (l->data))
      return l->data;
  return NULL;
}

void
dovetail_application_defer_action (DovetailApplication *self, const char *name, GVariant *parameter)
{
  g_return_if_fail (DOVETAIL_IS_APPLICATION (self));
  dovetail_waiting_actions_add (self->waiting, name, parameter);
}

DovetailTray *
dovetail_application_get_tray (DovetailApplication *self)
{
  g_return_val_if_fail (DOVETAIL_IS_APPLICATION (self), NULL);
  return self->tray;
}

void
dovetail_application_set_startup_token (DovetailApplication *self, const char *token)
{
  g_return_if_fail (DOVETAIL_IS_APPLICATION (self));

  g_free (self->startup_token);
  self->startup_token = g_strdup (token);
}

void
dovetail_application_present (DovetailApplication *self, GtkWindow *window)
{
  g_autofree char *token = NULL;

  g_return_if_fail (DOVETAIL_IS_APPLICATION (self));
  g_return_if_fail (GTK_IS_WINDOW (window));

  token = g_steal_pointer (&self->startup_token);
  if (token != NULL)
    gtk_window_set_startup_id (window, token);
  gtk_window_present (window);
}

gboolean
dovetail_application_close (DovetailApplication *self, DovetailWindow *window)
{
  g_return_val_if_fail (DOVETAIL_IS_APPLICATION (self), FALSE);
  return self->background != NULL && dovetail_background_close (self->background, GTK_WINDOW (window));
}

/* What goes on without a window: what it shows, and what it says. */
static void
start_background (DovetailApplication *self)
{
  self->tray = dovetail_tray_new (self);
  self->background = dovetail_background_new (self, self->tray);
  dovetail_silence_notice_watch (self, self->service);
}

/* What was asked for while the tasks were being opened. */
static void
do_what_waits (DovetailApplication *self)
{
  dovetail_commands_run (&self->commands, G_ACTION_GROUP (self));
  dovetail_waiting_actions_run (self->waiting, G_ACTION_GROUP (self));
  if (!self->commands.background)
    set_held (self, FALSE);
}

void
dovetail_application_take_store (DovetailApplication *self, DovetailStore *store, DovetailVault *vault)
{
  DovetailWindow *window;

  g_return_if_fail (DOVETAIL_IS_APPLICATION (self));
  g_return_if_fail (self->store == NULL);

  self->store = store;
  self->vault = vault;
  self->lists = dovetail_list_catalog_new (store);
  self->service = dovetail_sync_service_new (store, vault);
  g_signal_connect_object (store, "changed", G_CALLBACK (dovetail_sync_service_edited), self->service,
                           G_CONNECT_SWAPPED);
  start_background (self);
  dovetail_reminder_watch_start (self);
  dovetail_sync_service_start (self->service);
  dovetail_decision_notice_watch (self, self->service);
  if (self->bus_service != NULL)
    dovetail_bus_service_attach (self->bus_service);
  dovetail_actions_set_opened (self);
  window = dovetail_application_get_window (self);
  if (window != NULL)
    dovetail_window_show_tasks (window);
  g_signal_emit (self, signals[SIGNAL_OPENED], 0);
  do_what_waits (self);
  g_clear_object (&self->start_up);
}
