/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A conflict while the user decides it. The merge is computed anew whenever the conflict or the record moves
 * on, always under the policy that asks; what the server has settled already counts as fitted, with the value
 * it has now. Choices are kept by the name of the field, so that they outlive a new merge. */
#include "app/merge-session-private.h"

#include "app/merge-combine.h"

/* A choice as it was before another one replaced it. */
typedef struct
{
  char *name;
  DovetailChoice choice;
  JsonNode *result;
  guint step; /* those of one step are undone together */
} Undo;

G_DEFINE_FINAL_TYPE (DovetailMergeSession, dovetail_merge_session, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static JsonNode *
ref_node (JsonNode *node)
{
  return node != NULL ? json_node_ref (node) : NULL;
}

static void
set_node (JsonNode **place, JsonNode *node)
{
  JsonNode *old = *place;

  *place = ref_node (node);
  g_clear_pointer (&old, json_node_unref);
}

static void
undo_free (Undo *undo)
{
  g_free (undo->name);
  g_clear_pointer (&undo->result, json_node_unref);
  g_free (undo);
}

static void
field_free (DovetailMergeField *field)
{
  for (int side = 0; side < DOVETAIL_N_SIDES; side++)
    g_clear_pointer (&field->sides[side], json_node_unref);
  g_clear_pointer (&field->both, json_node_unref);
  g_clear_pointer (&field->result, json_node_unref);
  g_clear_pointer (&field->fitted, json_node_unref);
  g_free (field->name);
  g_free (field);
}

/* Who changed a field that fits, told by the sides as they were when the conflict arose. */
static DovetailOutcome
fitted_outcome (DovetailConflict *conflict, const char *name)
{
  JsonNode *base = dovetail_data_get (conflict->sides[DOVETAIL_SIDE_BASE], name);
  JsonNode *mine = dovetail_data_get (conflict->sides[DOVETAIL_SIDE_MINE], name);
  JsonNode *theirs = dovetail_data_get (conflict->sides[DOVETAIL_SIDE_THEIRS], name);

  if (dovetail_value_equal (base, mine))
    return DOVETAIL_OUTCOME_THEIRS;
  if (dovetail_value_equal (base, theirs))
    return DOVETAIL_OUTCOME_MINE;
  return dovetail_value_equal (mine, theirs) ? DOVETAIL_OUTCOME_SAME : DOVETAIL_OUTCOME_BOTH;
}

static gboolean
is_disputed (DovetailConflict *conflict, const char *name)
{
  return conflict->fields == NULL || conflict->fields[0] == NULL
         || g_strv_contains ((const char *const *) conflict->fields, name);
}

static DovetailMergeField *
build_field (DovetailMergeSession *self, const DovetailFieldMerge *merged, gboolean asks)
{
  DovetailMergeField *field = g_new0 (DovetailMergeField, 1);

  field->name = g_strdup (merged->name);
  field->schema = self->schema != NULL ? dovetail_schema_find_field (self->schema, merged->name) : NULL;
  field->asks = asks;
  field->outcome = asks ? DOVETAIL_OUTCOME_CONFLICT : fitted_outcome (self->conflict, merged->name);
  for (int side = 0; side < DOVETAIL_N_SIDES; side++)
    field->sides[side] = ref_node (merged->sides[side]);
  if (!asks)
    {
      JsonNode *settled
          = self->current != NULL ? dovetail_data_get (self->theirs, merged->name) : merged->merged;

      /* Theirs of a fitted field is what they wrote, not what it was merged to. */
      set_node (&field->sides[DOVETAIL_SIDE_THEIRS],
                dovetail_data_get (self->conflict->sides[DOVETAIL_SIDE_THEIRS], merged->name));
      field->fitted = ref_node (settled);
      field->result = ref_node (settled);
    }
  field->can_both = dovetail_combine_is_possible (field->schema);
  if (field->can_both)
    field->both = dovetail_combine (self->schema, field->schema, field->sides[DOVETAIL_SIDE_BASE],
                                    field->sides[DOVETAIL_SIDE_MINE], field->sides[DOVETAIL_SIDE_THEIRS]);
  return field;
}

/* The deletion of a task is decided as a whole. */
static DovetailMergeField *
build_whole (DovetailMergeSession *self)
{
  DovetailMergeField *field = g_new0 (DovetailMergeField, 1);

  field->name = g_strdup (DOVETAIL_MERGE_WHOLE);
  field->asks = TRUE;
  field->outcome = DOVETAIL_OUTCOME_CONFLICT;
  field->sides[DOVETAIL_SIDE_BASE] = ref_node (self->conflict->sides[DOVETAIL_SIDE_BASE]);
  if (!self->conflict->deleted[DOVETAIL_SIDE_MINE])
    field->sides[DOVETAIL_SIDE_MINE] = ref_node (self->conflict->sides[DOVETAIL_SIDE_MINE]);
  if (self->conflict->deleted[DOVETAIL_SIDE_MINE])
    field->sides[DOVETAIL_SIDE_THEIRS] = ref_node (self->conflict->sides[DOVETAIL_SIDE_THEIRS]);
  return field;
}

gboolean
dovetail_merge_session_hides (const DovetailField *schema, gboolean asks)
{
  if (schema == NULL)
    return FALSE;
  /* A follower is decided with the field it follows; alone it asks only where that one does not differ. */
  return schema->merge == DOVETAIL_MERGE_NOISE || (schema->merge == DOVETAIL_MERGE_FOLLOWS && !asks);
}

static gboolean
leader_asks (DovetailMergeSession *self, const DovetailMerge *merge, const DovetailField *schema)
{
  if (schema == NULL || schema->merge != DOVETAIL_MERGE_FOLLOWS)
    return FALSE;
  for (guint i = 0; i < merge->fields->len; i++)
    {
      const DovetailFieldMerge *merged = g_ptr_array_index (merge->fields, i);

      if (g_str_equal (merged->name, schema->follows) && merged->outcome == DOVETAIL_OUTCOME_CONFLICT)
        return TRUE;
    }
  return FALSE;
}

static gsize
schema_place (const DovetailMergeField *field, const DovetailSchema *schema)
{
  return field->schema != NULL ? (gsize) (field->schema - schema->fields) : G_MAXSIZE;
}

static int
compare_fields (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const DovetailMergeField *first = *(DovetailMergeField *const *) a;
  const DovetailMergeField *second = *(DovetailMergeField *const *) b;
  DovetailMergeSession *self = user_data;

  if (first->asks != second->asks)
    return first->asks ? -1 : 1;
  if (self->schema == NULL)
    return g_strcmp0 (first->name, second->name);
  return schema_place (first, self->schema) < schema_place (second, self->schema) ? -1 : 1;
}

static DovetailMerge *
merge_sides (DovetailMergeSession *self)
{
  const DovetailMergeSide sides[DOVETAIL_N_SIDES] = {
    [DOVETAIL_SIDE_BASE] = { .data = self->conflict->sides[DOVETAIL_SIDE_BASE] },
    [DOVETAIL_SIDE_MINE] = { .data = self->conflict->sides[DOVETAIL_SIDE_MINE],
                             .timestamp = self->conflict->mine.time,
                             .client_id = self->conflict->mine.client_id },
    [DOVETAIL_SIDE_THEIRS] = { .data = self->theirs,
                               .timestamp = self->conflict->theirs.time,
                               .client_id = self->conflict->theirs.client_id },
  };

  return dovetail_merge (self->schema, sides, DOVETAIL_POLICY_MANUAL_RESOLUTION);
}

static GPtrArray *
build_fields (DovetailMergeSession *self)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func ((GDestroyNotify) field_free);
  g_autoptr (DovetailMerge) merge = NULL;

  if (self->deletion)
    {
      g_ptr_array_add (fields, build_whole (self));
      return fields;
    }
  merge = merge_sides (self);
  for (guint i = 0; i < merge->fields->len; i++)
    {
      const DovetailFieldMerge *merged = g_ptr_array_index (merge->fields, i);
      const DovetailField *schema
          = self->schema != NULL ? dovetail_schema_find_field (self->schema, merged->name) : NULL;
      gboolean asks = merged->outcome == DOVETAIL_OUTCOME_CONFLICT
                      && is_disputed (self->conflict, merged->name) && !leader_asks (self, merge, schema);

      if (!dovetail_merge_session_hides (schema, asks))
        g_ptr_array_add (fields, build_field (self, merged, asks));
    }
  g_ptr_array_sort_with_data (fields, compare_fields, self);
  return fields;
}

