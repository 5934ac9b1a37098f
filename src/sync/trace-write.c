/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The text of a trace, as it lies sealed in the store: what the pass was run with, then line by line in the
 * order of things. A record's state stands in front of the first decision on it, and again where somebody
 * edited it while the pass ran; each says during which request it came about. */

#include "core/error.h"
#include "json/json.h"
#include "store/settings.h"
#include "store/trace.h"
#include "sync/recorder-private.h"
#include "sync/trace-json.h"
#include "wire/member.h"

#define FORMAT 1
/* Beyond this a job is not kept. */
#define MAX_BYTES (1024 * 1024)

const char *const dovetail_trace_settings[DOVETAIL_N_TRACE_SETTINGS] = {
  DOVETAIL_SETTING_POLICY "." DOVETAIL_ENTITY_TASK,
  DOVETAIL_SETTING_POLICY "." DOVETAIL_ENTITY_LIST,
  DOVETAIL_SETTING_FILTER,
  DOVETAIL_SETTING_FILTER_IN_USE,
  DOVETAIL_SETTING_DEVICE_ID,
  DOVETAIL_SETTING_USER_ID,
  DOVETAIL_SETTING_SYNC_TOKEN,
  DOVETAIL_SETTING_CONFLICTS_REV,
  DOVETAIL_SETTING_WALK,
  DOVETAIL_SETTING_WALK_BEFORE,
  DOVETAIL_TRACE_CLOCK_LAST,
};

/* What is known of a record at this place of the trace. */
typedef struct
{
  const DovetailReplica *replica; /* borrowed; NULL: nothing is held of it */
  guint listed;                   /* by which walk; 0: by none */
  gboolean held;
  gboolean gathered;
  guint answered; /* the request whose answer it was decided on last; 0: none */
} Known;

/* The first decision on a record, and the number of the request before it. */
typedef struct
{
  const DovetailTraceDecision *decision;
  guint calls;
} First;

typedef struct
{
  DovetailRecorder *recorder;
  JsonArray *lines;
  GHashTable *records; /* "type id" -> Known */
  GHashTable *firsts;  /* "type id" -> First, until that is written */
  gint64 clock_last;
  guint calls; /* without those that carry secrets */
  guint walk;  /* the newest one, counted from 1 */
  gboolean in_walk;
} Writing;

static void
write_body (JsonObject *object, const char *name, GBytes *body)
{
  gsize length = 0;
  const char *text = body != NULL ? g_bytes_get_data (body, &length) : NULL;
  g_autofree char *copy = NULL;

  if (text == NULL || length == 0)
    return;
  if (!g_utf8_validate_len (text, length, NULL))
    {
      json_object_set_string_member (object, name, "?");
      return;
    }
  copy = g_strndup (text, length);
  json_object_set_string_member (object, name, copy);
}

static void
write_call (Writing *writing, const DovetailTraceCall *call)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "line", "request");
  json_object_set_string_member (object, "method", call->method);
  json_object_set_string_member (object, "path", call->path);
  dovetail_write_string (object, "query", call->query);
  json_object_set_int_member (object, "started_at", call->started);
  json_object_set_int_member (object, "duration", call->duration);
  write_body (object, "sent", call->sent);
  if (call->status > 0)
    json_object_set_int_member (object, "status", call->status);
  if (call->retry_after >= 0)
    json_object_set_int_member (object, "retry_after", call->retry_after);
  dovetail_write_string (object, "failure", call->failure);
  write_body (object, "received", call->received);
  json_array_add_object_element (writing->lines, object);
  if (g_str_has_prefix (call->path, "/auth/"))
    return;
  writing->calls++;
  writing->walk += !writing->in_walk && g_str_equal (call->path, "/sync/pull");
  writing->in_walk = g_str_equal (call->path, "/sync/pull");
}

static gboolean
was_edited_meanwhile (const Writing *writing, const DovetailReplica *before)
{
  return before != NULL && before->pending != NULL && before->pending->edited_at > writing->clock_last;
}

/* When a record came to be as it was found: the number of the request, 0 before the first. late: only after
 * the answer was written down. What was not decided on with the answer may as well have come about before. */
static guint
place_of (const Writing *writing, const DovetailTraceDecision *decision, const Known *known, gboolean *late)
{
  *late = FALSE;
  if (known == NULL && !was_edited_meanwhile (writing, decision->before))
    return 0;
  *late = known != NULL && writing->calls > 0 && known->answered == writing->calls
          && g_str_equal (decision->on, "freeze");
  return writing->calls;
}

