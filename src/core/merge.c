/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The three-way merge of a record. Three states go in, a value comes out: what is stored, and for every field
 * that anyone changed, how it came to its value. Nothing here knows of requests, stores or clocks. */

#include "core/merge.h"

#include "core/overlap.h"

/* A merge in the making. */
typedef struct
{
  const DovetailSchema *schema;
  const DovetailMergeSide *sides;
  DovetailPolicy policy;
  DovetailMerge *merge;
  JsonObject *merged;
  gboolean done_won;
} Merging;

static void
field_merge_free (gpointer data)
{
  DovetailFieldMerge *field = data;

  g_free (field->name);
  for (guint i = 0; i < DOVETAIL_N_SIDES; i++)
    g_clear_pointer (&field->sides[i], json_node_unref);
  g_clear_pointer (&field->merged, json_node_unref);
  g_free (field);
}

static DovetailFieldMerge *
field_merge_new (const DovetailMergeSide *sides, const char *name)
{
  DovetailFieldMerge *field = g_new0 (DovetailFieldMerge, 1);

  field->name = g_strdup (name);
  for (guint i = 0; i < DOVETAIL_N_SIDES; i++)
    {
      JsonNode *value = dovetail_data_get (sides[i].data, name);

      field->sides[i] = value == NULL ? NULL : json_node_ref (value);
    }

  return field;
}

static gboolean
field_is_untouched (DovetailFieldMerge *field)
{
  return !dovetail_field_merge_changed (field, DOVETAIL_SIDE_MINE)
         && !dovetail_field_merge_changed (field, DOVETAIL_SIDE_THEIRS);
}

static gboolean
unit_changed (GPtrArray *unit, DovetailSide side)
{
  for (guint i = 0; i < unit->len; i++)
    if (dovetail_field_merge_changed (g_ptr_array_index (unit, i), side))
      return TRUE;

  return FALSE;
}

static gboolean
sides_agree (GPtrArray *unit)
{
  for (guint i = 0; i < unit->len; i++)
    {
      DovetailFieldMerge *field = g_ptr_array_index (unit, i);

      if (!dovetail_value_equal (field->sides[DOVETAIL_SIDE_MINE], field->sides[DOVETAIL_SIDE_THEIRS]))
        return FALSE;
    }

  return TRUE;
}

static void
take_unit (GPtrArray *unit, DovetailSide side, DovetailOutcome outcome)
{
  for (guint i = 0; i < unit->len; i++)
    dovetail_field_merge_take (g_ptr_array_index (unit, i), side, outcome);
}

static void
decide_overlap (Merging *merging, GPtrArray *unit, DovetailMergeKind kind)
{
  DovetailOverlap overlap = {
    .sides = merging->sides,
    .has_base = merging->sides[DOVETAIL_SIDE_BASE].data != NULL,
    .kind = kind,
    .fields = (DovetailFieldMerge **) unit->pdata,
    .n_fields = unit->len,
  };

  merging->done_won |= dovetail_overlap_decide (&overlap, merging->policy);
}

/* Writes the fields of a decided unit into the result. */
static void
add_unit (Merging *merging, GPtrArray *unit)
{
  while (unit->len > 0)
    {
      DovetailFieldMerge *field = g_ptr_array_steal_index (unit, 0);

      if (field->merged != NULL)
        json_object_set_member (merging->merged, field->name, json_node_ref (field->merged));
      merging->merge->n_conflicts += field->outcome == DOVETAIL_OUTCOME_CONFLICT;
      merging->merge->n_decided += field->outcome == DOVETAIL_OUTCOME_DECIDED;
      if (field_is_untouched (field))
        field_merge_free (field);
      else
        g_ptr_array_add (merging->merge->fields, field);
    }
}

static void
merge_unit (Merging *merging, GPtrArray *unit, DovetailMergeKind kind)
{
  gboolean mine = unit_changed (unit, DOVETAIL_SIDE_MINE);
  gboolean theirs = unit_changed (unit, DOVETAIL_SIDE_THEIRS);

  if (mine && theirs && !sides_agree (unit))
    decide_overlap (merging, unit, kind);
  else if (mine && !theirs)
    take_unit (unit, DOVETAIL_SIDE_MINE, DOVETAIL_OUTCOME_MINE);
  else
    take_unit (unit, DOVETAIL_SIDE_THEIRS, mine ? DOVETAIL_OUTCOME_SAME : DOVETAIL_OUTCOME_THEIRS);
  add_unit (merging, unit);
}

