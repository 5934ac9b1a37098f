/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The file that decides what becomes of a record when edits made here meet what the server says. Only what
 * does not overlap is fitted together here; an overlap goes up naming the version the edit was made on, and
 * the server decides it, once for everybody. */

#include "sync/reconcile.h"

#include "core/merge.h"
#include "core/patch.h"
#include "core/schema.h"

static gboolean
is_in_flight (const DovetailReplica *replica)
{
  return replica->pending != NULL && replica->pending->state == DOVETAIL_PENDING_IN_FLIGHT;
}

static DovetailDelta
delta_of (DovetailRecord *record)
{
  return (DovetailDelta){ record->deleted ? DOVETAIL_OPERATION_DELETE : DOVETAIL_OPERATION_UPDATE, record };
}

static void
set_current (DovetailReplica *replica, DovetailRecord *record) /* takes it */
{
  dovetail_record_unref (replica->current);
  replica->current = record;
}

static void
set_base (DovetailReplica *replica, DovetailRecord *record) /* references it; may be NULL */
{
  DovetailRecord *base = record != NULL ? dovetail_record_ref (record) : NULL;

  g_clear_pointer (&replica->base, dovetail_record_unref);
  replica->base = base;
}

static void
set_theirs (DovetailReplica *replica, DovetailRecord *record) /* references it; may be NULL */
{
  DovetailRecord *theirs = record != NULL ? dovetail_record_ref (record) : NULL;

  g_clear_pointer (&replica->pending->theirs, dovetail_record_unref);
  replica->pending->theirs = theirs;
}

/* The record is what the server says it is, and nothing waits. */
static void
settle (DovetailReplica *replica, DovetailRecord *record)
{
  set_current (replica, dovetail_record_ref (record));
  set_base (replica, NULL);
  g_clear_pointer (&replica->pending, dovetail_pending_free);
}

/* A tombstone comes without content; what was last known stays with it, so that it can be restored. */
static DovetailRecord *
keep_last_content (DovetailRecord *record, DovetailRecord *known)
{
  if (!record->deleted || known == NULL || !dovetail_data_is_empty (record->data))
    return dovetail_record_ref (record);
  return dovetail_record_with_data (record, known->data, TRUE, record->timestamp);
}

/* The newest version of the record that the server has told this device. */
static DovetailRecord *
newest_known (const DovetailReplica *replica)
{
  if (replica->pending == NULL)
    return replica->current;
  return replica->pending->theirs != NULL ? replica->pending->theirs : replica->base;
}

static gboolean
is_news (const DovetailReplica *replica, const DovetailRecord *record)
{
  const DovetailRecord *known = newest_known (replica);

  if (known == NULL || record->version > known->version)
    return TRUE;
  if (record->version < known->version)
    return FALSE;
  /* The answer to a change of ours that the server merged away names no author: the record does. */
  if (replica->pending == NULL
      && (record->timestamp != known->timestamp || g_strcmp0 (record->client_id, known->client_id) != 0
          || g_strcmp0 (record->modified_by, known->modified_by) != 0))
    return TRUE;
  return record->etag != NULL && known->etag != NULL && !g_str_equal (record->etag, known->etag);
}

/* Only times of fields that are still edited, and none at all when they say what the change's own time says.
 */
static JsonNode *
field_times_of (JsonNode *field_times, JsonNode *patch, gint64 timestamp)
{
  JsonObject *times = json_object_new ();
  gboolean differ = FALSE;
  JsonObjectIter iter;
  const char *field;
  JsonNode *node;

  json_object_iter_init (&iter, json_node_get_object (patch));
  while (json_object_iter_next (&iter, &field, NULL))
    {
      gint64 time = dovetail_data_get_int (field_times, field, timestamp);

      json_object_set_int_member (times, field, time);
      differ |= time != timestamp;
    }
  node = dovetail_data_take_object (times);
  if (!differ)
    g_clear_pointer (&node, json_node_unref);
  return node;
}

