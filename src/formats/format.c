/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which format a file has, and the table of those there are. */
#include "formats/format.h"

#include <string.h>

#include "core/error.h"
#include "formats/reader.h"

static const char *const names[] = {
  [DOVETAIL_FORMAT_ICS] = "ics",
  [DOVETAIL_FORMAT_JSON] = "json",
  [DOVETAIL_FORMAT_TASKWARRIOR] = "taskwarrior",
  [DOVETAIL_FORMAT_TODOTXT] = "todotxt",
  [DOVETAIL_FORMAT_CSV] = "csv",
};

/**
 * dovetail_format_from_string:
 * @text: a name as on the command line
 * @format: (out): the format
 *
 * Returns: whether @text names a format
 */
gboolean
dovetail_format_from_string (const char *text, DovetailFormat *format)
{
  g_return_val_if_fail (text != NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (text, names[i]))
      {
        *format = i;
        return TRUE;
      }
  return FALSE;
}

const char *
dovetail_format_to_string (DovetailFormat format)
{
  g_return_val_if_fail (format < G_N_ELEMENTS (names), NULL);

  return names[format];
}

/* The first kilobytes are enough to tell JSON of ours from Taskwarrior's. */
static gboolean
guess_by_content (const char *text, DovetailFormat *format)
{
  g_autofree char *head = g_strndup (text, 4096);
  const char *start = head;

  if (g_str_has_prefix (start, "\xef\xbb\xbf"))
    start += 3;
  while (g_ascii_isspace (*start))
    start++;
  if (g_ascii_strncasecmp (start, "BEGIN:VCALENDAR", 15) == 0
      || g_ascii_strncasecmp (start, "BEGIN:VTODO", 11) == 0)
    *format = DOVETAIL_FORMAT_ICS;
  else if (*start == '[' || *start == '{')
    *format = strstr (start, "\"entity_type\"") != NULL ? DOVETAIL_FORMAT_JSON : DOVETAIL_FORMAT_TASKWARRIOR;
  else if (g_ascii_strncasecmp (start, "title,", 6) == 0 || g_ascii_strncasecmp (start, "\"title\",", 8) == 0)
    *format = DOVETAIL_FORMAT_CSV;
  else
    return FALSE;
  return TRUE;
}

/**
 * dovetail_format_guess:
 * @file_name: (nullable): how the file is called
 * @text: its content
 * @format: (out): the format
 *
 * The name decides where its ending is clear; two programs write `.json`, so there the content does.
 *
 * Returns: whether a format was recognised
 */
gboolean
dovetail_format_guess (const char *file_name, const char *text, DovetailFormat *format)
{
  g_autofree char *lower = file_name != NULL ? g_ascii_strdown (file_name, -1) : g_strdup ("");

  g_return_val_if_fail (text != NULL, FALSE);

  if (g_str_has_suffix (lower, ".ics") || g_str_has_suffix (lower, ".ical")
      || g_str_has_suffix (lower, ".ifb"))
    *format = DOVETAIL_FORMAT_ICS;
  else if (g_str_has_suffix (lower, ".csv"))
    *format = DOVETAIL_FORMAT_CSV;
  else if (guess_by_content (text, format))
    return TRUE;
  else if (g_str_has_suffix (lower, ".txt"))
    *format = DOVETAIL_FORMAT_TODOTXT;
  else
    return FALSE;
  return TRUE;
}

static void
imported_task_free (gpointer data)
{
  DovetailImportedTask *task = data;

  g_free (task->entity_id);
  g_free (task->list_name);
  json_node_unref (task->data);
  g_free (task);
}

static void
problem_free (gpointer data)
{
  DovetailImportProblem *problem = data;

  g_free (problem->reason);
  g_free (problem);
}

void
dovetail_import_free (DovetailImport *import)
{
  g_ptr_array_unref (import->tasks);
  g_ptr_array_unref (import->problems);
  g_free (import);
}

/**
 * dovetail_format_read:
 * @format: what the text is said to be
 * @text: the content of a file; may hold anything
 * @length: its length in bytes
 * @zone: where floating times are at home
 * @now: ms, for times that are relative
 * @error: return location
 *
 * Broken entries become problems with the line they begin on; the others are read.
 *
 * Returns: (transfer full) (nullable): what was read, or %NULL with DOVETAIL_ERROR_INVALID when the text is
 *   not of that format at all
 */
DovetailImport *
dovetail_format_read (DovetailFormat format,
                      const char *text,
                      gsize length,
                      const DovetailZone *zone,
                      gint64 now,
                      GError **error)
{
  static gboolean (*const readers[]) (DovetailIntake *, const char *, gsize, GError **) = {
    [DOVETAIL_FORMAT_ICS] = dovetail_ics_read,
    [DOVETAIL_FORMAT_JSON] = dovetail_json_format_read,
    [DOVETAIL_FORMAT_TASKWARRIOR] = dovetail_taskwarrior_read,
    [DOVETAIL_FORMAT_TODOTXT] = dovetail_todotxt_read,
    [DOVETAIL_FORMAT_CSV] = dovetail_csv_read,
  };
  g_autoptr (DovetailImport) import = NULL;
  DovetailIntake reader;
  gboolean read;

  g_return_val_if_fail (text != NULL && zone != NULL && format < G_N_ELEMENTS (readers), NULL);

  import = g_new0 (DovetailImport, 1);
  import->tasks = g_ptr_array_new_with_free_func (imported_task_free);
  import->problems = g_ptr_array_new_with_free_func (problem_free);
  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    {
      text += 3;
      length -= 3;
    }
  dovetail_intake_init (&reader, import, zone, now);
  read = readers[format](&reader, text, length, error);
  dovetail_intake_clear (&reader);
  return read ? g_steal_pointer (&import) : NULL;
}

/**
 * dovetail_format_write:
 * @format: the format to write
 * @tasks: (element-type DovetailRecord): the tasks
 * @list_names: list id -> name
 * @now: ms, for the stamp of the file
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the text
 */
char *
dovetail_format_write (
    DovetailFormat format, GPtrArray *tasks, GHashTable *list_names, gint64 now, GError **error)
{
  g_return_val_if_fail (tasks != NULL && list_names != NULL, NULL);

  switch (format)
    {
    case DOVETAIL_FORMAT_ICS:
      return dovetail_ics_write (tasks, list_names, now);
    case DOVETAIL_FORMAT_JSON:
      return dovetail_json_format_write (tasks, list_names);
    case DOVETAIL_FORMAT_TASKWARRIOR:
      return dovetail_taskwarrior_write (tasks, list_names);
    case DOVETAIL_FORMAT_TODOTXT:
      return dovetail_todotxt_write (tasks, list_names);
    case DOVETAIL_FORMAT_CSV:
      return dovetail_csv_write (tasks, list_names);
    default:
      g_return_val_if_reached (NULL);
    }
}
