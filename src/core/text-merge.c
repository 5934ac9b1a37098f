/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Three-way merge of a text. Both sides' changes are computed in words against the base; they fit together
 * when something unchanged lies between them. Nearer than that, a mixture of both would read as neither meant
 * it. */

#include "core/text-merge.h"

#include "core/text-diff.h"

#include <string.h>

#define MAX_TEXT_BYTES (256 * 1024)
#define FEWEST_WORDS_BETWEEN                                                                                 \
  2 /* hunks of one side with fewer unchanged words between them are one rewriting */

/* One side's changes. */
typedef struct
{
  GArray *tokens; /* DovetailToken */
  GArray *hunks;  /* DovetailHunk */
  guint next;     /* the first hunk not yet written */
} Side;

static void
side_clear (Side *side)
{
  g_clear_pointer (&side->tokens, g_array_unref);
  g_clear_pointer (&side->hunks, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Side, side_clear)

static DovetailToken *
token_at (GArray *tokens, guint i)
{
  return &g_array_index (tokens, DovetailToken, i);
}

static DovetailHunk *
hunk_at (const Side *side, guint i)
{
  return &g_array_index (side->hunks, DovetailHunk, i);
}

/* Unchanged words between two places of the base; a newline counts as enough. */
static guint
words_between (GArray *base, guint start, guint end)
{
  guint words = 0;

  for (guint i = start; i < end; i++)
    if (token_at (base, i)->kind == DOVETAIL_TOKEN_NEWLINE)
      return G_MAXUINT;
    else
      words += token_at (base, i)->kind == DOVETAIL_TOKEN_WORD;

  return words;
}

/* An insertion among equal words has several places. The last one is chosen, on every replica alike, which
 * also makes an inserted line begin at its own start and not at the end of the line before. */
static void
slide_insertions (GArray *base, Side *side)
{
  for (guint i = side->hunks->len; i > 0; i--)
    {
      DovetailHunk *hunk = hunk_at (side, i - 1);
      guint limit = i < side->hunks->len ? hunk_at (side, i)->base_start : base->len;

      while (hunk->base_start == hunk->base_end && hunk->base_end < limit
             && token_at (base, hunk->base_end)->id == token_at (side->tokens, hunk->side_start)->id)
        {
          hunk->base_start = ++hunk->base_end;
          hunk->side_start++;
          hunk->side_end++;
        }
    }
}

static void
join_near_hunks (GArray *base, Side *side)
{
  guint kept = 0;

  for (guint i = 1; i < side->hunks->len; i++)
    {
      DovetailHunk *last = hunk_at (side, kept);
      DovetailHunk *hunk = hunk_at (side, i);

      if (words_between (base, last->base_end, hunk->base_start) < FEWEST_WORDS_BETWEEN)
        {
          last->base_end = hunk->base_end;
          last->side_end = hunk->side_end;
        }
      else
        *hunk_at (side, ++kept) = *hunk;
    }
  if (side->hunks->len > 0)
    g_array_set_size (side->hunks, kept + 1);
}

static gboolean
side_init (Side *side, GArray *base, const char *text, GHashTable *table)
{
  side->tokens = dovetail_text_split (text, table);
  side->hunks = dovetail_text_diff (base, side->tokens);
  if (side->hunks == NULL)
    return FALSE;
  slide_insertions (base, side);
  join_near_hunks (base, side);

  return TRUE;
}

static char *
text_of (GArray *tokens, guint start, guint end)
{
  const char *first = start < end ? token_at (tokens, start)->start : "";
  gsize length
      = start < end ? (gsize) (token_at (tokens, end - 1)->start - first) + token_at (tokens, end - 1)->length
                    : 0;

  return g_strndup (first, length);
}

static char *
new_text_of (const Side *side, const DovetailHunk *hunk)
{
  return text_of (side->tokens, hunk->side_start, hunk->side_end);
}

/* Insertions at one place: whole lines before, then words, then what starts a new line; else in byte order.
 */
static int
insertion_class (const char *text)
{
  if (g_str_has_suffix (text, "\n"))
    return 0;

  return *text == '\n' ? 2 : 1;
}

static int
compare_insertions (const char *a, const char *b)
{
  int difference = insertion_class (a) - insertion_class (b);

  return difference != 0 ? difference : strcmp (a, b);
}

/* Both are kept, and kept apart. */
static void
append_both (GString *merged, gboolean base_is_empty, const char *first, const char *second)
{
  gboolean apart = g_ascii_isspace (first[strlen (first) - 1]) || g_ascii_isspace (*second);

  g_string_append (merged, first);
  if (!apart)
    g_string_append_c (merged, base_is_empty ? '\n' : ' ');
  g_string_append (merged, second);
}

static gboolean
is_at_end (const Side *side)
{
  return side->next == side->hunks->len;
}

/* Whether a hunk leaves off at the start of a line, so that what follows is a line of its own. */
static gboolean
ends_a_line (GArray *base, const Side *side, const DovetailHunk *hunk)
{
  if (hunk->side_start < hunk->side_end)
    return token_at (side->tokens, hunk->side_end - 1)->kind == DOVETAIL_TOKEN_NEWLINE;

  return token_at (base, hunk->base_end - 1)->kind == DOVETAIL_TOKEN_NEWLINE;
}

static gboolean
is_insertion (const DovetailHunk *hunk)
{
  return hunk->base_start == hunk->base_end;
}

/* Whether a side's next hunk lies before the other's, apart from it. */
static gboolean
comes_before (GArray *base, const Side *side, const Side *other)
{
  const DovetailHunk *first = hunk_at (side, side->next);
  const DovetailHunk *second = hunk_at (other, other->next);

  if (first->base_end < second->base_start)
    return words_between (base, first->base_end, second->base_start) > 0;

  return first->base_end == second->base_start && !(is_insertion (first) && is_insertion (second))
         && ends_a_line (base, side, first);
}

static void
append_unchanged (GString *merged, GArray *base, guint start, guint end)
{
  g_autofree char *text = text_of (base, start, end);

  g_string_append (merged, text);
}

/* The next hunks of both sides lie at the same place, or too near to each other. */
static gboolean
append_shared (GString *merged, GArray *base, Side *mine, Side *theirs, guint *at)
{
  const DovetailHunk *my_hunk = hunk_at (mine, mine->next++);
  const DovetailHunk *their_hunk = hunk_at (theirs, theirs->next++);
  g_autofree char *my_text = new_text_of (mine, my_hunk);
  g_autofree char *their_text = new_text_of (theirs, their_hunk);
  gboolean mine_first = compare_insertions (my_text, their_text) < 0;

  if (my_hunk->base_start != their_hunk->base_start || my_hunk->base_end != their_hunk->base_end)
    return FALSE;
  append_unchanged (merged, base, *at, my_hunk->base_start);
  *at = my_hunk->base_end;
  if (g_str_equal (my_text, their_text))
    {
      g_string_append (merged, my_text);
      return TRUE;
    }
  /* When one went on with what the other wrote, keeping both would say it twice. */
  if (!is_insertion (my_hunk) || strstr (my_text, their_text) != NULL || strstr (their_text, my_text) != NULL)
    return FALSE;
  append_both (merged, base->len == 0, mine_first ? my_text : their_text, mine_first ? their_text : my_text);

  return TRUE;
}

static void
append_hunk (GString *merged, GArray *base, Side *side, guint *at)
{
  DovetailHunk *hunk = hunk_at (side, side->next++);
  g_autofree char *text = new_text_of (side, hunk);

  append_unchanged (merged, base, *at, hunk->base_start);
  g_string_append (merged, text);
  *at = hunk->base_end;
}

/* The next hunks of both sides. FALSE: they do not fit. */
static gboolean
append_next (GString *merged, GArray *base, Side *mine, Side *theirs, guint *at)
{
  if (is_at_end (theirs) || (!is_at_end (mine) && comes_before (base, mine, theirs)))
    append_hunk (merged, base, mine, at);
  else if (is_at_end (mine) || comes_before (base, theirs, mine))
    append_hunk (merged, base, theirs, at);
  else
    return append_shared (merged, base, mine, theirs, at);

  return TRUE;
}

static char *
merge_texts (const char *base_text, const char *my_text, const char *their_text)
{
  g_autoptr (GHashTable) table = dovetail_token_table_new ();
  g_autoptr (GArray) base = dovetail_text_split (base_text, table);
  g_autoptr (GString) merged = g_string_new (NULL);
  g_auto (Side) mine = { 0 };
  g_auto (Side) theirs = { 0 };
  guint at = 0;

  if (!side_init (&mine, base, my_text, table) || !side_init (&theirs, base, their_text, table))
    return NULL;
  while (!is_at_end (&mine) || !is_at_end (&theirs))
    if (!append_next (merged, base, &mine, &theirs, &at))
      return NULL;
  append_unchanged (merged, base, at, base->len);

  return g_string_free (g_steal_pointer (&merged), FALSE);
}

/* The text of a value, "" when it is absent; NULL when it is something else, or too long to be merged in
 * time. */
static const char *
mergeable_text (JsonNode *value)
{
  const char *text;

  if (value == NULL)
    return "";
  text = JSON_NODE_HOLDS_VALUE (value) ? json_node_get_string (value) : NULL;

  return text == NULL || strlen (text) > MAX_TEXT_BYTES ? NULL : text;
}

/**
 * dovetail_text_merge:
 * @base: (nullable): the text both sides started from
 * @mine: (nullable): mine
 * @theirs: (nullable): theirs
 * @merged: (out) (transfer full) (nullable): the text with both sides' changes, the same whichever side is
 * mine
 *
 * Changes fit when at least one unchanged word or a line's end lies between them. The same change on both
 * sides is made once; different insertions at one place are both kept. Time and memory are bounded: what
 * differs in more than a thousand words does not fit.
 *
 * Returns: whether the two fit together
 */
gboolean
dovetail_text_merge (JsonNode *base, JsonNode *mine, JsonNode *theirs, JsonNode **merged)
{
  const char *base_text = mergeable_text (base);
  const char *my_text = mergeable_text (mine);
  const char *their_text = mergeable_text (theirs);
  g_autofree char *text = NULL;

  if (base_text == NULL || my_text == NULL || their_text == NULL)
    return FALSE;
  text = merge_texts (base_text, my_text, their_text);
  if (text == NULL)
    return FALSE;
  *merged = *text == '\0' && (mine == NULL || theirs == NULL) ? NULL : dovetail_value_string (text);

  return TRUE;
}
