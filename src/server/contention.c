/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Late changes: merged by the one function that clients use too. What overlaps is decided by the policy, or
 * becomes a conflict; whichever side loses is kept. */

#include "core/policy.h"
#include "server/acceptance.h"
#include "server/ledger-conflicts.h"
#include "server/relations.h"

static DovetailMerge *
merge (const DovetailAcceptance *acceptance, const DovetailLate *late, gboolean mine_deleted)
{
  const DovetailStored *current = acceptance->current;
  gint64 their_time;
  g_autoptr (JsonNode) their_times = dovetail_authors_times (current->authors, &their_time);
  g_autofree char *their_client = NULL;
  g_autoptr (JsonNode) their_clients = dovetail_authors_clients (current->authors, &their_client);
  const DovetailMergeSide sides[DOVETAIL_N_SIDES] = {
    [DOVETAIL_SIDE_BASE] = { late->base, late->base_deleted },
    [DOVETAIL_SIDE_MINE] = { late->mine, mine_deleted, acceptance->act.timestamp, acceptance->act.field_times,
                             acceptance->act.client_id },
    [DOVETAIL_SIDE_THEIRS]
    = { current->record->data, FALSE, their_time, their_times, their_client, their_clients },
  };

  return dovetail_merge (acceptance->schema, sides, acceptance->writer->policy);
}

static char **
fields_with (const DovetailMerge *merged, DovetailOutcome outcome)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < merged->fields->len; i++)
    {
      const DovetailFieldMerge *field = g_ptr_array_index (merged->fields, i);

      if (field->outcome == outcome)
        g_strv_builder_add (names, field->name);
    }
  return g_strv_builder_end (names);
}

static void
set_mine (DovetailConflict *conflict, const DovetailAcceptance *acceptance)
{
  const DovetailCaller *caller = acceptance->writer->caller;
  const DovetailAuthor mine = { caller->client_id, caller->device_name, caller->user_id, caller->user_name,
                                acceptance->act.timestamp };

  dovetail_author_clear (&conflict->mine);
  dovetail_author_copy (&conflict->mine, &mine);
}

static void
set_side (DovetailConflict *conflict, DovetailSide side, JsonNode *data, gboolean deleted)
{
  g_clear_pointer (&conflict->sides[side], json_node_unref);
  conflict->sides[side] = data == NULL ? NULL : json_node_ref (data);
  conflict->deleted[side] = deleted;
}

/* Of a tombstone: who deleted it. */
static void
set_theirs (DovetailConflict *conflict, const DovetailStored *theirs)
{
  const DovetailAuthor deleter = { .client_id = theirs->record->client_id,
                                   .user_id = theirs->record->modified_by,
                                   .time = theirs->record->timestamp };

  if (theirs->record->deleted)
    dovetail_author_copy (&conflict->theirs, &deleter);
  else
    dovetail_authors_latest (theirs->authors, conflict->fields, &conflict->theirs);
}

/* A conflict about fields of a late change; theirs is the side that was here. Takes fields. */
static DovetailConflict *
conflict_new (const DovetailAcceptance *acceptance,
              const DovetailLate *late,
              DovetailStored *theirs,
              char **fields,
              GError **error)
{
  const DovetailChange *change = acceptance->change;
  g_autoptr (DovetailConflict) conflict = dovetail_conflict_alloc ();

  conflict->conflict_id = dovetail_server_random_uuid (acceptance->writer->server);
  conflict->entity_type = acceptance->schema->entity_type;
  conflict->entity_id = g_strdup (change->entity_id);
  conflict->fields = fields;
  conflict->client_version = acceptance->version;
  conflict->server_version = theirs->record->version;
  conflict->created_at = acceptance->writer->now;
  set_side (conflict, DOVETAIL_SIDE_BASE, late->base, late->base_deleted);
  set_side (conflict, DOVETAIL_SIDE_MINE, late->mine, late->mine == NULL);
  set_side (conflict, DOVETAIL_SIDE_THEIRS, theirs->record->data, theirs->record->deleted);
  set_mine (conflict, acceptance);
  set_theirs (conflict, theirs);
  if (!dovetail_writer_name_author (acceptance->writer, &conflict->theirs, error))
    return NULL;
  return g_steal_pointer (&conflict);
}

