/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Checklists edited on both sides. An item is written as its id, or id=text. */

#include "core/array-merge.h"
#include "json/json.h"

#include "seed.h"

typedef struct
{
  const char *name;
  const char *base; /* items separated by blanks; NULL: absent */
  const char *mine;
  const char *theirs;
  const char *merged; /* NULL: does not fit; "-": absent */
} Case;

static const Case cases[] = {
  { "both appended", "a b", "a b m", "a b t", "a b m t" },
  { "both began the list", NULL, "m1 m2", "t1", "m1 m2 t1" },
  { "mine inserted at the start, theirs at the end", "a b", "m a b", "a b t", "m a b t" },
  { "both inserted at the same place in the middle", "a b", "a m b", "a t b", "a m t b" },
  { "one removed, the other appended", "a b c", "a c", "a b c t", "a c t" },
  { "one removed the item behind which the other inserted", "a b c", "a c", "a b t c", "a t c" },
  { "both removed different items", "a b c", "b c", "a b", "b" },
  { "both removed the same item", "a b", "a", "a", "a" },
  { "both removed all", "a b", NULL, "", "-" },
  { "different items changed", "a=1 b=1", "a=2 b=1", "a=1 b=2", "a=2 b=2" },
  { "one item changed alike", "a=1 b=1", "a=2 b=1", "a=2 b=1 c", "a=2 b=1 c" },
  { "one item changed differently", "a=1", "a=2", "a=3", NULL },
  { "one removed what the other changed", "a=1 b", "b", "a=2 b", NULL },
  { "one changed an item, the other moved it", "a=1 b c", "a=2 b c", "b c a=1", "b c a=2" },
  { "one moved, the other appended", "a b c", "c a b", "a b c t", "c t a b" },
  { "both moved alike", "a b c", "c a b", "c a b", "c a b" },
  { "both moved different items", "a b c", "c a b", "b a c", "b c a" },
  { "both moved the same item to different places", "a b c d", "d a b c", "a d b c", NULL },
  { "both moved the same item to different places, neither the start", "a b c d e f g", "a d b c e f g",
    "a b c e f d g", NULL },
  { "one exchanged two items of which the other moved one: the move past the first counts", "a b c d e",
    "a d b c e", "a b c e d", "a d b c e" },
  { "both moved the same item to the same place, and others", "a b c d e", "e a c b d", "e b a c d",
    "e b a c d" },
  { "both moved different items far apart", "a b c d e f", "b a c d e f", "a b c d f e", "b a c d f e" },
  { "both moved items to one place: an order of their ids", "a b c d", "c a b d", "d a b c", "c d a b" },
  { "both moved one item alike and each another one", "a b c d e f", "f b a c d e", "f a b d c e",
    "f b a d c e" },
  { "both moved, and each added behind what it moved", "a b c d", "d m a b c", "b t a c d", "b t d m a c" },
  { "one turned the list round, the other exchanged two of it", "a b c d", "d c b a", "b a c d", "d c b a" },
  { "both moved the same two items to one place, in different order", "a b c d", "c d a b", "d c a b", NULL },
  { "both moved and one removed", "a b c d e", "e a b c", "b a c d e", "b e a c" },
  { "both added the same item alike", "a", "a x=1", "a x=1 t", "a x=1 t" },
  { "both added the same item differently", "a", "a x=1", "a x=2", NULL },
  { "both added the same item at different places", "a b", "x a b", "a b x", "x a b" },
};

static JsonNode *
items_of (const char *text)
{
  g_auto (GStrv) words = text == NULL ? NULL : g_strsplit (text, " ", -1);
  JsonArray *array;
  JsonNode *node;

  if (text == NULL)
    return NULL;
  array = json_array_new ();
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (words[i], "=", 2);
      JsonObject *item = json_object_new ();

      json_object_set_string_member (item, "id", parts[0]);
      if (parts[1] != NULL)
        json_object_set_string_member (item, "text", parts[1]);
      json_array_add_object_element (array, item);
    }
  node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, array);
  json_node_seal (node);

  return node;
}

