/* SPDX-License-Identifier: GPL-3.0-or-later */

/* import: tasks from a file of another program, or of ours. */
#include <glib/gi18n.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/lookup.h"
#include "cli/output-json.h"
#include "cli/table.h"
#include "formats/format.h"
#include "store/edit.h"

typedef struct
{
  char *format;
  char *list;
  gboolean dry_run;
} Options;

static void
clear_options (Options *options)
{
  g_free (options->format);
  g_free (options->list);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, clear_options)

typedef struct
{
  guint created;
  guint existing;
} Counts;

static gboolean
read_standard_input (char **text, gsize *length, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 buffer[65536];
  gssize got;

  while ((got = read (STDIN_FILENO, buffer, sizeof buffer)) > 0)
    g_byte_array_append (bytes, buffer, (guint) got);
  if (got < 0)
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FAILED, _ ("standard input cannot be read"));
      return FALSE;
    }
  *length = bytes->len;
  g_byte_array_append (bytes, (const guint8 *) "", 1);
  *text = (char *) g_byte_array_free (g_steal_pointer (&bytes), FALSE);
  return TRUE;
}

static DovetailImport *
read_file (DovetailProgram *program, const char *path, const Options *options, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;
  DovetailFormat format;

  if (options->format != NULL && !dovetail_format_from_string (options->format, &format))
    {
      dovetail_program_misused (error, _ ("“%s” is not one of ics, json, taskwarrior, todotxt, csv"),
                                options->format);
      return NULL;
    }
  if (g_str_equal (path, "-") ? !read_standard_input (&text, &length, error)
                              : !g_file_get_contents (path, &text, &length, error))
    return NULL;
  if (options->format == NULL && !dovetail_format_guess (path, text, &format))
    {
      g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                   _ ("the format of “%s” is not recognised. Name it with --format"), path);
      return NULL;
    }
  return dovetail_format_read (format, text, length, program->zone, dovetail_clock_now (&program->clock),
                               error);
}

/* The id of the list a name in the file means: one that is there, or one to be made, which joins drafts. */
static char *
find_list (DovetailProgram *program, const char *name, GPtrArray *drafts, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (DovetailReplica) list = dovetail_lookup_list_name (program->store, name, &local);
  g_autofree char *list_id = NULL;
  g_autoptr (JsonNode) empty = NULL;
  g_autoptr (JsonNode) data = NULL;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (list != NULL)
    return g_strdup (list->current->entity_id);
  list_id = dovetail_import_list_id (name);
  empty = dovetail_data_empty ();
  data = dovetail_data_with_string (empty, "name", name);
  g_ptr_array_add (drafts, dovetail_draft_new (DOVETAIL_ENTITY_LIST, list_id, data));
  return g_steal_pointer (&list_id);
}

