/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes down what a pass is told and what it decides. Nothing is turned into text before the pass ends, and
 * a sync that is too large costs nothing but what was noted until then. */

#include "sync/recorder-private.h"

#include "core/error.h"
#include "store/settings.h"
#include "store/trace.h"
#include "store/walk.h"
#include "sync/trace-json.h"
#include "wire/conflict.h"

/* Of one job: bodies, and what the records hold. */
#define MAX_WEIGHT (512 * 1024)
/* What a decision weighs beside its texts. */
#define DECISION_WEIGHT 256

static void
call_free (DovetailTraceCall *call)
{
  g_free (call->method);
  g_free (call->path);
  g_free (call->query);
  g_clear_pointer (&call->sent, g_bytes_unref);
  g_clear_pointer (&call->received, g_bytes_unref);
  g_free (call);
}

static void
decision_free (DovetailTraceDecision *decision)
{
  g_clear_pointer (&decision->before, dovetail_replica_free);
  g_clear_pointer (&decision->next, dovetail_replica_free);
  g_clear_pointer (&decision->theirs, json_node_unref);
  g_clear_pointer (&decision->was_held, dovetail_held_free);
  g_free (decision);
}

static void
event_clear (gpointer data)
{
  DovetailTraceEvent *event = data;

  g_clear_pointer (&event->call, call_free);
  g_clear_pointer (&event->decision, decision_free);
  g_clear_pointer (&event->line, json_node_unref);
}

/**
 * dovetail_recorder_new:
 * @store: the local replica, as it is when the pass begins
 * @setup: what the pass is run with
 *
 * Returns: (transfer full): a recorder of this pass
 */
DovetailRecorder *
dovetail_recorder_new (DovetailStore *store, const DovetailTraceSetup *setup)
{
  DovetailRecorder *recorder = g_new0 (DovetailRecorder, 1);
  g_autofree char *walk = dovetail_store_get_setting (store, DOVETAIL_SETTING_WALK);

  recorder->store = g_object_ref (store);
  recorder->setup = *setup;
  dovetail_store_get_settings (store, dovetail_trace_settings, recorder->settings, DOVETAIL_N_TRACE_SETTINGS);
  recorder->clock_offset = dovetail_store_get_clock_offset (store);
  recorder->started_at = dovetail_store_now (store);
  /* One that is only planned ends with the colon. */
  recorder->resumes = walk != NULL && !g_str_has_suffix (walk, ":");
  recorder->events = g_array_new (FALSE, TRUE, sizeof (DovetailTraceEvent));
  g_array_set_clear_func (recorder->events, event_clear);
  return recorder;
}

/**
 * dovetail_recorder_free:
 * @recorder: (transfer full): freed with what was not saved
 */
void
dovetail_recorder_free (DovetailRecorder *recorder)
{
  for (guint i = 0; i < DOVETAIL_N_TRACE_SETTINGS; i++)
    g_free (recorder->settings[i]);
  g_array_unref (recorder->events);
  g_clear_pointer (&recorder->looked_at, dovetail_held_free);
  g_object_unref (recorder->store);
  g_free (recorder);
}

static gsize
weigh_bytes (GBytes *bytes)
{
  return bytes != NULL ? g_bytes_get_size (bytes) : 0;
}

static gsize
weigh_data (JsonNode *data)
{
  JsonObjectIter iter;
  JsonNode *value;
  gsize weight = 0;

  if (data == NULL)
    return 0;
  json_object_iter_init (&iter, json_node_get_object (data));
  while (json_object_iter_next (&iter, NULL, &value))
    weight += 24
              + (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING
                     ? strlen (json_node_get_string (value))
                     : 0);
  return weight;
}

/* FALSE: the job has become too large, and is forgotten. */
static gboolean
has_room (DovetailRecorder *recorder, gsize weight)
{
  recorder->weight += weight;
  if (!recorder->full && recorder->weight > MAX_WEIGHT)
    {
      recorder->full = TRUE;
      g_array_set_size (recorder->events, 0);
    }
  return !recorder->full;
}

/* Secrets travel there. */
static gboolean
is_secret (const DovetailRequest *request)
{
  return g_str_has_prefix (request->path, "/auth/");
}

static const char *
name_failure (const GError *failure)
{
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return "cancelled";
  if (g_error_matches (failure, DOVETAIL_ERROR, DOVETAIL_ERROR_TIMED_OUT))
    return "timed_out";
  if (g_error_matches (failure, DOVETAIL_ERROR, DOVETAIL_ERROR_CERTIFICATE))
    return "certificate";
  if (g_error_matches (failure, DOVETAIL_ERROR, DOVETAIL_ERROR_PROTOCOL))
    return "protocol";
  if (g_error_matches (failure, DOVETAIL_ERROR, DOVETAIL_ERROR_REFUSED))
    return "refused";
  return "offline";
}

