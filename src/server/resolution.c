/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an answer to a conflict does, as values: compute here, store in resolve.c. */

#include "server/resolution.h"

#include "core/hlc.h"
#include "core/patch.h"
#include "core/uuid.h"
#include "server/relations.h"

static void
set_theirs (DovetailConflict *conflict, const DovetailRecord *record, JsonNode *data)
{
  g_clear_pointer (&conflict->sides[DOVETAIL_SIDE_THEIRS], json_node_unref);
  conflict->sides[DOVETAIL_SIDE_THEIRS] = json_node_ref (data);
  conflict->deleted[DOVETAIL_SIDE_THEIRS] = record->deleted;
  conflict->server_version = record->version;
}

static gboolean
same_fields (char **fields, JsonNode *a, JsonNode *b)
{
  for (guint i = 0; fields[i] != NULL; i++)
    if (!dovetail_value_equal (dovetail_data_get (a, fields[i]), dovetail_data_get (b, fields[i])))
      return FALSE;
  return TRUE;
}

/**
 * dovetail_resolution_moved:
 * @writer: the request
 * @conflict: an open conflict
 * @stored: its record
 * @version: the version the answer was given on; 0: that of the conflict
 * @moved: (out): whether its author has to look again
 * @error: return location
 *
 * Other fields may have changed as they like. Where the version is not kept any more the conflict's own
 * theirs stands in for it.
 *
 * Returns: whether the ledger could be asked
 */
gboolean
dovetail_resolution_moved (DovetailWriter *writer,
                           DovetailConflict *conflict,
                           const DovetailStored *stored,
                           gint64 version,
                           gboolean *moved,
                           GError **error)
{
  g_autoptr (DovetailStored) seen = NULL;
  JsonNode *data = conflict->sides[DOVETAIL_SIDE_THEIRS];

  *moved = stored->record->deleted || version > stored->record->version;
  if (*moved || version == stored->record->version)
    return TRUE;
  if (version > 0
      && !dovetail_history_find (writer->server->ledger, writer->caller->family_id, conflict->entity_type,
                                 conflict->entity_id, version, &seen, error))
    return FALSE;
  if (seen != NULL)
    data = seen->record->data;
  *moved = !same_fields (conflict->fields, data, stored->record->data);
  return TRUE;
}

gboolean
dovetail_resolution_renew (DovetailWriter *writer,
                           DovetailConflict *conflict,
                           const DovetailStored *stored,
                           DovetailConflict **fresh,
                           GError **error)
{
  g_autoptr (DovetailConflict) renewed = dovetail_conflict_copy (conflict);

  set_theirs (renewed, stored->record, stored->record->data);
  dovetail_author_clear (&renewed->theirs);
  dovetail_authors_latest (stored->authors, renewed->fields, &renewed->theirs);
  if (!dovetail_writer_name_author (writer, &renewed->theirs, error))
    return FALSE;
  *fresh = g_steal_pointer (&renewed);
  return TRUE;
}

/* Takes data. */
static JsonNode *
with_value (JsonNode *data, const char *field, JsonNode *value)
{
  JsonNode *result = dovetail_data_with (data, field, value);

  json_node_unref (data);
  return result;
}

static JsonNode *
with_fields_of (JsonNode *data, char **fields, JsonNode *side)
{
  JsonNode *result = json_node_ref (data);

  for (guint i = 0; fields[i] != NULL; i++)
    result = with_value (result, fields[i], dovetail_data_get (side, fields[i]));
  return result;
}

DovetailConflict *
dovetail_resolution_close (DovetailConflict *conflict,
                           const DovetailStored *stored,
                           const DovetailResolveRequest *request,
                           gint64 now,
                           JsonNode **data)
{
  DovetailConflict *closed = dovetail_conflict_copy (conflict);
  JsonNode *present = stored->record->data;

  closed->open = FALSE;
  closed->closed_at = now;
  g_free (closed->resolution);
  closed->resolution = g_strdup (request->strategy);
  set_theirs (closed, stored->record, present);

  if (g_str_equal (request->strategy, DOVETAIL_RESOLUTION_CLIENT_WINS))
    *data = with_fields_of (present, conflict->fields, conflict->sides[DOVETAIL_SIDE_MINE]);
  else if (g_str_equal (request->strategy, DOVETAIL_RESOLUTION_USER_MERGE))
    *data = dovetail_patch_apply (present, request->resolved_data);
  else
    *data = json_node_ref (present);
  return closed;
}

