/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the server's decision rests on, done again: a conflict comes with its three sides, and the merge is
 * the same function on both ends. */

#include "sync/trace-merge.h"

#include "core/schema.h"
#include "wire/conflict.h"
#include "wire/member.h"

static const char *const outcome_names[] = { "same", "mine", "theirs", "both", "decided", "conflict" };

static void
set_sides (DovetailMergeSide sides[DOVETAIL_N_SIDES], DovetailConflict *conflict)
{
  for (guint i = 0; i < DOVETAIL_N_SIDES; i++)
    sides[i] = (DovetailMergeSide){ .data = conflict->sides[i], .deleted = conflict->deleted[i] };
  sides[DOVETAIL_SIDE_MINE].timestamp = conflict->mine.time;
  sides[DOVETAIL_SIDE_MINE].client_id = conflict->mine.client_id;
  sides[DOVETAIL_SIDE_THEIRS].timestamp = conflict->theirs.time;
  sides[DOVETAIL_SIDE_THEIRS].client_id = conflict->theirs.client_id;
}

static JsonObject *
write_outcomes (const DovetailMerge *merge)
{
  JsonObject *outcomes = json_object_new ();

  for (guint i = 0; i < merge->fields->len; i++)
    {
      const DovetailFieldMerge *field = g_ptr_array_index (merge->fields, i);

      json_object_set_string_member (outcomes, field->name, outcome_names[field->outcome]);
    }
  return outcomes;
}

static gboolean
has_both_sides (DovetailConflict *conflict)
{
  return (conflict->sides[DOVETAIL_SIDE_MINE] != NULL || conflict->deleted[DOVETAIL_SIDE_MINE])
         && (conflict->sides[DOVETAIL_SIDE_THEIRS] != NULL || conflict->deleted[DOVETAIL_SIDE_THEIRS]);
}

JsonNode *
dovetail_trace_merge (JsonNode *node, const char *policy_name)
{
  g_autoptr (DovetailConflict) conflict = dovetail_conflict_from_json (node, NULL);
  DovetailMergeSide sides[DOVETAIL_N_SIDES];
  g_autoptr (DovetailMerge) merge = NULL;
  DovetailPolicy policy;
  JsonObject *object;

  if (conflict == NULL || !dovetail_policy_from_string (policy_name, &policy) || !has_both_sides (conflict))
    return NULL;
  set_sides (sides, conflict);
  merge = dovetail_merge (dovetail_schema_find (conflict->entity_type), sides, policy);
  object = json_object_new ();
  json_object_set_string_member (object, "line", "merge");
  json_object_set_string_member (object, "conflict_id", conflict->conflict_id);
  json_object_set_string_member (object, "entity_type", conflict->entity_type);
  json_object_set_string_member (object, "entity_id", conflict->entity_id);
  json_object_set_string_member (object, "policy", policy_name);
  json_object_set_string_member (object, "cause", dovetail_cause_to_string (merge->cause));
  json_object_set_object_member (object, "outcomes", write_outcomes (merge));
  return dovetail_write_finish (object);
}
