/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tasks to another place: who gets which order string, so that all then stand as they were put. */

#include "app/reorder.h"

#include <stdlib.h>
#include <string.h>

#include "core/rank.h"

/* Rows are numbered from 0 in the order they are shown; each has the place in the same position of places. */
typedef struct
{
  const char *says;
  const char *places; /* "-": empty */
  const char *moved;
  guint target;
  const char *order; /* afterwards */
  guint placed;      /* how many get another place */
} Case;

static const Case cases[] = {
  { "the first to the end", "V W X", "0", 3, "1 2 0", 1 },
  { "the last to the top", "V W X", "2", 0, "2 0 1", 1 },
  { "one in between", "V W X Y", "3", 1, "0 3 1 2", 1 },
  { "two that stand apart, together", "V W X Y Z", "0 3", 2, "1 0 3 2 4", 2 },
  { "several to the end", "V W X Y Z", "0 1 2", 5, "3 4 0 1 2", 3 },
  { "to where it is", "V W X", "1", 1, "0 1 2", 1 },
  { "between two with the same place", "V V X", "2", 1, "0 2 1", 2 },
  { "all with the same place", "V V V V", "3", 1, "0 3 1 2", 3 },
  { "behind places that nothing fits between", "10 20 30", "2", 1, "0 2 1", 3 },
  { "behind an empty place", "- - V", "2", 1, "0 2 1", 2 },
  { "alone", "V", "0", 0, "0", 1 },
};

static GArray *
read_rows (const char *text)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (char **word = words; *word != NULL; word++)
    {
      gint64 row = atoi (*word);

      g_array_append_val (rows, row);
    }
  return rows;
}

static GArray *
count_rows (guint n)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (gint64 row = 0; row < n; row++)
    g_array_append_val (rows, row);
  return rows;
}

static char *
position_of (gint64 row, gpointer user_data)
{
  return g_strdup (((char **) user_data)[row]);
}

/* As the store orders them: by place, then as they were. */
static int
compare_rows (gconstpointer a, gconstpointer b, gpointer user_data)
{
  gint64 one = *(const gint64 *) a;
  gint64 other = *(const gint64 *) b;
  char **places = user_data;
  int order = strcmp (places[one], places[other]);

  return order != 0 ? order : one < other ? -1 : one > other;
}

static char *
order_after (char **places, GArray *shown, GArray *placements)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < placements->len; i++)
    {
      const DovetailPlacement *placement = &g_array_index (placements, DovetailPlacement, i);

      g_assert_true (dovetail_rank_is_valid (placement->position));
      g_free (places[placement->row_id]);
      places[placement->row_id] = g_strdup (placement->position);
    }
  g_array_sort_with_data (shown, compare_rows, places);
  for (guint i = 0; i < shown->len; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? " " : "", g_array_index (shown, gint64, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_auto (GStrv) places = g_strsplit (test->places, " ", -1);
  g_autoptr (GArray) shown = count_rows (g_strv_length (places));
  g_autoptr (GArray) moved = read_rows (test->moved);
  g_autoptr (GArray) placements = NULL;
  g_autofree char *order = NULL;

  for (char **place = places; *place != NULL; place++)
    if (g_str_equal (*place, "-"))
      (*place)[0] = '\0';
  placements = dovetail_reorder_compute (shown, moved, test->target, position_of, places);
  g_assert_cmpuint (placements->len, ==, test->placed);
  order = order_after (places, shown, placements);
  g_assert_cmpstr (order, ==, test->order);
}

/* Ten thousand into one gap: the strings stay short. */
static void
test_many (void)
{
  guint n = 10001;
  g_auto (GStrv) places = g_new0 (char *, n + 1);
  g_autoptr (GArray) shown = count_rows (n);
  g_autoptr (GArray) moved = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) placements = NULL;
  char *last = NULL;

  for (guint i = 0; i < n; i++)
    last = places[i] = dovetail_rank_between (last, NULL);
  for (gint64 row = 2; row < n; row++)
    g_array_append_val (moved, row);
  placements = dovetail_reorder_compute (shown, moved, 1, position_of, places);
  g_assert_cmpuint (placements->len, ==, n - 2);
  for (guint i = 0; i < placements->len; i++)
    g_assert_cmpuint (strlen (g_array_index (placements, DovetailPlacement, i).position), <, 12);
  for (guint i = 1; i < placements->len; i++)
    g_assert_cmpstr (g_array_index (placements, DovetailPlacement, i - 1).position, <,
                     g_array_index (placements, DovetailPlacement, i).position);
}

static void
test_steps (void)
{
  static const struct
  {
    const char *moved;
    gboolean up;
    int target; /* -1: they cannot */
  } steps[] = {
    { "2", TRUE, 1 },   { "2", FALSE, 4 },   { "0", TRUE, -1 },    { "4", FALSE, -1 },
    { "1 3", TRUE, 0 }, { "1 2", FALSE, 4 }, { "3 4", FALSE, -1 }, { "9", TRUE, -1 },
  };
  g_autoptr (GArray) shown = count_rows (5);

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (GArray) moved = read_rows (steps[i].moved);
      guint target = 0;
      gboolean can = dovetail_reorder_step (shown, moved, steps[i].up, &target);

      g_assert_cmpint (can ? (int) target : -1, ==, steps[i].target);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/reorder/%s", cases[i].says);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/reorder/many into one gap", test_many);
  g_test_add_func ("/reorder/one row up or down", test_steps);
  return g_test_run ();
}