/* What the fields hold now; null for an absent one. */
static JsonNode *
values_of (JsonNode *data, char **fields)
{
  JsonObject *values = json_object_new ();
  JsonNode *node;

  for (guint i = 0; fields[i] != NULL; i++)
    {
      JsonNode *value = dovetail_data_get (data, fields[i]);

      if (value == NULL)
        json_object_set_null_member (values, fields[i]);
      else
        dovetail_value_put (values, fields[i], value);
    }
  node = json_node_init_object (json_node_alloc (), values);
  json_object_unref (values);
  json_node_seal (node);
  return node;
}

static void
close_conflict (DovetailConflict *conflict, DovetailCause cause, const char *resolution, JsonNode *outcome)
{
  conflict->cause = cause;
  conflict->open = FALSE;
  conflict->by_rule = TRUE;
  conflict->resolution = g_strdup (resolution);
  conflict->resolved_data = outcome == NULL ? NULL : values_of (outcome, conflict->fields);
  conflict->closed_at = conflict->created_at;
}

static DovetailCause
cause_of_decided (const DovetailMerge *merged, char **fields)
{
  if (merged->n_conflicts == 0)
    return merged->cause;
  return g_strv_contains ((const char *const *) fields, "status") ? DOVETAIL_CAUSE_DONE_WINS
                                                                  : DOVETAIL_CAUSE_FIELDS;
}

static gboolean
are_relations (const DovetailSchema *schema, char **fields)
{
  for (; *fields != NULL; fields++)
    {
      const DovetailField *field = dovetail_schema_find_field (schema, *fields);

      if (field == NULL || field->merge != DOVETAIL_MERGE_RELATION)
        return FALSE;
    }
  return TRUE;
}

/* What a policy that asks did not leave to a person was decided by the rule of the field: the newer one. */
static const char *
decided_by (const DovetailAcceptance *acceptance, DovetailCause cause, char **fields)
{
  DovetailPolicy policy = acceptance->writer->policy;

  if (cause == DOVETAIL_CAUSE_DONE_WINS)
    return dovetail_cause_to_string (cause);
  if (acceptance->schema->last_write_wins || are_relations (acceptance->schema, fields)
      || policy == DOVETAIL_POLICY_MANUAL_RESOLUTION || policy == DOVETAIL_POLICY_OPERATIONAL_TRANSFORM)
    policy = DOVETAIL_POLICY_LAST_WRITE_WINS;
  return dovetail_policy_to_string (policy);
}

/* The side that a policy or rule passed over goes to the history. */
static gboolean
note_decided (DovetailAcceptance *acceptance,
              const DovetailLate *late,
              const DovetailMerge *merged,
              gboolean twice,
              DovetailStored *after,
              GError **error)
{
  char **fields = fields_with (merged, DOVETAIL_OUTCOME_DECIDED);
  DovetailCause cause = cause_of_decided (merged, fields);
  g_autoptr (DovetailConflict) conflict = conflict_new (acceptance, late, acceptance->current, fields, error);

  if (conflict == NULL)
    return FALSE;
  if (twice && cause != DOVETAIL_CAUSE_DONE_WINS)
    cause = DOVETAIL_CAUSE_CREATED_TWICE;
  close_conflict (conflict, cause, decided_by (acceptance, cause, fields), after->record->data);
  conflict->resolved_version = after->record->version;
  return dovetail_writer_note (acceptance->writer, conflict, error);
}

static DovetailConflict *
find_own_open (GPtrArray *open, const char *client_id)
{
  for (guint i = 0; i < open->len; i++)
    {
      DovetailConflict *conflict = g_ptr_array_index (open, i);

      if (g_strcmp0 (conflict->mine.client_id, client_id) == 0)
        return conflict;
    }
  return NULL;
}

