/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sealed values: read, compared, changed by making new ones. */

#include "core/data.h"
#include "json/json.h"

#include <string.h>

static JsonNode *
parse (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (GError) error = NULL;
  JsonNode *node = dovetail_json_parse (json, -1, &error);

  g_assert_no_error (error);

  return node;
}

static void
assert_text (JsonNode *node, const char *expected)
{
  g_autofree char *text = dovetail_json_generate (node, NULL);

  g_strdelimit (text, "\"", '\'');
  g_assert_cmpstr (text, ==, expected);
  g_assert_true (json_node_is_immutable (node));
}

static void
test_equality (void)
{
  static const struct
  {
    const char *name;
    const char *a;
    const char *b;
    gboolean equal;
  } pairs[] = {
    { "one and one point nought", "1", "1.0", TRUE },
    { "one point nought and one", "1.0", "1", TRUE },
    { "one and one and a half", "1", "1.5", FALSE },
    { "the largest integer is not the double next to it", "9223372036854775807", "9.223372036854775807e18",
      FALSE },
    { "2^53 + 1 is not 2^53 as a double", "9007199254740993", "9007199254740992.0", FALSE },
    { "zero and minus zero", "0", "-0.0", TRUE },
    { "a number and its text", "1", "'1'", FALSE },
    { "false and nought", "false", "0", FALSE },
    { "true and false", "true", "false", FALSE },
    { "null and null", "null", "null", TRUE },
    { "null and nothing in it", "null", "[]", FALSE },
    { "texts", "'a'", "'a'", TRUE },
    { "texts that differ in case", "'a'", "'A'", FALSE },
    { "members in another order", "{'a':1,'b':[{'c':1,'d':2}]}", "{'b':[{'d':2.0,'c':1}],'a':1}", TRUE },
    { "a member more", "{'a':1}", "{'a':1,'b':2}", FALSE },
    { "another member", "{'a':1}", "{'b':1}", FALSE },
    { "a null member is not an absent one in a value", "{'a':null}", "{'b':null}", FALSE },
    { "arrays keep their order", "[1,2]", "[2,1]", FALSE },
    { "an array that goes on", "[1]", "[1,1]", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr (JsonNode) a = parse (pairs[i].a);
      g_autoptr (JsonNode) b = parse (pairs[i].b);

      g_test_message ("%s", pairs[i].name);
      g_assert_cmpint (dovetail_value_equal (a, b), ==, pairs[i].equal);
      g_assert_cmpint (dovetail_value_equal (b, a), ==, pairs[i].equal);
      g_assert_true (dovetail_value_equal (a, a));
      g_assert_false (dovetail_value_equal (a, NULL));
    }
  g_assert_true (dovetail_value_equal (NULL, NULL));
}

static void
test_null_members_are_dropped (void)
{
  g_autoptr (JsonNode) sealed = parse ("{'a':null,'b':{'c':null,'d':[null,{'e':null}]},'f':1}");
  g_autoptr (JsonNode) data = dovetail_data_take_object (json_object_ref (json_node_get_object (sealed)));
  g_autoptr (JsonNode) clean = parse ("{'a':1}");
  g_autoptr (JsonNode) shared = dovetail_data_take_object (json_object_ref (json_node_get_object (clean)));

  assert_text (data, "{'b':{'d':[null,{'e':null}]},'f':1}");
  assert_text (shared, "{'a':1}");
  g_assert_true (json_node_get_object (shared) == json_node_get_object (clean));
}

static void
test_reading (void)
{
  g_autoptr (JsonNode) data = parse (
      "{'text':'x','number':5,'whole':6.0,'part':6.5,'huge':1e30,'yes':true,'null':null,'list':['a',1,'b']}");
  g_auto (GStrv) list = dovetail_data_get_strings (data, "list");
  g_auto (GStrv) none = dovetail_data_get_strings (data, "text");

  g_assert_cmpstr (dovetail_data_get_string (data, "text"), ==, "x");
  g_assert_null (dovetail_data_get_string (data, "number"));
  g_assert_null (dovetail_data_get_string (data, "list"));
  g_assert_null (dovetail_data_get_string (data, "absent"));
  g_assert_null (dovetail_data_get_string (NULL, "text"));
  g_assert_cmpint (dovetail_data_get_int (data, "number", -1), ==, 5);
  g_assert_cmpint (dovetail_data_get_int (data, "whole", -1), ==, 6);
  g_assert_cmpint (dovetail_data_get_int (data, "part", -1), ==, -1);
  g_assert_cmpint (dovetail_data_get_int (data, "huge", -1), ==, -1);
  g_assert_cmpint (dovetail_data_get_int (data, "text", -1), ==, -1);
  g_assert_cmpint (dovetail_data_get_int (NULL, "text", -1), ==, -1);
  g_assert_true (dovetail_data_get_boolean (data, "yes", FALSE));
  g_assert_true (dovetail_data_get_boolean (data, "number", TRUE));
  g_assert_null (dovetail_data_get (data, "null"));
  g_assert_cmpuint (g_strv_length (list), ==, 2);
  g_assert_cmpstr (list[1], ==, "b");
  g_assert_cmpuint (g_strv_length (none), ==, 0);
}

static void
test_changing (void)
{
  g_autoptr (JsonNode) data = parse ("{'a':1,'b':{'x':1}}");
  g_autoptr (JsonNode) with = dovetail_data_with_string (data, "c", "new");
  g_autoptr (JsonNode) without = dovetail_data_with_string (with, "a", NULL);
  g_autoptr (JsonNode) first = dovetail_data_with_string (NULL, "a", "x");
  g_autoptr (JsonNode) null = json_node_new (JSON_NODE_NULL);
  g_autoptr (JsonNode) removed = dovetail_data_with (data, "b", null);
  g_autoptr (JsonNode) same = dovetail_data_with (data, "b", dovetail_data_get (data, "b"));

  assert_text (with, "{'a':1,'b':{'x':1},'c':'new'}");
  assert_text (without, "{'b':{'x':1},'c':'new'}");
  assert_text (first, "{'a':'x'}");
  assert_text (removed, "{'a':1}");
  assert_text (same, "{'a':1,'b':{'x':1}}");
  assert_text (data, "{'a':1,'b':{'x':1}}");
  g_assert_true (dovetail_data_get (with, "b") == dovetail_data_get (data, "b"));
}

static void
test_emptiness (void)
{
  g_autoptr (JsonNode) empty = dovetail_data_empty ();
  g_autoptr (JsonNode) full = parse ("{'a':1}");
  g_autoptr (JsonNode) one = dovetail_value_int (1);
  g_autoptr (JsonNode) yes = dovetail_value_boolean (TRUE);
  g_autoptr (JsonNode) strings = dovetail_value_strings ((const char *const[]){ "a", "b", NULL });
  g_autoptr (JsonNode) none = dovetail_value_strings (NULL);

  g_assert_true (dovetail_data_is_empty (empty));
  g_assert_true (dovetail_data_is_empty (NULL));
  g_assert_false (dovetail_data_is_empty (full));
  assert_text (one, "1");
  assert_text (yes, "true");
  assert_text (strings, "['a','b']");
  assert_text (none, "[]");
}

/* A field of another shape is as if it were not there. */
static void
test_odd_values (void)
{
  static const char *const odd[] = { "null", "[]", "{}", "[1]", "true", "\"7\"", "1e300", "-1e300", "1.5" };

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"f\":%s}", odd[i]);
      g_autoptr (JsonNode) data = dovetail_json_parse (text, -1, NULL);
      g_auto (GStrv) strings = dovetail_data_get_strings (data, "f");

      g_test_message ("%s", odd[i]);
      g_assert_cmpint (dovetail_data_get_int (data, "f", -3), ==, -3);
      g_assert_cmpint (dovetail_data_get_boolean (data, "f", -3), ==,
                       g_str_equal (odd[i], "true") ? TRUE : -3);
      g_assert_cmpstr (dovetail_data_get_string (data, "f"), ==, g_str_equal (odd[i], "\"7\"") ? "7" : NULL);
      g_assert_cmpuint (g_strv_length (strings), ==, 0);
    }
}

