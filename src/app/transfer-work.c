/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files of tasks into the store and out of it. */

#include "app/transfer-work.h"

#include <glib/gi18n.h>

#include "store/edit.h"
#include "store/query.h"
#include "store/system-zone.h"


typedef struct
{
  DovetailStore *store;
  GHashTable *list_ids; /* folded name -> id */
  GPtrArray *drafts;    /* lists before tasks */
} Reading;

static GHashTable *
read_list_ids (DovetailStore *store, GError **error)
{
  g_autoptr (GPtrArray) lists = dovetail_store_list_lists (store, error);
  GHashTable *ids;

  if (lists == NULL)
    return NULL;
  ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < lists->len; i++)
    {
      DovetailRecord *list = ((DovetailReplica *) lists->pdata[i])->current;

      g_hash_table_insert (ids, g_utf8_casefold (dovetail_record_get_title (list), -1),
                           g_strdup (list->entity_id));
    }
  return ids;
}

/* The list a name in the file means: one that is there, one deleted since an earlier import, or a new one. */
static const char *
find_list (Reading *reading, const char *name, GError **error)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);
  const char *known = g_hash_table_lookup (reading->list_ids, folded);
  g_autofree char *list_id = NULL;
  g_autoptr (DovetailReplica) there = NULL;
  g_autoptr (JsonNode) empty = NULL;
  g_autoptr (JsonNode) data = NULL;

  if (known != NULL)
    return known;
  list_id = dovetail_import_list_id (name);
  there = dovetail_store_get_replica (reading->store, DOVETAIL_ENTITY_LIST, list_id, NULL);
  if (there != NULL && there->current->deleted)
    {
      g_autoptr (DovetailReplica) restored
          = dovetail_store_restore (reading->store, DOVETAIL_ENTITY_LIST, list_id, error);

      if (restored == NULL)
        return NULL;
    }
  else if (there == NULL)
    {
      empty = dovetail_data_empty ();
      data = dovetail_data_with_string (empty, "name", name);
      g_ptr_array_add (reading->drafts, dovetail_draft_new (DOVETAIL_ENTITY_LIST, list_id, data));
    }
  known = list_id;
  g_hash_table_insert (reading->list_ids, g_steal_pointer (&folded), g_steal_pointer (&list_id));
  return known;
}

static gboolean
add_draft (Reading *reading, DovetailImportedTask *task, GError **error)
{
  g_autoptr (JsonNode) data = NULL;
  const char *list_id;

  if (task->list_name == NULL)
    {
      g_ptr_array_add (reading->drafts,
                       dovetail_draft_new (DOVETAIL_ENTITY_TASK, task->entity_id, task->data));
      return TRUE;
    }
  list_id = find_list (reading, task->list_name, error);
  if (list_id == NULL)
    return FALSE;
  data = dovetail_data_with_string (task->data, "list_id", list_id);
  g_ptr_array_add (reading->drafts, dovetail_draft_new (DOVETAIL_ENTITY_TASK, task->entity_id, data));
  return TRUE;
}

static DovetailImport *
parse_file (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (DovetailZone) zone = dovetail_system_zone_new ();
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *text = NULL;
  gsize length;
  DovetailFormat format;

  if (!g_file_load_contents (file, cancellable, &text, &length, NULL, error))
    return NULL;
  if (!dovetail_format_guess (name, text, &format))
    {
      g_set_error_literal (
          error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
          _ ("Dovetail does not know this kind of file. It reads iCalendar, JSON, Taskwarrior, todo.txt "
             "and CSV."));
      return NULL;
    }
  return dovetail_format_read (format, text, length, zone, g_get_real_time () / 1000, error);
}

static guint
count_lists (GPtrArray *drafts)
{
  guint lists = 0;

  for (guint i = 0; i < drafts->len; i++)
    lists += g_str_equal (((DovetailDraft *) drafts->pdata[i])->entity_type, DOVETAIL_ENTITY_LIST);
  return lists;
}

gboolean
dovetail_transfer_read_file (DovetailStore *store,
                             GFile *file,
                             DovetailImportSummary *summary,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (DovetailImport) import = parse_file (file, cancellable, error);
  g_autoptr (GHashTable) list_ids = NULL;
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_draft_free);
  Reading reading = { store, NULL, drafts };

  if (import == NULL)
    return FALSE;
  list_ids = read_list_ids (store, error);
  if (list_ids == NULL)
    return FALSE;
  reading.list_ids = list_ids;
  for (guint i = 0; i < import->tasks->len; i++)
    if (!add_draft (&reading, import->tasks->pdata[i], error))
      return FALSE;

  summary->skipped = import->problems->len;
  if (import->problems->len > 0)
    {
      DovetailImportProblem *problem = import->problems->pdata[0];

      summary->first_problem = g_strdup_printf (_ ("line %u: %s"), problem->line, problem->reason);
    }
  if (drafts->len == 0)
    return TRUE;
  if (!dovetail_store_import (store, drafts, &summary->created, &summary->existing, error))
    return FALSE;
  summary->created -= MIN (summary->created, count_lists (drafts));
  return dovetail_store_checkpoint (store, error);
}

static gboolean
collect (DovetailReplica *replica, gpointer user_data)
{
  g_ptr_array_add (user_data, dovetail_record_ref (replica->current));
  return TRUE;
}

static GHashTable *
read_list_names (DovetailStore *store, GError **error)
{
  g_autoptr (GPtrArray) lists = dovetail_store_list_lists (store, error);
  GHashTable *names;

  if (lists == NULL)
    return NULL;
  names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < lists->len; i++)
    {
      DovetailRecord *list = ((DovetailReplica *) lists->pdata[i])->current;

      g_hash_table_insert (names, g_strdup (list->entity_id), g_strdup (dovetail_record_get_title (list)));
    }
  return names;
}

gboolean
dovetail_transfer_write_file (
    DovetailStore *store, GFile *file, guint *count, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_record_unref);
  g_autoptr (GHashTable) list_names = read_list_names (store, error);
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *text = NULL;
  DovetailFormat format = DOVETAIL_FORMAT_JSON;

  if (list_names == NULL || !dovetail_store_foreach (store, DOVETAIL_ENTITY_TASK, collect, tasks, error))
    return FALSE;
  if (!g_str_has_suffix (name, ".json"))
    dovetail_format_guess (name, "", &format);
  text = dovetail_format_write (format, tasks, list_names, g_get_real_time () / 1000, error);
  if (text == NULL)
    return FALSE;
  *count = tasks->len;
  return g_file_replace_contents (file, text, strlen (text), NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL,
                                  cancellable, error);
}
