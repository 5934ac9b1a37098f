/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CSV as RFC 4180 has it, with the header title,notes,due,priority,tags,status,list (any order, title
 * needed). */
#include <string.h>

#include "core/error.h"
#include "core/timestamp.h"
#include "formats/reader.h"

static const char *const columns[] = { "title", "notes", "due", "priority", "tags", "status", "list" };
enum
{
  COLUMN_TITLE,
  COLUMN_NOTES,
  COLUMN_DUE,
  COLUMN_PRIORITY,
  COLUMN_TAGS,
  COLUMN_STATUS,
  COLUMN_LIST,
  N_COLUMNS
};

typedef struct
{
  const char *at;
  const char *end;
  guint line;
} Scanner;

/* A quoted cell, from behind its opening quote. FALSE: it never ends. */
static gboolean
read_quoted (Scanner *scanner, GString *cell)
{
  for (; scanner->at < scanner->end; scanner->at++)
    {
      if (*scanner->at == '\n')
        scanner->line++;
      if (*scanner->at != '"')
        g_string_append_c (cell, *scanner->at);
      else if (scanner->at + 1 < scanner->end && scanner->at[1] == '"')
        g_string_append_c (cell, *++scanner->at);
      else
        {
          scanner->at++;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
read_cell (Scanner *scanner, GString *cell)
{
  if (scanner->at < scanner->end && *scanner->at == '"')
    {
      scanner->at++;
      if (!read_quoted (scanner, cell))
        return FALSE;
    }
  while (scanner->at < scanner->end && *scanner->at != ',' && *scanner->at != '\n')
    {
      if (*scanner->at != '\r')
        g_string_append_c (cell, *scanner->at);
      scanner->at++;
    }
  return TRUE;
}

/* One row: its cells, and behind its line end. NULL with problem set when a quote is left open or the text is
 * broken. */
static GPtrArray *
read_row (Scanner *scanner, const char **problem)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  gboolean more = TRUE;

  *problem = NULL;
  while (more)
    {
      GString *cell = g_string_new (NULL);

      if (!read_cell (scanner, cell))
        *problem = "a quote is not closed";
      else if (!g_utf8_validate_len (cell->str, cell->len, NULL))
        *problem = "it is not valid UTF-8 text";
      g_ptr_array_add (cells, g_string_free (cell, FALSE));
      more = scanner->at < scanner->end && *scanner->at == ',';
      if (more)
        scanner->at++;
    }
  if (scanner->at < scanner->end)
    {
      scanner->at++;
      scanner->line++;
    }
  return *problem == NULL ? g_steal_pointer (&cells) : NULL;
}

/* An open quote swallows the rest of the file: go on with the line after the one it began on. */
static void
go_on_after_line (Scanner *scanner, const char *start, guint line)
{
  const char *stop = memchr (start, '\n', scanner->end - start);

  scanner->at = stop != NULL ? stop + 1 : scanner->end;
  scanner->line = line + 1;
}

static gboolean
read_header (Scanner *scanner, int positions[N_COLUMNS], GError **error)
{
  const char *problem = NULL;
  g_autoptr (GPtrArray) cells = read_row (scanner, &problem);

  for (guint i = 0; i < N_COLUMNS; i++)
    positions[i] = -1;
  for (guint i = 0; cells != NULL && i < cells->len; i++)
    for (guint j = 0; j < N_COLUMNS; j++)
      if (g_ascii_strcasecmp (g_strstrip (cells->pdata[i]), columns[j]) == 0)
        positions[j] = i;
  if (positions[COLUMN_TITLE] >= 0)
    return TRUE;
  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                       "the first line must name the columns: title,notes,due,priority,tags,status,list");
  return FALSE;
}

/* "home, garden" are two tags, "home garden" as well; with commas a tag may hold spaces. */
static void
set_tags (JsonObject *fields, const char *text)
{
  const char *separators = strpbrk (text, ",;") != NULL ? ",;" : " ";
  g_auto (GStrv) tags = g_strsplit_set (text, separators, -1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();

  for (guint i = 0; tags[i] != NULL; i++)
    if (*g_strstrip (tags[i]) != '\0')
      g_ptr_array_add (kept, tags[i]);
  dovetail_fields_set_strings (fields, "tags", kept);
}

static gboolean
set_status (DovetailIntake *reader, JsonObject *fields, const char *text)
{
  static const struct
  {
    const char *text;
    const char *status;
  } words[] = { { "", "open" },
                { "open", "open" },
                { "pending", "open" },
                { "done", "done" },
                { "completed", "done" },
                { "in_progress", "in_progress" },
                { "cancelled", "cancelled" },
                { "canceled", "cancelled" } };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (text, words[i].text) == 0)
      {
        g_autofree char *now = dovetail_timestamp_format (reader->now);

        json_object_set_string_member (fields, "status", words[i].status);
        if (g_str_equal (words[i].status, "done"))
          json_object_set_string_member (fields, "completed_at", now);
        return TRUE;
      }
  return FALSE;
}

static void
read_task (DovetailIntake *reader, guint line, GPtrArray *cells, const int positions[N_COLUMNS])
{
  const char *values[N_COLUMNS];
  g_autoptr (JsonObject) fields = json_object_new ();
  g_autofree char *content = NULL;
  g_autofree char *entity_id = NULL;
  const char *priority = NULL;

  for (guint i = 0; i < N_COLUMNS; i++)
    values[i] = positions[i] >= 0 && (guint) positions[i] < cells->len ? cells->pdata[positions[i]] : "";
  json_object_set_string_member (fields, "title", values[COLUMN_TITLE]);
  if (*values[COLUMN_NOTES] != '\0')
    json_object_set_string_member (fields, "notes", values[COLUMN_NOTES]);
  set_tags (fields, values[COLUMN_TAGS]);
  if (*values[COLUMN_DUE] != '\0' && !dovetail_intake_parse_when (reader, values[COLUMN_DUE], fields, "due"))
    dovetail_intake_add_problem (reader, line, "the date “%s” is not understood", values[COLUMN_DUE]);
  else if (!dovetail_priority_from_text (values[COLUMN_PRIORITY], &priority))
    dovetail_intake_add_problem (reader, line, "the priority “%s” is not one of none, low, medium, high",
                                 values[COLUMN_PRIORITY]);
  else if (!set_status (reader, fields, values[COLUMN_STATUS]))
    dovetail_intake_add_problem (reader, line,
                                 "the status “%s” is not one of open, in_progress, done, cancelled",
                                 values[COLUMN_STATUS]);
  else
    {
      json_object_set_string_member (fields, "priority", priority);
      content = g_strjoin ("\x1f", values[0], values[1], values[2], values[3], values[4], values[6], NULL);
      entity_id = dovetail_intake_derive_id (reader, content);
      dovetail_intake_add_task (reader, line, entity_id, values[COLUMN_LIST], g_steal_pointer (&fields));
    }
}

static gboolean
is_blank (GPtrArray *cells)
{
  return cells->len == 1 && *(const char *) cells->pdata[0] == '\0';
}

gboolean
dovetail_csv_read (DovetailIntake *reader, const char *text, gsize length, GError **error)
{
  Scanner scanner = { text, text + length, 1 };
  int positions[N_COLUMNS];

  if (!read_header (&scanner, positions, error))
    return FALSE;
  while (scanner.at < scanner.end)
    {
      const char *start = scanner.at;
      guint line = scanner.line;
      const char *problem = NULL;
      g_autoptr (GPtrArray) cells = read_row (&scanner, &problem);

      if (cells == NULL)
        {
          dovetail_intake_add_problem (reader, line, "%s", problem);
          go_on_after_line (&scanner, start, line);
        }
      else if (!is_blank (cells))
        read_task (reader, line, cells, positions);
    }
  return TRUE;
}

static void
write_cell (GString *text, const char *value)
{
  if (value == NULL)
    return;
  if (strpbrk (value, ",\"\r\n") == NULL)
    {
      g_string_append (text, value);
      return;
    }
  g_string_append_c (text, '"');
  for (const char *at = value; *at != '\0'; at++)
    {
      if (*at == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, *at);
    }
  g_string_append_c (text, '"');
}

/* A lone tag with a space in it gets a comma behind, or it would be read as two. */
static char *
join_tags (DovetailRecord *record)
{
  g_auto (GStrv) tags = dovetail_data_get_strings (record->data, "tags");
  g_autofree char *joined = g_strjoinv (",", tags);

  if (g_strv_length (tags) == 1 && strchr (joined, ' ') != NULL)
    return g_strconcat (joined, ",", NULL);
  return g_steal_pointer (&joined);
}

static void
write_task (GString *text, DovetailRecord *record, GHashTable *list_names)
{
  const char *list_id = dovetail_data_get_string (record->data, "list_id");
  g_autofree char *tags = join_tags (record);
  const char *values[N_COLUMNS] = {
    [COLUMN_TITLE] = dovetail_record_get_title (record),
    [COLUMN_NOTES] = dovetail_data_get_string (record->data, "notes"),
    [COLUMN_DUE] = dovetail_data_get_string (record->data, "due"),
    [COLUMN_PRIORITY] = dovetail_data_get_string (record->data, "priority"),
    [COLUMN_TAGS] = tags,
    [COLUMN_STATUS] = dovetail_data_get_string (record->data, "status"),
    [COLUMN_LIST] = list_id != NULL ? g_hash_table_lookup (list_names, list_id) : NULL,
  };

  for (guint i = 0; i < N_COLUMNS; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      write_cell (text, values[i]);
    }
  g_string_append (text, "\r\n");
}

char *
dovetail_csv_write (GPtrArray *tasks, GHashTable *list_names)
{
  GString *text = g_string_new ("title,notes,due,priority,tags,status,list\r\n");

  for (guint i = 0; i < tasks->len; i++)
    write_task (text, tasks->pdata[i], list_names);
  return g_string_free (text, FALSE);
}
