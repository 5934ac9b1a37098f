/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/task-focus.h"

#include "app/task-slot.h"

gboolean
dovetail_task_focus_find (GtkListView *list_view, DovetailTaskRows *rows, guint *position)
{
  GtkWidget *focused = gtk_widget_get_focus_child (GTK_WIDGET (list_view));
  GtkWidget *slot = focused == NULL ? NULL : gtk_widget_get_first_child (focused);
  DovetailTaskItem *item
      = DOVETAIL_IS_TASK_SLOT (slot) ? dovetail_task_slot_get_item (DOVETAIL_TASK_SLOT (slot)) : NULL;

  return item != NULL && dovetail_task_rows_find (rows, dovetail_task_item_get_row_id (item), position);
}

gboolean
dovetail_task_focus_move (GtkListView *list_view,
                          DovetailTaskRows *rows,
                          DovetailTaskRowFactory *factory,
                          guint position)
{
  GArray *open = dovetail_task_rows_get_open (rows);
  GtkWidget *slot;

  if (open->len == 0)
    return FALSE;
  position = MIN (position, open->len - 1);
  gtk_widget_activate_action (GTK_WIDGET (list_view), "list.scroll-to-item", "u", position);
  slot = dovetail_task_row_factory_find (factory, g_array_index (open, gint64, position));
  if (slot != NULL && gtk_widget_get_parent (slot) != NULL)
    gtk_widget_grab_focus (gtk_widget_get_parent (slot));
  return TRUE;
}

void
dovetail_task_focus_list_near (GtkListView *list_view,
                               DovetailTaskRows *rows,
                               DovetailTaskRowFactory *factory,
                               GArray *near)
{
  guint first, last, focused;

  if (dovetail_task_row_factory_get_seen (factory, &first, &last))
    {
      g_array_append_val (near, first);
      g_array_append_val (near, last);
    }
  if (dovetail_task_focus_find (list_view, rows, &focused))
    g_array_append_val (near, focused);
}
