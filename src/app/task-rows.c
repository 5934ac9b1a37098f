/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The three parts of a task list as one model with a selection. Positions become row ids here, so that no
 * task is read only because it is selected. */

#include "app/task-rows.h"

#include "app/task-model.h"
#include "app/task-selection.h"

/* GTK makes so many for a list that stands at its top. */
#define MOST_WIDGETS 200
#define TAKEN_AT_ONCE 80

struct _DovetailTaskRows
{
  GObject parent_instance;

  DovetailTaskModel *open_tasks;
  DovetailTaskModel *completed_tasks;
  DovetailCompletedFold *fold;
  GListStore *fold_place; /* holds the fold, or nothing */
  DovetailTaskSelection *selection;
};

G_DEFINE_FINAL_TYPE (DovetailTaskRows, dovetail_task_rows, G_TYPE_OBJECT)

static void
dovetail_task_rows_dispose (GObject *object)
{
  DovetailTaskRows *self = DOVETAIL_TASK_ROWS (object);

  g_clear_object (&self->selection);
  g_clear_object (&self->open_tasks);
  g_clear_object (&self->completed_tasks);
  g_clear_object (&self->fold_place);
  g_clear_object (&self->fold);
  G_OBJECT_CLASS (dovetail_task_rows_parent_class)->dispose (object);
}

static void
dovetail_task_rows_class_init (DovetailTaskRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dovetail_task_rows_dispose;
}

static void
dovetail_task_rows_init (DovetailTaskRows *self)
{
}

DovetailTaskRows *
dovetail_task_rows_new (DovetailStore *store)
{
  DovetailTaskRows *self = g_object_new (DOVETAIL_TYPE_TASK_ROWS, NULL);
  g_autoptr (GListStore) parts = g_list_store_new (G_TYPE_LIST_MODEL);

  self->open_tasks = dovetail_task_model_new (store);
  self->completed_tasks = dovetail_task_model_new (store);
  self->fold = dovetail_completed_fold_new ();
  self->fold_place = g_list_store_new (G_TYPE_OBJECT);
  g_list_store_append (parts, self->open_tasks);
  g_list_store_append (parts, self->fold_place);
  g_list_store_append (parts, self->completed_tasks);
  self->selection = dovetail_task_selection_new (
      G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (g_steal_pointer (&parts)))));
  return self;
}

GArray *
dovetail_task_rows_get_open (DovetailTaskRows *self)
{
  g_return_val_if_fail (DOVETAIL_IS_TASK_ROWS (self), NULL);
  return dovetail_task_model_get_rows (self->open_tasks);
}

GArray *
dovetail_task_rows_get_completed (DovetailTaskRows *self)
{
  g_return_val_if_fail (DOVETAIL_IS_TASK_ROWS (self), NULL);
  return dovetail_task_model_get_rows (self->completed_tasks);
}

GArray *
dovetail_task_rows_list_shown (DovetailTaskRows *self)
{
  GArray *rows;
  GArray *completed;

  g_return_val_if_fail (DOVETAIL_IS_TASK_ROWS (self), NULL);

  rows = g_array_copy (dovetail_task_rows_get_open (self));
  completed = dovetail_task_rows_get_completed (self);
  g_array_append_vals (rows, completed->data, completed->len);
  return rows;
}

DovetailCompletedFold *
dovetail_task_rows_get_fold (DovetailTaskRows *self)
{
  g_return_val_if_fail (DOVETAIL_IS_TASK_ROWS (self), NULL);
  return self->fold;
}

GtkSelectionModel *
dovetail_task_rows_get_selection (DovetailTaskRows *self)
{
  g_return_val_if_fail (DOVETAIL_IS_TASK_ROWS (self), NULL);
  return GTK_SELECTION_MODEL (self->selection);
}

static guint
count_folds (DovetailTaskRows *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->fold_place));
}

/* With no completed tasks it is not there. */
static void
show_fold (DovetailTaskRows *self, guint completed)
{
  gboolean shown = count_folds (self) > 0;

  g_object_set (self->fold, "count", completed, NULL);
  if (completed > 0 && !shown)
    g_list_store_append (self->fold_place, self->fold);
  else if (completed == 0 && shown)
    g_list_store_remove_all (self->fold_place);
}

/* The steps hold while nothing else was shown since. */
static void
play (DovetailTaskModel *model, GArray *old_rows, GArray *rows, GArray *changes)
{
  if (dovetail_task_model_get_rows (model) == old_rows)
    dovetail_task_model_play_rows (model, rows, changes);
  else
    dovetail_task_model_set_rows (model, rows);
}

void
dovetail_task_rows_show (DovetailTaskRows *self, const DovetailPlaceReading *reading)
{
  g_autoptr (GArray) selected = NULL;

  g_return_if_fail (DOVETAIL_IS_TASK_ROWS (self));

  selected = dovetail_task_rows_list_selected (self);
  play (self->open_tasks, reading->old_open, reading->open, reading->open_changes);
  play (self->completed_tasks, reading->old_completed, reading->completed, reading->completed_changes);
  show_fold (self, reading->n_completed);
  /* what moved within the list was taken out and put in */
  if (dovetail_task_rows_count_selected (self) < selected->len)
    dovetail_task_rows_select (self, selected);
}

