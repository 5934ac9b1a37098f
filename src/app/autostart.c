/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Starting at log-in, as the setting says. */

#include "app/autostart.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "app/app-settings.h"
#include "app/autostart-entry.h"

#define DEFAULT_ID "io.github.dovetailtasks.Dovetail"
#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define TOKEN "dovetail_background"

struct _DovetailAutostart
{
  GObject parent_instance;

  GSettings *settings;
  GDBusConnection *connection; /* NULL: there is no session bus */
  GCancellable *cancellable;
  char *id; /* the application's */
  guint response_id;
  gboolean is_asking;  /* the portal has not answered yet */
  gboolean is_wanting; /* what it was asked for last */
};

G_DEFINE_FINAL_TYPE (DovetailAutostart, dovetail_autostart, G_TYPE_OBJECT)

/* Outside a sandbox the portal does not know who asks. The variable is the one with which GTK is told to use
 * portals. */
static gboolean
is_in_sandbox (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS)
         || g_strcmp0 (g_getenv ("GTK_USE_PORTAL"), "1") == 0;
}

static void
set_setting (DovetailAutostart *self, gboolean on)
{
  if (g_settings_get_boolean (self->settings, "autostart") != on)
    g_settings_set_boolean (self->settings, "autostart", on);
}

/* --- the file --- */

static char *
get_path (DovetailAutostart *self)
{
  g_autofree char *name = g_strconcat (self->id, ".desktop", NULL);

  return g_build_filename (g_get_user_config_dir (), "autostart", name, NULL);
}

static const char *
get_profile (DovetailAutostart *self)
{
  return g_str_has_prefix (self->id, DEFAULT_ID ".") ? self->id + strlen (DEFAULT_ID ".") : NULL;
}

/* An update may replace the program that runs, or move it: its name is better than its place. */
static char *
get_program (void)
{
  g_autofree char *found = g_find_program_in_path ("dovetail");

  return found != NULL ? g_strdup ("dovetail") : g_file_read_link ("/proc/self/exe", NULL);
}

static gboolean
is_on_in_file (DovetailAutostart *self)
{
  g_autofree char *path = get_path (self);
  g_autofree char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return dovetail_autostart_entry_is_on (text);
}

static gboolean
write_file (DovetailAutostart *self, GError **error)
{
  g_autofree char *path = get_path (self);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *program = get_program ();
  g_autofree char *text = NULL;

  if (program == NULL)
    {
      g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, _ ("the program was not found"));
      return FALSE;
    }
  text = dovetail_autostart_entry_new (program, get_profile (self));
  g_mkdir_with_parents (folder, 0700);
  return g_file_set_contents (path, text, -1, error);
}

static void
use_file (DovetailAutostart *self, gboolean on)
{
  g_autofree char *path = get_path (self);
  g_autoptr (GError) error = NULL;

  if (is_on_in_file (self) == on)
    return;
  if (!on)
    g_unlink (path);
  else if (!write_file (self, &error))
    g_warning ("Dovetail will not start by itself: %s", error->message);
  set_setting (self, is_on_in_file (self));
}

/* --- the portal --- */

static void use_portal (DovetailAutostart *self);

/* An answer is one to what was asked: whoever changed the switch since is not answered yet. */
static void
take_answer (DovetailAutostart *self, gboolean on)
{
  self->is_asking = FALSE;
  if (g_settings_get_boolean (self->settings, "autostart") == self->is_wanting)
    set_setting (self, on);
  else
    use_portal (self);
}

static void
on_response (GDBusConnection *connection,
             const char *sender,
             const char *object_path,
             const char *interface_name,
             const char *signal_name,
             GVariant *parameters,
             gpointer user_data)
{
  DovetailAutostart *self = user_data;
  g_autoptr (GVariant) results = NULL;
  gboolean on = FALSE;
  guint response;

  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  g_variant_lookup (results, "autostart", "b", &on);
  take_answer (self, response == 0 && on);
}

