/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the choices of a session come to: the record as it will be, and the answer that is stored. What
 * follows a field, such as the time zone of a date, goes where that field goes. */
#include "app/merge-session-private.h"

#include <glib/gi18n.h>

#include "core/error.h"
#include "core/timestamp.h"

static JsonNode *
copy_reference (JsonNode *node)
{
  return node != NULL ? json_node_ref (node) : NULL;
}

void
dovetail_merge_answer_clear (DovetailMergeAnswer *answer)
{
  g_clear_pointer (&answer->resolved, json_node_unref);
  answer->strategy = NULL;
}

/* The value of a follower when its leader was given a value of the user's own. */
static JsonNode *
follow_edit (DovetailMergeSession *self, const DovetailMergeField *leader, const char *follower)
{
  JsonNode *mine = dovetail_data_get (self->conflict->sides[DOVETAIL_SIDE_MINE], follower);
  JsonNode *theirs = dovetail_data_get (self->theirs, follower);
  const char *value = leader->result != NULL && JSON_NODE_HOLDS_VALUE (leader->result)
                          ? json_node_get_string (leader->result)
                          : NULL;
  g_autofree char *now = NULL;

  if (g_str_equal (follower, "completed_at") && g_strcmp0 (value, "done") != 0)
    return NULL;
  if (g_str_equal (follower, "due_zone") && (value == NULL || dovetail_date_is_valid (value)))
    return NULL;
  if (mine != NULL || theirs != NULL)
    return copy_reference (mine != NULL ? mine : theirs);
  if (!g_str_equal (follower, "completed_at"))
    return NULL;
  now = dovetail_timestamp_format (self->now);
  return dovetail_value_string (now);
}

static void
put_field (JsonObject *patch, const char *name, JsonNode *value)
{
  json_object_set_member (patch, name,
                          value != NULL ? dovetail_value_share (value) : json_node_new (JSON_NODE_NULL));
}

static void
put_followers (DovetailMergeSession *self, const DovetailMergeField *leader, JsonObject *patch)
{
  for (gsize i = 0; self->schema != NULL && i < self->schema->n_fields; i++)
    {
      const DovetailField *follower = &self->schema->fields[i];
      g_autoptr (JsonNode) value = NULL;

      if (g_strcmp0 (follower->follows, leader->name) != 0
          || dovetail_merge_session_find (self, follower->name) != NULL)
        continue;
      if (leader->choice == DOVETAIL_CHOICE_MINE)
        value
            = copy_reference (dovetail_data_get (self->conflict->sides[DOVETAIL_SIDE_MINE], follower->name));
      else if (leader->choice == DOVETAIL_CHOICE_EDITED)
        value = follow_edit (self, leader, follower->name);
      else
        value = copy_reference (dovetail_data_get (self->theirs, follower->name));
      /* Absent here and there: nothing to say. */
      if (value != NULL || dovetail_data_get (self->theirs, follower->name) != NULL)
        put_field (patch, follower->name, value);
    }
}

/* What the choices set, as a merge patch over the record. */
static JsonObject *
build_patch (DovetailMergeSession *self)
{
  JsonObject *patch = json_object_new ();

  for (guint i = 0; i < self->fields->len; i++)
    {
      const DovetailMergeField *field = g_ptr_array_index (self->fields, i);

      if (field->choice == DOVETAIL_CHOICE_NONE)
        continue;
      put_field (patch, field->name, field->result);
      put_followers (self, field, patch);
    }
  return patch;
}

JsonNode *
dovetail_merge_session_preview (DovetailMergeSession *self)
{
  g_return_val_if_fail (DOVETAIL_IS_MERGE_SESSION (self), NULL);

  g_autoptr (JsonNode) data = copy_reference (self->theirs);
  g_autoptr (JsonObject) patch = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (self->deletion)
    {
      const DovetailMergeField *whole = g_ptr_array_index (self->fields, 0);
      JsonNode *kept = whole->sides[DOVETAIL_SIDE_MINE] != NULL ? whole->sides[DOVETAIL_SIDE_MINE]
                                                                : whole->sides[DOVETAIL_SIDE_THEIRS];

      return kept != NULL ? json_node_ref (kept) : dovetail_data_empty ();
    }
  if (data == NULL)
    data = dovetail_data_empty ();
  patch = build_patch (self);
  json_object_iter_init (&iter, patch);
  while (json_object_iter_next (&iter, &name, &value))
    {
      JsonNode *next = dovetail_data_with (data, name, JSON_NODE_HOLDS_NULL (value) ? NULL : value);

      json_node_unref (data);
      data = next;
    }
  return g_steal_pointer (&data);
}

