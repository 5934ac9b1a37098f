/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Merge patches: the examples of RFC 7396 that a record can have, and the way there and back at random. */

#include "core/patch.h"
#include "json/json.h"

typedef struct
{
  const char *name;
  const char *base;
  const char *patch;
  const char *result;
} Case;

static const Case applications[] = {
  { "a member is replaced", "{'a':'b'}", "{'a':'c'}", "{'a':'c'}" },
  { "a member is added", "{'a':'b'}", "{'b':'c'}", "{'a':'b','b':'c'}" },
  { "null removes", "{'a':'b','b':'c'}", "{'a':null}", "{'b':'c'}" },
  { "null for what is not there", "{'b':'c'}", "{'a':null}", "{'b':'c'}" },
  { "an array is replaced whole", "{'a':['b']}", "{'a':['c',1]}", "{'a':['c',1]}" },
  { "text becomes an array", "{'a':'c'}", "{'a':['b']}", "{'a':['b']}" },
  { "a nested object is merged", "{'a':{'b':'c'}}", "{'a':{'b':'d','c':null}}", "{'a':{'b':'d'}}" },
  { "a nested removal in nothing leaves an empty object", "{}", "{'a':{'b':{'c':null}}}", "{'a':{'b':{}}}" },
  { "an object replaces text", "{'a':'x'}", "{'a':{'b':1}}", "{'a':{'b':1}}" },
  { "text replaces an object", "{'a':{'b':1}}", "{'a':'x'}", "{'a':'x'}" },
  { "nulls inside an array are kept", "{'a':1}", "{'a':[null,{'b':null}]}", "{'a':[null,{'b':null}]}" },
  { "an empty patch", "{'a':1}", "{}", "{'a':1}" },
};

static const Case differences[] = {
  { "nothing changed", "{'a':1,'b':[1]}", "{}", "{'b':[1],'a':1}" },
  { "1 and 1.0 are the same", "{'a':1}", "{}", "{'a':1.0}" },
  { "one of many members", "{'a':1,'b':2}", "{'b':3}", "{'a':1,'b':3}" },
  { "a removed member", "{'a':1,'b':2}", "{'b':null}", "{'a':1}" },
  { "an added object", "{}", "{'a':{'b':1}}", "{'a':{'b':1}}" },
  { "only the nested change travels", "{'a':{'b':1,'c':2}}", "{'a':{'c':3}}", "{'a':{'b':1,'c':3}}" },
  { "an emptied object", "{'a':{'b':1}}", "{'a':{'b':null}}", "{'a':{}}" },
  { "an object became text", "{'a':{'b':1}}", "{'a':'x'}", "{'a':'x'}" },
  { "a changed array travels whole", "{'a':[1,2]}", "{'a':[2,1]}", "{'a':[2,1]}" },
};

static JsonNode *
parse (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (GError) error = NULL;
  JsonNode *node = dovetail_json_parse_object (json, -1, &error);

  g_assert_no_error (error);

  return node;
}

static void
assert_data (JsonNode *data, const char *expected)
{
  g_autoptr (JsonNode) node = parse (expected);
  g_autofree char *text = dovetail_json_canonical (data, NULL);
  g_autofree char *expected_text = dovetail_json_canonical (node, NULL);

  g_assert_cmpstr (text, ==, expected_text);
  g_assert_true (json_node_is_immutable (data));
}

static void
test_apply (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (applications); i++)
    {
      g_autoptr (JsonNode) base = parse (applications[i].base);
      g_autoptr (JsonNode) patch = parse (applications[i].patch);
      g_autoptr (JsonNode) result = dovetail_patch_apply (base, patch);

      g_test_message ("%s", applications[i].name);
      assert_data (result, applications[i].result);
      assert_data (base, applications[i].base);
    }
}

static void
test_diff (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (differences); i++)
    {
      g_autoptr (JsonNode) base = parse (differences[i].base);
      g_autoptr (JsonNode) current = parse (differences[i].result);
      g_autoptr (JsonNode) patch = dovetail_patch_diff (base, current);

      g_test_message ("%s", differences[i].name);
      assert_data (patch, differences[i].patch);
    }
}

