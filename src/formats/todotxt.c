/* SPDX-License-Identifier: GPL-3.0-or-later */

/* todo.txt: one task a line, "(A) 2026-11-20 text +project @context due:2026-11-27", done ones begin with x.
 * The first project is the list, contexts are the tags. */
#include <string.h>

#include "core/error.h"
#include "core/timestamp.h"
#include "formats/reader.h"

typedef struct
{
  GString *title;
  GPtrArray *tags;
  const char *list;
  JsonObject *fields;
} Line;

/* "(A) " or "pri:A": A is high, B medium, the others low. */
static void
set_priority (JsonObject *fields, char letter)
{
  const char *priority = letter == 'A' ? "high" : letter == 'B' ? "medium" : "low";

  json_object_set_string_member (fields, "priority", priority);
}

static gboolean
is_priority (const char *word)
{
  return strlen (word) == 3 && word[0] == '(' && g_ascii_isupper (word[1]) && word[2] == ')';
}

/* The words in front of the text: x, dates, priority. Returns how many there are. */
static guint
read_head (DovetailIntake *reader, char **words, JsonObject *fields)
{
  guint at = 0;
  gboolean done = g_strcmp0 (words[0], "x") == 0;

  if (done)
    at++;
  if (words[at] != NULL && is_priority (words[at]))
    set_priority (fields, words[at++][1]);
  if (done)
    {
      g_autofree char *completed_at = NULL;

      if (words[at] != NULL && dovetail_date_is_valid (words[at]))
        completed_at = g_strdup_printf ("%sT00:00:00.000Z", words[at++]);
      else
        completed_at = dovetail_timestamp_format (reader->now);
      json_object_set_string_member (fields, "completed_at", completed_at);
    }
  if (words[at] != NULL && dovetail_date_is_valid (words[at]))
    at++;
  json_object_set_string_member (fields, "status", done ? "done" : "open");
  return at;
}

static void
read_word (Line *line, char *word)
{
  if (word[0] == '+' && word[1] != '\0' && line->list == NULL)
    line->list = word + 1;
  else if ((word[0] == '@' || word[0] == '+') && word[1] != '\0')
    g_ptr_array_add (line->tags, word + 1);
  else if (g_str_has_prefix (word, "due:") && dovetail_date_is_valid (word + 4))
    json_object_set_string_member (line->fields, "due", word + 4);
  else if (g_str_has_prefix (word, "t:") && dovetail_date_is_valid (word + 2))
    json_object_set_string_member (line->fields, "start", word + 2);
  else if (g_str_has_prefix (word, "pri:") && g_ascii_isupper (word[4]) && word[5] == '\0')
    set_priority (line->fields, word[4]);
  else if (*word != '\0')
    g_string_append_printf (line->title, "%s%s", line->title->len > 0 ? " " : "", word);
}

static void
read_line (DovetailIntake *reader, guint number, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  g_autoptr (GPtrArray) tags = g_ptr_array_new ();
  g_autofree char *entity_id = dovetail_intake_derive_id (reader, text);
  Line line = { g_string_new (NULL), tags, NULL, json_object_new () };
  g_autofree char *title = NULL;

  for (guint i = read_head (reader, words, line.fields); words[i] != NULL; i++)
    read_word (&line, words[i]);
  title = g_string_free (line.title, FALSE);
  json_object_set_string_member (line.fields, "title", title);
  dovetail_fields_set_strings (line.fields, "tags", tags);
  dovetail_intake_add_task (reader, number, entity_id, line.list, line.fields);
}

gboolean
dovetail_todotxt_read (DovetailIntake *reader, const char *text, gsize length, GError **error)
{
  const char *end = text + length;
  guint number = 1;

  for (const char *at = text; at < end; number++)
    {
      const char *stop = memchr (at, '\n', end - at);
      gsize size = (stop != NULL ? stop : end) - at;

      if (!g_utf8_validate_len (at, size, NULL))
        dovetail_intake_add_problem (reader, number, "it is not valid UTF-8 text");
      else
        {
          g_autofree char *line = g_strstrip (g_strndup (at, size));

          if (*line != '\0')
            read_line (reader, number, line);
        }
      at += size + 1;
    }
  return TRUE;
}

static char *
to_word (const char *text)
{
  char *word = g_strdup (text);

  for (char *at = word; *at != '\0'; at++)
    if (g_ascii_isspace (*at))
      *at = '_';
  return word;
}

static void
write_head (GString *text, DovetailRecord *record)
{
  const char *priority = dovetail_data_get_string (record->data, "priority");
  const char *completed_at = dovetail_data_get_string (record->data, "completed_at");
  const char *letter = g_strcmp0 (priority, "high") == 0     ? "A"
                       : g_strcmp0 (priority, "medium") == 0 ? "B"
                       : g_strcmp0 (priority, "low") == 0    ? "C"
                                                             : NULL;

  if (dovetail_record_is_done (record))
    g_string_append_printf (text, "x %.10s%s", completed_at != NULL ? completed_at : "",
                            completed_at != NULL ? " " : "");
  else if (letter != NULL)
    g_string_append_printf (text, "(%s) ", letter);
}

static void
write_task (GString *text, DovetailRecord *record, GHashTable *list_names)
{
  g_autofree char *title = g_strdelimit (g_strdup (dovetail_record_get_title (record)), "\r\n", ' ');
  g_auto (GStrv) tags = dovetail_data_get_strings (record->data, "tags");
  const char *list_id = dovetail_data_get_string (record->data, "list_id");
  const char *list_name = list_id != NULL ? g_hash_table_lookup (list_names, list_id) : NULL;
  const char *due = dovetail_data_get_string (record->data, "due");

  write_head (text, record);
  g_string_append (text, title);
  if (list_name != NULL)
    {
      g_autofree char *word = to_word (list_name);

      g_string_append_printf (text, " +%s", word);
    }
  for (guint i = 0; tags[i] != NULL; i++)
    {
      g_autofree char *word = to_word (tags[i]);

      g_string_append_printf (text, " @%s", word);
    }
  if (due != NULL)
    g_string_append_printf (text, " due:%.10s", due);
  g_string_append_c (text, '\n');
}

char *
dovetail_todotxt_write (GPtrArray *tasks, GHashTable *list_names)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < tasks->len; i++)
    write_task (text, tasks->pdata[i], list_names);
  return g_string_free (text, FALSE);
}
