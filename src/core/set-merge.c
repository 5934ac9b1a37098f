/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sets as arrays of strings: additions and removals of both sides always fit together. */

#include "core/set-merge.h"

static gboolean
is_set (JsonNode *value)
{
  JsonArray *array;

  if (value == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (value))
    return FALSE;
  array = json_node_get_array (value);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (element) || json_node_get_value_type (element) != G_TYPE_STRING)
        return FALSE;
    }

  return TRUE;
}

static guint
set_size (JsonNode *value)
{
  return value == NULL ? 0 : json_array_get_length (json_node_get_array (value));
}

static const char *
set_element (JsonNode *value, guint i)
{
  return json_array_get_string_element (json_node_get_array (value), i);
}

/* The elements as a hash set of borrowed strings. */
static GHashTable *
index_set (JsonNode *value)
{
  GHashTable *elements = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < set_size (value); i++)
    g_hash_table_add (elements, (gpointer) set_element (value, i));

  return elements;
}

static void
collect_additions (GPtrArray *additions, GHashTable *known, JsonNode *value)
{
  for (guint i = 0; i < set_size (value); i++)
    if (g_hash_table_add (known, (gpointer) set_element (value, i)))
      g_ptr_array_add (additions, (gpointer) set_element (value, i));
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/**
 * dovetail_set_merge:
 * @base: (nullable): the set both sides started from
 * @mine: (nullable): mine
 * @theirs: (nullable): theirs
 * @merged: (out) (transfer full) (nullable): what neither side removed, in the base's order, then what either
 *   added, in byte order, so that every replica gets the same array
 *
 * Returns: whether all three are arrays of strings, or absent; then they always fit
 */
gboolean
dovetail_set_merge (JsonNode *base, JsonNode *mine, JsonNode *theirs, JsonNode **merged)
{
  g_autoptr (GHashTable) in_mine = NULL;
  g_autoptr (GHashTable) in_theirs = NULL;
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) elements = g_ptr_array_new ();
  g_autoptr (GPtrArray) additions = g_ptr_array_new ();

  if (!is_set (base) || !is_set (mine) || !is_set (theirs))
    return FALSE;

  in_mine = index_set (mine);
  in_theirs = index_set (theirs);
  for (guint i = 0; i < set_size (base); i++)
    {
      const char *element = set_element (base, i);

      if (g_hash_table_add (known, (gpointer) element) && g_hash_table_contains (in_mine, element)
          && g_hash_table_contains (in_theirs, element))
        g_ptr_array_add (elements, (gpointer) element);
    }
  collect_additions (additions, known, mine);
  collect_additions (additions, known, theirs);
  g_ptr_array_sort (additions, compare_strings);
  g_ptr_array_extend (elements, additions, NULL, NULL);
  if (elements->len == 0 && (mine == NULL || theirs == NULL))
    {
      *merged = NULL;
      return TRUE;
    }
  g_ptr_array_add (elements, NULL);
  *merged = dovetail_value_strings ((const char *const *) elements->pdata);

  return TRUE;
}
