/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/task-shortcuts.h"

#include "app/bulk-bar.h"

static void
add_action (GtkShortcutController *shortcuts, const char *keys, const char *action, GVariant *target)
{
  GtkShortcut *shortcut
      = gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys), gtk_named_action_new (action));

  if (target != NULL)
    gtk_shortcut_set_arguments (shortcut, target);
  gtk_shortcut_controller_add_shortcut (shortcuts, shortcut);
}

void
dovetail_task_shortcuts_add (GtkWidget *list_view)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkShortcutController *shortcuts = GTK_SHORTCUT_CONTROLLER (controller);

  g_return_if_fail (GTK_IS_WIDGET (list_view));

  add_action (shortcuts, "Delete|KP_Delete", "tasks.delete", NULL);
  add_action (shortcuts, "<Control>Return|<Control>KP_Enter", "tasks.complete", NULL);
  add_action (shortcuts, "<Alt>Up", "tasks.move", g_variant_new_boolean (TRUE));
  add_action (shortcuts, "<Alt>Down", "tasks.move", g_variant_new_boolean (FALSE));
  add_action (shortcuts, "<Control>m", "tasks.menu", g_variant_new_int32 (DOVETAIL_BULK_MENU_MOVE));
  add_action (shortcuts, "<Control>d", "tasks.menu", g_variant_new_int32 (DOVETAIL_BULK_MENU_DUE));
  add_action (shortcuts, "<Control>i", "tasks.menu", g_variant_new_int32 (DOVETAIL_BULK_MENU_PRIORITY));
  add_action (shortcuts, "<Control>t", "tasks.menu", g_variant_new_int32 (DOVETAIL_BULK_MENU_TAGS));
  gtk_widget_add_controller (list_view, controller);
}
