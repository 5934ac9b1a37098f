/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Closing the window leaves the app in the tray, where the user wants that and a tray is there. */

#include "app/background.h"

#include <glib/gi18n.h>

#include "app/app-settings.h"
#include "app/closing.h"
#include "app/window.h"

#define NOTICE "background"
/* A panel that starts anew is gone for a moment. */
#define PATIENCE_SECONDS 5

struct _DovetailBackground
{
  GObject parent_instance;

  DovetailApplication *application; /* not owned: owns this */
  DovetailTray *tray;
  GSettings *settings; /* NULL where the schema is not installed */
  guint return_id;
};

G_DEFINE_FINAL_TYPE (DovetailBackground, dovetail_background, G_TYPE_OBJECT)

static gboolean
get_setting (DovetailBackground *self, const char *key)
{
  return self->settings != NULL && g_settings_get_boolean (self->settings, key);
}

static void
notify (DovetailBackground *self, const char *title, const char *body)
{
  g_autoptr (GNotification) notice = g_notification_new (title);

  g_notification_set_body (notice, body);
  g_notification_set_default_action (notice, "app.open");
  g_notification_add_button (notice, _ ("Preferences"), "app.preferences");
  g_application_send_notification (G_APPLICATION (self->application), NOTICE, notice);
}

static void
say (DovetailBackground *self, DovetailClosingWords words)
{
  switch (words)
    {
    case DOVETAIL_CLOSING_SAYS_HIDDEN:
      notify (self, _ ("Dovetail goes on in the tray"),
              _ ("It keeps your tasks synced and reminds you. Its icon brings the window back."));
      g_settings_set_boolean (self->settings, "told-of-background", TRUE);
      break;
    case DOVETAIL_CLOSING_SAYS_NO_TRAY:
      notify (self, _ ("Dovetail was closed"),
              _ ("This desktop shows no tray icons, so it does not go on in the background: "
                 "there would be no way back to it. It syncs and reminds you while its window is open."));
      g_settings_set_boolean (self->settings, "told-of-no-tray", TRUE);
      break;
    case DOVETAIL_CLOSING_SAYS_NOTHING:
    default:
      break;
    }
}

static void
close_windows_above (GtkWindow *window)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (gtk_window_get_transient_for (l->data) == window)
      gtk_window_close (l->data);
}

gboolean
dovetail_background_close (DovetailBackground *self, GtkWindow *window)
{
  DovetailClosing closing = { .opened = TRUE };

  g_return_val_if_fail (DOVETAIL_IS_BACKGROUND (self), FALSE);
  g_return_val_if_fail (GTK_IS_WINDOW (window), FALSE);

  closing.wanted = get_setting (self, "run-in-background");
  closing.hosted = dovetail_tray_is_hosted (self->tray);
  closing.told_hidden = get_setting (self, "told-of-background");
  closing.told_no_tray = get_setting (self, "told-of-no-tray");
  say (self, dovetail_closing_says (&closing));
  if (!dovetail_closing_hides (&closing))
    return FALSE;
  close_windows_above (window);
  gtk_widget_set_visible (GTK_WIDGET (window), FALSE);
  return TRUE;
}

static gboolean
come_back (gpointer user_data)
{
  DovetailBackground *self = user_data;
  DovetailWindow *window = dovetail_application_get_window (self->application);

  self->return_id = 0;
  if (window == NULL || gtk_widget_get_visible (GTK_WIDGET (window)))
    return G_SOURCE_REMOVE;
  dovetail_application_present (self->application, GTK_WINDOW (window));
  dovetail_window_add_toast (window, adw_toast_new (_ ("The tray is gone, so Dovetail is back here")));
  return G_SOURCE_REMOVE;
}

static void
on_hosted (DovetailBackground *self)
{
  g_clear_handle_id (&self->return_id, g_source_remove);
  if (!dovetail_tray_is_hosted (self->tray))
    self->return_id = g_timeout_add_seconds (PATIENCE_SECONDS, come_back, self);
}

static void
dovetail_background_dispose (GObject *object)
{
  DovetailBackground *self = DOVETAIL_BACKGROUND (object);

  g_clear_handle_id (&self->return_id, g_source_remove);
  g_clear_object (&self->tray);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (dovetail_background_parent_class)->dispose (object);
}

static void
dovetail_background_class_init (DovetailBackgroundClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dovetail_background_dispose;
}

static void
dovetail_background_init (DovetailBackground *self)
{
}

DovetailBackground *
dovetail_background_new (DovetailApplication *application, DovetailTray *tray)
{
  DovetailBackground *self;

  g_return_val_if_fail (DOVETAIL_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (DOVETAIL_IS_TRAY (tray), NULL);

  self = g_object_new (DOVETAIL_TYPE_BACKGROUND, NULL);
  self->application = application;
  self->tray = g_object_ref (tray);
  self->settings = dovetail_app_settings_new ();
  g_signal_connect_object (tray, "notify::hosted", G_CALLBACK (on_hosted), self, G_CONNECT_SWAPPED);
  return self;
}