gboolean
dovetail_merge_session_stays_deleted (DovetailMergeSession *self)
{
  g_return_val_if_fail (DOVETAIL_IS_MERGE_SESSION (self), FALSE);

  const DovetailMergeField *whole;

  if (!self->deletion)
    return FALSE;
  whole = g_ptr_array_index (self->fields, 0);
  return whole->result == NULL;
}

static gboolean
answer_deletion (DovetailMergeSession *self, DovetailMergeAnswer *answer)
{
  const DovetailMergeField *whole = g_ptr_array_index (self->fields, 0);
  gboolean mine = whole->choice == DOVETAIL_CHOICE_MINE;

  if (self->conflict->open)
    answer->strategy = mine ? DOVETAIL_RESOLUTION_CLIENT_WINS : DOVETAIL_RESOLUTION_SERVER_WINS;
  else if (whole->result == NULL)
    answer->nothing = TRUE;
  else if (mine)
    answer->reopens = TRUE;
  else
    answer->restores = TRUE;
  return TRUE;
}

static gboolean
check_required (DovetailMergeSession *self, GError **error)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      const DovetailMergeField *field = g_ptr_array_index (self->fields, i);
      JsonNode *value = field->result;

      if (field->schema == NULL || !field->schema->required || field->choice == DOVETAIL_CHOICE_NONE)
        continue;
      if (value == NULL
          || (json_node_get_value_type (value) == G_TYPE_STRING && *json_node_get_string (value) == '\0'))
        {
          g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                               _ ("The title cannot be empty"));
          return FALSE;
        }
    }
  return TRUE;
}

/* Whether every disputed field still asks, and all answers are the same side: then the side itself is the
 * answer. */
static gboolean
is_one_side (DovetailMergeSession *self, DovetailChoice choice)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      const DovetailMergeField *field = g_ptr_array_index (self->fields, i);

      if (field->choice != (field->asks ? choice : DOVETAIL_CHOICE_NONE))
        return FALSE;
    }
  for (guint i = 0; self->conflict->fields != NULL && self->conflict->fields[i] != NULL; i++)
    {
      const DovetailMergeField *field = dovetail_merge_session_find (self, self->conflict->fields[i]);
      const DovetailField *schema
          = self->schema != NULL
                ? dovetail_schema_find_field (self->schema, self->conflict->fields[i])
                : NULL;

      if (!dovetail_merge_session_hides (schema, FALSE) && (field == NULL || !field->asks))
        return choice == DOVETAIL_CHOICE_THEIRS;
    }
  return TRUE;
}

gboolean
dovetail_merge_session_answer (DovetailMergeSession *self, DovetailMergeAnswer *answer, GError **error)
{
  g_return_val_if_fail (DOVETAIL_IS_MERGE_SESSION (self), FALSE);
  g_return_val_if_fail (answer != NULL, FALSE);

  g_autoptr (JsonNode) patch = NULL;

  *answer = (DovetailMergeAnswer){ 0 };
  if (dovetail_merge_session_count_undecided (self) > 0)
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, _ ("Some fields are undecided"));
      return FALSE;
    }
  if (self->deletion)
    return answer_deletion (self, answer);
  if (is_one_side (self, DOVETAIL_CHOICE_THEIRS))
    {
      answer->strategy = DOVETAIL_RESOLUTION_SERVER_WINS;
      return TRUE;
    }
  if (is_one_side (self, DOVETAIL_CHOICE_MINE))
    {
      answer->strategy = DOVETAIL_RESOLUTION_CLIENT_WINS;
      return TRUE;
    }
  patch = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (patch, build_patch (self));
  json_node_seal (patch);
  if (!check_required (self, error)
      || (self->schema != NULL && !dovetail_schema_validate (self->schema, patch, FALSE, error)))
    return FALSE;
  answer->strategy = DOVETAIL_RESOLUTION_USER_MERGE;
  answer->resolved = g_steal_pointer (&patch);
  return TRUE;
}