static void
add_fields (DovetailConflict *conflict, char **more)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  g_strv_builder_addv (names, (const char **) conflict->fields);
  for (guint i = 0; more[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) conflict->fields, more[i]))
      g_strv_builder_add (names, more[i]);
  g_strfreev (conflict->fields);
  conflict->fields = g_strv_builder_end (names);
}

/* A further edit on the old version joins the conflict that the device has open already: of the fields it
 * overlaps in, mine is what the device now holds; base stays what both sides started from. */
static DovetailConflict *
extend (DovetailAcceptance *acceptance, DovetailConflict *former, DovetailConflict *fresh)
{
  DovetailConflict *conflict = dovetail_conflict_copy (former);
  g_autoptr (JsonNode) mine = json_node_ref (fresh->sides[DOVETAIL_SIDE_MINE]);

  for (guint i = 0; former->fields[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) fresh->fields, former->fields[i]))
      {
        JsonNode *kept
            = dovetail_data_with (mine, former->fields[i],
                                  dovetail_data_get (former->sides[DOVETAIL_SIDE_MINE], former->fields[i]));

        json_node_unref (mine);
        mine = kept;
      }
  set_side (conflict, DOVETAIL_SIDE_MINE, mine, FALSE);
  set_side (conflict, DOVETAIL_SIDE_THEIRS, fresh->sides[DOVETAIL_SIDE_THEIRS], FALSE);
  set_mine (conflict, acceptance);
  conflict->server_version = fresh->server_version;
  add_fields (conflict, fresh->fields);
  return conflict;
}

static gboolean
replaces_mine (DovetailConflict *former, DovetailConflict *extended)
{
  for (guint i = 0; former->fields[i] != NULL; i++)
    if (!dovetail_value_equal (dovetail_data_get (former->sides[DOVETAIL_SIDE_MINE], former->fields[i]),
                               dovetail_data_get (extended->sides[DOVETAIL_SIDE_MINE], former->fields[i])))
      return TRUE;
  return FALSE;
}

/* Who edits on a newer version has theirs in view and does not mean to take back what waits in the conflict:
 * that goes to the history. */
static gboolean
keep_replaced (DovetailAcceptance *acceptance,
               DovetailConflict *former,
               DovetailConflict *extended,
               GError **error)
{
  g_autoptr (DovetailConflict) closed = NULL;

  if (acceptance->version <= former->client_version || !replaces_mine (former, extended))
    return TRUE;
  closed = dovetail_conflict_copy (former);
  g_free (closed->conflict_id);
  closed->conflict_id = dovetail_server_random_uuid (acceptance->writer->server);
  closed->created_at = acceptance->writer->now;
  close_conflict (closed, former->cause, DOVETAIL_RESOLUTION_SERVER_WINS,
                  former->sides[DOVETAIL_SIDE_THEIRS]);
  return dovetail_writer_note (acceptance->writer, closed, error);
}

static DovetailConflict *
open_conflict (DovetailAcceptance *acceptance,
               const DovetailLate *late,
               const DovetailMerge *merged,
               gboolean twice,
               DovetailStored *after,
               GError **error)
{
  DovetailWriter *writer = acceptance->writer;
  g_autoptr (DovetailConflict) conflict
      = conflict_new (acceptance, late, after, fields_with (merged, DOVETAIL_OUTCOME_CONFLICT), error);
  g_autoptr (GPtrArray) open = NULL;
  DovetailConflict *former;

  if (conflict == NULL)
    return NULL;
  conflict->open = TRUE;
  conflict->cause = twice ? DOVETAIL_CAUSE_CREATED_TWICE : merged->cause;

  open = dovetail_conflict_open_on (writer->server->ledger, writer->caller->family_id, conflict->entity_type,
                                    conflict->entity_id, error);
  if (open == NULL)
    return NULL;
  former = find_own_open (open, writer->caller->client_id);
  if (former != NULL)
    {
      DovetailConflict *extended = extend (acceptance, former, conflict);

      if (!keep_replaced (acceptance, former, extended, error))
        {
          dovetail_conflict_unref (extended);
          return NULL;
        }
      dovetail_conflict_unref (conflict);
      conflict = extended;
    }
  return dovetail_writer_note (writer, conflict, error) ? g_steal_pointer (&conflict) : NULL;
}

