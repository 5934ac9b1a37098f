/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answering a conflict and taking the answer back, offline too.
 *
 * An answer is one transaction: the conflict is closed here, its fields on the record are set, the resolution
 * is queued, frozen. The record then differs from its base like after an edit, but while a resolution of it
 * is queued the outbox leaves it out: the answer goes up by itself. When the server has confirmed it, its
 * record meets the one here as any other does: what the answer set is the same on both sides, and edits made
 * besides wait on the new version. */

#include "core/patch.h"
#include "core/schema.h"
#include "core/uuid.h"
#include "store/action.h"
#include "store/conflict-row.h"
#include "store/conflicts-private.h"
#include "store/edit-private.h"
#include "store/store-private.h"

/* A merge patch that gives the named fields, and those that follow them, the values of one side. */
static void
take_field (JsonObject *patch, JsonNode *side, const char *field)
{
  JsonNode *value = dovetail_data_get (side, field);

  if (value == NULL)
    json_object_set_null_member (patch, field);
  else
    dovetail_value_put (patch, field, value);
}

static JsonNode *
seal_patch (JsonObject *patch)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, patch);
  json_node_seal (node);

  return node;
}

JsonNode *
dovetail_conflicts_fields_of (const DovetailConflict *conflict, DovetailSide side)
{
  const DovetailSchema *schema = dovetail_schema_find (conflict->entity_type);
  JsonObject *patch = json_object_new ();

  for (guint i = 0; conflict->fields != NULL && conflict->fields[i] != NULL; i++)
    take_field (patch, conflict->sides[side], conflict->fields[i]);
  for (gsize i = 0; schema != NULL && i < schema->n_fields; i++)
    if (schema->fields[i].follows != NULL && json_object_has_member (patch, schema->fields[i].follows))
      take_field (patch, conflict->sides[side], schema->fields[i].name);

  return seal_patch (patch);
}

/* The values that data has in the fields of a patch, absent ones as null. */
static JsonNode *
values_in (JsonNode *data, JsonNode *patch)
{
  JsonObject *values = json_object_new ();
  JsonObjectIter iter;
  const char *field;

  json_object_iter_init_ordered (&iter, json_node_get_object (patch));
  while (json_object_iter_next_ordered (&iter, &field, NULL))
    take_field (values, data, field);

  return seal_patch (values);
}

/* What the user put together, completed by what the fields imply. */
static JsonNode *
merge_by_user (DovetailStore *self,
               DovetailConflict *conflict,
               DovetailReplica *replica,
               JsonNode *resolved,
               gint64 time,
               GError **error)
{
  JsonNode *theirs = conflict->sides[DOVETAIL_SIDE_THEIRS];
  JsonNode *mine = conflict->sides[DOVETAIL_SIDE_MINE];
  JsonNode *const known[] = { mine != NULL ? mine : theirs, theirs, NULL };
  DovetailRecord *record = replica->current;
  g_autoptr (JsonNode) data
      = dovetail_edit_compose (self, record, record->entity_type, resolved, known, time, error);
  g_autoptr (JsonNode) implied = NULL;
  g_autoptr (JsonObject) all = NULL;
  JsonObjectIter iter;
  const char *field;

  if (data == NULL)
    return NULL;
  implied = dovetail_patch_diff (record->data, data);
  all = json_object_new ();
  json_object_iter_init_ordered (&iter, json_node_get_object (resolved));
  while (json_object_iter_next_ordered (&iter, &field, NULL))
    take_field (all, data, field);
  json_object_iter_init_ordered (&iter, json_node_get_object (implied));
  while (json_object_iter_next_ordered (&iter, &field, NULL))
    take_field (all, data, field);

  return seal_patch (g_steal_pointer (&all));
}

static gboolean
is_strategy (const char *strategy, const char *name)
{
  return g_strcmp0 (strategy, name) == 0;
}

/* What the answer sets on the record; NULL with an error. */
static JsonNode *
decide_fields (DovetailStore *self,
               DovetailConflict *conflict,
               DovetailReplica *replica,
               const char *strategy,
               JsonNode *resolved,
               gint64 time,
               GError **error)
{
  if (is_strategy (strategy, DOVETAIL_RESOLUTION_CLIENT_WINS))
    return dovetail_conflicts_fields_of (conflict, DOVETAIL_SIDE_MINE);
  if (is_strategy (strategy, DOVETAIL_RESOLUTION_SERVER_WINS)
      || is_strategy (strategy, DOVETAIL_RESOLUTION_BOTH))
    return dovetail_data_empty (); /* the record holds theirs already */
  if (is_strategy (strategy, DOVETAIL_RESOLUTION_USER_MERGE) && resolved != NULL && replica != NULL)
    return merge_by_user (self, conflict, replica, resolved, time, error);

  g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, "“%s” is no answer to this conflict", strategy);
  return NULL;
}