static void
write_record (Writing *writing, const DovetailTraceDecision *decision, const Known *known)
{
  const DovetailReplica *any = decision->before != NULL ? decision->before : decision->next;
  JsonObject *object = json_object_new ();
  gboolean late;

  json_object_set_string_member (object, "line", "record");
  json_object_set_int_member (object, "during", place_of (writing, decision, known, &late));
  if (late)
    json_object_set_boolean_member (object, "late", TRUE);
  if (known != NULL)
    json_object_set_boolean_member (object, "again", TRUE);
  if (decision->seen)
    json_object_set_boolean_member (object, "seen", TRUE);
  /* Its place among the rows decides what goes up first where nothing else does. */
  if (decision->before != NULL)
    json_object_set_int_member (object, "row", decision->before->row_id);
  if (decision->before != NULL)
    json_object_set_member (object, "record",
                            dovetail_trace_write_replica (decision->before, decision->was_held));
  json_object_set_string_member (object, "entity_type", any->current->entity_type);
  json_object_set_string_member (object, "entity_id", any->current->entity_id);
  json_array_add_object_element (writing->lines, object);
}

static char *
key_of (const DovetailTraceDecision *decision)
{
  const DovetailReplica *any = decision->before != NULL ? decision->before : decision->next;

  return g_strconcat (any->current->entity_type, " ", any->current->entity_id, NULL);
}

/* Neither by the user's leave nor already asked about. */
static gboolean
is_gathered (const DovetailTraceDecision *decision)
{
  gboolean asked = decision->was_held != NULL && decision->was_held->asked;

  return decision->held && !asked && !g_str_equal (decision->on, "foreign");
}

static void
write_decision (Writing *writing, const DovetailTraceDecision *decision)
{
  char *key = key_of (decision);
  Known *known = g_hash_table_lookup (writing->records, key);
  g_autoptr (JsonNode) node = dovetail_trace_write_decision (decision->on, decision->before, decision->next,
                                                             decision->theirs, decision->held);
  JsonObject *object = json_object_new ();

  if (known == NULL ? decision->before != NULL
                    : !dovetail_trace_replicas_equal (known->replica, decision->before))
    write_record (writing, decision, known);
  known = g_new0 (Known, 1);
  known->replica = decision->next;
  known->listed = writing->in_walk || decision->seen ? MAX (1, writing->walk) : 0;
  known->held = decision->held;
  known->gathered = is_gathered (decision);
  known->answered = g_str_equal (decision->on, "freeze") ? 0 : writing->calls;
  g_hash_table_remove (writing->firsts, key);
  g_hash_table_replace (writing->records, key, known);
  json_object_set_string_member (object, "line", "decision");
  json_object_set_member (object, "decision", json_node_ref (node));
  json_array_add_object_element (writing->lines, object);
}

static gboolean
would_be_swept (const Writing *writing, const Known *known)
{
  return known->replica != NULL && !known->replica->current->deleted && known->replica->pending == NULL
         && known->replica->current->version > 0 && known->listed != writing->walk && !known->held;
}

typedef struct
{
  gint64 gathered, unseen, total;
} Counts;

static void
take_off (const Writing *writing, Counts *counts, const Known *known)
{
  counts->gathered -= known->gathered;
  counts->unseen -= would_be_swept (writing, known);
  counts->total -= known->replica != NULL && !known->replica->current->deleted;
}

/* Told of only further down, but there already: as it is found there, or as the edit found it. */
static void
take_off_early (const Writing *writing, Counts *counts, const First *first)
{
  const DovetailReplica *before = first->decision->before;
  Known known = { .replica = before, .listed = first->decision->seen ? MAX (1, writing->walk) : 0 };

  if (was_edited_meanwhile (writing, before) && first->calls > writing->calls)
    {
      counts->total -= before->base != NULL && !before->base->deleted;
      counts->unseen -= before->base != NULL && !before->base->deleted && known.listed == 0;
      return;
    }
  known.held = first->decision->was_held != NULL;
  known.gathered = known.held && !first->decision->was_held->asked;
  take_off (writing, counts, &known);
}

/* How many of those that were counted stand nowhere else in the trace: a replay fills in as many. */
static void
write_others (Writing *writing, JsonObject *object)
{
  Counts counts = {
    json_object_get_int_member (object, "gathered"),
    json_object_get_int_member (object, "unseen"),
    json_object_get_int_member (object, "total"),
  };
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, writing->records);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    take_off (writing, &counts, value);
  g_hash_table_iter_init (&iter, writing->firsts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    take_off_early (writing, &counts, value);
  json_object_set_int_member (object, "other_gathered", MAX (0, counts.gathered));
  json_object_set_int_member (object, "other_unseen", MAX (0, counts.unseen));
  json_object_set_int_member (object, "others", MAX (0, counts.total));
}

static void
write_line (Writing *writing, JsonNode *line)
{
  JsonObject *object = dovetail_data_copy_members (line);
  const char *kind = json_object_get_string_member (object, "line");

  if (g_str_equal (kind, "deletions"))
    write_others (writing, object);
  json_array_add_object_element (writing->lines, object);
}

static gboolean
is_about_secrets (const DovetailTraceCall *call)
{
  return g_str_has_prefix (call->path, "/auth/");
}

