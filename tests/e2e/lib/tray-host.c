/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A watcher and a host in one, on a connection of their own. */

#include "tray-host.h"

#include "process.h"

#define WATCHER "org.kde.StatusNotifierWatcher"
#define WATCHER_PATH "/StatusNotifierWatcher"
#define ITEM "org.kde.StatusNotifierItem"
#define ITEM_PATH "/StatusNotifierItem"
#define MENU "com.canonical.dbusmenu"

struct _TrayHost
{
  GDBusConnection *connection;
  guint registration;
  gboolean shown;
  gboolean asked; /* whether it is shown, since the item registered */
  char *item; /* name on the bus; NULL: none yet */
};

static const char interface_text[]
    = "<node><interface name='" WATCHER "'>"
      "<method name='RegisterStatusNotifierItem'><arg type='s' direction='in'/></method>"
      "<method name='RegisterStatusNotifierHost'><arg type='s' direction='in'/></method>"
      "<property name='RegisteredStatusNotifierItems' type='as' access='read'/>"
      "<property name='IsStatusNotifierHostRegistered' type='b' access='read'/>"
      "<property name='ProtocolVersion' type='i' access='read'/>"
      "<signal name='StatusNotifierItemRegistered'><arg type='s'/></signal>"
      "<signal name='StatusNotifierItemUnregistered'><arg type='s'/></signal>"
      "<signal name='StatusNotifierHostRegistered'/>"
      "<signal name='StatusNotifierHostUnregistered'/>"
      "</interface></node>";

static void
on_call (GDBusConnection *connection,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  TrayHost *host = user_data;

  if (g_str_equal (method, "RegisterStatusNotifierItem"))
    {
      g_free (host->item);
      g_variant_get (parameters, "(s)", &host->item);
      host->asked = FALSE;
    }
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static GVariant *
on_get_property (GDBusConnection *connection,
                 const char *sender,
                 const char *path,
                 const char *interface,
                 const char *property,
                 GError **error,
                 gpointer user_data)
{
  TrayHost *host = user_data;
  const char *items[] = { host->item, NULL };

  if (g_str_equal (property, "IsStatusNotifierHostRegistered"))
    {
      host->asked = TRUE;
      return g_variant_new_boolean (host->shown);
    }
  if (g_str_equal (property, "ProtocolVersion"))
    return g_variant_new_int32 (0);
  return g_variant_new_strv (items, -1);
}

static const GDBusInterfaceVTable table = { on_call, on_get_property, NULL, { NULL } };

static GVariant *
call (TrayHost *host,
      const char *name,
      const char *path,
      const char *interface,
      const char *method,
      GVariant *parameters)
{
  return g_dbus_connection_call_sync (host->connection, name, path, interface, method, parameters, NULL,
                                      G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL);
}

TrayHost *
tray_host_new (Desktop *desktop, gboolean shown)
{
  TrayHost *host = g_new0 (TrayHost, 1);
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interface_text, NULL);
  g_autoptr (GVariant) reply = NULL;

  host->shown = shown;
  host->connection = desktop_connect (desktop);
  host->registration = g_dbus_connection_register_object (host->connection, WATCHER_PATH, node->interfaces[0],
                                                          &table, host, NULL, NULL);
  g_assert_cmpuint (host->registration, !=, 0);
  reply = call (host, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
                g_variant_new ("(su)", WATCHER, 0));
  g_assert_nonnull (reply);
  return host;
}

void
tray_host_free (TrayHost *host)
{
  g_dbus_connection_unregister_object (host->connection, host->registration);
  g_dbus_connection_close_sync (host->connection, NULL, NULL);
  g_object_unref (host->connection);
  g_free (host->item);
  g_free (host);
}

void
tray_host_set_shown (TrayHost *host, gboolean shown)
{
  host->shown = shown;
  g_dbus_connection_emit_signal (host->connection, NULL, WATCHER_PATH, WATCHER,
                                 shown ? "StatusNotifierHostRegistered" : "StatusNotifierHostUnregistered",
                                 NULL, NULL);
}

static gboolean
has_item (gpointer data)
{
  TrayHost *host = data;

  return host->item != NULL && host->asked;
}

void
tray_host_wait_for_item (TrayHost *host)
{
  wait_until (has_item, host, "an item in the tray");
  g_dbus_connection_flush_sync (host->connection, NULL, NULL);
}

char *
tray_host_get_text (TrayHost *host, const char *property)
{
  g_autoptr (GVariant) reply = call (host, host->item, ITEM_PATH, "org.freedesktop.DBus.Properties", "Get",
                                     g_variant_new ("(ss)", ITEM, property));
  g_autoptr (GVariant) value = NULL;

  if (reply == NULL)
    return g_strdup ("");
  g_variant_get (reply, "(v)", &value);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE ("(sa(iiay)ss)")))
    {
      char *text;

      g_variant_get (value, "(sa(iiay)ss)", NULL, NULL, NULL, &text);
      return text;
    }
  return g_variant_dup_string (value, NULL);
}

typedef struct
{
  TrayHost *host;
  const char *property;
  const char *pattern;
  gboolean enabled;
  char *seen;
} Wanted;

