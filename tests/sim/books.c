/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The books of a family: which words must still be somewhere, which records must stay away. */

#include "sim/books.h"

#include <string.h>

#include "json/json.h"
#include "store/query.h"

#define WORD_LETTERS 8
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static gboolean
note_shown (DovetailReplica *replica, gpointer user_data)
{
  g_hash_table_insert (user_data, g_strdup (replica->current->entity_id),
                       dovetail_json_canonical (replica->current->data, NULL));
  return TRUE;
}

GHashTable *
books_look (Device *device)
{
  static const char *const types[] = { DOVETAIL_ENTITY_TASK, DOVETAIL_ENTITY_LIST, DOVETAIL_ENTITY_EVENT };
  GHashTable *shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      dovetail_store_foreach (device->scratch->store, types[i], note_shown, shown, &error);
      g_assert_no_error (error);
    }
  return shown;
}

GHashTable *
books_words (const char *text)
{
  GHashTable *words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  while (*text != '\0')
    {
      gsize length = strspn (text, LETTERS);

      if (length == WORD_LETTERS)
        g_hash_table_add (words, g_strndup (text, length));
      text += length > 0 ? length : strcspn (text, LETTERS);
    }
  return words;
}

/* The number of the word in letters, mixed so that neighbours have little in common. */
char *
books_new_word (Family *family)
{
  Chance chance = { ++family->n_words * 7919u };
  char word[WORD_LETTERS + 3] = "~";

  for (guint i = 1; i <= WORD_LETTERS; i++)
    word[i] = (char) ('A' + chance_below (&chance, 26));
  word[WORD_LETTERS + 1] = '~';
  return g_strdup (word);
}

static void
keep_words (Family *family, const char *before, const char *after)
{
  g_autoptr (GHashTable) old = books_words (before != NULL ? before : "");
  g_autoptr (GHashTable) new = books_words (after != NULL ? after : "");
  GHashTableIter iter;
  gpointer word;

  g_hash_table_iter_init (&iter, old);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    if (!g_hash_table_contains (new, word) && g_hash_table_remove (family->words, word))
      {
        g_hash_table_add (family->given_up, g_strdup (word));
        family_tell (family, "given up: %s", (char *) word);
      }
  g_hash_table_iter_init (&iter, new);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    if (!g_hash_table_contains (old, word) && !g_hash_table_contains (family->given_up, word))
      g_hash_table_add (family->words, g_strdup (word));
}

void
books_keep (Family *family, GHashTable *before, GHashTable *after)
{
  GHashTableIter iter;
  gpointer id, text;

  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &id, &text))
    {
      keep_words (family, text, g_hash_table_lookup (after, id));
      if (g_hash_table_contains (after, id))
        continue;
      g_hash_table_add (family->deleted, g_strdup (id));
      family->n_deleted++;
    }
  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &id, &text))
    if (!g_hash_table_contains (before, id))
      {
        keep_words (family, NULL, text);
        g_hash_table_add (family->restored, g_strdup (id));
      }
}

void
books_give_up (Family *family, JsonNode *side)
{
  g_autofree char *text = side != NULL ? dovetail_json_canonical (side, NULL) : NULL;

  keep_words (family, text, NULL);
}

void
books_leave_open (Family *family, GHashTable *before)
{
  GHashTableIter iter;
  gpointer id, text;

  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &id, &text))
    keep_words (family, text, NULL);
  g_hash_table_iter_init (&iter, family->deleted);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_hash_table_add (family->restored, g_strdup (id));
}
