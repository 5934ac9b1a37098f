/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Cuts a file into its top-level objects, whether they stand in an array or one a line, and has each
 * parsed on its own: one broken entry spoils no other, and the size of a file has no limit. */
#include "formats/json-entries.h"

#include <string.h>

#include "core/error.h"
#include "json/json.h"

typedef struct
{
  const char *text;
  const char *at;
  const char *end;
  guint line;
  guint unclosed; /* entries without an end: each costs a look at the whole rest */
} Scanner;

#define MAX_UNCLOSED 200

/* Where the object that begins at the scanner ends (behind its brace); NULL when it does not. */
static const char *
find_object_end (const Scanner *scanner)
{
  guint depth = 0;
  gboolean in_string = FALSE;

  for (const char *at = scanner->at; at < scanner->end; at++)
    {
      if (in_string)
        {
          if (*at == '\\')
            at++;
          else if (*at == '"')
            in_string = FALSE;
          continue;
        }
      if (*at == '"')
        in_string = TRUE;
      else if (*at == '{' || *at == '[')
        depth++;
      else if ((*at == '}' || *at == ']') && --depth == 0)
        return at + 1;
    }
  return NULL;
}

static void
advance_to (Scanner *scanner, const char *to)
{
  for (; scanner->at < to; scanner->at++)
    if (*scanner->at == '\n')
      scanner->line++;
}

static gsize
indentation (const Scanner *scanner, const char *at)
{
  const char *start = at;

  while (start > scanner->text && start[-1] != '\n')
    start--;
  return at - start;
}

/* After a broken entry: the next line that opens an object where the broken one was opened. */
static const char *
find_next_line_object (const Scanner *scanner)
{
  gsize indent = indentation (scanner, scanner->at);
  const char *at = scanner->at;

  while ((at = memchr (at, '\n', scanner->end - at)) != NULL)
    {
      gsize blank = 0;

      at++;
      while (at + blank < scanner->end && (at[blank] == ' ' || at[blank] == '\t' || at[blank] == '['))
        blank++;
      if (blank == indent && at + blank < scanner->end && at[blank] == '{')
        return at + blank;
    }
  return scanner->end;
}

static void
skip_broken (Scanner *scanner, const char *end)
{
  const char *next = scanner->unclosed < MAX_UNCLOSED ? find_next_line_object (scanner) : scanner->end;

  if (end == NULL)
    scanner->unclosed++;
  advance_to (scanner, end != NULL ? MIN (end, next) : next);
}

static void
take_object (Scanner *scanner, DovetailIntake *reader, DovetailJsonEntryFunc func)
{
  const char *end = find_object_end (scanner);
  guint line = scanner->line;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (end != NULL)
    node = dovetail_json_parse_object (scanner->at, end - scanner->at, &error);
  if (node != NULL)
    {
      advance_to (scanner, end);
      func (reader, line, json_node_get_object (node));
      return;
    }
  dovetail_intake_add_problem (reader, line, "%s", error != NULL ? error->message : "the entry has no end");
  skip_broken (scanner, end);
}

static void
skip_stray_text (Scanner *scanner, DovetailIntake *reader)
{
  const char *next = memchr (scanner->at, '\n', scanner->end - scanner->at);

  dovetail_intake_add_problem (reader, scanner->line, "this is no JSON object");
  advance_to (scanner, next != NULL ? next : scanner->end);
}

gboolean
dovetail_json_entries_read (
    DovetailIntake *reader, const char *text, gsize length, DovetailJsonEntryFunc func, GError **error)
{
  Scanner scanner = { text, text, text + length, 1, 0 };
  gboolean any = FALSE;

  while (scanner.at < scanner.end)
    {
      if (*scanner.at == '{')
        {
          any = TRUE;
          take_object (&scanner, reader, func);
        }
      else if (g_ascii_isspace (*scanner.at) || strchr ("[],", *scanner.at) != NULL)
        {
          any |= *scanner.at == '[';
          advance_to (&scanner, scanner.at + 1);
        }
      else if (!any)
        break;
      else
        skip_stray_text (&scanner, reader);
    }
  if (any)
    return TRUE;
  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, "the file holds no JSON objects");
  return FALSE;
}
