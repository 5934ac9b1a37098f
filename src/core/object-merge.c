/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Member by member three-way merge of an object field. */

#include "core/object-merge.h"

static JsonObject *
object_of (JsonNode *value)
{
  return value != NULL && JSON_NODE_HOLDS_OBJECT (value) ? json_node_get_object (value) : NULL;
}

static gboolean
is_absent_or_object (JsonNode *value)
{
  return value == NULL || JSON_NODE_HOLDS_OBJECT (value);
}

static void
add_names (GHashTable *names, JsonNode *value)
{
  JsonObject *object = object_of (value);
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, NULL))
    g_hash_table_add (names, (gpointer) name);
}

/* Of what is left on either side. Sorted, so that every replica builds the same object. */
static GList *
collect_names (JsonNode *mine, JsonNode *theirs)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  add_names (names, mine);
  add_names (names, theirs);

  return g_list_sort (g_hash_table_get_keys (names), (GCompareFunc) g_strcmp0);
}

/* What becomes of a member: the side's that changed it, either's when both agree, or both sides' changes
 * inside an object. FALSE: none of these. */
static gboolean
merge_member (const char *name, JsonNode *base, JsonNode *mine, JsonNode *theirs, JsonNode **merged)
{
  JsonNode *before = dovetail_data_get (base, name);
  JsonNode *my_value = dovetail_data_get (mine, name);
  JsonNode *their_value = dovetail_data_get (theirs, name);

  if (dovetail_value_equal (my_value, their_value) || dovetail_value_equal (before, my_value))
    *merged = dovetail_value_share (their_value);
  else if (dovetail_value_equal (before, their_value))
    *merged = dovetail_value_share (my_value);
  else
    return dovetail_object_merge (before, my_value, their_value, merged);

  return TRUE;
}

/**
 * dovetail_object_merge:
 * @base: (nullable): the object both sides started from
 * @mine: (nullable): mine
 * @theirs: (nullable): theirs
 * @merged: (out) (transfer full) (nullable): both sides' changes
 *
 * Members are set and unset one by one; objects within are merged likewise. Not deeper than
 * DOVETAIL_JSON_MAX_DEPTH, which bounds what comes from outside.
 *
 * Returns: whether no member was changed differently on the two sides
 */
gboolean
dovetail_object_merge (JsonNode *base, JsonNode *mine, JsonNode *theirs, JsonNode **merged)
{
  g_autoptr (GList) names = NULL;
  g_autoptr (JsonObject) object = NULL;

  /* One side removed the whole object and the other changed it: that is no matter of members. */
  if (!is_absent_or_object (base) || object_of (mine) == NULL || object_of (theirs) == NULL)
    return FALSE;

  names = collect_names (mine, theirs);
  object = json_object_new ();
  for (GList *link = names; link != NULL; link = link->next)
    {
      JsonNode *value = NULL;

      if (!merge_member (link->data, base, mine, theirs, &value))
        return FALSE;
      if (value != NULL)
        json_object_set_member (object, link->data, value);
    }
  *merged = dovetail_data_take_object (g_steal_pointer (&object));

  return TRUE;
}
