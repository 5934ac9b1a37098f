/* SPDX-License-Identifier: GPL-3.0-or-later */

/* PrepareForSleep of org.freedesktop.login1, as systemd-logind and elogind send it. */

#include "sync/sleep-watch.h"

struct _DovetailSleepWatch
{
  void (*func) (gpointer user_data, gboolean asleep);
  gpointer user_data;
  GCancellable *cancellable; /* of the way to the bus */
  GDBusConnection *bus;      /* NULL: not there (yet) */
  guint subscription;
};

static void
on_signal (GDBusConnection *bus,
           const char *sender,
           const char *path,
           const char *interface,
           const char *name,
           GVariant *parameters,
           gpointer user_data)
{
  DovetailSleepWatch *watch = user_data;
  gboolean asleep;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;
  g_variant_get (parameters, "(b)", &asleep);
  watch->func (watch->user_data, asleep);
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);
  DovetailSleepWatch *watch = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the watch is gone */
  if (bus == NULL)
    {
      g_debug ("Nobody tells when the computer sleeps: %s", error->message);
      return;
    }
  /* A bus that goes away is no reason to end the program. */
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  watch->bus = g_steal_pointer (&bus);
  watch->subscription = g_dbus_connection_signal_subscribe (
      watch->bus, "org.freedesktop.login1", "org.freedesktop.login1.Manager", "PrepareForSleep",
      "/org/freedesktop/login1", NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_signal, watch, NULL);
}

/**
 * dovetail_sleep_watch_new:
 * @func: called when the computer is about to sleep, and when it woke
 * @user_data: for @func
 *
 * Returns: (transfer full): a watch that does not keep anybody waiting
 */
DovetailSleepWatch *
dovetail_sleep_watch_new (void (*func) (gpointer user_data, gboolean asleep), gpointer user_data)
{
  DovetailSleepWatch *watch = g_new0 (DovetailSleepWatch, 1);

  watch->func = func;
  watch->user_data = user_data;
  watch->cancellable = g_cancellable_new ();
  g_bus_get (G_BUS_TYPE_SYSTEM, watch->cancellable, on_bus, watch);
  return watch;
}

/**
 * dovetail_sleep_watch_free:
 * @watch: (nullable) (transfer full): its function is not called any more
 */
void
dovetail_sleep_watch_free (DovetailSleepWatch *watch)
{
  if (watch == NULL)
    return;
  g_cancellable_cancel (watch->cancellable);
  g_object_unref (watch->cancellable);
  if (watch->bus != NULL)
    g_dbus_connection_signal_unsubscribe (watch->bus, watch->subscription);
  g_clear_object (&watch->bus);
  g_free (watch);
}