static DovetailChange *
change_new (const DovetailReplica *replica, const char *mutation_id, DovetailOperation operation)
{
  DovetailChange *change = dovetail_change_alloc ();

  change->mutation_id = g_strdup (mutation_id);
  change->entity_type = replica->current->entity_type;
  change->entity_id = g_strdup (replica->current->entity_id);
  change->operation = operation;
  change->version = replica->base != NULL ? replica->base->version : 0;
  change->timestamp = replica->pending->edited_at;
  return change;
}

static gboolean
is_there (const DovetailRecord *record)
{
  return record != NULL && !record->deleted;
}

/* A delete of a record that is known to have changed since says what its author had before: what others wrote
 * is not deleted unseen. Of a record that came to the server in another way than from here that is all that
 * was in it. */
static JsonNode *
base_of_delete (const DovetailReplica *replica)
{
  DovetailRecord *theirs = replica->pending->theirs;
  JsonNode *known = is_there (replica->base) ? replica->base->data : replica->current->data;
  g_autoptr (JsonNode) patch = NULL;

  if (!is_there (theirs))
    return NULL;
  patch = dovetail_patch_diff (known, theirs->data);
  return dovetail_patch_base (known, patch);
}

/* NULL: it is not there. */
static DovetailChange *
derive_delete (const DovetailReplica *replica, const char *mutation_id)
{
  DovetailRecord *theirs = replica->pending->theirs;
  DovetailChange *change;

  if (!is_there (replica->base) && !is_there (theirs))
    return NULL;
  change = change_new (replica, mutation_id, DOVETAIL_OPERATION_DELETE);
  if (!is_there (replica->base))
    change->version = theirs->version;
  change->base = base_of_delete (replica);
  return change;
}

static void
add_names (JsonObject *names, JsonNode *data)
{
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init_ordered (&iter, json_node_get_object (data));
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    json_object_set_boolean_member (names, name, TRUE);
}

/* The names of all fields that the record may have. */
static JsonNode *
every_field (const DovetailReplica *replica, JsonNode *patch)
{
  const DovetailSchema *schema = dovetail_schema_find (replica->base->entity_type);
  JsonObject *names = json_object_new ();

  for (gsize i = 0; schema != NULL && i < schema->n_fields; i++)
    json_object_set_boolean_member (names, schema->fields[i].name, TRUE);
  add_names (names, replica->base->data);
  add_names (names, patch);
  if (replica->pending->theirs != NULL)
    add_names (names, replica->pending->theirs->data);
  return dovetail_data_take_object (names);
}

/* The values the change found, of the fields it touches. A base that is no state of the server's goes along
 * whole: else the server would take the device to hold the version it names, and could answer that it stored
 * just what the device has. */
static JsonNode *
base_of_update (const DovetailReplica *replica, JsonNode *patch)
{
  g_autoptr (JsonNode) all = NULL;

  if (replica->base->etag != NULL)
    return dovetail_patch_base (replica->base->data, patch);
  all = every_field (replica, patch);
  return dovetail_patch_base (replica->base->data, all);
}

/* What a series gave the record, field by field; who made the same one has it too. NULL: nothing gave it. */
static JsonNode *
base_of_create (const DovetailReplica *replica)
{
  JsonNode *origin = replica->pending->origin;
  g_autoptr (JsonNode) fields = NULL;

  if (origin == NULL || replica->base != NULL)
    return NULL;
  fields = dovetail_patch_apply (origin, replica->current->data);
  return dovetail_patch_base (origin, fields);
}

/* NULL: there is nothing to tell the server. */
static DovetailChange *
derive_change (const DovetailReplica *replica, const char *mutation_id)
{
  g_autoptr (JsonNode) patch = NULL;
  DovetailChange *change;

  if (replica->current->deleted)
    return derive_delete (replica, mutation_id);
  if (!is_there (replica->base))
    {
      change = change_new (replica, mutation_id, DOVETAIL_OPERATION_CREATE);
      change->base = base_of_create (replica);
      change->data = json_node_ref (replica->current->data);
    }
  else
    {
      patch = dovetail_patch_diff (replica->base->data, replica->current->data);
      if (dovetail_data_is_empty (patch))
        return NULL;
      change = change_new (replica, mutation_id, DOVETAIL_OPERATION_UPDATE);
      change->base = base_of_update (replica, patch);
      change->data = json_node_ref (patch);
    }
  change->field_times = field_times_of (replica->pending->field_times, change->data, change->timestamp);
  return change;
}

