/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Local edits. Each is one transaction {record, base kept, outbox row}: what returns without error is on the
 * disk. */

#include "store/edit.h"

#include "core/occurrence.h"
#include "core/patch.h"
#include "store/action.h"
#include "store/edit-private.h"
#include "store/filter.h"
#include "store/query.h"
#include "store/settings.h"
#include "store/store-private.h"
#include "store/system-zone.h"

int
dovetail_edit_exists (DovetailStore *self, const char *entity_type, const char *entity_id, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (
      self, "SELECT 1 FROM record WHERE entity_id = ?1 AND entity_type = ?2", error);
  DovetailStep step;

  if (statement == NULL)
    return -1;
  dovetail_statement_bind_text (statement, 1, entity_id);
  dovetail_statement_bind_text (statement, 2, entity_type);
  step = dovetail_statement_step (statement, error);

  return step == DOVETAIL_STEP_FAILED ? -1 : step == DOVETAIL_STEP_ROW;
}

/* Who makes a list on a device that syncs some lists only wants this one there. */
static gboolean
choose_list (DovetailStore *self, const char *list_id, GError **error)
{
  g_autoptr (DovetailSyncFilter) filter = dovetail_store_get_filter (self);
  guint n_lists = filter->lists != NULL ? g_strv_length (filter->lists) : 0;
  g_auto (GStrv) lists = NULL;

  if (dovetail_sync_filter_has_list (filter, list_id) || n_lists >= DOVETAIL_SYNC_FILTER_MAX_LISTS)
    return TRUE;
  lists = g_new0 (char *, n_lists + 2);
  for (guint i = 0; i < n_lists; i++)
    lists[i] = g_strdup (filter->lists[i]);
  lists[n_lists] = g_strdup (list_id);

  return dovetail_store_set_filter (self, lists, filter->types, error);
}

DovetailReplica *
dovetail_edit_create (DovetailStore *self,
                      const char *entity_type,
                      const char *entity_id,
                      JsonNode *data,
                      JsonNode *const *known,
                      gint64 time,
                      gboolean by_hand,
                      GError **error)
{
  g_autofree char *id = entity_id == NULL ? dovetail_store_new_uuid (self) : g_strdup (entity_id);
  g_autofree char *user_id = dovetail_store_get_setting (self, DOVETAIL_SETTING_USER_ID);
  g_autofree char *device_id = dovetail_store_get_setting (self, DOVETAIL_SETTING_DEVICE_ID);
  g_autoptr (JsonNode) composed = dovetail_edit_compose (self, NULL, entity_type, data, known, time, error);
  g_autoptr (DovetailRecord) record = NULL;
  g_autoptr (DovetailReplica) replica = NULL;

  if (composed == NULL)
    return NULL;

  record = dovetail_record_new (entity_type, id, 0, NULL, FALSE, NULL, time, user_id, device_id);
  replica = dovetail_replica_new (record);
  if (!dovetail_edit_apply (self, replica, composed, FALSE, time, by_hand, error)
      || (g_str_equal (entity_type, DOVETAIL_ENTITY_LIST) && !choose_list (self, id, error)))
    return NULL;

  return g_steal_pointer (&replica);
}

DovetailTransaction *
dovetail_edit_begin (DovetailStore *self, const char *entity_type, gint64 *time, GError **error)
{
  g_autoptr (DovetailTransaction) transaction = NULL;

  if (!dovetail_edit_allowed (entity_type, error))
    return NULL;
  transaction = dovetail_transaction_begin (self, error);
  if (transaction == NULL)
    return NULL;
  dovetail_action_begin (self);
  *time = dovetail_store_next_time (self, error);

  return *time == 0 ? NULL : g_steal_pointer (&transaction);
}

/**
 * dovetail_store_create:
 * @self: a store
 * @entity_type: a type that members may write
 * @entity_id: (nullable): its UUID; %NULL: a new one of version 7
 * @data: its fields; a task gets a status and a place at the end of its list when none is given
 * @by_hand: whether the user made it
 * @error: INVALID, BUSY, FULL, CORRUPT, FAILED
 *
 * Returns: (transfer full): the record as it was saved
 */
