/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Chooses the list that tasks are moved to. */

#include "app/move-popover.h"

#include <glib/gi18n.h>

#include "app/application.h"
#include "app/sidebar-row.h"

struct _DovetailMovePopover
{
  GtkPopover parent_instance;

  GtkEditable *entry;
  GtkListBox *list_box;

  DovetailListCatalog *lists; /* not owned: the application's */
};

G_DEFINE_FINAL_TYPE (DovetailMovePopover, dovetail_move_popover, GTK_TYPE_POPOVER)

static guint chosen_signal;

/* GTK 4.8 warns of an entry that goes while it has the focus. */
static void
close_popover (DovetailMovePopover *self)
{
  gtk_root_set_focus (gtk_widget_get_root (GTK_WIDGET (self)), NULL);
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
on_row_activated (GtkListBox *list_box, GtkListBoxRow *list_row, DovetailMovePopover *self)
{
  DovetailSidebarRow *row = DOVETAIL_SIDEBAR_ROW (list_row);
  g_autofree char *list_id = g_strdup (dovetail_sidebar_row_get_list_id (row));
  g_autofree char *name = g_strdup (dovetail_sidebar_row_get_title (row));

  close_popover (self);
  g_signal_emit (self, chosen_signal, 0, list_id, name);
}

static gboolean
matches (GtkListBoxRow *list_row, gpointer user_data)
{
  DovetailMovePopover *self = user_data;
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (self->entry), -1);
  g_autofree char *name
      = g_utf8_casefold (dovetail_sidebar_row_get_title (DOVETAIL_SIDEBAR_ROW (list_row)), -1);

  return strstr (name, wanted) != NULL;
}

static void
on_search_changed (DovetailMovePopover *self)
{
  gtk_list_box_invalidate_filter (self->list_box);
}

/* The first that is shown. */
static void
on_entry_activate (DovetailMovePopover *self)
{
  GtkListBoxRow *row;

  gtk_list_box_invalidate_filter (self->list_box);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list_box, i)) != NULL; i++)
    if (matches (row, self))
      {
        on_row_activated (self->list_box, row, self);
        return;
      }
}

/* Read when it is opened: what is closed need not follow. */
static void
on_show (DovetailMovePopover *self)
{
  GListModel *lists = G_LIST_MODEL (self->lists);
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list_box, 0)) != NULL)
    gtk_list_box_remove (self->list_box, GTK_WIDGET (row));
  gtk_editable_set_text (self->entry, "");
  gtk_list_box_append (self->list_box, dovetail_sidebar_row_new (DOVETAIL_SIDEBAR_VIEW, DOVETAIL_VIEW_INBOX,
                                                                 _ ("Inbox"), "dovetail-inbox-symbolic"));
  for (guint i = 0; i < g_list_model_get_n_items (lists); i++)
    {
      g_autoptr (DovetailListItem) item = g_list_model_get_item (lists, i);

      gtk_list_box_append (self->list_box,
                           dovetail_sidebar_row_new_list (dovetail_list_item_get_id (item),
                                                          dovetail_list_item_get_name (item),
                                                          dovetail_list_item_get_colour (item)));
    }
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
dovetail_move_popover_class_init (DovetailMovePopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  chosen_signal = g_signal_new ("chosen", DOVETAIL_TYPE_MOVE_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, DOVETAIL_RESOURCE_PATH "/move-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, DovetailMovePopover, entry);
  gtk_widget_class_bind_template_child (widget_class, DovetailMovePopover, list_box);
  gtk_widget_class_bind_template_callback (widget_class, close_popover);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
dovetail_move_popover_init (DovetailMovePopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_filter_func (self->list_box, matches, self, NULL);
}

void
dovetail_move_popover_set_lists (DovetailMovePopover *self, DovetailListCatalog *lists)
{
  g_return_if_fail (DOVETAIL_IS_MOVE_POPOVER (self));
  g_return_if_fail (self->lists == NULL);

  self->lists = lists;
  g_signal_connect (self, "show", G_CALLBACK (on_show), NULL);
}
