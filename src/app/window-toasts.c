/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Toasts for whichever window the user looks at: a dialog that closes leaves its toast to the window below.
 */
#include "app/window-toasts.h"

#include <glib/gi18n.h>

#include "app/window.h"

#define UNDO_SECONDS 12
#define OVERLAY_KEY "dovetail-toast-overlay"

/* The buttons of a toast are built from a template, after which GTK 4.8 reads "Undo Undo" to a screen reader,
 * and of the cross the name of its class. */
static void
name_button (GtkButton *button)
{
  const char *label = gtk_button_get_label (button);

  gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label != NULL ? label : _ ("Close"), -1);
}

static void
name_buttons_below (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    {
      name_button (GTK_BUTTON (widget));
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_buttons_below (child);
}

static void
toasts_changed (GListModel *children, guint position, guint removed, guint added, AdwToastOverlay *overlay)
{
  GtkWidget *content = adw_toast_overlay_get_child (overlay);

  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (GtkWidget) child = g_list_model_get_item (children, i);

      if (child != content)
        name_buttons_below (child);
    }
}

void
dovetail_window_toasts_register (GtkWindow *window, AdwToastOverlay *overlay)
{
  g_return_if_fail (GTK_IS_WINDOW (window));
  g_return_if_fail (ADW_IS_TOAST_OVERLAY (overlay));

  GListModel *children = gtk_widget_observe_children (GTK_WIDGET (overlay));

  g_signal_connect_object (children, "items-changed", G_CALLBACK (toasts_changed), overlay, 0);
  /* The overlay does not own the model of its children. */
  g_object_set_data_full (G_OBJECT (overlay), "dovetail-children", children, g_object_unref);
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

      /* in the main window the newest toast takes the place of the one before */
      if (DOVETAIL_IS_WINDOW (w))
        {
          dovetail_window_add_toast (DOVETAIL_WINDOW (w), toast);
          return;
        }
      if (overlay != NULL)
        {
          adw_toast_overlay_add_toast (overlay, toast);
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
