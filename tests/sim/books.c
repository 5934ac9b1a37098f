/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The books of a family: which words must still be somewhere, which records must stay away. */

#include "sim/books.h"

#include <string.h>

#include "core/uuid.h"
#include "json/json.h"
#include "sim/answers.h"
#include "store/query.h"
#include "store/record-row.h"

#define WORD_LETTERS 8
#define IN_FAMILY "family_id = (SELECT family_id FROM family WHERE name = 'sim')"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* A payload as it lies in the store, and its text. */
typedef struct
{
  GBytes *sealed;
  char *text; /* GRefString */
} Opened;

static void
opened_free (gpointer data)
{
  Opened *opened = data;

  g_bytes_unref (opened->sealed);
  g_ref_string_release (opened->text);
  g_free (opened);
}

static Opened *
open_payload (DovetailStatement *statement, const char *entity_type, const char *entity_id, GBytes *sealed)
{
  Opened *opened = g_new0 (Opened, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) data
      = dovetail_record_row_open_data (statement, 2, entity_type, entity_id, DOVETAIL_COPY_CURRENT, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = dovetail_json_canonical (data, NULL);
  opened->sealed = g_bytes_ref (sealed);
  opened->text = g_ref_string_new (text);
  return opened;
}

/* What is sealed as it was says what it said: only the others are opened, for that is what takes long. */
static const char *
text_of_row (Device *device, DovetailStatement *statement, const char *entity_type, const char *entity_id)
{
  const void *blob = sqlite3_column_blob (statement->handle, 2);
  g_autoptr (GBytes) sealed = g_bytes_new_static (blob, (gsize) sqlite3_column_bytes (statement->handle, 2));
  Opened *opened = g_hash_table_lookup (device->opened, entity_id);

  if (opened == NULL || !g_bytes_equal (opened->sealed, sealed))
    {
      g_autoptr (GBytes) kept = g_bytes_new (g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));

      opened = open_payload (statement, entity_type, entity_id, kept);
      g_hash_table_replace (device->opened, g_strdup (entity_id), opened);
    }
  return opened->text;
}

static GHashTable *
read_shown (Device *device)
{
  GHashTable *shown
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ref_string_release);
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailStatement) statement
      = dovetail_statement_take (device->scratch->store,
                                 "SELECT entity_type, entity_id, data FROM record WHERE deleted = 0 AND "
                                 "entity_type IN ('task', 'list', 'event')",
                                 &error);

  g_assert_no_error (error);
  if (device->opened == NULL)
    device->opened = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, opened_free);
  while (dovetail_statement_step (statement, &error) == DOVETAIL_STEP_ROW)
    {
      const char *id = dovetail_statement_get_text (statement, 1);
      const char *text = text_of_row (device, statement, dovetail_statement_get_text (statement, 0), id);

      g_hash_table_insert (shown, g_strdup (id), g_ref_string_acquire ((char *) text));
    }
  g_assert_no_error (error);
  return shown;
}

/* Read again only when something was written since. */
GHashTable *
books_look (Device *device)
{
  if (device->shown == NULL)
    device->shown = read_shown (device);
  return g_hash_table_ref (device->shown);
}

GPtrArray *
books_ids (Device *device, const char *entity_type)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (
      device->scratch->store,
      "SELECT entity_id FROM record WHERE entity_type = ?1 AND deleted = 0 ORDER BY entity_id", NULL);

  dovetail_statement_bind_text (statement, 1, entity_type);
  while (dovetail_statement_step (statement, NULL) == DOVETAIL_STEP_ROW)
    g_ptr_array_add (ids, g_strdup (dovetail_statement_get_text (statement, 0)));
  return ids;
}

gboolean
books_show (Device *device, const char *entity_type, const char *entity_id)
{
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (
      device->scratch->store,
      "SELECT 1 FROM record WHERE entity_type = ?1 AND entity_id = ?2 AND deleted = 0", NULL);

  dovetail_statement_bind_text (statement, 1, entity_type);
  dovetail_statement_bind_text (statement, 2, entity_id);
  return dovetail_statement_step (statement, NULL) == DOVETAIL_STEP_ROW;
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
    if (!g_hash_table_contains (old, word) && !g_hash_table_contains (family->given_up, word)
        && g_hash_table_add (family->words, g_strdup (word)) && family->loud)
      g_printerr ("to be kept: %s\n", (char *) word);
}

static gboolean
is_occurrence (const char *id, const char *text)
{
  g_autoptr (JsonNode) data = dovetail_json_parse_object (text, -1, NULL);
  JsonNode *recurrence = data == NULL ? NULL : dovetail_data_get (data, "recurrence");
  g_autofree char *derived = NULL;
  const char *series_id, *date;

  if (recurrence == NULL || !JSON_NODE_HOLDS_OBJECT (recurrence))
    return FALSE;
  series_id = dovetail_data_get_string (recurrence, "series_id");
  date = dovetail_data_get_string (recurrence, "date");
  if (series_id == NULL || date == NULL)
    return FALSE;
  derived = dovetail_uuid_new_v5 (series_id, date);

  return g_str_equal (derived, id);
}

/* The next task of a series is made by completing the one before it: seen at its birth, for an edit of the
 * rule may take the marks away. */
static void
note_occurrences (Family *family, GHashTable *shown)
{
  GHashTableIter iter;
  gpointer id, text;

  g_hash_table_iter_init (&iter, shown);
  while (g_hash_table_iter_next (&iter, &id, &text))
    if (g_hash_table_add (family->seen, g_strdup (id)) && is_occurrence (id, text))
      g_hash_table_add (family->occurrences, g_strdup (id));
}

void
books_keep (Family *family, GHashTable *before, GHashTable *after)
{
  GHashTableIter iter;
  gpointer id, text;

  note_occurrences (family, before);
  note_occurrences (family, after);
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
books_write (Family *family, const char *before, const char *after)
{
  keep_words (family, before, after);
}

void
books_replace (Family *family, JsonNode *before, JsonNode *after)
{
  g_autofree char *old = dovetail_json_canonical (before, NULL);
  g_autofree char *new = dovetail_json_canonical (after, NULL);

  keep_words (family, old, new);
}

/* All texts that anybody still sees. */
static char *
everything_shown (Family *family)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *records = family_read_server (family, "SELECT data FROM record WHERE " IN_FAMILY);
  g_autofree char *conflicts = family_read_server (family, "SELECT body FROM conflict WHERE " IN_FAMILY);

  g_string_append (all, records);
  g_string_append (all, conflicts);
  for (guint i = 0; i < family->n_devices; i++)
    {
      g_autoptr (GHashTable) shown = books_look (&family->devices[i]);
      GHashTableIter iter;
      gpointer text;

      g_hash_table_iter_init (&iter, shown);
      while (g_hash_table_iter_next (&iter, NULL, &text))
        g_string_append (all, text);
    }
  return g_string_free (g_steal_pointer (&all), FALSE);
}

void
books_set_back (Family *family)
{
  g_autofree char *text = everything_shown (family);
  g_autofree char *alive
      = family_read_server (family, "SELECT entity_id FROM record WHERE deleted = 0 AND " IN_FAMILY);
  g_autoptr (GHashTable) left = books_words (text);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, family->words);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (left, key))
      g_hash_table_iter_remove (&iter);
  g_hash_table_iter_init (&iter, family->deleted);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (strstr (alive, key) != NULL)
      g_hash_table_add (family->restored, g_strdup (key));
  answers_start_over (family);
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
