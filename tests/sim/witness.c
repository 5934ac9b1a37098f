/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the engine and the server decide, seen at their own functions: the linker leads the calls through
 * here (--wrap). Counts what happened, and checks each decision on the spot. */

#include "sim/witness.h"

#include "core/error.h"
#include "core/merge.h"
#include "server/acceptance.h"
#include "server/relations.h"
#include "sim/answers.h"
#include "sync/reconcile.h"

static Family *watched;
/* The server looks at an answer to a conflict, which holds the whole record. */
static gboolean resolving;

void
witness_watch (Family *family)
{
  watched = family;
}

static void
happened (Sometimes what)
{
  if (watched != NULL)
    watched->happened[what]++;
}

DovetailResponse *__real_dovetail_server_handle (DovetailServer *server, const DovetailRequest *request);
DovetailResponse *__wrap_dovetail_server_handle (DovetailServer *server, const DovetailRequest *request);

DovetailResponse *
__wrap_dovetail_server_handle (DovetailServer *server, const DovetailRequest *request)
{
  DovetailResponse *response;

  if (watched == NULL)
    return __real_dovetail_server_handle (server, request);
  watched->serving++;
  resolving = g_str_equal (request->path, "/sync/resolve-conflict");
  response = __real_dovetail_server_handle (server, request);
  watched->serving--;
  answers_note (watched, request, response);
  return response;
}

/* A server of an older version refuses changes of a field that it will take once it is upgraded. */
gboolean __real_dovetail_schema_validate (const DovetailSchema *schema,
                                          JsonNode *data,
                                          gboolean whole,
                                          GError **error);
gboolean __wrap_dovetail_schema_validate (const DovetailSchema *schema,
                                          JsonNode *data,
                                          gboolean whole,
                                          GError **error);

gboolean
__wrap_dovetail_schema_validate (const DovetailSchema *schema, JsonNode *data, gboolean whole, GError **error)
{
  if (watched != NULL && watched->serving > 0 && watched->old_server && !resolving
      && dovetail_data_get (data, "of_the_future") != NULL)
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, "of_the_future: not known here");
      return FALSE;
    }
  return __real_dovetail_schema_validate (schema, data, whole, error);
}

static DovetailMergeKind
kind_of (const DovetailSchema *schema, const char *name)
{
  const DovetailField *field = schema != NULL ? dovetail_schema_find_field (schema, name) : NULL;

  if (field != NULL && field->merge == DOVETAIL_MERGE_FOLLOWS)
    return kind_of (schema, field->follows);
  return field != NULL ? field->merge : DOVETAIL_MERGE_VALUE;
}

static void
note_both (DovetailMergeKind kind)
{
  switch (kind)
    {
    case DOVETAIL_MERGE_TEXT:
      happened (SOMETIMES_TEXT_TRANSFORMED);
      break;
    case DOVETAIL_MERGE_ARRAY:
      happened (SOMETIMES_ARRAY_TRANSFORMED);
      break;
    case DOVETAIL_MERGE_OBJECT:
      happened (SOMETIMES_OBJECT_TRANSFORMED);
      break;
    case DOVETAIL_MERGE_SET:
      happened (SOMETIMES_SET_MERGED);
      break;
    case DOVETAIL_MERGE_NOISE:
      happened (SOMETIMES_NOISE_SETTLED);
      break;
    default:
      break;
    }
}

static void
note_decided (const DovetailFieldMerge *field, DovetailMergeKind kind, DovetailPolicy policy)
{
  gboolean mine = field->taken == DOVETAIL_SIDE_MINE;

  if (kind == DOVETAIL_MERGE_RELATION)
    happened (SOMETIMES_RELATION_SETTLED);
  else if (policy == DOVETAIL_POLICY_CLIENT_WINS)
    happened (SOMETIMES_CLIENT_WON);
  else if (policy == DOVETAIL_POLICY_SERVER_WINS)
    happened (SOMETIMES_SERVER_WON);
  else if (policy == DOVETAIL_POLICY_LAST_WRITE_WINS)
    happened (mine ? SOMETIMES_NEWER_MINE_WON : SOMETIMES_NEWER_THEIRS_WON);
}

