/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A thin, lazy wrapper that makes a row id an item of a GListModel. */

#include "app/task-item.h"

struct _DovetailTaskItem
{
  GObject parent_instance;

  DovetailStore *store;
  gint64 row_id;
  DovetailReplica *replica;
};

G_DEFINE_FINAL_TYPE (DovetailTaskItem, dovetail_task_item, G_TYPE_OBJECT)

static guint changed_signal;

static void
dovetail_task_item_finalize (GObject *object)
{
  DovetailTaskItem *self = DOVETAIL_TASK_ITEM (object);

  g_clear_pointer (&self->replica, dovetail_replica_free);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (dovetail_task_item_parent_class)->finalize (object);
}

static void
dovetail_task_item_class_init (DovetailTaskItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dovetail_task_item_finalize;
  changed_signal = g_signal_new ("changed", DOVETAIL_TYPE_TASK_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
dovetail_task_item_init (DovetailTaskItem *self)
{
}

DovetailTaskItem *
dovetail_task_item_new (DovetailStore *store, gint64 row_id)
{
  DovetailTaskItem *self = g_object_new (DOVETAIL_TYPE_TASK_ITEM, NULL);

  self->store = g_object_ref (store);
  self->row_id = row_id;
  return self;
}

gint64
dovetail_task_item_get_row_id (DovetailTaskItem *self)
{
  g_return_val_if_fail (DOVETAIL_IS_TASK_ITEM (self), 0);
  return self->row_id;
}

DovetailReplica *
dovetail_task_item_get_replica (DovetailTaskItem *self)
{
  g_return_val_if_fail (DOVETAIL_IS_TASK_ITEM (self), NULL);

  if (self->replica == NULL)
    self->replica = dovetail_store_read_row (self->store, self->row_id, NULL);
  return self->replica;
}

const char *
dovetail_task_item_get_id (DovetailTaskItem *self)
{
  DovetailReplica *replica = dovetail_task_item_get_replica (self);

  return replica == NULL ? NULL : replica->current->entity_id;
}

void
dovetail_task_item_refresh (DovetailTaskItem *self)
{
  g_return_if_fail (DOVETAIL_IS_TASK_ITEM (self));

  g_clear_pointer (&self->replica, dovetail_replica_free);
  g_signal_emit (self, changed_signal, 0);
}
