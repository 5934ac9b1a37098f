/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether a change may come in at all: known before, well-formed, allowed, about something that is there.
 * What it then does to the record stands in apply.c. */

#include "server/accept.h"

#include <string.h>

#include "core/error.h"
#include "core/hlc.h"
#include "core/schema.h"
#include "core/uuid.h"
#include "json/json.h"
#include "server/acceptance.h"
#include "server/etag.h"
#include "server/ledger-conflicts.h"
#include "server/ledger-mutations.h"

#define MAX_MUTATION_ID_BYTES 128
/* Names the ids of changes whose sender gave them none. */
#define CONTENT_NAMESPACE "5a1c2e5e-6a43-5f0e-9d43-0c6f5e3b7a10"

void
dovetail_accepted_clear (DovetailAcceptedChanges *accepted)
{
  g_clear_pointer (&accepted->results, g_ptr_array_unref);
  *accepted = (DovetailAcceptedChanges){ .results = NULL };
}

DovetailChangeResult *
dovetail_result_rejected (const char *code, const char *detail)
{
  DovetailChangeResult *result = dovetail_change_result_alloc ();

  result->status = DOVETAIL_RESULT_REJECTED;
  result->error_code = g_strdup (code);
  result->error_detail = g_strdup (detail);
  return result;
}

DovetailChangeResult *
dovetail_result_stored (DovetailResultStatus status, DovetailStored *stored)
{
  DovetailChangeResult *result = dovetail_change_result_alloc ();
  DovetailRecord *record = stored->record;

  result->status = status;
  result->version = record->version;
  result->etag = g_strdup (record->etag);
  result->deleted = record->deleted;
  if (status != DOVETAIL_RESULT_APPLIED && !record->deleted)
    result->data = json_node_ref (record->data);
  return result;
}

/* What a change asks for; who sends it again may stamp it anew. */
static JsonNode *
content_of (const DovetailChange *change)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "type", change->entity_type);
  json_object_set_string_member (object, "id", change->entity_id);
  json_object_set_string_member (object, "operation", dovetail_operation_to_string (change->operation));
  json_object_set_int_member (object, "version", change->version);
  if (change->etag != NULL)
    json_object_set_string_member (object, "etag", change->etag);
  if (change->data != NULL)
    json_object_set_member (object, "data", json_node_ref (change->data));
  return dovetail_data_take_object (object);
}

/* Without an id of its own a change is known by its content, so that sending it twice does it once. */
static char *
mutation_id_of (const DovetailChange *change, const char *hash)
{
  g_autofree char *name = NULL;

  if (change->mutation_id != NULL)
    return g_strdup (change->mutation_id);
  name = g_strdup_printf ("%s %" G_GINT64_FORMAT, hash, change->timestamp);
  return dovetail_uuid_new_v5 (CONTENT_NAMESPACE, name);
}

/* Why the change cannot be what a client may send; NULL when it can. */
static DovetailChangeResult *
validate (const DovetailChange *change, const DovetailSchema *schema)
{
  g_autoptr (GError) error = NULL;

  if (schema == NULL)
    return dovetail_result_rejected ("unknown_entity", "This server does not know the entity type");
  if (schema->server_only)
    return dovetail_result_rejected ("forbidden_entity", "Only the server writes records of this type");
  if (change->mutation_id != NULL && strlen (change->mutation_id) > MAX_MUTATION_ID_BYTES)
    return dovetail_result_rejected ("invalid_field", "mutation_id is too long");
  if (change->operation != DOVETAIL_OPERATION_DELETE
      && !dovetail_schema_validate (schema, change->data, change->operation == DOVETAIL_OPERATION_CREATE,
                                    &error))
    return dovetail_result_rejected ("invalid_field", error->message);
  return NULL;
}

static void
clamp_time (JsonObject *times, const char *field, JsonNode *value, gpointer user_data)
{
  gpointer *context = user_data;

  json_object_set_int_member (context[0], field,
                              dovetail_hlc_clamp (json_node_get_int (value), *(gint64 *) context[1]));
}

static JsonNode *
clamp_times (JsonNode *times, gint64 now)
{
  JsonObject *clamped;
  gpointer context[2];

  if (times == NULL)
    return NULL;
  context[0] = clamped = json_object_new ();
  context[1] = &now;
  json_object_foreach_member (json_node_get_object (times), clamp_time, context);
  return dovetail_data_take_object (clamped);
}

/* The record was deleted since; its tombstone may be gone too. Whoever asks now may have passed the deletion
 * already, in a full walk, which lists no tombstones: it would bring the record back. */
