/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Three-way merge of an array whose items are objects with an id: which items are left, what is in each, and
 * in which order they stand. */

#include "core/array-merge.h"

#include "core/object-merge.h"

#include <string.h>

#define MAX_ITEMS 1000 /* the time grows with the square */

/* One side's array. */
typedef struct
{
  GPtrArray *ids;    /* const char *, in order */
  GHashTable *items; /* id -> JsonNode */
} Items;

static void
items_clear (Items *items)
{
  g_clear_pointer (&items->ids, g_ptr_array_unref);
  g_clear_pointer (&items->items, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Items, items_clear)

typedef enum
{
  BASE,
  MINE,
  THEIRS,
  N_SIDES
} Side;

typedef struct
{
  Items sides[N_SIDES];
  GHashTable *merged; /* id -> JsonNode (owned): what is left */
} Merge;

static void
merge_clear (Merge *merge)
{
  for (guint i = 0; i < N_SIDES; i++)
    items_clear (&merge->sides[i]);
  g_clear_pointer (&merge->merged, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Merge, merge_clear)

/* FALSE: not an array of objects with distinct ids, or too long. */
static gboolean
items_init (Items *items, JsonNode *value)
{
  JsonArray *array = value != NULL && JSON_NODE_HOLDS_ARRAY (value) ? json_node_get_array (value) : NULL;

  items->ids = g_ptr_array_new ();
  items->items = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *item = json_array_get_element (array, i);
      const char *id = dovetail_data_get_string (item, "id");

      if (id == NULL || !g_hash_table_insert (items->items, (gpointer) id, item))
        return FALSE;
      g_ptr_array_add (items->ids, (gpointer) id);
    }

  return value == NULL || (array != NULL && items->ids->len <= MAX_ITEMS);
}

static JsonNode *
item_of (const Merge *merge, Side side, const char *id)
{
  return g_hash_table_lookup (merge->sides[side].items, id);
}

/* What is left of one item. FALSE: one side edited what the other removed, or both edited the same member. */
static gboolean
merge_item (Merge *merge, const char *id)
{
  JsonNode *base = item_of (merge, BASE, id);
  JsonNode *mine = item_of (merge, MINE, id);
  JsonNode *theirs = item_of (merge, THEIRS, id);
  JsonNode *merged = NULL;

  if (dovetail_value_equal (mine, theirs) || dovetail_value_equal (base, mine))
    merged = dovetail_value_share (theirs);
  else if (dovetail_value_equal (base, theirs))
    merged = dovetail_value_share (mine);
  else if (!dovetail_object_merge (base, mine, theirs, &merged))
    return FALSE;
  if (merged != NULL)
    g_hash_table_insert (merge->merged, (gpointer) id, merged);

  return TRUE;
}

static gboolean
merge_items (Merge *merge)
{
  merge->merged = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) json_node_unref);
  for (guint side = 0; side < N_SIDES; side++)
    {
      GPtrArray *ids = merge->sides[side].ids;

      for (guint i = 0; i < ids->len; i++)
        if (!merge_item (merge, g_ptr_array_index (ids, i)))
          return FALSE;
    }

  return TRUE;
}

static gboolean
is_kept (const Merge *merge, const char *id)
{
  return item_of (merge, BASE, id) != NULL && item_of (merge, MINE, id) != NULL
         && item_of (merge, THEIRS, id) != NULL;
}

/* The items that all three have, in one side's order. */
static GPtrArray *
kept_order (const Merge *merge, Side side)
{
  GPtrArray *ids = merge->sides[side].ids;
  GPtrArray *order = g_ptr_array_new ();

  for (guint i = 0; i < ids->len; i++)
    if (is_kept (merge, g_ptr_array_index (ids, i)))
      g_ptr_array_add (order, g_ptr_array_index (ids, i));

  return order;
}

static int
compare_sequences (GPtrArray *a, GPtrArray *b)
{
  for (guint i = 0; i < MIN (a->len, b->len); i++)
    {
      int order = strcmp (g_ptr_array_index (a, i), g_ptr_array_index (b, i));

      if (order != 0)
        return order;
    }

  return (a->len > b->len) - (a->len < b->len);
}

/* How long the longest run of items ends at each place of the order, that stand in it as they stood in the
 * base. */
static guint *
measure_runs (GPtrArray *order, GHashTable *base_places)
{
  guint *lengths = g_new (guint, order->len + 1);

  for (guint i = 0; i < order->len; i++)
    {
      gpointer place = g_hash_table_lookup (base_places, g_ptr_array_index (order, i));

      lengths[i] = 1;
      for (guint j = 0; j < i; j++)
        if (g_hash_table_lookup (base_places, g_ptr_array_index (order, j)) < place)
          lengths[i] = MAX (lengths[i], lengths[j] + 1);
    }

  return lengths;
}

