/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Search as you type: a worker with a connection of its own opens rows; batches of ids come back to the main
 * context. */

#include "app/task-search.h"

#define BATCH_ROWS 25
#define MOST_ROWS 500 /* nobody reads further; a longer word finds fewer */

struct _DovetailTaskSearch
{
  GObject parent_instance;

  DovetailStore *store;
  GCancellable *cancellable; /* of the running search */
  GArray *rows;
};

G_DEFINE_FINAL_TYPE (DovetailTaskSearch, dovetail_task_search, G_TYPE_OBJECT)

enum
{
  SIGNAL_FOUND,
  SIGNAL_FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  DovetailStore *store;
  char *text;
  GTask *task; /* borrowed while the worker runs */
  GArray *batch;
  guint found;
} Search;

static void
search_free (Search *search)
{
  g_clear_object (&search->store);
  g_free (search->text);
  g_clear_pointer (&search->batch, g_array_unref);
  g_free (search);
}

static void
dovetail_task_search_dispose (GObject *object)
{
  DovetailTaskSearch *self = DOVETAIL_TASK_SEARCH (object);

  dovetail_task_search_stop (self);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (dovetail_task_search_parent_class)->dispose (object);
}

static void
dovetail_task_search_finalize (GObject *object)
{
  g_array_unref (DOVETAIL_TASK_SEARCH (object)->rows);
  G_OBJECT_CLASS (dovetail_task_search_parent_class)->finalize (object);
}

static void
dovetail_task_search_class_init (DovetailTaskSearchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dovetail_task_search_dispose;
  object_class->finalize = dovetail_task_search_finalize;
  signals[SIGNAL_FOUND] = g_signal_new ("found", DOVETAIL_TYPE_TASK_SEARCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FINISHED] = g_signal_new ("finished", DOVETAIL_TYPE_TASK_SEARCH, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);
}

static void
dovetail_task_search_init (DovetailTaskSearch *self)
{
  self->rows = g_array_new (FALSE, FALSE, sizeof (gint64));
}

DovetailTaskSearch *
dovetail_task_search_new (DovetailStore *store)
{
  DovetailTaskSearch *self = g_object_new (DOVETAIL_TYPE_TASK_SEARCH, NULL);

  self->store = g_object_ref (store);
  return self;
}

/* A batch on its way to the main context; a search stopped meanwhile drops it. */
typedef struct
{
  DovetailTaskSearch *self;
  GCancellable *cancellable;
  GArray *rows;
} Delivery;

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  g_object_unref (delivery->self);
  g_object_unref (delivery->cancellable);
  g_array_unref (delivery->rows);
  g_free (delivery);
}

static gboolean
deliver (gpointer data)
{
  Delivery *delivery = data;

  if (!g_cancellable_is_cancelled (delivery->cancellable))
    {
      g_array_append_vals (delivery->self->rows, delivery->rows->data, delivery->rows->len);
      g_signal_emit (delivery->self, signals[SIGNAL_FOUND], 0);
    }
  return G_SOURCE_REMOVE;
}

static void
send_batch (Search *search)
{
  Delivery *delivery;

  if (search->batch->len == 0)
    return;
  delivery = g_new0 (Delivery, 1);
  delivery->self = g_object_ref (g_task_get_source_object (search->task));
  delivery->cancellable = g_object_ref (g_task_get_cancellable (search->task));
  delivery->rows = g_steal_pointer (&search->batch);
  search->batch = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, deliver, delivery, delivery_free);
}

static gboolean
on_replica (DovetailReplica *replica, gpointer user_data)
{
  Search *search = user_data;

  g_array_append_val (search->batch, replica->row_id);
  search->found++;
  if (search->found == 1 || search->batch->len >= BATCH_ROWS)
    send_batch (search);
  return search->found < MOST_ROWS;
}

static void
run (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Search *search = task_data;
  g_autoptr (DovetailStore) store = NULL;
  g_autoptr (GError) error = NULL;

  search->task = task;
  store = dovetail_store_reopen (search->store, &error);
  if (store != NULL && dovetail_store_search (store, search->text, on_replica, search, cancellable, &error))
    {
      send_batch (search);
      g_task_return_boolean (task, TRUE);
      return;
    }
  g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_finished (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DovetailTaskSearch *self = DOVETAIL_TASK_SEARCH (source);

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0);
}

void
dovetail_task_search_start (DovetailTaskSearch *self, const char *text)
{
  g_autoptr (GTask) task = NULL;
  Search *search;

  g_return_if_fail (DOVETAIL_IS_TASK_SEARCH (self));
  g_return_if_fail (text != NULL);

  dovetail_task_search_stop (self);
  g_array_set_size (self->rows, 0);
  if (text[0] == '\0')
    {
      g_signal_emit (self, signals[SIGNAL_FINISHED], 0);
      return;
    }
  search = g_new0 (Search, 1);
  search->store = g_object_ref (self->store);
  search->text = g_strdup (text);
  search->batch = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, on_finished, NULL);
  g_task_set_source_tag (task, dovetail_task_search_start);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, search, (GDestroyNotify) search_free);
  g_task_run_in_thread (task, run);
}

void
dovetail_task_search_stop (DovetailTaskSearch *self)
{
  g_return_if_fail (DOVETAIL_IS_TASK_SEARCH (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

GArray *
dovetail_task_search_get_rows (DovetailTaskSearch *self)
{
  g_return_val_if_fail (DOVETAIL_IS_TASK_SEARCH (self), NULL);
  return self->rows;
}

gboolean
dovetail_task_search_is_running (DovetailTaskSearch *self)
{
  g_return_val_if_fail (DOVETAIL_IS_TASK_SEARCH (self), FALSE);
  return self->cancellable != NULL;
}
