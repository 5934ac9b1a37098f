/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The journal of what the user did on this device: each action with what every field it touched held before
 * and after, sealed, in the transaction that does it. Bounded by number and by size. */

#include "store/action.h"

#include "core/patch.h"
#include "json/json.h"
#include "store/store-private.h"
#include "store/undo.h"

/* One that touches more than this is undone by other means. */
#define MAX_RECORDS 20000
#define MAX_BYTES (32 * 1024 * 1024)
/* By one object; the first of each process looks, too. */
#define PRUNE_EVERY 16

void
dovetail_action_drop (DovetailStore *self)
{
  g_clear_pointer (&self->action, json_object_unref);
}

void
dovetail_action_begin (DovetailStore *self)
{
  dovetail_action_drop (self);
  self->action = json_object_new ();
  json_object_set_array_member (self->action, "records", json_array_new ());
}

static JsonNode *
share (JsonNode *node)
{
  return json_node_ref (node);
}

/* An edit keeps only the fields it changed; what came or went is kept whole. */
static JsonObject *
describe (const DovetailRecord *before, const DovetailRecord *after)
{
  const DovetailRecord *record = after != NULL ? after : before;
  gboolean was = before != NULL && !before->deleted;
  gboolean is = after != NULL && !after->deleted;
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "type", record->entity_type);
  json_object_set_string_member (object, "id", record->entity_id);
  json_object_set_string_member (object, "title", dovetail_record_get_title ((DovetailRecord *) record));
  json_object_set_boolean_member (object, "was", was);
  json_object_set_boolean_member (object, "is", is);
  if (was && is)
    {
      g_autoptr (JsonNode) patch = dovetail_patch_diff (before->data, after->data);

      json_object_set_member (object, "old", dovetail_patch_base (before->data, patch));
      json_object_set_member (object, "new", share (patch));
    }
  else if (was)
    json_object_set_member (object, "old", share (before->data));
  else if (is)
    json_object_set_member (object, "new", share (after->data));

  return object;
}

void
dovetail_action_touch (DovetailStore *self, const DovetailRecord *before, const DovetailRecord *after)
{
  JsonArray *records;

  if (self->action == NULL || (before == NULL && after == NULL))
    return;
  records = json_object_get_array_member (self->action, "records");
  if (json_array_get_length (records) < MAX_RECORDS)
    json_array_add_object_element (records, describe (before, after));
  else
    json_object_set_boolean_member (self->action, "too_large", TRUE);
}

void
dovetail_action_answer (DovetailStore *self,
                        const char *conflict_id,
                        const char *strategy,
                        JsonNode *resolved)
{
  if (self->action == NULL)
    return;
  json_object_set_string_member (self->action, "conflict_id", conflict_id);
  if (strategy != NULL)
    json_object_set_string_member (self->action, "strategy", strategy);
  if (resolved != NULL)
    json_object_set_member (self->action, "resolved", share (resolved));
}

void
dovetail_action_count (DovetailStore *self, guint count)
{
  if (self->action != NULL)
    json_object_set_int_member (self->action, "count", count);
}

JsonNode *
dovetail_action_take (DovetailStore *self)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, g_steal_pointer (&self->action));
  if (dovetail_data_get (node, "too_large") == NULL)
    return node;
  json_node_unref (node);

  return NULL;
}

static GBytes *
close_action (DovetailStore *self, const char *kind)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;
  gsize length;

  json_node_take_object (node, g_steal_pointer (&self->action));
  text = dovetail_json_generate (node, &length);

  return dovetail_seal_close (self->seal, "action", kind, DOVETAIL_COPY_ACTION, text, length);
}

static gboolean
run_with (DovetailStore *self, const char *sql, gint64 number, GError **error)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (self, sql, error);

  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_int (statement, 1, number);

  return dovetail_statement_run (statement, error);
}

static gboolean
prune (DovetailStore *self, GError **error)
{
  return run_with (self,
                   "DELETE FROM action WHERE number <= (SELECT number FROM action ORDER BY number DESC"
                   " LIMIT 1 OFFSET ?1)",
                   DOVETAIL_ACTIONS_KEPT, error)
         && run_with (
             self,
             "DELETE FROM action WHERE number <= (SELECT max (number) FROM (SELECT number,"
             " sum (length (data)) OVER (ORDER BY number DESC) AS size FROM action) WHERE size > ?1)",
             MAX_BYTES, error);
}

/* Never one that was given before, though the newest may have been undone: who keeps the number of an action
 * means that one. */
static gint64
next_number (DovetailStore *self, GError **error)
{
  g_autoptr (DovetailStatement) statement
      = dovetail_statement_take (self, "SELECT ifnull (max (number), 0) + 1 FROM action", error);

  if (statement == NULL || dovetail_statement_step (statement, error) != DOVETAIL_STEP_ROW)
    return -1;

  return MAX (dovetail_statement_get_int (statement, 0), dovetail_store_now (self));
}

gboolean
dovetail_action_write (DovetailStore *self, const char *kind, GError **error)
{
  gint64 number = next_number (self, error);
  g_autoptr (GBytes) data = NULL;
  g_autoptr (DovetailStatement) statement = NULL;

  g_return_val_if_fail (self->action != NULL, FALSE);

  if (number < 0)
    return FALSE;
  if (self->bundle == DOVETAIL_BUNDLE_OPEN)
    self->bundle = number;
  if (self->transaction_bundle == 0)
    self->transaction_bundle = self->bundle != DOVETAIL_BUNDLE_NONE ? self->bundle : number;
  data = close_action (self, kind);
  statement = dovetail_statement_take (
      self, "INSERT INTO action (number, bundle, time, kind, data) VALUES (?1, ?2, ?3, ?4, ?5)", error);
  if (statement == NULL)
    return FALSE;
  dovetail_statement_bind_int (statement, 1, number);
  dovetail_statement_bind_int (statement, 2, self->transaction_bundle);
  dovetail_statement_bind_int (statement, 3, dovetail_store_now (self));
  dovetail_statement_bind_text (statement, 4, kind);
  dovetail_statement_bind_blob (statement, 5, data);

  return dovetail_statement_run (statement, error)
         && (++self->actions % PRUNE_EVERY != 1 || prune (self, error));
}