static DovetailTraceCall *
call_new (DovetailRecorder *recorder,
          const DovetailRequest *request,
          const DovetailResponse *response,
          const GError *failure,
          gint64 started)
{
  DovetailTraceCall *call = g_new0 (DovetailTraceCall, 1);

  call->method = g_strdup (request->method);
  call->path = g_strdup (request->path);
  call->query = g_strdup (request->query);
  if (!is_secret (request) && request->body != NULL)
    call->sent = g_bytes_ref (request->body);
  if (!is_secret (request) && response != NULL && response->body != NULL)
    call->received = g_bytes_ref (response->body);
  call->status = response != NULL ? response->status : 0;
  call->retry_after = response != NULL ? response->retry_after : -1;
  call->failure = response == NULL ? name_failure (failure) : NULL;
  call->started = started;
  call->duration = dovetail_store_now (recorder->store) - started; /* negative when the clock was set */
  return call;
}

/**
 * dovetail_recorder_call:
 * @recorder: a recorder
 * @request: what was sent; of those that carry secrets only the path is kept
 * @response: (nullable): the answer
 * @failure: (nullable): why none came
 * @started: when it was sent, ms
 */
void
dovetail_recorder_call (DovetailRecorder *recorder,
                        const DovetailRequest *request,
                        const DovetailResponse *response,
                        const GError *failure,
                        gint64 started)
{
  DovetailTraceEvent event = { 0 };

  if (!has_room (recorder,
                 weigh_bytes (request->body) + (response != NULL ? weigh_bytes (response->body) : 0)))
    return;
  event.call = call_new (recorder, request, response, failure, started);
  g_array_append_val (recorder->events, event);
}

/**
 * dovetail_recorder_look:
 * @recorder: a recorder
 * @replica: a record that is about to be decided on
 */
void
dovetail_recorder_look (DovetailRecorder *recorder, DovetailReplica *replica)
{
  g_clear_pointer (&recorder->looked_at, dovetail_held_free);
  if (!recorder->full)
    dovetail_store_find_held (recorder->store, replica, &recorder->looked_at, NULL);
}

static gsize
weigh_replica (const DovetailReplica *replica)
{
  gsize weight;

  if (replica == NULL)
    return 0;
  weight = weigh_data (replica->current->data);
  if (replica->base != NULL)
    weight += weigh_data (replica->base->data);
  if (replica->pending != NULL && replica->pending->frozen != NULL)
    weight += weigh_data (replica->pending->frozen->data) + weigh_data (replica->pending->frozen_data);
  if (replica->pending != NULL && replica->pending->origin != NULL)
    weight += weigh_data (replica->pending->origin);
  return weight;
}

/* By the walk that this pass goes on with; marks of its own it makes again. Behind its end there are no marks
 * any more: what it left in place it had seen. */
static gboolean
was_seen (DovetailRecorder *recorder, const DovetailReplica *replica)
{
  g_autofree char *walk = NULL;

  if (!recorder->resumes || replica == NULL)
    return FALSE;
  walk = dovetail_store_get_setting (recorder->store, DOVETAIL_SETTING_WALK);
  return walk == NULL
         || dovetail_store_walk_has_seen (recorder->store, replica->current->entity_type,
                                          replica->current->entity_id);
}

static void
add_decision (DovetailRecorder *recorder,
              const char *on,
              const DovetailReplica *before,
              const DovetailReplica *next,
              JsonNode *theirs,
              gboolean held)
{
  DovetailTraceEvent event = { 0 };
  DovetailTraceDecision *decision;

  if ((before == NULL && next == NULL) || !has_room (recorder, DECISION_WEIGHT + weigh_replica (before)))
    return;
  decision = g_new0 (DovetailTraceDecision, 1);
  decision->on = on;
  decision->before = before != NULL ? dovetail_replica_copy (before) : NULL;
  decision->next = next != NULL ? dovetail_replica_copy (next) : NULL;
  decision->theirs = theirs != NULL ? json_node_ref (theirs) : NULL;
  decision->was_held = g_steal_pointer (&recorder->looked_at);
  decision->seen = was_seen (recorder, before);
  decision->held = held;
  event.decision = decision;
  g_array_append_val (recorder->events, event);
  recorder->decisions++;
}

/**
 * dovetail_recorder_decide:
 * @recorder: a recorder
 * @on: what was decided on, a literal
 * @before: (nullable): what this device held of the record
 * @next: (nullable): what it holds now; %NULL: nothing
 * @theirs: (nullable): the data that came from the server
 */
void
dovetail_recorder_decide (DovetailRecorder *recorder,
                          const char *on,
                          const DovetailReplica *before,
                          const DovetailReplica *next,
                          JsonNode *theirs)
{
  add_decision (recorder, on, before, next, theirs, FALSE);
}

/**
 * dovetail_recorder_hold:
 * @recorder: a recorder
 * @on: what was decided on, a literal: "foreign" when the server is of another history
 * @replica: a record that stays as it is although the server says otherwise
 */