static gboolean
text_matches (gpointer data)
{
  Wanted *wanted = data;

  g_free (wanted->seen);
  wanted->seen = tray_host_get_text (wanted->host, wanted->property);
  return g_pattern_match_simple (wanted->pattern, wanted->seen);
}

void
tray_host_wait_text (TrayHost *host, const char *property, const char *pattern)
{
  Wanted wanted = { .host = host, .property = property, .pattern = pattern };

  if (!wait_until_or_late (text_matches, &wanted, DEADLINE_SECONDS))
    g_error ("%s is “%s”, not “%s”", property, wanted.seen, pattern);
  g_free (wanted.seen);
}

/* --- the menu --- */

/* The entries of the root, each (ia{sv}av); NULL: there is no menu yet. */
static GVariant *
read_menu (TrayHost *host)
{
  g_autofree char *path = tray_host_get_text (host, "Menu");
  g_autoptr (GVariant) reply = NULL;
  GVariant *entries = NULL;

  if (!g_variant_is_object_path (path))
    return NULL;
  reply = call (host, host->item, path, MENU, "GetLayout", g_variant_new ("(iias)", 0, -1, NULL));
  if (reply != NULL)
    g_variant_get (reply, "(u(i@a{sv}@av))", NULL, NULL, NULL, &entries);
  return entries;
}

static char *
get_label (GVariant *properties)
{
  const char *label = "-";
  g_auto (GStrv) parts = NULL;

  g_variant_lookup (properties, "label", "&s", &label);
  parts = g_strsplit (label, "__", -1);
  return g_strjoinv ("_", parts);
}

/* The properties of the first entry with such a label; its id. */
static GVariant *
find_entry (TrayHost *host, const char *pattern, int *id)
{
  g_autoptr (GVariant) entries = read_menu (host);
  gsize number = entries != NULL ? g_variant_n_children (entries) : 0;

  for (gsize i = 0; i < number; i++)
    {
      g_autoptr (GVariant) boxed = g_variant_get_child_value (entries, i);
      g_autoptr (GVariant) entry = g_variant_get_variant (boxed);
      g_autoptr (GVariant) properties = NULL;
      g_autofree char *label = NULL;

      g_variant_get (entry, "(i@a{sv}@av)", id, &properties, NULL);
      label = get_label (properties);
      if (g_pattern_match_simple (pattern, label))
        return g_steal_pointer (&properties);
    }
  return NULL;
}

static gboolean
entry_is_there (gpointer data)
{
  Wanted *wanted = data;
  gboolean enabled = TRUE;
  int id;
  g_autoptr (GVariant) properties = find_entry (wanted->host, wanted->pattern, &id);

  if (properties == NULL)
    return FALSE;
  g_variant_lookup (properties, "enabled", "b", &enabled);
  return enabled == wanted->enabled;
}

void
tray_host_wait_entry (TrayHost *host, const char *pattern, gboolean enabled)
{
  Wanted wanted = { .host = host, .pattern = pattern, .enabled = enabled };

  if (!wait_until_or_late (entry_is_there, &wanted, DEADLINE_SECONDS))
    {
      g_autofree char *menu = tray_host_describe_menu (host);

      g_error ("the menu has no such entry: %s\n%s", pattern, menu);
    }
}

gboolean
tray_host_is_checked (TrayHost *host, const char *pattern)
{
  int state = 0;
  int id;
  g_autoptr (GVariant) properties = find_entry (host, pattern, &id);

  g_assert_nonnull (properties);
  g_variant_lookup (properties, "toggle-state", "i", &state);
  return state == 1;
}

char *
tray_host_describe_menu (TrayHost *host)
{
  g_autoptr (GVariant) entries = read_menu (host);
  g_autoptr (GString) text = g_string_new (NULL);
  gsize number = entries != NULL ? g_variant_n_children (entries) : 0;

  for (gsize i = 0; i < number; i++)
    {
      g_autoptr (GVariant) boxed = g_variant_get_child_value (entries, i);
      g_autoptr (GVariant) entry = g_variant_get_variant (boxed);
      g_autoptr (GVariant) properties = g_variant_get_child_value (entry, 1);
      g_autofree char *label = get_label (properties);

      g_string_append_printf (text, "%s\n", label);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* As a panel does it: it says that the menu opens, and then what was chosen. */
void
tray_host_choose (TrayHost *host, const char *pattern)
{
  g_autofree char *path = tray_host_get_text (host, "Menu");
  g_autoptr (GVariant) properties = NULL;
  g_autoptr (GVariant) shown = NULL;
  g_autoptr (GVariant) chosen = NULL;
  int id;

  tray_host_wait_entry (host, pattern, TRUE);
  shown = call (host, host->item, path, MENU, "AboutToShow", g_variant_new ("(i)", 0));
  properties = find_entry (host, pattern, &id);
  chosen = call (host, host->item, path, MENU, "Event",
                 g_variant_new ("(isvu)", id, "clicked", g_variant_new_int32 (0), 0));
  g_assert_nonnull (shown);
  g_assert_nonnull (chosen);
}

void
tray_host_click (TrayHost *host, const char *method)
{
  g_autoptr (GVariant) reply
      = call (host, host->item, ITEM_PATH, ITEM, method, g_variant_new ("(ii)", 10, 10));

  g_assert_nonnull (reply);
}
