/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The views, as row ids in the order they are shown. No payload is opened here. */

#include "store/query.h"

#include <string.h>

#include "core/timestamp.h"
#include "store/record-row.h"
#include "store/store-private.h"

#define OPEN "r.entity_type = 'task' AND r.deleted = 0 AND r.done = 0"
#define DONE "r.entity_type = 'task' AND r.deleted = 0 AND r.done = 1"
/* Ties come in the order of the index, that is by row. */
#define BY_RANK " ORDER BY r.list_id, r.position, r.parent_id"
#define BY_DUE " ORDER BY r.due IS NULL, r.due, r.position, r.row_id"
#define NEWEST_FIRST " ORDER BY r.completed_at DESC, r.row_id DESC"

/* A task whose list has not arrived, or is gone, is in the Inbox: it must be somewhere. */
#define IN_INBOX                                                                                             \
  " AND (r.list_id IS NULL OR r.list_id NOT IN (SELECT l.entity_id FROM record l WHERE l.entity_type <> "    \
  "'task'"                                                                                                   \
  " AND l.entity_type = 'list' AND l.deleted = 0))"
#define IN_LIST " AND r.list_id = ?1"
/* A date is compared as a day here, a date-time as a moment. */
#define BY_TODAY                                                                                             \
  " AND r.due IS NOT NULL AND r.due < ?4"                                                                    \
  " AND ((length (r.due) = 10 AND r.due <= ?2) OR (length (r.due) > 10 AND r.due < ?3))"

/* A subtask stands beneath its task, unless that is done and the subtask is not, or lies in another list. */
#define PARENT                                                                                               \
  " AND (r.parent_id IS NULL OR NOT EXISTS (SELECT 1 FROM record p WHERE p.entity_id = r.parent_id"          \
  " AND p.entity_type = 'task' AND p.deleted = 0"
#define BENEATH_OPEN PARENT " AND p.done = 0 AND p.list_id IS r.list_id))"
#define BENEATH_ANY PARENT " AND p.list_id IS r.list_id))"

typedef struct
{
  const char *name;
  const char *condition;
  const char *order;
  gboolean flat; /* subtasks stand beside tasks */
} ViewForm;

static const ViewForm views[] = {
  [DOVETAIL_VIEW_ALL] = { "all", "", BY_RANK, FALSE },
  [DOVETAIL_VIEW_INBOX] = { "inbox", IN_INBOX, BY_RANK, FALSE },
  [DOVETAIL_VIEW_TODAY] = { "today", BY_TODAY, BY_DUE, TRUE },
  [DOVETAIL_VIEW_SCHEDULED] = { "scheduled", " AND r.due IS NOT NULL", BY_DUE, TRUE },
  [DOVETAIL_VIEW_FLAGGED] = { "flagged", " AND r.priority = 3", BY_DUE, TRUE },
  [DOVETAIL_VIEW_COMPLETED] = { "completed", "", NEWEST_FIRST, TRUE },
  [DOVETAIL_VIEW_LIST] = { NULL, IN_LIST, BY_RANK, FALSE },
};

/**
 * dovetail_view_from_string:
 * @text: (nullable): "all", "inbox", "today", "scheduled", "flagged" or "completed"
 * @view: (out): the view; untouched when the name is unknown
 *
 * Returns: whether @text names a view
 */
gboolean
dovetail_view_from_string (const char *text, DovetailView *view)
{
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    if (views[i].name != NULL && g_strcmp0 (text, views[i].name) == 0)
      {
        *view = (DovetailView) i;
        return TRUE;
      }

  return FALSE;
}

/* There are few, so they are kept for good. */
static const char *
compose_sql (const DovetailQuery *query, const char *columns, gboolean ordered)
{
  const ViewForm *form = &views[query->view];
  gboolean done = query->completed || query->view == DOVETAIL_VIEW_COMPLETED;
  const char *beneath = form->flat || query->subtasks ? "" : done ? BENEATH_ANY : BENEATH_OPEN;
  const char *order = !ordered ? "" : done ? NEWEST_FIRST : form->order;

  g_autofree char *sql = g_strconcat ("SELECT ", columns, " FROM record r WHERE ", done ? DONE : OPEN,
                                      form->condition, beneath, order, NULL);

  return g_intern_string (sql);
}

/* Text that must live as long as the statement. */
typedef struct
{
  char *tomorrow;
  const char *bound;
} DayTexts;

