/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One edit of many tasks. Chunks keep the write lock short, for the window and a sync write meanwhile; the
 * bundle makes one step of undo out of them. */

#include "store/action.h"
#include "store/edit-private.h"
#include "store/query.h"
#include "store/store-private.h"
#include "store/undo.h"

#define CHUNK_ROWS 500

typedef struct
{
  DovetailStore *store;
  DovetailPatchFunc func; /* NULL: they are deleted */
  gpointer user_data;
  gint64 time;      /* of the edits of this chunk */
  guint changed;    /* in this chunk */
  const char *kind; /* of its first change */
} Chunk;

/* What is gone meanwhile has nothing left to change. */
static gboolean
read_task (DovetailStore *self, gint64 row_id, DovetailReplica **replica, GError **error)
{
  g_autoptr (GError) failure = NULL;

  *replica = dovetail_store_read_row (self, row_id, &failure);
  if (*replica != NULL && (*replica)->current->deleted)
    g_clear_pointer (replica, dovetail_replica_free);
  if (failure == NULL || g_error_matches (failure, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND))
    return TRUE;

  return g_propagate_error (error, g_steal_pointer (&failure)), FALSE;
}

static gboolean
change_task (Chunk *chunk, DovetailReplica *replica, guint index, const char **kind, GError **error)
{
  g_autoptr (JsonNode) patch = NULL;

  *kind = NULL;
  if (chunk->func == NULL)
    {
      *kind = DOVETAIL_ACTION_DELETE;
      return dovetail_edit_delete (chunk->store, replica, chunk->time, error);
    }
  patch = chunk->func (replica, index, chunk->user_data);

  return patch == NULL || dovetail_edit_patch (chunk->store, replica, patch, chunk->time, kind, error);
}

static gboolean
change_rows (Chunk *chunk, GArray *rows, guint from, guint end, GError **error)
{
  for (guint i = from; i < end; i++)
    {
      g_autoptr (DovetailReplica) replica = NULL;
      const char *kind = NULL;

      if (!read_task (chunk->store, g_array_index (rows, gint64, i), &replica, error)
          || (replica != NULL && !change_task (chunk, replica, i, &kind, error)))
        return FALSE;
      if (kind == NULL)
        continue;
      chunk->changed++;
      if (chunk->kind == NULL)
        chunk->kind = kind;
    }

  return TRUE;
}

/* One transaction, one action. */
static gboolean
change_chunk (Chunk *chunk, GArray *rows, guint from, guint end, GError **error)
{
  g_autoptr (DovetailTransaction) transaction
      = dovetail_edit_begin (chunk->store, DOVETAIL_ENTITY_TASK, &chunk->time, error);

  chunk->changed = 0;
  chunk->kind = NULL;
  if (transaction == NULL || !change_rows (chunk, rows, from, end, error))
    return FALSE;
  if (chunk->changed == 0) /* the transaction is dropped */
    return TRUE;
  dovetail_action_count (chunk->store, chunk->changed);

  return dovetail_action_write (chunk->store, chunk->kind, error)
         && dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}

static gboolean
change_all (Chunk *chunk, GArray *rows, guint *changed, GError **error)
{
  DovetailStore *self = chunk->store;
  gboolean bundled = self->bundle != DOVETAIL_BUNDLE_NONE;
  gboolean done = TRUE;

  *changed = 0;
  if (!bundled)
    dovetail_store_begin_bundle (self);
  for (guint from = 0; done && from < rows->len; from += CHUNK_ROWS)
    {
      done = change_chunk (chunk, rows, from, MIN (from + CHUNK_ROWS, rows->len), error);
      if (done)
        *changed += chunk->changed;
    }
  if (!bundled)
    dovetail_store_end_bundle (self);

  return done;
}

/**
 * dovetail_store_update_rows:
 * @self: a store
 * @rows: (element-type gint64): row ids of tasks
 * @func: what each is to become
 * @user_data: for @func
 * @changed: (out): how many were changed
 * @error: INVALID, BUSY, FULL, CORRUPT, FAILED
 *
 * In transactions of 500, undone as one. What is gone is passed over. On error @changed of them are changed.
 *
 * Returns: whether all went well
 */
gboolean
dovetail_store_update_rows (DovetailStore *self,
                            GArray *rows,
                            DovetailPatchFunc func,
                            gpointer user_data,
                            guint *changed,
                            GError **error)
{
  Chunk chunk = { self, func, user_data, 0, 0, NULL };

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (rows != NULL && func != NULL && changed != NULL, FALSE);

  return change_all (&chunk, rows, changed, error);
}

/**
 * dovetail_store_delete_rows:
 * @self: a store
 * @rows: (element-type gint64): row ids of tasks
 * @deleted: (out): how many were deleted, without the subtasks that went along
 * @error: BUSY, FULL, CORRUPT, FAILED
 *
 * As dovetail_store_update_rows().
 *
 * Returns: whether all went well
 */
gboolean
dovetail_store_delete_rows (DovetailStore *self, GArray *rows, guint *deleted, GError **error)
{
  Chunk chunk = { self, NULL, NULL, 0, 0, NULL };

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (rows != NULL && deleted != NULL, FALSE);

  return change_all (&chunk, rows, deleted, error);
}
