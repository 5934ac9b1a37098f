/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answers to conflicts on their way up: frozen when made, kept until acknowledged. */

#include "core/patch.h"
#include "core/uuid.h"
#include "json/json.h"
#include "store/conflict-row.h"
#include "store/conflicts-private.h"
#include "store/store-private.h"

#define COLUMNS "mutation_id, conflict_id, strategy, version, timestamp, tries, error_code, data"

/**
 * dovetail_resolution_free:
 * @resolution: (transfer full) (nullable): a resolution
 */
void
dovetail_resolution_free (DovetailResolution *resolution)
{
  if (resolution == NULL)
    return;

  g_free (resolution->conflict_id);
  g_free (resolution->mutation_id);
  g_free (resolution->strategy);
  g_clear_pointer (&resolution->resolved_data, json_node_unref);
  g_clear_pointer (&resolution->applied, json_node_unref);
  g_free (resolution->error_code);
  g_free (resolution->error_detail);
  g_free (resolution);
}

void
dovetail_answer_free (DovetailAnswer *answer)
{
  if (answer == NULL)
    return;

  dovetail_resolution_free (answer->resolution);
  g_clear_pointer (&answer->before, json_node_unref);
  g_free (answer);
}

static JsonNode *
get_node (JsonNode *node, const char *name)
{
  JsonNode *member = dovetail_data_get (node, name);

  return member == NULL ? NULL : json_node_ref (member);
}

static gboolean
open_payload (DovetailStatement *statement, DovetailAnswer *answer, GError **error)
{
  DovetailResolution *resolution = answer->resolution;
  g_autoptr (JsonNode) node = NULL;
  gsize length;
  g_autofree char *text
      = dovetail_seal_open (statement->store->seal, "resolution", resolution->mutation_id,
                            DOVETAIL_COPY_RESOLUTION, sqlite3_column_blob (statement->handle, 7),
                            (gsize) sqlite3_column_bytes (statement->handle, 7), &length, error);

  if (text == NULL)
    return FALSE;
  node = dovetail_json_parse_object (text, (gssize) length, error);
  if (node == NULL)
    return FALSE;
  resolution->resolved_data = get_node (node, "resolved_data");
  resolution->error_detail = g_strdup (dovetail_data_get_string (node, "error_detail"));
  answer->before = get_node (node, "before");
  resolution->applied = get_node (node, "applied");

  return TRUE;
}

static DovetailAnswer *
read_answer (DovetailStatement *statement, GError **error)
{
  g_autoptr (DovetailAnswer) answer = g_new0 (DovetailAnswer, 1);
  DovetailResolution *resolution = g_new0 (DovetailResolution, 1);

  answer->resolution = resolution;
  resolution->mutation_id = g_strdup (dovetail_statement_get_text (statement, 0));
  resolution->conflict_id = g_strdup (dovetail_statement_get_text (statement, 1));
  resolution->strategy = g_strdup (dovetail_statement_get_text (statement, 2));
  resolution->version = dovetail_statement_get_int (statement, 3);
  resolution->timestamp = dovetail_statement_get_int (statement, 4);
  resolution->tries = (guint) dovetail_statement_get_int (statement, 5);
  resolution->error_code = g_strdup (dovetail_statement_get_text (statement, 6));

  return open_payload (statement, answer, error) ? g_steal_pointer (&answer) : NULL;
}

static GBytes *
close_payload (DovetailStore *self, const DovetailAnswer *answer)
{
  const DovetailResolution *resolution = answer->resolution;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  g_autofree char *text = NULL;
  gsize length;

  if (resolution->resolved_data != NULL)
    json_object_set_member (object, "resolved_data", json_node_ref (resolution->resolved_data));
  if (resolution->error_detail != NULL)
    json_object_set_string_member (object, "error_detail", resolution->error_detail);
  if (answer->before != NULL)
    json_object_set_member (object, "before", json_node_ref (answer->before));
  if (resolution->applied != NULL)
    json_object_set_member (object, "applied", json_node_ref (resolution->applied));
  json_node_take_object (node, object);
  text = dovetail_json_generate (node, &length);

  return dovetail_seal_close (self->seal, "resolution", resolution->mutation_id, DOVETAIL_COPY_RESOLUTION,
                              text, length);
}

gboolean
dovetail_answer_insert (DovetailStore *self, DovetailAnswer *answer, const char *entity_id, GError **error)
{
  const DovetailResolution *resolution = answer->resolution;
  g_autoptr (GBytes) data = close_payload (self, answer);
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (
      self, "INSERT INTO resolution (" COLUMNS ", entity_id) VALUES (?1, ?2, ?3, ?4, ?5, 0, NULL, ?6, ?7)",
      error);

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_text (statement, 1, resolution->mutation_id);
  dovetail_statement_bind_text (statement, 2, resolution->conflict_id);
  dovetail_statement_bind_text (statement, 3, resolution->strategy);
  dovetail_statement_bind_int (statement, 4, resolution->version);
  dovetail_statement_bind_int (statement, 5, resolution->timestamp);
  dovetail_statement_bind_blob (statement, 6, data);
  dovetail_statement_bind_text (statement, 7, entity_id);

  return dovetail_statement_run (statement, error);
}

