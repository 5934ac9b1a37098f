/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When it is said that something needs a decision. */

#include "app/decision-notice.h"

static void
test_due (void)
{
  static const struct
  {
    const char *what;
    guint open;
    guint told;
    gboolean seen;
    gboolean expected;
  } cases[] = {
    { "the first", 1, 0, FALSE, TRUE },
    { "one more", 3, 2, FALSE, TRUE },
    { "the same again, after a restart", 2, 2, FALSE, FALSE },
    { "one was decided", 1, 2, FALSE, FALSE },
    { "all were", 0, 2, FALSE, FALSE },
    { "the window shows it already", 3, 0, TRUE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].what);
      g_assert_cmpint (dovetail_decision_notice_is_due (cases[i].open, cases[i].told, cases[i].seen), ==,
                       cases[i].expected);
    }
}

static void
test_title (void)
{
  g_autofree char *one = dovetail_decision_notice_title (1);
  g_autofree char *many = dovetail_decision_notice_title (12);

  g_assert_cmpstr (one, ==, "1 task needs your decision");
  g_assert_cmpstr (many, ==, "12 tasks need your decision");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/decision-notice/due", test_due);
  g_test_add_func ("/decision-notice/title", test_title);
  return g_test_run ();
}
