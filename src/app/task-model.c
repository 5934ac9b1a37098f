/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Row ids as a GListModel whose items come into being when they are shown. */

#include "app/task-model.h"

#include "app/row-changes.h"

struct _DovetailTaskModel
{
  GObject parent_instance;

  DovetailStore *store;
  GArray *rows;      /* gint64; never changed in place */
  GHashTable *items; /* row id -> Shown */

  /* While changes are announced one by one: before this position the new rows, from there on the old ones. */
  GArray *old_rows; /* NULL: all has been announced */
  guint boundary;
  guint old_boundary; /* the same place in the old rows */

  guint announced; /* so many rows are said to be there, while a new list grows */
  guint grow_id;

  GQueue stale; /* items to be read again */
  guint stale_id;
};

/* An item somebody shows. */
typedef struct
{
  DovetailTaskModel *model;
  gint64 row_id;
  DovetailTaskItem *item; /* not owned */
} Shown;

#define SLICE_MICROSECONDS 4000
/* GTK makes a widget for each of the first 200 items at once, which takes longer than a frame lasts. More than the
 * largest screen shows at a time. */
#define PORTION 40
#define ENOUGH_ANNOUNCED 240

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
  DovetailTaskModel *self = DOVETAIL_TASK_MODEL (model);

  if (self->old_rows != NULL)
    return self->boundary + self->old_rows->len - self->old_boundary;
  return MIN (self->rows->len, self->announced);
}

static gint64
row_at (DovetailTaskModel *self, guint position)
{
  if (self->old_rows != NULL && position >= self->boundary)
    return g_array_index (self->old_rows, gint64, position - self->boundary + self->old_boundary);
  return g_array_index (self->rows, gint64, position);
}

/* Rows alone tell which item went: it is nothing any more. */
static void
on_item_gone (gpointer user_data, GObject *gone)
{
  Shown *shown = user_data;

  g_hash_table_remove (shown->model->items, &shown->row_id);
}

static gpointer
dovetail_task_model_get_item (GListModel *model, guint position)
{
  DovetailTaskModel *self = DOVETAIL_TASK_MODEL (model);
  Shown *shown;
  gint64 row_id;

  if (position >= dovetail_task_model_get_n_items (model))
    return NULL;
  row_id = row_at (self, position);
  shown = g_hash_table_lookup (self->items, &row_id);
  if (shown != NULL)
    return g_object_ref (shown->item);

  shown = g_new0 (Shown, 1);
  shown->model = self;
  shown->row_id = row_id;
  shown->item = dovetail_task_item_new (self->store, row_id);
  g_hash_table_insert (self->items, &shown->row_id, shown);
  g_object_weak_ref (G_OBJECT (shown->item), on_item_gone, shown);
  return shown->item;
}

static void
dovetail_task_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = dovetail_task_model_get_item_type;
  iface->get_n_items = dovetail_task_model_get_n_items;
  iface->get_item = dovetail_task_model_get_item;
}

static void
dovetail_task_model_dispose (GObject *object)
{
  DovetailTaskModel *self = DOVETAIL_TASK_MODEL (object);

  g_clear_handle_id (&self->grow_id, g_source_remove);
  g_clear_handle_id (&self->stale_id, g_source_remove);
  g_queue_clear_full (&self->stale, g_object_unref);
  G_OBJECT_CLASS (dovetail_task_model_parent_class)->dispose (object);
}

static void
dovetail_task_model_finalize (GObject *object)
{
  DovetailTaskModel *self = DOVETAIL_TASK_MODEL (object);
  GHashTableIter iter;
  gpointer shown;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &shown))
    g_object_weak_unref (G_OBJECT (((Shown *) shown)->item), on_item_gone, shown);
  g_hash_table_unref (self->items);
  g_array_unref (self->rows);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (dovetail_task_model_parent_class)->finalize (object);
}

static void
dovetail_task_model_class_init (DovetailTaskModelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dovetail_task_model_dispose;
  G_OBJECT_CLASS (klass)->finalize = dovetail_task_model_finalize;
}

static void
dovetail_task_model_init (DovetailTaskModel *self)
{
  self->rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->announced = G_MAXUINT;
  self->items = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
}

DovetailTaskModel *
dovetail_task_model_new (DovetailStore *store)
{
  DovetailTaskModel *self = g_object_new (DOVETAIL_TYPE_TASK_MODEL, NULL);

  self->store = g_object_ref (store);
  return self;
}

