/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Checklists edited on both sides. An item is written as its id, or id=text. */

#include "core/array-merge.h"
#include "json/json.h"

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
  { "both moved differently", "a b c", "c a b", "b a c", NULL },
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

  g_assert_cmpint (dovetail_array_merge (base, mine, theirs, &merged), ==, expected->merged != NULL);
  if (expected->merged != NULL && !dovetail_value_equal (merged, wanted))
    {
      g_autofree char *text = merged == NULL ? g_strdup ("(absent)") : dovetail_json_generate (merged, NULL);

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
      g_assert_null (merged);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/array-merge/cases", test_cases);
  g_test_add_func ("/core/array-merge/members-of-one-item", test_members_of_one_item);
  g_test_add_func ("/core/array-merge/other-values-do-not-fit", test_other_values_do_not_fit);

  return g_test_run ();
}
