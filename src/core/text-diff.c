/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The difference of two texts in words: E. Myers, "An O(ND) difference algorithm and its variations" (1986),
 * the greedy forward form, bounded in D so that its time and memory are. */

#include "core/text-diff.h"

#include <string.h>

#define MAX_DIFFERENCES 1000 /* words deleted plus words inserted: at most 4 MiB of trace */

/* A token as a key: a slice of a text. */
typedef struct
{
  const char *start;
  gsize length;
} Slice;

static guint
slice_hash (gconstpointer key)
{
  const Slice *slice = key;
  guint hash = 5381;

  for (gsize i = 0; i < slice->length; i++)
    hash = hash * 33 + (guchar) slice->start[i];

  return hash;
}

static gboolean
slice_equal (gconstpointer a, gconstpointer b)
{
  const Slice *first = a;
  const Slice *second = b;

  return first->length == second->length && memcmp (first->start, second->start, first->length) == 0;
}

/**
 * dovetail_token_table_new:
 *
 * Returns: (transfer full): an empty table of tokens
 */
GHashTable *
dovetail_token_table_new (void)
{
  return g_hash_table_new_full (slice_hash, slice_equal, g_free, NULL);
}

static guint
intern_token (GHashTable *table, const char *start, gsize length)
{
  Slice slice = { start, length };
  gpointer id;

  if (!g_hash_table_lookup_extended (table, &slice, NULL, &id))
    {
      id = GUINT_TO_POINTER (g_hash_table_size (table));
      g_hash_table_insert (table, g_memdup2 (&slice, sizeof slice), id);
    }

  return GPOINTER_TO_UINT (id);
}

static DovetailTokenKind
kind_of (gunichar character)
{
  if (character == '\n')
    return DOVETAIL_TOKEN_NEWLINE;
  if (g_unichar_isspace (character))
    return DOVETAIL_TOKEN_SPACE;
  if (character < 0x80 ? g_ascii_ispunct ((char) character)
                       : g_unichar_type (character) == G_UNICODE_OTHER_PUNCTUATION)
    return DOVETAIL_TOKEN_MARK;

  return DOVETAIL_TOKEN_WORD;
}

static gboolean
kind_runs (DovetailTokenKind kind)
{
  return kind == DOVETAIL_TOKEN_WORD || kind == DOVETAIL_TOKEN_SPACE;
}

/* Accents, variation selectors and joiners belong to the character before them. */
static gboolean
continues_character (gunichar character)
{
  return g_unichar_ismark (character) || character == 0x200d;
}

static const char *
end_of_token (const char *text, DovetailTokenKind kind)
{
  const char *end = g_utf8_next_char (text);

  for (; *end != '\0'; end = g_utf8_next_char (end))
    {
      gunichar next = g_utf8_get_char (end);

      if (!continues_character (next) && !(kind_runs (kind) && kind_of (next) == kind))
        break;
    }

  return end;
}

/**
 * dovetail_text_split:
 * @text: UTF-8; must outlive @table
 * @table: the tokens known so far
 *
 * Returns: (transfer full) (element-type DovetailToken): the words, blanks, marks and newlines of @text,
 * whose concatenation is @text
 */
GArray *
dovetail_text_split (const char *text, GHashTable *table)
{
  GArray *tokens = g_array_new (FALSE, FALSE, sizeof (DovetailToken));

  while (*text != '\0')
    {
      DovetailTokenKind kind = kind_of (g_utf8_get_char (text));
      const char *end = end_of_token (text, kind);
      DovetailToken token = { 0, kind, text, (gsize) (end - text) };

      token.id = intern_token (table, token.start, token.length);
      g_array_append_val (tokens, token);
      text = end;
    }

  return tokens;
}

/* The part of both texts that is left when their common start and end are cut off. */
typedef struct
{
  const DovetailToken *base;
  const DovetailToken *side;
  int n_base;
  int n_side;
  guint skipped; /* tokens before, the same number in both */
} Middle;

static Middle
cut_common_ends (GArray *base, GArray *side)
{
  Middle middle = { (DovetailToken *) (void *) base->data, (DovetailToken *) (void *) side->data,
                    (int) base->len, (int) side->len, 0 };

  while (middle.n_base > 0 && middle.n_side > 0 && middle.base->id == middle.side->id)
    {
      middle.base++;
      middle.side++;
      middle.n_base--;
      middle.n_side--;
      middle.skipped++;
    }
  while (middle.n_base > 0 && middle.n_side > 0
         && middle.base[middle.n_base - 1].id == middle.side[middle.n_side - 1].id)
    {
      middle.n_base--;
      middle.n_side--;
    }

  return middle;
}

