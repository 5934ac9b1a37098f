/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What becomes of fields that both sides changed differently: first the rules that hold under every policy,
 * then the policy. */

#include "core/overlap.h"

#include "core/array-merge.h"
#include "core/object-merge.h"
#include "core/set-merge.h"
#include "core/text-merge.h"
#include "core/timestamp.h"

#include <string.h>

typedef void (*DecideFunc) (DovetailOverlap *overlap);

/**
 * dovetail_field_merge_take:
 * @field: a field
 * @side: whose value it gets
 * @outcome: how that came
 */
void
dovetail_field_merge_take (DovetailFieldMerge *field, DovetailSide side, DovetailOutcome outcome)
{
  g_clear_pointer (&field->merged, json_node_unref);
  field->merged = field->sides[side] == NULL ? NULL : json_node_ref (field->sides[side]);
  field->taken = side;
  field->outcome = outcome;
}

/**
 * dovetail_field_merge_changed:
 * @field: a field
 * @side: mine or theirs
 *
 * Returns: whether @side has another value than the base
 */
gboolean
dovetail_field_merge_changed (DovetailFieldMerge *field, DovetailSide side)
{
  return !dovetail_value_equal (field->sides[DOVETAIL_SIDE_BASE], field->sides[side]);
}

/* All fields of the unit from one side. Where the sides agree there is nothing to decide. */
static void
take_unit (DovetailOverlap *overlap, DovetailSide side, DovetailOutcome outcome)
{
  for (guint i = 0; i < overlap->n_fields; i++)
    {
      DovetailFieldMerge *field = overlap->fields[i];
      gboolean agree
          = dovetail_value_equal (field->sides[DOVETAIL_SIDE_MINE], field->sides[DOVETAIL_SIDE_THEIRS]);

      dovetail_field_merge_take (field, side, agree ? DOVETAIL_OUTCOME_SAME : outcome);
    }
}

/* When the side last changed the unit, and on which device: a record has many authors, and the one whose
 * field this is speaks for it. */
static gint64
unit_time (const DovetailOverlap *overlap, DovetailSide side, const char **client_id)
{
  const DovetailMergeSide *author = &overlap->sides[side];
  gint64 newest = G_MININT64;

  *client_id = author->client_id;
  for (guint i = 0; i < overlap->n_fields; i++)
    if (dovetail_field_merge_changed (overlap->fields[i], side))
      {
        const char *name = overlap->fields[i]->name;
        gint64 time = dovetail_data_get_int (author->field_times, name, author->timestamp);
        const char *own = dovetail_data_get_string (author->field_clients, name);

        if (time <= newest)
          continue;
        newest = time;
        *client_id = own != NULL ? own : author->client_id;
      }

  return newest;
}

/* The same on every replica, whichever side it calls mine. */
static DovetailSide
newer_side (const DovetailOverlap *overlap)
{
  const char *my_client, *their_client;
  gint64 mine = unit_time (overlap, DOVETAIL_SIDE_MINE, &my_client);
  gint64 theirs = unit_time (overlap, DOVETAIL_SIDE_THEIRS, &their_client);

  if (mine != theirs)
    return mine > theirs ? DOVETAIL_SIDE_MINE : DOVETAIL_SIDE_THEIRS;

  return g_strcmp0 (my_client, their_client) > 0 ? DOVETAIL_SIDE_MINE : DOVETAIL_SIDE_THEIRS;
}

static void
decide_last_write_wins (DovetailOverlap *overlap)
{
  take_unit (overlap, newer_side (overlap), DOVETAIL_OUTCOME_DECIDED);
}

static void
decide_client_wins (DovetailOverlap *overlap)
{
  take_unit (overlap, DOVETAIL_SIDE_MINE, DOVETAIL_OUTCOME_DECIDED);
}

static void
decide_server_wins (DovetailOverlap *overlap)
{
  take_unit (overlap, DOVETAIL_SIDE_THEIRS, DOVETAIL_OUTCOME_DECIDED);
}

static void
decide_manually (DovetailOverlap *overlap)
{
  take_unit (overlap, DOVETAIL_SIDE_THEIRS, DOVETAIL_OUTCOME_CONFLICT);
}

typedef gboolean (*FitFunc) (JsonNode *base, JsonNode *mine, JsonNode *theirs, JsonNode **merged);

static gboolean
fit_together (DovetailOverlap *overlap, FitFunc fit)
{
  DovetailFieldMerge *field = overlap->fields[0];
  g_autoptr (JsonNode) merged = NULL;

  if (overlap->n_fields != 1
      || !fit (field->sides[DOVETAIL_SIDE_BASE], field->sides[DOVETAIL_SIDE_MINE],
               field->sides[DOVETAIL_SIDE_THEIRS], &merged))
    return FALSE;
  field->merged = g_steal_pointer (&merged);
  field->outcome = DOVETAIL_OUTCOME_BOTH;

  return TRUE;
}

static void
decide_by_transforming (DovetailOverlap *overlap)
{
  static const FitFunc fits[] = {
    [DOVETAIL_MERGE_TEXT] = dovetail_text_merge,
    [DOVETAIL_MERGE_ARRAY] = dovetail_array_merge,
    [DOVETAIL_MERGE_OBJECT] = dovetail_object_merge,
    [DOVETAIL_MERGE_FOLLOWS] = NULL,
  };

  /* Without a base nothing says who wrote which part. */
  if (!overlap->has_base || fits[overlap->kind] == NULL || !fit_together (overlap, fits[overlap->kind]))
    decide_manually (overlap);
}