static gint64
version_known (const DovetailReplica *replica)
{
  if (replica->pending == NULL)
    return replica->current->version;
  if (replica->pending->theirs != NULL)
    return replica->pending->theirs->version;

  return replica->base == NULL ? 0 : replica->base->version;
}

/* A reopen takes back the answer that its author sees, and names the version which that raised. Behind an
 * answer of this device that is not confirmed yet it learns it with the confirmation. */
static gint64
version_spoken_of (const DovetailConflict *conflict, const DovetailReplica *replica, const char *strategy)
{
  if (is_strategy (strategy, DOVETAIL_RESOLUTION_REOPEN) && conflict->resolved_version > 0)
    return conflict->resolved_version;

  return replica == NULL ? conflict->server_version : version_known (replica);
}

static gboolean
queue_answer (DovetailStore *self,
              DovetailConflict *conflict,
              DovetailReplica *replica,
              const char *strategy,
              JsonNode *applied,
              gint64 time,
              GError **error)
{
  g_autoptr (DovetailAnswer) answer = g_new0 (DovetailAnswer, 1);
  DovetailResolution *resolution = g_new0 (DovetailResolution, 1);

  answer->resolution = resolution;
  resolution->mutation_id = dovetail_store_new_uuid (self);
  resolution->conflict_id = g_strdup (conflict->conflict_id);
  resolution->strategy = g_strdup (strategy);
  resolution->version = version_spoken_of (conflict, replica, strategy);
  resolution->timestamp = time;
  if (is_strategy (strategy, DOVETAIL_RESOLUTION_USER_MERGE))
    resolution->resolved_data = json_node_ref (applied);
  if (applied != NULL)
    {
      resolution->applied = json_node_ref (applied);
      answer->before = values_in (replica == NULL ? NULL : replica->current->data, applied);
    }

  return dovetail_answer_forget_refused (self, conflict->conflict_id, error)
         && dovetail_answer_insert (self, answer, conflict->entity_id, error);
}

static gboolean
apply_fields (DovetailStore *self, DovetailReplica *replica, JsonNode *patch, gint64 time, GError **error)
{
  g_autoptr (JsonNode) data = dovetail_patch_apply (replica->current->data, patch);

  if (dovetail_data_equal (data, replica->current->data))
    return TRUE;

  return dovetail_edit_apply (self, replica, data, FALSE, time, TRUE, error);
}

static gboolean
close_conflict (
    DovetailStore *self, DovetailConflict *conflict, const char *strategy, JsonNode *applied, GError **error)
{
  g_autoptr (DovetailConflict) closed = dovetail_conflict_copy (conflict);

  closed->open = FALSE;
  closed->closed_at = dovetail_store_now (self);
  g_free (closed->resolution);
  closed->resolution = g_strdup (strategy);
  g_clear_pointer (&closed->resolved_data, json_node_unref);
  closed->resolved_data = dovetail_data_is_empty (applied)
                              ? dovetail_conflicts_fields_of (conflict, DOVETAIL_SIDE_THEIRS)
                              : json_node_ref (applied);

  return dovetail_conflict_row_write (self, closed, error);
}

static char *
second_task_id (const DovetailConflict *conflict)
{
  return dovetail_uuid_new_v5 (conflict->conflict_id, "both");
}

static gboolean
make_second_task (DovetailStore *self, DovetailConflict *conflict, gint64 time, GError **error)
{
  g_autofree char *id = second_task_id (conflict);
  JsonNode *const known[] = { conflict->sides[DOVETAIL_SIDE_MINE], NULL };
  g_autoptr (DovetailReplica) replica = NULL;
  int exists = dovetail_edit_exists (self, conflict->entity_type, id, error);

  if (exists != 0)
    return exists > 0;
  replica = dovetail_edit_create (self, conflict->entity_type, id, conflict->sides[DOVETAIL_SIDE_MINE], known,
                                  time, TRUE, error);

  return replica != NULL;
}