static DovetailAnswer *
find_answer (DovetailStore *self, const char *sql, const char *id, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (self, sql, error);

  if (statement == NULL)
    return NULL;
  dovetail_statement_bind_text (statement, 1, id);
  if (dovetail_statement_step (statement, error) != DOVETAIL_STEP_ROW)
    return NULL;

  return read_answer (statement, error);
}

DovetailAnswer *
dovetail_answer_find (DovetailStore *self, const char *conflict_id, GError **error)
{
  return find_answer (self,
                      "SELECT " COLUMNS " FROM resolution WHERE conflict_id = ?1 AND error_code IS NULL"
                      " ORDER BY number DESC LIMIT 1",
                      conflict_id, error);
}

DovetailAnswer *
dovetail_answer_find_by_mutation (DovetailStore *self, const char *mutation_id, GError **error)
{
  return find_answer (self, "SELECT " COLUMNS " FROM resolution WHERE mutation_id = ?1", mutation_id, error);
}

static gboolean
run_with_text (DovetailStore *self, const char *sql, const char *text, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (self, sql, error);

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_text (statement, 1, text);

  return dovetail_statement_run (statement, error);
}

gboolean
dovetail_answer_forget_refused (DovetailStore *self, const char *conflict_id, GError **error)
{
  return run_with_text (self, "DELETE FROM resolution WHERE conflict_id = ?1 AND error_code IS NOT NULL",
                        conflict_id, error);
}

/**
 * dovetail_store_list_resolutions:
 * @self: a store
 * @error: CORRUPT, FAILED
 *
 * Returns: (transfer full) (element-type DovetailResolution): what is queued, oldest first; without those the
 * server refused
 */
GPtrArray *
dovetail_store_list_resolutions (DovetailStore *self, GError **error)
{
  g_autoptr (GPtrArray) resolutions
      = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_resolution_free);
  g_autoptr (DovetailStatement) statement = NULL;
  DovetailStep step;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);

  statement = dovetail_statement_take (
      self, "SELECT " COLUMNS " FROM resolution WHERE error_code IS NULL ORDER BY number", error);
  if (statement == NULL)
    return NULL;
  while ((step = dovetail_statement_step (statement, error)) == DOVETAIL_STEP_ROW)
    {
      g_autoptr (DovetailAnswer) answer = read_answer (statement, error);

      if (answer == NULL)
        return NULL;
      g_ptr_array_add (resolutions, g_steal_pointer (&answer->resolution));
    }

  return step == DOVETAIL_STEP_FAILED ? NULL : g_steal_pointer (&resolutions);
}

/**
 * dovetail_store_note_resolution_sent:
 * @self: a store
 * @mutation_id: of a queued resolution
 * @error: BUSY, FULL, CORRUPT, FAILED
 *
 * Counts a try, before the request leaves: from now on the server may know the answer, so taking it back
 * means "reopen". In a transaction of its own when none is open.
 *
 * Returns: whether it was noted
 */
gboolean
dovetail_store_note_resolution_sent (DovetailStore *self, const char *mutation_id, GError **error)
{
  g_autoptr (DovetailTransaction) own = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (mutation_id != NULL, FALSE);

  return dovetail_store_begin_own (self, &own, error)
         && run_with_text (self, "UPDATE resolution SET tries = tries + 1 WHERE mutation_id = ?1",
                           mutation_id, error)
         && dovetail_store_commit_own (&own, error);
}

static gboolean
set_version (DovetailStore *self, const char *sql, const char *conflict_id, gint64 version, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (self, sql, error);

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_text (statement, 1, conflict_id);
  dovetail_statement_bind_int (statement, 2, version);

  return dovetail_statement_run (statement, error);
}