DovetailConflict *
dovetail_resolution_reopen (DovetailConflict *conflict, const DovetailStored *stored, JsonNode **data)
{
  DovetailConflict *open = dovetail_conflict_copy (conflict);
  JsonNode *present = stored->record->data;
  JsonNode *theirs = conflict->sides[DOVETAIL_SIDE_THEIRS];
  JsonObjectIter iter;
  const char *field;
  JsonNode *answer;

  *data = json_node_ref (present);
  if (conflict->resolved_data != NULL)
    {
      json_object_iter_init (&iter, json_node_get_object (conflict->resolved_data));
      while (json_object_iter_next (&iter, &field, &answer))
        if (dovetail_value_equal (JSON_NODE_HOLDS_NULL (answer) ? NULL : answer,
                                  dovetail_data_get (present, field)))
          *data = with_value (*data, field, dovetail_data_get (theirs, field));
    }

  open->open = TRUE;
  open->closed_at = 0;
  open->resolved_version = 0;
  open->by_rule = FALSE;
  g_clear_pointer (&open->resolution, g_free);
  g_clear_pointer (&open->resolved_data, json_node_unref);
  return open;
}

gboolean
dovetail_resolution_store (DovetailWriter *writer,
                           const DovetailStored *stored,
                           JsonNode *data,
                           const DovetailAuthorship *act,
                           DovetailStored **after,
                           GError **error)
{
  DovetailRecord *record = stored->record;
  g_autoptr (JsonNode) guarded = NULL;

  *after = NULL;
  if (!dovetail_relations_guard (writer, record->entity_type, record->entity_id, stored, data, &guarded,
                                 error))
    return FALSE;
  return dovetail_data_equal (guarded, record->data)
         || dovetail_writer_store (writer, stored, record->entity_type, record->entity_id, guarded, FALSE,
                                   act, after, error);
}

static void
note_field (JsonObject *outcome, const char *field, JsonNode *data)
{
  JsonNode *value = dovetail_data_get (data, field);

  if (value == NULL)
    json_object_set_null_member (outcome, field);
  else
    dovetail_value_put (outcome, field, value);
}

/* What the answer set: the conflict's fields, and any other that a hand-made merge touched. */
static JsonNode *
outcome_of (DovetailConflict *conflict, JsonNode *before, JsonNode *after)
{
  g_autoptr (JsonNode) touched = dovetail_patch_diff (before, after);
  g_autoptr (GList) names = json_object_get_members (json_node_get_object (touched));
  JsonObject *outcome = json_object_new ();
  JsonNode *node;

  for (guint i = 0; conflict->fields[i] != NULL; i++)
    note_field (outcome, conflict->fields[i], after);
  for (GList *link = names; link != NULL; link = link->next)
    note_field (outcome, link->data, after);

  node = json_node_init_object (json_node_alloc (), outcome);
  json_object_unref (outcome);
  json_node_seal (node);
  return node;
}

static void
set_author (DovetailConflict *conflict, const DovetailCaller *caller, gint64 time)
{
  const DovetailAuthor author
      = { caller->client_id, caller->device_name, caller->user_id, caller->user_name, time };

  dovetail_author_clear (&conflict->mine);
  dovetail_author_copy (&conflict->mine, &author);
}

/* Deleted, or its tombstone cleaned up too. */
static gboolean
is_gone (const DovetailStored *stored)
{
  return stored == NULL || stored->record->deleted;
}

/* Of a record that is quite gone: as it was last known. */
static JsonNode *
present_data (DovetailConflict *conflict, const DovetailStored *stored)
{
  JsonNode *theirs = conflict->sides[DOVETAIL_SIDE_THEIRS];

  if (stored != NULL)
    return stored->record->data;
  return theirs != NULL ? theirs : conflict->sides[DOVETAIL_SIDE_MINE];
}

/* What was passed over brings the record back. */
static void
be_beaten_by_delete (DovetailConflict *kept, DovetailSide deleter)
{
  kept->cause = DOVETAIL_CAUSE_DELETE_WINS;
  kept->deleted[deleter] = TRUE;
  g_free (kept->resolution);
  kept->resolution = g_strdup (dovetail_cause_to_string (DOVETAIL_CAUSE_DELETE_WINS));
}

/* An entry of the history of its own: of the conflict's fields lost holds what was passed over, and the
 * record what is there now. The same for the same request. */
static DovetailConflict *
history_entry (DovetailConflict *conflict,
               const DovetailStored *stored,
               const char *request_id,
               DovetailSide side,
               JsonNode *lost,
               gint64 now)
{
  DovetailSide other = side == DOVETAIL_SIDE_MINE ? DOVETAIL_SIDE_THEIRS : DOVETAIL_SIDE_MINE;
  DovetailConflict *kept = dovetail_conflict_copy (conflict);
  JsonNode *present = present_data (conflict, stored);

  g_free (kept->conflict_id);
  kept->conflict_id = dovetail_uuid_new_v5 (conflict->conflict_id, request_id);
  kept->open = FALSE;
  kept->by_rule = TRUE;
  kept->created_at = kept->closed_at = now;
  g_free (kept->resolution);
  kept->resolution = g_strdup (side == DOVETAIL_SIDE_MINE ? DOVETAIL_RESOLUTION_SERVER_WINS
                                                          : DOVETAIL_RESOLUTION_CLIENT_WINS);
  g_clear_pointer (&kept->sides[side], json_node_unref);
  kept->sides[side] = json_node_ref (lost);
  g_clear_pointer (&kept->sides[other], json_node_unref);
  kept->sides[other] = json_node_ref (present);
  if (stored != NULL)
    kept->server_version = kept->resolved_version = stored->record->version;
  g_clear_pointer (&kept->resolved_data, json_node_unref);
  if (is_gone (stored))
    be_beaten_by_delete (kept, other);
  else
    kept->resolved_data = outcome_of (kept, present, present);
  return kept;
}

