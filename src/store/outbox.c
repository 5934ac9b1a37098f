/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What waits to be uploaded. */

#include "store/outbox.h"

#include "store/action.h"
#include "store/conflicts-private.h"
#include "store/edit-private.h"
#include "store/record-row.h"
#include "store/store-private.h"

#define SELECT_OUTBOX                                                                                        \
  "SELECT " DOVETAIL_REPLICA_COLUMNS " FROM outbox o JOIN record r ON r.row_id = o.record WHERE o.state = "  \
  "?1 "
#define ORDER_OUTBOX " ORDER BY o.urgency, o.since, o.record LIMIT ?2"
/* The answer to a conflict goes up first; what was edited besides follows from what the server then says.
 * What was edited on a state that was followed by one nobody here can read waits until somebody can. */
#define NOT_RESOLVING                                                                                        \
  "AND NOT EXISTS (SELECT 1 FROM resolution q WHERE q.entity_id = r.entity_id AND q.error_code IS NULL)"     \
  " AND o.record NOT IN (SELECT record FROM held)"                                                           \
  " AND NOT EXISTS (SELECT 1 FROM unreadable u WHERE u.entity_id = r.entity_id"                              \
  " AND u.entity_type = r.entity_type)"

/* Asked for at every edit, and 100,000 imported tasks may wait: each part is found in the index by itself, the oldest
 * change by one look at each urgency. */
#define SUMMARY                                                                                              \
  "WITH RECURSIVE kind (state, urgency) AS ("                                                                \
  " SELECT value, (SELECT min (urgency) FROM outbox WHERE state = value)"                                    \
  "  FROM (SELECT 0 AS value UNION ALL SELECT 1)"                                                            \
  " UNION ALL SELECT state, (SELECT min (o.urgency) FROM outbox o"                                           \
  "   WHERE o.state = kind.state AND o.urgency > kind.urgency)"                                              \
  "  FROM kind WHERE urgency IS NOT NULL)"                                                                   \
  "SELECT (SELECT count (*) FROM outbox), (SELECT count (*) FROM outbox WHERE state = 2),"                   \
  " (SELECT min ((SELECT min (since) FROM outbox o"                                                          \
  "   WHERE o.state = kind.state AND o.urgency = kind.urgency)) FROM kind),"                                 \
  " (SELECT count (*) FROM resolution WHERE error_code IS NULL),"                                            \
  " (SELECT count (*) FROM resolution q WHERE q.error_code IS NULL AND NOT EXISTS (SELECT 1 FROM record r"   \
  "   JOIN outbox o ON o.record = r.row_id WHERE r.entity_id = q.entity_id AND o.state <> 2)),"              \
  " (SELECT count (*) FROM unreadable)"

/**
 * dovetail_store_summarize_outbox:
 * @self: a store
 * @summary: (out): how much waits
 * @error: CORRUPT, FAILED
 *
 * Returns: whether it could be read
 */
gboolean
dovetail_store_summarize_outbox (DovetailStore *self, DovetailOutboxSummary *summary, GError **error)
{
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (summary != NULL, FALSE);

  statement = dovetail_statement_take (self, SUMMARY, error);
  if (statement == NULL || dovetail_statement_step (statement, error) != DOVETAIL_STEP_ROW)
    return FALSE;
  summary->quarantined = (guint) dovetail_statement_get_int (statement, 1);
  summary->waiting = (guint) dovetail_statement_get_int (statement, 0) - summary->quarantined;
  summary->oldest = dovetail_statement_get_int (statement, 2);
  summary->resolutions = (guint) dovetail_statement_get_int (statement, 3);
  summary->answers_alone = (guint) dovetail_statement_get_int (statement, 4);
  summary->unreadable = (guint) dovetail_statement_get_int (statement, 5);

  return TRUE;
}

static gboolean
append_outbox (DovetailStore *self,
               const char *sql,
               DovetailPendingState state,
               guint limit,
               GPtrArray *replicas,
               GError **error)
{
  g_autoptr (DovetailStatement) statement = NULL;
  g_autoptr (GPtrArray) found = NULL;

  if (limit > 0 && replicas->len >= limit)
    return TRUE;
  statement = dovetail_statement_take (self, sql, error);
  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_int (statement, 1, state);
  dovetail_statement_bind_int (statement, 2, limit == 0 ? -1 : (gint64) (limit - replicas->len));
  found = dovetail_record_row_read_all (statement, error);
  if (found == NULL)
    return FALSE;
  g_ptr_array_extend_and_steal (replicas, g_steal_pointer (&found));

  return TRUE;
}

/**
 * dovetail_store_list_outbox:
 * @self: a store
 * @quarantined: whether to list what the server refused, or else what goes up next
 * @limit: how many at most; 0: all
 * @error: CORRUPT, FAILED
 *
 * What goes up next comes in the order it is pushed: frozen changes first, to be repeated as they were; then
 * edits by hand before imports, lists before parents before children, oldest first. Left out: records with a
 * queued answer to a conflict, held ones, and those whose newest state cannot be read here.
 *
 * Returns: (transfer full) (element-type DovetailReplica): the records
 */
GPtrArray *
dovetail_store_list_outbox (DovetailStore *self, gboolean quarantined, guint limit, GError **error)
{
  g_autoptr (GPtrArray) replicas = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_replica_free);

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);

  if (quarantined)
    {
      if (!append_outbox (self, SELECT_OUTBOX ORDER_OUTBOX, DOVETAIL_PENDING_QUARANTINED, limit, replicas,
                          error))
        return NULL;
    }
  else if (!append_outbox (self, SELECT_OUTBOX ORDER_OUTBOX, DOVETAIL_PENDING_IN_FLIGHT, limit, replicas,
                           error)
           || !append_outbox (self, SELECT_OUTBOX NOT_RESOLVING ORDER_OUTBOX, DOVETAIL_PENDING_WAITING, limit,
                              replicas, error))
    {
      return NULL;
    }

  return g_steal_pointer (&replicas);
}