/* The edit came to nothing: what the server has is what is shown. */
static DovetailReplica *
drop_edit (DovetailReplica *replica) /* takes it */
{
  DovetailRecord *known = newest_known (replica);

  if (known == NULL)
    {
      dovetail_replica_free (replica);
      return NULL;
    }
  settle (replica, known);
  return replica;
}

/**
 * dovetail_reconcile_freeze:
 * @replica: a record with a waiting edit
 * @mutation_id: the id under which it goes up, however often
 *
 * The change is derived from base and current: a create without a base (or on a tombstone, which it
 * restores), a merge patch with the values it found, or a delete.
 *
 * Returns: (transfer full) (nullable): the record with its frozen change; without pending when there was
 * nothing to send; %NULL when it is to be forgotten
 */
DovetailReplica *
dovetail_reconcile_freeze (const DovetailReplica *replica, const char *mutation_id)
{
  g_autoptr (DovetailReplica) frozen = NULL;
  DovetailChange *change;

  g_return_val_if_fail (replica->pending != NULL, NULL);
  g_return_val_if_fail (replica->pending->state == DOVETAIL_PENDING_WAITING, NULL);

  frozen = dovetail_replica_copy (replica);
  change = derive_change (replica, mutation_id);
  if (change == NULL)
    return drop_edit (g_steal_pointer (&frozen));
  frozen->pending->state = DOVETAIL_PENDING_IN_FLIGHT;
  g_clear_pointer (&frozen->pending->frozen, dovetail_change_free);
  g_clear_pointer (&frozen->pending->frozen_data, json_node_unref);
  frozen->pending->frozen = change;
  frozen->pending->frozen_data = json_node_ref (replica->current->data);
  frozen->pending->frozen_deleted = replica->current->deleted;
  return g_steal_pointer (&frozen);
}

static DovetailMergeSide
side_of (const DovetailRecord *record)
{
  return (DovetailMergeSide){ record->data, record->deleted, record->timestamp, NULL, record->client_id };
}

/* Whether every field was changed on one side only, or alike on both, where nobody deleted the record. Sets and
 * texts that would fit together are left to the server too, whose order of insertions is the one all devices
 * see. */
static gboolean
fits_without_decision (const DovetailMerge *merge)
{
  for (guint i = 0; i < merge->fields->len; i++)
    {
      const DovetailFieldMerge *field = g_ptr_array_index (merge->fields, i);

      if (field->outcome > DOVETAIL_OUTCOME_THEIRS)
        return FALSE;
    }
  return TRUE;
}

/* Edits that lead from one state to another, taken over to a third. FALSE: they overlap with what led there.
 */
static gboolean
carry_over (const DovetailRecord *from,
            const DovetailRecord *edited,
            const DovetailRecord *onto,
            JsonNode **result)
{
  const DovetailMergeSide sides[DOVETAIL_N_SIDES] = { side_of (from), side_of (edited), side_of (onto) };
  g_autoptr (DovetailMerge) merge
      = dovetail_merge (dovetail_schema_find (onto->entity_type), sides, DOVETAIL_POLICY_MANUAL_RESOLUTION);

  if (!fits_without_decision (merge))
    return FALSE;
  *result = json_node_ref (merge->merged);
  return TRUE;
}

/* The edits now stand on another state of the server; what is the same there is no edit any more. */
static void
rebase (DovetailReplica *replica, DovetailRecord *base, JsonNode *current)
{
  if (dovetail_data_equal (base->data, current))
    {
      settle (replica, base);
      return;
    }
  set_theirs (replica, NULL);
  set_base (replica, base);
  set_current (replica, dovetail_record_with_data (base, current, FALSE, replica->pending->edited_at));
}

