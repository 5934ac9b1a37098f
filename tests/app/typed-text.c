/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is saved of text that was being typed when the record changed. */

#include "app/typed-text.h"

static const struct
{
  const char *what;
  const char *field;
  const char *started;
  const char *typed;
  const char *current;
  const char *saved; /* NULL: nothing */
  gboolean replaced;
} cases[] = {
  { "nobody else wrote", "notes", "call", "call the bank", "call", "call the bank", FALSE },
  { "nothing was typed", "notes", "call", "call", "pay", NULL, FALSE },
  { "both wrote the same", "notes", "call", "call the bank", "call the bank", NULL, FALSE },
  { "notes were emptied", "notes", "call", "", "call", "", FALSE },
  { "others wrote in another place of the notes", "notes", "first line\nlast line\n",
    "first line of mine\nlast line\n", "first line\nlast line\nand theirs\n",
    "first line of mine\nlast line\nand theirs\n", FALSE },
  { "others wrote in the same place of the notes", "notes", "call", "call the bank", "call the landlord",
    "call the bank the landlord", FALSE },
  { "the notes were emptied here and written elsewhere", "notes", "call", "", "call the bank",
    "call the bank", FALSE },
  { "a title has room for one", "title", "Rent", "Pay rent", "Rent for May", "Pay rent", TRUE },
  { "a title is not emptied", "title", "Rent", "", "Rent", NULL, FALSE },
  { "a title nobody else wrote", "title", "Rent", "Pay rent", "Rent", "Pay rent", FALSE },
};

static void
test_fit (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean replaced;
      g_autofree char *saved = dovetail_typed_text_fit (cases[i].field, cases[i].started, cases[i].typed,
                                                        cases[i].current, &replaced);

      if (g_strcmp0 (saved, cases[i].saved) != 0 || replaced != cases[i].replaced)
        g_error ("%s: “%s”, expected “%s”", cases[i].what, saved, cases[i].saved);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/typed-text/fit", test_fit);
  return g_test_run ();
}