static const char *
list_in (JsonNode *data)
{
  return dovetail_data_get_string (data, "list_id");
}

/* Who deleted the list is the other side. FALSE with *list NULL: it is not deleted. */
static gboolean
find_deleted_list (DovetailAcceptance *acceptance, const char *list_id, DovetailStored **list, GError **error)
{
  DovetailWriter *writer = acceptance->writer;
  g_autoptr (DovetailStored) stored = NULL;

  *list = NULL;
  if (!dovetail_stored_find (writer->server->ledger, writer->caller->family_id, DOVETAIL_ENTITY_LIST, list_id,
                             &stored, error))
    return FALSE;
  if (stored != NULL && stored->record->deleted)
    *list = g_steal_pointer (&stored);
  return TRUE;
}

gboolean
dovetail_acceptance_note_inbox (DovetailAcceptance *acceptance,
                                const DovetailLate *late,
                                DovetailStored *after,
                                GError **error)
{
  static const char *const fields[] = { "list_id", NULL };
  const char *list_id = list_in (late->mine);
  g_autoptr (DovetailStored) list = NULL;
  g_autoptr (DovetailConflict) conflict = NULL;

  if (!g_str_equal (acceptance->schema->entity_type, DOVETAIL_ENTITY_TASK) || list_id == NULL
      || list_in (after->record->data) != NULL)
    return TRUE;
  if (!find_deleted_list (acceptance, list_id, &list, error))
    return FALSE;
  if (list == NULL)
    return TRUE;
  conflict = conflict_new (acceptance, late, after, g_strdupv ((char **) fields), error);
  if (conflict == NULL)
    return FALSE;
  dovetail_author_clear (&conflict->theirs);
  set_theirs (conflict, list);
  if (!dovetail_writer_name_author (acceptance->writer, &conflict->theirs, error))
    return FALSE;
  close_conflict (conflict, DOVETAIL_CAUSE_LIST_DELETED,
                  dovetail_cause_to_string (DOVETAIL_CAUSE_LIST_DELETED), after->record->data);
  conflict->resolved_version = after->record->version;
  return dovetail_writer_note (acceptance->writer, conflict, error);
}

/* Stores what the merge gives, unless that is what is there. */
static gboolean
store_merged (DovetailAcceptance *acceptance, JsonNode *data, DovetailStored **after, GError **error)
{
  DovetailRecord *current = acceptance->current->record;

  *after = NULL;
  if (dovetail_data_equal (data, current->data))
    return TRUE;
  return dovetail_writer_store (acceptance->writer, acceptance->current, current->entity_type,
                                current->entity_id, data, FALSE, &acceptance->act, after, error);
}

/* No new version: nothing that anybody sees changes. */
static gboolean
settle_authors (DovetailAcceptance *acceptance,
                const DovetailMerge *merged,
                DovetailStored *stored,
                GError **error)
{
  g_autoptr (JsonNode) settled
      = dovetail_authors_settle (stored->authors, acceptance->current->authors, merged, &acceptance->act);

  if (json_node_equal (settled, stored->authors))
    return TRUE;
  json_node_unref (stored->authors);
  stored->authors = g_steal_pointer (&settled);
  return dovetail_stored_put_authors (acceptance->writer->server->ledger,
                                      acceptance->writer->caller->family_id, stored, error);
}

/**
 * dovetail_acceptance_merge:
 * @acceptance: a change made on an older version of a record that is there
 * @late: its base, and what the device made of it
 * @twice: whether both sides created the record
 * @error: return location
 *
 * Commit order: first the fields that fit, as a new version; then the history of what a policy decided; then
 * the open conflict, which speaks of that version. Who edited a task of a list that is deleted is told where
 * it went.
 *
 * Returns: (transfer full): applied when the record is now what the device has, else merged or conflict
 */
