/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the guard lets through and what it stops, and that hostile texts cost no more than honest ones. */

#include "core/error.h"
#include "json/guard.h"
#include "json/json.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *text;
  const char *refused; /* a part of the message; NULL: accepted */
} Case;

static const Case cases[] = {
  { "an empty object", "{}", NULL },
  { "an empty array", "[]", NULL },
  { "a text alone", "\"x\"", NULL },
  { "a number alone", "42", NULL },
  { "true alone", "true", NULL },
  { "null alone", "null", NULL },
  { "blanks of all four kinds around everything", " \t\r\n{ \"a\" : [ 1 , 2 ] } \n", NULL },
  { "the largest integer", "9223372036854775807", NULL },
  { "the smallest integer", "-9223372036854775808", NULL },
  { "minus zero", "-0", NULL },
  { "a double with everything", "-12.5e+3", NULL },
  { "a capital exponent", "1E5", NULL },
  { "the largest double", "1.7976931348623157e308", NULL },
  { "the smallest double", "5e-324", NULL },
  { "zero with an absurd exponent", "0e99999", NULL },
  { "all short escapes", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", NULL },
  { "an escape of a letter", "\"\\u0061\"", NULL },
  { "a pair of surrogates", "\"\\ud83d\\ude00\"", NULL },
  { "UTF-8 of two, three and four bytes", "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"", NULL },
  { "the last character of Unicode", "\"\xf4\x8f\xbf\xbf\"", NULL },
  { "DEL, which JSON does not forbid", "\"\x7f\"", NULL },
  { "the same key in different objects", "{\"a\":{\"a\":[{\"a\":1},{\"a\":2}]},\"b\":{\"a\":1}}", NULL },
  { "an empty key", "{\"\":1}", NULL },
  { "keys that differ in case", "{\"a\":1,\"A\":2}", NULL },
  { "a key that is the start of another", "{\"a\":1,\"ab\":2}", NULL },

  { "nothing", "", "end of the text" },
  { "only blanks", "  \n", "end of the text" },
  { "a second value", "{} {}", "more text behind" },
  { "a bracket too many", "[]]", "more text behind" },
  { "a comma behind the value", "1,", "more text behind" },
  { "an array that does not end", "[1", "end of the text" },
  { "an object that does not end", "{\"a\":1", "end of the text" },
  { "an object that ends as an array", "{\"a\":1]", "comma or bracket" },
  { "an array that ends as an object", "[1}", "comma or bracket" },
  { "a trailing comma in an array", "[1,]", "no value" },
  { "a trailing comma in an object", "{\"a\":1,}", "no key" },
  { "a leading comma", "[,1]", "no value" },
  { "two commas", "[1,,2]", "no value" },
  { "no comma", "[1 2]", "comma or bracket" },
  { "a colon in an array", "[\"a\":1]", "comma or bracket" },
  { "a key without value", "{\"a\"}", "colon" },
  { "a key with nothing behind its colon", "{\"a\":}", "no value" },
  { "a number as key", "{1:1}", "no key" },
  { "a bare word as key", "{a:1}", "no key" },
  { "single quotes", "['a']", "no value" },
  { "a line comment", "[1] // one", "more text behind" },
  { "a block comment", "[/* one */1]", "no value" },
  { "a hash comment", "# one\n1", "no value" },
  { "a byte order mark", "\xef\xbb\xbf{}", "no value" },
  { "a no-break space between tokens",
    "[1,\xc2\xa0"
    "2]",
    "no value" },
  { "a form feed between tokens", "[\f1]", "no value" },
  { "TRUE in capitals", "TRUE", "no value" },
  { "half a word", "tru", "no value" },
  { "a word too long", "nullx", "more text behind" },
  { "NaN", "[NaN]", "no value" },
  { "Infinity", "[-Infinity]", "without digits" },
  { "a plus sign", "+1", "no value" },
  { "a leading zero", "01", "leading zero" },
  { "a negative leading zero", "-01", "leading zero" },
  { "a minus alone", "-", "without digits" },
  { "a point without digits before", ".5", "no value" },
  { "a point without digits behind", "1.", "behind its point" },
  { "an exponent without digits", "1e", "exponent" },
  { "an exponent with only a sign", "1e+", "exponent" },
  { "hexadecimal", "0x10", "more text behind" },
  { "2^63", "9223372036854775808", "64 bits" },
  { "below -2^63", "-9223372036854775809", "64 bits" },
  { "2^64, which would wrap to 0", "18446744073709551616", "64 bits" },
  { "thirty digits", "123456789012345678901234567890", "64 bits" },
  { "a double beyond the range", "1e400", "too large" },
  { "a negative double beyond the range", "[-1e400]", "too large" },
  { "a double that would become zero", "1e-400", "too small" },
  { "a string without end", "\"abc", "without end" },
  { "a string that ends in a backslash", "\"abc\\", "escape" },
  { "a raw newline in a string", "\"a\nb\"", "control character" },
  { "a raw tab in a string", "\"a\tb\"", "control character" },
  { "an unknown escape", "\"\\x41\"", "escape" },
  { "an escape of a capital U", "\"\\U0041\"", "escape" },
  { "an escape cut short", "\"\\u00\"", "escape" },
  { "an escape with other letters", "\"\\u00g1\"", "escape" },
  { "NUL escaped", "\"\\u0000\"", "NUL" },
  { "NUL escaped in a key", "{\"a\\u0000\":1}", "NUL" },
  { "a high surrogate alone", "\"\\ud800\"", "surrogate" },
  { "a high surrogate before another escape", "\"\\ud800\\n\"", "surrogate" },
  { "two high surrogates", "\"\\ud800\\ud800\"", "surrogate" },
  { "a low surrogate alone", "\"\\udc00\"", "surrogate" },
  { "a pair the wrong way round", "\"\\ude00\\ud83d\"", "surrogate" },
  { "a high surrogate at the end of the text", "\"\\ud83d\\u", "surrogate" },
  { "Latin-1", "\"caf\xe9\"", "UTF-8" },
  { "a continuation byte alone", "\"\x80\"", "UTF-8" },
  { "an overlong slash of two bytes", "\"\xc0\xaf\"", "UTF-8" },
  { "an overlong slash of three bytes", "\"\xe0\x80\xaf\"", "UTF-8" },
  { "an overlong slash of four bytes", "\"\xf0\x80\x80\xaf\"", "UTF-8" },
  { "an overlong NUL", "\"\xc0\x80\"", "UTF-8" },
  { "a surrogate in UTF-8", "\"\xed\xa0\x80\"", "UTF-8" },
  { "beyond Unicode", "\"\xf4\x90\x80\x80\"", "UTF-8" },
  { "a lead byte that never occurs", "\"\xff\"", "UTF-8" },
  { "a character cut short by the quote", "\"\xe2\x82\"", "UTF-8" },
  { "a key twice", "{\"a\":1,\"a\":2}", "already has" },
  { "a key twice with others between", "{\"a\":1,\"b\":2,\"a\":3}", "already has" },
  { "a key twice, once escaped", "{\"a\":1,\"\\u0061\":2}", "already has" },
  { "an emoji twice, once escaped", "{\"\xf0\x9f\x98\x80\":1,\"\\ud83d\\ude00\":2}", "already has" },
  { "a newline twice, in two spellings", "{\"\\n\":1,\"\\u000a\":2}", "already has" },
  { "an empty key twice", "{\"\":1,\"\":2}", "already has" },
  { "a key twice in an inner object", "[{\"x\":{\"a\":1,\"a\":1}}]", "already has" },
};

static const DovetailJsonLimits usual = { DOVETAIL_JSON_MAX_BYTES, DOVETAIL_JSON_MAX_DEPTH };

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean accepted = dovetail_json_guard (cases[i].text, strlen (cases[i].text), &usual, &error);

      g_test_message ("%s: %s", cases[i].name, accepted ? "accepted" : error->message);
      g_assert_cmpint (accepted, ==, cases[i].refused == NULL);
      if (!accepted)
        {
          g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
          g_assert_nonnull (strstr (error->message, cases[i].refused));
          g_assert_true (g_str_has_prefix (error->message, "Not valid JSON at byte "));
        }
    }
}

