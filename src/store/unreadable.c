/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Records that came down and make no sense to this version. They lie here as they came, so that the token may
 * move on and a version that understands them loses nothing. */

#include "store/unreadable.h"

#include "json/json.h"
#include "store/seal.h"
#include "store/store-private.h"

#define COLUMNS "SELECT entity_type, entity_id, mark, version, since, reason, data FROM unreadable "

static DovetailUnreadable *
read_row (DovetailStatement *statement, GError **error)
{
  gsize length;
  g_autofree char *text
      = dovetail_seal_open (statement->store->seal, dovetail_statement_get_text (statement, 0),
                            dovetail_statement_get_text (statement, 2), DOVETAIL_COPY_UNREADABLE,
                            sqlite3_column_blob (statement->handle, 6),
                            (gsize) sqlite3_column_bytes (statement->handle, 6), &length, error);
  g_autoptr (JsonNode) raw = text != NULL ? dovetail_json_parse_answer (text, (gssize) length, error) : NULL;
  DovetailUnreadable *unreadable;

  if (raw == NULL)
    return NULL;
  unreadable = dovetail_unreadable_new (raw, dovetail_statement_get_text (statement, 5));
  unreadable->since = dovetail_statement_get_int (statement, 4);
  return unreadable;
}

static GPtrArray *
read_all (DovetailStatement *statement, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_unreadable_free);
  DovetailStep step;

  while ((step = dovetail_statement_step (statement, error)) == DOVETAIL_STEP_ROW)
    {
      DovetailUnreadable *unreadable = read_row (statement, error);

      if (unreadable == NULL)
        return NULL;
      g_ptr_array_add (found, unreadable);
    }
  return step == DOVETAIL_STEP_FAILED ? NULL : g_steal_pointer (&found);
}

/**
 * dovetail_store_count_unreadable:
 * @self: a store
 *
 * Returns: how many records came down that cannot be read
 */
guint
dovetail_store_count_unreadable (DovetailStore *self)
{
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), 0);

  statement = dovetail_statement_take (self, "SELECT count (*) FROM unreadable", NULL);
  if (statement == NULL || dovetail_statement_step (statement, NULL) != DOVETAIL_STEP_ROW)
    return 0;
  return (guint) dovetail_statement_get_int (statement, 0);
}

/**
 * dovetail_store_list_unreadable:
 * @self: a store
 * @limit: how many at most; 0: all
 * @error: CORRUPT, FAILED
 *
 * Returns: (transfer full) (element-type DovetailUnreadable): them, oldest first
 */
GPtrArray *
dovetail_store_list_unreadable (DovetailStore *self, guint limit, GError **error)
{
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);

  statement = dovetail_statement_take (self, COLUMNS "ORDER BY since, number LIMIT ?1", error);
  if (statement == NULL)
    return NULL;
  dovetail_statement_bind_int (statement, 1, limit == 0 ? -1 : (gint64) limit);
  return read_all (statement, error);
}

/**
 * dovetail_store_list_untried:
 * @self: a store
 * @reader: this version of Dovetail
 * @error: CORRUPT, FAILED
 *
 * Returns: (transfer full) (element-type DovetailUnreadable): those this version has not tried to read
 */
GPtrArray *
dovetail_store_list_untried (DovetailStore *self, const char *reader, GError **error)
{
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);
  g_return_val_if_fail (reader != NULL, NULL);

  statement = dovetail_statement_take (self, COLUMNS "WHERE reader <> ?1 ORDER BY number", error);
  if (statement == NULL)
    return NULL;
  dovetail_statement_bind_text (statement, 1, reader);
  return read_all (statement, error);
}

/* What names it: its id, or what it says. */
static char *
mark_of (const DovetailUnreadable *unreadable, const char *text, gsize length)
{
  if (*unreadable->entity_id != '\0')
    return g_strdup (unreadable->entity_id);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) text, length);
}

