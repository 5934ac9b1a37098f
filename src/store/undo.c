/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Undoing what the user did: an ordinary change with the inverse of what the journal holds. It touches only
 * fields that still hold what the action gave them, so what came in between, from here or by a sync, stays.
 */

#include "store/undo.h"

#include "json/json.h"
#include "store/action.h"
#include "store/conflicts-private.h"
#include "store/edit-private.h"
#include "store/store-private.h"

typedef struct
{
  DovetailStore *store;
  DovetailUndone *undone;
  gint64 time; /* of the edits */
  GPtrArray
      *deferred; /* JsonNode: records that still have subtasks, which may go as well; NULL: this is the end */
} Undoing;

/* One row of the journal. */
typedef struct
{
  gint64 number;
  char *kind;
  JsonNode *data;
} Action;

static void
action_free (Action *action)
{
  g_free (action->kind);
  json_node_unref (action->data);
  g_free (action);
}

/**
 * dovetail_undone_clear:
 * @undone: what an undo did
 */
void
dovetail_undone_clear (DovetailUndone *undone)
{
  g_clear_pointer (&undone->kind, g_free);
  g_clear_pointer (&undone->title, g_free);
  g_clear_pointer (&undone->redo, json_node_unref);
}

static Action *
read_action (DovetailStore *self, DovetailStatement *statement, GError **error)
{
  const char *kind = dovetail_statement_get_text (statement, 1);
  gsize length;
  g_autoptr (JsonNode) data = NULL;
  Action *action;
  g_autofree char *text = dovetail_seal_open (
      self->seal, "action", kind, DOVETAIL_COPY_ACTION, sqlite3_column_blob (statement->handle, 3),
      (gsize) sqlite3_column_bytes (statement->handle, 3), &length, error);

  if (text == NULL)
    return NULL;
  data = dovetail_json_parse_object (text, (gssize) length, error);
  if (data == NULL)
    return NULL;
  action = g_new0 (Action, 1);
  action->number = dovetail_statement_get_int (statement, 0);
  action->kind = g_strdup (kind);
  action->data = g_steal_pointer (&data);

  return action;
}

/* Of one bundle, newest first. */
static GPtrArray *
read_bundle (DovetailStore *self, gint64 number, DovetailUndone *undone, GError **error)
{
  g_autoptr (GPtrArray) actions = g_ptr_array_new_with_free_func ((GDestroyNotify) action_free);
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (
      self,
      "SELECT number, kind, time, data FROM action WHERE bundle = (SELECT bundle FROM action"
      " WHERE number = ifnull (nullif (?1, 0), (SELECT max (number) FROM action))) ORDER BY number DESC",
      error);
  DovetailStep step;

  if (statement == NULL)
    return NULL;
  dovetail_statement_bind_int (statement, 1, number);
  while ((step = dovetail_statement_step (statement, error)) == DOVETAIL_STEP_ROW)
    {
      Action *action = read_action (self, statement, error);

      if (action == NULL)
        return NULL;
      undone->time = dovetail_statement_get_int (statement, 2);
      g_ptr_array_add (actions, action);
    }
  if (step == DOVETAIL_STEP_DONE && actions->len == 0)
    g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND, "There is nothing to undo");

  return step == DOVETAIL_STEP_DONE && actions->len > 0 ? g_steal_pointer (&actions) : NULL;
}

/* 0: it has none; -1: error. */
static int
has_subtasks (DovetailStore *self, const char *entity_id, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (
      self, "SELECT 1 FROM record WHERE parent_id = ?1 AND deleted = 0 LIMIT 1", error);
  DovetailStep step;

  if (statement == NULL)
    return -1;
  dovetail_statement_bind_text (statement, 1, entity_id);
  step = dovetail_statement_step (statement, error);

  return step == DOVETAIL_STEP_FAILED ? -1 : step == DOVETAIL_STEP_ROW;
}

static gboolean
holds_all (JsonNode *data, JsonNode *values)
{
  JsonObjectIter iter;
  const char *field;
  JsonNode *value;

  json_object_iter_init (&iter, json_node_get_object (values));
  while (json_object_iter_next (&iter, &field, &value))
    if (!dovetail_value_equal (dovetail_data_get (data, field), value))
      return FALSE;

  return TRUE;
}

