/* SPDX-License-Identifier: GPL-3.0-or-later */

/* export: all tasks as a file that other programs read. */
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/lookup.h"
#include "formats/format.h"

static gboolean
collect_record (DovetailReplica *replica, gpointer user_data)
{
  g_ptr_array_add (user_data, dovetail_record_ref (replica->current));
  return TRUE;
}

/* As the lists show them, so that two devices write the same file. */
static int
compare_records (gconstpointer a, gconstpointer b)
{
  static const char *const fields[] = { "list_id", "position" };
  DovetailRecord *first = *(DovetailRecord *const *) a;
  DovetailRecord *second = *(DovetailRecord *const *) b;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      int order = g_strcmp0 (dovetail_data_get_string (first->data, fields[i]),
                             dovetail_data_get_string (second->data, fields[i]));

      if (order != 0)
        return order;
    }
  return strcmp (first->entity_id, second->entity_id);
}

static gboolean
choose_format (const char *name, const char *path, DovetailFormat *format, GError **error)
{
  *format = DOVETAIL_FORMAT_JSON;
  if (name == NULL)
    {
      if (path != NULL && !g_str_has_suffix (path, ".json"))
        dovetail_format_guess (path, "", format);
      return TRUE;
    }
  if (dovetail_format_from_string (name, format))
    return TRUE;
  return dovetail_program_misused (error, _ ("“%s” is not one of ics, json, taskwarrior, todotxt, csv"),
                                   name);
}

static gboolean
write_text (const char *text, const char *path, GError **error)
{
  if (path != NULL && !g_str_equal (path, "-"))
    return g_file_set_contents_full (
        path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
  if (fputs (text, stdout) >= 0 && fflush (stdout) == 0)
    return TRUE;
  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FAILED, _ ("standard output cannot be written"));
  return FALSE;
}

static gboolean
export_tasks (DovetailProgram *program, DovetailFormat format, const char *path, GError **error)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_record_unref);
  g_autoptr (GHashTable) list_names = dovetail_lookup_list_names (program->store, error);
  g_autofree char *text = NULL;

  if (list_names == NULL
      || !dovetail_store_foreach (program->store, DOVETAIL_ENTITY_TASK, collect_record, tasks, error))
    return FALSE;
  g_ptr_array_sort (tasks, compare_records);
  text = dovetail_format_write (format, tasks, list_names, dovetail_clock_now (&program->clock), error);
  return text != NULL && write_text (text, path, error);
}

DOVETAIL_COMMAND (export)
{
  g_autofree char *name = NULL;
  const GOptionEntry entries[] = {
    { "format", 'f', 0, DOVETAIL_OPTION_TEXT, &name,
      N_ ("ics, json, taskwarrior, todotxt or csv; by the file's name unless said, else json"),
      N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL,
  };
  DovetailFormat format;

  return dovetail_program_parse (program, entries, words, 0, 1, error)
         && choose_format (name, words[1], &format, error) && dovetail_program_open (program, error)
         && export_tasks (program, format, words[1], error);
}