/* A field of the schema that leads itself, with those that follow it. */
static void
merge_known_field (Merging *merging, const DovetailField *leader)
{
  g_autoptr (GPtrArray) unit = g_ptr_array_new_with_free_func (field_merge_free);

  g_ptr_array_add (unit, field_merge_new (merging->sides, leader->name));
  for (gsize i = 0; i < merging->schema->n_fields; i++)
    {
      const DovetailField *field = &merging->schema->fields[i];

      if (field->merge == DOVETAIL_MERGE_FOLLOWS && g_str_equal (field->follows, leader->name))
        g_ptr_array_add (unit, field_merge_new (merging->sides, field->name));
    }
  merge_unit (merging, unit, leader->merge);
}

static void
merge_unknown_field (Merging *merging, const char *name)
{
  g_autoptr (GPtrArray) unit = g_ptr_array_new_with_free_func (field_merge_free);

  g_ptr_array_add (unit, field_merge_new (merging->sides, name));
  merge_unit (merging, unit, DOVETAIL_MERGE_VALUE);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (a, b);
}

/* The names of fields the schema does not know, sorted, each once; they belong to the sides. */
static GList *
unknown_names (const DovetailSchema *schema, const DovetailMergeSide *sides)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < DOVETAIL_N_SIDES; i++)
    {
      JsonObjectIter iter;
      const char *name;

      if (sides[i].data == NULL)
        continue;
      json_object_iter_init (&iter, json_node_get_object (sides[i].data));
      while (json_object_iter_next (&iter, &name, NULL))
        if (dovetail_schema_find_field (schema, name) == NULL)
          g_hash_table_add (names, (gpointer) name);
    }

  return g_list_sort (g_hash_table_get_keys (names), compare_names);
}

static DovetailCause
cause_of (const Merging *merging)
{
  if (merging->sides[DOVETAIL_SIDE_BASE].data == NULL)
    return DOVETAIL_CAUSE_NO_BASE;

  return merging->done_won && merging->merge->n_conflicts == 0 ? DOVETAIL_CAUSE_DONE_WINS
                                                               : DOVETAIL_CAUSE_FIELDS;
}

static void
merge_fields (Merging *merging)
{
  const DovetailSchema *schema = merging->schema;
  g_autoptr (GList) unknown = unknown_names (schema, merging->sides);

  merging->merged = json_object_new ();
  for (gsize i = 0; schema != NULL && i < schema->n_fields; i++)
    if (schema->fields[i].merge != DOVETAIL_MERGE_FOLLOWS)
      merge_known_field (merging, &schema->fields[i]);
  for (GList *link = unknown; link != NULL; link = link->next)
    merge_unknown_field (merging, link->data);

  merging->merge->cause = cause_of (merging);
  merging->merge->merged = dovetail_data_take_object (g_steal_pointer (&merging->merged));
}

static gboolean
deleted_since_base (const DovetailMergeSide *sides, DovetailSide side)
{
  return sides[side].deleted && !sides[DOVETAIL_SIDE_BASE].deleted;
}

/* What a tombstone keeps, so that the record can be restored: the deleting side's last state, or the best
 * that is known when it sent none. */
static JsonNode *
tombstone_data (const DovetailMergeSide *sides, DovetailSide winner)
{
  DovetailSide loser = winner == DOVETAIL_SIDE_MINE ? DOVETAIL_SIDE_THEIRS : DOVETAIL_SIDE_MINE;
  const DovetailSide order[] = { winner, DOVETAIL_SIDE_BASE, loser };

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (!dovetail_data_is_empty (sides[order[i]].data))
      return json_node_ref (sides[order[i]].data);

  return dovetail_data_empty ();
}

static gboolean
is_noise (const DovetailSchema *schema, const char *name)
{
  const DovetailField *field = dovetail_schema_find_field (schema, name);

  return field != NULL && field->merge == DOVETAIL_MERGE_NOISE;
}

