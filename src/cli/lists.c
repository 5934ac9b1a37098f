/* SPDX-License-Identifier: GPL-3.0-or-later */

/* lists: show, add, rename, delete; choose which of them this device syncs. */
#include <glib/gi18n.h>

#include "cli/commands.h"
#include "cli/lookup.h"
#include "cli/output-json.h"
#include "cli/table.h"
#include "core/schema.h"
#include "store/edit.h"
#include "store/filter.h"

static guint
count_open (DovetailProgram *program, DovetailReplica *list)
{
  DovetailQuery query = { .view = DOVETAIL_VIEW_LIST, .list_id = list->current->entity_id, .subtasks = TRUE };

  return dovetail_store_count_tasks (program->store, &query);
}

static void
print_json (DovetailProgram *program, GPtrArray *lists)
{
  g_autoptr (DovetailSyncFilter) filter = dovetail_store_get_filter (program->store);
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
      json_object_set_boolean_member (row, "synced",
                                      dovetail_sync_filter_has_list (filter, list->current->entity_id));
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

/* What lists sync is told: nothing is to be shown. */
typedef struct
{
  gboolean all;
  gboolean inbox;
  char *types; /* NULL: as they are */
} Choice;

static void
clear_choice (Choice *choice)
{
  g_free (choice->types);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Choice, clear_choice)

static const char *const type_names[] = { DOVETAIL_ENTITY_TASK,
                                          DOVETAIL_ENTITY_LIST,
                                          DOVETAIL_ENTITY_EVENT,
                                          DOVETAIL_ENTITY_POINTS_LEDGER,
                                          DOVETAIL_ENTITY_USER_STREAK,
                                          DOVETAIL_ENTITY_BADGE,
                                          NULL };

static char **
find_lists (DovetailProgram *program, char **names, GError **error)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (DovetailReplica) list = dovetail_lookup_list (program->store, names[i], error);

      if (list == NULL)
        return NULL;
      g_strv_builder_add (ids, list->current->entity_id);
    }
  return g_strv_builder_end (ids);
}

/* FALSE with an error; *types NULL: all. */
static gboolean
read_types (const char *text, char ***types, GError **error)
{
  g_auto (GStrv) names = g_strsplit (text, ",", -1);

  *types = NULL;
  if (g_str_equal (text, "all"))
    return TRUE;
  for (guint i = 0; names[i] != NULL; i++)
    if (!g_strv_contains (type_names, names[i]))
      {
        g_autofree char *known = g_strjoinv (", ", (char **) type_names);

        return dovetail_program_misused (error, _ ("“%s” is not one of all, %s"), names[i], known);
      }
  *types = g_steal_pointer (&names);
  return TRUE;
}

static gboolean
set_choice (DovetailProgram *program, const Choice *choice, char **names, GError **error)
{
  g_autoptr (DovetailSyncFilter) filter = dovetail_store_get_filter (program->store);

  if (choice->all || choice->inbox || names[0] != NULL)
    {
      g_auto (GStrv) lists = choice->all ? NULL : find_lists (program, names, error);

      if (!choice->all && lists == NULL)
        return FALSE;
      g_strfreev (filter->lists);
      filter->lists = g_steal_pointer (&lists);
    }
  if (choice->types != NULL)
    {
      g_strfreev (filter->types);
      filter->types = NULL;
      if (!read_types (choice->types, &filter->types, error))
        return FALSE;
    }
  program->changed = dovetail_store_set_filter (program->store, filter->lists, filter->types, error);
  return program->changed;
}

static void
add_strings (JsonObject *object, const char *name, char **strings)
{
  JsonArray *array;

  if (strings == NULL)
    {
      json_object_set_null_member (object, name);
      return;
    }
  array = json_array_new ();
  for (guint i = 0; strings[i] != NULL; i++)
    json_array_add_string_element (array, strings[i]);
  json_object_set_array_member (object, name, array);
}

static void
print_choice_json (const DovetailSyncFilter *filter)
{
  JsonObject *object = json_object_new ();

  add_strings (object, "lists", filter->lists);
  add_strings (object, "types", filter->types);
  dovetail_output_object (object);
}

static gboolean
show_choice (DovetailProgram *program, GError **error)
{
  g_autoptr (DovetailSyncFilter) filter = dovetail_store_get_filter (program->store);
  g_autoptr (GHashTable) names = NULL;

  if (program->json)
    {
      print_choice_json (filter);
      return TRUE;
    }
  names = dovetail_lookup_list_names (program->store, error);
  if (names == NULL)
    return FALSE;
  g_print ("%s\n", filter->lists == NULL ? _ ("All lists are synced on this device.")
                                         : _ ("Synced on this device, besides the Inbox:"));
  for (guint i = 0; filter->lists != NULL && filter->lists[i] != NULL; i++)
    {
      const char *name = g_hash_table_lookup (names, filter->lists[i]);
      g_autofree char *shown = dovetail_text_for_terminal (name != NULL ? name : filter->lists[i]);

      g_print ("  %s\n", shown);
    }
  if (filter->types != NULL)
    {
      g_autofree char *types = g_strjoinv (", ", filter->types);

      g_print (_ ("Only records of these types: %s\n"), types);
    }
  return TRUE;
}

/* What is left out leaves this device with the next sync; on the server it stays. */
static gboolean
sync_lists (DovetailProgram *program, char **words, GError **error)
{
  g_auto (Choice) choice = { 0 };
  const GOptionEntry entries[] = {
    { "all", 0, 0, G_OPTION_ARG_NONE, &choice.all, N_ ("Sync all lists, those to come included"), NULL },
    { "inbox", 0, 0, G_OPTION_ARG_NONE, &choice.inbox, N_ ("Sync the Inbox only"), NULL },
    { "types", 0, 0, DOVETAIL_OPTION_TEXT, &choice.types,
      N_ ("Sync records of these types only, separated by commas; or all"), N_ ("TYPES") },
    G_OPTION_ENTRY_NULL,
  };

  if (!dovetail_program_parse (program, entries, words, 1, -1, error))
    return FALSE;
  if (choice.all + choice.inbox + (words[2] != NULL) > 1)
    return dovetail_program_misused (error, _ ("give either lists, or --all, or --inbox"));
  if (!dovetail_program_open (program, error))
    return FALSE;
  if (choice.all || choice.inbox || words[2] != NULL || choice.types != NULL)
    return set_choice (program, &choice, words + 2, error);
  return show_choice (program, error);
}

DOVETAIL_COMMAND (lists)
{
  guint count;

  if (words[1] != NULL && g_str_equal (words[1], "sync"))
    return sync_lists (program, words, error);
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
      error, _ ("“lists” is followed by nothing, add NAME, rename ID NAME, delete ID or sync"));
}
