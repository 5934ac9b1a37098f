/* SPDX-License-Identifier: GPL-3.0-or-later */

/* done, reopen, delete, restore: what is said with the ids of tasks alone. */
#include <glib/gi18n.h>

#include "cli/commands.h"
#include "cli/lookup.h"
#include "cli/table.h"
#include "store/edit.h"
#include "store/undo.h"

typedef DovetailReplica *(*Act) (DovetailStore *store, DovetailReplica *task, GError **error);

static DovetailReplica *
set_status (DovetailStore *store, DovetailReplica *task, const char *status, GError **error)
{
  g_autoptr (JsonNode) empty = dovetail_data_empty ();
  g_autoptr (JsonNode) patch = dovetail_data_with_string (empty, "status", status);

  if (task->current->deleted)
    {
      g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND,
                   _ ("the task is deleted. Bring it back with: dovetailctl restore %s"),
                   task->current->entity_id);
      return NULL;
    }
  if (g_strcmp0 (dovetail_data_get_string (task->current->data, "status"), status) == 0)
    return dovetail_replica_copy (task);
  return dovetail_store_update (store, DOVETAIL_ENTITY_TASK, task->current->entity_id, patch, error);
}

static DovetailReplica *
complete (DovetailStore *store, DovetailReplica *task, GError **error)
{
  return set_status (store, task, "done", error);
}

static DovetailReplica *
reopen (DovetailStore *store, DovetailReplica *task, GError **error)
{
  return set_status (store, task, "open", error);
}

static DovetailReplica *
delete_task (DovetailStore *store, DovetailReplica *task, GError **error)
{
  if (task->current->deleted)
    return dovetail_replica_copy (task);
  return dovetail_store_delete (store, DOVETAIL_ENTITY_TASK, task->current->entity_id, error);
}

static DovetailReplica *
restore (DovetailStore *store, DovetailReplica *task, GError **error)
{
  if (!task->current->deleted)
    return dovetail_replica_copy (task);
  return dovetail_store_restore (store, DOVETAIL_ENTITY_TASK, task->current->entity_id, error);
}

/* Looks all of them up first: a mistyped id leaves everything as it was. */
static GPtrArray *
lookup_all (DovetailProgram *program, char **ids, GError **error)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_replica_free);

  for (; *ids != NULL; ids++)
    {
      DovetailReplica *task = dovetail_lookup_task (program->store, *ids, error);

      if (task == NULL)
        return NULL;
      g_ptr_array_add (tasks, task);
    }
  return g_steal_pointer (&tasks);
}

/* One command is undone as one. */
static gboolean
act_on_all (DovetailProgram *program, GPtrArray *tasks, Act act, const char *said, GError **error)
{
  for (guint i = 0; i < tasks->len; i++)
    {
      g_autoptr (DovetailReplica) changed = act (program->store, tasks->pdata[i], error);
      g_autofree char *title = NULL;

      if (changed == NULL)
        return FALSE;
      program->changed = TRUE;
      title = dovetail_text_for_terminal (dovetail_record_get_title (changed->current));
      g_print ("%s: %s\n", said, title);
    }
  return TRUE;
}

static gboolean
act_on (DovetailProgram *program, char **words, int most, Act act, const char *said, GError **error)
{
  g_autoptr (GPtrArray) tasks = NULL;
  gboolean acted;

  if (!dovetail_program_parse (program, NULL, words, 1, most, error)
      || !dovetail_program_open (program, error) || (tasks = lookup_all (program, words + 1, error)) == NULL)
    return FALSE;
  dovetail_store_begin_bundle (program->store);
  acted = act_on_all (program, tasks, act, said, error);
  dovetail_store_end_bundle (program->store);
  return acted;
}

DOVETAIL_COMMAND (done) { return act_on (program, words, -1, complete, _ ("Done"), error); }

DOVETAIL_COMMAND (reopen) { return act_on (program, words, -1, reopen, _ ("Open again"), error); }

DOVETAIL_COMMAND (delete) { return act_on (program, words, -1, delete_task, _ ("Deleted"), error); }

DOVETAIL_COMMAND (restore) { return act_on (program, words, 1, restore, _ ("Restored"), error); }
