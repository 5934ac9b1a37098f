/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The difference of two texts in words: E. Myers, "An O(ND) difference algorithm and its variations" (1986),
 * the greedy forward form, bounded in D, which bounds its memory, and in steps, which bounds its time where
 * long runs are alike on many diagonals. */

#include "core/text-diff.h"

#include "core/grapheme.h"

#include <string.h>

#define MAX_DIFFERENCES 1000        /* words deleted plus words inserted: at most 2 MiB of trace */
#define MAX_STEPS (6 * 1000 * 1000) /* comparisons: some 10 ms */

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
  if (character == '\n' || character == '\r' || character == 0x85 || character == 0x2028
      || character == 0x2029)
    return DOVETAIL_TOKEN_NEWLINE;
  switch (dovetail_separator_of (character))
    {
    case DOVETAIL_SEPARATOR_SPACE:
      return DOVETAIL_TOKEN_SPACE;
    case DOVETAIL_SEPARATOR_PUNCTUATION:
      return DOVETAIL_TOKEN_MARK;
    case DOVETAIL_SEPARATOR_NONE:
    default:
      return DOVETAIL_TOKEN_WORD;
    }
}

static const char *
end_of_token (const char *text, DovetailTokenKind kind)
{
  gboolean runs = kind == DOVETAIL_TOKEN_WORD || kind == DOVETAIL_TOKEN_SPACE;
  const char *end = dovetail_grapheme_end (text);

  while (runs && *end != '\0' && kind_of (g_utf8_get_char (end)) == kind)
    end = dovetail_grapheme_end (end);

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

/**
 * dovetail_tokens_length:
 * @tokens: (element-type DovetailToken): the tokens of a text
 * @start: the first
 * @end: behind the last
 *
 * Returns: their bytes
 */
gsize
dovetail_tokens_length (GArray *tokens, guint start, guint end)
{
  const DovetailToken *last;

  if (start == end)
    return 0;
  last = &g_array_index (tokens, DovetailToken, end - 1);

  return (gsize) (last->start - g_array_index (tokens, DovetailToken, start).start) + last->length;
}

/* The part of both texts that is left when their common start and end are cut off. */
typedef struct
{
  guint skipped; /* tokens before, the same number in both */
  int n_base;
  int n_side;
} Middle;

static guint
id_at (GArray *tokens, guint i)
{
  return g_array_index (tokens, DovetailToken, i).id;
}

static Middle
cut_common_ends (GArray *base, GArray *side)
{
  guint shorter = MIN (base->len, side->len);
  guint start = 0, end = 0;

  while (start < shorter && id_at (base, start) == id_at (side, start))
    start++;
  while (start + end < shorter && id_at (base, base->len - 1 - end) == id_at (side, side->len - 1 - end))
    end++;

  return (Middle){ start, (int) (base->len - start - end), (int) (side->len - start - end) };
}

/* The search for the shortest way through both. Row d holds, for every second diagonal k = x - y from -d to
 * d, how far a way with d differences gets. */
typedef struct
{
  Middle middle;
  guint *base; /* ids */
  guint *side;
  GArray *rows; /* int: x */
  int steps_left;
} Search;

static guint *
copy_ids (GArray *tokens, guint start, int length)
{
  guint *ids = g_new (guint, (gsize) length);

  for (guint i = 0; i < (guint) length; i++)
    ids[i] = id_at (tokens, start + i);

  return ids;
}

static void
search_init (Search *search, GArray *base, GArray *side)
{
  Middle middle = cut_common_ends (base, side);

  search->middle = middle;
  search->base = copy_ids (base, middle.skipped, middle.n_base);
  search->side = copy_ids (side, middle.skipped, middle.n_side);
  search->rows = g_array_new (FALSE, FALSE, sizeof (int));
  search->steps_left = MAX_STEPS;
}

static void
search_clear (Search *search)
{
  g_free (search->base);
  g_free (search->side);
  g_clear_pointer (&search->rows, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static int *
furthest (const Search *search, int d, int k)
{
  return &g_array_index (search->rows, int, d *(d + 1) / 2 + (d + k) / 2);
}

/* Whether the way enters diagonal k with its d-th difference by an insertion: from the diagonal above. */
static gboolean
enters_by_insertion (const Search *search, int d, int k)
{
  return k == -d || (k != d && *furthest (search, d - 1, k - 1) < *furthest (search, d - 1, k + 1));
}

/* The x at which it enters. */
static int
enter_diagonal (const Search *search, int d, int k)
{
  if (d == 0)
    return 0;

  return enters_by_insertion (search, d, k) ? *furthest (search, d - 1, k + 1)
                                            : *furthest (search, d - 1, k - 1) + 1;
}

static int
follow_diagonal (Search *search, int x, int k)
{
  int end = MIN (search->middle.n_base, search->middle.n_side + k);
  int start = x;

  while (x < end && search->base[x] == search->side[x - k])
    x++;
  search->steps_left -= 1 + x - start;

  return x;
}

/* Fills the rows until the end is reached. Returns the number of differences; -1: too many. */
static int
count_differences (Search *search)
{
  for (int d = 0; d <= MAX_DIFFERENCES; d++)
    {
      g_array_set_size (search->rows, (guint) ((d + 1) * (d + 2) / 2));
      for (int k = -d; k <= d && search->steps_left > 0; k += 2)
        {
          int x = follow_diagonal (search, enter_diagonal (search, d, k), k);

          *furthest (search, d, k) = x;
          if (x >= search->middle.n_base && x - k >= search->middle.n_side)
            return d;
        }
      if (search->steps_left <= 0)
        return -1;
    }

  return -1;
}

/* Prepends a change of one token, or lets it grow the first hunk. */
static void
prepend_change (GArray *hunks, guint base_start, guint base_end, guint side_start, guint side_end)
{
  DovetailHunk hunk = { base_start, base_end, side_start, side_end };
  DovetailHunk *last = hunks->len == 0 ? NULL : &g_array_index (hunks, DovetailHunk, hunks->len - 1);

  if (last != NULL && last->base_start == base_end)
    {
      last->base_start = base_start;
      last->side_start = side_start;
    }
  else
    g_array_append_val (hunks, hunk);
}

/* Walks the way back from the end. The hunks come in reverse. */
static void
trace_back (const Search *search, int differences, GArray *hunks)
{
  int k = search->middle.n_base - search->middle.n_side;

  for (int d = differences; d > 0; d--)
    {
      int x = enter_diagonal (search, d, k);
      gboolean inserted = enters_by_insertion (search, d, k);
      guint base_end = search->middle.skipped + (guint) x;
      guint side_end = search->middle.skipped + (guint) (x - k);

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
 * dovetail_text_diff_coarse:
 * @base: (element-type DovetailToken): the tokens before
 * @side: (element-type DovetailToken): the tokens after, of the same table
 *
 * Returns: (transfer full) (element-type DovetailHunk): all between the equal beginning and the equal end as
 * one change; none when all is equal
 */
GArray *
dovetail_text_diff_coarse (GArray *base, GArray *side)
{
  Middle middle = cut_common_ends (base, side);
  DovetailHunk hunk = { middle.skipped, middle.skipped + (guint) middle.n_base, middle.skipped,
                        middle.skipped + (guint) middle.n_side };
  GArray *hunks = g_array_new (FALSE, FALSE, sizeof (DovetailHunk));

  if (middle.n_base > 0 || middle.n_side > 0)
    g_array_append_val (hunks, hunk);

  return hunks;
}

/**
 * dovetail_text_diff:
 * @base: (element-type DovetailToken): the tokens before
 * @side: (element-type DovetailToken): the tokens after, of the same table
 *
 * Returns: (transfer full) (nullable) (element-type DovetailHunk): what changed, in order; %NULL when more
 * than a thousand tokens did, spread over the text, or when the search takes too long
 */
GArray *
dovetail_text_diff (GArray *base, GArray *side)
{
  g_auto (Search) search = { 0 };
  g_autoptr (GArray) hunks = NULL;
  int differences;

  search_init (&search, base, side);
  if (search.middle.n_base == 0 || search.middle.n_side == 0)
    return dovetail_text_diff_coarse (base, side);
  differences = count_differences (&search);
  if (differences < 0)
    return NULL;
  hunks = g_array_new (FALSE, FALSE, sizeof (DovetailHunk));
  trace_back (&search, differences, hunks);
  reverse_hunks (hunks);

  return g_steal_pointer (&hunks);
}
