/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Toasts for whichever window the user looks at: a dialog that closes leaves its toast to the window below.
 */
#include "app/window-toasts.h"

#include <glib/gi18n.h>

#include "app/window.h"

#define UNDO_SECONDS 12
#define OVERLAY_KEY "dovetail-toast-overlay"

void
dovetail_window_toasts_register (GtkWindow *window, AdwToastOverlay *overlay)
{
  g_return_if_fail (GTK_IS_WINDOW (window));
  g_return_if_fail (ADW_IS_TOAST_OVERLAY (overlay));

  g_object_set_data (G_OBJECT (window), OVERLAY_KEY, overlay);
}

static GtkWindow *
find_main_window (DovetailApplication *application)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (application)); l != NULL; l = l->next)
    if (DOVETAIL_IS_WINDOW (l->data))
      return l->data;
  return NULL;
}

void
dovetail_window_toasts_show (GtkWindow *window, DovetailApplication *application, AdwToast *toast)
{
  g_return_if_fail (DOVETAIL_IS_APPLICATION (application));
  g_return_if_fail (ADW_IS_TOAST (toast));

  for (GtkWindow *w = window; w != NULL; w = gtk_window_get_transient_for (w))
    {
      AdwToastOverlay *overlay = g_object_get_data (G_OBJECT (w), OVERLAY_KEY);

      if (overlay != NULL)
        {
          adw_toast_overlay_add_toast (overlay, toast);
          return;
        }
      if (DOVETAIL_IS_WINDOW (w))
        {
          dovetail_window_add_toast (DOVETAIL_WINDOW (w), toast);
          return;
        }
    }
  window = find_main_window (application);
  if (window != NULL)
    dovetail_window_add_toast (DOVETAIL_WINDOW (window), toast);
  else
    g_object_unref (toast);
}

/* A toast's title is markup. */
static AdwToast *
make_toast (const char *words)
{
  g_autofree char *escaped = g_markup_escape_text (words, -1);

  return adw_toast_new (escaped);
}

void
dovetail_window_toasts_say (GtkWindow *window, DovetailApplication *application, const char *words)
{
  g_return_if_fail (words != NULL);
  dovetail_window_toasts_show (window, application, make_toast (words));
}

void
dovetail_window_toasts_offer_undo (GtkWindow *window,
                                   DovetailApplication *application,
                                   const char *words,
                                   GCallback undo,
                                   gpointer data,
                                   GDestroyNotify destroy)
{
  g_return_if_fail (words != NULL);

  AdwToast *toast = make_toast (words);

  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  g_object_set_data_full (G_OBJECT (toast), "dovetail-undo", data, destroy);
  g_signal_connect (toast, "button-clicked", undo, data);
  dovetail_window_toasts_show (window, application, toast);
}
