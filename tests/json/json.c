/* SPDX-License-Identifier: GPL-3.0-or-later */

/* JSON text to sealed nodes and back: what went in comes out, nothing is altered silently. */

#include "core/data.h"
#include "core/error.h"
#include "json/json.h"

#include <locale.h>
#include <string.h>

typedef struct
{
  const char *name;
  const char *text;
  const char *compact;
} RoundTrip;

static const RoundTrip round_trips[] = {
  { "member order is kept", "{ \"b\" : 1 , \"a\" : 2 }", "{\"b\":1,\"a\":2}" },
  { "empty containers", "{\"a\":{},\"b\":[]}", "{\"a\":{},\"b\":[]}" },
  { "the words", "[true,false,null]", "[true,false,null]" },
  { "the ends of the integers", "[9223372036854775807,-9223372036854775808,0]",
    "[9223372036854775807,-9223372036854775808,0]" },
  { "integers of every length", "[1,-1,10,-10,2147483648,4294967296,-4294967297]",
    "[1,-1,10,-10,2147483648,4294967296,-4294967297]" },
  { "doubles with few digits keep few", "[0.1,0.5,-2.25,100.125]", "[0.1,0.5,-2.25,100.125]" },
  { "a whole double stays a double", "[1.0,-0.0,1e3]", "[1.0,-0.0,1000.0]" },
  { "a large double has no point", "[1e22,1e300,-1E+20]", "[1e+22,1e+300,-1e+20]" },
  { "doubles that need all digits", "[0.30000000000000004,1.7976931348623157e308,5e-324]",
    "[0.30000000000000004,1.7976931348623157e+308,4.94065645841247e-324]" },
  { "zero in many spellings", "[0,0.0,0e1,0E-5,0.0e0]", "[0,0.0,0.0,0.0,0.0]" },
  { "escapes become characters where they can", "\"\\u0061\\/\\u00e9\\ud83d\\ude00\"",
    "\"a/\xc3\xa9\xf0\x9f\x98\x80\"" },
  { "control characters are escaped", "\"\\u0001\\b\\f\\n\\r\\t\\u001f\"",
    "\"\\u0001\\b\\f\\n\\r\\t\\u001f\"" },
  { "quotes and backslashes", "\"\\\"\\\\\"", "\"\\\"\\\\\"" },
  { "escaped keys", "{\"a\\\"b\\n\":1}", "{\"a\\\"b\\n\":1}" },
  { "an empty key and an empty text", "{\"\":\"\"}", "{\"\":\"\"}" },
  { "right-to-left marks and joiners pass as they are",
    "\"\xe2\x80\xae\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80\"",
    "\"\xe2\x80\xae\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80\"" },
  { "a text alone", "\"x\"", "\"x\"" },
  { "a negative number alone", "-7", "-7" },
  { "null alone", "null", "null" },
};

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = dovetail_json_parse (text, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (node);

  return node;
}

static void
test_round_trips (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (round_trips); i++)
    {
      g_autoptr (JsonNode) node = parse (round_trips[i].text);
      gsize length = 0;
      g_autofree char *compact = dovetail_json_generate (node, &length);
      g_autofree char *pretty = dovetail_json_pretty (node);
      g_autoptr (JsonNode) from_compact = parse (compact);
      g_autoptr (JsonNode) from_pretty = parse (pretty);

      g_test_message ("%s", round_trips[i].name);
      g_assert_cmpstr (compact, ==, round_trips[i].compact);
      g_assert_cmpuint (length, ==, strlen (compact));
      g_assert_true (json_node_is_immutable (node));
      g_assert_true (dovetail_value_equal (node, from_compact));
      g_assert_true (dovetail_value_equal (node, from_pretty));
    }
}

/* Everything inside a parsed value is sealed too, so that it can be shared. */
static void
test_all_is_sealed (void)
{
  g_autoptr (JsonNode) node = parse ("{\"a\":[{\"b\":1}]}");
  JsonNode *array = dovetail_data_get (node, "a");
  JsonNode *element = json_array_get_element (json_node_get_array (array), 0);

  g_assert_true (json_node_is_immutable (array));
  g_assert_true (json_node_is_immutable (element));
  g_assert_true (json_node_is_immutable (dovetail_data_get (element, "b")));
}

/* Nodes outlive the text they came from. */
static void
test_part_outlives_whole (void)
{
  g_autoptr (JsonNode) whole = parse ("{\"a\":{\"b\":\"kept\"}}");
  g_autoptr (JsonNode) part = json_node_ref (dovetail_data_get (whole, "a"));
  g_autofree char *text = NULL;

  g_clear_pointer (&whole, json_node_unref);
  text = dovetail_json_generate (part, NULL);
  g_assert_cmpstr (text, ==, "{\"b\":\"kept\"}");
}

static void
test_length_is_obeyed (void)
{
  g_autoptr (JsonNode) node = dovetail_json_parse ("[1,2]garbage", 5, NULL);

  g_assert_nonnull (node);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 2);
}