static gboolean
check_answerable (DovetailConflict *conflict, DovetailReplica *replica, const char *strategy, GError **error)
{
  if (!conflict->open)
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                           "This conflict is resolved already");
      return FALSE;
    }
  if (replica != NULL && replica->current->deleted
      && !is_strategy (strategy, DOVETAIL_RESOLUTION_SERVER_WINS))
    {
      g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                   "“%s” was deleted meanwhile; restore it first, or keep it deleted by taking theirs",
                   dovetail_record_get_title (replica->current));
      return FALSE;
    }

  return TRUE;
}

gboolean
dovetail_conflicts_answer (DovetailStore *self,
                           DovetailConflict *conflict,
                           const char *strategy,
                           JsonNode *resolved,
                           gint64 time,
                           GError **error)
{
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (JsonNode) applied = NULL;

  if (!dovetail_conflicts_get_record (self, conflict, &replica, error)
      || !check_answerable (conflict, replica, strategy, error))
    return FALSE;
  applied = decide_fields (self, conflict, replica, strategy, resolved, time, error);
  if (applied == NULL || !close_conflict (self, conflict, strategy, applied, error)
      || !queue_answer (self, conflict, replica, strategy, applied, time, error))
    return FALSE;
  if (replica != NULL && !apply_fields (self, replica, applied, time, error))
    return FALSE;

  return !is_strategy (strategy, DOVETAIL_RESOLUTION_BOTH) || make_second_task (self, conflict, time, error);
}

/* What the answer did to the record is taken back with the answer, so the journal names the conflict alone.
 */
gboolean
dovetail_conflicts_journal (DovetailStore *self,
                            const char *kind,
                            DovetailConflict *conflict,
                            const char *strategy,
                            JsonNode *resolved,
                            GError **error)
{
  dovetail_action_begin (self);
  dovetail_action_answer (self, conflict->conflict_id, strategy, resolved);

  return dovetail_action_write (self, kind, error);
}

/**
 * dovetail_store_resolve_conflict:
 * @self: a store
 * @conflict_id: an open conflict
 * @strategy: client_wins, server_wins, user_merge or both
 * @resolved: (nullable): of user_merge: a value, or null, for fields of the record
 * @error: NOT_FOUND, INVALID, BUSY, FULL, CORRUPT, FAILED
 *
 * One transaction: closes the conflict here, sets its fields on the record, queues the resolution.
 *
 * Returns: whether it was saved
 */
gboolean
dovetail_store_resolve_conflict (
    DovetailStore *self, const char *conflict_id, const char *strategy, JsonNode *resolved, GError **error)
{
  g_autoptr (DovetailTransaction) transaction = NULL;
  g_autoptr (DovetailConflict) conflict = NULL;
  gint64 time;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (conflict_id != NULL && strategy != NULL, FALSE);

  transaction = dovetail_transaction_begin (self, error);
  if (transaction == NULL)
    return FALSE;
  conflict = dovetail_store_get_conflict (self, conflict_id, error);
  if (conflict == NULL)
    return FALSE;
  time = dovetail_store_next_time (self, error);
  if (time == 0 || !dovetail_conflicts_answer (self, conflict, strategy, resolved, time, error))
    return FALSE;

  return dovetail_conflicts_journal (self, DOVETAIL_ACTION_RESOLVE, conflict, strategy, resolved, error)
         && dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}

/* Of the fields of applied: those that still hold it get the value in before. */
static JsonNode *
give_back (JsonNode *data, JsonNode *applied, JsonNode *before)
{
  JsonObject *patch = json_object_new ();
  g_autoptr (JsonNode) node = NULL;
  JsonObjectIter iter;
  const char *field;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, json_node_get_object (applied));
  while (json_object_iter_next_ordered (&iter, &field, &value))
    {
      JsonNode *wanted = JSON_NODE_HOLDS_NULL (value) ? NULL : value;

      if (dovetail_value_equal (dovetail_data_get (data, field), wanted))
        take_field (patch, before, field);
    }
  node = seal_patch (patch);

  return dovetail_patch_apply (data, node);
}

static gboolean
change_record (DovetailStore *self, DovetailReplica *replica, JsonNode *data, GError **error)
{
  gint64 time;

  if (dovetail_data_equal (data, replica->current->data))
    return TRUE;
  time = dovetail_store_next_time (self, error);

  return time != 0 && dovetail_edit_apply (self, replica, data, FALSE, time, TRUE, error);
}