static void
check_merge (const Case *expected, const char *mine_items, const char *theirs_items)
{
  g_autoptr (JsonNode) base = items_of (expected->base);
  g_autoptr (JsonNode) mine = items_of (mine_items);
  g_autoptr (JsonNode) theirs = items_of (theirs_items);
  g_autoptr (JsonNode) merged = NULL;
  gboolean absent = g_strcmp0 (expected->merged, "-") == 0;
  g_autoptr (JsonNode) wanted = absent ? NULL : items_of (expected->merged);

  gboolean fits = dovetail_array_merge (base, mine, theirs, &merged);

  if (fits != (expected->merged != NULL) || (fits && !dovetail_value_equal (merged, wanted)))
    {
      g_autofree char *text = merged == NULL ? g_strdup ("nothing") : dovetail_json_generate (merged, NULL);

      g_error ("%s: got %s", expected->name, text);
    }
}

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].name);
      check_merge (&cases[i], cases[i].mine, cases[i].theirs);
      check_merge (&cases[i], cases[i].theirs, cases[i].mine);
    }
}

static void
test_members_of_one_item (void)
{
  g_autoptr (JsonNode) base
      = dovetail_json_parse ("[{\"id\":\"a\",\"text\":\"x\",\"done\":false}]", -1, NULL);
  g_autoptr (JsonNode) mine
      = dovetail_json_parse ("[{\"id\":\"a\",\"text\":\"y\",\"done\":false}]", -1, NULL);
  g_autoptr (JsonNode) theirs
      = dovetail_json_parse ("[{\"id\":\"a\",\"text\":\"x\",\"done\":true}]", -1, NULL);
  g_autoptr (JsonNode) wanted
      = dovetail_json_parse ("[{\"id\":\"a\",\"text\":\"y\",\"done\":true}]", -1, NULL);
  g_autoptr (JsonNode) merged = NULL;

  g_assert_true (dovetail_array_merge (base, mine, theirs, &merged));
  g_assert_true (dovetail_value_equal (merged, wanted));
}

static JsonNode *
random_items (GRand *random, JsonNode *from)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL;

  for (guint i = 0; from != NULL && i < json_array_get_length (json_node_get_array (from)); i++)
    {
      JsonNode *item = json_array_get_element (json_node_get_array (from), i);

      if (g_rand_int_range (random, 0, 6) != 0)
        g_ptr_array_insert (words, g_rand_int_range (random, 0, 4) == 0 ? 0 : -1,
                            g_strdup (dovetail_data_get_string (item, "id")));
    }
  for (guint i = 0; i < 10; i++)
    {
      char *id = g_strdup_printf ("%u", (guint) g_rand_int_range (random, 0, 10000));

      if (g_rand_int_range (random, 0, from == NULL ? 1 : 6) == 0
          && !g_ptr_array_find_with_equal_func (words, id, g_str_equal, NULL))
        g_ptr_array_insert (words, g_rand_int_range (random, 0, (gint32) words->len + 1), id);
      else
        g_free (id);
    }
  g_ptr_array_add (words, NULL);
  joined = g_strjoinv (" ", (char **) words->pdata);

  return items_of (*joined == '\0' ? NULL : joined);
}

static gboolean
has_item (JsonNode *items, const char *id)
{
  for (guint i = 0; items != NULL && i < json_array_get_length (json_node_get_array (items)); i++)
    if (g_strcmp0 (dovetail_data_get_string (json_array_get_element (json_node_get_array (items), i), "id"),
                   id)
        == 0)
      return TRUE;

  return FALSE;
}

/* Every item that is anywhere: is it where it belongs, and only once? */
static void
check_members (JsonNode *base, JsonNode *mine, JsonNode *theirs, JsonNode *merged)
{
  JsonNode *const sides[] = { base, mine, theirs, merged };

  for (guint s = 0; s < G_N_ELEMENTS (sides); s++)
    for (guint i = 0; sides[s] != NULL && i < json_array_get_length (json_node_get_array (sides[s])); i++)
      {
        const char *id
            = dovetail_data_get_string (json_array_get_element (json_node_get_array (sides[s]), i), "id");
        gboolean expected = has_item (base, id) ? has_item (mine, id) && has_item (theirs, id)
                                                : has_item (mine, id) || has_item (theirs, id);

        g_assert_cmpint (has_item (merged, id), ==, expected);
      }
}

