/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which words of a text are new against another: the longest common subsequence of words, after what both
 * begin and end with is set aside. The table is bounded, since a note may hold 64 KiB. */
#include "app/word-diff.h"

#include <string.h>

#define MAX_CELLS (1024 * 1024)
#define TINT_RED 0x3535
#define TINT_GREEN 0x8484
#define TINT_BLUE 0xe4e4
#define TINT_ALPHA 0x4800

/* A word or a run of what stands between words. */
typedef struct
{
  const char *text;
  guint start;
  guint length;
  gboolean is_word;
} Token;

static GArray *
split_words (const char *text)
{
  GArray *tokens = g_array_new (FALSE, FALSE, sizeof (Token));
  const char *p = text;

  while (*p != '\0')
    {
      const char *begin = p;
      gboolean is_word = g_unichar_isalnum (g_utf8_get_char (p));
      Token token;

      while (*p != '\0' && g_unichar_isalnum (g_utf8_get_char (p)) == is_word)
        p = g_utf8_next_char (p);
      token = (Token){ begin, (guint) (begin - text), (guint) (p - begin), is_word };
      g_array_append_val (tokens, token);
    }
  return tokens;
}

static gboolean
same_token (const Token *a, const Token *b)
{
  return a->length == b->length && memcmp (a->text, b->text, a->length) == 0;
}

static void
add_range (GArray *ranges, guint start, guint end)
{
  DovetailTextRange range = { start, end };

  if (ranges->len > 0 && g_array_index (ranges, DovetailTextRange, ranges->len - 1).end == start)
    g_array_index (ranges, DovetailTextRange, ranges->len - 1).end = end;
  else if (end > start)
    g_array_append_val (ranges, range);
}

/* lengths[i][j]: the longest common subsequence of from[i..] and to[j..]. */
static guint16 *
measure_common (const Token *from, gsize n_from, const Token *to, gsize n_to)
{
  guint16 *lengths = g_new0 (guint16, (n_from + 1) * (n_to + 1));
  gsize width = n_to + 1;

  for (gsize i = n_from; i-- > 0;)
    for (gsize j = n_to; j-- > 0;)
      lengths[i * width + j] = same_token (&from[i], &to[j])
                                   ? lengths[(i + 1) * width + j + 1] + 1
                                   : MAX (lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
  return lengths;
}

static void
add_new_words (GArray *ranges, const Token *from, gsize n_from, const Token *to, gsize n_to)
{
  g_autofree guint16 *lengths = measure_common (from, n_from, to, n_to);
  gsize width = n_to + 1;
  gsize i = 0;
  gsize j = 0;

  while (j < n_to)
    if (i < n_from && same_token (&from[i], &to[j]))
      {
        i++;
        j++;
      }
    else if (i < n_from && lengths[(i + 1) * width + j] >= lengths[i * width + j + 1])
      i++;
    else
      {
        add_range (ranges, to[j].start, to[j].start + to[j].length);
        j++;
      }
}

/* What stands between words is marked only inside a range. */
static void
trim_ranges (GArray *ranges, const char *text)
{
  for (guint i = 0; i < ranges->len; i++)
    {
      DovetailTextRange *range = &g_array_index (ranges, DovetailTextRange, i);

      while (range->start < range->end && g_ascii_isspace (text[range->start]))
        range->start++;
      while (range->end > range->start && g_ascii_isspace (text[range->end - 1]))
        range->end--;
    }
}

GArray *
dovetail_word_diff (const char *from, const char *to)
{
  g_autoptr (GArray) old_tokens = split_words (from != NULL ? from : "");
  g_autoptr (GArray) new_tokens = split_words (to != NULL ? to : "");
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (DovetailTextRange));
  const Token *a = (const Token *) (gpointer) old_tokens->data;
  const Token *b = (const Token *) (gpointer) new_tokens->data;
  gsize n_a = old_tokens->len;
  gsize n_b = new_tokens->len;

  while (n_a > 0 && n_b > 0 && same_token (&a[n_a - 1], &b[n_b - 1]))
    {
      n_a--;
      n_b--;
    }
  while (n_a > 0 && n_b > 0 && same_token (a, b))
    {
      a++;
      b++;
      n_a--;
      n_b--;
    }
  if (n_b == 0)
    return ranges;
  if ((n_a + 1) * (n_b + 1) > MAX_CELLS || MIN (n_a, n_b) > G_MAXUINT16)
    add_range (ranges, b[0].start, b[n_b - 1].start + b[n_b - 1].length);
  else
    add_new_words (ranges, a, n_a, b, n_b);
  trim_ranges (ranges, to);
  return ranges;
}

static void
insert_attribute (PangoAttrList *attributes, PangoAttribute *attribute, const DovetailTextRange *range)
{
  attribute->start_index = range->start;
  attribute->end_index = range->end;
  pango_attr_list_insert (attributes, attribute);
}

PangoAttrList *
dovetail_word_diff_attributes (const char *from, const char *to)
{
  g_autoptr (GArray) ranges = dovetail_word_diff (from, to);
  PangoAttrList *attributes = pango_attr_list_new ();

  for (guint i = 0; i < ranges->len; i++)
    {
      const DovetailTextRange *range = &g_array_index (ranges, DovetailTextRange, i);

      insert_attribute (attributes, pango_attr_background_new (TINT_RED, TINT_GREEN, TINT_BLUE), range);
      insert_attribute (attributes, pango_attr_background_alpha_new (TINT_ALPHA), range);
      insert_attribute (attributes, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE), range);
    }
  return attributes;
}