static GHashTable *
index_places (GPtrArray *order)
{
  GHashTable *places = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < order->len; i++)
    g_hash_table_insert (places, g_ptr_array_index (order, i), GUINT_TO_POINTER (i));

  return places;
}

/* The items that a side moved: the fewest that, taken away, leave the others in the base's order. */
static GHashTable *
moved_items (GPtrArray *base, GPtrArray *order)
{
  g_autoptr (GHashTable) places = index_places (base);
  g_autofree guint *lengths = measure_runs (order, places);
  GHashTable *moved = g_hash_table_new (g_str_hash, g_str_equal);
  guint wanted = 0;

  for (guint i = 0; i < order->len; i++)
    wanted = MAX (wanted, lengths[i]);
  /* From the end, the next item that ends a run of the wanted length stays: were it later in the base than
   * the one that stays behind it, it would end a longer run. */
  for (guint i = order->len; i > 0; i--)
    if (lengths[i - 1] == wanted)
      wanted--;
    else
      g_hash_table_add (moved, g_ptr_array_index (order, i - 1));

  return moved;
}

/* Both sides' orders of the kept items, when both moved some. */
typedef struct
{
  GPtrArray *orders[N_SIDES];
  GHashTable *moved[N_SIDES]; /* not of the base */
} Moves;

static void
moves_clear (Moves *moves)
{
  for (guint i = 0; i < N_SIDES; i++)
    {
      g_clear_pointer (&moves->orders[i], g_ptr_array_unref);
      g_clear_pointer (&moves->moved[i], g_hash_table_unref);
    }
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Moves, moves_clear)

static gboolean
has_moved (const Moves *moves, Side side, const char *id)
{
  return g_hash_table_contains (moves->moved[side], id);
}

static gboolean
stays (const Moves *moves, const char *id)
{
  return !has_moved (moves, MINE, id) && !has_moved (moves, THEIRS, id);
}

/* The items a side moved to behind one that stays; anchor NULL: to before the first of these. */
static GPtrArray *
moved_behind (const Moves *moves, Side side, const char *anchor)
{
  GPtrArray *order = moves->orders[side];
  GPtrArray *group = g_ptr_array_new ();
  gboolean behind = anchor == NULL;

  for (guint i = 0; i < order->len; i++)
    {
      const char *id = g_ptr_array_index (order, i);

      if (stays (moves, id))
        behind = g_strcmp0 (id, anchor) == 0;
      else if (behind && has_moved (moves, side, id))
        g_ptr_array_add (group, (gpointer) id);
    }

  return group;
}

static gboolean
holds (GPtrArray *group, const char *id)
{
  return g_ptr_array_find_with_equal_func (group, id, g_str_equal, NULL);
}

/* Whether both moved an item that is in this group but not in the other side's. */
static gboolean
disagrees (const Moves *moves, Side side, GPtrArray *group, GPtrArray *others)
{
  Side other = side == MINE ? THEIRS : MINE;

  for (guint i = 0; i < group->len; i++)
    {
      const char *id = g_ptr_array_index (group, i);

      if (has_moved (moves, other, id) && !holds (others, id))
        return TRUE;
    }

  return FALSE;
}

static guint
count_shared (GPtrArray *a, GPtrArray *b)
{
  guint shared = 0;

  for (guint i = 0; i < a->len; i++)
    shared += holds (b, g_ptr_array_index (a, i));

  return shared;
}

static gboolean
is_part_of (GPtrArray *part, GPtrArray *whole)
{
  guint found = 0;

  for (guint i = 0; i < whole->len && found < part->len; i++)
    found += g_str_equal (g_ptr_array_index (whole, i), g_ptr_array_index (part, found));

  return found == part->len;
}

/* Two groups at one place: one behind the other, or the longer when it has all of the shorter in its order.
 */
static gboolean
append_groups (GPtrArray *merged, GPtrArray *a, GPtrArray *b)
{
  gboolean a_first = compare_sequences (a, b) < 0;
  GPtrArray *longer = a->len < b->len ? b : a;

  if (count_shared (a, b) == 0)
    {
      g_ptr_array_extend (merged, a_first ? a : b, NULL, NULL);
      g_ptr_array_extend (merged, a_first ? b : a, NULL, NULL);
      return TRUE;
    }
  g_ptr_array_extend (merged, longer, NULL, NULL);

  return is_part_of (longer == a ? b : a, longer);
}

/* FALSE: both moved the same item to different places. */
static gboolean
append_moved (const Moves *moves, GPtrArray *merged, const char *anchor)
{
  g_autoptr (GPtrArray) mine = moved_behind (moves, MINE, anchor);
  g_autoptr (GPtrArray) theirs = moved_behind (moves, THEIRS, anchor);

  return !disagrees (moves, MINE, mine, theirs) && !disagrees (moves, THEIRS, theirs, mine)
         && append_groups (merged, mine, theirs);
}

