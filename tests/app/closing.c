/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What closing the window means. */

#include "app/closing.h"

static void
test_closing (void)
{
  static const struct
  {
    const char *what;
    DovetailClosing closing;
    gboolean hides;
    DovetailClosingWords words;
  } cases[] = {
    { "the first time, with a tray",
      { .opened = TRUE, .wanted = TRUE, .hosted = TRUE },
      TRUE,
      DOVETAIL_CLOSING_SAYS_HIDDEN },
    { "from then on",
      { .opened = TRUE, .wanted = TRUE, .hosted = TRUE, .told_hidden = TRUE },
      TRUE,
      DOVETAIL_CLOSING_SAYS_NOTHING },
    { "without a tray it does not hide, and says why",
      { .opened = TRUE, .wanted = TRUE },
      FALSE,
      DOVETAIL_CLOSING_SAYS_NO_TRAY },
    { "once",
      { .opened = TRUE, .wanted = TRUE, .told_no_tray = TRUE },
      FALSE,
      DOVETAIL_CLOSING_SAYS_NOTHING },
    { "one is not the other",
      { .opened = TRUE, .wanted = TRUE, .told_hidden = TRUE },
      FALSE,
      DOVETAIL_CLOSING_SAYS_NO_TRAY },
    { "not wanted", { .opened = TRUE, .hosted = TRUE }, FALSE, DOVETAIL_CLOSING_SAYS_NOTHING },
    { "a page of start-up", { .wanted = TRUE, .hosted = TRUE }, FALSE, DOVETAIL_CLOSING_SAYS_NOTHING },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].what);
      g_assert_cmpint (dovetail_closing_hides (&cases[i].closing), ==, cases[i].hides);
      g_assert_cmpint (dovetail_closing_says (&cases[i].closing), ==, cases[i].words);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/closing/table", test_closing);
  return g_test_run ();
}
