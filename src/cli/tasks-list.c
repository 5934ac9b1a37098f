/* SPDX-License-Identifier: GPL-3.0-or-later */

/* list: the tasks of a view, a list or a search. */
#include <glib/gi18n.h>

#include "cli/commands.h"
#include "cli/lookup.h"
#include "cli/output-json.h"
#include "cli/table.h"
#include "cli/when.h"

typedef struct
{
  char *list;
  char *smart;
  char *search;
} Options;

static void
clear_options (Options *options)
{
  g_free (options->list);
  g_free (options->smart);
  g_free (options->search);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, clear_options)

/* The rows to be shown, and those a search found. */
typedef struct
{
  GPtrArray *tasks;  /* DovetailReplica */
  GHashTable *found; /* entity ids; NULL: no search */
} Selection;

static gboolean
collect_found (DovetailReplica *replica, gpointer user_data)
{
  g_hash_table_add (user_data, g_strdup (replica->current->entity_id));
  return TRUE;
}

/* today and tomorrow of the query, where the user is. */
static char *
begin_day (DovetailProgram *program, DovetailQuery *query)
{
  DovetailCivil civil;
  gint64 days;
  char *today;

  program->zone->from_utc (program->zone->user_data, dovetail_clock_now (&program->clock), &civil);
  today = g_strdup_printf ("%04d-%02d-%02d", civil.year, civil.month, civil.day);
  days = dovetail_civil_to_days (civil.year, civil.month, civil.day) + 1;
  dovetail_civil_from_days (days, &civil);
  query->today = today;
  query->tomorrow = program->zone->to_utc (program->zone->user_data, &civil);
  return today;
}

static gboolean
query_rows (DovetailProgram *program, const DovetailQuery *query, Selection *selection, GError **error)
{
  g_autoptr (GArray) rows = dovetail_store_query_tasks (program->store, query, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      g_autoptr (GError) local = NULL;
      DovetailReplica *replica
          = dovetail_store_read_row (program->store, g_array_index (rows, gint64, i), &local);

      if (replica == NULL && g_error_matches (local, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND))
        continue; /* gone since, by another process */
      if (replica == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (selection->found == NULL || g_hash_table_contains (selection->found, replica->current->entity_id))
        g_ptr_array_add (selection->tasks, replica);
      else
        dovetail_replica_free (replica);
    }
  return rows != NULL;
}

static gboolean
select_tasks (DovetailProgram *program, const Options *options, Selection *selection, GError **error)
{
  DovetailQuery query = { .view = DOVETAIL_VIEW_ALL, .subtasks = TRUE };
  g_autofree char *today = begin_day (program, &query);
  g_autoptr (DovetailReplica) list = NULL;

  if (options->smart != NULL
      && (!dovetail_view_from_string (options->smart, &query.view) || query.view == DOVETAIL_VIEW_LIST))
    return dovetail_program_misused (
        error, _ ("“%s” is not one of today, scheduled, flagged, completed, all, inbox"), options->smart);
  if (options->list != NULL)
    {
      list = dovetail_lookup_list (program->store, options->list, error);
      if (list == NULL)
        return FALSE;
      query.view = DOVETAIL_VIEW_LIST;
      query.list_id = list->current->entity_id;
    }
  if (options->search != NULL
      && !dovetail_store_search (program->store, options->search, collect_found, selection->found, NULL,
                                 error))
    return FALSE;
  return query_rows (program, &query, selection, error);
}

static JsonObject *
describe_row (DovetailReplica *replica, GHashTable *list_names)
{
  static const char *const fields[] = { "due", "due_zone", "start", "list_id", "parent_id", "completed_at" };
  DovetailRecord *record = replica->current;
  const char *list_id = dovetail_data_get_string (record->data, "list_id");
  const char *status = dovetail_data_get_string (record->data, "status");
  const char *priority = dovetail_data_get_string (record->data, "priority");
  g_auto (GStrv) tags = dovetail_data_get_strings (record->data, "tags");
  JsonArray *array = json_array_new ();
  JsonObject *row = json_object_new ();

  for (guint i = 0; tags[i] != NULL; i++)
    json_array_add_string_element (array, tags[i]);
  json_object_set_string_member (row, "entity_id", record->entity_id);
  json_object_set_string_member (row, "title", dovetail_record_get_title (record));
  json_object_set_string_member (row, "status", status != NULL ? status : "open");
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    dovetail_object_set_text (row, fields[i], dovetail_data_get_string (record->data, fields[i]));
  dovetail_object_set_text (row, "list", list_id != NULL ? g_hash_table_lookup (list_names, list_id) : NULL);
  json_object_set_string_member (row, "priority", priority != NULL ? priority : "none");
  json_object_set_array_member (row, "tags", array);
  json_object_set_int_member (row, "version", record->version);
  json_object_set_string_member (row, "sync_status",
                                 dovetail_sync_status_to_string (dovetail_replica_get_status (replica)));
  return row;
}

static void
print_json (Selection *selection, GHashTable *list_names)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < selection->tasks->len; i++)
    json_array_add_object_element (array, describe_row (selection->tasks->pdata[i], list_names));
  dovetail_output_array (array);
}