/* What was made goes again, while it is what was made and nobody hung anything on it. */
static gboolean
take_away (Undoing *undoing, DovetailReplica *replica, JsonNode *record, GError **error)
{
  JsonNode *made = dovetail_data_get (record, "new");
  int subtasks;

  if (replica == NULL || replica->current->deleted
      || (made != NULL && !holds_all (replica->current->data, made)))
    return undoing->undone->passed++, TRUE;
  subtasks = has_subtasks (undoing->store, replica->current->entity_id, error);
  if (subtasks > 0 && undoing->deferred != NULL)
    {
      g_ptr_array_add (undoing->deferred, record);
      return TRUE;
    }
  if (subtasks != 0)
    return undoing->undone->passed++, subtasks > 0;
  undoing->undone->changed++;

  return dovetail_edit_delete (undoing->store, replica, undoing->time, error);
}

/* What was deleted comes back with all it held. */
static gboolean
bring_back (Undoing *undoing,
            DovetailReplica *replica,
            const char *type,
            const char *id,
            JsonNode *old,
            GError **error)
{
  JsonNode *const known[] = { old, NULL };
  g_autoptr (DovetailReplica) made = NULL;

  if (replica != NULL && !replica->current->deleted)
    return undoing->undone->passed++, TRUE;
  undoing->undone->changed++;
  if (replica != NULL)
    return dovetail_edit_apply (undoing->store, replica, old, FALSE, undoing->time, TRUE, error);
  made = dovetail_edit_create (undoing->store, type, id, old, known, undoing->time, TRUE, error);

  return made != NULL;
}

/* Of the fields that were given a value: those that hold it still, with what they held before. NULL: none. */
static JsonNode *
invert (JsonNode *data, JsonNode *old, JsonNode *given)
{
  g_autoptr (JsonObject) patch = json_object_new ();
  JsonObjectIter iter;
  const char *field;
  JsonNode *value;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, json_node_get_object (given));
  while (json_object_iter_next_ordered (&iter, &field, &value))
    {
      JsonNode *before = dovetail_data_get (old, field);
      JsonNode *wanted = JSON_NODE_HOLDS_NULL (value) ? NULL : value;

      if (!dovetail_value_equal (dovetail_data_get (data, field), wanted))
        continue;
      if (before == NULL || JSON_NODE_HOLDS_NULL (before))
        json_object_set_null_member (patch, field);
      else
        dovetail_value_put (patch, field, before);
    }
  if (json_object_get_size (patch) == 0)
    return NULL;
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, g_steal_pointer (&patch));
  json_node_seal (node);

  return node;
}

static gboolean
set_back (Undoing *undoing, DovetailReplica *replica, JsonNode *old, JsonNode *given, GError **error)
{
  JsonNode *const known[] = { old, NULL };
  g_autoptr (JsonNode) patch = NULL;
  g_autoptr (JsonNode) data = NULL;
  g_autoptr (GError) failure = NULL;
  DovetailRecord *current = replica != NULL ? replica->current : NULL;

  if (current != NULL && !current->deleted)
    patch = invert (current->data, old, given);
  if (patch == NULL)
    return undoing->undone->passed++, TRUE;
  data = dovetail_edit_compose (undoing->store, current, current->entity_type, patch, known, undoing->time,
                                &failure);
  /* What was allowed then need not be now: a parent may have become a child. */
  if (g_error_matches (failure, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID))
    return undoing->undone->passed++, TRUE;
  if (data == NULL)
    return g_propagate_error (error, g_steal_pointer (&failure)), FALSE;
  if (dovetail_data_equal (data, current->data))
    return undoing->undone->passed++, TRUE;
  undoing->undone->changed++;

  return dovetail_edit_apply (undoing->store, replica, data, FALSE, undoing->time, TRUE, error);
}

