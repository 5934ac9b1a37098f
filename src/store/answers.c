/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Many conflicts answered with one choice, and a side that lost brought back. */

#include "store/answers.h"

#include "core/patch.h"
#include "store/action.h"
#include "store/conflicts-private.h"
#include "store/edit-private.h"
#include "store/store-private.h"

/**
 * dovetail_answer_preview_free:
 * @preview: (transfer full) (nullable): a preview
 */
void
dovetail_answer_preview_free (DovetailAnswerPreview *preview)
{
  if (preview == NULL)
    return;

  dovetail_conflict_unref (preview->conflict);
  g_clear_pointer (&preview->before, json_node_unref);
  g_clear_pointer (&preview->after, json_node_unref);
  g_free (preview);
}

/* The list a conflict stands under: that of the record as it is. "": none, or no task. */
static const char *
list_of (DovetailConflict *conflict)
{
  JsonNode *theirs = conflict->sides[DOVETAIL_SIDE_THEIRS];
  const char *list_id
      = dovetail_data_get_string (theirs != NULL ? theirs : conflict->sides[DOVETAIL_SIDE_MINE], "list_id");

  return list_id != NULL ? list_id : "";
}

static gboolean
same_set (const char *const *a, const char *const *b)
{
  if (g_strv_length ((char **) a) != g_strv_length ((char **) b))
    return FALSE;
  for (; *a != NULL; a++)
    if (!g_strv_contains (b, *a))
      return FALSE;

  return TRUE;
}

static gboolean
passes (DovetailConflict *conflict, const DovetailConflictFilter *filter)
{
  static const char *const none[] = { NULL };
  const char *const *fields = conflict->fields != NULL ? (const char *const *) conflict->fields : none;

  return (filter->cause == NULL || g_str_equal (filter->cause, dovetail_cause_to_string (conflict->cause)))
         && (filter->list_id == NULL || g_str_equal (filter->list_id, list_of (conflict)))
         && (filter->fields == NULL || same_set (filter->fields, fields));
}

/**
 * dovetail_store_filter_conflicts:
 * @self: a store
 * @filter: (nullable): which; %NULL: all
 * @error: CORRUPT, FAILED
 *
 * Returns: (transfer full) (element-type DovetailConflict): the open ones that pass, newest first
 */
GPtrArray *
dovetail_store_filter_conflicts (DovetailStore *self, const DovetailConflictFilter *filter, GError **error)
{
  g_autoptr (GPtrArray) open = NULL;
  GPtrArray *passed;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);

  open = dovetail_store_list_conflicts (self, TRUE, 0, error);
  if (open == NULL || filter == NULL)
    return g_steal_pointer (&open);
  passed = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_conflict_unref);
  for (guint i = 0; i < open->len; i++)
    if (passes (g_ptr_array_index (open, i), filter))
      g_ptr_array_add (passed, dovetail_conflict_ref (g_ptr_array_index (open, i)));

  return passed;
}

/**
 * dovetail_store_similar_conflicts:
 * @self: a store
 * @conflict: one of the open ones
 * @error: CORRUPT, FAILED
 *
 * Returns: (transfer full) (element-type DovetailConflict): those with the same cause, the same set of fields
 * and the same list, @conflict included
 */
GPtrArray *
dovetail_store_similar_conflicts (DovetailStore *self, DovetailConflict *conflict, GError **error)
{
  static const char *const none[] = { NULL };
  DovetailConflictFilter filter;

  g_return_val_if_fail (conflict != NULL, NULL);

  filter
      = (DovetailConflictFilter){ dovetail_cause_to_string (conflict->cause), list_of (conflict),
                                  conflict->fields != NULL ? (const char *const *) conflict->fields : none };

  return dovetail_store_filter_conflicts (self, &filter, error);
}

static DovetailAnswerPreview *
preview_one (DovetailStore *self, DovetailConflict *conflict, const char *strategy, GError **error)
{
  gboolean mine = g_str_equal (strategy, DOVETAIL_RESOLUTION_CLIENT_WINS);
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (JsonNode) wanted = NULL;
  g_autoptr (JsonNode) applied = NULL;
  DovetailAnswerPreview *preview;

  if (!dovetail_conflicts_get_record (self, conflict, &replica, error))
    return NULL;
  preview = g_new0 (DovetailAnswerPreview, 1);
  preview->conflict = dovetail_conflict_ref (conflict);
  preview->possible = !mine || replica == NULL || !replica->current->deleted;
  if (!mine || replica == NULL)
    {
      preview->before = dovetail_data_empty ();
      preview->after = dovetail_data_empty ();
      return preview;
    }
  wanted = dovetail_conflicts_fields_of (conflict, DOVETAIL_SIDE_MINE);
  applied = dovetail_patch_apply (replica->current->data, wanted);
  preview->after = dovetail_patch_diff (replica->current->data, applied);
  preview->before = dovetail_patch_diff (applied, replica->current->data);

  return preview;
}