static GHashTable *
find_firsts (DovetailRecorder *recorder)
{
  GHashTable *firsts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  guint calls = 0;

  for (guint i = 0; i < recorder->events->len; i++)
    {
      const DovetailTraceEvent *event = &g_array_index (recorder->events, DovetailTraceEvent, i);
      g_autofree char *key = event->decision != NULL ? key_of (event->decision) : NULL;
      First *first;

      calls += event->call != NULL && !is_about_secrets (event->call);
      if (key == NULL || g_hash_table_contains (firsts, key))
        continue;
      first = g_new (First, 1);
      *first = (First){ event->decision, calls };
      g_hash_table_insert (firsts, g_steal_pointer (&key), first);
    }
  return firsts;
}

static JsonArray *
write_lines (DovetailRecorder *recorder)
{
  Writing writing = {
    .recorder = recorder,
    .lines = json_array_new (),
    .records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
    .firsts = find_firsts (recorder),
  };
  const char *clock_last = recorder->settings[DOVETAIL_N_TRACE_SETTINGS - 1];

  writing.clock_last = clock_last != NULL ? g_ascii_strtoll (clock_last, NULL, 10) : 0;
  for (guint i = 0; i < recorder->events->len; i++)
    {
      const DovetailTraceEvent *event = &g_array_index (recorder->events, DovetailTraceEvent, i);

      if (event->call != NULL)
        write_call (&writing, event->call);
      else if (event->decision != NULL)
        write_decision (&writing, event->decision);
      else
        write_line (&writing, event->line);
    }
  g_hash_table_unref (writing.records);
  g_hash_table_unref (writing.firsts);
  return writing.lines;
}

static JsonObject *
write_settings (const DovetailRecorder *recorder)
{
  JsonObject *settings = json_object_new ();

  for (guint i = 0; i < DOVETAIL_N_TRACE_SETTINGS; i++)
    dovetail_write_string (settings, dovetail_trace_settings[i], recorder->settings[i]);
  return settings;
}

static JsonObject *
write_setup (const DovetailRecorder *recorder, const DovetailJob *job)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "job_id", job->job_id);
  json_object_set_string_member (object, "kind", recorder->setup.kind);
  json_object_set_string_member (object, "policy", dovetail_policy_to_string (recorder->setup.policy));
  json_object_set_int_member (object, "batch_size", recorder->setup.batch_size);
  json_object_set_int_member (object, "max_retries", recorder->setup.max_retries);
  json_object_set_int_member (object, "clock_offset", recorder->clock_offset);
  json_object_set_int_member (object, "started_at", recorder->started_at);
  json_object_set_object_member (object, "settings", write_settings (recorder));
  return object;
}

/* The error's words may name a server: only its code is kept. */
static JsonObject *
write_end (const DovetailJob *job)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "state", job->state);
  json_object_set_string_member (object, "kind", job->kind);
  dovetail_write_string (object, "error_code", job->error_code);
  json_object_set_int_member (object, "fetched", job->fetched);
  json_object_set_int_member (object, "created", job->created);
  json_object_set_int_member (object, "updated", job->updated);
  json_object_set_int_member (object, "removed", job->deleted);
  json_object_set_int_member (object, "pushed", job->pushed);
  json_object_set_int_member (object, "conflicts_made", job->conflicts);
  json_object_set_int_member (object, "errors", job->errors);
  return object;
}

static char *
write_text (DovetailRecorder *recorder, const DovetailJob *job, gsize *length)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) node = NULL;

  json_object_set_int_member (object, "format", FORMAT);
  json_object_set_object_member (object, "job", write_setup (recorder, job));
  if (recorder->full)
    json_object_set_boolean_member (object, "too_large", TRUE);
  else
    json_object_set_array_member (object, "lines", write_lines (recorder));
  json_object_set_object_member (object, "end", write_end (job));
  node = dovetail_write_finish (object);
  return dovetail_json_generate (node, length);
}

static gboolean
got_an_answer (const DovetailRecorder *recorder)
{
  for (guint i = 0; i < recorder->events->len; i++)
    {
      const DovetailTraceEvent *event = &g_array_index (recorder->events, DovetailTraceEvent, i);

      if (event->call != NULL && event->call->status > 0)
        return TRUE;
    }
  return FALSE;
}

/* A sync that found nothing to do, or no server, says nothing. */
static gboolean
is_worth_keeping (const DovetailRecorder *recorder, const DovetailJob *job)
{
  return recorder->full || recorder->decisions > 0
         || (g_str_equal (job->state, "failed") && got_an_answer (recorder));
}

/**
 * dovetail_recorder_save:
 * @recorder: a recorder
 * @job: the job as it ended; in the open transaction that writes it down
 * @error: what the store says
 *
 * Returns: whether what is worth keeping will be with the transaction
 */
gboolean
dovetail_recorder_save (DovetailRecorder *recorder, const DovetailJob *job, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;

  if (!is_worth_keeping (recorder, job))
    return TRUE;
  text = write_text (recorder, job, &length);
  if (length > MAX_BYTES)
    {
      recorder->full = TRUE;
      g_free (text);
      text = write_text (recorder, job, &length);
    }
  return dovetail_store_put_trace (recorder->store, job->job_id, text, length, error);
}
