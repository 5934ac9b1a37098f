/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One line on top of whatever the user is doing: adds a task and is gone. */

#include "app/quick-add-window.h"

#include "app/quick-add-entry.h"
#include "app/secondary-window.h"
#include "app/window-toasts.h"

struct _DovetailQuickAddWindow
{
  AdwWindow parent_instance;

  AdwToastOverlay *toast_overlay;
  DovetailQuickAddEntry *entry;
};

G_DEFINE_FINAL_TYPE (DovetailQuickAddWindow, dovetail_quick_add_window, ADW_TYPE_WINDOW)

static void
on_added (DovetailQuickAddWindow *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static void
dovetail_quick_add_window_class_init (DovetailQuickAddWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (DOVETAIL_TYPE_QUICK_ADD_ENTRY);
  gtk_widget_class_set_template_from_resource (widget_class, DOVETAIL_RESOURCE_PATH "/quick-add-window.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailQuickAddWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, DovetailQuickAddWindow, entry);
  gtk_widget_class_bind_template_callback (widget_class, on_added);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
dovetail_quick_add_window_init (DovetailQuickAddWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  dovetail_window_toasts_register (GTK_WINDOW (self), self->toast_overlay);
}

static DovetailQuickAddWindow *
create (DovetailApplication *application)
{
  DovetailQuickAddWindow *self
      = g_object_new (DOVETAIL_TYPE_QUICK_ADD_WINDOW, "application", application, NULL);

  dovetail_quick_add_entry_set_application (self->entry, application);
  dovetail_quick_add_entry_set_place (self->entry, DOVETAIL_VIEW_INBOX, NULL);
  return self;
}

void
dovetail_quick_add_window_present (DovetailApplication *application)
{
  GtkWindow *window;

  g_return_if_fail (DOVETAIL_IS_APPLICATION (application));

  window = dovetail_secondary_window_find (GTK_APPLICATION (application), DOVETAIL_TYPE_QUICK_ADD_WINDOW);
  if (window == NULL)
    window = GTK_WINDOW (create (application));
  dovetail_application_present (application, window);
  dovetail_quick_add_entry_focus (DOVETAIL_QUICK_ADD_WINDOW (window)->entry, NULL);
}
