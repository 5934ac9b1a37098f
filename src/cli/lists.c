/* SPDX-License-Identifier: GPL-3.0-or-later */

/* lists: show, add, rename, delete. */
#include <glib/gi18n.h>

#include "cli/commands.h"
#include "cli/lookup.h"
#include "cli/output-json.h"
#include "cli/table.h"
#include "core/schema.h"
#include "store/edit.h"

static guint
count_open (DovetailProgram *program, DovetailReplica *list)
{
  DovetailQuery query = { .view = DOVETAIL_VIEW_LIST, .list_id = list->current->entity_id, .subtasks = TRUE };

  return dovetail_store_count_tasks (program->store, &query);
}

static void
print_json (DovetailProgram *program, GPtrArray *lists)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < lists->len; i++)
    {
      DovetailReplica *list = lists->pdata[i];
      JsonObject *row = json_object_new ();

      json_object_set_string_member (row, "entity_id", list->current->entity_id);
      json_object_set_string_member (row, "name", dovetail_record_get_title (list->current));
      dovetail_object_set_text (row, "colour", dovetail_data_get_string (list->current->data, "colour"));
      dovetail_object_set_text (row, "icon", dovetail_data_get_string (list->current->data, "icon"));
      json_object_set_int_member (row, "open", count_open (program, list));
      json_object_set_int_member (row, "version", list->current->version);
      json_object_set_string_member (row, "sync_status",
                                     dovetail_sync_status_to_string (dovetail_replica_get_status (list)));
      json_array_add_object_element (array, row);
    }
  dovetail_output_array (array);
}

static void
print_table (DovetailProgram *program, GPtrArray *lists)
{
  const char *const headings[] = { _ ("NAME"), _ ("OPEN"), _ ("SYNC"), _ ("ID"), NULL };
  DovetailTable *table = dovetail_table_new (headings, 0);

  for (guint i = 0; i < lists->len; i++)
    {
      DovetailReplica *list = lists->pdata[i];
      g_autofree char *open = g_strdup_printf ("%u", count_open (program, list));
      DovetailSyncStatus status = dovetail_replica_get_status (list);

      dovetail_table_add_row (table, dovetail_record_get_title (list->current), open,
                              status != DOVETAIL_SYNC_STATUS_SYNCED ? dovetail_sync_status_to_string (status)
                                                                    : NULL,
                              list->current->entity_id);
    }
  dovetail_table_finish (table, _ ("No lists. Make one with: dovetailctl lists add NAME"));
}

static gboolean
show_lists (DovetailProgram *program, GError **error)
{
  g_autoptr (GPtrArray) lists = dovetail_store_list_lists (program->store, error);

  if (lists == NULL)
    return FALSE;
  if (program->json)
    print_json (program, lists);
  else
    print_table (program, lists);
  return TRUE;
}

static JsonNode *
make_name (const char *name, GError **error)
{
  g_autoptr (JsonNode) empty = dovetail_data_empty ();
  g_autoptr (JsonNode) data = dovetail_data_with_string (empty, "name", name);

  if (*name == '\0')
    {
      dovetail_program_misused (error, _ ("a list needs a name"));
      return NULL;
    }
  if (!dovetail_schema_validate (dovetail_schema_find (DOVETAIL_ENTITY_LIST), data, TRUE, error))
    return NULL;
  return g_steal_pointer (&data);
}

static gboolean
add_list (DovetailProgram *program, const char *name, GError **error)
{
  g_autoptr (JsonNode) data = make_name (name, error);
  g_autoptr (DovetailReplica) created = NULL;

  if (data == NULL)
    return FALSE;
  created = dovetail_store_create (program->store, DOVETAIL_ENTITY_LIST, NULL, data, TRUE, error);
  if (created == NULL)
    return FALSE;
  program->changed = TRUE;
  g_print ("%s\n", created->current->entity_id);
  return TRUE;
}

static gboolean
rename_list (DovetailProgram *program, const char *text, const char *name, GError **error)
{
  g_autoptr (DovetailReplica) list = dovetail_lookup_list (program->store, text, error);
  g_autoptr (JsonNode) patch = list != NULL ? make_name (name, error) : NULL;
  g_autoptr (DovetailReplica) renamed = NULL;

  if (patch == NULL)
    return FALSE;
  renamed
      = dovetail_store_update (program->store, DOVETAIL_ENTITY_LIST, list->current->entity_id, patch, error);
  program->changed = renamed != NULL;
  return renamed != NULL;
}

static gboolean
delete_list (DovetailProgram *program, const char *text, GError **error)
{
  g_autoptr (DovetailReplica) list = dovetail_lookup_list (program->store, text, error);
  g_autoptr (DovetailReplica) deleted = NULL;

  if (list == NULL)
    return FALSE;
  deleted = dovetail_store_delete (program->store, DOVETAIL_ENTITY_LIST, list->current->entity_id, error);
  program->changed = deleted != NULL;
  return deleted != NULL;
}

DOVETAIL_COMMAND (lists)
{
  guint count;

  if (!dovetail_program_parse (program, NULL, words, 0, 3, error))
    return FALSE;
  count = g_strv_length (words);
  if (count == 1)
    return dovetail_program_open (program, error) && show_lists (program, error);
  if (count == 3 && g_str_equal (words[1], "add"))
    return dovetail_program_open (program, error) && add_list (program, words[2], error);
  if (count == 4 && g_str_equal (words[1], "rename"))
    return dovetail_program_open (program, error) && rename_list (program, words[2], words[3], error);
  if (count == 3 && g_str_equal (words[1], "delete"))
    return dovetail_program_open (program, error) && delete_list (program, words[2], error);
  return dovetail_program_misused (
      error, _ ("“lists” is followed by nothing, add NAME, rename ID NAME or delete ID"));
}
