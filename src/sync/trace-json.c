/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a trace says of records, as JSON and back: the sides before a decision, and the decision. */

#include "sync/trace-json.h"

#include "core/error.h"
#include "core/schema.h"
#include "wire/member.h"

static const char *const state_names[] = { "waiting", "in_flight", "quarantined" };
static const char *const cause_names[] = { "deleted", "missing", "other" };

static void
set_true (JsonObject *object, const char *name, gboolean value)
{
  if (value)
    json_object_set_boolean_member (object, name, TRUE);
}

static JsonObject *
record_to_object (const DovetailRecord *record)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "version", record->version);
  dovetail_write_string (object, "etag", record->etag);
  set_true (object, "deleted", record->deleted);
  dovetail_write_node (object, "data", record->data);
  json_object_set_int_member (object, "timestamp", record->timestamp);
  dovetail_write_string (object, "modified_by", record->modified_by);
  dovetail_write_string (object, "client_id", record->client_id);
  json_object_set_int_member (object, "schema_version", record->schema_version);
  return object;
}

static JsonObject *
change_to_object (const DovetailChange *change)
{
  JsonObject *object = json_object_new ();

  dovetail_write_string (object, "mutation_id", change->mutation_id);
  dovetail_write_string (object, "operation", dovetail_operation_to_string (change->operation));
  dovetail_write_node (object, "data", change->data);
  dovetail_write_node (object, "base", change->base);
  json_object_set_int_member (object, "version", change->version);
  dovetail_write_string (object, "etag", change->etag);
  json_object_set_int_member (object, "timestamp", change->timestamp);
  dovetail_write_node (object, "field_times", change->field_times);
  return object;
}

static JsonObject *
pending_to_object (const DovetailPending *pending)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "state", state_names[pending->state]);
  json_object_set_int_member (object, "since", pending->since);
  json_object_set_int_member (object, "edited_at", pending->edited_at);
  dovetail_write_node (object, "field_times", pending->field_times);
  set_true (object, "by_hand", pending->by_hand);
  if (pending->theirs != NULL)
    json_object_set_object_member (object, "theirs", record_to_object (pending->theirs));
  json_object_set_int_member (object, "tries", pending->tries);
  dovetail_write_string (object, "error_code", pending->error_code);
  if (pending->frozen != NULL)
    json_object_set_object_member (object, "frozen", change_to_object (pending->frozen));
  dovetail_write_node (object, "frozen_data", pending->frozen_data);
  dovetail_write_node (object, "origin_data", pending->origin);
  set_true (object, "frozen_deleted", pending->frozen_deleted);
  return object;
}

static JsonObject *
held_to_object (const DovetailHeld *held)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "cause", cause_names[held->cause]);
  set_true (object, "asked", held->asked);
  if (held->theirs != NULL)
    json_object_set_object_member (object, "theirs", record_to_object (held->theirs));
  return object;
}

/**
 * dovetail_trace_write_replica:
 * @replica: what this device holds of a record
 * @held: (nullable): that it is held for the user
 *
 * Returns: (transfer full): a sealed object
 */
JsonNode *
dovetail_trace_write_replica (const DovetailReplica *replica, const DovetailHeld *held)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "entity_type", replica->current->entity_type);
  json_object_set_string_member (object, "entity_id", replica->current->entity_id);
  json_object_set_object_member (object, "current", record_to_object (replica->current));
  if (replica->base != NULL)
    json_object_set_object_member (object, "base_record", record_to_object (replica->base));
  if (replica->pending != NULL)
    json_object_set_object_member (object, "pending", pending_to_object (replica->pending));
  if (held != NULL)
    json_object_set_object_member (object, "held", held_to_object (held));
  return dovetail_write_finish (object);
}

/* Whose members are read: a record's type and id stand outside of its states. */
typedef struct
{
  const char *entity_type;
  const char *entity_id;
} Identity;

static JsonNode *
take_node (JsonNode *node, const char *name)
{
  JsonNode *member = dovetail_data_get (node, name);

  return member != NULL && JSON_NODE_HOLDS_OBJECT (member) ? dovetail_value_share (member) : NULL;
}