static gboolean
undo_record (Undoing *undoing, JsonNode *record, GError **error)
{
  const char *type = dovetail_data_get_string (record, "type");
  const char *id = dovetail_data_get_string (record, "id");
  gboolean was = dovetail_data_get_boolean (record, "was", FALSE);
  gboolean is = dovetail_data_get_boolean (record, "is", FALSE);
  JsonNode *old = dovetail_data_get (record, "old");
  JsonNode *given = dovetail_data_get (record, "new");
  int exists = dovetail_edit_exists (undoing->store, type, id, error);
  g_autoptr (DovetailReplica) replica = NULL;

  if (exists < 0)
    return FALSE;
  if (exists > 0 && (replica = dovetail_store_get_replica (undoing->store, type, id, error)) == NULL)
    return FALSE;
  g_free (undoing->undone->title);
  undoing->undone->title = g_strdup (dovetail_data_get_string (record, "title"));
  if (was && is)
    return set_back (undoing, replica, old, given, error);
  if (is)
    return take_away (undoing, replica, record, error);

  return !was || bring_back (undoing, replica, type, id, old, error);
}

static gboolean
undo_deferred (Undoing *undoing, GError **error)
{
  g_autoptr (GPtrArray) deferred = g_steal_pointer (&undoing->deferred);

  for (guint i = deferred->len; i > 0; i--)
    if (!undo_record (undoing, g_ptr_array_index (deferred, i - 1), error))
      return FALSE;

  return TRUE;
}

static gboolean
undo_records (Undoing *undoing, JsonNode *action, GError **error)
{
  JsonNode *node = dovetail_data_get (action, "records");
  JsonArray *records = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  gboolean undone = TRUE;

  undoing->deferred = g_ptr_array_new ();
  for (guint i = records == NULL ? 0 : json_array_get_length (records); undone && i > 0; i--)
    undone = undo_record (undoing, json_array_get_element (records, i - 1), error);
  undone = undone && undo_deferred (undoing, error);
  g_clear_pointer (&undoing->deferred, g_ptr_array_unref);

  return undone;
}

/* open: whether the conflict is to be open again; else it is to get the answer it had. */
static gboolean
undo_answer (Undoing *undoing, JsonNode *action, gboolean open, GError **error)
{
  DovetailUndone *undone = undoing->undone;
  const char *strategy = dovetail_data_get_string (action, "strategy");
  g_autoptr (DovetailConflict) conflict
      = dovetail_store_get_conflict (undoing->store, dovetail_data_get_string (action, "conflict_id"), NULL);

  if (conflict == NULL || conflict->open == open || (!open && strategy == NULL))
    return undone->passed++, TRUE;
  if (open ? !dovetail_conflicts_unanswer (undoing->store, conflict, error)
           : !dovetail_conflicts_answer (undoing->store, conflict, strategy,
                                         dovetail_data_get (action, "resolved"), undoing->time, error))
    return FALSE;
  undone->changed++;

  return TRUE;
}

static gboolean
undo_action (Undoing *undoing, const Action *action, GError **error)
{
  g_free (undoing->undone->kind);
  undoing->undone->kind = g_strdup (action->kind);
  undoing->undone->actions++;
  undoing->undone->count += (guint) dovetail_data_get_int (action->data, "count", 1);
  if (g_str_equal (action->kind, DOVETAIL_ACTION_RESOLVE))
    return undo_answer (undoing, action->data, TRUE, error);
  if (dovetail_data_get (action->data, "conflict_id") != NULL
      && !undo_answer (undoing, action->data, FALSE, error))
    return FALSE;

  return undo_records (undoing, action->data, error);
}

static gboolean
forget_action (DovetailStore *self, gint64 number, GError **error)
{
  g_autoptr (DovetailStatement) statement
      = dovetail_statement_take (self, "DELETE FROM action WHERE number = ?1", error);

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_int (statement, 1, number);

  return dovetail_statement_run (statement, error);
}

static gboolean
undo_all (Undoing *undoing, GPtrArray *actions, GError **error)
{
  undoing->time = dovetail_store_next_time (undoing->store, error);
  if (undoing->time == 0)
    return FALSE;
  for (guint i = 0; i < actions->len; i++)
    {
      const Action *action = g_ptr_array_index (actions, i);

      if (!undo_action (undoing, action, error) || !forget_action (undoing->store, action->number, error))
        return FALSE;
    }

  return TRUE;
}

/* Undoing touches records as an edit does, and the inverse of that is doing it again. An answer to a conflict
 * is given anew by whoever wants it. */
