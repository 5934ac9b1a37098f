/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sync tokens as text: what goes in comes out, in as few bytes as it needs, and those of earlier versions are
 * read. */

#include "server/sync-token.h"

#include <string.h>

#include "core/error.h"

#define EPOCH "eeeeeeee-0000-4000-8000-000000000001"
#define FAMILY "01a1f8d3-ea00-7171-b2b6-ddaf8842fa12"
#define TAG -12345
#define LIST "22222222-2222-7222-8222-222222222222"
/* Every sync carries one up and one down. */
#define SHORT_TOKEN 134

static const guint8 key[DOVETAIL_SYNC_TOKEN_KEY_BYTES]
    = { 0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
        16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31 };

static char *lists[] = { (char *) LIST, NULL };

static const struct
{
  const char *what;
  DovetailSyncToken token;
  gsize length; /* 0: does not matter */
} cases[] = {
  { "at rest", { .seq = 7, .start = 7, .head = 7 }, SHORT_TOKEN },
  { "between two pages", { .seq = 7, .start = 7, .head = 90 }, SHORT_TOKEN },
  { "in a walk that nothing happened in", { .seq = 7, .start = 9, .head = 9, .full = TRUE }, SHORT_TOKEN },
  { "in a walk that much happened in", { .seq = 7, .start = 9, .head = 90, .full = TRUE }, 0 },
  { "in such a walk of one list",
    { .seq = 7, .start = 9, .head = 90, .full = TRUE, .types = 3, .lists = lists },
    0 },
};

static void
assert_equal (const DovetailSyncToken *a, const DovetailSyncToken *b)
{
  g_assert_cmpstr (a->epoch, ==, EPOCH);
  g_assert_cmpstr (a->family_id, ==, FAMILY);
  g_assert_cmpint (a->seq, ==, b->seq);
  g_assert_cmpint (a->head, ==, b->head);
  g_assert_cmpint (a->tag, ==, TAG);
  g_assert_cmpint (a->full, ==, b->full);
  g_assert_cmpint (a->start, ==, b->start);
  g_assert_cmpuint (a->types, ==, b->types);
  g_assert_true ((a->lists == NULL) == (b->lists == NULL));
  if (a->lists != NULL)
    g_assert_cmpstrv (a->lists, b->lists);
}

static void
assert_invalid (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailSyncToken) token = dovetail_sync_token_decode (text, key, &error);

  g_assert_null (token);
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_TOKEN_INVALID);
}

static void
test_round_trip (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DovetailSyncToken token = cases[i].token;
      g_autoptr (GError) error = NULL;
      g_autoptr (DovetailSyncToken) read = NULL;
      g_autofree char *text = NULL;

      g_test_message ("%s", cases[i].what);
      token.epoch = (char *) EPOCH;
      token.family_id = (char *) FAMILY;
      token.tag = TAG;
      text = dovetail_sync_token_encode (&token, key);
      if (cases[i].length > 0)
        g_assert_cmpuint (strlen (text), ==, cases[i].length);
      read = dovetail_sync_token_decode (text, key, &error);
      g_assert_no_error (error);
      assert_equal (read, &token);
      text[strlen (text) - 4] = '\0';
      assert_invalid (text);
    }
}

/* Before tokens said where the head was: a position, and in a walk where it began, with the tag of that. */
static void
test_before_heads (void)
{
  static const struct
  {
    const char *text;
    DovetailSyncToken token;
  } given_out[] = {
    { "ZHQBAO7u7u4AAEAAgAAAAAAAAAEBofjT6gBxcbK23a-IQvoSAAAAAAAAAAcAAAAAAAAAB________8_HAAAAAP____"
      "-CTWU4L1nKx3BDIUiAjcAHHf2nZV3sULczvvLyPLpOGg",
      { .seq = 7, .start = 7, .head = 7 } },
    { "ZHQBAe7u7u4AAEAAgAAAAAAAAAEBofjT6gBxcbK23a-IQvoSAAAAAAAAAAcAAAAAAAAACf_______8_HAAAAAwAAAA"
      "EiIiIiIiJyIoIiIiIiIiIia3ROx4lcnMUawRUEOhfyZm8YkegbgT2Fyp8vfhx0Yk4",
      { .seq = 7, .start = 9, .head = 9, .full = TRUE, .types = 3, .lists = lists } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (given_out); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DovetailSyncToken) read = dovetail_sync_token_decode (given_out[i].text, key, &error);

      g_assert_no_error (error);
      assert_equal (read, &given_out[i].token);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/sync-token/what goes in comes out", test_round_trip);
  g_test_add_func ("/server/sync-token/those of earlier versions are read", test_before_heads);
  return g_test_run ();
}