/* NULL: there is none. */
static DovetailRecord *
read_record (JsonNode *node, const char *name, const Identity *identity)
{
  JsonNode *member = dovetail_data_get (node, name);
  g_autoptr (JsonNode) data = NULL;
  DovetailRecord *record;

  if (member == NULL || !JSON_NODE_HOLDS_OBJECT (member))
    return NULL;
  data = take_node (member, "data");
  record = dovetail_record_new (
      identity->entity_type, identity->entity_id, MAX (0, dovetail_data_get_int (member, "version", 0)),
      dovetail_data_get_string (member, "etag"), dovetail_data_get_boolean (member, "deleted", FALSE), data,
      dovetail_data_get_int (member, "timestamp", 0), dovetail_data_get_string (member, "modified_by"),
      dovetail_data_get_string (member, "client_id"));
  record->schema_version = dovetail_data_get_int (member, "schema_version", 1);
  return record;
}

static DovetailChange *
read_change (JsonNode *node, const Identity *identity)
{
  g_autoptr (DovetailChange) change = dovetail_change_alloc ();

  change->mutation_id = g_strdup (dovetail_data_get_string (node, "mutation_id"));
  if (change->mutation_id == NULL
      || !dovetail_operation_from_string (dovetail_data_get_string (node, "operation"), &change->operation))
    return NULL;
  change->entity_type = identity->entity_type;
  change->entity_id = g_strdup (identity->entity_id);
  change->data = take_node (node, "data");
  change->base = take_node (node, "base");
  change->version = dovetail_data_get_int (node, "version", 0);
  change->etag = g_strdup (dovetail_data_get_string (node, "etag"));
  change->timestamp = dovetail_data_get_int (node, "timestamp", 0);
  change->field_times = take_node (node, "field_times");
  return g_steal_pointer (&change);
}

static int
find_name (const char *const *names, int n, const char *name)
{
  for (int i = 0; i < n; i++)
    if (g_strcmp0 (names[i], name) == 0)
      return i;
  return -1;
}

/* What is frozen is there exactly while it is in flight or refused. */
static gboolean
is_sound (const DovetailPending *pending)
{
  return pending->state != DOVETAIL_PENDING_IN_FLIGHT
         || (pending->frozen != NULL && pending->frozen_data != NULL);
}

static DovetailPending *
read_pending (JsonNode *node, const Identity *identity)
{
  g_autoptr (DovetailPending) pending = dovetail_pending_new (dovetail_data_get_int (node, "since", 0));
  int state = find_name (state_names, G_N_ELEMENTS (state_names), dovetail_data_get_string (node, "state"));
  JsonNode *frozen = dovetail_data_get (node, "frozen");

  if (state < 0)
    return NULL;
  pending->state = (DovetailPendingState) state;
  pending->edited_at = dovetail_data_get_int (node, "edited_at", 0);
  g_clear_pointer (&pending->field_times, json_node_unref);
  pending->field_times = take_node (node, "field_times");
  if (pending->field_times == NULL)
    pending->field_times = dovetail_data_empty ();
  pending->by_hand = dovetail_data_get_boolean (node, "by_hand", FALSE);
  pending->theirs = read_record (node, "theirs", identity);
  pending->tries = (guint) dovetail_data_get_int (node, "tries", 0);
  pending->error_code = g_strdup (dovetail_data_get_string (node, "error_code"));
  pending->frozen = frozen != NULL ? read_change (frozen, identity) : NULL;
  pending->frozen_data = take_node (node, "frozen_data");
  pending->origin = take_node (node, "origin_data");
  pending->frozen_deleted = dovetail_data_get_boolean (node, "frozen_deleted", FALSE);
  return is_sound (pending) ? g_steal_pointer (&pending) : NULL;
}

static gboolean
read_held (JsonNode *node, const Identity *identity, DovetailHeld **held)
{
  JsonNode *member = dovetail_data_get (node, "held");
  int cause;

  *held = NULL;
  if (member == NULL)
    return TRUE;
  cause = find_name (cause_names, G_N_ELEMENTS (cause_names), dovetail_data_get_string (member, "cause"));
  if (cause < 0)
    return FALSE;
  *held = g_new0 (DovetailHeld, 1);
  (*held)->cause = (DovetailHeldCause) cause;
  (*held)->asked = dovetail_data_get_boolean (member, "asked", FALSE);
  (*held)->theirs = read_record (member, "theirs", identity);
  return (*held)->theirs != NULL || cause == DOVETAIL_HELD_MISSING;
}

