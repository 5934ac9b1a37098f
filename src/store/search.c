/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Walking over records and searching them. No index of words lies on the disk: rows are opened, newest first,
 * in small batches with no statement left open, so that the callback may use the store and no reader holds
 * back the write-ahead log. */

#include <string.h>

#include "store/query.h"
#include "store/record-row.h"
#include "store/store-private.h"

#define BATCH 256

static GPtrArray *
read_batch (DovetailStore *self, const char *sql, const char *entity_type, gint64 after, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (self, sql, error);

  if (statement == NULL)
    return NULL;
  dovetail_statement_bind_text (statement, 1, entity_type);
  dovetail_statement_bind_int (statement, 2, after);
  dovetail_statement_bind_int (statement, 3, BATCH);

  return dovetail_record_row_read_all (statement, error);
}

/**
 * dovetail_store_foreach:
 * @self: a store
 * @entity_type: a type
 * @func: (scope call): called with each record that is not deleted, oldest first; borrowed; returns %FALSE to
 * stop
 * @user_data: for @func
 * @error: CORRUPT, FAILED
 *
 * Returns: whether all could be read, or @func stopped
 */
gboolean
dovetail_store_foreach (DovetailStore *self,
                        const char *entity_type,
                        DovetailReplicaFunc func,
                        gpointer user_data,
                        GError **error)
{
  gint64 after = 0;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (entity_type != NULL && func != NULL, FALSE);

  while (TRUE)
    {
      g_autoptr (GPtrArray) batch = read_batch (
          self,
          "SELECT " DOVETAIL_REPLICA_COLUMNS DOVETAIL_REPLICA_TABLES
          " WHERE r.entity_type = ?1 AND r.deleted = 0 AND r.row_id > ?2 ORDER BY r.row_id LIMIT ?3",
          entity_type, after, error);

      if (batch == NULL)
        return FALSE;
      for (guint i = 0; i < batch->len; i++)
        {
          DovetailReplica *replica = g_ptr_array_index (batch, i);

          after = replica->row_id;
          if (!func (replica, user_data))
            return TRUE;
        }
      if (batch->len < BATCH)
        return TRUE;
    }
}

/* Upper and lower case, and composed and decomposed letters, are the same. */
static char *
fold (const char *text)
{
  g_autofree char *normal = NULL;

  if (g_str_is_ascii (text))
    return g_ascii_strdown (text, -1);
  normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);

  return normal == NULL ? g_strdup (text) : g_utf8_casefold (normal, -1);
}

static gboolean
holds (const char *text, const char *wanted)
{
  g_autofree char *folded = text == NULL ? NULL : fold (text);

  return folded != NULL && strstr (folded, wanted) != NULL;
}

static gboolean
matches (JsonNode *data, const char *wanted)
{
  g_auto (GStrv) tags = NULL;

  if (*wanted == '\0' || holds (dovetail_data_get_string (data, "title"), wanted)
      || holds (dovetail_data_get_string (data, "notes"), wanted))
    return TRUE;

  tags = dovetail_data_get_strings (data, "tags");
  for (guint i = 0; tags[i] != NULL; i++)
    if (holds (tags[i], wanted))
      return TRUE;

  return FALSE;
}

/* Row ids of the matches among the next rows; *before moves on. */
static GArray *
search_batch (DovetailStore *self, const char *wanted, gint64 *before, guint *n_rows, GError **error)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (DovetailStatement) statement
      = dovetail_statement_take (self,
                                 "SELECT row_id, entity_id, data FROM record"
                                 " WHERE entity_type = 'task' AND deleted = 0 AND row_id < ?1"
                                 " ORDER BY row_id DESC LIMIT ?2",
                                 error);
  DovetailStep step;

  if (statement == NULL)
    return NULL;
  *n_rows = 0;
  dovetail_statement_bind_int (statement, 1, *before);
  dovetail_statement_bind_int (statement, 2, BATCH);
  while ((step = dovetail_statement_step (statement, error)) == DOVETAIL_STEP_ROW)
    {
      g_autoptr (JsonNode) data = dovetail_record_row_open_data (statement, 2, DOVETAIL_ENTITY_TASK,
                                                                 dovetail_statement_get_text (statement, 1),
                                                                 DOVETAIL_COPY_CURRENT, error);

      if (data == NULL)
        return NULL;
      ++*n_rows;
      *before = dovetail_statement_get_int (statement, 0);
      if (matches (data, wanted))
        g_array_append_val (found, *before);
    }

  return step == DOVETAIL_STEP_FAILED ? NULL : g_steal_pointer (&found);
}

/* FALSE: the callback has had enough. A row that went away meanwhile is no match any more. */
static gboolean
report (DovetailStore *self, GArray *rows, DovetailReplicaFunc func, gpointer user_data)
{
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (DovetailReplica) replica
          = dovetail_store_read_row (self, g_array_index (rows, gint64, i), NULL);

      if (replica != NULL && !func (replica, user_data))
        return FALSE;
    }

  return TRUE;
}

/**
 * dovetail_store_search:
 * @self: a store
 * @text: what to look for, upper and lower case alike
 * @func: (scope call): called with each task that holds it in title, notes or tags, newest first; returns
 * %FALSE to stop
 * @user_data: for @func
 * @cancellable: (nullable): to stop from another thread
 * @error: CORRUPT, FAILED, or G_IO_ERROR_CANCELLED
 *
 * Returns: whether all could be read, or @func stopped
 */
gboolean
dovetail_store_search (DovetailStore *self,
                       const char *text,
                       DovetailReplicaFunc func,
                       gpointer user_data,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autofree char *wanted = NULL;
  gint64 before = G_MAXINT64;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (text != NULL && func != NULL, FALSE);

  wanted = fold (text);
  while (!g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      guint n_rows;
      g_autoptr (GArray) found = search_batch (self, wanted, &before, &n_rows, error);

      if (found == NULL)
        return FALSE;
      if (!report (self, found, func, user_data) || n_rows < BATCH)
        return TRUE;
    }

  return FALSE;
}