void
dovetail_recorder_hold (DovetailRecorder *recorder, const char *on, const DovetailReplica *replica)
{
  add_decision (recorder, on, replica, replica, NULL, TRUE);
}

static void
add_line (DovetailRecorder *recorder, JsonObject *object, gsize weight) /* takes it */
{
  g_autoptr (JsonNode) line = dovetail_write_finish (object);
  DovetailTraceEvent event = { 0 };

  if (!has_room (recorder, weight))
    return;
  event.line = g_steal_pointer (&line);
  g_array_append_val (recorder->events, event);
}

/**
 * dovetail_recorder_unreadable:
 * @recorder: a recorder
 * @unreadable: a record that this version cannot read
 * @replica: (nullable): what this device holds of it
 * @old: whether that is newer, so that what came is not kept
 */
void
dovetail_recorder_unreadable (DovetailRecorder *recorder,
                              const DovetailUnreadable *unreadable,
                              const DovetailReplica *replica,
                              gboolean old)
{
  JsonObject *object = json_object_new ();

  add_decision (recorder, "unreadable", replica, replica, NULL, FALSE);
  json_object_set_string_member (object, "line", "unreadable");
  json_object_set_string_member (object, "entity_type", unreadable->entity_type);
  json_object_set_string_member (object, "entity_id", unreadable->entity_id);
  json_object_set_int_member (object, "version", unreadable->version);
  json_object_set_string_member (object, "outcome", old ? "old" : "kept");
  add_line (recorder, object, DECISION_WEIGHT);
  recorder->decisions++;
}

/**
 * dovetail_recorder_count:
 * @recorder: a recorder
 * @gathered: records whose deletion came
 * @unseen: records that a full walk did not list
 * @total: records there are; 0: it did not matter
 * @held: whether the user is asked
 */
void
dovetail_recorder_count (DovetailRecorder *recorder, guint gathered, guint unseen, guint total, gboolean held)
{
  JsonObject *object;

  if (gathered + unseen == 0)
    return;
  object = json_object_new ();
  json_object_set_string_member (object, "line", "deletions");
  json_object_set_int_member (object, "gathered", gathered);
  json_object_set_int_member (object, "unseen", unseen);
  json_object_set_int_member (object, "total", total);
  json_object_set_string_member (object, "outcome", held ? "held" : "done");
  add_line (recorder, object, DECISION_WEIGHT);
  recorder->decisions++;
}

static void
add_node_line (DovetailRecorder *recorder, const char *line, const char *name, JsonNode *node, gsize weight)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "line", line);
  json_object_set_member (object, name, node); /* takes it */
  add_line (recorder, object, weight);
}

static gsize
weigh_conflict (DovetailConflict *conflict)
{
  gsize weight = DECISION_WEIGHT;

  for (guint side = 0; side < DOVETAIL_N_SIDES; side++)
    weight += weigh_data (conflict->sides[side]);
  return weight;
}

/**
 * dovetail_recorder_know:
 * @recorder: a recorder
 * @conflict: a conflict as this device knew it before the server said anything of it
 */
void
dovetail_recorder_know (DovetailRecorder *recorder, DovetailConflict *conflict)
{
  add_node_line (recorder, "known", "conflict", dovetail_conflict_to_json (conflict),
                 weigh_conflict (conflict));
}

/**
 * dovetail_recorder_conflict:
 * @recorder: a recorder
 * @conflict: a conflict as it is stored now
 */
void
dovetail_recorder_conflict (DovetailRecorder *recorder, DovetailConflict *conflict)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "line", "conflict");
  json_object_set_string_member (object, "conflict_id", conflict->conflict_id);
  json_object_set_string_member (object, "entity_type", conflict->entity_type);
  json_object_set_string_member (object, "entity_id", conflict->entity_id);
  json_object_set_string_member (object, "cause", dovetail_cause_to_string (conflict->cause));
  json_object_set_string_member (object, "outcome", conflict->open ? "open" : "closed");
  dovetail_write_string (object, "resolution", conflict->resolution);
  dovetail_write_strings (object, "fields", conflict->fields);
  add_line (recorder, object, DECISION_WEIGHT);
  recorder->decisions++;
}

/**
 * dovetail_recorder_resolution:
 * @recorder: a recorder
 * @resolution: a queued answer to a conflict
 */
void
dovetail_recorder_resolution (DovetailRecorder *recorder, const DovetailResolution *resolution)
{
  g_autoptr (DovetailConflict) conflict
      = dovetail_store_get_conflict (recorder->store, resolution->conflict_id, NULL);
  g_autoptr (JsonNode) before = NULL;

  if (conflict == NULL)
    return;
  dovetail_recorder_know (recorder, conflict);
  before = dovetail_store_get_answered (recorder->store, resolution->mutation_id);
  add_node_line (recorder, "queued", "answer",
                 dovetail_trace_write_resolution (resolution, before, conflict->entity_id),
                 DECISION_WEIGHT + weigh_data (resolution->resolved_data));
}