/**
 * dovetail_store_rebase_resolutions:
 * @self: a store with an open transaction
 * @conflict_id: a conflict
 * @version: the record's present version
 * @error: FULL, CORRUPT, FAILED
 *
 * Answers to the conflict that were never sent now name @version: what raised it was an earlier answer of
 * this device, so nothing has happened that the user did not see.
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_store_rebase_resolutions (DovetailStore *self,
                                   const char *conflict_id,
                                   gint64 version,
                                   GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (conflict_id != NULL, FALSE);

  return dovetail_store_require_transaction (self, error)
         && set_version (
             self,
             "UPDATE resolution SET version = ?2 WHERE conflict_id = ?1 AND tries = 0 AND error_code IS NULL",
             conflict_id, version, error);
}

/**
 * dovetail_store_rebase_reopens:
 * @self: a store with an open transaction
 * @conflict_id: a conflict
 * @version: the version that the answer given here raised
 * @error: FULL, CORRUPT, FAILED
 *
 * Reopens queued behind an answer of this device take back that answer, now that it is confirmed.
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_store_rebase_reopens (DovetailStore *self, const char *conflict_id, gint64 version, GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (conflict_id != NULL, FALSE);

  return dovetail_store_require_transaction (self, error)
         && set_version (self,
                         "UPDATE resolution SET version = ?2 WHERE conflict_id = ?1 AND tries = 0"
                         " AND strategy = '" DOVETAIL_RESOLUTION_REOPEN "'",
                         conflict_id, version, error);
}

/**
 * dovetail_store_ack_resolution:
 * @self: a store with an open transaction
 * @mutation_id: of a queued resolution
 * @error: FULL, CORRUPT, FAILED
 *
 * Takes it off the queue. In the same transaction put the record and the conflict as the server answered
 * them, after this.
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_store_ack_resolution (DovetailStore *self, const char *mutation_id, GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (mutation_id != NULL, FALSE);

  return dovetail_store_require_transaction (self, error)
         && run_with_text (self, "DELETE FROM resolution WHERE mutation_id = ?1", mutation_id, error);
}

static gboolean
write_refusal (
    DovetailStore *self, DovetailAnswer *answer, const char *code, const char *detail, GError **error)
{
  g_autoptr (GBytes) data = NULL;
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (
      self, "UPDATE resolution SET tries = tries + 1, error_code = ?2, data = ?3 WHERE mutation_id = ?1",
      error);

  if (statement == NULL)
    return FALSE;
  g_free (answer->resolution->error_detail);
  answer->resolution->error_detail = g_strdup (detail);
  data = close_payload (self, answer);
  dovetail_statement_bind_text (statement, 1, answer->resolution->mutation_id);
  dovetail_statement_bind_text (statement, 2, code);
  dovetail_statement_bind_blob (statement, 3, data);

  return dovetail_statement_run (statement, error);
}

/* What somebody put together by hand stays in the history of this device, for the fields get back what they
 * held before. */
static gboolean
keep_refused (DovetailStore *self,
              DovetailConflict *conflict,
              const DovetailResolution *answer,
              GError **error)
{
  g_autoptr (DovetailConflict) kept = NULL;
  g_autofree char *id = NULL;
  JsonNode *theirs = conflict->sides[DOVETAIL_SIDE_THEIRS];

  if (g_strcmp0 (answer->strategy, DOVETAIL_RESOLUTION_USER_MERGE) != 0 || answer->resolved_data == NULL
      || theirs == NULL)
    return TRUE;
  kept = dovetail_conflict_copy (conflict);
  id = g_strconcat (answer->mutation_id, " refused", NULL);
  g_free (kept->conflict_id);
  kept->conflict_id = dovetail_uuid_new_v5 (conflict->conflict_id, id);
  kept->cause = DOVETAIL_CAUSE_REFUSED;
  kept->open = FALSE;
  kept->by_rule = TRUE;
  kept->created_at = kept->closed_at = dovetail_store_now (self);
  g_free (kept->resolution);
  kept->resolution = g_strdup (DOVETAIL_RESOLUTION_SERVER_WINS);
  g_clear_pointer (&kept->sides[DOVETAIL_SIDE_MINE], json_node_unref);
  kept->sides[DOVETAIL_SIDE_MINE] = dovetail_patch_apply (theirs, answer->resolved_data);
  g_clear_pointer (&kept->resolved_data, json_node_unref);
  kept->resolved_data = dovetail_patch_base (theirs, answer->resolved_data);

  return dovetail_conflict_row_write (self, kept, error);
}

/**
 * dovetail_store_fail_resolution:
 * @self: a store
 * @mutation_id: of a queued resolution
 * @code: the server's reason
 * @detail: (nullable): the same in words
 * @error: NOT_FOUND, BUSY, FULL, CORRUPT, FAILED
 *
 * The server refused it for good: it is no longer queued, the conflict is open again, and fields that still
 * hold the answer get back what they held before; one that was put together by hand goes to the history. In a
 * transaction of its own when none is open.
 *
 * Returns: whether nothing went wrong
 */
gboolean
dovetail_store_fail_resolution (
    DovetailStore *self, const char *mutation_id, const char *code, const char *detail, GError **error)
{
  g_autoptr (DovetailTransaction) own = NULL;
  g_autoptr (DovetailAnswer) answer = NULL;
  g_autoptr (DovetailConflict) conflict = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (mutation_id != NULL && code != NULL, FALSE);

  if (!dovetail_store_begin_own (self, &own, error))
    return FALSE;
  answer = dovetail_answer_find_by_mutation (self, mutation_id, error);
  if (answer == NULL)
    {
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND,
                             "This answer is no longer queued");
      return FALSE;
    }
  conflict = dovetail_store_get_conflict (self, answer->resolution->conflict_id, error);

  return conflict != NULL && keep_refused (self, conflict, answer->resolution, error)
         && write_refusal (self, answer, code, detail, error)
         && dovetail_conflicts_take_back (self, conflict, answer, error)
         && dovetail_store_commit_own (&own, error);
}
