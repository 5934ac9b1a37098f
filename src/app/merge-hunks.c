/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where two texts differ, word by word, so that each place can be taken from either. Words that follow each other are one
 * place: nobody wants to be asked for every word of a sentence. */
#include "app/merge-hunks.h"

#include "core/text-diff.h"

/* More places than that are no help to anybody: the whole text is taken, or edited by hand. */
#define MOST_HUNKS 12

static void
hunk_free (gpointer data)
{
  DovetailMergeHunk *hunk = data;

  g_free (hunk->before);
  g_free (hunk->mine);
  g_free (hunk->theirs);
  g_free (hunk);
}

static const DovetailToken *
token_at (GArray *tokens, guint i)
{
  return &g_array_index (tokens, DovetailToken, i);
}

static char *
text_of (GArray *tokens, guint start, guint end)
{
  if (start >= end)
    return g_strdup ("");
  return g_strndup (token_at (tokens, start)->start, dovetail_tokens_length (tokens, start, end));
}

static gboolean
is_space (GArray *tokens, guint start, guint end)
{
  for (guint i = start; i < end; i++)
    if (token_at (tokens, i)->kind != DOVETAIL_TOKEN_SPACE)
      return FALSE;
  return TRUE;
}

/* Two that have nothing but blanks between them become one. */
static GArray *
join_neighbours (GArray *hunks, GArray *mine)
{
  GArray *joined = g_array_new (FALSE, FALSE, sizeof (DovetailHunk));

  for (guint i = 0; i < hunks->len; i++)
    {
      const DovetailHunk *hunk = &g_array_index (hunks, DovetailHunk, i);
      DovetailHunk *last = joined->len > 0 ? &g_array_index (joined, DovetailHunk, joined->len - 1) : NULL;

      if (last != NULL && is_space (mine, last->base_end, hunk->base_start))
        {
          last->base_end = hunk->base_end;
          last->side_end = hunk->side_end;
        }
      else
        g_array_append_val (joined, *hunk);
    }
  return joined;
}

DovetailMergeHunks *
dovetail_merge_hunks_new (const char *mine, const char *theirs)
{
  g_return_val_if_fail (mine != NULL && theirs != NULL, NULL);

  g_autoptr (GHashTable) table = dovetail_token_table_new ();
  g_autoptr (GArray) mine_tokens = dovetail_text_split (mine, table);
  g_autoptr (GArray) theirs_tokens = dovetail_text_split (theirs, table);
  g_autoptr (GArray) changes = dovetail_text_diff (mine_tokens, theirs_tokens);
  g_autoptr (GArray) places = changes != NULL ? join_neighbours (changes, mine_tokens) : NULL;
  DovetailMergeHunks *hunks;
  guint past = 0;

  if (places == NULL || places->len > MOST_HUNKS)
    return NULL;
  hunks = g_new0 (DovetailMergeHunks, 1);
  hunks->hunks = g_ptr_array_new_with_free_func (hunk_free);
  for (guint i = 0; i < places->len; i++)
    {
      const DovetailHunk *place = &g_array_index (places, DovetailHunk, i);
      DovetailMergeHunk *hunk = g_new0 (DovetailMergeHunk, 1);

      hunk->before = text_of (mine_tokens, past, place->base_start);
      hunk->mine = text_of (mine_tokens, place->base_start, place->base_end);
      hunk->theirs = text_of (theirs_tokens, place->side_start, place->side_end);
      past = place->base_end;
      g_ptr_array_add (hunks->hunks, hunk);
    }
  hunks->after = text_of (mine_tokens, past, mine_tokens->len);
  return hunks;
}

void
dovetail_merge_hunks_free (DovetailMergeHunks *hunks)
{
  g_ptr_array_unref (hunks->hunks);
  g_free (hunks->after);
  g_free (hunks);
}

char *
dovetail_merge_hunks_compose (DovetailMergeHunks *hunks, const DovetailSide *picks, const char *open)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (hunks != NULL && picks != NULL && open != NULL, NULL);

  for (guint i = 0; i < hunks->hunks->len; i++)
    {
      const DovetailMergeHunk *hunk = g_ptr_array_index (hunks->hunks, i);

      g_string_append (text, hunk->before);
      if (picks[i] == DOVETAIL_SIDE_MINE)
        g_string_append (text, hunk->mine);
      else if (picks[i] == DOVETAIL_SIDE_THEIRS)
        g_string_append (text, hunk->theirs);
      else
        g_string_append_printf (text, "%s%s", open, g_str_has_suffix (hunk->mine, " ") ? " " : "");
    }
  g_string_append (text, hunks->after);
  return g_string_free (text, FALSE);
}
