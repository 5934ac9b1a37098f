/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The StatusNotifierItem itself: its object on the bus, and the watcher it is registered with. */

#include "app/tray-item.h"

#include <glib/gi18n.h>

#include "app/app-config.h"

#define ITEM_PATH "/StatusNotifierItem"
#define ITEM_INTERFACE "org.kde.StatusNotifierItem"
#define WATCHER_NAME "org.kde.StatusNotifierWatcher"
#define WATCHER_PATH "/StatusNotifierWatcher"

struct _DovetailTrayItem
{
  GObject parent_instance;

  GDBusConnection *connection;
  GCancellable *cancellable;
  char *id;
  char *icon;
  char *icon_directory; /* where hosts find the icons; "": where they look anyway */
  char *tooltip;
  char *token; /* of the activation that follows */
  gboolean wants_attention;
  guint registration_id;
  guint watch_id;
  guint host_signals_id;
  gboolean registered;
  gboolean hosted;
};

G_DEFINE_FINAL_TYPE (DovetailTrayItem, dovetail_tray_item, G_TYPE_OBJECT)

enum
{
  PROP_HOSTED = 1,
  N_PROPERTIES
};

enum
{
  SIGNAL_ACTIVATE,
  SIGNAL_SECONDARY_ACTIVATE,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

static const char introspection[] = "<node>"
                                    "  <interface name='" ITEM_INTERFACE "'>"
                                    "    <property name='Category' type='s' access='read'/>"
                                    "    <property name='Id' type='s' access='read'/>"
                                    "    <property name='Title' type='s' access='read'/>"
                                    "    <property name='Status' type='s' access='read'/>"
                                    "    <property name='WindowId' type='i' access='read'/>"
                                    "    <property name='IconThemePath' type='s' access='read'/>"
                                    "    <property name='IconName' type='s' access='read'/>"
                                    "    <property name='IconPixmap' type='a(iiay)' access='read'/>"
                                    "    <property name='AttentionIconName' type='s' access='read'/>"
                                    "    <property name='AttentionIconPixmap' type='a(iiay)' access='read'/>"
                                    "    <property name='OverlayIconName' type='s' access='read'/>"
                                    "    <property name='OverlayIconPixmap' type='a(iiay)' access='read'/>"
                                    "    <property name='ToolTip' type='(sa(iiay)ss)' access='read'/>"
                                    "    <property name='ItemIsMenu' type='b' access='read'/>"
                                    "    <property name='Menu' type='o' access='read'/>"
                                    "    <method name='ContextMenu'>"
                                    "      <arg name='x' type='i'/><arg name='y' type='i'/>"
                                    "    </method>"
                                    "    <method name='Activate'>"
                                    "      <arg name='x' type='i'/><arg name='y' type='i'/>"
                                    "    </method>"
                                    "    <method name='SecondaryActivate'>"
                                    "      <arg name='x' type='i'/><arg name='y' type='i'/>"
                                    "    </method>"
                                    "    <method name='Scroll'>"
                                    "      <arg name='delta' type='i'/><arg name='orientation' type='s'/>"
                                    "    </method>"
                                    "    <method name='ProvideXdgActivationToken'>"
                                    "      <arg name='token' type='s'/>"
                                    "    </method>"
                                    "    <signal name='NewIcon'/>"
                                    "    <signal name='NewAttentionIcon'/>"
                                    "    <signal name='NewToolTip'/>"
                                    "    <signal name='NewStatus'><arg name='status' type='s'/></signal>"
                                    "  </interface>"
                                    "</node>";

static const char *
get_status (DovetailTrayItem *self)
{
  return self->wants_attention ? "NeedsAttention" : "Active";
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
  g_autoptr (DovetailTrayItem) self = g_object_ref (user_data);
  g_autofree char *token = NULL;

  g_dbus_method_invocation_return_value (invocation, NULL);
  if (g_str_equal (method_name, "ProvideXdgActivationToken"))
    {
      g_free (self->token);
      g_variant_get (parameters, "(s)", &self->token);
      return;
    }
  token = g_steal_pointer (&self->token);
  if (g_str_equal (method_name, "Activate"))
    g_signal_emit (self, signals[SIGNAL_ACTIVATE], 0, token);
  else if (g_str_equal (method_name, "SecondaryActivate"))
    g_signal_emit (self, signals[SIGNAL_SECONDARY_ACTIVATE], 0, token);
  /* the host shows the menu itself, and there is nothing to scroll */
}

static const char *
get_text (DovetailTrayItem *self, const char *property)
{
  if (g_str_equal (property, "Category"))
    return "ApplicationStatus";
  if (g_str_equal (property, "Id"))
    return self->id;
  if (g_str_equal (property, "Title"))
    return "Dovetail";
  if (g_str_equal (property, "Status"))
    return get_status (self);
  if (g_str_equal (property, "IconThemePath"))
    return self->icon_directory;
  if (g_str_equal (property, "IconName") || g_str_equal (property, "AttentionIconName"))
    return self->icon;
  return "";
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
  DovetailTrayItem *self = user_data;

  if (g_str_has_suffix (property_name, "Pixmap"))
    return g_variant_new_array (G_VARIANT_TYPE ("(iiay)"), NULL, 0);
  if (g_str_equal (property_name, "ToolTip"))
    {
      /* hosts read the text as markup */
      g_autofree char *text = g_markup_escape_text (self->tooltip, -1);

      return g_variant_new ("(sa(iiay)ss)", self->icon, NULL, "Dovetail", text);
    }
  if (g_str_equal (property_name, "Menu"))
    return g_variant_new_object_path (DOVETAIL_TRAY_MENU_PATH);
  if (g_str_equal (property_name, "ItemIsMenu"))
    return g_variant_new_boolean (FALSE);
  if (g_str_equal (property_name, "WindowId"))
    return g_variant_new_int32 (0);
  return g_variant_new_string (get_text (self, property_name));
}

static const GDBusInterfaceVTable vtable = { on_method_call, on_get_property, NULL, { 0 } };

static void
tell (DovetailTrayItem *self, const char *signal, GVariant *parameters)
{
  g_dbus_connection_emit_signal (self->connection, NULL, ITEM_PATH, ITEM_INTERFACE, signal, parameters, NULL);
}

static void
set_hosted (DovetailTrayItem *self, gboolean hosted)
{
  if (self->hosted == hosted)
    return;
  self->hosted = hosted;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HOSTED]);
}