/* Notes the edit of a field that a delete beats. */
static void
lose_field (Merging *merging, const char *name, DovetailSide winner)
{
  DovetailSide loser = winner == DOVETAIL_SIDE_MINE ? DOVETAIL_SIDE_THEIRS : DOVETAIL_SIDE_MINE;
  DovetailFieldMerge *field = field_merge_new (merging->sides, name);
  gboolean winner_knows = !dovetail_data_is_empty (merging->sides[winner].data);
  gboolean lost = dovetail_field_merge_changed (field, loser)
                  && !(winner_knows && dovetail_value_equal (field->sides[winner], field->sides[loser]));

  if (!lost || is_noise (merging->schema, name))
    {
      field_merge_free (field);
      return;
    }
  dovetail_field_merge_take (field, winner, DOVETAIL_OUTCOME_DECIDED);
  g_ptr_array_add (merging->merge->fields, field);
  merging->merge->n_decided++;
  merging->merge->edit_lost = TRUE;
}

static void
delete_wins (Merging *merging, DovetailSide winner)
{
  const DovetailSchema *schema = merging->schema;
  g_autoptr (GList) unknown = unknown_names (schema, merging->sides);

  merging->merge->deleted = TRUE;
  merging->merge->cause = DOVETAIL_CAUSE_DELETE_WINS;
  merging->merge->merged = tombstone_data (merging->sides, winner);
  for (gsize i = 0; schema != NULL && i < schema->n_fields; i++)
    lose_field (merging, schema->fields[i].name, winner);
  for (GList *link = unknown; link != NULL; link = link->next)
    lose_field (merging, link->data, winner);
}

static void
both_deleted (Merging *merging)
{
  merging->merge->deleted = TRUE;
  merging->merge->cause = DOVETAIL_CAUSE_DELETE_WINS;
  merging->merge->merged = tombstone_data (merging->sides, DOVETAIL_SIDE_THEIRS);
}

/**
 * dovetail_merge:
 * @schema: (nullable): the rules of the type; %NULL: unknown, every field is a whole value
 * @sides: base, mine and theirs; a base without data means that none is left
 * @policy: what decides where both changed the same field differently; types that say so have their own
 *
 * Takes every change that does not overlap, lets a delete beat an edit and a completion another status,
 * merges sets, and leaves the rest to @policy. A side restores a record by being there where the base is
 * deleted. Without a base a field that only one side has is taken, equal ones are the same, others overlap;
 * the cause is then %DOVETAIL_CAUSE_NO_BASE, which a caller who knows that both sides created the record
 * overwrites.
 *
 * Returns: (transfer full): what to store and why
 */
DovetailMerge *
dovetail_merge (const DovetailSchema *schema,
                const DovetailMergeSide sides[DOVETAIL_N_SIDES],
                DovetailPolicy policy)
{
  Merging merging = { schema, sides, policy };
  gboolean mine_deleted, theirs_deleted;

  g_return_val_if_fail ((guint) policy < DOVETAIL_N_POLICIES, NULL);

  if (schema != NULL && schema->last_write_wins)
    merging.policy = DOVETAIL_POLICY_LAST_WRITE_WINS;
  merging.merge = g_new0 (DovetailMerge, 1);
  merging.merge->fields = g_ptr_array_new_with_free_func (field_merge_free);

  mine_deleted = deleted_since_base (sides, DOVETAIL_SIDE_MINE);
  theirs_deleted = deleted_since_base (sides, DOVETAIL_SIDE_THEIRS);
  if (mine_deleted && theirs_deleted)
    both_deleted (&merging);
  else if (mine_deleted || theirs_deleted)
    delete_wins (&merging, mine_deleted ? DOVETAIL_SIDE_MINE : DOVETAIL_SIDE_THEIRS);
  else
    {
      merge_fields (&merging);
      merging.merge->deleted = sides[DOVETAIL_SIDE_MINE].deleted && sides[DOVETAIL_SIDE_THEIRS].deleted;
    }

  return merging.merge;
}

/**
 * dovetail_merge_free:
 * @merge: (nullable) (transfer full): a merge
 */
void
dovetail_merge_free (DovetailMerge *merge)
{
  if (merge == NULL)
    return;

  g_clear_pointer (&merge->merged, json_node_unref);
  g_clear_pointer (&merge->fields, g_ptr_array_unref);
  g_free (merge);
}
