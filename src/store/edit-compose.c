/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The content an edit leads to: patched, completed by what the fields imply, and checked. */

#include "core/occurrence.h"
#include "core/patch.h"
#include "core/rank.h"
#include "core/record.h"
#include "core/schema.h"
#include "core/timestamp.h"
#include "json/guard.h"
#include "json/json.h"
#include "store/edit-private.h"
#include "store/order.h"
#include "store/store-private.h"
#include "store/system-zone.h"

/* Base, data and what was frozen lie in one sealed text that must be readable again, and travel in one
 * message. */
#define MAX_RECORD_BYTES (2 * 1024 * 1024)
#define MAX_RECORD_DEPTH 24
#define MAX_RECORD_VALUES (50 * 1000)
#define MAX_PARENTS 64

gboolean
dovetail_edit_allowed (const char *entity_type, GError **error)
{
  const DovetailSchema *schema = dovetail_schema_find (entity_type);

  if (schema != NULL && !schema->server_only)
    return TRUE;

  if (schema == NULL)
    g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                 "This version of Dovetail knows no record of type %s", entity_type);
  else
    g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                 "Records of type %s are written by the server only", entity_type);
  return FALSE;
}

static void
set_text (JsonNode **data, const char *field, const char *text)
{
  JsonNode *changed = dovetail_data_with_string (*data, field, text);

  json_node_unref (*data);
  *data = changed;
}

/* completed_at follows status, unless the edit gives it. */
static void
follow_status (JsonNode **data, JsonNode *before, JsonNode *patch, gint64 time)
{
  const char *status = dovetail_data_get_string (*data, "status");
  gboolean done = g_strcmp0 (status, "done") == 0;
  g_autofree char *now = NULL;

  if (g_strcmp0 (status, dovetail_data_get_string (before, "status")) == 0
      || json_object_has_member (json_node_get_object (patch), "completed_at"))
    return;

  if (done)
    now = dovetail_timestamp_format (time);
  set_text (data, "completed_at", now);
}

static gboolean
says_when (JsonNode *patch)
{
  JsonObject *object = json_node_get_object (patch);

  return json_object_has_member (object, "recurrence") || json_object_has_member (object, "due")
         || json_object_has_member (object, "start");
}

/* A task that comes again knows on which day its rule has it. */
static void
anchor_series (JsonNode **data, JsonNode *before, gint64 time)
{
  g_autoptr (DovetailZone) zone
      = dovetail_system_zone_new_named (dovetail_data_get_string (*data, "due_zone"));
  JsonNode *anchored = dovetail_occurrence_anchor (before, *data, time, zone);

  json_node_unref (*data);
  *data = anchored;
}

static gboolean
check_size (JsonNode *data, GError **error)
{
  static const DovetailJsonLimits limits = { MAX_RECORD_BYTES, MAX_RECORD_DEPTH, MAX_RECORD_VALUES };
  gsize length;
  g_autofree char *text = dovetail_json_generate (data, &length);

  return dovetail_json_guard (text, length, &limits, error);
}

/* The server has the last word on cycles, for two devices can close one together. */
static gboolean
check_parent (DovetailStore *self, DovetailRecord *record, JsonNode *data, GError **error)
{
  g_autofree char *parent = g_strdup (dovetail_data_get_string (data, "parent_id"));

  for (guint i = 0; parent != NULL && i < MAX_PARENTS; i++)
    {
      g_autoptr (DovetailReplica) replica = NULL;

      if (g_str_equal (parent, record->entity_id))
        {
          g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                               "A task cannot be a subtask of itself or of its own subtasks");
          return FALSE;
        }
      replica = dovetail_store_get_replica (self, DOVETAIL_ENTITY_TASK, parent, NULL);
      g_free (parent);
      parent = replica == NULL ? NULL
                               : g_strdup (dovetail_data_get_string (replica->current->data, "parent_id"));
    }

  return TRUE;
}

/* At the end of a list, or of the lists. */
static void
place_last (DovetailStore *self, const char *entity_type, JsonNode **data)
{
  g_autofree char *last = dovetail_store_last_position (self, entity_type, dovetail_data_get_string (*data, "list_id"));
  g_autofree char *position = dovetail_rank_between (dovetail_rank_is_valid (last) ? last : NULL, NULL);

  set_text (data, "position", position);
}

