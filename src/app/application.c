/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one process: owns the store, the vault and the service that syncs, and lives as long as they do. */

#include "app/application.h"

#include <glib/gi18n.h>

#include "account/profile.h"
#include "app/window.h"
#include "store/system-zone.h"

struct _DovetailApplication
{
  AdwApplication parent_instance;

  char                *directory;
  DovetailZone        *zone;
  DovetailStore       *store;
  DovetailVault       *vault;
  DovetailSyncService *service;
};

G_DEFINE_FINAL_TYPE (DovetailApplication, dovetail_application, ADW_TYPE_APPLICATION)

enum
{
  SIGNAL_OPENED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
dovetail_application_activate (GApplication *application)
{
  DovetailApplication *self = DOVETAIL_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window == NULL)
    window = GTK_WINDOW (dovetail_window_new (self));
  gtk_window_present (window);
}

static void
dovetail_application_startup (GApplication *application)
{
  g_application_set_resource_base_path (application, DOVETAIL_RESOURCE_PATH);
  G_APPLICATION_CLASS (dovetail_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name ("io.github.dovetailtasks.Dovetail");
}

static void
dovetail_application_shutdown (GApplication *application)
{
  DovetailApplication *self = DOVETAIL_APPLICATION (application);

  if (self->service != NULL)
    dovetail_sync_service_stop (self->service);
  G_APPLICATION_CLASS (dovetail_application_parent_class)->shutdown (application);
}

static void
dovetail_application_finalize (GObject *object)
{
  DovetailApplication *self = DOVETAIL_APPLICATION (object);

  g_clear_object (&self->service);
  g_clear_object (&self->store);
  g_clear_pointer (&self->vault, dovetail_vault_free);
  g_clear_pointer (&self->zone, dovetail_system_zone_free);
  g_free (self->directory);
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

  signals[SIGNAL_OPENED] = g_signal_new ("opened", DOVETAIL_TYPE_APPLICATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 0);
}

static void
dovetail_application_init (DovetailApplication *self)
{
  self->zone = dovetail_system_zone_new ();
}

DovetailApplication *
dovetail_application_new (void)
{
  g_autofree char *name = dovetail_profile_get_bus_name (NULL, NULL);

  return g_object_new (DOVETAIL_TYPE_APPLICATION, "application-id", name, NULL);
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

void
dovetail_application_take_store (DovetailApplication *self,
                                 DovetailStore       *store,
                                 DovetailVault       *vault)
{
  g_return_if_fail (DOVETAIL_IS_APPLICATION (self));
  g_return_if_fail (self->store == NULL);

  self->store = store;
  self->vault = vault;
  self->service = dovetail_sync_service_new (store, vault);
  dovetail_sync_service_start (self->service);
  g_signal_emit (self, signals[SIGNAL_OPENED], 0);
}