/* On random lists: the same from both sides, nothing lost or doubled, and merging once more changes nothing.
 */
static void
test_random_lists (void)
{
  g_autoptr (GRand) random = seeded_random ();
  guint fitted = 0;

  for (guint i = 0; i < 4000; i++)
    {
      g_autoptr (JsonNode) base = random_items (random, NULL);
      g_autoptr (JsonNode) mine = random_items (random, base);
      g_autoptr (JsonNode) theirs = random_items (random, base);
      g_autoptr (JsonNode) merged = NULL;
      g_autoptr (JsonNode) mirrored = NULL;
      g_autoptr (JsonNode) again = NULL;
      gboolean fits = dovetail_array_merge (base, mine, theirs, &merged);

      g_assert_cmpint (dovetail_array_merge (base, theirs, mine, &mirrored), ==, fits);
      g_assert_true (dovetail_value_equal (merged, mirrored));
      if (!fits)
        continue;
      fitted++;
      check_members (base, mine, theirs, merged);
      g_assert_true (dovetail_array_merge (mine, mine, merged, &again));
      g_assert_true (dovetail_value_equal (again, merged));
    }
  g_test_message ("%u of 4000 fit", fitted);
  g_assert_cmpuint (fitted, >, 1000);
}

static void
test_long_lists_are_bounded (void)
{
  g_autoptr (GString) forth = g_string_new ("first");
  g_autoptr (GString) back = g_string_new ("last");
  g_autoptr (JsonNode) base = NULL;
  g_autoptr (JsonNode) mine = NULL;
  g_autoptr (JsonNode) theirs = NULL;
  g_autoptr (JsonNode) longer = NULL;
  g_autoptr (JsonNode) merged = NULL;

  for (guint i = 1; i < 999; i++)
    {
      g_string_append_printf (forth, " %u", i);
      g_string_append_printf (back, " %u", 999 - i);
    }
  g_string_append (forth, " last");
  g_string_append (back, " first");
  base = items_of (forth->str);
  mine = items_of (back->str);
  g_string_append (forth, " more");
  longer = items_of (forth->str);
  g_string_erase (forth, 0, 6);
  theirs = items_of (forth->str);

  g_assert_true (dovetail_array_merge (base, mine, theirs, &merged));
  g_clear_pointer (&merged, json_node_unref);
  g_assert_false (dovetail_array_merge (base, mine, longer, &merged));
}

static void
test_other_values_do_not_fit (void)
{
  static const char *const others[]
      = { "1", "\"a\"", "{}", "[1]", "[{}]", "[{\"id\":1}]", "[{\"id\":\"a\"},{\"id\":\"a\"}]" };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (JsonNode) other = dovetail_json_parse (others[i], -1, NULL);
      g_autoptr (JsonNode) items = items_of ("a b");
      g_autoptr (JsonNode) merged = NULL;

      g_assert_false (dovetail_array_merge (items, other, items, &merged));
      g_assert_false (dovetail_array_merge (items, items, other, &merged));
      g_assert_false (dovetail_array_merge (other, items, items, &merged));
      g_assert_false (dovetail_array_merge (NULL, items, other, &merged));
      g_assert_null (merged);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/array-merge/cases", test_cases);
  g_test_add_func ("/core/array-merge/members-of-one-item", test_members_of_one_item);
  g_test_add_func ("/core/array-merge/random-lists", test_random_lists);
  g_test_add_func ("/core/array-merge/long-lists-are-bounded", test_long_lists_are_bounded);
  g_test_add_func ("/core/array-merge/other-values-do-not-fit", test_other_values_do_not_fit);

  return g_test_run ();
}