static void
bind_query (DovetailStatement *statement, const DovetailQuery *query, DayTexts *texts)
{
  if (query->view == DOVETAIL_VIEW_LIST)
    dovetail_statement_bind_text (statement, 1, query->list_id);
  if (query->view != DOVETAIL_VIEW_TODAY)
    return;
  texts->tomorrow = dovetail_timestamp_format (query->tomorrow);
  /* The end of what the index is asked for: whichever of the two days is later, and its times. */
  texts->bound = g_strcmp0 (query->today, texts->tomorrow) > 0 ? "9" : texts->tomorrow;
  dovetail_statement_bind_text (statement, 2, query->today);
  dovetail_statement_bind_text (statement, 3, texts->tomorrow);
  dovetail_statement_bind_text (statement, 4, texts->bound);
}

/**
 * dovetail_store_query_tasks:
 * @self: a store
 * @query: the view
 * @error: CORRUPT, FAILED
 *
 * Returns: (transfer full) (element-type gint64): row ids in the order they are shown
 */
GArray *
dovetail_store_query_tasks (DovetailStore *self, const DovetailQuery *query, GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  const char *sql;
  g_autoptr (DovetailStatement) statement = NULL;
  DayTexts texts = { NULL, NULL };
  DovetailStep step;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);
  g_return_val_if_fail (query != NULL && (guint) query->view < G_N_ELEMENTS (views), NULL);

  sql = compose_sql (query, "r.row_id", TRUE);
  statement = dovetail_statement_take (self, sql, error);
  if (statement == NULL)
    return NULL;
  bind_query (statement, query, &texts);
  while ((step = dovetail_statement_step (statement, error)) == DOVETAIL_STEP_ROW)
    {
      gint64 row_id = dovetail_statement_get_int (statement, 0);

      g_array_append_val (rows, row_id);
    }
  g_free (texts.tomorrow);

  return step == DOVETAIL_STEP_FAILED ? NULL : g_steal_pointer (&rows);
}

/**
 * dovetail_store_count_tasks:
 * @self: a store
 * @query: the view
 *
 * Returns: how many tasks it shows; 0 when the store cannot be read
 */
guint
dovetail_store_count_tasks (DovetailStore *self, const DovetailQuery *query)
{
  const char *sql;
  g_autoptr (DovetailStatement) statement = NULL;
  DayTexts texts = { NULL, NULL };
  guint count = 0;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), 0);
  g_return_val_if_fail (query != NULL && (guint) query->view < G_N_ELEMENTS (views), 0);

  sql = compose_sql (query, "count (*)", FALSE);
  statement = dovetail_statement_take (self, sql, NULL);
  if (statement == NULL)
    return 0;
  bind_query (statement, query, &texts);
  if (dovetail_statement_step (statement, NULL) == DOVETAIL_STEP_ROW)
    count = (guint) dovetail_statement_get_int (statement, 0);
  g_free (texts.tomorrow);

  return count;
}

/**
 * dovetail_store_read_row:
 * @self: a store
 * @row_id: a row id from a query
 * @error: NOT_FOUND, CORRUPT, FAILED
 *
 * Returns: (transfer full): the record
 */
DovetailReplica *
dovetail_store_read_row (DovetailStore *self, gint64 row_id, GError **error)
{
  g_autoptr (DovetailStatement) statement = NULL;
  DovetailStep step;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);

  statement = dovetail_statement_take (
      self, "SELECT " DOVETAIL_REPLICA_COLUMNS DOVETAIL_REPLICA_TABLES " WHERE r.row_id = ?1", error);
  if (statement == NULL)
    return NULL;
  dovetail_statement_bind_int (statement, 1, row_id);
  step = dovetail_statement_step (statement, error);
  if (step == DOVETAIL_STEP_ROW)
    return dovetail_record_row_read (statement, error);
  if (step == DOVETAIL_STEP_DONE)
    g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND, "This record is no longer here");

  return NULL;
}

static int
compare_lists (gconstpointer a, gconstpointer b)
{
  DovetailRecord *first = (*(DovetailReplica *const *) a)->current;
  DovetailRecord *second = (*(DovetailReplica *const *) b)->current;
  const char *positions[] = { dovetail_data_get_string (first->data, "position"),
                              dovetail_data_get_string (second->data, "position") };
  int order = g_strcmp0 (positions[0] == NULL ? "\x7f" : positions[0],
                         positions[1] == NULL ? "\x7f" : positions[1]);

  if (order != 0)
    return order;
  order = g_utf8_collate (dovetail_record_get_title (first), dovetail_record_get_title (second));

  return order != 0 ? order : strcmp (first->entity_id, second->entity_id);
}

/**
 * dovetail_store_list_lists:
 * @self: a store
 * @error: CORRUPT, FAILED
 *
 * Returns: (transfer full) (element-type DovetailReplica): the lists that are not deleted, by position, then
 * by name
 */