/* How far the best path with d differences gets on diagonal k = x - y; row d holds k = -d ... d. */
static int *
furthest (GArray *rows, int d, int k)
{
  return &g_array_index (rows, int, d *d + d + k);
}

/* The x at which the path enters diagonal k with its d-th difference. */
static int
enter_diagonal (GArray *rows, int d, int k)
{
  if (d == 0)
    return 0;
  if (k == -d || (k != d && *furthest (rows, d - 1, k - 1) < *furthest (rows, d - 1, k + 1)))
    return *furthest (rows, d - 1, k + 1);

  return *furthest (rows, d - 1, k - 1) + 1;
}

static int
follow_diagonal (const Middle *middle, int x, int k)
{
  while (x < middle->n_base && x - k < middle->n_side && x >= 0 && x - k >= 0
         && middle->base[x].id == middle->side[x - k].id)
    x++;

  return x;
}

/* Fills the rows until the end is reached. Returns the number of differences; -1: too many. */
static int
count_differences (const Middle *middle, GArray *rows)
{
  for (int d = 0; d <= MAX_DIFFERENCES; d++)
    {
      g_array_set_size (rows, (guint) ((d + 1) * (d + 1)));
      for (int k = -d; k <= d; k += 2)
        {
          int x = follow_diagonal (middle, enter_diagonal (rows, d, k), k);

          *furthest (rows, d, k) = x;
          if (x >= middle->n_base && x - k >= middle->n_side)
            return d;
        }
    }

  return -1;
}

/* Prepends a change of one token, or lets it grow the first hunk. */
static void
prepend_change (GArray *hunks, guint base_start, guint base_end, guint side_start, guint side_end)
{
  DovetailHunk hunk = { base_start, base_end, side_start, side_end };
  DovetailHunk *last = hunks->len == 0 ? NULL : &g_array_index (hunks, DovetailHunk, hunks->len - 1);

  if (last != NULL && last->base_start == base_end && last->side_start == side_end)
    {
      last->base_start = base_start;
      last->side_start = side_start;
    }
  else
    g_array_append_val (hunks, hunk);
}

/* Walks the path back from the end. The hunks come in reverse. */
static void
trace_back (const Middle *middle, GArray *rows, int differences, GArray *hunks)
{
  int k = middle->n_base - middle->n_side;

  for (int d = differences; d > 0; d--)
    {
      int x = enter_diagonal (rows, d, k);
      int y = x - k;
      gboolean inserted
          = k == -d || (k != d && *furthest (rows, d - 1, k - 1) < *furthest (rows, d - 1, k + 1));
      guint base_end = middle->skipped + (guint) x;
      guint side_end = middle->skipped + (guint) y;

      prepend_change (hunks, inserted ? base_end : base_end - 1, base_end, inserted ? side_end - 1 : side_end,
                      side_end);
      k += inserted ? 1 : -1;
    }
}

static void
reverse_hunks (GArray *hunks)
{
  for (guint i = 0; i < hunks->len / 2; i++)
    {
      DovetailHunk *a = &g_array_index (hunks, DovetailHunk, i);
      DovetailHunk *b = &g_array_index (hunks, DovetailHunk, hunks->len - 1 - i);
      DovetailHunk swap = *a;

      *a = *b;
      *b = swap;
    }
}

/**
 * dovetail_text_diff:
 * @base: (element-type DovetailToken): the tokens before
 * @side: (element-type DovetailToken): the tokens after, of the same table
 *
 * Returns: (transfer full) (nullable) (element-type DovetailHunk): what changed, in order; %NULL when more
 * than a thousand tokens did, spread over the text
 */
GArray *
dovetail_text_diff (GArray *base, GArray *side)
{
  Middle middle = cut_common_ends (base, side);
  g_autoptr (GArray) hunks = g_array_new (FALSE, FALSE, sizeof (DovetailHunk));
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (int));
  int differences;

  if (middle.n_base == 0 || middle.n_side == 0)
    {
      DovetailHunk hunk = { middle.skipped, middle.skipped + (guint) middle.n_base, middle.skipped,
                            middle.skipped + (guint) middle.n_side };

      if (middle.n_base != middle.n_side)
        g_array_append_val (hunks, hunk);
      return g_steal_pointer (&hunks);
    }
  differences = count_differences (&middle, rows);
  if (differences < 0)
    return NULL;
  trace_back (&middle, rows, differences, hunks);
  reverse_hunks (hunks);

  return g_steal_pointer (&hunks);
}