/* A policy that asks picks nothing: it leaves the server's value and says so. Only the rules that hold under
 * every policy decide. */
static void
check_asked (const DovetailFieldMerge *field, DovetailMergeKind kind, DovetailPolicy policy, gboolean deleted)
{
  gboolean asks
      = policy == DOVETAIL_POLICY_MANUAL_RESOLUTION || policy == DOVETAIL_POLICY_OPERATIONAL_TRANSFORM;
  gboolean ruled = deleted || kind == DOVETAIL_MERGE_RELATION || kind == DOVETAIL_MERGE_STATUS;

  if (asks && field->outcome == DOVETAIL_OUTCOME_DECIDED && !ruled)
    family_fail (watched, "manual never picks", "%s was decided", field->name);
  if (field->outcome == DOVETAIL_OUTCOME_CONFLICT
      && (!asks || !dovetail_value_equal (field->merged, field->sides[DOVETAIL_SIDE_THEIRS])))
    family_fail (watched, "manual never picks", "%s was asked about and set", field->name);
}

static void
note_merge (const DovetailSchema *schema, const DovetailMerge *merge, DovetailPolicy policy)
{
  if (schema != NULL && schema->last_write_wins)
    policy = DOVETAIL_POLICY_LAST_WRITE_WINS;
  for (guint i = 0; i < merge->fields->len; i++)
    {
      const DovetailFieldMerge *field = g_ptr_array_index (merge->fields, i);
      DovetailMergeKind kind = kind_of (schema, field->name);

      check_asked (field, kind, policy, merge->deleted);
      if (field->outcome == DOVETAIL_OUTCOME_BOTH)
        note_both (kind);
      else if (field->outcome == DOVETAIL_OUTCOME_CONFLICT)
        happened (policy == DOVETAIL_POLICY_MANUAL_RESOLUTION ? SOMETIMES_MANUAL_ASKED
                                                              : SOMETIMES_TRANSFORM_ASKED);
      else if (field->outcome == DOVETAIL_OUTCOME_DECIDED && !merge->deleted
               && merge->cause != DOVETAIL_CAUSE_DONE_WINS)
        note_decided (field, kind, policy);
    }
}

DovetailMerge *__real_dovetail_merge (const DovetailSchema *schema,
                                      const DovetailMergeSide sides[DOVETAIL_N_SIDES],
                                      DovetailPolicy policy);
DovetailMerge *__wrap_dovetail_merge (const DovetailSchema *schema,
                                      const DovetailMergeSide sides[DOVETAIL_N_SIDES],
                                      DovetailPolicy policy);

DovetailMerge *
__wrap_dovetail_merge (const DovetailSchema *schema,
                       const DovetailMergeSide sides[DOVETAIL_N_SIDES],
                       DovetailPolicy policy)
{
  DovetailMerge *merge = __real_dovetail_merge (schema, sides, policy);

  /* A device only looks whether its edit fits, as if a person were to be asked. */
  if (watched != NULL && watched->serving > 0)
    note_merge (schema, merge, policy);
  else if (merge->n_conflicts + merge->n_decided == 0 && merge->fields->len > 0)
    happened (SOMETIMES_REBASED);
  return merge;
}

gboolean __real_dovetail_relations_guard (DovetailWriter *writer,
                                          const char *entity_type,
                                          const char *entity_id,
                                          const DovetailStored *before,
                                          JsonNode *data,
                                          JsonNode **guarded,
                                          GError **error);
gboolean __wrap_dovetail_relations_guard (DovetailWriter *writer,
                                          const char *entity_type,
                                          const char *entity_id,
                                          const DovetailStored *before,
                                          JsonNode *data,
                                          JsonNode **guarded,
                                          GError **error);

static gboolean
differs (JsonNode *before, JsonNode *after, const char *field)
{
  return !dovetail_value_equal (dovetail_data_get (before, field), dovetail_data_get (after, field));
}