/**
 * dovetail_store_list_pending:
 * @self: a store
 * @limit: how many at most; 0: all
 * @error: CORRUPT, FAILED
 *
 * Returns: (transfer full) (element-type DovetailReplica): every record with an outbox row, for people:
 * refused ones first
 */
GPtrArray *
dovetail_store_list_pending (DovetailStore *self, guint limit, GError **error)
{
  static const DovetailPendingState states[]
      = { DOVETAIL_PENDING_QUARANTINED, DOVETAIL_PENDING_IN_FLIGHT, DOVETAIL_PENDING_WAITING };
  g_autoptr (GPtrArray) replicas = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_replica_free);

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (!append_outbox (self, SELECT_OUTBOX ORDER_OUTBOX, states[i], limit, replicas, error))
      return NULL;

  return g_steal_pointer (&replicas);
}

static DovetailReplica *
get_pending (DovetailStore *self, const char *entity_type, const char *entity_id, GError **error)
{
  g_autoptr (DovetailReplica) replica = dovetail_store_get_replica (self, entity_type, entity_id, error);

  if (replica == NULL || replica->pending != NULL)
    return g_steal_pointer (&replica);

  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND,
                       "Nothing waits to be uploaded for this record");
  return NULL;
}

static gboolean
give_back_base (DovetailStore *self, DovetailReplica *replica, GError **error)
{
  g_autoptr (DovetailRecord) before = dovetail_record_ref (replica->current);
  gboolean unknown = replica->base == NULL && replica->pending->theirs == NULL;

  dovetail_edit_take_servers_state (replica);
  dovetail_action_touch (self, before, unknown ? NULL : replica->current);
  if (unknown)
    return dovetail_store_forget_replica (self, before->entity_type, before->entity_id, error);

  return dovetail_store_put_replica (self, replica, error)
         && dovetail_edit_note_change (self, replica, before, "discard", dovetail_store_now (self), error);
}

/* What was frozen may have reached the server, so it is repeated; the way back goes up behind it, as an edit. */
static gboolean
edit_back (DovetailStore *self, DovetailReplica *replica, GError **error)
{
  DovetailRecord *known = replica->pending->theirs != NULL ? replica->pending->theirs : replica->base;
  gboolean deleted = known == NULL || known->deleted;
  JsonNode *data = deleted ? replica->current->data : known->data;
  gint64 time = dovetail_store_next_time (self, error);

  return time != 0 && dovetail_edit_apply (self, replica, data, deleted, time, TRUE, error);
}

static gboolean
take_back (DovetailStore *self, DovetailReplica *replica, GError **error)
{
  if (replica->pending->state == DOVETAIL_PENDING_IN_FLIGHT)
    return edit_back (self, replica, error);

  return give_back_base (self, replica, error);
}

/**
 * dovetail_store_discard_pending:
 * @self: a store
 * @entity_type: a record's type
 * @entity_id: its id
 * @error: NOT_FOUND, BUSY, FULL, CORRUPT, FAILED
 *
 * Gives the record back its base; one that was never uploaded is deleted. A change in flight may have reached
 * the server: the record goes back here at once, and there at the next sync; until then it waits. A queued
 * answer to its conflict is withdrawn. dovetail_store_undo() brings all of it back.
 *
 * Returns: whether it was discarded
 */
gboolean
dovetail_store_discard_pending (DovetailStore *self,
                                const char *entity_type,
                                const char *entity_id,
                                GError **error)
{
  g_autoptr (DovetailTransaction) transaction = NULL;
  g_autoptr (DovetailReplica) replica = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (entity_type != NULL && entity_id != NULL, FALSE);

  transaction = dovetail_transaction_begin (self, error);
  if (transaction == NULL)
    return FALSE;
  replica = get_pending (self, entity_type, entity_id, error);
  if (replica == NULL)
    return FALSE;
  if (dovetail_replica_is_taken_back (replica))
    return TRUE;

  dovetail_action_begin (self);

  return dovetail_conflicts_withdraw (self, replica, error) && take_back (self, replica, error)
         && dovetail_action_write (self, DOVETAIL_ACTION_DISCARD, error)
         && dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * dovetail_store_retry_pending:
 * @self: a store
 * @entity_type: a record's type
 * @entity_id: its id
 * @error: NOT_FOUND, FULL, CORRUPT, FAILED
 *
 * Lets a refused change wait again, to be derived anew at the next push: once, for refused again it is set
 * aside again. How often it was refused stays known. One that waits already is left as it is.
 *
 * Returns: whether it waits now
 */
gboolean
dovetail_store_retry_pending (DovetailStore *self,
                              const char *entity_type,
                              const char *entity_id,
                              GError **error)
{
  g_autoptr (DovetailTransaction) transaction = NULL;
  g_autoptr (DovetailReplica) replica = NULL;
  guint tries;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (entity_type != NULL && entity_id != NULL, FALSE);

  transaction = dovetail_transaction_begin (self, error);
  if (transaction == NULL)
    return FALSE;
  replica = get_pending (self, entity_type, entity_id, error);
  if (replica == NULL)
    return FALSE;
  if (replica->pending->state != DOVETAIL_PENDING_QUARANTINED)
    return TRUE;
  tries = replica->pending->tries;
  dovetail_pending_thaw (replica->pending);
  replica->pending->tries = tries;

  return dovetail_store_put_replica (self, replica, error)
         && dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}
