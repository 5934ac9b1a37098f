/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which words of a text are new against another, as core finds them for merging. */
#include "app/word-diff.h"

#include "core/text-diff.h"

#define TINT_RED 0x3535
#define TINT_GREEN 0x8484
#define TINT_BLUE 0xe4e4
#define TINT_ALPHA 0x4800

static const DovetailToken *
token_at (GArray *tokens, guint i)
{
  return &g_array_index (tokens, DovetailToken, i);
}

static gboolean
is_blank (const DovetailToken *token)
{
  return token->kind == DOVETAIL_TOKEN_SPACE || token->kind == DOVETAIL_TOKEN_NEWLINE;
}

/* Blanks are marked only between words. */
static void
add_range (GArray *ranges, const char *text, GArray *tokens, guint start, guint end)
{
  while (start < end && is_blank (token_at (tokens, start)))
    start++;
  while (end > start && is_blank (token_at (tokens, end - 1)))
    end--;
  if (start < end)
    {
      guint from = (guint) (token_at (tokens, start)->start - text);
      DovetailTextRange range = { from, from + (guint) dovetail_tokens_length (tokens, start, end) };

      g_array_append_val (ranges, range);
    }
}

GArray *
dovetail_word_diff (const char *from, const char *to)
{
  g_autoptr (GHashTable) table = dovetail_token_table_new ();
  g_autoptr (GArray) old_tokens = dovetail_text_split (from != NULL ? from : "", table);
  g_autoptr (GArray) new_tokens = dovetail_text_split (to != NULL ? to : "", table);
  g_autoptr (GArray) hunks = dovetail_text_diff (old_tokens, new_tokens);
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (DovetailTextRange));

  if (hunks == NULL)
    hunks = dovetail_text_diff_coarse (old_tokens, new_tokens);
  for (guint i = 0; i < hunks->len; i++)
    {
      const DovetailHunk *hunk = &g_array_index (hunks, DovetailHunk, i);

      add_range (ranges, to, new_tokens, hunk->side_start, hunk->side_end);
    }
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