DovetailChangeResult *
dovetail_acceptance_merge (DovetailAcceptance *acceptance,
                           const DovetailLate *late,
                           gboolean twice,
                           GError **error)
{
  g_autoptr (DovetailMerge) merged = merge (acceptance, late, FALSE);
  g_autoptr (JsonNode) guarded = NULL;
  g_autoptr (DovetailStored) after = NULL;
  g_autoptr (DovetailConflict) conflict = NULL;
  DovetailResultStatus status = DOVETAIL_RESULT_MERGED;
  DovetailChangeResult *result;

  if (!dovetail_relations_guard (acceptance->writer, acceptance->schema->entity_type,
                                 acceptance->change->entity_id, acceptance->current, merged->merged, &guarded,
                                 error)
      || !store_merged (acceptance, guarded, &after, error)
      || !settle_authors (acceptance, merged, after != NULL ? after : acceptance->current, error)
      || (merged->n_decided > 0
          && !note_decided (acceptance, late, merged, twice, after != NULL ? after : acceptance->current,
                            error)))
    return NULL;

  if (!dovetail_acceptance_note_inbox (acceptance, late, after != NULL ? after : acceptance->current, error))
    return NULL;
  if (merged->n_conflicts > 0)
    {
      status = DOVETAIL_RESULT_CONFLICT;
      conflict = open_conflict (acceptance, late, merged, twice, after != NULL ? after : acceptance->current,
                                error);
      if (conflict == NULL)
        return NULL;
    }
  else if (late->exact && dovetail_data_equal (guarded, late->mine))
    status = DOVETAIL_RESULT_APPLIED;

  result = dovetail_result_stored (status, after != NULL ? after : acceptance->current);
  result->conflict = g_steal_pointer (&conflict);
  return result;
}

/**
 * dovetail_acceptance_note_lost_edits:
 * @acceptance: a delete made on an older version
 * @late: its base
 * @error: return location
 *
 * Keeps the edits that the delete beats, so that they can be restored.
 *
 * Returns: whether the ledger could store them
 */
gboolean
dovetail_acceptance_note_lost_edits (DovetailAcceptance *acceptance, const DovetailLate *late, GError **error)
{
  g_autoptr (DovetailMerge) merged = merge (acceptance, late, TRUE);
  g_autoptr (DovetailConflict) conflict = NULL;

  if (!merged->edit_lost)
    return TRUE;
  conflict = conflict_new (acceptance, late, acceptance->current,
                           fields_with (merged, DOVETAIL_OUTCOME_DECIDED), error);
  if (conflict == NULL)
    return FALSE;
  close_conflict (conflict, DOVETAIL_CAUSE_DELETE_WINS, dovetail_cause_to_string (DOVETAIL_CAUSE_DELETE_WINS),
                  NULL);
  return dovetail_writer_note (acceptance->writer, conflict, error);
}

/**
 * dovetail_acceptance_lose:
 * @acceptance: an edit of a tombstone
 * @late: its base, and what the device made of it
 * @error: return location
 *
 * Returns: (transfer full): conflict, with the closed conflict that keeps the edit
 */
DovetailChangeResult *
dovetail_acceptance_lose (DovetailAcceptance *acceptance, const DovetailLate *late, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (json_node_get_object (acceptance->change->data));
  g_autoptr (GStrvBuilder) fields = g_strv_builder_new ();
  g_autoptr (DovetailConflict) conflict = NULL;
  DovetailChangeResult *result;

  for (GList *link = names; link != NULL; link = link->next)
    g_strv_builder_add (fields, link->data);
  conflict = conflict_new (acceptance, late, acceptance->current, g_strv_builder_end (fields), error);
  if (conflict == NULL)
    return NULL;
  close_conflict (conflict, DOVETAIL_CAUSE_DELETE_WINS, dovetail_cause_to_string (DOVETAIL_CAUSE_DELETE_WINS),
                  NULL);
  if (!dovetail_writer_note (acceptance->writer, conflict, error))
    return NULL;

  result = dovetail_result_stored (DOVETAIL_RESULT_CONFLICT, acceptance->current);
  result->conflict = g_steal_pointer (&conflict);
  return result;
}
