/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a sync decided about one record, as a trace says it: what became of it as a whole, and of each field
 * that anybody changed. It names no content, only which side it is equal to. */

#include "core/schema.h"
#include "sync/trace-json.h"
#include "wire/member.h"

typedef enum
{
  BASE,
  MINE,
  THEIRS,
  AFTER,
  N_STATES
} State;

static gboolean
records_equal (const DovetailRecord *a, const DovetailRecord *b)
{
  if (a == b || a == NULL || b == NULL)
    return a == b;
  return a->version == b->version && a->deleted == b->deleted && dovetail_data_equal (a->data, b->data);
}

static const char *
mutation_of (const DovetailPending *pending)
{
  return pending->frozen != NULL ? pending->frozen->mutation_id : NULL;
}

static gboolean
pendings_equal (const DovetailPending *a, const DovetailPending *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return a->state == b->state && a->edited_at == b->edited_at && a->tries == b->tries
         && g_strcmp0 (mutation_of (a), mutation_of (b)) == 0 && records_equal (a->theirs, b->theirs);
}

gboolean
dovetail_trace_replicas_equal (const DovetailReplica *a, const DovetailReplica *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return records_equal (a->current, b->current) && records_equal (a->base, b->base)
         && pendings_equal (a->pending, b->pending);
}

static const char *
describe_pending (const DovetailPending *pending)
{
  switch (pending->state)
    {
    case DOVETAIL_PENDING_IN_FLIGHT:
      return pending->theirs != NULL ? "in flight, theirs is kept" : "in flight";
    case DOVETAIL_PENDING_QUARANTINED:
      return "quarantined";
    case DOVETAIL_PENDING_WAITING:
    default:
      return pending->theirs != NULL ? "waits, overlaps theirs" : "waits";
    }
}

static const char *
describe_whole (const DovetailReplica *before, const DovetailReplica *next, gboolean held)
{
  if (held)
    return "held";
  if (next == NULL)
    return "forgotten";
  if (before != NULL && dovetail_trace_replicas_equal (before, next))
    return "nothing";
  if (next->pending == NULL)
    return next->current->deleted ? "deleted" : "settled";
  return describe_pending (next->pending);
}

static void
add_names (GHashTable *names, JsonNode *data)
{
  JsonObjectIter iter;
  const char *name;

  if (data == NULL)
    return;
  json_object_iter_init (&iter, json_node_get_object (data));
  while (json_object_iter_next (&iter, &name, NULL))
    g_hash_table_add (names, (gpointer) name);
}

static gboolean
differ (JsonNode *states[N_STATES], const char *name, State a, State b)
{
  return !dovetail_value_equal (dovetail_data_get (states[a], name), dovetail_data_get (states[b], name));
}

/* NULL: nobody changed it. */
static const char *
describe_field (JsonNode *states[N_STATES], const char *name)
{
  gboolean mine = differ (states, name, BASE, MINE);
  gboolean theirs = states[THEIRS] != NULL && differ (states, name, BASE, THEIRS);
  gboolean is_mine = !differ (states, name, MINE, AFTER);
  gboolean is_theirs = states[THEIRS] != NULL && !differ (states, name, THEIRS, AFTER);

  if (!mine && !theirs)
    return differ (states, name, BASE, AFTER) ? "new" : NULL;
  if (mine && theirs && !differ (states, name, MINE, THEIRS))
    return is_mine ? "same" : "neither";
  if (mine != theirs && (mine ? is_mine : is_theirs))
    return mine ? "mine" : "theirs";
  if (mine && theirs)
    return is_mine ? "both, mine stays" : is_theirs ? "both, theirs is taken" : "both";
  return "not taken";
}

/* Sorted, so that equal decisions are equal text. */
static JsonObject *
describe_fields (JsonNode *states[N_STATES])
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GList) sorted = NULL;
  JsonObject *fields = json_object_new ();

  for (guint i = 0; i < N_STATES; i++)
    add_names (names, states[i]);
  sorted = g_list_sort (g_hash_table_get_keys (names), (GCompareFunc) strcmp);
  for (GList *link = sorted; link != NULL; link = link->next)
    {
      const char *outcome = describe_field (states, link->data);

      if (outcome != NULL)
        json_object_set_string_member (fields, link->data, outcome);
    }
  return fields;
}

static JsonObject *
describe_after (const DovetailReplica *next)
{
  JsonObject *after = json_object_new ();
  const DovetailPending *pending = next->pending;

  json_object_set_int_member (after, "version", next->current->version);
  json_object_set_boolean_member (after, "deleted", next->current->deleted);
  if (next->base != NULL)
    json_object_set_int_member (after, "base_version", next->base->version);
  if (pending != NULL && pending->theirs != NULL)
    json_object_set_int_member (after, "theirs_version", pending->theirs->version);
  if (pending != NULL)
    dovetail_write_string (after, "error_code", pending->error_code);
  return after;
}

JsonNode *
dovetail_trace_write_decision (const char *on,
                               const DovetailReplica *before,
                               const DovetailReplica *next,
                               JsonNode *theirs,
                               gboolean held)
{
  const DovetailRecord *record = (before != NULL ? before : next)->current;
  JsonObject *object = json_object_new ();
  JsonNode *states[N_STATES] = { NULL };

  states[MINE] = before != NULL ? before->current->data : NULL;
  states[BASE] = before != NULL && before->base != NULL ? before->base->data : NULL;
  if (before != NULL && before->pending == NULL)
    states[BASE] = states[MINE];
  states[THEIRS] = theirs;
  states[AFTER] = next != NULL ? next->current->data : NULL;
  json_object_set_string_member (object, "on", on);
  json_object_set_string_member (object, "entity_type", record->entity_type);
  json_object_set_string_member (object, "entity_id", record->entity_id);
  json_object_set_string_member (object, "outcome", describe_whole (before, next, held));
  if (next != NULL)
    {
      json_object_set_object_member (object, "outcomes", describe_fields (states));
      json_object_set_object_member (object, "after", describe_after (next));
    }
  return dovetail_write_finish (object);
}
