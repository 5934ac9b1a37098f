/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the notification says when nothing was synced for long. */

#include "app/silence-notice.h"

#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))

static void
test_title (void)
{
  static const struct
  {
    gint64 silence;
    const char *expected;
  } cases[] = {
    { DAY_MS, "Nothing was synced for 1 day" },
    { 2 * DAY_MS - 1, "Nothing was synced for 1 day" },
    { 3 * DAY_MS + 5, "Nothing was synced for 3 days" },
    { 90 * DAY_MS, "Nothing was synced for 90 days" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *title = dovetail_silence_notice_title (1000, 1000 + cases[i].silence);

      g_assert_cmpstr (title, ==, cases[i].expected);
    }
}

static void
test_body (void)
{
  static const struct
  {
    guint pending;
    gboolean paused;
    const char *error;
    const char *expected;
  } cases[] = {
    { 0, FALSE, NULL, "What others changed has not arrived." },
    { 1, FALSE, NULL, "1 change is kept on this computer." },
    { 3, FALSE, "https://example.org cannot be reached",
      "https://example.org cannot be reached. 3 changes are kept on this computer." },
    { 2, TRUE, NULL, "Syncing is paused. 2 changes are kept on this computer." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body
          = dovetail_silence_notice_body (cases[i].pending, cases[i].paused, cases[i].error);

      g_assert_cmpstr (body, ==, cases[i].expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/silence-notice/title", test_title);
  g_test_add_func ("/silence-notice/body", test_body);
  return g_test_run ();
}
