/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The check of a task, round, and with an action that assistive technologies can take. */

#include "app/task-check.h"

struct _DovetailTaskCheck
{
  GtkCheckButton parent_instance;
};

G_DEFINE_FINAL_TYPE (DovetailTaskCheck, dovetail_task_check, GTK_TYPE_CHECK_BUTTON)

static void
toggle (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkCheckButton *check = GTK_CHECK_BUTTON (widget);

  gtk_check_button_set_active (check, !gtk_check_button_get_active (check));
}

static void
dovetail_task_check_class_init (DovetailTaskCheckClass *klass)
{
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "check.toggle", NULL, toggle);
}

static void
dovetail_task_check_init (DovetailTaskCheck *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self), "selection-mode");
}

GtkWidget *
dovetail_task_check_new (void)
{
  return g_object_new (DOVETAIL_TYPE_TASK_CHECK, NULL);
}
