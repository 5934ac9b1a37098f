/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Readable tables: columns as wide as their content, one of them shortened to the terminal. */
#include "cli/table.h"

#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define GAP 2
#define LEAST_FLEXIBLE 12

struct _DovetailTable
{
  guint n_columns;
  guint flexible;
  GPtrArray *cells; /* row by row, the headings first */
};

static gboolean
steers_terminal (gunichar character)
{
  return g_unichar_iscntrl (character) || (character >= 0x202a && character <= 0x202e)
         || (character >= 0x2066 && character <= 0x2069) || character == 0x200e || character == 0x200f;
}

char *
dovetail_text_for_terminal (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *shown = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (character == '\n' || character == '\t' || character == '\r')
        g_string_append_c (shown, ' ');
      else if (steers_terminal (character))
        g_string_append (shown, "\xef\xbf\xbd");
      else
        g_string_append_unichar (shown, character);
    }
  return g_string_free (shown, FALSE);
}

static guint
get_character_width (gunichar character)
{
  if (g_unichar_iszerowidth (character))
    return 0;
  return g_unichar_iswide (character) ? 2 : 1;
}

static guint
get_width (const char *text)
{
  guint width = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    width += get_character_width (g_utf8_get_char (text));
  return width;
}

static char *
shorten (const char *text, guint width)
{
  const char *at = text;
  guint used = 0;
  g_autofree char *kept = NULL;

  if (get_width (text) <= width)
    return g_strdup (text);
  for (; *at != '\0'; at = g_utf8_next_char (at))
    {
      guint next = get_character_width (g_utf8_get_char (at));

      if (used + next + 1 > width)
        break;
      used += next;
    }
  kept = g_strndup (text, at - text);
  return g_strconcat (kept, "…", NULL);
}

DovetailTable *
dovetail_table_new (const char *const *headings, guint flexible)
{
  DovetailTable *table = g_new0 (DovetailTable, 1);

  table->flexible = flexible;
  table->cells = g_ptr_array_new_with_free_func (g_free);
  for (; headings[table->n_columns] != NULL; table->n_columns++)
    g_ptr_array_add (table->cells, g_strdup (headings[table->n_columns]));
  return table;
}

void
dovetail_table_add_row (DovetailTable *table, ...)
{
  va_list cells;

  va_start (cells, table);
  for (guint i = 0; i < table->n_columns; i++)
    {
      const char *text = va_arg (cells, const char *);

      g_ptr_array_add (table->cells, dovetail_text_for_terminal (text != NULL ? text : ""));
    }
  va_end (cells);
}

/* 0: no terminal, nothing is shortened. */
static guint
get_terminal_width (void)
{
  struct winsize size;

  if (!isatty (STDOUT_FILENO) || ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
    return 0;
  return size.ws_col;
}

static guint *
measure (DovetailTable *table)
{
  guint *widths = g_new0 (guint, table->n_columns);
  guint terminal = get_terminal_width ();
  guint total = 0;

  for (guint i = 0; i < table->cells->len; i++)
    widths[i % table->n_columns] = MAX (widths[i % table->n_columns], get_width (table->cells->pdata[i]));
  for (guint i = 0; i < table->n_columns; i++)
    total += widths[i] + (widths[i] > 0 && i > 0 ? GAP : 0);
  if (terminal > 0 && total > terminal)
    {
      guint excess = total - terminal;
      guint *flexible = &widths[table->flexible];

      *flexible = *flexible > excess + LEAST_FLEXIBLE ? *flexible - excess : MIN (*flexible, LEAST_FLEXIBLE);
    }
  return widths;
}

static void
print_row (DovetailTable *table, guint first, const guint *widths)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < table->n_columns; i++)
    {
      g_autofree char *cell = shorten (table->cells->pdata[first + i], widths[i]);

      g_string_append (line, cell);
      for (guint width = get_width (cell); width < widths[i] + GAP; width++)
        g_string_append_c (line, ' ');
    }
  g_print ("%s\n", g_strchomp (line->str));
}

void
dovetail_table_finish (DovetailTable *table, const char *empty_text)
{
  g_autofree guint *widths = measure (table);

  if (table->cells->len == table->n_columns)
    g_print ("%s\n", empty_text);
  else
    for (guint i = 0; i < table->cells->len; i += table->n_columns)
      print_row (table, i, widths);
  g_ptr_array_unref (table->cells);
  g_free (table);
}
