/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one process: owns the store, the vault and the service that syncs, and lives as long as they do. */

#include "app/application.h"

#include <glib/gi18n.h>

#include "account/profile.h"
#include "app/actions.h"
#include "app/appearance.h"
#include "app/bus-service.h"
#include "app/commands.h"
#include "app/reminder-watch.h"
#include "app/silence-notice.h"
#include "app/start-up.h"
#include "app/window.h"
#include "store/system-zone.h"

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
  DovetailCommands commands; /* of the command line that started this process */
};

G_DEFINE_FINAL_TYPE (DovetailApplication, dovetail_application, ADW_TYPE_APPLICATION)

enum
{
  SIGNAL_OPENED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

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
}

static void
dovetail_application_activate (GApplication *application)
{
  DovetailApplication *self = DOVETAIL_APPLICATION (application);

  if (self->commands.background)
    {
      /* the next activation, from a launcher or a question, shows a window */
      self->commands.background = FALSE;
      return;
    }
  if (dovetail_application_get_window (self) == NULL)
    open_window (self);
  gtk_window_present (GTK_WINDOW (dovetail_application_get_window (self)));
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
  if (self->commands.background)
    g_application_hold (application);
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

  g_clear_object (&self->bus_service);
  g_clear_object (&self->start_up);
  g_clear_object (&self->lists);
  g_clear_object (&self->service);
  g_clear_object (&self->store);
  g_clear_pointer (&self->vault, dovetail_vault_free);
  g_clear_pointer (&self->zone, dovetail_system_zone_free);
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
  dovetail_commands_add_options (&self->commands, G_APPLICATION (self));
}

DovetailApplication *
dovetail_application_new (void)
{
  /* the id is given once the options named a profile */
  return g_object_new (DOVETAIL_TYPE_APPLICATION, "application-id", "io.github.dovetailtasks.Dovetail", NULL);
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
  dovetail_silence_notice_watch (self, self->service);
  dovetail_reminder_watch_start (self);
  dovetail_sync_service_start (self->service);
  if (self->bus_service != NULL)
    dovetail_bus_service_attach (self->bus_service);
  dovetail_actions_set_opened (self);
  window = dovetail_application_get_window (self);
  if (window != NULL)
    dovetail_window_show_tasks (window);
  g_signal_emit (self, signals[SIGNAL_OPENED], 0);
  dovetail_commands_run (&self->commands, G_ACTION_GROUP (self));
  g_clear_object (&self->start_up);
}