static JsonNode *
take_redo (DovetailStore *self, const DovetailUndone *undone, GPtrArray *actions)
{
  JsonNode *redo = dovetail_action_take (self);
  gboolean possible = redo != NULL && undone->changed > 0;

  for (guint i = 0; i < actions->len; i++)
    {
      const Action *action = g_ptr_array_index (actions, i);

      possible = possible && dovetail_data_get (action->data, "conflict_id") == NULL;
    }
  if (!possible)
    {
      g_clear_pointer (&redo, json_node_unref);
      return NULL;
    }
  json_object_set_string_member (json_node_get_object (redo), "kind", undone->kind);
  json_object_set_int_member (json_node_get_object (redo), "count", undone->count);
  json_node_seal (redo);

  return redo;
}

/**
 * dovetail_store_undo:
 * @self: a store
 * @action: which one, as dovetail_store_get_last_action() told; 0: the newest
 * @undone: (out caller-allocates): what was undone; clear it in any case
 * @error: NOT_FOUND (nothing to undo), BUSY, FULL, CORRUPT, FAILED
 *
 * An action that is undone leaves the journal; undoing is no action itself.
 *
 * Returns: whether it was undone, as far as nothing has changed since
 */
gboolean
dovetail_store_undo (DovetailStore *self, gint64 action, DovetailUndone *undone, GError **error)
{
  Undoing undoing = { self, undone, 0, NULL };
  g_autoptr (DovetailTransaction) transaction = NULL;
  g_autoptr (GPtrArray) actions = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (undone != NULL, FALSE);

  *undone = (DovetailUndone){ 0 };
  transaction = dovetail_transaction_begin (self, error);
  if (transaction == NULL)
    return FALSE;
  dovetail_action_begin (self);
  actions = read_bundle (self, action, undone, error);
  if (actions == NULL || !undo_all (&undoing, actions, error))
    return FALSE;
  undone->redo = take_redo (self, undone, actions);

  return dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * dovetail_store_redo:
 * @self: a store
 * @redo: what an undo left in its redo
 * @redone: (out caller-allocates): what was done again; clear it in any case
 * @error: BUSY, FULL, CORRUPT, FAILED
 *
 * Only for who knows that nothing else was done since: see dovetail_store_get_last_action().
 *
 * Returns: whether it was done again, as far as nothing has changed since
 */
gboolean
dovetail_store_redo (DovetailStore *self, JsonNode *redo, DovetailUndone *redone, GError **error)
{
  Undoing undoing = { self, redone, 0, NULL };
  g_autoptr (DovetailTransaction) transaction = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (redo != NULL && redone != NULL, FALSE);

  *redone = (DovetailUndone){ 0 };
  transaction = dovetail_transaction_begin (self, error);
  if (transaction == NULL)
    return FALSE;
  undoing.time = dovetail_store_next_time (self, error);
  redone->kind = g_strdup (dovetail_data_get_string (redo, "kind"));
  redone->count = (guint) dovetail_data_get_int (redo, "count", 1);
  redone->time = dovetail_store_now (self);
  dovetail_action_begin (self);
  if (undoing.time == 0 || !undo_records (&undoing, redo, error))
    return FALSE;
  if (redone->changed == 0) /* the transaction is dropped */
    return TRUE;
  redone->actions = 1;
  dovetail_action_count (self, redone->count);

  return dovetail_action_write (self, redone->kind, error)
         && dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * dovetail_store_get_last_action:
 * @self: a store
 *
 * Returns: the number of the newest action that can be undone; 0: none
 */
gint64
dovetail_store_get_last_action (DovetailStore *self)
{
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), 0);

  statement = dovetail_statement_take (self, "SELECT max (number) FROM action", NULL);
  if (statement == NULL || dovetail_statement_step (statement, NULL) != DOVETAIL_STEP_ROW)
    return 0;

  return dovetail_statement_get_int (statement, 0);
}

/**
 * dovetail_store_begin_bundle:
 * @self: a store
 *
 * What is done until dovetail_store_end_bundle() is undone as one.
 */
void
dovetail_store_begin_bundle (DovetailStore *self)
{
  g_return_if_fail (DOVETAIL_IS_STORE (self));

  self->bundle = DOVETAIL_BUNDLE_OPEN;
}

/**
 * dovetail_store_end_bundle:
 * @self: a store
 */
void
dovetail_store_end_bundle (DovetailStore *self)
{
  g_return_if_fail (DOVETAIL_IS_STORE (self));

  self->bundle = DOVETAIL_BUNDLE_NONE;
}
