/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Graphemes against the test file of Unicode, and a few that people write. */

#include "core/grapheme.h"

#include <string.h>

/* "0061 x 0308 | 0062" -> its text, and the offsets of its boundaries. */
static char *
read_line (const char *line, GArray *boundaries)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  GString *text = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], "|"))
      g_array_append_val (boundaries, text->len);
    else if (!g_str_equal (words[i], "x"))
      g_string_append_unichar (text, (gunichar) g_ascii_strtoull (words[i], NULL, 16));
  g_array_append_val (boundaries, text->len);

  return g_string_free (text, FALSE);
}

static void
check_line (const char *line)
{
  g_autoptr (GArray) boundaries = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_autofree char *text = read_line (line, boundaries);
  const char *at = text;
  guint next = 0;

  for (gsize offset = 0; offset <= strlen (text); offset++)
    {
      gboolean expected = offset == 0;

      for (guint i = 0; i < boundaries->len; i++)
        expected |= g_array_index (boundaries, gsize, i) == offset;
      if (dovetail_grapheme_is_boundary (text, offset) != expected)
        g_error ("%s: byte %" G_GSIZE_FORMAT, line, offset);
    }
  while (*at != '\0')
    {
      at = dovetail_grapheme_end (at);
      g_assert_cmpuint (at - text, ==, g_array_index (boundaries, gsize, next));
      next++;
    }
  g_assert_cmpuint (next, ==, boundaries->len);
}

static void
test_lines_of_unicode (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "grapheme-break.txt", NULL);
  g_autofree char *contents = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  guint checked = 0;

  g_file_get_contents (path, &contents, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (contents, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0' && *lines[i] != '#')
      {
        check_line (lines[i]);
        checked++;
      }
  g_assert_cmpuint (checked, ==, 602);
}

static void
test_what_people_write (void)
{
  static const char *const wholes[] = {
    "a",
    "\r\n",
    "e\u0301",
    "\u00e9",
    "\U0001F469\u200D\U0001F680",
    "\U0001F44D\U0001F3FD",
    "\U0001F1E9\U0001F1EA",
    "\u2764\uFE0F",
    "\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466",
    "\u1112\u1161\u11AB",
    "\uD55C",
    "\u0928\u093F",
    "1\uFE0F\u20E3",
    "\u05E9\u05C1",
    "\u200F",
    "\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wholes); i++)
    g_assert_cmpstr (dovetail_grapheme_end (wholes[i]), ==, "");
}

static void
test_separators (void)
{
  static const struct
  {
    gunichar character;
    DovetailSeparator separator;
  } cases[] = {
    { 'a', DOVETAIL_SEPARATOR_NONE },           { '7', DOVETAIL_SEPARATOR_NONE },
    { ' ', DOVETAIL_SEPARATOR_SPACE },          { '\n', DOVETAIL_SEPARATOR_SPACE },
    { '\v', DOVETAIL_SEPARATOR_SPACE },         { 0x7f, DOVETAIL_SEPARATOR_NONE },
    { '$', DOVETAIL_SEPARATOR_PUNCTUATION },    { '-', DOVETAIL_SEPARATOR_PUNCTUATION },
    { 0xa0, DOVETAIL_SEPARATOR_SPACE },         { 0x2014, DOVETAIL_SEPARATOR_PUNCTUATION },
    { 0x201e, DOVETAIL_SEPARATOR_PUNCTUATION }, { 0x3002, DOVETAIL_SEPARATOR_PUNCTUATION },
    { 0x3000, DOVETAIL_SEPARATOR_SPACE },       { 0x4f60, DOVETAIL_SEPARATOR_NONE },
    { 0x20ac, DOVETAIL_SEPARATOR_NONE },        { 0x1f600, DOVETAIL_SEPARATOR_NONE },
    { 0x10ffff, DOVETAIL_SEPARATOR_NONE },      { 0x80, DOVETAIL_SEPARATOR_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    if (dovetail_separator_of (cases[i].character) != cases[i].separator)
      g_error ("U+%04X", cases[i].character);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/grapheme/lines-of-unicode", test_lines_of_unicode);
  g_test_add_func ("/core/grapheme/what-people-write", test_what_people_write);
  g_test_add_func ("/core/grapheme/separators", test_separators);

  return g_test_run ();
}
