/* SPDX-License-Identifier: GPL-3.0-or-later */

/* "Both" of one field: what the merge can weave together from base it weaves; what it cannot is put one after
 * the other, mine first, so that no word of either side is lost and the user can tidy up in place. */
#include "app/merge-combine.h"

#include "core/data.h"

gboolean
dovetail_combine_is_possible (const DovetailField *field)
{
  return field != NULL
         && (field->merge == DOVETAIL_MERGE_TEXT || field->merge == DOVETAIL_MERGE_SET
             || field->merge == DOVETAIL_MERGE_ARRAY);
}

static JsonNode *
wrap (const char *name, JsonNode *value)
{
  JsonObject *object = json_object_new ();

  if (value != NULL)
    json_object_set_member (object, name, dovetail_value_share (value));
  return dovetail_data_take_object (object);
}

/* NULL: the merge has no answer either. */
static JsonNode *
weave (const DovetailSchema *schema,
       const DovetailField *field,
       JsonNode *base,
       JsonNode *mine,
       JsonNode *theirs)
{
  g_autoptr (JsonNode) base_data = wrap (field->name, base);
  g_autoptr (JsonNode) mine_data = wrap (field->name, mine);
  g_autoptr (JsonNode) theirs_data = wrap (field->name, theirs);
  const DovetailMergeSide sides[DOVETAIL_N_SIDES] = {
    [DOVETAIL_SIDE_BASE] = { .data = base_data },
    [DOVETAIL_SIDE_MINE] = { .data = mine_data, .client_id = "a" },
    [DOVETAIL_SIDE_THEIRS] = { .data = theirs_data, .client_id = "b" },
  };
  g_autoptr (DovetailMerge) merge = dovetail_merge (schema, sides, DOVETAIL_POLICY_OPERATIONAL_TRANSFORM);

  for (guint i = 0; i < merge->fields->len; i++)
    {
      const DovetailFieldMerge *woven = g_ptr_array_index (merge->fields, i);

      if (g_str_equal (woven->name, field->name) && woven->outcome == DOVETAIL_OUTCOME_BOTH
          && woven->merged != NULL)
        return json_node_ref (woven->merged);
    }
  return NULL;
}

static const char *
text_of (JsonNode *value)
{
  if (value == NULL || !JSON_NODE_HOLDS_VALUE (value) || json_node_get_value_type (value) != G_TYPE_STRING)
    return "";
  return json_node_get_string (value);
}

static JsonNode *
join_text (JsonNode *mine, JsonNode *theirs)
{
  const char *first = text_of (mine);
  const char *second = text_of (theirs);
  g_autofree char *joined = NULL;

  if (*first == '\0' || *second == '\0' || g_str_equal (first, second))
    joined = g_strdup (*first != '\0' ? first : second);
  else
    joined = g_strconcat (first, g_str_has_suffix (first, "\n") ? "" : "\n", second, NULL);
  return *joined != '\0' ? dovetail_value_string (joined) : NULL;
}

/* Items are the same when their ids are, or without an id when they are equal. */
static gboolean
holds_item (JsonArray *array, JsonNode *item)
{
  const char *id = JSON_NODE_HOLDS_OBJECT (item) ? dovetail_data_get_string (item, "id") : NULL;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *other = json_array_get_element (array, i);

      if (id != NULL && JSON_NODE_HOLDS_OBJECT (other)
          && g_strcmp0 (dovetail_data_get_string (other, "id"), id) == 0)
        return TRUE;
      if (dovetail_value_equal (item, other))
        return TRUE;
    }
  return FALSE;
}

static void
add_missing (JsonArray *union_array, JsonNode *side)
{
  JsonArray *array;

  if (side == NULL || !JSON_NODE_HOLDS_ARRAY (side))
    return;
  array = json_node_get_array (side);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *item = json_array_get_element (array, i);

      if (!holds_item (union_array, item))
        json_array_add_element (union_array, dovetail_value_share (item));
    }
}

static JsonNode *
join_arrays (JsonNode *mine, JsonNode *theirs)
{
  g_autoptr (JsonArray) union_array = json_array_new ();
  JsonNode *joined;

  add_missing (union_array, mine);
  add_missing (union_array, theirs);
  if (json_array_get_length (union_array) == 0)
    return NULL;
  joined = json_node_init_array (json_node_alloc (), union_array);
  json_node_seal (joined);
  return joined;
}

JsonNode *
dovetail_combine (const DovetailSchema *schema,
                  const DovetailField *field,
                  JsonNode *base,
                  JsonNode *mine,
                  JsonNode *theirs)
{
  g_return_val_if_fail (dovetail_combine_is_possible (field), NULL);

  JsonNode *woven = base != NULL ? weave (schema, field, base, mine, theirs) : NULL;

  if (woven != NULL)
    return woven;
  return field->merge == DOVETAIL_MERGE_TEXT ? join_text (mine, theirs) : join_arrays (mine, theirs);
}
