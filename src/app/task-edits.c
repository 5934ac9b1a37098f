/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the user does to tasks, each with its way back. */

#include "app/task-edits.h"

#include <glib/gi18n.h>

#include "app/due.h"
#include "app/undo-stack.h"
#include "app/undo-words.h"
#include "core/patch.h"
#include "store/edit.h"
#include "store/undo.h"

static DovetailStore *
store_of (DovetailWindow *window)
{
  return dovetail_application_get_store (dovetail_window_get_application (window));
}

static char *
find_or_create_list (DovetailApplication *application, const char *name, GError **error)
{
  DovetailListItem *item
      = dovetail_list_catalog_find_by_name (dovetail_application_get_lists (application), name);
  g_autoptr (JsonNode) data = NULL;
  g_autoptr (DovetailReplica) replica = NULL;
  JsonObject *object;

  if (item != NULL)
    return g_strdup (dovetail_list_item_get_id (item));

  object = json_object_new ();
  json_object_set_string_member (object, "name", name);
  json_object_set_string_member (
      object, "colour", dovetail_list_catalog_next_colour (dovetail_application_get_lists (application)));
  data = dovetail_data_take_object (object);
  replica = dovetail_store_create (dovetail_application_get_store (application), DOVETAIL_ENTITY_LIST, NULL,
                                   data, TRUE, error);
  return replica == NULL ? NULL : g_strdup (replica->current->entity_id);
}

static void
set_string (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

JsonNode *
dovetail_task_edits_recurrence (const char *rule, const char *series_id)
{
  JsonObject *recurrence = json_object_new ();

  json_object_set_string_member (recurrence, "rrule", rule);
  json_object_set_string_member (recurrence, "series_id", series_id);

  return dovetail_data_take_object (recurrence);
}

static JsonNode *
task_data (DovetailStore *store, const DovetailQuickAdd *quick_add, const char *list_id)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "title", quick_add->title);
  json_object_set_string_member (object, "status", "open");
  set_string (object, "list_id", list_id);
  set_string (object, "due", quick_add->due);
  set_string (object, "due_zone", quick_add->due_zone);
  set_string (object, "priority", quick_add->priority);
  if (quick_add->tags != NULL && quick_add->tags[0] != NULL)
    json_object_set_member (object, "tags", dovetail_value_strings ((const char *const *) quick_add->tags));
  if (quick_add->rrule != NULL)
    {
      g_autofree char *series_id = dovetail_store_new_uuid (store);

      json_object_set_member (object, "recurrence",
                              dovetail_task_edits_recurrence (quick_add->rrule, series_id));
    }
  return dovetail_data_take_object (object);
}

void
dovetail_task_edits_default (DovetailApplication *application, DovetailQuickAdd *quick_add, DovetailView view)
{
  const DovetailZone *zone = dovetail_application_get_zone (application);

  g_return_if_fail (quick_add != NULL);

  if ((view == DOVETAIL_VIEW_TODAY || view == DOVETAIL_VIEW_SCHEDULED) && quick_add->due == NULL)
    {
      DovetailCivil now;

      zone->from_utc (zone->user_data, g_get_real_time () / 1000, &now);
      quick_add->due = dovetail_civil_to_date (&now);
    }
  if (view == DOVETAIL_VIEW_FLAGGED && quick_add->priority == NULL)
    quick_add->priority = g_strdup ("high");
}

char *
dovetail_task_edits_add (DovetailApplication *application,
                         const char *line,
                         DovetailView view,
                         const char *list_id,
                         GError **error)
{
  DovetailStore *store = dovetail_application_get_store (application);
  g_autoptr (DovetailQuickAdd) quick_add = NULL;
  g_autoptr (JsonNode) data = NULL;
  g_autoptr (DovetailReplica) replica = NULL;
  g_autofree char *target = g_strdup (list_id);

  g_return_val_if_fail (line != NULL, NULL);

  quick_add = dovetail_quick_add_parse (line, g_get_real_time () / 1000,
                                        dovetail_application_get_zone (application),
                                        dovetail_quick_add_find_language (g_get_language_names ()));
  if (quick_add->title == NULL || quick_add->title[0] == '\0')
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, _ ("A task needs a title"));
      return NULL;
    }
  dovetail_task_edits_default (application, quick_add, view);
  if (quick_add->list_name != NULL)
    {
      g_free (target);
      target = find_or_create_list (application, quick_add->list_name, error);
      if (target == NULL)
        return NULL;
    }
  data = task_data (store, quick_add, target);
  replica = dovetail_store_create (store, DOVETAIL_ENTITY_TASK, NULL, data, TRUE, error);
  return replica == NULL ? NULL : g_strdup (replica->current->entity_id);
}