/**
 * dovetail_store_preview_answers:
 * @self: a store
 * @conflicts: (element-type DovetailConflict): open ones
 * @strategy: client_wins or server_wins
 * @error: CORRUPT, FAILED
 *
 * Returns: (transfer full) (element-type DovetailAnswerPreview): what the answer would do to each; nothing is
 * written
 */
GPtrArray *
dovetail_store_preview_answers (DovetailStore *self,
                                GPtrArray *conflicts,
                                const char *strategy,
                                GError **error)
{
  g_autoptr (GPtrArray) previews
      = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_answer_preview_free);

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);
  g_return_val_if_fail (conflicts != NULL && strategy != NULL, NULL);

  for (guint i = 0; i < conflicts->len; i++)
    {
      DovetailAnswerPreview *preview = preview_one (self, g_ptr_array_index (conflicts, i), strategy, error);

      if (preview == NULL)
        return NULL;
      g_ptr_array_add (previews, preview);
    }

  return g_steal_pointer (&previews);
}

/* *answered: FALSE when it was closed meanwhile, or its record deleted. */
static gboolean
answer_one (
    DovetailStore *self, const char *conflict_id, const char *strategy, gboolean *answered, GError **error)
{
  g_autoptr (DovetailConflict) conflict = NULL;
  g_autoptr (GError) failure = NULL;
  gint64 time = dovetail_store_next_time (self, error);

  if (time == 0)
    return FALSE;
  conflict = dovetail_store_get_conflict (self, conflict_id, &failure);
  *answered = conflict != NULL && dovetail_conflicts_answer (self, conflict, strategy, NULL, time, &failure);
  if (*answered)
    return dovetail_conflicts_journal (self, DOVETAIL_ACTION_RESOLVE, conflict, strategy, NULL, error);
  if (g_error_matches (failure, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID)
      || g_error_matches (failure, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

/**
 * dovetail_store_resolve_conflicts:
 * @self: a store
 * @conflicts: (element-type DovetailConflict): open ones
 * @strategy: client_wins, server_wins or both
 * @error: BUSY, FULL, CORRUPT, FAILED
 *
 * One transaction: each as by dovetail_store_resolve_conflict(). Those that were closed meanwhile, or whose
 * record was deleted while the answer means to keep it, are passed over.
 *
 * Returns: (transfer full): the ids of those that were answered; %NULL on error, and then none was
 */
char **
dovetail_store_resolve_conflicts (DovetailStore *self,
                                  GPtrArray *conflicts,
                                  const char *strategy,
                                  GError **error)
{
  g_autoptr (DovetailTransaction) transaction = NULL;
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), NULL);
  g_return_val_if_fail (conflicts != NULL && strategy != NULL, NULL);

  transaction = dovetail_transaction_begin (self, error);
  if (transaction == NULL)
    return NULL;
  for (guint i = 0; i < conflicts->len; i++)
    {
      const DovetailConflict *conflict = g_ptr_array_index (conflicts, i);
      gboolean answered;

      if (!answer_one (self, conflict->conflict_id, strategy, &answered, error))
        return NULL;
      if (answered)
        g_strv_builder_add (ids, conflict->conflict_id);
    }
  if (!dovetail_transaction_commit (g_steal_pointer (&transaction), error))
    return NULL;

  return g_strv_builder_end (ids);
}

static gboolean
take_back (DovetailStore *self, DovetailConflict *conflict, GError **error)
{
  return dovetail_conflicts_unanswer (self, conflict, error)
         && dovetail_conflicts_journal (self, DOVETAIL_ACTION_UNRESOLVE, conflict, conflict->resolution,
                                        conflict->resolved_data, error);
}

/**
 * dovetail_store_unresolve_conflicts:
 * @self: a store
 * @conflict_ids: ids of closed conflicts
 * @error: NOT_FOUND, INVALID, BUSY, FULL, CORRUPT, FAILED
 *
 * One transaction: each as by dovetail_store_unresolve_conflict(); open ones are passed over.
 *
 * Returns: whether it was saved, for all or for none
 */
gboolean
dovetail_store_unresolve_conflicts (DovetailStore *self, const char *const *conflict_ids, GError **error)
{
  g_autoptr (DovetailTransaction) transaction = NULL;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (conflict_ids != NULL, FALSE);

  transaction = dovetail_transaction_begin (self, error);
  if (transaction == NULL)
    return FALSE;
  for (; *conflict_ids != NULL; conflict_ids++)
    {
      g_autoptr (DovetailConflict) conflict = dovetail_store_get_conflict (self, *conflict_ids, error);

      if (conflict == NULL || (!conflict->open && !take_back (self, conflict, error)))
        return FALSE;
    }

  return dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}

static gboolean
field_lost (DovetailConflict *conflict, DovetailSide side, const char *field)
{
  DovetailSide other = side == DOVETAIL_SIDE_MINE ? DOVETAIL_SIDE_THEIRS : DOVETAIL_SIDE_MINE;
  JsonNode *value = dovetail_data_get (conflict->sides[side], field);

  if (conflict->resolved_data != NULL)
    return !dovetail_value_equal (value, dovetail_data_get (conflict->resolved_data, field));

  return !dovetail_value_equal (value, dovetail_data_get (conflict->sides[other], field));
}

/**
 * dovetail_conflict_lost:
 * @conflict: a closed conflict
 * @side: mine or theirs
 *
 * Returns: whether the side had a value, or the whole record, that was passed over and can be restored
 */
gboolean
dovetail_conflict_lost (DovetailConflict *conflict, DovetailSide side)
{
  g_return_val_if_fail (conflict != NULL, FALSE);

  if (conflict->open || conflict->deleted[side] || conflict->sides[side] == NULL)
    return FALSE;
  if (conflict->deleted[DOVETAIL_SIDE_MINE] || conflict->deleted[DOVETAIL_SIDE_THEIRS])
    return TRUE;
  for (guint i = 0; conflict->fields != NULL && conflict->fields[i] != NULL; i++)
    if (field_lost (conflict, side, conflict->fields[i]))
      return TRUE;

  return FALSE;
}

/* The fields of the side that were passed over, with what follows them. */
static JsonNode *
lost_fields (DovetailConflict *conflict, DovetailSide side)
{
  g_autoptr (DovetailConflict) narrow = dovetail_conflict_copy (conflict);
  g_autoptr (GStrvBuilder) fields = g_strv_builder_new ();

  for (guint i = 0; conflict->fields != NULL && conflict->fields[i] != NULL; i++)
    if (field_lost (conflict, side, conflict->fields[i]))
      g_strv_builder_add (fields, conflict->fields[i]);
  g_strfreev (narrow->fields);
  narrow->fields = g_strv_builder_end (fields);

  return dovetail_conflicts_fields_of (narrow, side);
}

gboolean
dovetail_conflicts_restore_fields (DovetailStore *self,
                                   DovetailConflict *conflict,
                                   DovetailSide side,
                                   GError **error)
{
  g_autoptr (JsonNode) patch = lost_fields (conflict, side);
  g_autoptr (DovetailReplica) replica
      = dovetail_store_get_replica (self, conflict->entity_type, conflict->entity_id, error);
  g_autoptr (JsonNode) data = NULL;
  gint64 time;

  if (replica == NULL)
    return FALSE;
  if (replica->current->deleted)
    {
      g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                   "“%s” was deleted meanwhile; restore it first",
                   dovetail_record_get_title (replica->current));
      return FALSE;
    }
  data = dovetail_patch_apply (replica->current->data, patch);
  if (dovetail_data_equal (data, replica->current->data))
    return TRUE;
  time = dovetail_store_next_time (self, error);

  return time != 0 && dovetail_edit_apply (self, replica, data, FALSE, time, TRUE, error);
}

