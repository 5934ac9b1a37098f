/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/narrow.h"

/* Which of the window's buttons are left where there is little room. */
static const struct
{
  const char *desktop;
  const char *expected;
} layouts[] = {
  { "menu:minimize,maximize,close", ":close" },
  { "close,minimize,maximize:menu", "close:" },
  { "appmenu:close", ":close" },
  { "minimize:maximize", ":" },
  { "close", "close" },
  { ":", ":" },
  { "", "" },
  { NULL, "" },
};

static void
test_decoration_layout (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (layouts); i++)
    {
      g_autofree char *narrow = dovetail_narrow_decoration_layout (layouts[i].desktop);
      g_assert_cmpstr (narrow, ==, layouts[i].expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/narrow/decoration-layout", test_decoration_layout);
  return g_test_run ();
}
