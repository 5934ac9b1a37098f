/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Steps between two arrays of row ids: few, and playing them leads from the old to the new. */

#include "app/row-changes.h"

typedef struct
{
  const char *says;
  const char *old_rows; /* numbers with blanks between */
  const char *new_rows;
  guint steps;
  guint touched; /* rows removed or added by all steps */
} Case;

static const Case cases[] = {
  { "nothing changed", "1 2 3", "1 2 3", 0, 0 },
  { "empty stays empty", "", "", 0, 0 },
  { "filled from nothing", "", "1 2 3", 1, 3 },
  { "emptied", "1 2 3", "", 1, 3 },
  { "one appended", "1 2 3", "1 2 3 4", 1, 1 },
  { "one put in front", "1 2 3", "0 1 2 3", 1, 1 },
  { "one gone from the middle", "1 2 3", "1 3", 1, 1 },
  { "one replaced by another", "1 2 3", "1 9 3", 1, 2 },
  { "both ends change, the middle is left alone", "1 2 3 4 5", "9 2 3 4 8", 2, 4 },
  { "gone here, new there", "1 2 3 4 5", "1 3 4 9 5", 2, 2 },
  { "a row that moved makes one step of the stretch it moved over", "1 2 3 4 5", "1 4 2 3 5", 1, 6 },
  { "everything turned round", "1 2 3", "3 2 1", 1, 6 },
};

static GArray *
read_rows (const char *text)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (char **word = words; *word != NULL; word++)
    if (**word != '\0')
      {
        gint64 row = g_ascii_strtoll (*word, NULL, 10);

        g_array_append_val (rows, row);
      }
  return rows;
}

/* As the model does it, so that each step meets the array it expects. */
static void
play (GArray *rows, GArray *target, GArray *changes)
{
  for (guint i = 0; i < changes->len; i++)
    {
      DovetailRowChange *change = &g_array_index (changes, DovetailRowChange, i);

      g_assert_cmpuint (change->position + change->removed, <=, rows->len);
      if (change->removed > 0)
        g_array_remove_range (rows, change->position, change->removed);
      if (change->added > 0)
        g_array_insert_vals (rows, change->position, &g_array_index (target, gint64, change->position),
                             change->added);
    }
}

static void
assert_equal (GArray *a, GArray *b)
{
  g_assert_cmpmem (a->data, a->len * sizeof (gint64), b->data, b->len * sizeof (gint64));
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (GArray) rows = read_rows (test->old_rows);
  g_autoptr (GArray) target = read_rows (test->new_rows);
  g_autoptr (GArray) changes = dovetail_row_changes_compute (rows, target);
  guint touched = 0;

  for (guint i = 0; i < changes->len; i++)
    touched += g_array_index (changes, DovetailRowChange, i).removed
               + g_array_index (changes, DovetailRowChange, i).added;
  g_assert_cmpuint (changes->len, ==, test->steps);
  g_assert_cmpuint (touched, ==, test->touched);
  play (rows, target, changes);
  assert_equal (rows, target);
}

static GArray *
random_rows (void)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (gint64 row = 0; row < 12; row++)
    if (g_test_rand_int_range (0, 3) > 0)
      g_array_append_val (rows, row);
  /* now and then two change places */
  if (rows->len > 2 && g_test_rand_int_range (0, 2) == 0)
    {
      guint i = g_test_rand_int_range (0, rows->len);
      guint j = g_test_rand_int_range (0, rows->len);
      gint64 kept = g_array_index (rows, gint64, i);

      g_array_index (rows, gint64, i) = g_array_index (rows, gint64, j);
      g_array_index (rows, gint64, j) = kept;
    }
  return rows;
}

static void
test_random (void)
{
  for (guint i = 0; i < 5000; i++)
    {
      g_autoptr (GArray) rows = random_rows ();
      g_autoptr (GArray) target = random_rows ();
      g_autoptr (GArray) changes = dovetail_row_changes_compute (rows, target);

      play (rows, target, changes);
      assert_equal (rows, target);
    }
}

/* Fewer steps lead to the same rows. */
static void
test_limited (void)
{
  for (guint i = 0; i < 5000; i++)
    {
      g_autoptr (GArray) rows = random_rows ();
      g_autoptr (GArray) target = random_rows ();
      g_autoptr (GArray) changes = dovetail_row_changes_compute (rows, target);
      guint most = g_test_rand_int_range (1, 4);

      dovetail_row_changes_limit (changes, most);
      g_assert_cmpuint (changes->len, <=, most);
      play (rows, target, changes);
      assert_equal (rows, target);
    }
}