static void
meet_waiting (DovetailReplica *replica, DovetailRecord *theirs)
{
  g_autoptr (JsonNode) merged = NULL;
  gboolean same = theirs->deleted == replica->current->deleted
                  && (theirs->deleted || dovetail_data_equal (theirs->data, replica->current->data));
  gboolean alive
      = !theirs->deleted && !replica->current->deleted && replica->base != NULL && !replica->base->deleted;

  if (same)
    settle (replica, theirs);
  else if (alive && carry_over (replica->base, replica->current, theirs, &merged))
    rebase (replica, theirs, merged);
  else
    set_theirs (replica, theirs);
}

/* No longer among the synced lists. What waits to go up stays until it went. */
static DovetailReplica *
leave (const DovetailReplica *replica)
{
  return replica != NULL && replica->pending != NULL ? dovetail_replica_copy (replica) : NULL;
}

/**
 * dovetail_reconcile_remote:
 * @replica: (nullable): what this device holds of the record; %NULL: nothing
 * @delta: what the server says
 *
 * Nothing pending: the server's state is taken. A waiting edit is fitted onto it where nothing overlaps;
 * otherwise the edit keeps its base and goes up naming the old version. What is in flight is left alone until
 * its answer comes. An older state than the one known changes nothing.
 *
 * Returns: (transfer full) (nullable): what to store; %NULL: nothing is kept
 */
DovetailReplica *
dovetail_reconcile_remote (const DovetailReplica *replica, const DovetailDelta *delta)
{
  g_autoptr (DovetailReplica) next = NULL;
  g_autoptr (DovetailRecord) theirs = NULL;

  if (delta->operation == DOVETAIL_OPERATION_LEAVE)
    return leave (replica);
  if (replica == NULL)
    return delta->record->deleted ? NULL : dovetail_replica_new (delta->record);
  next = dovetail_replica_copy (replica);
  if (!is_news (replica, delta->record))
    return g_steal_pointer (&next);
  theirs = keep_last_content (delta->record, newest_known (replica));
  if (next->pending == NULL)
    settle (next, theirs);
  else if (is_in_flight (next))
    set_theirs (next, theirs);
  else
    meet_waiting (next, theirs);
  return g_steal_pointer (&next);
}

static void
thaw (DovetailReplica *replica)
{
  dovetail_pending_thaw (replica->pending);
  replica->pending->since = replica->pending->edited_at;
}

static gboolean
same_content (const DovetailRecord *a, const DovetailRecord *b)
{
  return a->deleted == b->deleted && (a->deleted || dovetail_data_equal (a->data, b->data));
}

/* Only a state that is newer by both measures is believed to follow from the one known here. */
static gboolean
is_newer_by_all (const DovetailRecord *theirs, const DovetailRecord *mine)
{
  return !theirs->deleted && !mine->deleted && theirs->timestamp > mine->timestamp
         && theirs->version > mine->version;
}

/* What only the server writes is not the user's to keep. */
static gboolean
is_servers (const DovetailRecord *record)
{
  const DovetailSchema *schema = dovetail_schema_find (record->entity_type);

  return schema == NULL || schema->server_only;
}

/* Made here, or made and deleted again: no server's history has to do with it. */
static gboolean
was_never_there (const DovetailReplica *replica)
{
  return replica->pending != NULL ? replica->base == NULL : replica->current->version == 0;
}

/**
 * dovetail_reconcile_foreign:
 * @replica: (nullable): what this device holds of the record; %NULL: nothing
 * @delta: what a server of another history says: a restored backup, or another database
 * @hold: (out): whether the user is to decide between both
 *
 * The same content is taken with its new version, and edits go on from it. A state that can be believed to be
 * newer is taken when nothing waits. Everything else is kept, for the user.
 *
 * Returns: (transfer full) (nullable): what to store; %NULL: nothing is kept
 */