DovetailReplica *
dovetail_store_create (DovetailStore *self,
                       const char *entity_type,
                       const char *entity_id,
                       JsonNode *data,
                       gboolean by_hand,
                       GError **error)
{
  g_autoptr (DovetailTransaction) transaction = NULL;
  g_autoptr (DovetailReplica) replica = NULL;
  gint64 time;
  int exists;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);
  g_return_val_if_fail (data != NULL && JSON_NODE_HOLDS_OBJECT (data), NULL);

  transaction = dovetail_edit_begin (self, entity_type, &time, error);
  if (transaction == NULL)
    return NULL;
  exists = entity_id == NULL ? 0 : dovetail_edit_exists (self, entity_type, entity_id, error);
  if (exists == 1)
    g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, "There is already a %s with the id %s",
                 entity_type, entity_id);
  if (exists != 0)
    return NULL;
  replica = dovetail_edit_create (self, entity_type, entity_id, data, NULL, time, by_hand, error);
  if (replica == NULL || (by_hand && !dovetail_action_write (self, DOVETAIL_ACTION_CREATE, error))
      || !dovetail_transaction_commit (g_steal_pointer (&transaction), error))
    return NULL;

  return g_steal_pointer (&replica);
}

/* To another place or list, and nothing else. */
static gboolean
moves_only (JsonNode *before, JsonNode *after)
{
  g_autoptr (JsonNode) patch = dovetail_patch_diff (before, after);
  JsonObjectIter iter;
  const char *field;

  json_object_iter_init (&iter, json_node_get_object (patch));
  while (json_object_iter_next (&iter, &field, NULL))
    if (!g_str_equal (field, "list_id") && !g_str_equal (field, "position"))
      return FALSE;

  return TRUE;
}

/* What people call it: most edits of the status complete a task or open it again. */
static const char *
kind_of_edit (JsonNode *before, JsonNode *after)
{
  const char *was = dovetail_data_get_string (before, "status");
  const char *is = dovetail_data_get_string (after, "status");

  if (g_strcmp0 (was, is) == 0)
    return moves_only (before, after) ? DOVETAIL_ACTION_MOVE : DOVETAIL_ACTION_EDIT;
  if (g_strcmp0 (is, "done") == 0)
    return DOVETAIL_ACTION_DONE;

  return g_strcmp0 (was, "done") == 0 ? DOVETAIL_ACTION_REOPEN : DOVETAIL_ACTION_EDIT;
}

static gboolean
is_over (JsonNode *data)
{
  const char *status = dovetail_data_get_string (data, "status");

  return g_strcmp0 (status, "done") == 0 || g_strcmp0 (status, "cancelled") == 0;
}

/* Every device that ends the task makes the next one, and each with the same content: where they meet, what
 * somebody edited since is told apart from what the series gave. */
static gboolean
note_origin (DovetailStore *self, DovetailReplica *next, GError **error)
{
  next->pending->origin = json_node_ref (next->current->data);

  return dovetail_store_put_replica (self, next, error);
}

/* A task that comes again makes room for the next one as soon as it is over, done or not. What was made once,
 * here or on another device, is left as it is now. */
static gboolean
continue_series (DovetailStore *self, DovetailReplica *replica, JsonNode *before, gint64 time, GError **error)
{
  JsonNode *data = replica->current->data;
  const char *entity_type = replica->current->entity_type;
  g_autoptr (DovetailZone) zone
      = dovetail_system_zone_new_named (dovetail_data_get_string (data, "due_zone"));
  g_autofree char *next_id = NULL;
  g_autoptr (JsonNode) next_data = NULL;
  g_autoptr (DovetailReplica) next = NULL;
  JsonNode *const known[] = { data, NULL };
  int exists;

  if (!g_str_equal (entity_type, DOVETAIL_ENTITY_TASK) || is_over (before) || !is_over (data))
    return TRUE;
  next_data = dovetail_occurrence_next (data, time, zone, &next_id);
  if (next_data == NULL)
    return TRUE;
  exists = dovetail_edit_exists (self, entity_type, next_id, error);
  if (exists != 0)
    return exists == 1;
  next = dovetail_edit_create (self, entity_type, next_id, next_data, known, time, TRUE, error);

  return next != NULL && note_origin (self, next, error);
}