/* Only while it is just what the answer made of it. */
static gboolean
remove_second_task (DovetailStore *self, DovetailConflict *conflict, GError **error)
{
  g_autofree char *id = second_task_id (conflict);
  g_autoptr (DovetailReplica) second = dovetail_store_get_replica (self, conflict->entity_type, id, NULL);
  gint64 time;

  if (second == NULL || second->current->deleted
      || g_strcmp0 (dovetail_record_get_title (second->current),
                    dovetail_data_get_string (conflict->sides[DOVETAIL_SIDE_MINE], "title"))
             != 0)
    return TRUE;
  time = dovetail_store_next_time (self, error);

  return time != 0 && dovetail_edit_apply (self, second, second->current->data, TRUE, time, TRUE, error);
}

gboolean
dovetail_conflicts_take_back (DovetailStore *self,
                              DovetailConflict *conflict,
                              DovetailAnswer *answer,
                              GError **error)
{
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (JsonNode) data = NULL;

  if (!dovetail_conflicts_open_again (self, conflict, NULL, error)
      || !dovetail_conflicts_get_record (self, conflict, &replica, error))
    return FALSE;
  if (is_strategy (answer->resolution->strategy, DOVETAIL_RESOLUTION_BOTH)
      && !remove_second_task (self, conflict, error))
    return FALSE;
  if (replica == NULL || replica->current->deleted || answer->resolution->applied == NULL)
    return TRUE;
  data = give_back (replica->current->data, answer->resolution->applied, answer->before);

  return change_record (self, replica, data, error);
}

/* The server does not know of it yet: as if it had not been given. */
static gboolean
withdraw (DovetailStore *self, DovetailConflict *conflict, DovetailAnswer *answer, GError **error)
{
  return dovetail_store_ack_resolution (self, answer->resolution->mutation_id, error)
         && dovetail_conflicts_take_back (self, conflict, answer, error);
}

/* What the fields were set to; where that was not recorded, either side counts. */
static gboolean
holds_resolution (const DovetailConflict *conflict, JsonNode *value, const char *field)
{
  if (conflict->resolved_data != NULL)
    return dovetail_value_equal (value, dovetail_data_get (conflict->resolved_data, field));

  return dovetail_value_equal (value, dovetail_data_get (conflict->sides[DOVETAIL_SIDE_MINE], field))
         || dovetail_value_equal (value, dovetail_data_get (conflict->sides[DOVETAIL_SIDE_THEIRS], field));
}

static void
set_field (JsonNode **data, const char *field, JsonNode *value)
{
  JsonNode *changed = dovetail_data_with (*data, field, value);

  json_node_unref (*data);
  *data = changed;
}

/* The server knows the answer: it is asked to open the conflict again, and does with the fields what is done
 * here: what still holds the answer goes back to theirs, what was changed since becomes theirs. */
static gboolean
reopen (DovetailStore *self, DovetailConflict *conflict, GError **error)
{
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (JsonNode) data = NULL;
  g_autoptr (JsonNode) theirs = NULL;
  g_autoptr (JsonNode) applied = NULL;
  gint64 time = dovetail_store_next_time (self, error);

  if (time == 0 || !dovetail_conflicts_get_record (self, conflict, &replica, error))
    return FALSE;
  theirs = conflict->sides[DOVETAIL_SIDE_THEIRS] == NULL
               ? dovetail_data_empty ()
               : json_node_ref (conflict->sides[DOVETAIL_SIDE_THEIRS]);
  data = replica == NULL ? dovetail_data_empty () : json_node_ref (replica->current->data);
  for (guint i = 0; replica != NULL && conflict->fields != NULL && conflict->fields[i] != NULL; i++)
    {
      const char *field = conflict->fields[i];
      JsonNode *value = dovetail_data_get (data, field);

      if (holds_resolution (conflict, value, field))
        set_field (&data, field, dovetail_data_get (theirs, field));
      else
        set_field (&theirs, field, value);
    }
  applied = replica == NULL ? NULL : dovetail_patch_diff (replica->current->data, data);
  if (!dovetail_conflicts_open_again (self, conflict, theirs, error)
      || !queue_answer (self, conflict, replica, DOVETAIL_RESOLUTION_REOPEN, applied, time, error))
    return FALSE;
  if (is_strategy (conflict->resolution, DOVETAIL_RESOLUTION_BOTH)
      && !remove_second_task (self, conflict, error))
    return FALSE;

  return replica == NULL || replica->current->deleted || change_record (self, replica, data, error);
}

