/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an undo says it did. */

#include "app/undo-words.h"

typedef struct
{
  const char *kind;
  const char *title;
  guint count;
  guint changed;
  guint passed;
  const char *undone;
  const char *redone;
} Case;

static const Case cases[] = {
  { "done", "Pay rent", 3, 3, 0, "Undid: completed 3 tasks", "Done again: completed 3 tasks" },
  { "done", "Pay rent", 1, 2, 0, "Undid: completed “Pay rent”", "Done again: completed “Pay rent”" },
  { "delete", "Pay rent", 1, 4, 0, "Undid: deleted “Pay rent”", "Done again: deleted “Pay rent”" },
  { "create", "Milk", 1, 1, 0, "Undid: added “Milk”", "Done again: added “Milk”" },
  { "move", "Milk", 12, 12, 0, "Undid: moved 12 tasks", "Done again: moved 12 tasks" },
  { "edit", "Milk", 3, 2, 1, "Undid: changed 3 tasks. 1 was changed since and stays as it is.",
    "Done again: changed 3 tasks. 1 was changed since and stays as it is." },
  { "edit", "Milk", 1, 0, 1, "Cannot be undone any more: changed “Milk”. It was changed since.",
    "Cannot be done again: changed “Milk”. It was changed since." },
  { "edit", NULL, 1, 1, 0, "Undid: changed 1 task", "Done again: changed 1 task" },
  { "something new", "Milk", 1, 1, 0, "Undid: changed “Milk”", "Done again: changed “Milk”" },
  { "resolve", "Milk", 2, 2, 0, "Undid: decided about 2 tasks", NULL },
  { "import", NULL, 1, 0, 0, "An import is not undone as a whole. Delete what you do not want.", NULL },
  { "edit", "A title that goes on for much longer than a toast is wide", 1, 1, 0,
    "Undid: changed “A title that goes on for much longer th…”", NULL },
};

static void
test_words (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *test = &cases[i];
      DovetailUndone undone = { .kind = (char *) test->kind,
                                .title = (char *) test->title,
                                .actions = 1,
                                .count = test->count,
                                .changed = test->changed,
                                .passed = test->passed };
      g_autofree char *words = dovetail_undo_words (&undone);
      g_autofree char *again = dovetail_redo_words (&undone);

      g_assert_cmpstr (words, ==, test->undone);
      if (test->redone != NULL)
        g_assert_cmpstr (again, ==, test->redone);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/undo-words/in words", test_words);
  return g_test_run ();
}