static DovetailMergeField *
find_field (DovetailMergeSession *self, const char *name)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      DovetailMergeField *field = g_ptr_array_index (self->fields, i);

      if (g_str_equal (field->name, name))
        return field;
    }
  return NULL;
}

static void
set_choice (DovetailMergeField *field, DovetailChoice choice, JsonNode *edited)
{
  JsonNode *result = edited;

  if (choice == DOVETAIL_CHOICE_MINE)
    result = field->sides[DOVETAIL_SIDE_MINE];
  else if (choice == DOVETAIL_CHOICE_THEIRS)
    result = field->sides[DOVETAIL_SIDE_THEIRS];
  else if (choice == DOVETAIL_CHOICE_BOTH)
    result = field->both;
  else if (choice == DOVETAIL_CHOICE_NONE)
    result = field->fitted;
  field->choice = choice;
  set_node (&field->result, result);
}

static void
keep_choices (DovetailMergeSession *self, GPtrArray *old_fields)
{
  for (guint i = 0; old_fields != NULL && i < old_fields->len; i++)
    {
      const DovetailMergeField *old = g_ptr_array_index (old_fields, i);
      DovetailMergeField *field = find_field (self, old->name);

      if (field != NULL && old->choice != DOVETAIL_CHOICE_NONE)
        set_choice (field, old->choice, old->result);
    }
}

