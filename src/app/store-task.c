/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The store away from the main loop. */

#include "app/store-task.h"

typedef struct
{
  DovetailStore *store;
  DovetailStoreFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Work;

static void
work_free (gpointer user_data)
{
  Work *work = user_data;

  g_object_unref (work->store);
  if (work->destroy != NULL)
    work->destroy (work->data);
  g_free (work);
}

static void
run (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;
  g_autoptr (DovetailStore) store = dovetail_store_reopen (work->store, &error);

  if (store != NULL && work->func (store, work->data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
dovetail_store_task_run (gpointer source,
                         DovetailStore *store,
                         DovetailStoreFunc func,
                         gpointer data,
                         GDestroyNotify destroy,
                         GAsyncReadyCallback done,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Work *work = g_new0 (Work, 1);

  g_return_if_fail (DOVETAIL_IS_STORE (store));
  g_return_if_fail (func != NULL);

  task = g_task_new (source, NULL, done, user_data);
  work->store = g_object_ref (store);
  work->func = func;
  work->data = data;
  work->destroy = destroy;
  g_task_set_source_tag (task, dovetail_store_task_run);
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, run);
}

gpointer
dovetail_store_task_get_data (GAsyncResult *result)
{
  Work *work = g_task_get_task_data (G_TASK (result));

  return work->data;
}

gboolean
dovetail_store_task_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