/* Both sides moved items. NULL: the same item to different places. */
static GPtrArray *
merge_moves (Moves *moves)
{
  g_autoptr (GPtrArray) merged = g_ptr_array_new ();
  GPtrArray *base = moves->orders[BASE];

  moves->moved[MINE] = moved_items (base, moves->orders[MINE]);
  moves->moved[THEIRS] = moved_items (base, moves->orders[THEIRS]);
  if (!append_moved (moves, merged, NULL))
    return NULL;
  for (guint i = 0; i < base->len; i++)
    {
      const char *id = g_ptr_array_index (base, i);

      if (!stays (moves, id))
        continue;
      g_ptr_array_add (merged, (gpointer) id);
      if (!append_moved (moves, merged, id))
        return NULL;
    }

  return g_steal_pointer (&merged);
}

/* The order of the kept items; NULL: both sides moved the same one, differently. */
static GPtrArray *
merge_order (const Merge *merge)
{
  g_auto (Moves) moves = { 0 };

  for (guint side = 0; side < N_SIDES; side++)
    moves.orders[side] = kept_order (merge, side);
  if (compare_sequences (moves.orders[BASE], moves.orders[MINE]) == 0
      || compare_sequences (moves.orders[MINE], moves.orders[THEIRS]) == 0)
    return g_steal_pointer (&moves.orders[THEIRS]);
  if (compare_sequences (moves.orders[BASE], moves.orders[THEIRS]) == 0)
    return g_steal_pointer (&moves.orders[MINE]);

  return merge_moves (&moves);
}

/* What a side added directly behind a kept item; anchor NULL: before the first of them. */
static GPtrArray *
additions_behind (const Merge *merge, Side side, const char *anchor)
{
  GPtrArray *ids = merge->sides[side].ids;
  GPtrArray *additions = g_ptr_array_new ();
  gboolean behind = anchor == NULL;

  for (guint i = 0; i < ids->len; i++)
    {
      const char *id = g_ptr_array_index (ids, i);

      if (is_kept (merge, id))
        behind = anchor != NULL && g_str_equal (id, anchor);
      else if (behind && item_of (merge, BASE, id) == NULL)
        g_ptr_array_add (additions, (gpointer) id);
    }

  return additions;
}

static void
append_item (Merge *merge, JsonArray *array, const char *id)
{
  gpointer item = NULL;

  if (g_hash_table_steal_extended (merge->merged, id, NULL, &item))
    json_array_add_element (array, item);
}

static void
append_items (Merge *merge, JsonArray *array, GPtrArray *ids)
{
  for (guint i = 0; i < ids->len; i++)
    append_item (merge, array, g_ptr_array_index (ids, i));
}

/* Both sides' additions at one place, in an order that does not depend on who is called mine. An item that
 * both added stands where it comes first. */
static void
append_additions (Merge *merge, JsonArray *array, const char *anchor)
{
  g_autoptr (GPtrArray) mine = additions_behind (merge, MINE, anchor);
  g_autoptr (GPtrArray) theirs = additions_behind (merge, THEIRS, anchor);
  gboolean mine_first = compare_sequences (mine, theirs) < 0;

  append_items (merge, array, mine_first ? mine : theirs);
  append_items (merge, array, mine_first ? theirs : mine);
}

static JsonNode *
build_array (Merge *merge, GPtrArray *order)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();

  append_additions (merge, array, NULL);
  for (guint i = 0; i < order->len; i++)
    {
      append_item (merge, array, g_ptr_array_index (order, i));
      append_additions (merge, array, g_ptr_array_index (order, i));
    }
  json_node_take_array (node, array);
  json_node_seal (node);

  return node;
}

/**
 * dovetail_array_merge:
 * @base: (nullable): the array both sides started from
 * @mine: (nullable): mine
 * @theirs: (nullable): theirs
 * @merged: (out) (transfer full) (nullable): the array with both sides' changes, the same whichever side is
 * mine
 *
 * Items are inserted, removed, moved and changed member by member. It does not fit when one side changed an
 * item that the other removed, when both changed the same member of an item, or when both moved the same item
 * to different places. Takes time in proportion to the square of the number of items, which is bounded:
 * longer arrays do not fit.
 *
 * Returns: whether the two fit together
 */
gboolean
dovetail_array_merge (JsonNode *base, JsonNode *mine, JsonNode *theirs, JsonNode **merged)
{
  g_auto (Merge) merge = { 0 };
  g_autoptr (GPtrArray) order = NULL;
  g_autoptr (JsonNode) array = NULL;

  if (!items_init (&merge.sides[BASE], base) || !items_init (&merge.sides[MINE], mine)
      || !items_init (&merge.sides[THEIRS], theirs) || !merge_items (&merge))
    return FALSE;
  order = merge_order (&merge);
  if (order == NULL)
    return FALSE;
  array = build_array (&merge, order);
  if (json_array_get_length (json_node_get_array (array)) > 0 || (mine != NULL && theirs != NULL))
    *merged = g_steal_pointer (&array);
  else
    *merged = NULL;

  return TRUE;
}
