/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The main window: a page of start-up, or the tasks with their sidebar and details. */

#include "app/window.h"

#include <glib/gi18n.h>

struct _DovetailWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toast_overlay;
  GtkStack        *pages;
  AdwBin          *start_page;
};

G_DEFINE_FINAL_TYPE (DovetailWindow, dovetail_window, ADW_TYPE_APPLICATION_WINDOW)

static void
dovetail_window_class_init (DovetailWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, DOVETAIL_RESOURCE_PATH "/window.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, DovetailWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, DovetailWindow, start_page);
}

static void
dovetail_window_init (DovetailWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

DovetailWindow *
dovetail_window_new (DovetailApplication *application)
{
  return g_object_new (DOVETAIL_TYPE_WINDOW, "application", application, NULL);
}

void
dovetail_window_add_toast (DovetailWindow *self,
                           AdwToast       *toast)
{
  g_return_if_fail (DOVETAIL_IS_WINDOW (self));
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

void
dovetail_window_show_page (DovetailWindow *self,
                           GtkWidget      *page)
{
  g_return_if_fail (DOVETAIL_IS_WINDOW (self));

  adw_bin_set_child (self->start_page, page);
  gtk_stack_set_visible_child_name (self->pages, "start");
}

void
dovetail_window_show_tasks (DovetailWindow *self)
{
  g_return_if_fail (DOVETAIL_IS_WINDOW (self));

  gtk_stack_set_visible_child_name (self->pages, "tasks");
  adw_bin_set_child (self->start_page, NULL);
}