static const DecideFunc policies[DOVETAIL_N_POLICIES] = {
  [DOVETAIL_POLICY_LAST_WRITE_WINS] = decide_last_write_wins,
  [DOVETAIL_POLICY_CLIENT_WINS] = decide_client_wins,
  [DOVETAIL_POLICY_SERVER_WINS] = decide_server_wins,
  [DOVETAIL_POLICY_OPERATIONAL_TRANSFORM] = decide_by_transforming,
  [DOVETAIL_POLICY_MANUAL_RESOLUTION] = decide_manually,
};

static gboolean
is_done (JsonNode *status)
{
  return status != NULL && JSON_NODE_HOLDS_VALUE (status)
         && g_strcmp0 (json_node_get_string (status), "done") == 0;
}

/* Sorts completions: the earlier first, what is no time behind all times; equal times (12:00:00Z and
 * 12:00:00.000Z) by their text, so that every replica decides alike. */
static int
compare_completions (JsonNode *a, JsonNode *b)
{
  const char *a_text = a != NULL && JSON_NODE_HOLDS_VALUE (a) ? json_node_get_string (a) : NULL;
  const char *b_text = b != NULL && JSON_NODE_HOLDS_VALUE (b) ? json_node_get_string (b) : NULL;
  gint64 a_time = G_MAXINT64, b_time = G_MAXINT64;

  dovetail_timestamp_parse (a_text, &a_time);
  dovetail_timestamp_parse (b_text, &b_time);
  if (a_time != b_time)
    return a_time < b_time ? -1 : 1;
  if (a_text == NULL || b_text == NULL)
    return (a_text == NULL) - (b_text == NULL);

  return strcmp (a_text, b_text);
}

/* Both completed the task: completed_at comes from the earlier side; where neither says a time, from the
 * newer. */
static DovetailSide
earlier_side (const DovetailOverlap *overlap, DovetailFieldMerge *completed_at)
{
  int order = compare_completions (completed_at->sides[DOVETAIL_SIDE_MINE],
                                   completed_at->sides[DOVETAIL_SIDE_THEIRS]);

  if (order == 0)
    return newer_side (overlap);

  return order < 0 ? DOVETAIL_SIDE_MINE : DOVETAIL_SIDE_THEIRS;
}

static void
take_earlier_completion (DovetailOverlap *overlap)
{
  dovetail_field_merge_take (overlap->fields[0], DOVETAIL_SIDE_THEIRS, DOVETAIL_OUTCOME_SAME);
  for (guint i = 1; i < overlap->n_fields; i++)
    {
      DovetailFieldMerge *field = overlap->fields[i];
      gboolean agree
          = dovetail_value_equal (field->sides[DOVETAIL_SIDE_MINE], field->sides[DOVETAIL_SIDE_THEIRS]);

      dovetail_field_merge_take (field, earlier_side (overlap, field),
                                 agree ? DOVETAIL_OUTCOME_SAME : DOVETAIL_OUTCOME_BOTH);
    }
}

/* TRUE: the rule had something to say. */
static gboolean
apply_done_wins (DovetailOverlap *overlap, gboolean *done_won)
{
  DovetailFieldMerge *status = overlap->fields[0];
  gboolean was_done = is_done (status->sides[DOVETAIL_SIDE_BASE]);
  gboolean mine = !was_done && is_done (status->sides[DOVETAIL_SIDE_MINE]);
  gboolean theirs = !was_done && is_done (status->sides[DOVETAIL_SIDE_THEIRS]);

  if (mine && theirs)
    take_earlier_completion (overlap);
  else if (mine || theirs)
    take_unit (overlap, mine ? DOVETAIL_SIDE_MINE : DOVETAIL_SIDE_THEIRS, DOVETAIL_OUTCOME_DECIDED);
  *done_won = mine != theirs;

  return mine || theirs;
}

/**
 * dovetail_overlap_decide:
 * @overlap: fields both sides changed differently
 * @policy: what to do where no rule says it
 *
 * Returns: whether a completion beat another status
 */
gboolean
dovetail_overlap_decide (DovetailOverlap *overlap, DovetailPolicy policy)
{
  gboolean done_won = FALSE;

  switch (overlap->kind)
    {
    case DOVETAIL_MERGE_SET:
      if (fit_together (overlap, dovetail_set_merge))
        return FALSE;
      break;
    case DOVETAIL_MERGE_NOISE:
      take_unit (overlap, newer_side (overlap), DOVETAIL_OUTCOME_BOTH);
      return FALSE;
    case DOVETAIL_MERGE_RELATION:
      take_unit (overlap, newer_side (overlap), DOVETAIL_OUTCOME_DECIDED);
      return FALSE;
    case DOVETAIL_MERGE_STATUS:
      if (apply_done_wins (overlap, &done_won))
        return done_won;
      break;
    case DOVETAIL_MERGE_VALUE:
    case DOVETAIL_MERGE_TEXT:
    case DOVETAIL_MERGE_ARRAY:
    case DOVETAIL_MERGE_OBJECT:
    case DOVETAIL_MERGE_FOLLOWS:
    default:
      break;
    }
  policies[policy](overlap);

  return FALSE;
}