/* A subtask lies in its task's list. */
static void
follow_parent (DovetailStore *self, JsonNode **data)
{
  const char *parent_id = dovetail_data_get_string (*data, "parent_id");
  g_autoptr (DovetailReplica) parent = NULL;

  if (parent_id == NULL || dovetail_data_get (*data, "list_id") != NULL)
    return;
  parent = dovetail_store_get_replica (self, DOVETAIL_ENTITY_TASK, parent_id, NULL);
  if (parent != NULL)
    set_text (data, "list_id", dovetail_data_get_string (parent->current->data, "list_id"));
}

static void
complete_new (DovetailStore *self, const char *entity_type, JsonNode **data)
{
  gboolean task = g_str_equal (entity_type, DOVETAIL_ENTITY_TASK);
  gboolean list = g_str_equal (entity_type, DOVETAIL_ENTITY_LIST);

  if (task && dovetail_data_get (*data, "status") == NULL)
    set_text (data, "status", "open");
  if (task)
    follow_parent (self, data);
  if ((task || list) && dovetail_data_get (*data, "position") == NULL)
    place_last (self, entity_type, data);
}

static gboolean
is_known (DovetailRecord *record, JsonNode *const *known, const char *field, JsonNode *value)
{
  gboolean found = record != NULL && dovetail_value_equal (dovetail_data_get (record->data, field), value);

  for (gsize i = 0; !found && known != NULL && known[i] != NULL; i++)
    found = dovetail_value_equal (dovetail_data_get (known[i], field), value);

  return found;
}

static gboolean
lacks_required (const DovetailSchema *schema, JsonNode *data)
{
  for (gsize i = 0; schema != NULL && i < schema->n_fields; i++)
    if (schema->fields[i].required && dovetail_data_get (data, schema->fields[i].name) == NULL)
      return TRUE;

  return FALSE;
}

/* Only what the edit itself says: a status that a newer version gave the task does not forbid to rename it.
 */
static gboolean
check_fields (const DovetailSchema *schema,
              DovetailRecord *record,
              JsonNode *said,
              JsonNode *data,
              JsonNode *const *known,
              GError **error)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) checked = json_node_init_object (json_node_alloc (), object);
  JsonObjectIter iter;
  const char *field;
  JsonNode *value;

  json_object_iter_init (&iter, json_node_get_object (said));
  while (json_object_iter_next (&iter, &field, &value))
    if (!is_known (record, known, field, value))
      json_object_set_member (object, field, json_node_ref (value));
  json_object_unref (object);
  if ((record == NULL || record->deleted) && lacks_required (schema, data))
    return dovetail_schema_validate (schema, data, TRUE, error);

  return dovetail_schema_validate (schema, checked, FALSE, error);
}

JsonNode *
dovetail_edit_compose (DovetailStore *self,
                       DovetailRecord *record,
                       const char *entity_type,
                       JsonNode *patch,
                       JsonNode *const *known,
                       gint64 time,
                       GError **error)
{
  const DovetailSchema *schema = dovetail_schema_find (entity_type);
  g_autoptr (JsonNode) before = record == NULL ? dovetail_data_empty () : json_node_ref (record->data);
  g_autoptr (JsonNode) data = dovetail_patch_apply (before, patch);

  if (record == NULL)
    complete_new (self, entity_type, &data);
  if (g_str_equal (entity_type, DOVETAIL_ENTITY_TASK))
    follow_status (&data, before, patch, time);
  if (g_str_equal (entity_type, DOVETAIL_ENTITY_TASK) && says_when (patch))
    anchor_series (&data, record == NULL ? NULL : before, time);
  if (!check_fields (schema, record, record == NULL ? data : patch, data, known, error)
      || !check_size (data, error))
    return NULL;
  if (record != NULL && dovetail_data_get (patch, "parent_id") != NULL
      && !check_parent (self, record, data, error))
    return NULL;

  return g_steal_pointer (&data);
}