/* What stands beneath a task in its list goes to the other list with it. */
static gboolean
carry_subtasks (DovetailStore *self, DovetailReplica *replica, JsonNode *before, gint64 time, GError **error)
{
  const char *was = dovetail_data_get_string (before, "list_id");
  const char *is = dovetail_data_get_string (replica->current->data, "list_id");
  g_autoptr (GPtrArray) children = NULL;

  if (!g_str_equal (replica->current->entity_type, DOVETAIL_ENTITY_TASK) || g_strcmp0 (was, is) == 0)
    return TRUE;
  children = dovetail_store_list_children (self, replica->current->entity_id, error);
  for (guint i = 0; children != NULL && i < children->len; i++)
    {
      DovetailReplica *child = g_ptr_array_index (children, i);
      g_autoptr (JsonNode) old = json_node_ref (child->current->data);
      g_autoptr (JsonNode) data = dovetail_data_with_string (old, "list_id", is);

      if (g_strcmp0 (dovetail_data_get_string (old, "list_id"), was) == 0
          && (!dovetail_edit_apply (self, child, data, FALSE, time, TRUE, error)
              || !carry_subtasks (self, child, old, time, error)))
        return FALSE;
    }

  return children != NULL;
}

gboolean
dovetail_edit_patch (DovetailStore *self,
                     DovetailReplica *replica,
                     JsonNode *patch,
                     gint64 time,
                     const char **kind,
                     GError **error)
{
  DovetailRecord *record = replica->current;
  g_autoptr (JsonNode) before = json_node_ref (record->data);
  g_autoptr (JsonNode) data
      = dovetail_edit_compose (self, record, record->entity_type, patch, NULL, time, error);

  *kind = NULL;
  if (data == NULL || dovetail_data_equal (data, before))
    return data != NULL;
  *kind = kind_of_edit (before, data);

  return dovetail_edit_apply (self, replica, data, FALSE, time, TRUE, error)
         && carry_subtasks (self, replica, before, time, error)
         && continue_series (self, replica, before, time, error);
}

/**
 * dovetail_store_update:
 * @self: a store
 * @entity_type: a record's type
 * @entity_id: its id
 * @patch: merge patch over its fields; completed_at follows status unless the patch gives it, a task that
 * comes again and is over now gets its next occurrence, and to another list its subtasks go along
 * @error: NOT_FOUND (deleted too), INVALID, BUSY, FULL, CORRUPT, FAILED
 *
 * Returns: (transfer full): the record as it was saved
 */
DovetailReplica *
dovetail_store_update (
    DovetailStore *self, const char *entity_type, const char *entity_id, JsonNode *patch, GError **error)
{
  g_autoptr (DovetailTransaction) transaction = NULL;
  g_autoptr (DovetailReplica) replica = NULL;
  const char *kind;
  gint64 time;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);
  g_return_val_if_fail (patch != NULL && JSON_NODE_HOLDS_OBJECT (patch), NULL);

  transaction = dovetail_edit_begin (self, entity_type, &time, error);
  if (transaction == NULL)
    return NULL;
  replica = dovetail_store_get_replica (self, entity_type, entity_id, error);
  if (replica == NULL)
    return NULL;
  if (replica->current->deleted)
    {
      g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND,
                   "“%s” was deleted; restore it before changing it",
                   dovetail_record_get_title (replica->current));
      return NULL;
    }
  if (!dovetail_edit_patch (self, replica, patch, time, &kind, error))
    return NULL;
  if (kind == NULL) /* nothing to say; the transaction is dropped */
    return g_steal_pointer (&replica);
  if (!dovetail_action_write (self, kind, error)
      || !dovetail_transaction_commit (g_steal_pointer (&transaction), error))
    return NULL;

  return g_steal_pointer (&replica);
}

/**
 * dovetail_draft_new:
 * @entity_type: a type that members may write
 * @entity_id: (nullable): its UUID; %NULL: a new one
 * @data: its fields; referenced
 *
 * Returns: (transfer full): a record to be imported
 */
DovetailDraft *
dovetail_draft_new (const char *entity_type, const char *entity_id, JsonNode *data)
{
  DovetailDraft *draft;

  g_return_val_if_fail (entity_type != NULL && data != NULL, NULL);

  draft = g_new0 (DovetailDraft, 1);
  draft->entity_type = g_strdup (entity_type);
  draft->entity_id = g_strdup (entity_id);
  draft->data = json_node_ref (data);

  return draft;
}

/**
 * dovetail_draft_free:
 * @draft: (transfer full) (nullable): a draft
 */
void
dovetail_draft_free (DovetailDraft *draft)
{
  if (draft == NULL)
    return;

  g_free (draft->entity_type);
  g_free (draft->entity_id);
  json_node_unref (draft->data);
  g_free (draft);
}
