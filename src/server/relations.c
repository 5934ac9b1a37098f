/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rules between records. References to records that have not arrived yet are fine: they may dangle. */

#include "server/relations.h"

/* Parents above parents; nobody nests deeper by hand. */
#define MAX_ANCESTORS 1000

static gboolean
closes_cycle (
    DovetailWriter *writer, const char *task_id, const char *parent_id, gboolean *cycle, GError **error)
{
  g_autofree char *ancestor = g_strdup (parent_id);
  guint n_ancestors = 0;

  while (ancestor != NULL && !g_str_equal (ancestor, task_id) && n_ancestors++ < MAX_ANCESTORS)
    {
      char *above;

      if (!dovetail_stored_parent (writer->server->ledger, writer->caller->family_id, ancestor, &above,
                                   error))
        return FALSE;
      g_free (ancestor);
      ancestor = above;
    }
  *cycle = ancestor != NULL;
  return TRUE;
}

/* The parent stays what it was when the new one would close a cycle. */
static gboolean
guard_parent (DovetailWriter *writer, const char *task_id, JsonNode *before, JsonNode **data, GError **error)
{
  const char *parent_id = dovetail_data_get_string (*data, "parent_id");
  const char *former = dovetail_data_get_string (before, "parent_id");
  JsonNode *guarded;
  gboolean cycle;

  if (parent_id == NULL || g_strcmp0 (parent_id, former) == 0)
    return TRUE;
  if (!closes_cycle (writer, task_id, parent_id, &cycle, error))
    return FALSE;
  if (!cycle)
    return TRUE;

  guarded = dovetail_data_with_string (*data, "parent_id", former);
  json_node_unref (*data);
  *data = guarded;
  return TRUE;
}

static gboolean
guard_list (DovetailWriter *writer, JsonNode *before, JsonNode **data, GError **error)
{
  const char *list_id = dovetail_data_get_string (*data, "list_id");
  gboolean tombstone = FALSE;
  JsonNode *guarded;

  if (list_id == NULL || g_strcmp0 (list_id, dovetail_data_get_string (before, "list_id")) == 0)
    return TRUE;
  if (!dovetail_stored_is_tombstone (writer->server->ledger, writer->caller->family_id, DOVETAIL_ENTITY_LIST,
                                     list_id, &tombstone, error))
    return FALSE;
  if (!tombstone)
    return TRUE;

  guarded = dovetail_data_with (*data, "list_id", NULL);
  json_node_unref (*data);
  *data = guarded;
  return TRUE;
}

/**
 * dovetail_relations_guard:
 * @writer: the request
 * @entity_type: type of the record that is about to be stored
 * @entity_id: its id
 * @before: (nullable): the record as it is
 * @data: what is about to be stored
 * @guarded: (out) (transfer full): @data itself when it breaks no rule
 * @error: return location
 *
 * Returns: whether the ledger could be asked
 */
gboolean
dovetail_relations_guard (DovetailWriter *writer,
                          const char *entity_type,
                          const char *entity_id,
                          const DovetailStored *before,
                          JsonNode *data,
                          JsonNode **guarded,
                          GError **error)
{
  /* What a tombstone refers to was not guarded since, so it counts for nothing. */
  JsonNode *former = before == NULL || before->record->deleted ? NULL : before->record->data;
  g_autoptr (JsonNode) result = json_node_ref (data);

  if (g_str_equal (entity_type, DOVETAIL_ENTITY_TASK)
      && (!guard_parent (writer, entity_id, former, &result, error)
          || !guard_list (writer, former, &result, error)))
    return FALSE;
  *guarded = g_steal_pointer (&result);
  return TRUE;
}

static gboolean
move_to_inbox (DovetailWriter *writer, const char *task_id, const DovetailAuthorship *act, GError **error)
{
  g_autoptr (DovetailStored) task = NULL;
  g_autoptr (DovetailStored) moved = NULL;
  g_autoptr (JsonNode) data = NULL;

  if (!dovetail_stored_find (writer->server->ledger, writer->caller->family_id, DOVETAIL_ENTITY_TASK, task_id,
                             &task, error))
    return FALSE;
  data = dovetail_data_with (task->record->data, "list_id", NULL);
  return dovetail_writer_store (writer, task, DOVETAIL_ENTITY_TASK, task_id, data, FALSE, act, &moved, error);
}

gboolean
dovetail_relations_list_deleted (DovetailWriter *writer,
                                 const char *list_id,
                                 const DovetailAuthorship *act,
                                 GError **error)
{
  g_autoptr (GPtrArray) tasks
      = dovetail_stored_tasks_in (writer->server->ledger, writer->caller->family_id, list_id, error);

  for (guint i = 0; tasks != NULL && i < tasks->len; i++)
    if (!move_to_inbox (writer, g_ptr_array_index (tasks, i), act, error))
      return FALSE;
  return tasks != NULL;
}
