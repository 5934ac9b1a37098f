/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A quick-add line as words, some of which are quoted or escaped and so never mean anything but themselves.
 */

#include "core/quick-add-words.h"

#include <string.h>

static void
word_free (gpointer data)
{
  DovetailWord *word = data;

  g_free (word->text);
  g_free (word->word);
  g_free (word);
}

/* The end of the word that starts here: blanks inside quotes belong to it. A quote without its pair is an
 * ordinary character. */
static const char *
find_end (const char *start)
{
  const char *at = start;

  while (*at != '\0' && !g_unichar_isspace (g_utf8_get_char (at)))
    {
      gboolean opens = *at == '"' && (at == start || strchr ("#@", at[-1]) != NULL);
      const char *closing = opens ? strchr (at + 1, '"') : NULL;

      at = closing == NULL ? g_utf8_next_char (at) : closing + 1;
    }

  return at;
}

/* For matching: "Tomorrow," is tomorrow. Marks such as ! alone stay. */
static char *
fold_word (const char *text)
{
  char *folded = g_utf8_strdown (text, -1);
  gsize length = strlen (folded);

  while (length > 1 && strchr (",.;:?", folded[length - 1]) != NULL)
    folded[--length] = '\0';

  return folded;
}

static DovetailWord *
word_new (const char *start, const char *end)
{
  DovetailWord *word = g_new0 (DovetailWord, 1);
  gboolean escaped = end - start > 1 && *start == '\\'
                     && (g_ascii_isalnum (start[1]) || strchr ("#@!\"\\", start[1]) != NULL);

  word->text = g_strndup (escaped ? start + 1 : start, (gsize) (end - start) - (escaped ? 1 : 0));
  word->word = fold_word (word->text);
  word->literal = escaped || *start == '"';

  return word;
}

GPtrArray *
dovetail_words_split (const char *line)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (word_free);
  const char *at = line;

  for (;;)
    {
      const char *end;

      while (*at != '\0' && g_unichar_isspace (g_utf8_get_char (at)))
        at = g_utf8_next_char (at);
      if (*at == '\0')
        return words;
      end = find_end (at);
      g_ptr_array_add (words, word_new (at, end));
      at = end;
    }
}

const char *
dovetail_words_get (GPtrArray *words, guint at)
{
  DovetailWord *word = at < words->len ? g_ptr_array_index (words, at) : NULL;

  return word == NULL || word->literal || word->used ? "" : word->word;
}

void
dovetail_words_insert (GPtrArray *words, guint at, const char *meaning)
{
  DovetailWord *word = g_new0 (DovetailWord, 1);

  word->text = g_strdup ("");
  word->word = g_strdup (meaning);
  g_ptr_array_insert (words, (int) at, word);
}

/* What was typed for the second becomes part of the first. */
static void
join_next (GPtrArray *words, guint at)
{
  DovetailWord *first = g_ptr_array_index (words, at);
  const DovetailWord *second = g_ptr_array_index (words, at + 1);
  char *joined = g_strjoin (" ", first->text, second->text, NULL);

  g_free (first->text);
  first->text = joined;
  g_ptr_array_remove_index (words, at + 1);
}

guint
dovetail_words_replace (GPtrArray *words, guint at, guint count, const char *meaning)
{
  g_auto (GStrv) meanings = g_strsplit (meaning, " ", -1);
  guint wanted = MAX (1, g_strv_length (meanings));

  for (; count > wanted; count--)
    join_next (words, at);
  for (guint i = 0; i < wanted; i++)
    {
      DovetailWord *word;

      if (i >= count)
        dovetail_words_insert (words, at + i, "");
      word = g_ptr_array_index (words, at + i);
      g_free (word->word);
      word->word = g_strdup (meanings[i] != NULL ? meanings[i] : "");
    }

  return wanted;
}

void
dovetail_words_use (GPtrArray *words, guint at, guint count)
{
  for (guint i = at; i < at + count && i < words->len; i++)
    ((DovetailWord *) g_ptr_array_index (words, i))->used = TRUE;
}

char *
dovetail_words_unused (GPtrArray *words)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < words->len; i++)
    {
      DovetailWord *word = g_ptr_array_index (words, i);

      if (word->used || *word->text == '\0')
        continue;
      if (text->len > 0)
        g_string_append_c (text, ' ');
      g_string_append (text, word->text);
    }

  return g_string_free (text, FALSE);
}

gboolean
dovetail_words_number (const char *word, int *number)
{
  gsize length = strspn (word, "0123456789");

  if (length == 0 || length > 4 || word[length] != '\0')
    return FALSE;
  *number = atoi (word);

  return TRUE;
}

int
dovetail_words_weekday (const char *word, gboolean *is_short)
{
  static const char *const names[]
      = { "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday" };

  for (int i = 0; i < 7; i++)
    {
      *is_short = strlen (word) == 3 && g_str_has_prefix (names[i], word);
      if (*is_short || g_str_equal (names[i], word))
        return i;
    }

  return -1;
}