/**
 * dovetail_store_keep_unreadable:
 * @self: a store with an open transaction
 * @unreadable: what came
 * @reader: this version of Dovetail
 * @error: FULL, CORRUPT, FAILED
 *
 * In place of an older one of the same record; an older one than that changes nothing.
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_store_keep_unreadable (DovetailStore *self,
                                const DovetailUnreadable *unreadable,
                                const char *reader,
                                GError **error)
{
  gsize length;
  g_autofree char *text = NULL;
  g_autofree char *mark = NULL;
  g_autoptr (GBytes) data = NULL;
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (unreadable != NULL && reader != NULL, FALSE);

  if (!dovetail_store_require_transaction (self, error))
    return FALSE;
  text = dovetail_json_generate (unreadable->raw, &length);
  mark = mark_of (unreadable, text, length);
  data = dovetail_seal_close (self->seal, unreadable->entity_type, mark, DOVETAIL_COPY_UNREADABLE, text,
                              length);
  statement = dovetail_statement_take (
      self,
      "INSERT INTO unreadable (entity_type, entity_id, mark, version, since, reason, reader, seen, data)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1, ?8) ON CONFLICT (mark, entity_type) DO UPDATE SET"
      " version = excluded.version, reason = excluded.reason, reader = excluded.reader, seen = 1,"
      " data = excluded.data WHERE excluded.version >= version OR excluded.version = 0",
      error);
  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_text (statement, 1, unreadable->entity_type);
  dovetail_statement_bind_text (statement, 2, unreadable->entity_id);
  dovetail_statement_bind_text (statement, 3, mark);
  dovetail_statement_bind_int (statement, 4, unreadable->version);
  dovetail_statement_bind_int (statement, 5,
                               unreadable->since > 0 ? unreadable->since : dovetail_store_now (self));
  dovetail_statement_bind_text (statement, 6, unreadable->reason);
  dovetail_statement_bind_text (statement, 7, reader);
  dovetail_statement_bind_blob (statement, 8, data);
  return dovetail_statement_run (statement, error);
}

/**
 * dovetail_store_outdate_unreadable:
 * @self: a store with an open transaction
 * @entity_type: a record's type
 * @entity_id: its id
 * @version: of the state that can be read; %G_MAXINT64: whatever it was
 * @error: FULL, CORRUPT, FAILED
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_store_outdate_unreadable (
    DovetailStore *self, const char *entity_type, const char *entity_id, gint64 version, GError **error)
{
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (entity_type != NULL && entity_id != NULL, FALSE);

  if (!dovetail_store_require_transaction (self, error))
    return FALSE;
  statement = dovetail_statement_take (
      self, "DELETE FROM unreadable WHERE entity_id = ?1 AND entity_type = ?2 AND version <= ?3", error);
  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_text (statement, 1, entity_id);
  dovetail_statement_bind_text (statement, 2, entity_type);
  dovetail_statement_bind_int (statement, 3, version);
  return dovetail_statement_run (statement, error);
}

static gboolean
change_one (
    DovetailStore *self, const char *sql, const char *entity_type, const char *entity_id, GError **error)
{
  g_autoptr (DovetailTransaction) transaction = dovetail_transaction_begin (self, error);
  g_autoptr (DovetailStatement) statement
      = transaction != NULL ? dovetail_statement_take (self, sql, error) : NULL;

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_text (statement, 1, entity_id);
  dovetail_statement_bind_text (statement, 2, entity_type);
  if (!dovetail_statement_run (statement, error))
    return FALSE;
  if (sqlite3_changes (self->database) == 0)
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND,
                           "Nothing unreadable is kept of this record");
      return FALSE;
    }
  g_clear_pointer (&statement, dovetail_statement_release);
  return dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * dovetail_store_discard_unreadable:
 * @self: a store
 * @entity_type: a record's type
 * @entity_id: its id
 * @error: NOT_FOUND, BUSY, FULL, CORRUPT, FAILED
 *
 * Returns: whether it is gone
 */
gboolean
dovetail_store_discard_unreadable (DovetailStore *self,
                                   const char *entity_type,
                                   const char *entity_id,
                                   GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (entity_type != NULL && entity_id != NULL, FALSE);

  return change_one (self, "DELETE FROM unreadable WHERE entity_id = ?1 AND entity_type = ?2", entity_type,
                     entity_id, error);
}

/**
 * dovetail_store_retry_unreadable:
 * @self: a store
 * @entity_type: a record's type
 * @entity_id: its id
 * @error: NOT_FOUND, BUSY, FULL, CORRUPT, FAILED
 *
 * Returns: whether the next sync tries to read it again
 */
gboolean
dovetail_store_retry_unreadable (DovetailStore *self,
                                 const char *entity_type,
                                 const char *entity_id,
                                 GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (entity_type != NULL && entity_id != NULL, FALSE);

  return change_one (self, "UPDATE unreadable SET reader = '' WHERE entity_id = ?1 AND entity_type = ?2",
                     entity_type, entity_id, error);
}
