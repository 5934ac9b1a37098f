/* SPDX-License-Identifier: GPL-3.0-or-later */

/* org.freedesktop.Notifications on a thread of its own, for the test waits in the main one. */

#include "notification-desk.h"

#include "process.h"

#define NAME "org.freedesktop.Notifications"
#define PATH "/org/freedesktop/Notifications"

struct _NotificationDesk
{
  GDBusConnection *connection;
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  GMutex lock;
  GPtrArray *notices;    /* DeskNotice, oldest first */
  GHashTable *withdrawn; /* ids */
  guint last_id;
};

static const char interface_text[]
    = "<node><interface name='" NAME "'>"
      "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
      "<method name='GetServerInformation'><arg type='s' direction='out'/><arg type='s' direction='out'/>"
      "<arg type='s' direction='out'/><arg type='s' direction='out'/></method>"
      "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' "
      "direction='in'/>"
      "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='as' direction='in'/>"
      "<arg type='a{sv}' direction='in'/><arg type='i' direction='in'/><arg type='u' "
      "direction='out'/></method>"
      "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
      "<signal name='ActionInvoked'><arg type='u'/><arg type='s'/></signal>"
      "<signal name='NotificationClosed'><arg type='u'/><arg type='u'/></signal>"
      "</interface></node>";

void
desk_notice_free (DeskNotice *notice)
{
  g_free (notice->summary);
  g_free (notice->body);
  g_strfreev (notice->actions);
  g_free (notice);
}

static DeskNotice *
copy_notice (const DeskNotice *notice)
{
  DeskNotice *copy = g_new0 (DeskNotice, 1);

  *copy = (DeskNotice){ notice->id, g_strdup (notice->summary), g_strdup (notice->body),
                        g_strdupv (notice->actions) };
  return copy;
}

static guint
remember (NotificationDesk *desk, GVariant *parameters)
{
  DeskNotice *notice = g_new0 (DeskNotice, 1);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&desk->lock);
  guint replaces;

  g_variant_get (parameters, "(&su&sss^asa{sv}i)", NULL, &replaces, NULL, &notice->summary, &notice->body,
                 &notice->actions, NULL, NULL);
  notice->id = replaces != 0 ? replaces : ++desk->last_id;
  g_hash_table_remove (desk->withdrawn, GUINT_TO_POINTER (notice->id));
  g_ptr_array_add (desk->notices, notice);
  return notice->id;
}

static void
note_withdrawn (NotificationDesk *desk, guint id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&desk->lock);

  g_hash_table_add (desk->withdrawn, GUINT_TO_POINTER (id));
}

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
  static const char *const capabilities[] = { "actions", "body", "persistence", NULL };
  GVariant *answer = NULL;
  guint id;

  if (g_str_equal (method, "Notify"))
    answer = g_variant_new ("(u)", remember (user_data, parameters));
  else if (g_str_equal (method, "GetCapabilities"))
    answer = g_variant_new ("(^as)", capabilities);
  else if (g_str_equal (method, "GetServerInformation"))
    answer = g_variant_new ("(ssss)", "desk", "test", "1", "1.2");
  else
    {
      g_variant_get (parameters, "(u)", &id);
      note_withdrawn (user_data, id);
      g_dbus_connection_emit_signal (connection, NULL, PATH, NAME, "NotificationClosed",
                                     g_variant_new ("(uu)", id, 3), NULL);
    }
  g_dbus_method_invocation_return_value (invocation, answer);
}

static gpointer
run (gpointer data)
{
  NotificationDesk *desk = data;
  static const GDBusInterfaceVTable table = { on_call, NULL, NULL, { NULL } };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interface_text, NULL);
  guint registration;

  g_main_context_push_thread_default (desk->context);
  registration = g_dbus_connection_register_object (desk->connection, PATH, node->interfaces[0], &table, desk,
                                                    NULL, NULL);
  g_assert_cmpuint (registration, !=, 0);
  g_main_loop_run (desk->loop);
  g_dbus_connection_unregister_object (desk->connection, registration);
  g_main_context_pop_thread_default (desk->context);
  return NULL;
}

