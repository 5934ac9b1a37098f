/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Three-way merge of a text. Both sides' changes are computed in words against the base; they fit together
 * when something unchanged lies between them. Nearer than that, a mixture of both would read as neither meant
 * it. What fits is carried past the other side as operations. */

#include "core/text-merge.h"

#include "core/grapheme.h"
#include "core/text-diff.h"
#include "core/text-operation.h"

#include <string.h>

#define MAX_TEXT_BYTES (256 * 1024)

/* A change of one side. */
typedef struct
{
  DovetailHunk place;
  GString *text; /* what it puts there */
} Edit;

/* One side's changes. */
typedef struct
{
  GArray *tokens;   /* DovetailToken */
  GArray *hunks;    /* DovetailHunk */
  GPtrArray *edits; /* Edit, one a hunk */
} Side;

static void
edit_free (gpointer data)
{
  Edit *edit = data;

  g_string_free (edit->text, TRUE);
  g_free (edit);
}

static void
side_clear (Side *side)
{
  g_clear_pointer (&side->tokens, g_array_unref);
  g_clear_pointer (&side->hunks, g_array_unref);
  g_clear_pointer (&side->edits, g_ptr_array_unref);
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

/* Whether an unchanged word or line end lies between two places of the base. */
static gboolean
are_apart (GArray *base, guint start, guint end)
{
  for (guint i = start; i < end; i++)
    if (token_at (base, i)->kind == DOVETAIL_TOKEN_NEWLINE || token_at (base, i)->kind == DOVETAIL_TOKEN_WORD)
      return TRUE;

  return FALSE;
}

static void
add_edits (Side *side)
{
  side->edits = g_ptr_array_new_with_free_func (edit_free);
  for (guint i = 0; i < side->hunks->len; i++)
    {
      Edit *edit = g_new0 (Edit, 1);
      gsize length;

      edit->place = *hunk_at (side, i);
      length = dovetail_tokens_length (side->tokens, edit->place.side_start, edit->place.side_end);
      edit->text = g_string_new_len (
          length == 0 ? "" : token_at (side->tokens, edit->place.side_start)->start, (gssize) length);
      g_ptr_array_add (side->edits, edit);
    }
}

static gboolean
side_init (Side *side, GArray *base, const char *text, GHashTable *table)
{
  side->tokens = dovetail_text_split (text, table);
  side->hunks = dovetail_text_diff (base, side->tokens);
  if (side->hunks == NULL)
    return FALSE;
  add_edits (side);

  return TRUE;
}

static gboolean
is_insertion (const Edit *edit)
{
  return edit->place.base_start == edit->place.base_end;
}

/* Whether an edit leaves off at the start of a line, so that what follows is a line of its own. */
static gboolean
ends_a_line (GArray *base, const Side *side, const Edit *edit)
{
  if (edit->place.side_start < edit->place.side_end)
    return token_at (side->tokens, edit->place.side_end - 1)->kind == DOVETAIL_TOKEN_NEWLINE;

  return token_at (base, edit->place.base_end - 1)->kind == DOVETAIL_TOKEN_NEWLINE;
}

/* Whether an edit of one side lies before one of the other, apart from it. */
static gboolean
comes_before (GArray *base, const Side *side, const Edit *first, const Edit *second)
{
  if (first->place.base_end < second->place.base_start)
    return are_apart (base, first->place.base_end, second->place.base_start);

  return first->place.base_end == second->place.base_start && !(is_insertion (first) && is_insertion (second))
         && ends_a_line (base, side, first);
}

static gboolean
starts_or_ends_apart (const GString *first, const GString *second)
{
  return g_ascii_isspace (first->str[first->len - 1]) || g_ascii_isspace (*second->str);
}

/* Two insertions at one place are both kept, and kept apart. FALSE: one went on with what the other wrote, so
 * that keeping both would say it twice; or they would grow together into a character that neither wrote. */
static gboolean
keep_apart (GArray *base, GString *first, GString *second)
{
  g_autofree char *joined = NULL;

  if (strstr (first->str, second->str) != NULL || strstr (second->str, first->str) != NULL)
    return FALSE;
  if (!starts_or_ends_apart (first, second))
    g_string_append_c (first, base->len == 0 ? '\n' : ' ');
  joined = g_strconcat (first->str, second->str, NULL);

  return dovetail_grapheme_is_boundary (joined, first->len);
}

/* Edits of both sides at the same place, or too near to each other. */
static gboolean
edits_fit (GArray *base, Edit *mine, Edit *theirs)
{
  if (mine->place.base_start != theirs->place.base_start || mine->place.base_end != theirs->place.base_end)
    return FALSE;
  if (g_string_equal (mine->text, theirs->text))
    return TRUE;
  if (!is_insertion (mine))
    return FALSE;
  if (dovetail_text_insertion_compare (mine->text->str, mine->text->len, theirs->text->str, theirs->text->len)
      < 0)
    return keep_apart (base, mine->text, theirs->text);

  return keep_apart (base, theirs->text, mine->text);
}

/* Whether all changes of both sides fit together; gives insertions that meet what keeps them apart. */
static gboolean
sides_fit (GArray *base, Side *mine, Side *theirs)
{
  guint m = 0, t = 0;

  while (m < mine->edits->len && t < theirs->edits->len)
    {
      Edit *my_edit = g_ptr_array_index (mine->edits, m);
      Edit *their_edit = g_ptr_array_index (theirs->edits, t);

      if (comes_before (base, mine, my_edit, their_edit))
        m++;
      else if (comes_before (base, theirs, their_edit, my_edit))
        t++;
      else if (edits_fit (base, my_edit, their_edit))
        {
          m++;
          t++;
        }
      else
        return FALSE;
    }

  return TRUE;
}

static DovetailTextOperation *
operation_of (GArray *base, const Side *side)
{
  DovetailTextOperation *operation = dovetail_text_operation_new ();
  guint at = 0;

  for (guint i = 0; i < side->edits->len; i++)
    {
      const Edit *edit = g_ptr_array_index (side->edits, i);
      const DovetailHunk *place = &edit->place;

      dovetail_text_operation_retain (operation, dovetail_tokens_length (base, at, place->base_start));
      dovetail_text_operation_insert (operation, edit->text->str, edit->text->len);
      dovetail_text_operation_delete (operation,
                                      dovetail_tokens_length (base, place->base_start, place->base_end));
      at = place->base_end;
    }
  dovetail_text_operation_retain (operation, dovetail_tokens_length (base, at, base->len));

  return operation;
}

/* What both make of the base; NULL: at a seam the pieces would grow together into a character that neither
 * wrote. */
static char *
apply_both (const char *base, const DovetailTextOperation *mine, const DovetailTextOperation *theirs)
{
  g_autoptr (DovetailTextOperation) mine_after = NULL;
  g_autoptr (DovetailTextOperation) theirs_after = NULL;
  g_autoptr (DovetailTextOperation) both = NULL;
  g_autofree char *merged = NULL;

  dovetail_text_operation_transform (mine, theirs, &mine_after, &theirs_after);
  both = dovetail_text_operation_compose (mine, theirs_after);
  merged = dovetail_text_operation_apply (both, base);

  return dovetail_text_operation_is_seamless (both, merged) ? g_steal_pointer (&merged) : NULL;
}

static char *
merge_texts (const char *base_text, const char *my_text, const char *their_text)
{
  g_autoptr (GHashTable) table = dovetail_token_table_new ();
  g_autoptr (GArray) base = dovetail_text_split (base_text, table);
  g_autoptr (DovetailTextOperation) my_operation = NULL;
  g_autoptr (DovetailTextOperation) their_operation = NULL;
  g_auto (Side) mine = { 0 };
  g_auto (Side) theirs = { 0 };

  if (!side_init (&mine, base, my_text, table) || !side_init (&theirs, base, their_text, table)
      || !sides_fit (base, &mine, &theirs))
    return NULL;
  my_operation = operation_of (base, &mine);
  their_operation = operation_of (base, &theirs);

  return apply_both (base_text, my_operation, their_operation);
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
 * sides is made once; different insertions at one place are both kept. No character of the result is one that
 * nobody wrote. Time and memory are bounded: what differs in more than a thousand words, or is longer than
 * 256 KiB, does not fit.
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