static gboolean
same_field (const DovetailMergeField *a, const DovetailMergeField *b)
{
  if (!g_str_equal (a->name, b->name) || a->asks != b->asks || !dovetail_value_equal (a->fitted, b->fitted))
    return FALSE;
  for (int side = 0; side < DOVETAIL_N_SIDES; side++)
    if (!dovetail_value_equal (a->sides[side], b->sides[side]))
      return FALSE;
  return TRUE;
}

static gboolean
same_fields (GPtrArray *a, GPtrArray *b)
{
  if (a == NULL || a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!same_field (g_ptr_array_index (a, i), g_ptr_array_index (b, i)))
      return FALSE;
  return TRUE;
}

gboolean
dovetail_merge_session_update (DovetailMergeSession *self,
                               DovetailConflict *conflict,
                               DovetailRecord *current)
{
  g_return_val_if_fail (DOVETAIL_IS_MERGE_SESSION (self), FALSE);
  g_return_val_if_fail (conflict != NULL, FALSE);

  g_autoptr (GPtrArray) old_fields = self->fields;
  g_autoptr (DovetailConflict) old_conflict = self->conflict;
  g_autoptr (DovetailRecord) old_current = self->current;
  gboolean gone = current == NULL || current->deleted;
  gboolean changed;

  self->conflict = dovetail_conflict_ref (conflict);
  self->current = gone ? NULL : dovetail_record_ref (current);
  self->schema = dovetail_schema_find (conflict->entity_type);
  self->deletion = conflict->deleted[DOVETAIL_SIDE_MINE] || conflict->deleted[DOVETAIL_SIDE_THEIRS]
                   || (current != NULL && current->deleted);
  set_node (&self->theirs, gone ? conflict->sides[DOVETAIL_SIDE_THEIRS] : current->data);
  self->fields = build_fields (self);
  changed = !same_fields (old_fields, self->fields);
  keep_choices (self, old_fields);
  if (changed)
    g_ptr_array_set_size (self->undo, 0);
  return changed;
}

static void
dovetail_merge_session_finalize (GObject *object)
{
  DovetailMergeSession *self = DOVETAIL_MERGE_SESSION (object);

  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_clear_pointer (&self->undo, g_ptr_array_unref);
  g_clear_pointer (&self->theirs, json_node_unref);
  g_clear_pointer (&self->current, dovetail_record_unref);
  g_clear_pointer (&self->conflict, dovetail_conflict_unref);
  G_OBJECT_CLASS (dovetail_merge_session_parent_class)->finalize (object);
}

