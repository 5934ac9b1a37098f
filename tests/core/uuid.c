/* SPDX-License-Identifier: GPL-3.0-or-later */

/* UUIDs of versions 4, 5 and 7, and numbers from passed-in randomness. */

#include "core/uuid.h"

#include <string.h>

static void
fill_with (gpointer user_data, guint8 *bytes, gsize length)
{
  memset (bytes, GPOINTER_TO_INT (user_data), length);
}

static const DovetailRandom all_ones = { fill_with, GINT_TO_POINTER (0xff) };
static const DovetailRandom all_zero = { fill_with, GINT_TO_POINTER (0) };

static void
test_version_4 (void)
{
  g_autofree char *ones = dovetail_uuid_new_v4 (&all_ones);
  g_autofree char *zero = dovetail_uuid_new_v4 (&all_zero);

  g_assert_cmpstr (ones, ==, "ffffffff-ffff-4fff-bfff-ffffffffffff");
  g_assert_cmpstr (zero, ==, "00000000-0000-4000-8000-000000000000");
}

/* The example of RFC 9562, appendix A.6, as far as the time goes. */
static void
test_version_7 (void)
{
  g_autofree char *example = dovetail_uuid_new_v7 (G_GINT64_CONSTANT (0x017F22E279B0), &all_zero);
  g_autofree char *later = dovetail_uuid_new_v7 (G_GINT64_CONSTANT (0x017F22E279B1), &all_zero);
  g_autofree char *before_1970 = dovetail_uuid_new_v7 (-5, &all_zero);
  g_autofree char *far = dovetail_uuid_new_v7 (G_MAXINT64, &all_zero);

  g_assert_cmpstr (example, ==, "017f22e2-79b0-7000-8000-000000000000");
  g_assert_cmpstr (example, <, later);
  g_assert_cmpstr (before_1970, ==, "00000000-0000-7000-8000-000000000000");
  g_assert_cmpstr (far, ==, "ffffffff-ffff-7000-8000-000000000000");
}

/* The example of RFC 9562, appendix A.4. */
static void
test_version_5 (void)
{
  g_autofree char *example = dovetail_uuid_new_v5 ("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com");
  g_autofree char *other = dovetail_uuid_new_v5 ("6ba7b811-9dad-11d1-80b4-00c04fd430c8", "www.example.com");

  g_assert_cmpstr (example, ==, "2ed6657d-e927-568b-95e1-2665a8aea6a2");
  g_assert_cmpstr (example, !=, other);
  g_assert_null (dovetail_uuid_new_v5 ("not a uuid", "x"));
}

static void
test_validity (void)
{
  g_assert_true (dovetail_uuid_is_valid ("2ed6657d-e927-568b-95e1-2665a8aea6a2"));
  g_assert_true (dovetail_uuid_is_valid ("00000000-0000-0000-0000-000000000000"));
  g_assert_false (dovetail_uuid_is_valid (NULL));
  g_assert_false (dovetail_uuid_is_valid (""));
  g_assert_false (dovetail_uuid_is_valid ("2ED6657D-e927-568b-95e1-2665a8aea6a2"));
  g_assert_false (dovetail_uuid_is_valid ("2ed6657d-e927-568b-95e1-2665a8aea6a"));
  g_assert_false (dovetail_uuid_is_valid ("2ed6657d-e927-568b-95e1-2665a8aea6a2 "));
  g_assert_false (dovetail_uuid_is_valid ("2ed6657de-927-568b-95e1-2665a8aea6a2"));
  g_assert_false (dovetail_uuid_is_valid ("2ed6657de927568b95e12665a8aea6a2"));
  g_assert_false (dovetail_uuid_is_valid ("../../../../../../../../etc/passwd!!"));
}

static void
test_fraction (void)
{
  g_assert_cmpfloat (dovetail_random_fraction (&all_zero), ==, 0.0);
  g_assert_cmpfloat (dovetail_random_fraction (&all_ones), <, 1.0);
  g_assert_cmpfloat (dovetail_random_fraction (&all_ones), >, 0.999999);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/uuid/version-4", test_version_4);
  g_test_add_func ("/core/uuid/version-7", test_version_7);
  g_test_add_func ("/core/uuid/version-5", test_version_5);
  g_test_add_func ("/core/uuid/validity", test_validity);
  g_test_add_func ("/core/uuid/fraction", test_fraction);

  return g_test_run ();
}
