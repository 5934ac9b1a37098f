/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An overlap and both its sides, kept for good. */

#include "core/conflict.h"

G_DEFINE_BOXED_TYPE (DovetailConflict, dovetail_conflict, dovetail_conflict_ref, dovetail_conflict_unref)

static const char *const cause_names[] = {
  [DOVETAIL_CAUSE_FIELDS] = "fields",
  [DOVETAIL_CAUSE_DELETE_WINS] = "delete_wins",
  [DOVETAIL_CAUSE_DONE_WINS] = "done_wins",
  [DOVETAIL_CAUSE_CREATED_TWICE] = "created_twice",
  [DOVETAIL_CAUSE_NO_BASE] = "no_base",
  [DOVETAIL_CAUSE_LIST_DELETED] = "list_deleted",
  [DOVETAIL_CAUSE_OTHER_HISTORY] = "other_history",
  [DOVETAIL_CAUSE_REFUSED] = "refused",
};

/**
 * dovetail_cause_to_string:
 * @cause: why two changes overlap
 *
 * Returns: its name on the wire
 */
const char *
dovetail_cause_to_string (DovetailCause cause)
{
  g_return_val_if_fail ((guint) cause < G_N_ELEMENTS (cause_names), NULL);

  return cause_names[cause];
}

/**
 * dovetail_cause_from_string:
 * @text: (nullable): a name on the wire
 * @cause: (out): the cause; untouched when the name is unknown
 *
 * Returns: whether @text names a cause
 */
gboolean
dovetail_cause_from_string (const char *text, DovetailCause *cause)
{
  for (guint i = 0; i < G_N_ELEMENTS (cause_names); i++)
    if (g_strcmp0 (text, cause_names[i]) == 0)
      {
        *cause = (DovetailCause) i;
        return TRUE;
      }

  return FALSE;
}

/**
 * dovetail_conflict_alloc:
 *
 * Returns: (transfer full): a conflict with nothing in it, to be filled before anyone else sees it
 */
DovetailConflict *
dovetail_conflict_alloc (void)
{
  return g_atomic_rc_box_new0 (DovetailConflict);
}

/**
 * dovetail_conflict_ref:
 * @conflict: a conflict
 *
 * Returns: (transfer full): the same conflict
 */
DovetailConflict *
dovetail_conflict_ref (DovetailConflict *conflict)
{
  g_return_val_if_fail (conflict != NULL, NULL);

  return g_atomic_rc_box_acquire (conflict);
}

/**
 * dovetail_author_clear:
 * @author: an author whose texts are freed; it is all zero afterwards
 */
void
dovetail_author_clear (DovetailAuthor *author)
{
  g_return_if_fail (author != NULL);

  g_free (author->client_id);
  g_free (author->device_name);
  g_free (author->user_id);
  g_free (author->user_name);
  *author = (DovetailAuthor){ 0 };
}

/**
 * dovetail_author_copy:
 * @to: an initialized author, overwritten
 * @from: whom to copy
 */
void
dovetail_author_copy (DovetailAuthor *to, const DovetailAuthor *from)
{
  DovetailAuthor copy;

  g_return_if_fail (to != NULL);
  g_return_if_fail (from != NULL);

  copy = (DovetailAuthor){
    .client_id = g_strdup (from->client_id),
    .device_name = g_strdup (from->device_name),
    .user_id = g_strdup (from->user_id),
    .user_name = g_strdup (from->user_name),
    .time = from->time,
  };
  dovetail_author_clear (to);
  *to = copy;
}

static void
clear_conflict (gpointer box)
{
  DovetailConflict *conflict = box;

  g_free (conflict->conflict_id);
  g_free (conflict->entity_id);
  g_free (conflict->resolution);
  g_strfreev (conflict->fields);
  for (guint i = 0; i < DOVETAIL_N_SIDES; i++)
    g_clear_pointer (&conflict->sides[i], json_node_unref);
  g_clear_pointer (&conflict->resolved_data, json_node_unref);
  dovetail_author_clear (&conflict->mine);
  dovetail_author_clear (&conflict->theirs);
}

/**
 * dovetail_conflict_unref:
 * @conflict: (transfer full): a conflict
 */
void
dovetail_conflict_unref (DovetailConflict *conflict)
{
  g_return_if_fail (conflict != NULL);

  g_atomic_rc_box_release_full (conflict, clear_conflict);
}

/**
 * dovetail_conflict_is_local:
 * @conflict: a conflict
 *
 * Returns: whether it is an entry of one device's history that no server knows of
 */
gboolean
dovetail_conflict_is_local (const DovetailConflict *conflict)
{
  g_return_val_if_fail (conflict != NULL, FALSE);

  return conflict->cause == DOVETAIL_CAUSE_OTHER_HISTORY || conflict->cause == DOVETAIL_CAUSE_REFUSED;
}

/**
 * dovetail_conflict_copy:
 * @conflict: a conflict
 *
 * Returns: (transfer full): a copy with one reference, to change before sharing it; the sealed nodes are
 * shared
 */
DovetailConflict *
dovetail_conflict_copy (DovetailConflict *conflict)
{
  DovetailConflict *copy;

  g_return_val_if_fail (conflict != NULL, NULL);

  copy = dovetail_conflict_alloc ();
  *copy = *conflict;
  copy->conflict_id = g_strdup (conflict->conflict_id);
  copy->entity_id = g_strdup (conflict->entity_id);
  copy->resolution = g_strdup (conflict->resolution);
  copy->fields = g_strdupv (conflict->fields);
  for (guint i = 0; i < DOVETAIL_N_SIDES; i++)
    copy->sides[i] = conflict->sides[i] == NULL ? NULL : json_node_ref (conflict->sides[i]);
  copy->resolved_data = conflict->resolved_data == NULL ? NULL : json_node_ref (conflict->resolved_data);
  copy->mine = copy->theirs = (DovetailAuthor){ 0 };
  dovetail_author_copy (&copy->mine, &conflict->mine);
  dovetail_author_copy (&copy->theirs, &conflict->theirs);

  return copy;
}