static void
on_host_known (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr (GVariant) value = NULL;
  DovetailTrayItem *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  if (reply != NULL)
    g_variant_get (reply, "(v)", &value);
  set_hosted (self, self->registered && value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN)
                        && g_variant_get_boolean (value));
}

static void
ask_for_host (DovetailTrayItem *self)
{
  g_dbus_connection_call (self->connection, WATCHER_NAME, WATCHER_PATH, "org.freedesktop.DBus.Properties",
                          "Get", g_variant_new ("(ss)", WATCHER_NAME, "IsStatusNotifierHostRegistered"),
                          G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->cancellable,
                          on_host_known, self);
}

/* A host came or went; some watchers say which, others only that. */
static void
on_watcher_signal (GDBusConnection *connection,
                   const char *sender,
                   const char *object_path,
                   const char *interface_name,
                   const char *signal_name,
                   GVariant *parameters,
                   gpointer user_data)
{
  if (g_str_has_prefix (signal_name, "StatusNotifierHost"))
    ask_for_host (user_data);
}

static void
on_registered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  DovetailTrayItem *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  self->registered = reply != NULL;
  if (reply == NULL)
    g_debug ("The tray does not take the item: %s", error->message);
  ask_for_host (self);
}

/* By the connection's own name, which needs no further name on the bus and works out of a sandbox. */
static void
on_watcher_appeared (GDBusConnection *connection, const char *name, const char *owner, gpointer user_data)
{
  DovetailTrayItem *self = user_data;

  g_dbus_connection_call (connection, owner, WATCHER_PATH, WATCHER_NAME, "RegisterStatusNotifierItem",
                          g_variant_new ("(s)", g_dbus_connection_get_unique_name (connection)), NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->cancellable, on_registered, self);
}

static void
on_watcher_vanished (GDBusConnection *connection, const char *name, gpointer user_data)
{
  DovetailTrayItem *self = user_data;

  self->registered = FALSE;
  set_hosted (self, FALSE);
}

static void
dovetail_tray_item_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  DovetailTrayItem *self = DOVETAIL_TRAY_ITEM (object);

  if (property_id == PROP_HOSTED)
    g_value_set_boolean (value, self->hosted);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
dovetail_tray_item_dispose (GObject *object)
{
  DovetailTrayItem *self = DOVETAIL_TRAY_ITEM (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->watch_id, g_bus_unwatch_name);
  if (self->host_signals_id != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->host_signals_id);
  self->host_signals_id = 0;
  if (self->registration_id != 0)
    g_dbus_connection_unregister_object (self->connection, self->registration_id);
  self->registration_id = 0;
  G_OBJECT_CLASS (dovetail_tray_item_parent_class)->dispose (object);
}