static void
test_only_strings_are_strings (void)
{
  g_autoptr (JsonNode) data = dovetail_json_parse ("{\"f\":[\"a\",1,null,[\"b\"],{},\"c\"]}", -1, NULL);
  g_auto (GStrv) strings = dovetail_data_get_strings (data, "f");

  g_assert_cmpstrv (strings, ((const char *const[]){ "a", "c", NULL }));
}

static void
test_whole_doubles_are_integers (void)
{
  g_autoptr (JsonNode) data
      = dovetail_json_parse ("{\"a\":5.0,\"b\":-9223372036854775808.0,\"c\":9.3e18}", -1, NULL);

  g_assert_cmpint (dovetail_data_get_int (data, "a", 0), ==, 5);
  g_assert_cmpint (dovetail_data_get_int (data, "b", 0), ==, G_MININT64);
  g_assert_cmpint (dovetail_data_get_int (data, "c", 0), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/data/equality", test_equality);
  g_test_add_func ("/core/data/null-members-are-dropped", test_null_members_are_dropped);
  g_test_add_func ("/core/data/reading", test_reading);
  g_test_add_func ("/core/data/changing", test_changing);
  g_test_add_func ("/core/data/emptiness", test_emptiness);
  g_test_add_func ("/core/data/odd-values", test_odd_values);
  g_test_add_func ("/core/data/only-strings-are-strings", test_only_strings_are_strings);
  g_test_add_func ("/core/data/whole-doubles-are-integers", test_whole_doubles_are_integers);

  return g_test_run ();
}