static gboolean
read_sides (JsonNode *node, const Identity *identity, DovetailReplica *replica)
{
  JsonNode *pending = dovetail_data_get (node, "pending");

  replica->base = read_record (node, "base_record", identity);
  if (pending == NULL)
    return TRUE;
  replica->pending = read_pending (pending, identity);
  return replica->pending != NULL;
}

/**
 * dovetail_trace_read_replica:
 * @node: what dovetail_trace_write_replica() wrote, perhaps with stand-ins
 * @held: (out) (nullable): that it is held, without its replica
 * @error: INVALID
 *
 * Returns: (transfer full): what a device held of a record; %NULL when it makes no sense
 */
DovetailReplica *
dovetail_trace_read_replica (JsonNode *node, DovetailHeld **held, GError **error)
{
  const char *type = dovetail_data_get_string (node, "entity_type");
  const DovetailSchema *schema = dovetail_schema_find (type);
  gboolean named = type != NULL && strlen (type) <= 64;
  const Identity identity = { schema != NULL ? schema->entity_type
                              : named        ? g_intern_string (type)
                                             : NULL,
                              dovetail_data_get_string (node, "entity_id") };
  g_autoptr (DovetailRecord) current = NULL;
  g_autoptr (DovetailReplica) replica = NULL;

  *held = NULL;
  if (named && identity.entity_id != NULL)
    current = read_record (node, "current", &identity);
  if (current != NULL)
    {
      replica = dovetail_replica_new (current);
      if (read_sides (node, &identity, replica) && read_held (node, &identity, held))
        return g_steal_pointer (&replica);
    }
  g_clear_pointer (held, dovetail_held_free);
  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, "a record of the trace makes no sense");
  return NULL;
}

/**
 * dovetail_trace_write_resolution:
 * @resolution: a queued answer to a conflict
 * @before: (nullable): what its fields held before it
 * @entity_id: the conflict's record
 *
 * Returns: (transfer full): a sealed object
 */
JsonNode *
dovetail_trace_write_resolution (const DovetailResolution *resolution,
                                 JsonNode *before,
                                 const char *entity_id)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "entity_id", entity_id);
  json_object_set_string_member (object, "conflict_id", resolution->conflict_id);
  json_object_set_string_member (object, "mutation_id", resolution->mutation_id);
  json_object_set_string_member (object, "resolution_strategy", resolution->strategy);
  dovetail_write_node (object, "resolved_data", resolution->resolved_data);
  dovetail_write_node (object, "applied_data", resolution->applied);
  dovetail_write_node (object, "before_data", before);
  json_object_set_int_member (object, "version", resolution->version);
  json_object_set_int_member (object, "timestamp", resolution->timestamp);
  json_object_set_int_member (object, "tries", resolution->tries);
  return dovetail_write_finish (object);
}

/**
 * dovetail_trace_read_resolution:
 * @node: what dovetail_trace_write_resolution() wrote
 * @before: (out) (nullable): what its fields held before it
 * @error: INVALID
 *
 * Returns: (transfer full): the answer; %NULL when it makes no sense
 */
DovetailResolution *
dovetail_trace_read_resolution (JsonNode *node, JsonNode **before, GError **error)
{
  g_autoptr (DovetailResolution) resolution = g_new0 (DovetailResolution, 1);

  *before = take_node (node, "before_data");
  resolution->applied = take_node (node, "applied_data");
  resolution->conflict_id = g_strdup (dovetail_data_get_string (node, "conflict_id"));
  resolution->mutation_id = g_strdup (dovetail_data_get_string (node, "mutation_id"));
  resolution->strategy = g_strdup (dovetail_data_get_string (node, "resolution_strategy"));
  resolution->resolved_data = take_node (node, "resolved_data");
  resolution->version = dovetail_data_get_int (node, "version", 0);
  resolution->timestamp = dovetail_data_get_int (node, "timestamp", 0);
  resolution->tries = (guint) CLAMP (dovetail_data_get_int (node, "tries", 0), 0, 100);
  if (resolution->conflict_id != NULL && resolution->mutation_id != NULL && resolution->strategy != NULL)
    return g_steal_pointer (&resolution);
  g_clear_pointer (before, json_node_unref);
  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                       "an answer to a conflict in the trace makes no sense");
  return NULL;
}