/* Every accepted text, cut anywhere, is either refused or a shorter value: the scan never reads beyond. */
static void
test_cut_texts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize length = 0; length < strlen (cases[i].text); length++)
      {
        /* exactly so many bytes on the heap, for the sanitizer to see */
        g_autofree char *cut = g_memdup2 (cases[i].text, MAX (length, 1));

        dovetail_json_guard (cut, length, &usual, NULL);
      }
}

static void
test_place_is_told (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (dovetail_json_guard ("{\"a\": tru}", 10, &usual, &error));
  g_assert_cmpstr (error->message, ==, "Not valid JSON at byte 6: something that is no value");
}

static char *
repeat (const char *text, gsize count)
{
  GString *result = g_string_new (NULL);

  for (gsize i = 0; i < count; i++)
    g_string_append (result, text);

  return g_string_free (result, FALSE);
}

static void
test_depth (void)
{
  g_autofree char *opening = repeat ("[", DOVETAIL_JSON_MAX_DEPTH);
  g_autofree char *closing = repeat ("]", DOVETAIL_JSON_MAX_DEPTH);
  g_autofree char *deepest = g_strconcat (opening, closing, NULL);
  g_autofree char *too_deep = g_strconcat ("[", deepest, "]", NULL);
  g_autofree char *absurd = repeat ("[", 100000);
  g_autofree char *absurd_objects = repeat ("{\"a\":", 100000);

  g_assert_true (dovetail_json_guard (deepest, strlen (deepest), &usual, NULL));
  g_assert_false (dovetail_json_guard (too_deep, strlen (too_deep), &usual, NULL));
  g_assert_false (dovetail_json_guard (absurd, strlen (absurd), &usual, NULL));
  g_assert_false (dovetail_json_guard (absurd_objects, strlen (absurd_objects), &usual, NULL));
}

