/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What other processes may ask of the running app. */

#include "app/bus-service.h"

#include <glib/gi18n.h>

#include "account/profile.h"

struct _DovetailBusService
{
  GObject parent_instance;

  DovetailApplication *application; /* not owned: owns this */
  GDBusConnection *connection;
  guint registration_id;
};

G_DEFINE_FINAL_TYPE (DovetailBusService, dovetail_bus_service, G_TYPE_OBJECT)

static const char introspection[] = "<node>"
                                    "  <interface name='" DOVETAIL_BUS_INTERFACE "'>"
                                    "    <property name='StoreDirectory' type='s' access='read'/>"
                                    "    <method name='Sync'>"
                                    "      <arg name='kind' type='s' direction='in'/>"
                                    "      <arg name='job_id' type='s' direction='out'/>"
                                    "    </method>"
                                    "    <method name='Changed'/>"
                                    "    <signal name='JobFinished'>"
                                    "      <arg name='job_id' type='s'/>"
                                    "    </signal>"
                                    "  </interface>"
                                    "</node>";

static gboolean
read_kind (const char *text, DovetailSyncKind *kind)
{
  static const char *const names[] = {
    [DOVETAIL_SYNC_AUTO] = "auto",
    [DOVETAIL_SYNC_FULL] = "full",
    [DOVETAIL_SYNC_INCREMENTAL] = "incremental",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (text, names[i]))
      {
        *kind = i;
        return TRUE;
      }
  return FALSE;
}

static void
emit_job_finished (DovetailBusService *self, const char *job_id)
{
  if (self->connection != NULL && job_id != NULL)
    g_dbus_connection_emit_signal (self->connection, NULL, DOVETAIL_BUS_PATH, DOVETAIL_BUS_INTERFACE,
                                   "JobFinished", g_variant_new ("(s)", job_id), NULL);
}

/* A sync that never became a job (signed out, another process syncs) ends too: who asked waits for the
 * signal. */
static void
on_synced (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DovetailSyncService *service = DOVETAIL_SYNC_SERVICE (source);
  g_autoptr (DovetailBusService) self = user_data;
  g_autoptr (DovetailJob) job = dovetail_sync_service_sync_finish (service, result, NULL);

  if (job == NULL)
    emit_job_finished (self, dovetail_sync_service_get_job_id (service));
}

static void
call_sync (DovetailBusService *self,
           DovetailSyncService *service,
           GVariant *parameters,
           GDBusMethodInvocation *invocation)
{
  DovetailSyncKind kind;
  const char *text;
  const char *job_id;

  g_variant_get (parameters, "(&s)", &text);
  if (!read_kind (text, &kind))
    {
      g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS,
                                             "The kind of a sync is auto, full or incremental");
      return;
    }
  dovetail_sync_service_sync_async (service, kind, NULL, on_synced, g_object_ref (self));
  job_id = dovetail_sync_service_get_job_id (service);
  if (job_id != NULL)
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(s)", job_id));
  else
    g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_FAILED,
                                           "Dovetail is not connected to a server");
}

static void
on_method_call (GDBusConnection *connection,
                const char *sender,
                const char *object_path,
                const char *interface_name,
                const char *method_name,
                GVariant *parameters,
                GDBusMethodInvocation *invocation,
                gpointer user_data)
{
  DovetailBusService *self = user_data;
  DovetailSyncService *service = dovetail_application_get_service (self->application);

  if (service == NULL)
    {
      g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_FAILED,
                                             "Dovetail has not opened its tasks yet");
      return;
    }
  if (g_str_equal (method_name, "Sync"))
    call_sync (self, service, parameters, invocation);
  else
    {
      dovetail_sync_service_edited (service);
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
}

static GVariant *
on_get_property (GDBusConnection *connection,
                 const char *sender,
                 const char *object_path,
                 const char *interface_name,
                 const char *property_name,
                 GError **error,
                 gpointer user_data)
{
  DovetailBusService *self = user_data;

  return g_variant_new_string (dovetail_application_get_directory (self->application));
}

static const GDBusInterfaceVTable vtable = { on_method_call, on_get_property, NULL, { 0 } };

static void
on_job_finished (DovetailSyncService *service, DovetailJob *job, DovetailBusService *self)
{
  emit_job_finished (self, job->job_id);
}

static void
dovetail_bus_service_dispose (GObject *object)
{
  dovetail_bus_service_unexport (DOVETAIL_BUS_SERVICE (object));
  G_OBJECT_CLASS (dovetail_bus_service_parent_class)->dispose (object);
}

static void
dovetail_bus_service_class_init (DovetailBusServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dovetail_bus_service_dispose;
}

static void
dovetail_bus_service_init (DovetailBusService *self)
{
}

DovetailBusService *
dovetail_bus_service_export (DovetailApplication *application, GDBusConnection *connection, GError **error)
{
  g_autoptr (DovetailBusService) self = NULL;
  g_autoptr (GDBusNodeInfo) node = NULL;

  g_return_val_if_fail (DOVETAIL_IS_APPLICATION (application), NULL);

  node = g_dbus_node_info_new_for_xml (introspection, error);
  if (node == NULL)
    return NULL;
  self = g_object_new (DOVETAIL_TYPE_BUS_SERVICE, NULL);
  self->application = application;
  self->connection = g_object_ref (connection);
  self->registration_id = g_dbus_connection_register_object (connection, DOVETAIL_BUS_PATH,
                                                             node->interfaces[0], &vtable, self, NULL, error);
  return self->registration_id == 0 ? NULL : g_steal_pointer (&self);
}

void
dovetail_bus_service_unexport (DovetailBusService *self)
{
  g_return_if_fail (DOVETAIL_IS_BUS_SERVICE (self));

  if (self->registration_id != 0)
    g_dbus_connection_unregister_object (self->connection, self->registration_id);
  self->registration_id = 0;
  g_clear_object (&self->connection);
}

void
dovetail_bus_service_attach (DovetailBusService *self)
{
  g_return_if_fail (DOVETAIL_IS_BUS_SERVICE (self));

  g_signal_connect_object (dovetail_application_get_service (self->application), "job-finished",
                           G_CALLBACK (on_job_finished), self, 0);
}