/* A delete beat an edit: the edit's whole record comes back, as a create that names the tombstone. */
static gboolean
restore_lost_edit (DovetailStore *self, DovetailConflict *conflict, GError **error)
{
  DovetailSide side = conflict->deleted[DOVETAIL_SIDE_MINE] ? DOVETAIL_SIDE_THEIRS : DOVETAIL_SIDE_MINE;
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (DovetailRecord) tombstone = NULL;
  gint64 time;

  if (!dovetail_conflicts_get_record (self, conflict, &replica, error))
    return FALSE;
  if (replica == NULL)
    {
      tombstone = dovetail_record_new (conflict->entity_type, conflict->entity_id, conflict->server_version,
                                       NULL, TRUE, NULL, conflict->theirs.time, NULL, NULL);
      replica = dovetail_replica_new (tombstone);
    }
  if (!replica->current->deleted || conflict->sides[side] == NULL)
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, "There is nothing to restore");
      return FALSE;
    }
  time = dovetail_store_next_time (self, error);

  return time != 0 && dovetail_edit_apply (self, replica, conflict->sides[side], FALSE, time, TRUE, error);
}

gboolean
dovetail_conflicts_unanswer (DovetailStore *self, DovetailConflict *conflict, GError **error)
{
  g_autoptr (DovetailAnswer) answer = NULL;
  g_autoptr (GError) failure = NULL;

  if (conflict->open)
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, "This conflict is open already");
      return FALSE;
    }
  if (conflict->cause == DOVETAIL_CAUSE_DELETE_WINS)
    return restore_lost_edit (self, conflict, error);
  if (dovetail_conflict_is_local (conflict))
    return dovetail_conflicts_restore_fields (self, conflict, DOVETAIL_SIDE_MINE, error);
  answer = dovetail_answer_find (self, conflict->conflict_id, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (answer != NULL && answer->resolution->tries == 0)
    return withdraw (self, conflict, answer, error);

  return reopen (self, conflict, error);
}

/**
 * dovetail_store_unresolve_conflict:
 * @self: a store
 * @conflict_id: a closed conflict
 * @error: NOT_FOUND, INVALID, BUSY, FULL, CORRUPT, FAILED
 *
 * Takes the answer back. One the server cannot know yet is withdrawn; otherwise "reopen" is queued behind it.
 * A closed delete_wins conflict gives the record back as the losing edit had it. What the server does not know of
 * cannot be opened again there: the side that was here comes back, by an ordinary edit.
 *
 * Returns: whether it was saved
 */
gboolean
dovetail_store_unresolve_conflict (DovetailStore *self, const char *conflict_id, GError **error)
{
  g_autoptr (DovetailTransaction) transaction = NULL;
  g_autoptr (DovetailConflict) conflict = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (conflict_id != NULL, FALSE);

  transaction = dovetail_transaction_begin (self, error);
  if (transaction == NULL)
    return FALSE;
  conflict = dovetail_store_get_conflict (self, conflict_id, error);

  return conflict != NULL && dovetail_conflicts_unanswer (self, conflict, error)
         && dovetail_conflicts_journal (self, DOVETAIL_ACTION_UNRESOLVE, conflict, conflict->resolution,
                                        conflict->resolved_data, error)
         && dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}

gboolean
dovetail_conflicts_withdraw (DovetailStore *self, DovetailReplica *replica, GError **error)
{
  g_autoptr (DovetailAnswer) answer = NULL;
  g_autoptr (DovetailConflict) conflict = NULL;

  if (replica->pending->resolution_conflict_id == NULL)
    return TRUE;
  answer = dovetail_answer_find (self, replica->pending->resolution_conflict_id, error);
  if (answer == NULL)
    return FALSE;
  /* What may have been sent is beyond recall; the record follows from the server's answer. */
  if (answer->resolution->tries > 0 || is_strategy (answer->resolution->strategy, DOVETAIL_RESOLUTION_REOPEN))
    return TRUE;
  conflict = dovetail_store_get_conflict (self, answer->resolution->conflict_id, error);
  dovetail_action_answer (self, answer->resolution->conflict_id, answer->resolution->strategy,
                          answer->resolution->resolved_data);

  return conflict != NULL && dovetail_store_ack_resolution (self, answer->resolution->mutation_id, error)
         && dovetail_conflicts_open_again (self, conflict, NULL, error);
}