gboolean
__wrap_dovetail_relations_guard (DovetailWriter *writer,
                                 const char *entity_type,
                                 const char *entity_id,
                                 const DovetailStored *before,
                                 JsonNode *data,
                                 JsonNode **guarded,
                                 GError **error)
{
  if (!__real_dovetail_relations_guard (writer, entity_type, entity_id, before, data, guarded, error))
    return FALSE;
  if (differs (data, *guarded, "parent_id"))
    happened (SOMETIMES_CYCLE_BROKEN);
  if (differs (data, *guarded, "list_id"))
    happened (SOMETIMES_DEAD_LIST_LEFT);
  return TRUE;
}

gboolean __real_dovetail_relations_list_deleted (DovetailWriter *writer,
                                                 const char *list_id,
                                                 const DovetailAuthorship *act,
                                                 GError **error);
gboolean __wrap_dovetail_relations_list_deleted (DovetailWriter *writer,
                                                 const char *list_id,
                                                 const DovetailAuthorship *act,
                                                 GError **error);

gboolean
__wrap_dovetail_relations_list_deleted (DovetailWriter *writer,
                                        const char *list_id,
                                        const DovetailAuthorship *act,
                                        GError **error)
{
  gint64 written = writer->n_written;
  gboolean done = __real_dovetail_relations_list_deleted (writer, list_id, act, error);

  if (writer->n_written > written)
    happened (SOMETIMES_LIST_EMPTIED);
  return done;
}

gboolean __real_dovetail_writer_note (DovetailWriter *writer, DovetailConflict *conflict, GError **error);
gboolean __wrap_dovetail_writer_note (DovetailWriter *writer, DovetailConflict *conflict, GError **error);

gboolean
__wrap_dovetail_writer_note (DovetailWriter *writer, DovetailConflict *conflict, GError **error)
{
  static const Sometimes by_cause[] = {
    [DOVETAIL_CAUSE_FIELDS] = N_SOMETIMES,           [DOVETAIL_CAUSE_DELETE_WINS] = SOMETIMES_DELETE_WON,
    [DOVETAIL_CAUSE_DONE_WINS] = SOMETIMES_DONE_WON, [DOVETAIL_CAUSE_CREATED_TWICE] = SOMETIMES_CREATED_TWICE,
    [DOVETAIL_CAUSE_NO_BASE] = SOMETIMES_NO_BASE,    [DOVETAIL_CAUSE_LIST_DELETED] = N_SOMETIMES,
    [DOVETAIL_CAUSE_OTHER_HISTORY] = N_SOMETIMES,
    [DOVETAIL_CAUSE_REFUSED] = N_SOMETIMES,
  };

  if (by_cause[conflict->cause] < N_SOMETIMES)
    happened (by_cause[conflict->cause]);
  if (conflict->open)
    happened (SOMETIMES_CONFLICT_OPENED);
  return __real_dovetail_writer_note (writer, conflict, error);
}

DovetailChangeResult *__real_dovetail_acceptance_create (DovetailAcceptance *acceptance, GError **error);
DovetailChangeResult *__wrap_dovetail_acceptance_create (DovetailAcceptance *acceptance, GError **error);

DovetailChangeResult *
__wrap_dovetail_acceptance_create (DovetailAcceptance *acceptance, GError **error)
{
  gboolean gone = acceptance->current != NULL && acceptance->current->record->deleted;
  DovetailChangeResult *result = __real_dovetail_acceptance_create (acceptance, error);

  if (gone && result != NULL && !result->deleted)
    happened (SOMETIMES_BROUGHT_BACK);
  return result;
}

DovetailReplica *__real_dovetail_reconcile_result (const DovetailReplica *replica,
                                                   const DovetailChangeResult *result);
DovetailReplica *__wrap_dovetail_reconcile_result (const DovetailReplica *replica,
                                                   const DovetailChangeResult *result);

DovetailReplica *
__wrap_dovetail_reconcile_result (const DovetailReplica *replica, const DovetailChangeResult *result)
{
  if (result->status == DOVETAIL_RESULT_REJECTED)
    happened (SOMETIMES_QUARANTINED);
  else if (watched != NULL && g_hash_table_remove (watched->retried, replica->current->entity_id))
    happened (SOMETIMES_RETRIED);
  return __real_dovetail_reconcile_result (replica, result);
}