void
dovetail_task_rows_show_found (DovetailTaskRows *self, GArray *found)
{
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_return_if_fail (DOVETAIL_IS_TASK_ROWS (self));

  dovetail_task_model_set_rows (self->open_tasks, found);
  dovetail_task_model_set_rows (self->completed_tasks, none);
  show_fold (self, 0);
}

void
dovetail_task_rows_clear (DovetailTaskRows *self)
{
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (gint64));

  dovetail_task_rows_show_found (self, none);
}

/* Those that the list knows of: a new one grows. */
static guint
count_open (DovetailTaskRows *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->open_tasks));
}

gboolean
dovetail_task_rows_take_some_away (DovetailTaskRows *self)
{
  g_autoptr (GArray) left = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint with_widget;

  g_return_val_if_fail (DOVETAIL_IS_TASK_ROWS (self), TRUE);

  with_widget = MIN (count_open (self), MOST_WIDGETS);
  if (with_widget > TAKEN_AT_ONCE)
    g_array_append_vals (left, dovetail_task_rows_get_open (self)->data, with_widget - TAKEN_AT_ONCE);
  dovetail_task_rows_show_found (self, left);
  return left->len == 0;
}

guint
dovetail_task_rows_count_selected (DovetailTaskRows *self)
{
  g_autoptr (GtkBitset) selected = NULL;
  gboolean with_fold;

  g_return_val_if_fail (DOVETAIL_IS_TASK_ROWS (self), 0);

  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  with_fold = count_folds (self) > 0 && gtk_bitset_contains (selected, count_open (self));
  return (guint) gtk_bitset_get_size (selected) - with_fold;
}

/* FALSE: it is the fold. */
static gboolean
row_at (DovetailTaskRows *self, guint position, gint64 *row_id)
{
  GArray *open = dovetail_task_model_get_rows (self->open_tasks);
  GArray *completed = dovetail_task_model_get_rows (self->completed_tasks);
  guint n_open = count_open (self);
  guint folds = count_folds (self);

  if (position < n_open)
    *row_id = g_array_index (open, gint64, position);
  else if (position >= n_open + folds && position - n_open - folds < completed->len)
    *row_id = g_array_index (completed, gint64, position - n_open - folds);
  else
    return FALSE;
  return TRUE;
}

GArray *
dovetail_task_rows_list_selected (DovetailTaskRows *self)
{
  g_autoptr (GtkBitset) selected = NULL;
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  GtkBitsetIter iter;
  guint position;

  g_return_val_if_fail (DOVETAIL_IS_TASK_ROWS (self), rows);

  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      gint64 row_id;

      if (row_at (self, position, &row_id))
        g_array_append_val (rows, row_id);
    }
  return rows;
}

DovetailTaskItem *
dovetail_task_rows_dup_single (DovetailTaskRows *self)
{
  g_autoptr (GtkBitset) selected = NULL;
  g_autoptr (GObject) item = NULL;

  g_return_val_if_fail (DOVETAIL_IS_TASK_ROWS (self), NULL);

  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  if (gtk_bitset_get_size (selected) != 1)
    return NULL;
  item = g_list_model_get_item (G_LIST_MODEL (self->selection), gtk_bitset_get_minimum (selected));
  return DOVETAIL_IS_TASK_ITEM (item) ? DOVETAIL_TASK_ITEM (g_steal_pointer (&item)) : NULL;
}

gboolean
dovetail_task_rows_find (DovetailTaskRows *self, gint64 row_id, guint *position)
{
  gint found;

  g_return_val_if_fail (DOVETAIL_IS_TASK_ROWS (self), FALSE);

  found = dovetail_task_model_find (self->open_tasks, row_id);
  if (found >= 0)
    *position = (guint) found;
  else if ((found = dovetail_task_model_find (self->completed_tasks, row_id)) >= 0)
    *position = count_open (self) + count_folds (self) + (guint) found;
  return found >= 0;
}

void
dovetail_task_rows_select (DovetailTaskRows *self, GArray *rows)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GtkBitset) selected = gtk_bitset_new_empty ();
  g_autoptr (GtkBitset) mask = NULL;
  guint n_items;

  g_return_if_fail (DOVETAIL_IS_TASK_ROWS (self));

  for (guint i = 0; i < rows->len; i++)
    g_hash_table_add (wanted, &g_array_index (rows, gint64, i));
  n_items = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  for (guint i = 0; rows->len > 0 && i < n_items; i++)
    {
      gint64 row_id;

      if (row_at (self, i, &row_id) && g_hash_table_contains (wanted, &row_id))
        gtk_bitset_add (selected, i);
    }
  mask = gtk_bitset_new_range (0, n_items);
  gtk_selection_model_set_selection (GTK_SELECTION_MODEL (self->selection), selected, mask);
}