GPtrArray *
dovetail_store_list_lists (DovetailStore *self, GError **error)
{
  g_autoptr (DovetailStatement) statement = NULL;
  GPtrArray *lists;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);

  statement = dovetail_statement_take (
      self,
      "SELECT " DOVETAIL_REPLICA_COLUMNS DOVETAIL_REPLICA_TABLES
      " WHERE r.entity_type <> 'task' AND r.entity_type = 'list' AND r.deleted = 0",
      error);
  if (statement == NULL)
    return NULL;
  lists = dovetail_record_row_read_all (statement, error);
  if (lists != NULL)
    g_ptr_array_sort (lists, compare_lists);

  return lists;
}

/**
 * dovetail_store_list_children:
 * @self: a store
 * @parent_id: a task's id
 * @error: CORRUPT, FAILED
 *
 * Returns: (transfer full) (element-type DovetailReplica): its subtasks that are not deleted, in order
 */
GPtrArray *
dovetail_store_list_children (DovetailStore *self, const char *parent_id, GError **error)
{
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);
  g_return_val_if_fail (parent_id != NULL, NULL);

  statement = dovetail_statement_take (self,
                                       "SELECT " DOVETAIL_REPLICA_COLUMNS DOVETAIL_REPLICA_TABLES
                                       " WHERE r.parent_id = ?1 AND r.entity_type = 'task' AND r.deleted = 0"
                                       " ORDER BY r.position, r.row_id",
                                       error);
  if (statement == NULL)
    return NULL;
  dovetail_statement_bind_text (statement, 1, parent_id);

  return dovetail_record_row_read_all (statement, error);
}

/**
 * dovetail_store_find_by_prefix:
 * @self: a store
 * @entity_type: "task", "list", ...
 * @prefix: the beginning of an id, in lower case
 * @limit: at most this many
 * @error: CORRUPT, FAILED
 *
 * Returns: (transfer full) (element-type DovetailReplica): the records, deleted ones too, whose id begins so
 */
GPtrArray *
dovetail_store_find_by_prefix (
    DovetailStore *self, const char *entity_type, const char *prefix, guint limit, GError **error)
{
  g_autoptr (DovetailStatement) statement = NULL;
  g_autofree char *end = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);
  g_return_val_if_fail (entity_type != NULL && prefix != NULL, NULL);

  end = g_strconcat (prefix, "g", NULL); /* behind every hexadecimal digit and the dash */
  statement = dovetail_statement_take (self,
                                       "SELECT " DOVETAIL_REPLICA_COLUMNS DOVETAIL_REPLICA_TABLES
                                       " WHERE r.entity_id >= ?1 AND r.entity_id < ?2 AND r.entity_type = ?3"
                                       " ORDER BY r.entity_id LIMIT ?4",
                                       error);
  if (statement == NULL)
    return NULL;
  dovetail_statement_bind_text (statement, 1, prefix);
  dovetail_statement_bind_text (statement, 2, end);
  dovetail_statement_bind_text (statement, 3, entity_type);
  dovetail_statement_bind_int (statement, 4, limit);

  return dovetail_record_row_read_all (statement, error);
}

/**
 * dovetail_store_count_records:
 * @self: a store
 * @records: (out): how many records are not deleted
 * @tombstones: (out): how many are
 * @error: CORRUPT, FAILED
 *
 * Returns: whether they could be counted
 */
gboolean
dovetail_store_count_records (DovetailStore *self, guint *records, guint *tombstones, GError **error)
{
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (records != NULL && tombstones != NULL, FALSE);

  statement = dovetail_statement_take (
      self, "SELECT count (*), count (*) FILTER (WHERE deleted = 1) FROM record", error);
  if (statement == NULL || dovetail_statement_step (statement, error) != DOVETAIL_STEP_ROW)
    return FALSE;
  *tombstones = (guint) dovetail_statement_get_int (statement, 1);
  *records = (guint) dovetail_statement_get_int (statement, 0) - *tombstones;

  return TRUE;
}

/**
 * dovetail_store_is_empty:
 * @self: a store
 * @empty: (out): whether it holds no record and no tombstone
 * @error: CORRUPT, FAILED
 *
 * Takes no longer with many records than with few, other than to count them.
 *
 * Returns: whether it could be read
 */
gboolean
dovetail_store_is_empty (DovetailStore *self, gboolean *empty, GError **error)
{
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (empty != NULL, FALSE);

  statement = dovetail_statement_take (self, "SELECT NOT EXISTS (SELECT 1 FROM record)", error);
  if (statement == NULL || dovetail_statement_step (statement, error) != DOVETAIL_STEP_ROW)
    return FALSE;
  *empty = dovetail_statement_get_int (statement, 0) != 0;

  return TRUE;
}