/* A list of this file may have been deleted here since an earlier import: then it comes back. */
static gboolean
restore_lists (DovetailProgram *program, GHashTable *list_ids, GError **error)
{
  GHashTableIter iter;
  gpointer list_id;

  g_hash_table_iter_init (&iter, list_ids);
  while (g_hash_table_iter_next (&iter, NULL, &list_id))
    {
      g_autoptr (DovetailReplica) list
          = dovetail_store_get_replica (program->store, DOVETAIL_ENTITY_LIST, list_id, NULL);
      g_autoptr (DovetailReplica) restored = NULL;

      if (list == NULL || !list->current->deleted)
        continue;
      restored = dovetail_store_restore (program->store, DOVETAIL_ENTITY_LIST, list_id, error);
      if (restored == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
draft_task (DovetailProgram *program,
            DovetailImportedTask *task,
            const char *list_name,
            GHashTable *list_ids,
            GPtrArray *drafts,
            GError **error)
{
  g_autoptr (JsonNode) data = json_node_ref (task->data);
  g_autofree char *folded = list_name != NULL ? g_utf8_casefold (list_name, -1) : NULL;
  const char *list_id = NULL;

  if (list_name != NULL && (list_id = g_hash_table_lookup (list_ids, folded)) == NULL)
    {
      char *found = find_list (program, list_name, drafts, error);

      if (found == NULL)
        return FALSE;
      g_hash_table_insert (list_ids, g_steal_pointer (&folded), found);
      list_id = found;
    }
  if (list_id != NULL)
    {
      JsonNode *listed = dovetail_data_with_string (data, "list_id", list_id);

      json_node_unref (data);
      data = listed;
    }
  g_ptr_array_add (drafts, dovetail_draft_new (DOVETAIL_ENTITY_TASK, task->entity_id, data));
  return TRUE;
}

/* Lists first, then the tasks. */
static GPtrArray *
make_drafts (
    DovetailProgram *program, DovetailImport *import, const char *list, GHashTable *list_ids, GError **error)
{
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_draft_free);
  GPtrArray *tasks = g_ptr_array_new ();
  gboolean done = TRUE;

  for (guint i = 0; i < import->tasks->len && done; i++)
    {
      DovetailImportedTask *task = import->tasks->pdata[i];
      guint before = lists->len;

      done = draft_task (program, task, list != NULL ? list : task->list_name, list_ids, lists, error);
      if (done && lists->len > before)
        g_ptr_array_add (tasks, g_ptr_array_steal_index (lists, lists->len - 1));
    }
  g_ptr_array_extend_and_steal (lists, tasks);
  return done ? g_steal_pointer (&lists) : NULL;
}

static void
count_drafts (DovetailProgram *program, GPtrArray *drafts, Counts *counts)
{
  for (guint i = 0; i < drafts->len; i++)
    {
      DovetailDraft *draft = drafts->pdata[i];
      g_autoptr (DovetailReplica) there = NULL;

      if (!g_str_equal (draft->entity_type, DOVETAIL_ENTITY_TASK))
        continue;
      if (draft->entity_id != NULL)
        there = dovetail_store_get_replica (program->store, draft->entity_type, draft->entity_id, NULL);
      if (there != NULL)
        counts->existing++;
      else
        counts->created++;
    }
}

static gboolean
take_in (
    DovetailProgram *program, DovetailImport *import, const Options *options, Counts *counts, GError **error)
{
  g_autoptr (GHashTable) list_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) drafts = make_drafts (program, import, options->list, list_ids, error);
  guint created, existing;

  if (drafts == NULL)
    return FALSE;
  count_drafts (program, drafts, counts);
  if (options->dry_run || drafts->len == 0)
    return TRUE;
  if (!restore_lists (program, list_ids, error)
      || !dovetail_store_import (program->store, drafts, &created, &existing, error))
    return FALSE;
  program->changed = TRUE;
  return dovetail_store_checkpoint (program->store, error);
}

static void
print_problems (DovetailImport *import)
{
  for (guint i = 0; i < import->problems->len; i++)
    {
      DovetailImportProblem *problem = import->problems->pdata[i];
      g_autofree char *reason = dovetail_text_for_terminal (problem->reason);

      g_printerr (_ ("line %u: %s\n"), problem->line, reason);
    }
}

static void
print_json (DovetailImport *import, const Counts *counts)
{
  JsonObject *object = json_object_new ();
  JsonArray *problems = json_array_new ();

  for (guint i = 0; i < import->problems->len; i++)
    {
      DovetailImportProblem *problem = import->problems->pdata[i];
      JsonObject *row = json_object_new ();

      json_object_set_int_member (row, "line", problem->line);
      json_object_set_string_member (row, "reason", problem->reason);
      json_array_add_object_element (problems, row);
    }
  json_object_set_int_member (object, "imported", counts->created);
  json_object_set_int_member (object, "existing", counts->existing);
  json_object_set_int_member (object, "skipped", import->problems->len);
  json_object_set_int_member (object, "deleted", import->deleted);
  json_object_set_array_member (object, "problems", problems);
  dovetail_output_object (object);
}

static void
print_counts (DovetailImport *import, const Counts *counts, gboolean dry_run)
{
  g_print (dry_run ? ngettext ("%u task would be imported", "%u tasks would be imported", counts->created)
                   : ngettext ("%u task imported", "%u tasks imported", counts->created),
           counts->created);
  if (counts->existing > 0)
    g_print (_ (", %u already here"), counts->existing);
  if (import->deleted > 0)
    g_print (ngettext (", %u deleted task left out", ", %u deleted tasks left out", import->deleted),
             import->deleted);
  if (import->problems->len > 0)
    g_print (ngettext (", %u entry skipped", ", %u entries skipped", import->problems->len),
             import->problems->len);
  g_print ("\n");
}

static gboolean
import_file (DovetailProgram *program, const char *path, const Options *options, GError **error)
{
  g_autoptr (DovetailImport) import = read_file (program, path, options, error);
  Counts counts = { 0, 0 };

  if (import == NULL || !dovetail_program_open (program, error))
    return FALSE;
  print_problems (import);
  if (!take_in (program, import, options, &counts, error))
    return FALSE;
  if (program->json)
    print_json (import, &counts);
  else
    print_counts (import, &counts, options->dry_run);
  if (import->tasks->len > 0 || import->problems->len == 0)
    return TRUE;
  g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, _ ("nothing in “%s” could be taken"), path);
  return FALSE;
}

DOVETAIL_COMMAND (import)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "format", 'f', 0, DOVETAIL_OPTION_TEXT, &options.format,
      N_ ("ics, json, taskwarrior, todotxt or csv; recognised unless said"), N_ ("FORMAT") },
    { "list", 'l', 0, DOVETAIL_OPTION_TEXT, &options.list,
      N_ ("Put everything in this list, made when it is missing"), N_ ("LIST") },
    { "dry-run", 'n', 0, G_OPTION_ARG_NONE, &options.dry_run, N_ ("Only say what would be done"), NULL },
    G_OPTION_ENTRY_NULL,
  };

  return dovetail_program_parse (program, entries, words, 1, 1, error)
         && import_file (program, words[1], &options, error);
}