static void
test_object_is_required (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) object = dovetail_json_parse_object ("{\"a\":1}", -1, NULL);

  g_assert_nonnull (object);
  g_assert_null (dovetail_json_parse_object ("[1]", -1, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
  g_assert_null (dovetail_json_parse_object ("", -1, NULL));
}

static void
test_canonical (void)
{
  static const struct
  {
    const char *name;
    const char *a;
    const char *b;
    const char *canonical;
  } pairs[] = {
    { "members in another order", "{\"b\":1,\"a\":{\"d\":1,\"c\":2}}", "{\"a\":{\"c\":2,\"d\":1},\"b\":1}",
      "{\"a\":{\"c\":2,\"d\":1},\"b\":1}" },
    { "sorted by bytes, not by language", "{\"\xc3\xa9\":1,\"f\":2,\"E\":3}",
      "{\"E\":3,\"f\":2,\"\\u00e9\":1}", "{\"E\":3,\"f\":2,\"\xc3\xa9\":1}" },
    { "1 and 1.0", "[1,100,0]", "[1.0,1e2,-0.0]", "[1,100,0]" },
    { "array order stays", "[2,1]", "[2,1]", "[2,1]" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr (JsonNode) a = parse (pairs[i].a);
      g_autoptr (JsonNode) b = parse (pairs[i].b);
      g_autofree char *a_text = dovetail_json_canonical (a, NULL);
      g_autofree char *b_text = dovetail_json_canonical (b, NULL);

      g_test_message ("%s", pairs[i].name);
      g_assert_true (dovetail_value_equal (a, b));
      g_assert_cmpstr (a_text, ==, pairs[i].canonical);
      g_assert_cmpstr (b_text, ==, pairs[i].canonical);
    }
}

static void
test_pretty (void)
{
  g_autoptr (JsonNode) node = parse ("{\"a\":[1,{}],\"b\":[]}");
  g_autofree char *text = dovetail_json_pretty (node);

  g_assert_cmpstr (text, ==, "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}");
}

/* A double of any bits survives the way out and back. */
static void
test_doubles_survive (void)
{
  guint32 seed = g_test_rand_int_range (1, G_MAXINT32);
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < 20000; i++)
    {
      union
      {
        guint32 words[2];
        double number;
      } bits = { { g_rand_int (random), g_rand_int (random) } };
      g_autoptr (JsonNode) node = json_node_new (JSON_NODE_VALUE);
      g_autoptr (JsonNode) back = NULL;
      g_autofree char *text = NULL;

      /* The range the guard accepts: finite, and no zero that was not zero. */
      if (!(bits.number - bits.number == 0))
        continue;
      json_node_set_double (node, bits.number);
      text = dovetail_json_generate (node, NULL);
      back = parse (text);
      if (json_node_get_value_type (back) != G_TYPE_DOUBLE || json_node_get_double (back) != bits.number)
        g_error ("%s came back as %.17g", text, json_node_get_double (back));
    }
}

/* What the guard lets through, json-glib reads, and reads as it stands. */
static void
test_guard_and_parser_agree (void)
{
  static const char pieces[][12]
      = { "{",        "}",   "[",   "]",  ",",  ":",    "\"",   "\"a\"",   "\"b\":",        "0", "1",  "-",
          ".",        "5",   "e",   "E",  "+",  "true", "null", "\\u0041", "\\ud83d\\ude0", " ", "\n", "\\n",
          "\xc3\xa9", "0.5", "1e5", "//", "/*", "'",    "x",    "#" };
  guint32 seed = (guint32) g_test_rand_int ();
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  guint accepted = 0;

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < 100000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = NULL;
      g_autoptr (JsonNode) again = NULL;
      g_autofree char *written = NULL;

      for (gint32 j = g_rand_int_range (random, 1, 9); j > 0; j--)
        g_string_append (text, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
      node = dovetail_json_parse (text->str, (gssize) text->len, &error);
      if (node == NULL)
        {
          g_assert_true (g_str_has_prefix (error->message, "Not valid JSON at byte "));
          continue;
        }
      accepted++;
      written = dovetail_json_generate (node, NULL);
      again = parse (written);
      g_assert_true (dovetail_value_equal (node, again));
    }
  g_assert_cmpuint (accepted, >, 100);
}

/* The decimal point is a point in every locale; the locale may be missing, then this proves less. */
static void
test_locale_does_not_matter (void)
{
  const char *found = setlocale (LC_NUMERIC, "de_DE.UTF-8");
  g_autoptr (JsonNode) node = parse ("[1.5,2.25e-3]");
  g_autofree char *text = dovetail_json_generate (node, NULL);

  g_test_message ("locale %s", found == NULL ? "missing" : found);
  setlocale (LC_NUMERIC, "C");
  g_assert_cmpstr (text, ==, "[1.5,0.00225]");
}

static void
test_what_json_cannot_say (void)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_VALUE);
  g_autofree char *text = NULL;

  json_node_set_double (node, G_MAXDOUBLE * 2);
  text = dovetail_json_generate (node, NULL);
  g_assert_cmpstr (text, ==, "null");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json/round-trips", test_round_trips);
  g_test_add_func ("/json/all-is-sealed", test_all_is_sealed);
  g_test_add_func ("/json/part-outlives-whole", test_part_outlives_whole);
  g_test_add_func ("/json/length-is-obeyed", test_length_is_obeyed);
  g_test_add_func ("/json/object-is-required", test_object_is_required);
  g_test_add_func ("/json/canonical", test_canonical);
  g_test_add_func ("/json/pretty", test_pretty);
  g_test_add_func ("/json/doubles-survive", test_doubles_survive);
  g_test_add_func ("/json/guard-and-parser-agree", test_guard_and_parser_agree);
  g_test_add_func ("/json/locale-does-not-matter", test_locale_does_not_matter);
  g_test_add_func ("/json/what-json-cannot-say", test_what_json_cannot_say);

  return g_test_run ();
}
