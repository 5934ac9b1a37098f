/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A multiple selection that holds positions and nothing else. */

#include "app/task-selection.h"

struct _DovetailTaskSelection
{
  GObject parent_instance;

  GListModel *model;
  GtkBitset *selected;
};

static void dovetail_task_selection_list_model_init (GListModelInterface *iface);
static void dovetail_task_selection_selection_model_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DovetailTaskSelection,
                               dovetail_task_selection,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      dovetail_task_selection_list_model_init)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                          dovetail_task_selection_selection_model_init))

static GType
dovetail_task_selection_get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
dovetail_task_selection_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (DOVETAIL_TASK_SELECTION (model)->model);
}

static gpointer
dovetail_task_selection_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (DOVETAIL_TASK_SELECTION (model)->model, position);
}

static void
dovetail_task_selection_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = dovetail_task_selection_get_item_type;
  iface->get_n_items = dovetail_task_selection_get_n_items;
  iface->get_item = dovetail_task_selection_get_item;
}

static gboolean
dovetail_task_selection_is_selected (GtkSelectionModel *model, guint position)
{
  return gtk_bitset_contains (DOVETAIL_TASK_SELECTION (model)->selected, position);
}

static GtkBitset *
dovetail_task_selection_get_selection_in_range (GtkSelectionModel *model, guint position, guint n_items)
{
  return gtk_bitset_ref (DOVETAIL_TASK_SELECTION (model)->selected);
}

static gboolean
dovetail_task_selection_set_selection (GtkSelectionModel *model, GtkBitset *selected, GtkBitset *mask)
{
  DovetailTaskSelection *self = DOVETAIL_TASK_SELECTION (model);
  g_autoptr (GtkBitset) changes = gtk_bitset_copy (self->selected);
  g_autoptr (GtkBitset) before = g_steal_pointer (&self->selected);
  guint first, last;

  /* others may hold the one that was handed out */
  self->selected = gtk_bitset_copy (before);
  gtk_bitset_difference (changes, selected);
  gtk_bitset_intersect (changes, mask);
  gtk_bitset_remove_range_closed (changes, dovetail_task_selection_get_n_items (G_LIST_MODEL (self)),
                                  G_MAXUINT);
  if (gtk_bitset_is_empty (changes))
    return TRUE;
  gtk_bitset_difference (self->selected, changes);
  first = gtk_bitset_get_minimum (changes);
  last = gtk_bitset_get_maximum (changes);
  gtk_selection_model_selection_changed (model, first, last - first + 1);
  return TRUE;
}

static void
dovetail_task_selection_selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = dovetail_task_selection_is_selected;
  iface->get_selection_in_range = dovetail_task_selection_get_selection_in_range;
  iface->set_selection = dovetail_task_selection_set_selection;
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, DovetailTaskSelection *self)
{
  GtkBitset *selected = gtk_bitset_copy (self->selected);

  gtk_bitset_splice (selected, position, removed, added);
  gtk_bitset_unref (self->selected);
  self->selected = selected;
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
dovetail_task_selection_finalize (GObject *object)
{
  DovetailTaskSelection *self = DOVETAIL_TASK_SELECTION (object);

  gtk_bitset_unref (self->selected);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (dovetail_task_selection_parent_class)->finalize (object);
}

static void
dovetail_task_selection_class_init (DovetailTaskSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dovetail_task_selection_finalize;
}

static void
dovetail_task_selection_init (DovetailTaskSelection *self)
{
  self->selected = gtk_bitset_new_empty ();
}

DovetailTaskSelection *
dovetail_task_selection_new (GListModel *model)
{
  DovetailTaskSelection *self = g_object_new (DOVETAIL_TYPE_TASK_SELECTION, NULL);

  self->model = model;
  g_signal_connect_object (model, "items-changed", G_CALLBACK (on_items_changed), self, 0);
  return self;
}