NotificationDesk *
notification_desk_new (Desktop *desktop)
{
  NotificationDesk *desk = g_new0 (NotificationDesk, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;

  desk->connection = g_dbus_connection_new_for_address_sync (
      desktop->address,
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL,
      NULL, &error);
  g_assert_no_error (error);
  g_mutex_init (&desk->lock);
  desk->notices = g_ptr_array_new_with_free_func ((GDestroyNotify) desk_notice_free);
  desk->withdrawn = g_hash_table_new (NULL, NULL);
  desk->context = g_main_context_new ();
  desk->loop = g_main_loop_new (desk->context, FALSE);
  desk->thread = g_thread_new ("notification desk", run, desk);
  reply = g_dbus_connection_call_sync (desk->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName", g_variant_new ("(su)", NAME, 0),
                                       NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  return desk;
}

static gboolean
quit_loop (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

void
notification_desk_free (NotificationDesk *desk)
{
  g_main_context_invoke (desk->context, quit_loop, desk->loop);
  g_thread_join (desk->thread);
  g_dbus_connection_close_sync (desk->connection, NULL, NULL);
  g_object_unref (desk->connection);
  g_main_loop_unref (desk->loop);
  g_main_context_unref (desk->context);
  g_ptr_array_unref (desk->notices);
  g_hash_table_unref (desk->withdrawn);
  g_mutex_clear (&desk->lock);
  g_free (desk);
}

typedef struct
{
  NotificationDesk *desk;
  const char *summary;
  guint id;
  DeskNotice *found;
} Wanted;

static gboolean
is_shown (gpointer data)
{
  Wanted *wanted = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&wanted->desk->lock);

  for (guint i = wanted->desk->notices->len; i > 0 && wanted->found == NULL; i--)
    {
      DeskNotice *notice = wanted->desk->notices->pdata[i - 1];

      if (g_str_equal (notice->summary, wanted->summary))
        wanted->found = copy_notice (notice);
    }
  return wanted->found != NULL;
}

DeskNotice *
notification_desk_wait (NotificationDesk *desk, const char *summary)
{
  Wanted wanted = { .desk = desk, .summary = summary };

  wait_until (is_shown, &wanted, summary);
  return wanted.found;
}

guint
notification_desk_count (NotificationDesk *desk, const char *summary)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&desk->lock);
  guint number = 0;

  for (guint i = 0; i < desk->notices->len; i++)
    if (g_str_equal (((DeskNotice *) desk->notices->pdata[i])->summary, summary))
      number++;
  return number;
}

static gboolean
is_withdrawn (gpointer data)
{
  Wanted *wanted = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&wanted->desk->lock);

  return g_hash_table_contains (wanted->desk->withdrawn, GUINT_TO_POINTER (wanted->id));
}

void
notification_desk_wait_withdrawn (NotificationDesk *desk, const DeskNotice *notice)
{
  Wanted wanted = { .desk = desk, .id = notice->id };

  wait_until (is_withdrawn, &wanted, "a notification to be withdrawn");
}

void
notification_desk_press (NotificationDesk *desk, const DeskNotice *notice, const char *label)
{
  const char *key = g_str_equal (label, "default") ? label : NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; key == NULL && notice->actions[i] != NULL; i += 2)
    if (g_str_equal (notice->actions[i + 1], label))
      key = notice->actions[i];
  if (key == NULL)
    g_error ("the notification “%s” has no button “%s”", notice->summary, label);
  g_dbus_connection_emit_signal (desk->connection, NULL, PATH, NAME, "ActionInvoked",
                                 g_variant_new ("(us)", notice->id, key), &error);
  g_assert_no_error (error);
}