static void
dovetail_merge_session_class_init (DovetailMergeSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dovetail_merge_session_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", DOVETAIL_TYPE_MERGE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
dovetail_merge_session_init (DovetailMergeSession *self)
{
  self->undo = g_ptr_array_new_with_free_func ((GDestroyNotify) undo_free);
}

DovetailMergeSession *
dovetail_merge_session_new (DovetailConflict *conflict, DovetailRecord *current, gint64 now)
{
  g_return_val_if_fail (conflict != NULL, NULL);

  DovetailMergeSession *self = g_object_new (DOVETAIL_TYPE_MERGE_SESSION, NULL);

  self->now = now;
  dovetail_merge_session_update (self, conflict, current);
  return self;
}

DovetailConflict *
dovetail_merge_session_get_conflict (DovetailMergeSession *self)
{
  g_return_val_if_fail (DOVETAIL_IS_MERGE_SESSION (self), NULL);
  return self->conflict;
}

GPtrArray *
dovetail_merge_session_get_fields (DovetailMergeSession *self)
{
  g_return_val_if_fail (DOVETAIL_IS_MERGE_SESSION (self), NULL);
  return self->fields;
}

const DovetailMergeField *
dovetail_merge_session_find (DovetailMergeSession *self, const char *name)
{
  g_return_val_if_fail (DOVETAIL_IS_MERGE_SESSION (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);
  return find_field (self, name);
}

gboolean
dovetail_merge_session_is_deletion (DovetailMergeSession *self)
{
  g_return_val_if_fail (DOVETAIL_IS_MERGE_SESSION (self), FALSE);
  return self->deletion;
}

static guint
count_fields (DovetailMergeSession *self, gboolean asks, gboolean only_undecided)
{
  guint n = 0;

  for (guint i = 0; i < self->fields->len; i++)
    {
      const DovetailMergeField *field = g_ptr_array_index (self->fields, i);

      if (field->asks == asks && (!only_undecided || field->choice == DOVETAIL_CHOICE_NONE))
        n++;
    }
  return n;
}

guint
dovetail_merge_session_count_asking (DovetailMergeSession *self)
{
  g_return_val_if_fail (DOVETAIL_IS_MERGE_SESSION (self), 0);
  return count_fields (self, TRUE, FALSE);
}

guint
dovetail_merge_session_count_fitted (DovetailMergeSession *self)
{
  g_return_val_if_fail (DOVETAIL_IS_MERGE_SESSION (self), 0);
  return count_fields (self, FALSE, FALSE);
}

guint
dovetail_merge_session_count_undecided (DovetailMergeSession *self)
{
  g_return_val_if_fail (DOVETAIL_IS_MERGE_SESSION (self), 0);
  return count_fields (self, TRUE, TRUE);
}

static void
remember (DovetailMergeSession *self, const DovetailMergeField *field)
{
  Undo *undo = g_new0 (Undo, 1);

  undo->name = g_strdup (field->name);
  undo->choice = field->choice;
  undo->result = ref_node (field->result);
  undo->step = self->step;
  g_ptr_array_add (self->undo, undo);
}

void
dovetail_merge_session_choose (DovetailMergeSession *self, const char *name, DovetailChoice choice)
{
  g_return_if_fail (DOVETAIL_IS_MERGE_SESSION (self));
  g_return_if_fail (choice != DOVETAIL_CHOICE_EDITED);

  DovetailMergeField *field = find_field (self, name);

  if (field == NULL || field->choice == choice || (choice == DOVETAIL_CHOICE_BOTH && !field->can_both))
    return;
  self->step++;
  remember (self, field);
  set_choice (field, choice, NULL);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Typing goes letter by letter; one undo takes the whole edit back. */
static gboolean
continues_edit (DovetailMergeSession *self, const DovetailMergeField *field)
{
  const Undo *last = self->undo->len > 0 ? g_ptr_array_index (self->undo, self->undo->len - 1) : NULL;

  return field->choice == DOVETAIL_CHOICE_EDITED && last != NULL && g_str_equal (last->name, field->name);
}

void
dovetail_merge_session_edit (DovetailMergeSession *self, const char *name, JsonNode *value)
{
  g_return_if_fail (DOVETAIL_IS_MERGE_SESSION (self));

  DovetailMergeField *field = find_field (self, name);

  if (field == NULL
      || (field->choice == DOVETAIL_CHOICE_EDITED && dovetail_value_equal (field->result, value)))
    return;
  if (!continues_edit (self, field))
    {
      self->step++;
      remember (self, field);
    }
  set_choice (field, DOVETAIL_CHOICE_EDITED, value);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
dovetail_merge_session_choose_all (DovetailMergeSession *self, DovetailChoice choice)
{
  g_return_if_fail (DOVETAIL_IS_MERGE_SESSION (self));
  g_return_if_fail (choice == DOVETAIL_CHOICE_MINE || choice == DOVETAIL_CHOICE_THEIRS);

  self->step++;
  for (guint i = 0; i < self->fields->len; i++)
    {
      DovetailMergeField *field = g_ptr_array_index (self->fields, i);

      if (!field->asks || field->choice == choice)
        continue;
      remember (self, field);
      set_choice (field, choice, NULL);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gboolean
dovetail_merge_session_can_undo (DovetailMergeSession *self)
{
  g_return_val_if_fail (DOVETAIL_IS_MERGE_SESSION (self), FALSE);
  return self->undo->len > 0;
}

void
dovetail_merge_session_undo (DovetailMergeSession *self)
{
  g_return_if_fail (DOVETAIL_IS_MERGE_SESSION (self));

  const Undo *last = self->undo->len > 0 ? g_ptr_array_index (self->undo, self->undo->len - 1) : NULL;
  guint step = last != NULL ? last->step : 0;

  while (last != NULL && last->step == step)
    {
      DovetailMergeField *field = find_field (self, last->name);

      if (field != NULL)
        set_choice (field, last->choice, last->result);
      g_ptr_array_set_size (self->undo, self->undo->len - 1);
      last = self->undo->len > 0 ? g_ptr_array_index (self->undo, self->undo->len - 1) : NULL;
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
