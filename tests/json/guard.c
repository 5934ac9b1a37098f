/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the guard lets through and what it stops, and that hostile texts cost no more than honest ones. */

#include "core/error.h"
#include "json/guard.h"
#include "json/json.h"
#include "lib/json-cases.h"

#include <string.h>

static const DovetailJsonLimits usual = { DOVETAIL_JSON_MAX_BYTES, DOVETAIL_JSON_MAX_DEPTH };

static void
test_cases (void)
{
  for (gsize i = 0; i < n_json_cases; i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean accepted
          = dovetail_json_guard (json_cases[i].text, strlen (json_cases[i].text), &usual, &error);

      g_test_message ("%s: %s", json_cases[i].name, accepted ? "accepted" : error->message);
      g_assert_cmpint (accepted, ==, json_cases[i].refused == NULL);
      if (!accepted)
        {
          g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
          g_assert_nonnull (strstr (error->message, json_cases[i].refused));
          g_assert_true (g_str_has_prefix (error->message, "Not valid JSON at byte "));
        }
    }
}

/* Every accepted text, cut anywhere, is either refused or a shorter value: the scan never reads beyond. */
static void
test_cut_texts (void)
{
  for (gsize i = 0; i < n_json_cases; i++)
    for (gsize length = 0; length < strlen (json_cases[i].text); length++)
      {
        /* exactly so many bytes on the heap, for the sanitizer to see */
        g_autofree char *cut = g_memdup2 (json_cases[i].text, MAX (length, 1));

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
test_values (void)
{
  const DovetailJsonLimits few = { 100, 32, 4 };

  g_assert_true (dovetail_json_guard ("[1,2,3]", 7, &few, NULL));
  g_assert_true (dovetail_json_guard ("{\"a\":[],\"b\":{}}", 15, &few, NULL));
  g_assert_false (dovetail_json_guard ("[1,2,3,4]", 9, &few, NULL));
  g_assert_false (dovetail_json_guard ("[[],[[]],{}]", 12, &few, NULL));
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
  g_test_add_func ("/json/guard/values", test_values);
  g_test_add_func ("/json/guard/nul-bytes", test_nul_bytes);
  g_test_add_func ("/json/guard/many-keys", test_many_keys);
  g_test_add_func ("/json/guard/repeated-key-anywhere", test_repeated_key_anywhere);

  return g_test_run ();
}