static void
test_absent_is_empty (void)
{
  g_autoptr (JsonNode) data = parse ("{'a':1}");
  g_autoptr (JsonNode) all = dovetail_patch_diff (NULL, data);
  g_autoptr (JsonNode) none = dovetail_patch_diff (data, NULL);
  g_autoptr (JsonNode) applied = dovetail_patch_apply (NULL, data);
  g_autoptr (JsonNode) same = dovetail_patch_apply (data, NULL);

  assert_data (all, "{'a':1}");
  assert_data (none, "{'a':null}");
  assert_data (applied, "{'a':1}");
  assert_data (same, "{'a':1}");
}

static void
test_base_of_patch (void)
{
  g_autoptr (JsonNode) base = parse ("{'a':1,'b':{'x':1,'y':2},'c':3}");
  g_autoptr (JsonNode) patch = parse ("{'b':{'x':5},'d':4,'a':null}");
  g_autoptr (JsonNode) values = dovetail_patch_base (base, patch);
  g_autoptr (JsonNode) of_nothing = dovetail_patch_base (NULL, patch);

  assert_data (values, "{'a':1,'b':{'x':1,'y':2},'d':null}");
  assert_data (of_nothing, "{'a':null,'b':null,'d':null}");
}

static JsonNode *random_value (GRand *random, guint depth);

static JsonObject *
random_object (GRand *random, guint depth)
{
  static const char *const names[] = { "a", "b", "c", "", "\xc3\xa9" };
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_rand_boolean (random))
      json_object_set_member (object, names[i], random_value (random, depth));

  return object;
}

static JsonNode *
random_array (GRand *random, guint depth)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();

  for (gint32 i = g_rand_int_range (random, 0, 3); i > 0; i--)
    if (g_rand_int_range (random, 0, 4) == 0)
      json_array_add_null_element (array);
    else
      json_array_add_element (array, random_value (random, depth));
  json_node_take_array (node, array);

  return node;
}

static JsonNode *
random_value (GRand *random, guint depth)
{
  JsonNode *node;

  switch (g_rand_int_range (random, 0, depth == 0 ? 3 : 5))
    {
    case 0:
      return dovetail_value_int (g_rand_int_range (random, 0, 3));
    case 1:
      return dovetail_value_boolean (g_rand_boolean (random));
    case 2:
      return dovetail_value_string (g_rand_boolean (random) ? "x" : "y");
    case 3:
      return random_array (random, depth - 1);
    default:
      node = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (node, random_object (random, depth - 1));
      return node;
    }
}

static void
test_there_and_back (void)
{
  guint32 seed = (guint32) g_test_rand_int ();
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (JsonNode) base = dovetail_data_take_object (random_object (random, 3));
      g_autoptr (JsonNode) current = dovetail_data_take_object (random_object (random, 3));
      g_autoptr (JsonNode) patch = dovetail_patch_diff (base, current);
      g_autoptr (JsonNode) applied = dovetail_patch_apply (base, patch);
      g_autoptr (JsonNode) again = dovetail_patch_apply (applied, patch);
      g_autoptr (JsonNode) nothing = dovetail_patch_diff (current, applied);

      g_assert_true (dovetail_data_equal (applied, current));
      g_assert_true (dovetail_data_equal (again, current));
      g_assert_true (dovetail_data_is_empty (nothing));
      g_assert_cmpint (dovetail_data_is_empty (patch), ==, dovetail_data_equal (base, current));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/patch/apply", test_apply);
  g_test_add_func ("/core/patch/diff", test_diff);
  g_test_add_func ("/core/patch/absent-is-empty", test_absent_is_empty);
  g_test_add_func ("/core/patch/base-of-patch", test_base_of_patch);
  g_test_add_func ("/core/patch/there-and-back", test_there_and_back);

  return g_test_run ();
}