static DovetailChangeResult *
repeat_of_what_is_gone (const DovetailMutation *mutation, const DovetailStored *tombstone)
{
  DovetailChangeResult *result = dovetail_change_result_alloc ();

  result->status = DOVETAIL_RESULT_MERGED;
  result->version = tombstone != NULL ? tombstone->record->version : mutation->version;
  result->etag = g_strdup (tombstone != NULL ? tombstone->record->etag : mutation->etag);
  result->deleted = TRUE;
  return result;
}

/* A repeated change gets its first answer, in the words of that time, as long as the record is there. */
static DovetailChangeResult *
repeat_result (DovetailWriter *writer, const DovetailMutation *mutation, GError **error)
{
  DovetailLedger *ledger = writer->server->ledger;
  const char *family_id = writer->caller->family_id;
  g_autoptr (DovetailStored) present = NULL;
  g_autoptr (DovetailStored) stored = NULL;
  g_autoptr (DovetailChangeResult) result = NULL;

  if (!dovetail_stored_find (ledger, family_id, mutation->entity_type, mutation->entity_id, &present, error))
    return NULL;
  if ((present == NULL || present->record->deleted) && !mutation->deleted)
    return repeat_of_what_is_gone (mutation, present);

  result = dovetail_change_result_alloc ();
  dovetail_result_status_from_string (mutation->status, &result->status);
  result->version = mutation->version;
  result->etag = g_strdup (mutation->etag);
  result->deleted = mutation->deleted;
  if (mutation->conflict_id != NULL
      && !dovetail_conflict_find (ledger, family_id, mutation->conflict_id, &result->conflict, error))
    return NULL;
  if (result->status == DOVETAIL_RESULT_APPLIED || mutation->deleted)
    return g_steal_pointer (&result);

  if (!dovetail_history_find (ledger, family_id, mutation->entity_type, mutation->entity_id,
                              mutation->version, &stored, error))
    return NULL;
  result->data = json_node_ref ((stored != NULL ? stored : present)->record->data);
  return g_steal_pointer (&result);
}

static gboolean
remember (DovetailWriter *writer,
          const DovetailChange *change,
          const char *mutation_id,
          const char *hash,
          const DovetailChangeResult *result,
          GError **error)
{
  const DovetailMutation mutation
      = { .hash = (char *) hash,
          .status = (char *) dovetail_result_status_to_string (result->status),
          .entity_type = (char *) change->entity_type,
          .entity_id = change->entity_id,
          .version = result->version,
          .etag = result->etag,
          .deleted = result->deleted,
          .conflict_id = result->conflict == NULL ? NULL : result->conflict->conflict_id };

  if (result->status == DOVETAIL_RESULT_REJECTED)
    return TRUE;
  return dovetail_mutation_remember (writer->server->ledger, writer->caller->family_id,
                                     writer->caller->client_id, mutation_id, &mutation, writer->now, error);
}

static DovetailChangeResult *
dispatch (DovetailAcceptance *acceptance, GError **error)
{
  switch (acceptance->change->operation)
    {
    case DOVETAIL_OPERATION_CREATE:
      return dovetail_acceptance_create (acceptance, error);
    case DOVETAIL_OPERATION_UPDATE:
      return dovetail_acceptance_update (acceptance, error);
    default:
      return dovetail_acceptance_delete (acceptance, error);
    }
}

/* The change came for the first time. */
static DovetailChangeResult *
take (DovetailWriter *writer, const DovetailChange *change, GError **error)
{
  const DovetailSchema *schema = dovetail_schema_find (change->entity_type);
  g_autoptr (JsonNode) field_times = clamp_times (change->field_times, writer->now);
  gint64 timestamp
      = change->timestamp == 0 ? writer->now : dovetail_hlc_clamp (change->timestamp, writer->now);
  DovetailAcceptance acceptance
      = { .writer = writer,
          .change = change,
          .schema = schema,
          .act = { timestamp, field_times, writer->caller->client_id, writer->caller->user_id },
          .version = change->version > 0 ? change->version : dovetail_etag_get_version (change->etag) };
  gint64 n_written = writer->n_written;
  DovetailChangeResult *result = validate (change, schema);

  if (result != NULL)
    return result;
  if (!dovetail_writer_find (writer, schema->entity_type, change->entity_id, &acceptance.current, error))
    return NULL;
  result = dispatch (&acceptance, error);
  if (writer->n_written > n_written)
    writer->n_results++;
  dovetail_stored_free (acceptance.current);
  return result;
}

