/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Edits of a checklist: each item by its id, what else is in there untouched. */

#include "app/checklist-edits.h"

static JsonNode *
parse (const char *text)
{
  g_autoptr (GString) quoted = g_string_new (text);
  JsonNode *node;

  g_string_replace (quoted, "'", "\"", 0);
  node = json_from_string (quoted->str, NULL);
  g_assert_nonnull (node);
  json_node_seal (node);
  return node;
}

/* Takes the result. */
static void
assert_is (JsonNode *result, const char *expected)
{
  g_autoptr (JsonNode) node = result;
  g_autoptr (JsonNode) wanted = parse (expected);
  g_autofree char *text = json_to_string (node, FALSE);

  if (!dovetail_value_equal (node, wanted))
    g_error ("got %s, expected %s", text, expected);
}

#define BREAD "{'id':'a','title':'Bread','done':false,'note':'rye'}"
#define MILK "{'id':'b','title':'Milk','done':true}"

static void
test_add (void)
{
  g_autoptr (JsonNode) one = parse ("[" MILK "]");

  assert_is (dovetail_checklist_add (NULL, "c", "Eggs"), "[{'id':'c','title':'Eggs','done':false}]");
  assert_is (dovetail_checklist_add (one, "c", "Eggs"), "[" MILK ",{'id':'c','title':'Eggs','done':false}]");
}

static void
test_change (void)
{
  g_autoptr (JsonNode) both = parse ("[" BREAD "," MILK "]");

  assert_is (dovetail_checklist_set_title (both, "a", "Rolls"),
             "[{'id':'a','title':'Rolls','done':false,'note':'rye'}," MILK "]");
  assert_is (dovetail_checklist_set_done (both, "a", TRUE),
             "[{'id':'a','title':'Bread','done':true,'note':'rye'}," MILK "]");
  assert_is (dovetail_checklist_remove (both, "a"), "[" MILK "]");
  assert_is (dovetail_checklist_remove (both, "x"), "[" BREAD "," MILK "]");
  assert_is (dovetail_checklist_set_done (both, "x", TRUE), "[" BREAD "," MILK "]");
}

/* Others removed the item while it was being written in. */
static void
test_title_of_what_is_gone (void)
{
  g_autoptr (JsonNode) one = parse ("[" MILK "]");

  assert_is (dovetail_checklist_set_title (one, "a", "Rolls"),
             "[" MILK ",{'id':'a','title':'Rolls','done':false}]");
}

static void
test_move (void)
{
  g_autoptr (JsonNode) both = parse ("[" BREAD "," MILK "]");

  assert_is (dovetail_checklist_move (both, "b", -1), "[" MILK "," BREAD "]");
  assert_is (dovetail_checklist_move (both, "a", 1), "[" MILK "," BREAD "]");
  g_assert_null (dovetail_checklist_move (both, "a", -1));
  g_assert_null (dovetail_checklist_move (both, "b", 1));
  g_assert_null (dovetail_checklist_move (both, "x", 1));
}

/* What other programs leave there: no ids, another name for the title, no objects. */
static void
test_foreign_items (void)
{
  g_autoptr (JsonNode) items = parse ("[{'text':'Eggs'},'Salt',{'title':'Tea'}]");
  JsonArray *array = json_node_get_array (items);
  g_autofree char *id = dovetail_checklist_item_id (json_array_get_element (array, 1), 1);

  g_assert_cmpstr (dovetail_checklist_item_title (json_array_get_element (array, 0)), ==, "Eggs");
  g_assert_cmpstr (dovetail_checklist_item_title (json_array_get_element (array, 1)), ==, "");
  g_assert_cmpstr (id, ==, "#1");
  assert_is (dovetail_checklist_set_title (items, "#0", "Six eggs"),
             "[{'title':'Six eggs'},'Salt',{'title':'Tea'}]");
  assert_is (dovetail_checklist_set_done (items, "#2", TRUE),
             "[{'text':'Eggs'},'Salt',{'title':'Tea','done':true}]");
  assert_is (dovetail_checklist_set_title (items, "#1", "Sugar"),
             "[{'text':'Eggs'},{'id':'#1','title':'Sugar','done':false},{'title':'Tea'}]");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/checklist-edits/add", test_add);
  g_test_add_func ("/checklist-edits/change", test_change);
  g_test_add_func ("/checklist-edits/title-of-what-is-gone", test_title_of_what_is_gone);
  g_test_add_func ("/checklist-edits/move", test_move);
  g_test_add_func ("/checklist-edits/foreign-items", test_foreign_items);
  return g_test_run ();
}
