/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A question takes the app and the bus little time, but each waits for the other to be given the processor: where there
 * are many questions, they are all sent before the first answer is read. */

#include "accessible-bus.h"

AccessibleBus *
accessible_bus_new (void)
{
  g_autoptr (AccessibleBus) bus = g_new0 (AccessibleBus, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) session = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_autoptr (GVariant) reply
      = session != NULL ? g_dbus_connection_call_sync (session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus",
                                                       "GetAddress", NULL, G_VARIANT_TYPE ("(s)"),
                                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error)
                        : NULL;
  const char *address = NULL;
  if (reply == NULL)
    g_error ("no accessibility bus: %s", error->message);
  g_variant_get (reply, "(&s)", &address);
  bus->connection = g_dbus_connection_new_for_address_sync (
      address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL,
      NULL, &error);
  if (bus->connection == NULL)
    g_error ("accessibility bus: %s", error->message);
  return g_steal_pointer (&bus);
}

void
accessible_bus_free (AccessibleBus *bus)
{
  g_clear_object (&bus->connection);
  g_free (bus->name);
  g_free (bus);
}

static GVariant *
ask (AccessibleBus *bus, const char *name, const char *path, const char *interface, const char *method,
     GVariant *parameters)
{
  return g_dbus_connection_call_sync (bus->connection, name, path, interface, method, parameters, NULL,
                                      G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
}

static gboolean
is_dovetail (AccessibleBus *bus, const char *name)
{
  g_autoptr (GVariant) reply
      = ask (bus, name, ACCESSIBLE_ROOT, "org.freedesktop.DBus.Properties", "Get",
             g_variant_new ("(ss)", ACCESSIBLE_INTERFACE, "Name"));
  g_autoptr (GVariant) value = NULL;
  if (reply == NULL)
    return FALSE;
  g_variant_get (reply, "(v)", &value);
  return g_variant_is_of_type (value, G_VARIANT_TYPE_STRING)
         && g_str_has_suffix (g_variant_get_string (value, NULL), "ovetail");
}

/* The one that came last: one that has just ended may still be listed. */
gboolean
accessible_bus_find_app (AccessibleBus *bus)
{
  g_autoptr (GVariant) reply
      = ask (bus, "org.a11y.atspi.Registry", ACCESSIBLE_ROOT, ACCESSIBLE_INTERFACE, "GetChildren", NULL);
  g_autoptr (GVariant) apps = reply != NULL ? g_variant_get_child_value (reply, 0) : NULL;
  gsize count = apps != NULL ? g_variant_n_children (apps) : 0;
  g_clear_pointer (&bus->name, g_free);
  for (gsize i = count; i > 0 && bus->name == NULL; i--)
    {
      const char *name;
      g_variant_get_child (apps, i - 1, "(&s&o)", &name, NULL);
      if (is_dovetail (bus, name))
        bus->name = g_strdup (name);
    }
  return bus->name != NULL;
}

GVariant *
accessible_bus_ask (AccessibleBus *bus, const char *path, const char *interface, const char *method,
                    GVariant *parameters)
{
  g_autoptr (GVariant) owned = parameters != NULL ? g_variant_ref_sink (parameters) : NULL;
  return bus->name != NULL ? ask (bus, bus->name, path, interface, method, owned) : NULL;
}

AccessibleQuestion *
accessible_question_new (const char *path, const char *interface, const char *method, GVariant *parameters)
{
  AccessibleQuestion *question = g_new0 (AccessibleQuestion, 1);
  question->path = g_strdup (path);
  question->interface = interface;
  question->method = method;
  question->parameters = parameters != NULL ? g_variant_ref_sink (parameters) : NULL;
  return question;
}

void
accessible_question_free (AccessibleQuestion *question)
{
  g_free (question->path);
  g_clear_pointer (&question->parameters, g_variant_unref);
  g_clear_pointer (&question->reply, g_variant_unref);
  g_free (question);
}

typedef struct
{
  AccessibleQuestion *question;
  guint *open;
} Asked;

static void
on_reply (GObject *source, GAsyncResult *result, gpointer data)
{
  Asked *asked = data;
  asked->question->reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  (*asked->open)--;
  g_free (asked);
}

void
accessible_bus_ask_all (AccessibleBus *bus, GPtrArray *questions)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  guint open = questions->len;
  g_main_context_push_thread_default (context);
  for (guint i = 0; i < questions->len; i++)
    {
      AccessibleQuestion *question = questions->pdata[i];
      Asked *asked = g_new (Asked, 1);
      *asked = (Asked){ question, &open };
      g_dbus_connection_call (bus->connection, bus->name, question->path, question->interface, question->method,
                              question->parameters, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_reply, asked);
    }
  while (open > 0)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
}