char *
dovetail_task_edits_add_child (DovetailWindow *window, const char *parent_id, const char *title)
{
  g_autoptr (DovetailReplica) parent = NULL;
  g_autoptr (DovetailReplica) child = NULL;
  g_autoptr (JsonNode) data = NULL;
  g_autoptr (GError) error = NULL;
  const char *list_id = NULL;
  JsonObject *object = json_object_new ();

  parent = dovetail_store_get_replica (store_of (window), DOVETAIL_ENTITY_TASK, parent_id, NULL);
  if (parent != NULL)
    list_id = dovetail_data_get_string (parent->current->data, "list_id");
  json_object_set_string_member (object, "title", title);
  json_object_set_string_member (object, "status", "open");
  json_object_set_string_member (object, "parent_id", parent_id);
  set_string (object, "list_id", list_id);
  data = dovetail_data_take_object (object);
  child = dovetail_store_create (store_of (window), DOVETAIL_ENTITY_TASK, NULL, data, TRUE, &error);
  if (child == NULL)
    {
      dovetail_window_report (window, _ ("The subtask could not be added"), error);
      return NULL;
    }
  return g_strdup (child->current->entity_id);
}

gboolean
dovetail_task_edits_try_patch (DovetailApplication *application,
                               const char *task_id,
                               JsonNode *patch,
                               GError **error)
{
  g_autoptr (DovetailReplica) replica = NULL;

  replica = dovetail_store_update (dovetail_application_get_store (application), DOVETAIL_ENTITY_TASK,
                                   task_id, patch, error);
  return replica != NULL;
}

gboolean
dovetail_task_edits_patch (DovetailWindow *window, const char *task_id, JsonNode *patch)
{
  g_autoptr (GError) error = NULL;

  if (dovetail_task_edits_try_patch (dovetail_window_get_application (window), task_id, patch, &error))
    return TRUE;
  dovetail_window_report (window, _ ("The change could not be saved"), error);
  return FALSE;
}

void
dovetail_task_edits_offer_undo (DovetailWindow *window, const char *words)
{
  g_return_if_fail (DOVETAIL_IS_WINDOW (window));
  g_return_if_fail (words != NULL);

  dovetail_undo_stack_offer (dovetail_window_get_undo_stack (window), words,
                             dovetail_store_get_last_action (store_of (window)));
}

static gboolean
set_status (DovetailWindow *window, const char *task_id, const char *status)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) patch = NULL;

  json_object_set_string_member (object, "status", status);
  patch = dovetail_patch_take_object (object);
  return dovetail_task_edits_patch (window, task_id, patch);
}

void
dovetail_task_edits_set_done (DovetailWindow *window, const char *task_id, gboolean done)
{
  g_return_if_fail (DOVETAIL_IS_WINDOW (window));
  g_return_if_fail (task_id != NULL);

  if (set_status (window, task_id, done ? "done" : "open") && done)
    dovetail_task_edits_offer_undo (window, _ ("Task completed"));
}

void
dovetail_task_edits_delete (DovetailWindow *window, const char *task_id)
{
  g_autoptr (DovetailReplica) before = NULL;
  g_autoptr (DovetailReplica) after = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *title = NULL;
  g_autofree char *words = NULL;

  g_return_if_fail (DOVETAIL_IS_WINDOW (window));
  g_return_if_fail (task_id != NULL);

  before = dovetail_store_get_replica (store_of (window), DOVETAIL_ENTITY_TASK, task_id, &error);
  if (before != NULL)
    after = dovetail_store_delete (store_of (window), DOVETAIL_ENTITY_TASK, task_id, &error);
  if (after == NULL)
    {
      dovetail_window_report (window, _ ("The task could not be deleted"), error);
      return;
    }
  title = dovetail_short_title (dovetail_record_get_title (before->current));
  words = g_strdup_printf (_ ("“%s” deleted"), title);
  dovetail_task_edits_offer_undo (window, words);
}
