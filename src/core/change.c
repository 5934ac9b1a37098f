/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Changes on their way up, what became of them, and changes on their way down. */

#include "core/change.h"

static const char *const operation_names[] = {
  [DOVETAIL_OPERATION_CREATE] = "create",
  [DOVETAIL_OPERATION_UPDATE] = "update",
  [DOVETAIL_OPERATION_DELETE] = "delete",
  [DOVETAIL_OPERATION_LEAVE] = "leave",
};

static const char *const status_names[] = {
  [DOVETAIL_RESULT_APPLIED] = "applied",
  [DOVETAIL_RESULT_MERGED] = "merged",
  [DOVETAIL_RESULT_CONFLICT] = "conflict",
  [DOVETAIL_RESULT_REJECTED] = "rejected",
};

static JsonNode *
reference_node (JsonNode *node)
{
  return node == NULL ? NULL : json_node_ref (node);
}

/**
 * dovetail_operation_to_string:
 * @operation: an operation
 *
 * Returns: its name on the wire
 */
const char *
dovetail_operation_to_string (DovetailOperation operation)
{
  g_return_val_if_fail ((guint) operation < G_N_ELEMENTS (operation_names), NULL);

  return operation_names[operation];
}

/**
 * dovetail_operation_from_string:
 * @text: (nullable): a name on the wire
 * @operation: (out): the operation; untouched when the name is unknown
 *
 * Returns: whether @text names an operation
 */
gboolean
dovetail_operation_from_string (const char *text, DovetailOperation *operation)
{
  for (guint i = 0; i < G_N_ELEMENTS (operation_names); i++)
    if (g_strcmp0 (text, operation_names[i]) == 0)
      {
        *operation = (DovetailOperation) i;
        return TRUE;
      }

  return FALSE;
}

/**
 * dovetail_result_status_to_string:
 * @status: what became of a change
 *
 * Returns: its name on the wire
 */
const char *
dovetail_result_status_to_string (DovetailResultStatus status)
{
  g_return_val_if_fail ((guint) status < G_N_ELEMENTS (status_names), NULL);

  return status_names[status];
}

/**
 * dovetail_result_status_from_string:
 * @text: (nullable): a name on the wire
 * @status: (out): the status; untouched when the name is unknown
 *
 * Returns: whether @text names a status
 */
gboolean
dovetail_result_status_from_string (const char *text, DovetailResultStatus *status)
{
  for (guint i = 0; i < G_N_ELEMENTS (status_names); i++)
    if (g_strcmp0 (text, status_names[i]) == 0)
      {
        *status = (DovetailResultStatus) i;
        return TRUE;
      }

  return FALSE;
}

/**
 * dovetail_change_alloc:
 *
 * Returns: (transfer full): a change with nothing in it yet
 */
DovetailChange *
dovetail_change_alloc (void)
{
  return g_new0 (DovetailChange, 1);
}

/**
 * dovetail_change_copy:
 * @change: a change
 *
 * Returns: (transfer full): a copy; the sealed nodes are shared
 */
DovetailChange *
dovetail_change_copy (const DovetailChange *change)
{
  DovetailChange *copy;

  g_return_val_if_fail (change != NULL, NULL);

  copy = g_memdup2 (change, sizeof *change);
  copy->mutation_id = g_strdup (change->mutation_id);
  copy->entity_id = g_strdup (change->entity_id);
  copy->data = reference_node (change->data);
  copy->base = reference_node (change->base);
  copy->etag = g_strdup (change->etag);
  copy->field_times = reference_node (change->field_times);
  copy->invalid = g_strdup (change->invalid);

  return copy;
}

/**
 * dovetail_change_free:
 * @change: (nullable) (transfer full): a change
 */
void
dovetail_change_free (DovetailChange *change)
{
  if (change == NULL)
    return;

  g_free (change->mutation_id);
  g_free (change->entity_id);
  g_clear_pointer (&change->data, json_node_unref);
  g_clear_pointer (&change->base, json_node_unref);
  g_free (change->etag);
  g_clear_pointer (&change->field_times, json_node_unref);
  g_free (change->invalid);
  g_free (change);
}

/**
 * dovetail_change_result_alloc:
 *
 * Returns: (transfer full): a result with nothing in it yet
 */
DovetailChangeResult *
dovetail_change_result_alloc (void)
{
  return g_new0 (DovetailChangeResult, 1);
}

/**
 * dovetail_change_result_copy:
 * @result: a result
 *
 * Returns: (transfer full): a copy; nodes and conflict are shared
 */
DovetailChangeResult *
dovetail_change_result_copy (const DovetailChangeResult *result)
{
  DovetailChangeResult *copy;

  g_return_val_if_fail (result != NULL, NULL);

  copy = g_memdup2 (result, sizeof *result);
  copy->mutation_id = g_strdup (result->mutation_id);
  copy->etag = g_strdup (result->etag);
  copy->data = reference_node (result->data);
  copy->conflict = result->conflict == NULL ? NULL : dovetail_conflict_ref (result->conflict);
  copy->error_code = g_strdup (result->error_code);
  copy->error_detail = g_strdup (result->error_detail);

  return copy;
}

/**
 * dovetail_change_result_free:
 * @result: (nullable) (transfer full): a result
 */
void
dovetail_change_result_free (DovetailChangeResult *result)
{
  if (result == NULL)
    return;

  g_free (result->mutation_id);
  g_free (result->etag);
  g_clear_pointer (&result->data, json_node_unref);
  g_clear_pointer (&result->conflict, dovetail_conflict_unref);
  g_free (result->error_code);
  g_free (result->error_detail);
  g_free (result);
}

/**
 * dovetail_delta_new:
 * @operation: what happened to the record
 * @record: its newest state, referenced
 *
 * Returns: (transfer full): a change on its way down
 */
DovetailDelta *
dovetail_delta_new (DovetailOperation operation, DovetailRecord *record)
{
  DovetailDelta *delta;

  g_return_val_if_fail (record != NULL, NULL);

  delta = g_new0 (DovetailDelta, 1);
  delta->operation = operation;
  delta->record = dovetail_record_ref (record);

  return delta;
}

/**
 * dovetail_delta_free:
 * @delta: (nullable) (transfer full): a change on its way down
 */
void
dovetail_delta_free (DovetailDelta *delta)
{
  if (delta == NULL)
    return;

  g_clear_pointer (&delta->record, dovetail_record_unref);
  g_free (delta);
}
