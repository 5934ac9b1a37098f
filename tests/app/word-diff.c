/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which words of a text are marked as new. */
#include "app/word-diff.h"

#include "lib/processor-time.h"

typedef struct
{
  const char *name;
  const char *from;
  const char *to;
  const char *marked; /* the marked words, joined by | */
} Case;

static const Case cases[] = {
  { "equal texts have no mark", "call the bank", "call the bank", "" },
  { "one word exchanged", "call the bank", "call the landlord", "landlord" },
  { "a word put in front", "call", "please call", "please" },
  { "a word put behind", "call", "call now", "now" },
  { "a word taken away leaves no mark", "call the bank now", "call the bank", "" },
  { "two words far apart", "one two three four five", "one 2 three four 5", "2|5" },
  { "everything is new where nothing was", "", "brand new", "brand new" },
  { "no text at all", "abc", "", "" },
  { "words in other scripts", "größe ändern heute", "größe lassen heute", "lassen" },
  { "half a word is a whole word", "paying", "payment", "payment" },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GArray) ranges = dovetail_word_diff (c->from, c->to);
  g_autoptr (GString) marked = g_string_new (NULL);

  for (guint i = 0; i < ranges->len; i++)
    {
      const DovetailTextRange *range = &g_array_index (ranges, DovetailTextRange, i);

      if (i > 0)
        g_string_append_c (marked, '|');
      g_string_append_len (marked, c->to + range->start, range->end - range->start);
    }
  g_assert_cmpstr (marked->str, ==, c->marked);
}

/* A note of the largest size with nothing in common is marked as one piece, at once. */
static void
test_bounded (void)
{
  g_autoptr (GString) from = g_string_new (NULL);
  g_autoptr (GString) to = g_string_new (NULL);
  g_autoptr (GArray) ranges = NULL;
  double start = processor_time ();

  for (int i = 0; i < 8000; i++)
    {
      g_string_append_printf (from, "a%d ", i);
      g_string_append_printf (to, "b%d\n", i);
    }
  ranges = dovetail_word_diff (from->str, to->str);
  g_assert_cmpuint (ranges->len, ==, 1);
  g_assert_cmpuint (g_array_index (ranges, DovetailTextRange, 0).end, ==, to->len - 1);
  g_assert_cmpfloat (processor_time () - start, <, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/app/word-diff/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/app/word-diff/bounded", test_bounded);
  return g_test_run ();
}
