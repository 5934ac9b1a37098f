/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Text on its way to a terminal: shown as it is, but it steers nothing. */
#include "cli/table.h"

#include <locale.h>

typedef struct
{
  const char *says;
  const char *text;
  const char *expected;
} Case;

static const Case cases[] = {
  { "plain text stays", "Buy milk", "Buy milk" },
  { "emoji with joiners stay", "👩‍👩‍👧 ☃", "👩‍👩‍👧 ☃" },
  { "markup is only text", "<b>&amp;</b>", "<b>&amp;</b>" },
  { "a line break becomes a space", "one\ntwo\tthree", "one two three" },
  { "an escape sequence is disarmed", "a\x1b[31mred", "a�[31mred" },
  { "a C1 control is disarmed",
    "a\xc2\x9b"
    "31m",
    "a�31m" },
  { "a right-to-left override is disarmed",
    "a\xe2\x80\xae"
    "txt.exe",
    "a�txt.exe" },
  { "broken UTF-8 is made whole",
    "a\xff"
    "b",
    "a�b" },
};

static void
test_text (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = dovetail_text_for_terminal (cases[i].text);

      g_test_message ("%s", cases[i].says);
      g_assert_cmpstr (shown, ==, cases[i].expected);
    }
}

static void
print_table (void)
{
  static const char *const headings[] = { "A", "B", "C", NULL };
  DovetailTable *table = dovetail_table_new (headings, 0);

  dovetail_table_add_row (table, "日本", NULL, "x");
  dovetail_table_add_row (table, "e\xcc\x81t\xc3\xa9", "bb", "y");
  dovetail_table_finish (table, "empty");
  dovetail_table_finish (dovetail_table_new (headings, 0), "empty");
}

/* Wide characters count twice, combining ones not at all. */
static void
test_alignment (void)
{
  if (g_test_subprocess ())
    {
      print_table ();
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout ("*A     B   C\n日本      x\ne\xcc\x81t\xc3\xa9   bb  y\nempty\n*");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/table/text", test_text);
  g_test_add_func ("/cli/table/alignment", test_alignment);
  return g_test_run ();
}
