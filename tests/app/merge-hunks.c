/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where two texts differ, and what becomes of them when each place is taken from one of the two. */

#include "app/merge-hunks.h"

typedef struct
{
  const char *sentence;
  const char *mine;
  const char *theirs;
  guint places;
  const char *picks;    /* m mine, t theirs, ? not taken yet */
  const char *expected;
} Case;

static const Case cases[] = {
  { "equal texts differ nowhere", "Call Anna.", "Call Anna.", 0, "", "Call Anna." },
  { "one word differs, mine is taken", "call the bank", "call the landlord", 1, "m", "call the bank" },
  { "one word differs, theirs is taken", "call the bank", "call the landlord", 1, "t", "call the landlord" },
  { "two places, one from each", "Call Anna first, then pay.", "Call Ben first, then leave.", 2, "mt",
    "Call Anna first, then leave." },
  { "two places, the other way round", "Call Anna first, then pay.", "Call Ben first, then leave.", 2, "tm",
    "Call Ben first, then pay." },
  { "what is not taken yet stays open", "Call Anna first, then pay.", "Call Ben first, then leave.", 2, "?t",
    "Call … first, then leave." },
  { "and keeps the blank behind it", "Call Anna first.", "Call the landlord first.", 1, "?", "Call … first." },
  { "words that follow each other are one place", "a red apple", "a green pear", 1, "t", "a green pear" },
  { "what one side added is a place", "Pay.", "Pay. Ask for a receipt.", 1, "t", "Pay. Ask for a receipt." },
  { "and can be left out", "Pay.", "Pay. Ask for a receipt.", 1, "m", "Pay." },
  { "lines stay lines", "one\ntwo\nthree", "eins\ntwo\ndrei", 2, "mt", "one\ntwo\ndrei" },
  { "an empty side is one place", "", "All of it", 1, "t", "All of it" },
  { "letters with marks stay whole", "naïve plan", "naive plan", 1, "m", "naïve plan" },
};

static void
test_case (gconstpointer data)
{
  const Case *at = data;
  g_autoptr (DovetailMergeHunks) hunks = dovetail_merge_hunks_new (at->mine, at->theirs);
  DovetailSide picks[8];

  g_assert_nonnull (hunks);
  g_assert_cmpuint (hunks->hunks->len, ==, at->places);
  for (guint i = 0; i < at->places; i++)
    picks[i] = at->picks[i] == 'm'   ? DOVETAIL_SIDE_MINE
               : at->picks[i] == 't' ? DOVETAIL_SIDE_THEIRS
                                     : DOVETAIL_SIDE_BASE;
  g_autofree char *text = dovetail_merge_hunks_compose (hunks, picks, "…");
  g_assert_cmpstr (text, ==, at->expected);
}

/* All mine is mine and all theirs is theirs, whatever the texts are. */
static void
test_sides_come_back_whole (void)
{
  static const char *const texts[]
      = { "", "a", "a b", "b a", "x\n\ny", "Call Anna, then pay.", "Then, Anna: pay!", "  blanks  at the ends  " };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (texts); k++)
      {
        g_autoptr (DovetailMergeHunks) hunks = dovetail_merge_hunks_new (texts[i], texts[k]);
        DovetailSide mine[32], theirs[32];

        g_assert_nonnull (hunks);
        g_assert_cmpuint (hunks->hunks->len, <=, G_N_ELEMENTS (mine));
        for (guint n = 0; n < G_N_ELEMENTS (mine); n++)
          {
            mine[n] = DOVETAIL_SIDE_MINE;
            theirs[n] = DOVETAIL_SIDE_THEIRS;
          }
        g_autofree char *all_mine = dovetail_merge_hunks_compose (hunks, mine, "");
        g_autofree char *all_theirs = dovetail_merge_hunks_compose (hunks, theirs, "");
        g_assert_cmpstr (all_mine, ==, texts[i]);
        g_assert_cmpstr (all_theirs, ==, texts[k]);
      }
}

/* Texts that have hardly a word in common are not cut up. */
static void
test_too_many_places (void)
{
  g_autoptr (GString) mine = g_string_new (NULL);
  g_autoptr (GString) theirs = g_string_new (NULL);

  for (guint i = 0; i < 40; i++)
    {
      g_string_append_printf (mine, "same m%u. ", i);
      g_string_append_printf (theirs, "same t%u. ", i);
    }
  g_assert_null (dovetail_merge_hunks_new (mine->str, theirs->str));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/merge-hunks/%s", cases[i].sentence);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/merge-hunks/sides-come-back-whole", test_sides_come_back_whole);
  g_test_add_func ("/merge-hunks/too-many-places", test_too_many_places);
  return g_test_run ();
}