DovetailReplica *
dovetail_reconcile_foreign (const DovetailReplica *replica, const DovetailDelta *delta, gboolean *hold)
{
  g_autoptr (DovetailRecord) theirs = NULL;
  DovetailReplica *next;

  *hold = FALSE;
  if (replica != NULL && is_servers (replica->current))
    return delta->record->deleted ? NULL : dovetail_replica_new (delta->record);
  if (replica == NULL || delta->operation == DOVETAIL_OPERATION_LEAVE || was_never_there (replica))
    return dovetail_reconcile_remote (replica, delta);
  if (same_content (replica->current, delta->record)
      || (replica->pending == NULL && is_newer_by_all (delta->record, replica->current)))
    {
      theirs = keep_last_content (delta->record, replica->current);
      return dovetail_replica_new (theirs);
    }
  next = dovetail_replica_copy (replica);
  if (replica->pending != NULL && same_content (replica->base, delta->record))
    {
      thaw (next);
      set_theirs (next, NULL);
      set_base (next, delta->record);
      return next;
    }
  *hold = TRUE;
  return next;
}

/**
 * dovetail_reconcile_unheard:
 * @replica: a record with edits that wait
 *
 * Before a full walk: what came from the server beside a record that was made here may be gone there, or of
 * another history. The walk lists it again if it is there.
 *
 * Returns: (transfer full): what to store
 */
DovetailReplica *
dovetail_reconcile_unheard (const DovetailReplica *replica)
{
  DovetailReplica *next = dovetail_replica_copy (replica);

  if (was_never_there (next))
    set_theirs (next, NULL);
  return next;
}

/**
 * dovetail_reconcile_gone:
 * @replica: a record with edits that wait, which the server does not have any more, tombstone included
 *
 * The edits go up all the same, for the server to answer; what they are discarded for is a tombstone.
 *
 * Returns: (transfer full): what to store
 */
DovetailReplica *
dovetail_reconcile_gone (const DovetailReplica *replica)
{
  g_autoptr (DovetailReplica) next = dovetail_replica_copy (replica);
  DovetailRecord *known = newest_known (replica) != NULL ? newest_known (replica) : replica->current;
  g_autoptr (DovetailRecord) tombstone
      = dovetail_record_with_data (known, known->data, TRUE, known->timestamp);

  if (replica->current->deleted && !is_in_flight (replica))
    settle (next, tombstone);
  else
    set_theirs (next, tombstone);
  return g_steal_pointer (&next);
}

/**
 * dovetail_reconcile_lost:
 * @replica: a record with an update in flight that the server cannot take any more
 *
 * Returns: (transfer full): what to store: a tombstone, with what was last known of the record
 */
DovetailReplica *
dovetail_reconcile_lost (const DovetailReplica *replica)
{
  g_autoptr (DovetailReplica) next = dovetail_replica_copy (replica);
  DovetailRecord *known = newest_known (replica);
  g_autoptr (DovetailRecord) tombstone
      = dovetail_record_with_data (known, known->data, TRUE, known->timestamp);

  settle (next, tombstone);
  return g_steal_pointer (&next);
}

/* What the server stored, as the result says it. */
static DovetailRecord *
stored_record (const DovetailReplica *replica, const DovetailChangeResult *result)
{
  const DovetailPending *pending = replica->pending;
  JsonNode *data = result->data != NULL ? result->data : pending->frozen_data;
  gboolean deleted = result->status == DOVETAIL_RESULT_APPLIED ? pending->frozen_deleted : result->deleted;

  DovetailRecord *record = dovetail_record_new (
      replica->current->entity_type, replica->current->entity_id, result->version, result->etag, deleted,
      data, pending->frozen->timestamp, replica->current->modified_by, replica->current->client_id);

  record->schema_version = replica->current->schema_version;
  return record;
}

static gboolean
edited_since_frozen (const DovetailReplica *replica)
{
  const DovetailPending *pending = replica->pending;

  return pending->frozen_deleted != replica->current->deleted
         || (!replica->current->deleted
             && !dovetail_data_equal (pending->frozen_data, replica->current->data));
}

