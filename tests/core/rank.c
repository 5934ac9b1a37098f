/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ranks: between any two there is one more, and they stay short. */

#include "core/rank.h"

#include <string.h>

static void
assert_between (const char *before, const char *rank, const char *after)
{
  g_assert_true (dovetail_rank_is_valid (rank));
  if (before != NULL)
    g_assert_cmpstr (before, <, rank);
  if (after != NULL)
    g_assert_cmpstr (rank, <, after);
}

static void
test_validity (void)
{
  g_assert_true (dovetail_rank_is_valid ("V"));
  g_assert_true (dovetail_rank_is_valid ("0001"));
  g_assert_true (dovetail_rank_is_valid ("zZ9"));
  g_assert_false (dovetail_rank_is_valid (NULL));
  g_assert_false (dovetail_rank_is_valid (""));
  g_assert_false (dovetail_rank_is_valid ("V0"));
  g_assert_false (dovetail_rank_is_valid ("0"));
  g_assert_false (dovetail_rank_is_valid ("a b"));
  g_assert_false (dovetail_rank_is_valid ("\xc3\xa9"));
}

static void
test_edges (void)
{
  static const char *const pairs[][2] = {
    { "V", "W" },         { "V", "V1" },      { "V", "V01" },  { "Vz", "W" },     { "Vzz", "W" },
    { "1", "2" },         { "01", "1" },      { "001", "01" }, { "0001", "001" }, { "z", "z1" },
    { "zy", "zz" },       { "zz", "zz001" },  { "1", "z" },    { "V", "W1" },     { "Vy", "W01" },
    { "00001", "00002" }, { "a", "a000001" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *rank = dovetail_rank_between (pairs[i][0], pairs[i][1]);
      g_autofree char *end = dovetail_rank_between (pairs[i][1], NULL);
      g_autofree char *start = dovetail_rank_between (NULL, pairs[i][0]);

      assert_between (pairs[i][0], rank, pairs[i][1]);
      assert_between (pairs[i][1], end, NULL);
      assert_between (NULL, start, pairs[i][0]);
    }
}

static void
test_bad_input_is_open (void)
{
  g_autofree char *first = dovetail_rank_between (NULL, NULL);
  g_autofree char *nonsense = dovetail_rank_between ("not a rank", "V0");
  g_autofree char *equal = dovetail_rank_between ("V", "V");
  g_autofree char *reversed = dovetail_rank_between ("W", "V");
  g_autofree char *half = dovetail_rank_between ("", "V");

  assert_between (NULL, first, NULL);
  g_assert_cmpstr (nonsense, ==, first);
  assert_between ("V", equal, NULL);
  assert_between ("W", reversed, NULL);
  assert_between (NULL, half, "V");
}

static void
test_appending_stays_short (void)
{
  g_autofree char *last = dovetail_rank_between (NULL, NULL);

  for (guint i = 0; i < 200000; i++)
    {
      char *next = dovetail_rank_between (last, NULL);

      assert_between (last, next, NULL);
      g_free (last);
      last = next;
    }
  g_assert_cmpuint (strlen (last), <=, 5);
}

static void
test_prepending_stays_short (void)
{
  g_autofree char *first = dovetail_rank_between (NULL, NULL);

  for (guint i = 0; i < 200000; i++)
    {
      char *next = dovetail_rank_between (NULL, first);

      assert_between (NULL, next, first);
      g_free (first);
      first = next;
    }
  g_assert_cmpuint (strlen (first), <=, 5);
}

/* The worst that can happen: always into the same gap. Five or six moves cost one character. */
static void
test_same_gap (void)
{
  g_autofree char *low = g_strdup ("V");
  g_autofree char *high = g_strdup ("W");

  for (guint i = 0; i < 1000; i++)
    {
      char *rank = dovetail_rank_between (low, high);
      char **moved = i % 3 == 0 ? &low : &high;

      assert_between (low, rank, high);
      g_free (*moved);
      *moved = rank;
    }
  g_assert_cmpuint (strlen (low), <, 400);
}

static void
test_random_insertions (void)
{
  guint32 seed = (guint32) g_test_rand_int ();
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (GPtrArray) ranks = g_ptr_array_new_with_free_func (g_free);

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < 5000; i++)
    {
      guint place = (guint) g_rand_int_range (random, 0, (gint32) ranks->len + 1);
      const char *before = place == 0 ? NULL : g_ptr_array_index (ranks, place - 1);
      const char *after = place == ranks->len ? NULL : g_ptr_array_index (ranks, place);
      char *rank = dovetail_rank_between (before, after);

      assert_between (before, rank, after);
      g_assert_cmpuint (strlen (rank), <, 12);
      g_ptr_array_insert (ranks, (gint) place, rank);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/rank/validity", test_validity);
  g_test_add_func ("/core/rank/edges", test_edges);
  g_test_add_func ("/core/rank/bad-input-is-open", test_bad_input_is_open);
  g_test_add_func ("/core/rank/appending-stays-short", test_appending_stays_short);
  g_test_add_func ("/core/rank/prepending-stays-short", test_prepending_stays_short);
  g_test_add_func ("/core/rank/same-gap", test_same_gap);
  g_test_add_func ("/core/rank/random-insertions", test_random_insertions);

  return g_test_run ();
}