/* The answer may come before the reply that names its place, which is known beforehand. */
static void
listen_for_response (DovetailAutostart *self)
{
  g_autofree char *sender = g_strdup (g_dbus_connection_get_unique_name (self->connection) + 1);
  g_autofree char *path = NULL;

  g_strdelimit (sender, ".", '_');
  path = g_strdup_printf ("%s/request/%s/%s", PORTAL_PATH, sender, TOKEN);
  self->response_id = g_dbus_connection_signal_subscribe (
      self->connection, PORTAL_NAME, "org.freedesktop.portal.Request", "Response", path, NULL,
      G_DBUS_SIGNAL_FLAGS_NO_MATCH_RULE, on_response, self, NULL);
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply != NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_warning ("The desktop was not asked whether Dovetail may start by itself: %s", error->message);
  take_answer (user_data, FALSE);
}

static void
ask (DovetailAutostart *self)
{
  static const char *const command[] = { "dovetail", "--background", NULL };
  GVariantBuilder options;

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (TOKEN));
  g_variant_builder_add (&options, "{sv}", "reason",
                         g_variant_new_string (_ ("Dovetail keeps your tasks synced and reminds you.")));
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (self->is_wanting));
  g_variant_builder_add (&options, "{sv}", "commandline", g_variant_new_strv (command, -1));
  g_dbus_connection_call (self->connection, PORTAL_NAME, PORTAL_PATH, "org.freedesktop.portal.Background",
                          "RequestBackground", g_variant_new ("(sa{sv})", "", &options), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, on_asked, self);
}

/* One question at a time: all of them are answered at the same place. */
static void
use_portal (DovetailAutostart *self)
{
  if (self->is_asking)
    return;
  if (self->response_id == 0)
    listen_for_response (self);
  self->is_asking = TRUE;
  self->is_wanting = g_settings_get_boolean (self->settings, "autostart");
  ask (self);
}

static void
on_setting_changed (DovetailAutostart *self)
{
  if (!is_in_sandbox ())
    use_file (self, g_settings_get_boolean (self->settings, "autostart"));
  else if (self->connection != NULL)
    use_portal (self);
}

static void
dovetail_autostart_dispose (GObject *object)
{
  DovetailAutostart *self = DOVETAIL_AUTOSTART (object);

  g_cancellable_cancel (self->cancellable);
  if (self->response_id != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->response_id);
  self->response_id = 0;
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (dovetail_autostart_parent_class)->dispose (object);
}

static void
dovetail_autostart_finalize (GObject *object)
{
  DovetailAutostart *self = DOVETAIL_AUTOSTART (object);

  g_clear_object (&self->connection);
  g_clear_object (&self->cancellable);
  g_free (self->id);
  G_OBJECT_CLASS (dovetail_autostart_parent_class)->finalize (object);
}

static void
dovetail_autostart_class_init (DovetailAutostartClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dovetail_autostart_dispose;
  G_OBJECT_CLASS (klass)->finalize = dovetail_autostart_finalize;
}

static void
dovetail_autostart_init (DovetailAutostart *self)
{
  self->cancellable = g_cancellable_new ();
}

DovetailAutostart *
dovetail_autostart_new (GApplication *application)
{
  g_autoptr (GSettings) settings = NULL;
  DovetailAutostart *self;

  g_return_val_if_fail (G_IS_APPLICATION (application), NULL);

  settings = dovetail_app_settings_new ();
  if (settings == NULL)
    return NULL;
  self = g_object_new (DOVETAIL_TYPE_AUTOSTART, NULL);
  self->settings = g_steal_pointer (&settings);
  self->id = g_strdup (g_application_get_application_id (application));
  g_set_object (&self->connection, g_application_get_dbus_connection (application));
  /* whoever switched it off elsewhere finds it off here */
  if (!is_in_sandbox ())
    set_setting (self, is_on_in_file (self));
  g_signal_connect_object (self->settings, "changed::autostart", G_CALLBACK (on_setting_changed), self,
                           G_CONNECT_SWAPPED);
  return self;
}