static void
test_size (void)
{
  DovetailJsonLimits small = { 10, 32 };

  g_assert_true (dovetail_json_guard ("[1,2,3,45]", 10, &small, NULL));
  g_assert_false (dovetail_json_guard ("[1,2,3,456]", 11, &small, NULL));
}

static void
test_nul_bytes (void)
{
  g_assert_false (dovetail_json_guard ("[1\0]", 4, &usual, NULL));
  g_assert_false (dovetail_json_guard ("\"a\0b\"", 5, &usual, NULL));
  g_assert_false (dovetail_json_guard ("{}\0", 3, &usual, NULL));
  g_assert_false (dovetail_json_guard ("\0", 1, &usual, NULL));
}

static char *
object_with_keys (guint n_keys, const char *last)
{
  GString *text = g_string_new ("{");

  for (guint i = 0; i < n_keys; i++)
    g_string_append_printf (text, "\"k%u\":%u,", i, i);
  g_string_append_printf (text, "\"%s\":0}", last);

  return g_string_free (text, FALSE);
}

static void
test_many_keys (void)
{
  g_autofree char *distinct = object_with_keys (300000, "last");
  g_autofree char *first_again = object_with_keys (300000, "k0");
  g_autofree char *last_again = object_with_keys (300000, "k299\\u0039\\u00399");
  g_autoptr (GTimer) timer = g_timer_new ();

  g_assert_true (dovetail_json_guard (distinct, strlen (distinct), &usual, NULL));
  g_assert_false (dovetail_json_guard (first_again, strlen (first_again), &usual, NULL));
  g_assert_false (dovetail_json_guard (last_again, strlen (last_again), &usual, NULL));
  /* Comparing all pairs would take minutes. */
  g_assert_cmpfloat (g_timer_elapsed (timer, NULL), <, 10.0);
}

/* For every number of keys around the change of method, a repeated key is found wherever it stands. */
static void
test_repeated_key_anywhere (void)
{
  for (guint n_keys = 1; n_keys <= 30; n_keys++)
    for (guint repeated = 0; repeated <= n_keys; repeated++)
      {
        g_autofree char *last = repeated == n_keys ? g_strdup ("none") : g_strdup_printf ("k%u", repeated);
        g_autofree char *text = object_with_keys (n_keys, last);

        g_assert_cmpint (dovetail_json_guard (text, strlen (text), &usual, NULL), ==, repeated == n_keys);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json/guard/cases", test_cases);
  g_test_add_func ("/json/guard/cut-texts", test_cut_texts);
  g_test_add_func ("/json/guard/place-is-told", test_place_is_told);
  g_test_add_func ("/json/guard/depth", test_depth);
  g_test_add_func ("/json/guard/size", test_size);
  g_test_add_func ("/json/guard/nul-bytes", test_nul_bytes);
  g_test_add_func ("/json/guard/many-keys", test_many_keys);
  g_test_add_func ("/json/guard/repeated-key-anywhere", test_repeated_key_anywhere);

  return g_test_run ();
}