/* The edits stand on what was frozen, which no version of the server's holds: the base then has the version
 * the frozen change named and the values it led to. So an edit that takes the frozen one back goes up too,
 * and a line written in both goes up once. */
static void
stand_on_frozen (DovetailReplica *replica, DovetailRecord *frozen, DovetailRecord *stored)
{
  gint64 version = replica->base != NULL       ? replica->base->version
                   : replica->current->deleted ? stored->version
                                               : MAX (1, stored->version - 1);
  g_autoptr (DovetailRecord) base
      = dovetail_record_new (frozen->entity_type, frozen->entity_id, version, NULL, FALSE, frozen->data,
                             frozen->timestamp, frozen->modified_by, frozen->client_id);

  base->schema_version = frozen->schema_version;
  set_base (replica, base);
}

/* The record is one of the server's now, even if none of its states was here unedited. */
static void
take_version_of_base (DovetailReplica *replica)
{
  DovetailRecord *current = replica->current;

  set_current (replica, dovetail_record_with_data (replica->base, current->data, current->deleted,
                                                   current->timestamp));
}

/* Edits made while the change was in flight stand on what was frozen. Where the server stored just that, or
 * nothing overlaps, they stand on the new state; otherwise they go up naming the version the frozen change
 * named, and so does a delete, which must not beat unseen what others wrote. A delete of what was created
 * twice has no such version: it says what its author had instead. */
static void
keep_edits_in_flight (DovetailReplica *replica, DovetailRecord *stored)
{
  const DovetailPending *pending = replica->pending;
  g_autoptr (JsonNode) merged = NULL;
  g_autoptr (DovetailRecord) frozen
      = dovetail_record_with_data (stored, pending->frozen_data, pending->frozen_deleted, stored->timestamp);
  gboolean as_frozen = stored->deleted == frozen->deleted && dovetail_data_equal (stored->data, frozen->data);
  gboolean alive = !stored->deleted && !frozen->deleted && !replica->current->deleted;

  thaw (replica);
  if (stored->deleted && replica->current->deleted)
    settle (replica, stored);
  else if (as_frozen)
    {
      set_theirs (replica, NULL);
      set_base (replica, stored);
    }
  else if (alive && carry_over (frozen, replica->current, stored, &merged))
    rebase (replica, stored, merged);
  else
    {
      if (!frozen->deleted && (!replica->current->deleted || replica->base == NULL))
        stand_on_frozen (replica, frozen, stored);
      set_theirs (replica, stored);
    }
  if (replica->base != NULL)
    take_version_of_base (replica);
}

static void
quarantine (DovetailReplica *replica, const DovetailChangeResult *result)
{
  DovetailPending *pending = replica->pending;

  pending->state = DOVETAIL_PENDING_QUARANTINED;
  pending->tries++;
  g_free (pending->error_code);
  pending->error_code = g_strdup (result->error_code);
  g_free (pending->error_detail);
  pending->error_detail = g_strdup (result->error_detail);
}

/* What came down while the change was in flight meets the record now. */
static DovetailReplica *
meet_stashed (DovetailReplica *replica, /* takes it */
              DovetailRecord *stashed)
{
  const DovetailDelta delta = delta_of (stashed);
  g_autoptr (DovetailReplica) before = replica;

  return dovetail_reconcile_remote (before, &delta);
}

/**
 * dovetail_reconcile_result:
 * @replica: a record with a change in flight
 * @result: what the server says of it
 *
 * A refused change is set aside with the reason. Otherwise what the server stored is the new base, and edits
 * made since the change was frozen wait on it.
 *
 * Returns: (transfer full): what to store
 */
