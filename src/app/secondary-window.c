/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Windows beside the main one: at most one of a kind, and on a small screen as small as the main window. */

#include "app/secondary-window.h"

/* Below this the main window fills a small screen, and so has a window above it. */
#define ROOMY_WIDTH 600
#define ROOMY_HEIGHT 500

GtkWindow *
dovetail_secondary_window_find (GtkApplication *application, GType type)
{
  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (g_type_is_a (G_OBJECT_TYPE (l->data), type))
      return l->data;
  return NULL;
}

static int
fit (int wanted, int available, int roomy)
{
  return available > 0 && available < roomy ? MIN (wanted, available) : wanted;
}

void
dovetail_secondary_window_present (GtkWindow *window)
{
  GtkWindow *parent = gtk_window_get_transient_for (window);

  if (parent != NULL && !gtk_widget_get_visible (GTK_WIDGET (window)))
    {
      int width, height;

      gtk_window_get_default_size (window, &width, &height);
      gtk_window_set_default_size (
          window, fit (width, gtk_widget_get_width (GTK_WIDGET (parent)), ROOMY_WIDTH),
          fit (height, gtk_widget_get_height (GTK_WIDGET (parent)), ROOMY_HEIGHT));
    }
  gtk_window_present (window);
}
