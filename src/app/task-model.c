/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Row ids as a GListModel whose items come into being when they are shown. */

#include "app/task-model.h"

#include "app/row-changes.h"

struct _DovetailTaskModel
{
  GObject parent_instance;

  DovetailStore *store;
  GArray *rows;      /* gint64 */
  GHashTable *items; /* row id -> DovetailTaskItem, not owned: those somebody shows */
};

static void dovetail_task_model_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DovetailTaskModel,
                               dovetail_task_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, dovetail_task_model_list_model_init))

static GType
dovetail_task_model_get_item_type (GListModel *model)
{
  /* G_TYPE_OBJECT: so that it can stand in one flattened list beside other kinds of rows */
  return G_TYPE_OBJECT;
}

static guint
dovetail_task_model_get_n_items (GListModel *model)
{
  return DOVETAIL_TASK_MODEL (model)->rows->len;
}

static void
on_item_gone (gpointer user_data, GObject *gone)
{
  DovetailTaskModel *self = user_data;
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    if (item == (gpointer) gone)
      {
        g_hash_table_iter_remove (&iter);
        return;
      }
}

static gpointer
dovetail_task_model_get_item (GListModel *model, guint position)
{
  DovetailTaskModel *self = DOVETAIL_TASK_MODEL (model);
  DovetailTaskItem *item;
  gint64 row_id;

  if (position >= self->rows->len)
    return NULL;
  row_id = g_array_index (self->rows, gint64, position);
  item = g_hash_table_lookup (self->items, &row_id);
  if (item != NULL)
    return g_object_ref (item);

  item = dovetail_task_item_new (self->store, row_id);
  g_hash_table_insert (self->items, g_memdup2 (&row_id, sizeof row_id), item);
  g_object_weak_ref (G_OBJECT (item), on_item_gone, self);
  return item;
}

static void
dovetail_task_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = dovetail_task_model_get_item_type;
  iface->get_n_items = dovetail_task_model_get_n_items;
  iface->get_item = dovetail_task_model_get_item;
}

static void
dovetail_task_model_finalize (GObject *object)
{
  DovetailTaskModel *self = DOVETAIL_TASK_MODEL (object);
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    g_object_weak_unref (item, on_item_gone, self);
  g_hash_table_unref (self->items);
  g_array_unref (self->rows);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (dovetail_task_model_parent_class)->finalize (object);
}

static void
dovetail_task_model_class_init (DovetailTaskModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dovetail_task_model_finalize;
}

static void
dovetail_task_model_init (DovetailTaskModel *self)
{
  self->rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->items = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

DovetailTaskModel *
dovetail_task_model_new (DovetailStore *store)
{
  DovetailTaskModel *self = g_object_new (DOVETAIL_TYPE_TASK_MODEL, NULL);

  self->store = g_object_ref (store);
  return self;
}

static void
refresh_items (DovetailTaskModel *self)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    g_ptr_array_add (items, g_object_ref (item));
  for (guint i = 0; i < items->len; i++)
    dovetail_task_item_refresh (items->pdata[i]);
}

/* A model must hold what it announces at each step, so the steps are played on the old array one by one. */
static void
play_changes (DovetailTaskModel *self, GArray *changes, GArray *rows)
{
  for (guint i = 0; i < changes->len; i++)
    {
      DovetailRowChange *change = &g_array_index (changes, DovetailRowChange, i);

      if (changes->len == 1)
        {
          g_array_set_size (self->rows, 0);
          g_array_append_vals (self->rows, rows->data, rows->len);
        }
      else
        {
          if (change->removed > 0)
            g_array_remove_range (self->rows, change->position, change->removed);
          if (change->added > 0)
            g_array_insert_vals (self->rows, change->position,
                                 &g_array_index (rows, gint64, change->position), change->added);
        }
      g_list_model_items_changed (G_LIST_MODEL (self), change->position, change->removed, change->added);
    }
}

void
dovetail_task_model_set_rows (DovetailTaskModel *self, GArray *rows)
{
  g_autoptr (GArray) changes = NULL;

  g_return_if_fail (DOVETAIL_IS_TASK_MODEL (self));
  g_return_if_fail (rows != NULL);

  changes = dovetail_row_changes_compute (self->rows, rows);
  play_changes (self, changes, rows);
  refresh_items (self);
}

gint
dovetail_task_model_find (DovetailTaskModel *self, gint64 row_id)
{
  g_return_val_if_fail (DOVETAIL_IS_TASK_MODEL (self), -1);

  for (guint i = 0; i < self->rows->len; i++)
    if (g_array_index (self->rows, gint64, i) == row_id)
      return i;
  return -1;
}