DovetailReplica *
dovetail_reconcile_result (const DovetailReplica *replica, const DovetailChangeResult *result)
{
  g_autoptr (DovetailReplica) next = NULL;
  g_autoptr (DovetailRecord) stored = NULL;
  g_autoptr (DovetailRecord) stashed = NULL;

  g_return_val_if_fail (is_in_flight (replica), NULL);

  next = dovetail_replica_copy (replica);
  if (result->status == DOVETAIL_RESULT_REJECTED)
    {
      quarantine (next, result);
      return g_steal_pointer (&next);
    }
  stored = stored_record (replica, result);
  if (replica->pending->theirs != NULL && replica->pending->theirs->version > stored->version)
    stashed = dovetail_record_ref (replica->pending->theirs);
  if (edited_since_frozen (replica))
    keep_edits_in_flight (next, stored);
  else
    settle (next, stored);
  return stashed != NULL ? meet_stashed (g_steal_pointer (&next), stashed) : g_steal_pointer (&next);
}

/* A waiting edit of a record that is there on all sides. */
static gboolean
can_carry (const DovetailReplica *replica, const DovetailRecord *record)
{
  return replica->pending != NULL && !is_in_flight (replica) && replica->base != NULL
         && !replica->base->deleted && !replica->current->deleted && !record->deleted;
}

/**
 * dovetail_reconcile_answered:
 * @replica: the record, with the answer's values and what was edited since
 * @answer: a merge patch: what the answer set
 * @record: the record as the server has it now
 *
 * Edits made after the answer stand on it, as those made after a change was frozen stand on that.
 *
 * Returns: (transfer full) (nullable): what to store; %NULL: nothing is kept
 */
DovetailReplica *
dovetail_reconcile_answered (const DovetailReplica *replica, JsonNode *answer, DovetailRecord *record)
{
  const DovetailDelta delta = delta_of (record);
  g_autoptr (DovetailReplica) next = dovetail_replica_copy (replica);
  g_autoptr (DovetailRecord) answered = NULL;
  g_autoptr (JsonNode) data = NULL;
  g_autoptr (JsonNode) merged = NULL;

  if (!can_carry (replica, record))
    return dovetail_reconcile_remote (replica, &delta);
  data = dovetail_patch_apply (replica->base->data, answer);
  answered = dovetail_record_with_data (replica->base, data, FALSE, replica->base->timestamp);
  if (!carry_over (answered, replica->current, record, &merged))
    return dovetail_reconcile_remote (replica, &delta);
  rebase (next, record, merged);
  return g_steal_pointer (&next);
}

static JsonNode *
give_back_fields (JsonNode *current, JsonNode *answer, JsonNode *theirs)
{
  JsonNode *data = json_node_ref (current);
  JsonObjectIter iter;
  const char *field;
  JsonNode *value;

  json_object_iter_init (&iter, json_node_get_object (answer));
  while (json_object_iter_next (&iter, &field, &value))
    {
      g_autoptr (JsonNode) before = data;
      JsonNode *wanted = JSON_NODE_HOLDS_NULL (value) ? NULL : value;
      gboolean holds_answer = dovetail_value_equal (dovetail_data_get (before, field), wanted);

      data = holds_answer ? dovetail_data_with (before, field, dovetail_data_get (theirs, field))
                          : json_node_ref (before);
    }
  return data;
}

/**
 * dovetail_reconcile_reopened:
 * @replica: the record, with the answer's values and what was edited since
 * @answer: a merge patch: what the answer had set
 * @record: the record as the server has it now
 *
 * Returns: (transfer full) (nullable): what to store; %NULL: nothing is kept
 */
DovetailReplica *
dovetail_reconcile_reopened (const DovetailReplica *replica, JsonNode *answer, DovetailRecord *record)
{
  const DovetailDelta delta = delta_of (record);
  g_autoptr (DovetailReplica) next = dovetail_replica_copy (replica);
  g_autoptr (JsonNode) data = NULL;

  if (!can_carry (replica, record))
    return dovetail_reconcile_remote (replica, &delta);
  data = give_back_fields (replica->current->data, answer, record->data);
  if (dovetail_data_equal (data, record->data))
    {
      settle (next, record);
      return g_steal_pointer (&next);
    }
  set_current (next, dovetail_record_with_data (next->current, data, FALSE, next->current->timestamp));
  return dovetail_reconcile_remote (next, &delta);
}