static DovetailChangeResult *
accept_valid (DovetailWriter *writer, const DovetailChange *change, GError **error)
{
  g_autoptr (JsonNode) content = content_of (change);
  g_autofree char *hash = dovetail_content_hash (content);
  g_autofree char *mutation_id = mutation_id_of (change, hash);
  g_autoptr (DovetailMutation) known = NULL;
  g_autoptr (DovetailChangeResult) result = NULL;

  if (!dovetail_foresight_take_mutation (writer->foresight, mutation_id, &known)
      && !dovetail_mutation_find (writer->server->ledger, writer->caller->family_id,
                                  writer->caller->client_id, mutation_id, &known, error))
    return NULL;
  if (known != NULL && !g_str_equal (known->hash, hash))
    result = dovetail_result_rejected ("mutation_reused", "This mutation id was used for another change");
  else if (known != NULL)
    result = repeat_result (writer, known, error);
  else
    {
      result = take (writer, change, error);
      if (result != NULL && !remember (writer, change, mutation_id, hash, result, error))
        return NULL;
    }
  return g_steal_pointer (&result);
}

static DovetailChangeResult *
accept_change (DovetailWriter *writer, const DovetailChange *change, GError **error)
{
  DovetailChangeResult *result;

  if (change->invalid == NULL)
    result = accept_valid (writer, change, error);
  else
    /* The reader leaves the name of a type it does not know empty. */
    result = dovetail_result_rejected (
        g_strcmp0 (change->entity_type, "") == 0 ? "unknown_entity" : "invalid_field", change->invalid);
  if (result != NULL && result->mutation_id == NULL)
    result->mutation_id = g_strdup (change->mutation_id);
  return result;
}

static void
count (DovetailAcceptedChanges *accepted, const DovetailChangeResult *result)
{
  accepted->n_applied
      += result->status == DOVETAIL_RESULT_APPLIED || result->status == DOVETAIL_RESULT_MERGED;
  accepted->n_conflicts += result->status == DOVETAIL_RESULT_CONFLICT;
  accepted->n_rejected += result->status == DOVETAIL_RESULT_REJECTED;
}

/* Every change of an atomic request is answered as rejected: the culprit with its reason. */
static void
roll_back (DovetailAcceptedChanges *accepted, GPtrArray *changes, guint culprit)
{
  g_autoptr (DovetailChangeResult) cause = g_ptr_array_steal_index (accepted->results, culprit);

  g_ptr_array_set_size (accepted->results, 0);
  for (guint i = 0; i < changes->len; i++)
    {
      const DovetailChange *change = g_ptr_array_index (changes, i);
      DovetailChangeResult *result;

      if (i != culprit)
        result = dovetail_result_rejected ("rolled_back", "Another change of this request did not fit");
      else if (cause->status == DOVETAIL_RESULT_CONFLICT)
        result = dovetail_result_rejected ("conflict", "The record was changed on another device meanwhile");
      else
        result = dovetail_change_result_copy (cause);
      g_free (result->mutation_id);
      result->mutation_id = g_strdup (change->mutation_id);
      g_ptr_array_add (accepted->results, result);
    }
  accepted->n_applied = accepted->n_conflicts = 0;
  accepted->n_rejected = changes->len;
  accepted->roll_back = TRUE;
}

/**
 * dovetail_accept_changes:
 * @writer: the request, inside its transaction
 * @changes: (element-type DovetailChange): in the order they were made
 * @atomic: whether one that is rejected or in conflict undoes all
 * @accepted: (out caller-allocates): the results; to be cleared
 * @error: return location
 *
 * Returns: FALSE when the ledger failed; a change that does not fit is a result
 */
gboolean
dovetail_accept_changes (DovetailWriter *writer,
                         GPtrArray *changes,
                         gboolean atomic,
                         DovetailAcceptedChanges *accepted,
                         GError **error)
{
  accepted->results = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_change_result_free);

  for (guint i = 0; i < changes->len; i++)
    {
      DovetailChangeResult *result = accept_change (writer, g_ptr_array_index (changes, i), error);

      if (result == NULL)
        return FALSE;
      g_ptr_array_add (accepted->results, result);
      count (accepted, result);
      if (atomic && accepted->n_conflicts + accepted->n_rejected > 0)
        {
          roll_back (accepted, changes, i);
          g_ptr_array_set_size (writer->contested, 0);
          return TRUE;
        }
    }
  return TRUE;
}

void
dovetail_accepted_measure (const DovetailAcceptedChanges *accepted,
                           DovetailServer *server,
                           const DovetailCaller *caller,
                           DovetailPolicy policy)
{
  dovetail_server_metrics_note_changes (server->metrics, caller, policy, (guint64) accepted->n_applied,
                                 (guint64) accepted->n_conflicts, (guint64) accepted->n_rejected);
}