/* A screen of rows takes longer to be read than a frame lasts. */
static gboolean
refresh_some (gpointer user_data)
{
  DovetailTaskModel *self = user_data;
  gint64 end = g_get_monotonic_time () + SLICE_MICROSECONDS;

  while (!g_queue_is_empty (&self->stale) && g_get_monotonic_time () < end)
    {
      g_autoptr (DovetailTaskItem) item = g_queue_pop_head (&self->stale);

      dovetail_task_item_refresh (item);
    }
  if (!g_queue_is_empty (&self->stale))
    return G_SOURCE_CONTINUE;
  self->stale_id = 0;
  return G_SOURCE_REMOVE;
}

static void
refresh_items (DovetailTaskModel *self)
{
  GHashTableIter iter;
  gpointer shown;

  g_queue_clear_full (&self->stale, g_object_unref);
  g_clear_handle_id (&self->stale_id, g_source_remove);
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &shown))
    g_queue_push_tail (&self->stale, g_object_ref (((Shown *) shown)->item));
  if (refresh_some (self) == G_SOURCE_CONTINUE)
    self->stale_id = g_idle_add (refresh_some, self);
}

static void
announce (DovetailTaskModel *self, guint announced)
{
  guint before = MIN (self->rows->len, self->announced);

  self->announced = announced;
  g_list_model_items_changed (G_LIST_MODEL (self), before, 0, MIN (self->rows->len, announced) - before);
}

static gboolean
grow (gpointer user_data)
{
  DovetailTaskModel *self = user_data;

  if (self->announced + PORTION < MIN (ENOUGH_ANNOUNCED, self->rows->len))
    {
      announce (self, self->announced + PORTION);
      return G_SOURCE_CONTINUE;
    }
  self->grow_id = 0;
  announce (self, G_MAXUINT);
  return G_SOURCE_REMOVE;
}

static void
stop_growing (DovetailTaskModel *self)
{
  if (self->grow_id == 0)
    return;
  g_clear_handle_id (&self->grow_id, g_source_remove);
  announce (self, G_MAXUINT);
}

/* Takes the rows; there were none before. */
static void
start_growing (DovetailTaskModel *self, GArray *rows)
{
  g_array_unref (self->rows);
  self->rows = rows;
  self->announced = 0;
  announce (self, PORTION);
  self->grow_id = g_idle_add_full (G_PRIORITY_LOW, grow, self, NULL);
}

/* A model must hold what it announces at each step. */
static void
play (DovetailTaskModel *self, GArray *rows, GArray *changes)
{
  self->old_rows = g_steal_pointer (&self->rows);
  self->rows = g_array_ref (rows);
  self->boundary = self->old_boundary = 0;
  for (guint i = 0; i < changes->len; i++)
    {
      const DovetailRowChange *change = &g_array_index (changes, DovetailRowChange, i);

      self->old_boundary += change->position - self->boundary + change->removed;
      self->boundary = change->position + change->added;
      g_list_model_items_changed (G_LIST_MODEL (self), change->position, change->removed, change->added);
    }
  g_clear_pointer (&self->old_rows, g_array_unref);
}

void
dovetail_task_model_play_rows (DovetailTaskModel *self, GArray *rows, GArray *changes)
{
  g_return_if_fail (DOVETAIL_IS_TASK_MODEL (self));
  g_return_if_fail (rows != NULL && changes != NULL);

  stop_growing (self);
  if (self->rows->len == 0 && rows->len > PORTION)
    start_growing (self, g_array_ref (rows));
  else
    play (self, rows, changes);
  refresh_items (self);
}

void
dovetail_task_model_set_rows (DovetailTaskModel *self, GArray *rows)
{
  g_autoptr (GArray) copy = NULL;
  g_autoptr (GArray) changes = NULL;

  g_return_if_fail (DOVETAIL_IS_TASK_MODEL (self));
  g_return_if_fail (rows != NULL);

  copy = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_vals (copy, rows->data, rows->len);
  changes = dovetail_row_changes_compute (self->rows, copy);
  dovetail_row_changes_part (changes);
  dovetail_task_model_play_rows (self, copy, changes);
}

GArray *
dovetail_task_model_get_rows (DovetailTaskModel *self)
{
  g_return_val_if_fail (DOVETAIL_IS_TASK_MODEL (self), NULL);
  return self->rows;
}

gint
dovetail_task_model_find (DovetailTaskModel *self, gint64 row_id)
{
  g_return_val_if_fail (DOVETAIL_IS_TASK_MODEL (self), -1);

  for (guint i = 0; i < self->rows->len; i++)
    if (g_array_index (self->rows, gint64, i) == row_id)
      {
        if (i >= self->announced)
          stop_growing (self);
        return i;
      }
  return -1;
}
