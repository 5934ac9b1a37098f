/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reminders lie sealed in the tasks, so each open task is opened once; from then on a mark tells which ones
 * changed. */

#include "app/reminder-scan.h"

#include "app/reminder.h"
#include "store/marks.h"
#include "store/query.h"
#include "store/settings.h"
#include "store/system-zone.h"

struct _DovetailReminderScan
{
  DovetailStore *store; /* to be opened again by the worker */
  GArray *marks;        /* DovetailTaskMark of what was read, by row id */
  GHashTable *tasks;    /* row id -> id of a task with reminders */
};

/* One time over the store. */
typedef struct
{
  DovetailReminderScan *scan;
  DovetailStore *store;
  DovetailZone *zone;
  char *device_id;
  GPtrArray *changes;
} Run;

void
dovetail_reminder_change_free (DovetailReminderChange *change)
{
  g_free (change->task_id);
  g_array_unref (change->moments);
  g_free (change);
}

DovetailReminderScan *
dovetail_reminder_scan_new (DovetailStore *store)
{
  DovetailReminderScan *self = g_new0 (DovetailReminderScan, 1);

  self->store = g_object_ref (store);
  self->marks = g_array_new (FALSE, FALSE, sizeof (DovetailTaskMark));
  self->tasks = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return self;
}

void
dovetail_reminder_scan_free (DovetailReminderScan *self)
{
  g_object_unref (self->store);
  g_array_unref (self->marks);
  g_hash_table_unref (self->tasks);
  g_free (self);
}

static void
add_change (Run *run, const char *task_id, GArray *moments, gboolean arrived)
{
  DovetailReminderChange *change = g_new0 (DovetailReminderChange, 1);

  change->task_id = g_strdup (task_id);
  change->moments = g_array_ref (moments);
  change->arrived = arrived;
  g_ptr_array_add (run->changes, change);
}

static void
note_gone (Run *run, gint64 row_id)
{
  const char *task_id = g_hash_table_lookup (run->scan->tasks, &row_id);
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (task_id == NULL)
    return;
  add_change (run, task_id, none, FALSE);
  g_hash_table_remove (run->scan->tasks, &row_id);
}

static gboolean
was_changed_elsewhere (Run *run, const DovetailReplica *replica)
{
  return replica->pending == NULL && replica->current->client_id != NULL
         && g_strcmp0 (replica->current->client_id, run->device_id) != 0;
}

/* A task that cannot be opened has no reminders: the page of what cannot be read tells of it. */
static void
read_task (Run *run, gint64 row_id)
{
  g_autoptr (DovetailReplica) replica = dovetail_store_read_row (run->store, row_id, NULL);
  g_autoptr (GArray) moments = NULL;

  if (replica != NULL)
    moments = dovetail_reminder_moments (replica->current->data, run->zone);
  if (moments == NULL || moments->len == 0)
    {
      note_gone (run, row_id);
      return;
    }
  add_change (run, replica->current->entity_id, moments, was_changed_elsewhere (run, replica));
  g_hash_table_replace (run->scan->tasks, g_memdup2 (&row_id, sizeof row_id),
                        g_strdup (replica->current->entity_id));
}

/* Both lists are in order of rows. */
static void
compare_marks (Run *run, GArray *before, GArray *now)
{
  guint i = 0, k = 0;

  while (i < before->len || k < now->len)
    {
      const DovetailTaskMark *old = i < before->len ? &g_array_index (before, DovetailTaskMark, i) : NULL;
      const DovetailTaskMark *new = k < now->len ? &g_array_index (now, DovetailTaskMark, k) : NULL;

      if (new == NULL || (old != NULL && old->row_id < new->row_id))
        note_gone (run, old->row_id);
      else if (old == NULL || old->row_id > new->row_id || old->mark != new->mark)
        read_task (run, new->row_id);
      i += new == NULL || (old != NULL && old->row_id <= new->row_id);
      k += old == NULL || (new != NULL &&new->row_id <= old->row_id);
    }
}

static void
run_clear (Run *run)
{
  g_clear_object (&run->store);
  g_clear_pointer (&run->zone, dovetail_system_zone_free);
  g_clear_pointer (&run->device_id, g_free);
  g_clear_pointer (&run->changes, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

GPtrArray *
dovetail_reminder_scan_run (DovetailReminderScan *self, GError **error)
{
  g_auto (Run) run = { .scan = self };
  g_autoptr (GArray) marks = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  run.store = dovetail_store_reopen (self->store, error);
  if (run.store == NULL)
    return NULL;
  run.zone = dovetail_system_zone_new ();
  run.device_id = dovetail_store_get_setting (run.store, DOVETAIL_SETTING_DEVICE_ID);
  run.changes = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_reminder_change_free);
  marks = dovetail_store_list_task_marks (run.store, error);
  if (marks == NULL)
    return NULL;
  compare_marks (&run, self->marks, marks);
  g_array_unref (self->marks);
  self->marks = g_steal_pointer (&marks);
  return g_steal_pointer (&run.changes);
}