DovetailConflict *
dovetail_resolution_keep (DovetailConflict *conflict,
                          const DovetailStored *stored,
                          const DovetailResolveRequest *request,
                          const DovetailCaller *caller,
                          gint64 now)
{
  g_autoptr (JsonNode) merged
      = dovetail_patch_apply (present_data (conflict, stored), request->resolved_data);
  DovetailConflict *kept
      = history_entry (conflict, stored, request->mutation_id, DOVETAIL_SIDE_MINE, merged, now);

  set_author (kept, caller, request->timestamp == 0 ? now : dovetail_hlc_clamp (request->timestamp, now));
  if (is_gone (stored))
    return kept;
  dovetail_author_clear (&kept->theirs);
  dovetail_authors_latest (stored->authors, kept->fields, &kept->theirs);
  return kept;
}

/* Whether the value of the field is on none of the sides. */
static gboolean
is_by_hand (DovetailConflict *conflict, const char *field, JsonNode *value)
{
  for (guint side = 0; side < DOVETAIL_N_SIDES; side++)
    if (dovetail_value_equal (value, dovetail_data_get (conflict->sides[side], field)))
      return FALSE;
  return TRUE;
}

/**
 * dovetail_resolution_keep_answer:
 * @former: the conflict as it was closed
 * @stored: its record, now that the answer is taken back
 * @request: the taking back
 * @now: ms
 *
 * Returns: (transfer full) (nullable): for the history: what somebody had put together by hand; %NULL when
 * the answer was one of the sides, which the conflict keeps anyway, or is still in the record
 */
DovetailConflict *
dovetail_resolution_keep_answer (DovetailConflict *former,
                                 const DovetailStored *stored,
                                 const DovetailResolveRequest *request,
                                 gint64 now)
{
  g_autofree char *id = g_strconcat (request->mutation_id, " answer", NULL);
  g_autoptr (JsonNode) merged = NULL;
  gboolean by_hand = FALSE;

  for (guint i = 0; former->resolved_data != NULL && former->fields[i] != NULL; i++)
    {
      JsonNode *value = dovetail_data_get (former->resolved_data, former->fields[i]);

      by_hand
          |= is_by_hand (former, former->fields[i], value)
             && !dovetail_value_equal (value, dovetail_data_get (stored->record->data, former->fields[i]));
    }
  if (!by_hand)
    return NULL;
  merged = dovetail_patch_apply (stored->record->data, former->resolved_data);
  return history_entry (former, stored, id, DOVETAIL_SIDE_MINE, merged, now);
}

/**
 * dovetail_resolution_keep_theirs:
 * @former: the conflict as it was closed
 * @stored: its record, now that the answer is taken back
 * @request: the taking back
 * @now: ms
 *
 * Returns: (transfer full) (nullable): for the history: theirs as they were, where what the fields hold now
 * takes their place in the conflict that is open again; else %NULL
 */
DovetailConflict *
dovetail_resolution_keep_theirs (DovetailConflict *former,
                                 const DovetailStored *stored,
                                 const DovetailResolveRequest *request,
                                 gint64 now)
{
  g_autofree char *id = g_strconcat (request->mutation_id, " theirs", NULL);
  JsonNode *theirs = former->sides[DOVETAIL_SIDE_THEIRS];
  DovetailConflict *kept;

  if (theirs == NULL || same_fields (former->fields, theirs, stored->record->data))
    return NULL;
  kept = history_entry (former, stored, id, DOVETAIL_SIDE_THEIRS, theirs, now);
  dovetail_author_clear (&kept->mine);
  dovetail_authors_latest (stored->authors, kept->fields, &kept->mine);
  return kept;
}

DovetailConflict *
dovetail_resolution_finish (DovetailConflict *conflict,
                            const DovetailStored *before,
                            const DovetailStored *after)
{
  DovetailConflict *finished = dovetail_conflict_copy (conflict);

  if (finished->open)
    set_theirs (finished, after->record, after->record->data);
  else
    {
      finished->resolved_data = outcome_of (finished, before->record->data, after->record->data);
      finished->resolved_version = after->record->version;
    }
  return finished;
}