/* Every row that keeps its place near a position is in no step; and however many changes are far from it, there are no
 * more than one before it and one behind. */
static void
test_joined_far (void)
{
  for (guint round = 0; round < 200; round++)
    {
      guint n_rows = 5000;
      guint position = g_test_rand_int_range (0, n_rows);
      g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_autoptr (GArray) target = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_autoptr (GArray) near = g_array_new (FALSE, FALSE, sizeof (guint));
      g_autoptr (GArray) changes = NULL;
      guint far = 0;

      for (gint64 row = 0; row < n_rows; row++)
        {
          gint64 other = row + 2 * n_rows;

          g_array_append_val (rows, row);
          if (g_test_rand_int_range (0, 60) > 0)
            g_array_append_val (target, row);
          if (g_test_rand_int_range (0, 60) == 0)
            g_array_append_val (target, other);
        }
      g_array_append_val (near, position);
      changes = dovetail_row_changes_compute (rows, target);
      dovetail_row_changes_join_far (changes, near);
      for (guint i = 0; i < changes->len; i++)
        far += g_array_index (changes, DovetailRowChange, i).removed > 10;
      g_assert_cmpuint (far, <=, 2);
      g_assert_cmpuint (changes->len, <=, 40);
      play (rows, target, changes);
      assert_equal (rows, target);
    }
}

/* Where something is shown, as few rows go as did before. */
static void
test_not_joined_near (void)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) target = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) near = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) changes = NULL;
  const guint positions[] = { 5000, 5012 };
  guint kept_near = 0;

  for (gint64 row = 0; row < 10000; row++)
    {
      g_array_append_val (rows, row);
      if (row % 67 != 0)
        g_array_append_val (target, row);
    }
  g_array_append_vals (near, positions, G_N_ELEMENTS (positions));
  changes = dovetail_row_changes_compute (rows, target);
  dovetail_row_changes_join_far (changes, near);
  for (guint i = 0; i < changes->len; i++)
    kept_near += g_array_index (changes, DovetailRowChange, i).removed == 1;
  g_assert_cmpuint (kept_near, >=, 3);
  g_assert_cmpuint (changes->len, <=, 10);
  play (rows, target, changes);
  assert_equal (rows, target);
}

static GArray *
count_rows (gint64 first, gint64 step, guint n_rows)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < n_rows; i++)
    {
      gint64 row = first + step * i;

      g_array_append_val (rows, row);
    }
  return rows;
}

/* As a search begins and ends, and as a place is read again: which rows stand there before and after, and the
 * steps. */
static const struct
{
  const char *says;
  gint64 step; /* of the first rows; the others count from 1 upwards */
  guint n_old, n_new;
  DovetailRowChange steps[3];
} stretches[] = {
  { "very many come for few, newest first", -1, 500, 20000, { { 0, 500, 0 }, { 0, 0, 20000 } } },
  { "very many come for few in their order", 7, 25, 100000, { { 1, 24, 0 }, { 1, 0, 99999 } } },
  { "few come for few", -1, 20, 30, { { 0, 20, 30 } } },
  { "as many come as go", -1, 3000, 3000, { { 0, 3000, 3000 } } },
  { "very many come to nothing", 1, 0, 3000, { { 0, 0, 3000 } } },
};

/* Where few stay of very many, nothing is said to stay. */
static void
test_parted (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (stretches); i++)
    {
      gint64 step = stretches[i].step;
      g_autoptr (GArray) rows = count_rows (step < 0 ? stretches[i].n_old : 1, step, stretches[i].n_old);
      g_autoptr (GArray) target = count_rows (1, 1, stretches[i].n_new);
      g_autoptr (GArray) changes = dovetail_row_changes_compute (rows, target);

      g_test_message ("%s", stretches[i].says);
      dovetail_row_changes_part (changes);
      for (guint j = 0; j < changes->len; j++)
        g_assert_cmpmem (&stretches[i].steps[j], sizeof (DovetailRowChange),
                         &g_array_index (changes, DovetailRowChange, j), sizeof (DovetailRowChange));
      play (rows, target, changes);
      assert_equal (rows, target);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/row-changes/%s", cases[i].says);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/row-changes/any two arrays", test_random);
  g_test_add_func ("/row-changes/in few steps", test_limited);
  g_test_add_func ("/row-changes/far from what is shown", test_joined_far);
  g_test_add_func ("/row-changes/near what is shown", test_not_joined_near);
  g_test_add_func ("/row-changes/few go before very many come", test_parted);
  return g_test_run ();
}
