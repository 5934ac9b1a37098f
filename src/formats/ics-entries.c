/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Cuts an iCalendar file (RFC 5545) into its tasks and time zones, so that libical sees one at a time: a
 * broken entry is named by its line and spoils no other, and libical never meets text that is not valid
 * UTF-8. */
#include "formats/ics-entries.h"

#include <string.h>

#define MAX_DEPTH 4

typedef struct
{
  DovetailIcsFile *file;
  DovetailIcsEntry *entry; /* the component we are in, or NULL */
  guint depth;             /* components open in it, itself included */
} Splitter;

static void
entry_free (gpointer data)
{
  DovetailIcsEntry *entry = data;

  g_ptr_array_unref (entry->lines);
  g_free (entry->broken);
  g_free (entry);
}

void
dovetail_ics_file_free (DovetailIcsFile *file)
{
  g_ptr_array_unref (file->todos);
  g_ptr_array_unref (file->zones);
  g_free (file->name);
  g_free (file);
}

static void
mark_broken (DovetailIcsEntry *entry, const char *reason)
{
  if (entry->broken == NULL)
    entry->broken = g_strdup (reason);
}

static void
open_entry (Splitter *splitter, GPtrArray *entries, guint line)
{
  if (splitter->entry != NULL)
    mark_broken (splitter->entry, "the entry has no end");
  splitter->entry = g_new0 (DovetailIcsEntry, 1);
  splitter->entry->line = line;
  splitter->entry->lines = g_ptr_array_new_with_free_func (g_free);
  splitter->depth = 0;
  splitter->file->calendar = TRUE;
  g_ptr_array_add (entries, splitter->entry);
}

static void
follow_nesting (Splitter *splitter, const char *line)
{
  if (g_ascii_strncasecmp (line, "BEGIN:", 6) == 0)
    {
      if (++splitter->depth > MAX_DEPTH)
        mark_broken (splitter->entry, "it is nested too deeply");
    }
  else if (g_ascii_strncasecmp (line, "END:", 4) == 0 && --splitter->depth == 0)
    splitter->entry = NULL;
}

/* One unfolded line. */
static void
take_line (Splitter *splitter, GString *line, guint number)
{
  gboolean valid = g_utf8_validate_len (line->str, line->len, NULL);

  if (g_ascii_strcasecmp (line->str, "BEGIN:VTODO") == 0)
    open_entry (splitter, splitter->file->todos, number);
  else if (g_ascii_strcasecmp (line->str, "BEGIN:VTIMEZONE") == 0)
    open_entry (splitter, splitter->file->zones, number);
  else if (g_ascii_strcasecmp (line->str, "BEGIN:VCALENDAR") == 0)
    splitter->file->calendar = TRUE;
  else if (splitter->entry == NULL && valid && g_ascii_strncasecmp (line->str, "X-WR-CALNAME:", 13) == 0)
    {
      g_free (splitter->file->name);
      splitter->file->name = g_strdup (line->str + 13);
    }
  if (splitter->entry == NULL || line->len == 0)
    return;
  if (!valid)
    mark_broken (splitter->entry, "it is not valid UTF-8 text");
  else
    g_ptr_array_add (splitter->entry->lines, g_strndup (line->str, line->len));
  follow_nesting (splitter, line->str);
}

/* A line that begins with a space or a tab goes on with the one before (RFC 5545, 3.1). */
static void
split_lines (Splitter *splitter, const char *text, gsize length)
{
  g_autoptr (GString) line = g_string_new (NULL);
  const char *end = text + length;
  guint number = 1;
  guint begun = 1;

  for (const char *at = text; at < end; number++)
    {
      const char *stop = memchr (at, '\n', end - at);
      gsize size = (stop != NULL ? stop : end) - at;
      gsize kept = size > 0 && at[size - 1] == '\r' ? size - 1 : size;

      if (kept > 0 && (*at == ' ' || *at == '\t'))
        g_string_append_len (line, at + 1, kept - 1);
      else
        {
          take_line (splitter, line, begun);
          g_string_truncate (line, 0);
          g_string_append_len (line, at, kept);
          begun = number;
        }
      at += size + 1;
    }
  take_line (splitter, line, begun);
}

DovetailIcsFile *
dovetail_ics_file_split (const char *text, gsize length)
{
  DovetailIcsFile *file = g_new0 (DovetailIcsFile, 1);
  Splitter splitter = { file, NULL, 0 };

  file->todos = g_ptr_array_new_with_free_func (entry_free);
  file->zones = g_ptr_array_new_with_free_func (entry_free);
  split_lines (&splitter, text, length);
  if (splitter.entry != NULL)
    mark_broken (splitter.entry, "the entry has no end");
  return file;
}

char *
dovetail_ics_entry_to_text (const DovetailIcsEntry *entry)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < entry->lines->len; i++)
    g_string_append_printf (text, "%s\r\n", (const char *) entry->lines->pdata[i]);
  return g_string_free (text, FALSE);
}

/* Where the value of a content line begins: behind the first colon outside quotes. */
static const char *
find_value (const char *line)
{
  gboolean quoted = FALSE;

  for (; *line != '\0'; line++)
    {
      if (*line == '"')
        quoted = !quoted;
      else if (*line == ':' && !quoted)
        return line + 1;
    }
  return NULL;
}

GPtrArray *
dovetail_ics_entry_get_values (const DovetailIcsEntry *entry, const char *name)
{
  GPtrArray *values = g_ptr_array_new ();
  gsize length = strlen (name);
  guint depth = 0;

  for (guint i = 0; i < entry->lines->len; i++)
    {
      const char *line = entry->lines->pdata[i];
      const char *value;

      if (g_ascii_strncasecmp (line, "BEGIN:", 6) == 0)
        depth++;
      else if (g_ascii_strncasecmp (line, "END:", 4) == 0)
        depth--;
      else if (depth == 1 && g_ascii_strncasecmp (line, name, length) == 0
               && (line[length] == ':' || line[length] == ';') && (value = find_value (line)) != NULL)
        g_ptr_array_add (values, (char *) value);
    }
  return values;
}

void
dovetail_ics_split_text (const char *value, GPtrArray *elements)
{
  GString *element = g_string_new (NULL);

  for (; *value != '\0'; value++)
    {
      if (*value == ',')
        {
          g_ptr_array_add (elements, g_string_free (element, FALSE));
          element = g_string_new (NULL);
        }
      else if (*value == '\\' && value[1] != '\0')
        {
          value++;
          g_string_append_c (element, *value == 'n' || *value == 'N' ? '\n' : *value);
        }
      else
        g_string_append_c (element, *value);
    }
  g_ptr_array_add (elements, g_string_free (element, FALSE));
}
