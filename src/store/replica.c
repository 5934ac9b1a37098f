/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What this device holds of one record, as a value. */

#include "store/replica.h"

static JsonNode *
reference_node (JsonNode *node)
{
  return node == NULL ? NULL : json_node_ref (node);
}

/**
 * dovetail_pending_new:
 * @now: when the edit was made, ms
 *
 * Returns: (transfer full): an outbox row that waits
 */
DovetailPending *
dovetail_pending_new (gint64 now)
{
  DovetailPending *pending = g_new0 (DovetailPending, 1);

  pending->state = DOVETAIL_PENDING_WAITING;
  pending->since = now;
  pending->edited_at = now;
  pending->field_times = dovetail_data_empty ();

  return pending;
}

/**
 * dovetail_pending_copy:
 * @pending: (nullable): an outbox row
 *
 * Returns: (transfer full) (nullable): a deep copy
 */
DovetailPending *
dovetail_pending_copy (const DovetailPending *pending)
{
  DovetailPending *copy;

  if (pending == NULL)
    return NULL;

  copy = g_new (DovetailPending, 1);
  *copy = *pending;
  copy->field_times = reference_node (pending->field_times);
  copy->theirs = pending->theirs == NULL ? NULL : dovetail_record_ref (pending->theirs);
  copy->error_code = g_strdup (pending->error_code);
  copy->error_detail = g_strdup (pending->error_detail);
  copy->frozen = pending->frozen == NULL ? NULL : dovetail_change_copy (pending->frozen);
  copy->origin = reference_node (pending->origin);
  copy->frozen_data = reference_node (pending->frozen_data);
  copy->resolution_conflict_id = g_strdup (pending->resolution_conflict_id);

  return copy;
}

/**
 * dovetail_pending_free:
 * @pending: (transfer full) (nullable): an outbox row
 */
void
dovetail_pending_free (DovetailPending *pending)
{
  if (pending == NULL)
    return;

  g_clear_pointer (&pending->field_times, json_node_unref);
  g_clear_pointer (&pending->theirs, dovetail_record_unref);
  g_free (pending->error_code);
  g_free (pending->error_detail);
  g_clear_pointer (&pending->frozen, dovetail_change_free);
  g_clear_pointer (&pending->frozen_data, json_node_unref);
  g_clear_pointer (&pending->origin, json_node_unref);
  g_free (pending->resolution_conflict_id);
  g_free (pending);
}

/**
 * dovetail_pending_thaw:
 * @pending: an outbox row
 *
 * Makes it wait again as if it had never been sent: drops the frozen change, the error and the count of
 * tries.
 */
void
dovetail_pending_thaw (DovetailPending *pending)
{
  g_return_if_fail (pending != NULL);

  pending->state = DOVETAIL_PENDING_WAITING;
  pending->tries = 0;
  pending->refused_at = 0;
  pending->frozen_deleted = FALSE;
  g_clear_pointer (&pending->error_code, g_free);
  g_clear_pointer (&pending->error_detail, g_free);
  g_clear_pointer (&pending->frozen, dovetail_change_free);
  g_clear_pointer (&pending->frozen_data, json_node_unref);
}

/**
 * dovetail_replica_new:
 * @current: a record; referenced
 *
 * Returns: (transfer full): a replica of it with nothing pending
 */
DovetailReplica *
dovetail_replica_new (DovetailRecord *current)
{
  DovetailReplica *replica;

  g_return_val_if_fail (current != NULL, NULL);

  replica = g_new0 (DovetailReplica, 1);
  replica->current = dovetail_record_ref (current);

  return replica;
}

/**
 * dovetail_replica_copy:
 * @replica: a replica
 *
 * Returns: (transfer full): a copy that can be changed; records are shared, for they never change
 */
DovetailReplica *
dovetail_replica_copy (const DovetailReplica *replica)
{
  DovetailReplica *copy;

  g_return_val_if_fail (replica != NULL, NULL);

  copy = dovetail_replica_new (replica->current);
  copy->row_id = replica->row_id;
  copy->base = replica->base == NULL ? NULL : dovetail_record_ref (replica->base);
  copy->pending = dovetail_pending_copy (replica->pending);
  copy->conflict_id = g_strdup (replica->conflict_id);

  return copy;
}

/**
 * dovetail_replica_free:
 * @replica: (transfer full) (nullable): a replica
 */
void
dovetail_replica_free (DovetailReplica *replica)
{
  if (replica == NULL)
    return;

  g_clear_pointer (&replica->current, dovetail_record_unref);
  g_clear_pointer (&replica->base, dovetail_record_unref);
  g_clear_pointer (&replica->pending, dovetail_pending_free);
  g_free (replica->conflict_id);
  g_free (replica);
}

/**
 * dovetail_replica_get_status:
 * @replica: a replica
 *
 * Returns: what a person needs to know first: an open conflict, then a refused change, then one that waits
 */
DovetailSyncStatus
dovetail_replica_get_status (const DovetailReplica *replica)
{
  g_return_val_if_fail (replica != NULL, DOVETAIL_SYNC_STATUS_SYNCED);

  if (replica->conflict_id != NULL)
    return DOVETAIL_SYNC_STATUS_CONFLICT;
  if (replica->pending == NULL)
    return DOVETAIL_SYNC_STATUS_SYNCED;
  if (replica->pending->state == DOVETAIL_PENDING_QUARANTINED)
    return DOVETAIL_SYNC_STATUS_QUARANTINED;

  return DOVETAIL_SYNC_STATUS_PENDING;
}

/**
 * dovetail_sync_status_to_string:
 * @status: a status
 *
 * Returns: its name in the output of programs
 */
const char *
dovetail_sync_status_to_string (DovetailSyncStatus status)
{
  static const char *const names[] = {
    [DOVETAIL_SYNC_STATUS_SYNCED] = "synced",
    [DOVETAIL_SYNC_STATUS_PENDING] = "pending",
    [DOVETAIL_SYNC_STATUS_CONFLICT] = "conflict",
    [DOVETAIL_SYNC_STATUS_QUARANTINED] = "quarantined",
  };

  g_return_val_if_fail ((guint) status < G_N_ELEMENTS (names), NULL);

  return names[status];
}

/**
 * dovetail_replica_is_taken_back:
 * @replica: a record
 *
 * Returns: whether a change of it is in flight, and it has meanwhile what the server had before that
 */
gboolean
dovetail_replica_is_taken_back (const DovetailReplica *replica)
{
  DovetailRecord *known;

  g_return_val_if_fail (replica != NULL, FALSE);

  if (replica->pending == NULL || replica->pending->state != DOVETAIL_PENDING_IN_FLIGHT)
    return FALSE;
  known = replica->pending->theirs != NULL ? replica->pending->theirs : replica->base;
  if (known == NULL || known->deleted)
    return replica->current->deleted;

  return !replica->current->deleted && dovetail_data_equal (replica->current->data, known->data);
}
