/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bytes have one spelling, and nothing else is read. */

#include "server/base64url.h"

#include <string.h>

typedef struct
{
  const char *text;
  const char *bytes; /* NULL: refused */
} Case;

static const Case cases[] = {
  { "", "" },
  { "YQ", "a" },
  { "YWI", "ab" },
  { "YWJj", "abc" },
  { "_-_-", "\xff\xef\xfe" },
  { "YQ==", NULL },
  { "YR", NULL },
  { "Y", NULL },
  { "YW Jj", NULL },
  { "YWJj\n", NULL },
  { "+/+/", NULL },
  { "\xff-\xff-", NULL },
  { "_-_\xbf", NULL },
  { "YWJjYWJjYWJj", NULL }, /* more than has room */
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint8 bytes[8];
      gsize length = 0;
      gboolean read
          = dovetail_base64url_decode (cases[i].text, strlen (cases[i].text), bytes, sizeof bytes, &length);
      g_autofree char *again = dovetail_base64url_encode (bytes, length);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_true (read == (cases[i].bytes != NULL));
      if (!read)
        continue;
      g_assert_cmpmem (bytes, length, cases[i].bytes, strlen (cases[i].bytes));
      g_assert_cmpstr (again, ==, cases[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/base64url/one spelling", test_cases);
  return g_test_run ();
}
