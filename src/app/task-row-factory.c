/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows of a task list: made once, bound and bound again while scrolling. */

#include "app/task-row-factory.h"

#include "app/completed-fold.h"

#define ROW_KEY "task-row"

struct _DovetailTaskRowFactory
{
  GObject parent_instance;

  DovetailApplication *application; /* not owned: it outlives its windows */
  GHashTable *list_items;           /* GtkListItem, not owned: those that live */
  gboolean show_list;
  gboolean selecting;
};

G_DEFINE_FINAL_TYPE (DovetailTaskRowFactory, dovetail_task_row_factory, G_TYPE_OBJECT)

enum
{
  SIGNAL_OPENED,
  SIGNAL_SELECT_TOGGLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static DovetailTaskRow *
row_of (gpointer list_item)
{
  return g_object_get_data (list_item, ROW_KEY);
}

static void
on_opened (GtkListItem *list_item, DovetailTaskRow *row)
{
  DovetailTaskRowFactory *self = g_object_get_data (G_OBJECT (row), "factory");
  GObject *item = gtk_list_item_get_item (list_item);

  if (DOVETAIL_IS_TASK_ITEM (item))
    g_signal_emit (self, signals[SIGNAL_OPENED], 0, item);
}

static void
on_select_toggled (GtkListItem *list_item, DovetailTaskRow *row)
{
  DovetailTaskRowFactory *self = g_object_get_data (G_OBJECT (row), "factory");
  guint position = gtk_list_item_get_position (list_item);

  if (position != GTK_INVALID_LIST_POSITION)
    g_signal_emit (self, signals[SIGNAL_SELECT_TOGGLED], 0, position);
}

static void
on_selected_changed (GtkListItem *list_item)
{
  dovetail_task_row_set_selected (row_of (list_item), gtk_list_item_get_selected (list_item));
}

static void
on_setup (GtkListItemFactory *factory, GtkListItem *list_item, DovetailTaskRowFactory *self)
{
  GtkWidget *row = dovetail_task_row_new (self->application);

  g_object_set_data (G_OBJECT (row), "factory", self);
  g_signal_connect_object (row, "opened", G_CALLBACK (on_opened), list_item, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "select-toggled", G_CALLBACK (on_select_toggled), list_item,
                           G_CONNECT_SWAPPED);
  g_signal_connect (list_item, "notify::selected", G_CALLBACK (on_selected_changed), NULL);
  g_object_set_data_full (G_OBJECT (list_item), ROW_KEY, g_object_ref_sink (row), g_object_unref);
  g_hash_table_add (self->list_items, list_item);
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *list_item, DovetailTaskRowFactory *self)
{
  DovetailTaskRow *row = row_of (list_item);
  GObject *item = gtk_list_item_get_item (list_item);

  if (DOVETAIL_IS_COMPLETED_FOLD (item))
    {
      gtk_list_item_set_child (list_item,
                               dovetail_completed_fold_create_row (DOVETAIL_COMPLETED_FOLD (item)));
      gtk_list_item_set_selectable (list_item, FALSE);
      return;
    }
  gtk_list_item_set_child (list_item, GTK_WIDGET (row));
  gtk_list_item_set_selectable (list_item, TRUE);
  dovetail_task_row_set_show_list (row, self->show_list);
  dovetail_task_row_set_selecting (row, self->selecting);
  dovetail_task_row_set_selected (row, gtk_list_item_get_selected (list_item));
  dovetail_task_row_set_item (row, DOVETAIL_TASK_ITEM (item));
}

static void
on_unbind (GtkListItemFactory *factory, GtkListItem *list_item, DovetailTaskRowFactory *self)
{
  dovetail_task_row_set_item (row_of (list_item), NULL);
}

static void
on_teardown (GtkListItemFactory *factory, GtkListItem *list_item, DovetailTaskRowFactory *self)
{
  g_hash_table_remove (self->list_items, list_item);
}

static void
dovetail_task_row_factory_finalize (GObject *object)
{
  g_hash_table_unref (DOVETAIL_TASK_ROW_FACTORY (object)->list_items);
  G_OBJECT_CLASS (dovetail_task_row_factory_parent_class)->finalize (object);
}

static void
dovetail_task_row_factory_class_init (DovetailTaskRowFactoryClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = dovetail_task_row_factory_finalize;
  signals[SIGNAL_OPENED] = g_signal_new ("opened", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                         1, DOVETAIL_TYPE_TASK_ITEM);
  signals[SIGNAL_SELECT_TOGGLED] = g_signal_new ("select-toggled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                                 NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
dovetail_task_row_factory_init (DovetailTaskRowFactory *self)
{
  self->list_items = g_hash_table_new (NULL, NULL);
}

DovetailTaskRowFactory *
dovetail_task_row_factory_new (DovetailApplication *application, GtkListView *list_view)
{
  DovetailTaskRowFactory *self = g_object_new (DOVETAIL_TYPE_TASK_ROW_FACTORY, NULL);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->application = application;
  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_unbind), self, 0);
  g_signal_connect_object (factory, "teardown", G_CALLBACK (on_teardown), self, 0);
  gtk_list_view_set_factory (list_view, factory);
  return self;
}

void
dovetail_task_row_factory_set_show_list (DovetailTaskRowFactory *self, gboolean show)
{
  g_return_if_fail (DOVETAIL_IS_TASK_ROW_FACTORY (self));
  self->show_list = show;
}

void
dovetail_task_row_factory_set_selecting (DovetailTaskRowFactory *self, gboolean selecting)
{
  GHashTableIter iter;
  gpointer list_item;

  g_return_if_fail (DOVETAIL_IS_TASK_ROW_FACTORY (self));

  self->selecting = selecting;
  g_hash_table_iter_init (&iter, self->list_items);
  while (g_hash_table_iter_next (&iter, &list_item, NULL))
    dovetail_task_row_set_selecting (row_of (list_item), selecting);
}

DovetailTaskRow *
dovetail_task_row_factory_find (DovetailTaskRowFactory *self, gint64 row_id)
{
  GHashTableIter iter;
  gpointer list_item;

  g_return_val_if_fail (DOVETAIL_IS_TASK_ROW_FACTORY (self), NULL);

  g_hash_table_iter_init (&iter, self->list_items);
  while (g_hash_table_iter_next (&iter, &list_item, NULL))
    {
      DovetailTaskItem *item = dovetail_task_row_get_item (row_of (list_item));

      if (item != NULL && dovetail_task_item_get_row_id (item) == row_id)
        return row_of (list_item);
    }
  return NULL;
}