/**
 * dovetail_store_restore_side:
 * @self: a store
 * @conflict_id: a closed conflict, whoever decided it: a person, a policy or a rule
 * @side: mine or theirs
 * @error: NOT_FOUND, INVALID, BUSY, FULL, CORRUPT, FAILED
 *
 * Gives the fields in which @side was passed over its values again. The conflict stays closed: this is an
 * edit like any other. Where a delete won, the record comes back as the side had it.
 *
 * Returns: whether it was saved
 */
gboolean
dovetail_store_restore_side (DovetailStore *self, const char *conflict_id, DovetailSide side, GError **error)
{
  g_autoptr (DovetailTransaction) transaction = NULL;
  g_autoptr (DovetailConflict) conflict = NULL;
  gboolean restored;

  g_return_val_if_fail (DOVETAIL_IS_STORE (self), FALSE);
  g_return_val_if_fail (conflict_id != NULL, FALSE);

  transaction = dovetail_transaction_begin (self, error);
  if (transaction == NULL)
    return FALSE;
  conflict = dovetail_store_get_conflict (self, conflict_id, error);
  if (conflict == NULL)
    return FALSE;
  if (!dovetail_conflict_lost (conflict, side))
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, "There is nothing to restore");
      return FALSE;
    }
  dovetail_action_begin (self);
  restored = conflict->cause == DOVETAIL_CAUSE_DELETE_WINS
                 ? dovetail_conflicts_unanswer (self, conflict, error)
                 : dovetail_conflicts_restore_fields (self, conflict, side, error);

  return restored && dovetail_action_write (self, DOVETAIL_ACTION_EDIT, error)
         && dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}