static void
print_table (DovetailProgram *program, Selection *selection, GHashTable *list_names)
{
  const char *const headings[]
      = { _ ("TITLE"), _ ("DUE"), _ ("LIST"), _ ("PRIORITY"), _ ("TAGS"), _ ("SYNC"), _ ("ID"), NULL };
  DovetailTable *table = dovetail_table_new (headings, 0);

  for (guint i = 0; i < selection->tasks->len; i++)
    {
      DovetailReplica *replica = selection->tasks->pdata[i];
      JsonNode *data = replica->current->data;
      DovetailSyncStatus status = dovetail_replica_get_status (replica);
      const char *list_id = dovetail_data_get_string (data, "list_id");
      const char *priority = dovetail_data_get_string (data, "priority");
      g_autofree char *due = dovetail_when_for_people (dovetail_data_get_string (data, "due"), program->zone);
      g_auto (GStrv) tags = dovetail_data_get_strings (data, "tags");
      g_autofree char *joined = g_strjoinv (" ", tags);

      dovetail_table_add_row (table, dovetail_record_get_title (replica->current), due,
                              list_id != NULL ? g_hash_table_lookup (list_names, list_id) : NULL,
                              g_strcmp0 (priority, "none") != 0 ? priority : NULL, joined,
                              status != DOVETAIL_SYNC_STATUS_SYNCED ? dovetail_sync_status_to_string (status)
                                                                    : NULL,
                              replica->current->entity_id);
    }
  dovetail_table_finish (table, _ ("No tasks."));
}

static gboolean
list_tasks (DovetailProgram *program, const Options *options, GError **error)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_replica_free);
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Selection selection = { tasks, options->search != NULL ? found : NULL };
  g_autoptr (GHashTable) list_names = dovetail_lookup_list_names (program->store, error);

  if (list_names == NULL || !select_tasks (program, options, &selection, error))
    return FALSE;
  if (program->json)
    print_json (&selection, list_names);
  else
    print_table (program, &selection, list_names);
  return TRUE;
}

DOVETAIL_COMMAND (list)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "list", 'l', 0, DOVETAIL_OPTION_TEXT, &options.list, N_ ("Only this list"), N_ ("LIST") },
    { "smart", 's', 0, DOVETAIL_OPTION_TEXT, &options.smart,
      N_ ("today, scheduled, flagged, completed, all or inbox"), N_ ("VIEW") },
    { "search", 0, 0, DOVETAIL_OPTION_TEXT, &options.search,
      N_ ("Only tasks with this text in title, notes or tags"), N_ ("TEXT") },
    G_OPTION_ENTRY_NULL,
  };

  if (!dovetail_program_parse (program, entries, words, 0, 0, error))
    return FALSE;
  if (options.list != NULL && options.smart != NULL)
    return dovetail_program_misused (error, _ ("--list and --smart exclude each other"));
  return dovetail_program_open (program, error) && list_tasks (program, &options, error);
}