static void
dovetail_tray_item_finalize (GObject *object)
{
  DovetailTrayItem *self = DOVETAIL_TRAY_ITEM (object);

  g_clear_object (&self->connection);
  g_clear_object (&self->cancellable);
  g_free (self->id);
  g_free (self->icon);
  g_free (self->icon_directory);
  g_free (self->tooltip);
  g_free (self->token);
  G_OBJECT_CLASS (dovetail_tray_item_parent_class)->finalize (object);
}

static void
dovetail_tray_item_class_init (DovetailTrayItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = dovetail_tray_item_get_property;
  object_class->dispose = dovetail_tray_item_dispose;
  object_class->finalize = dovetail_tray_item_finalize;
  properties[PROP_HOSTED] = g_param_spec_boolean (
      "hosted", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[SIGNAL_ACTIVATE] = g_signal_new ("activate", DOVETAIL_TYPE_TRAY_ITEM, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_SECONDARY_ACTIVATE]
      = g_signal_new ("secondary-activate", DOVETAIL_TYPE_TRAY_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
dovetail_tray_item_init (DovetailTrayItem *self)
{
  self->cancellable = g_cancellable_new ();
}

/* Of the folders for symbolic icons older themes list this one alone. */
static char *
find_icons_below (const char *data_directory, const char *icon)
{
  g_autofree char *icons = g_build_filename (data_directory, "icons", NULL);
  g_autofree char *name = g_strconcat (icon, ".svg", NULL);
  g_autofree char *path = g_build_filename (icons, "hicolor", "symbolic", "apps", name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&icons) : NULL;
}

/* The panel may not look where this program was installed to: it is told. */
static char *
find_icon_directory (const char *icon)
{
  const char *const *directories = g_get_system_data_dirs ();
  char *icons = find_icons_below (DOVETAIL_DATA_DIRECTORY, icon);

  for (gsize i = 0; icons == NULL && directories[i] != NULL; i++)
    icons = find_icons_below (directories[i], icon);
  return icons != NULL ? icons : g_strdup ("");
}

static void
look_for_watcher (DovetailTrayItem *self)
{
  self->host_signals_id
      = g_dbus_connection_signal_subscribe (self->connection, WATCHER_NAME, WATCHER_NAME, NULL, WATCHER_PATH,
                                            NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_watcher_signal, self, NULL);
  self->watch_id
      = g_bus_watch_name_on_connection (self->connection, WATCHER_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                        on_watcher_appeared, on_watcher_vanished, self, NULL);
}

DovetailTrayItem *
dovetail_tray_item_new (GDBusConnection *connection,
                        const char *id,
                        const DovetailTrayLook *look,
                        GError **error)
{
  g_autoptr (DovetailTrayItem) self = NULL;
  g_autoptr (GDBusNodeInfo) node = NULL;

  g_return_val_if_fail (G_IS_DBUS_CONNECTION (connection), NULL);
  g_return_val_if_fail (id != NULL && look != NULL, NULL);

  node = g_dbus_node_info_new_for_xml (introspection, error);
  if (node == NULL)
    return NULL;
  self = g_object_new (DOVETAIL_TYPE_TRAY_ITEM, NULL);
  self->connection = g_object_ref (connection);
  self->id = g_strdup (id);
  self->icon_directory = find_icon_directory (look->icon);
  dovetail_tray_item_set_look (self, look);
  self->registration_id = g_dbus_connection_register_object (connection, ITEM_PATH, node->interfaces[0],
                                                             &vtable, self, NULL, error);
  if (self->registration_id == 0)
    return NULL;
  look_for_watcher (self);
  return g_steal_pointer (&self);
}

static gboolean
take_text (char **place, const char *text)
{
  if (g_strcmp0 (*place, text) == 0)
    return FALSE;
  g_free (*place);
  *place = g_strdup (text);
  return TRUE;
}

void
dovetail_tray_item_set_look (DovetailTrayItem *self, const DovetailTrayLook *look)
{
  gboolean new_status;

  g_return_if_fail (DOVETAIL_IS_TRAY_ITEM (self));
  g_return_if_fail (look != NULL);

  new_status = self->wants_attention != look->wants_attention;
  self->wants_attention = look->wants_attention;
  if (take_text (&self->icon, look->icon))
    {
      tell (self, "NewIcon", NULL);
      tell (self, "NewAttentionIcon", NULL);
    }
  if (new_status)
    tell (self, "NewStatus", g_variant_new ("(s)", get_status (self)));
  if (take_text (&self->tooltip, look->tooltip))
    tell (self, "NewToolTip", NULL);
}

gboolean
dovetail_tray_item_is_hosted (DovetailTrayItem *self)
{
  g_return_val_if_fail (DOVETAIL_IS_TRAY_ITEM (self), FALSE);
  return self->hosted;
}
