/* SPDX-License-Identifier: GPL-3.0-or-later */

/* add: a task from a line of quick-add syntax, or from the line as it is. */
#include <glib/gi18n.h>

#include "cli/commands.h"
#include "cli/lookup.h"
#include "cli/task-fields.h"
#include "core/quick-add.h"
#include "core/schema.h"
#include "store/edit.h"

typedef struct
{
  char *list;
  char *due;
  char *priority;
  char **tags;
  char *notes;
  char *parent;
  gboolean raw;
} Options;

static void
clear_options (Options *options)
{
  g_free (options->list);
  g_free (options->due);
  g_free (options->priority);
  g_strfreev (options->tags);
  g_free (options->notes);
  g_free (options->parent);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, clear_options)

static void
add_tag (JsonObject *fields, const char *tag)
{
  JsonArray *tags;

  if (!json_object_has_member (fields, "tags"))
    json_object_set_array_member (fields, "tags", json_array_new ());
  tags = json_object_get_array_member (fields, "tags");
  for (guint i = 0; i < json_array_get_length (tags); i++)
    if (g_str_equal (json_array_get_string_element (tags, i), tag))
      return;
  json_array_add_string_element (tags, tag);
}

static void
set_recurrence (JsonObject *fields, const char *rule, const char *entity_id)
{
  JsonObject *recurrence = json_object_new ();

  json_object_set_string_member (recurrence, "rrule", rule);
  json_object_set_string_member (recurrence, "series_id", entity_id);
  json_object_set_object_member (fields, "recurrence", recurrence);
}

static gboolean
read_line (
    DovetailProgram *program, JsonObject *fields, const char *line, const char *entity_id, GError **error)
{
  g_autoptr (DovetailQuickAdd) parsed
      = dovetail_quick_add_parse (line, dovetail_clock_now (&program->clock), program->zone,
                                  dovetail_quick_add_find_language (g_get_language_names ()));

  json_object_set_string_member (fields, "title", parsed->title);
  if (parsed->due != NULL)
    json_object_set_string_member (fields, "due", parsed->due);
  if (parsed->due_zone != NULL)
    json_object_set_string_member (fields, "due_zone", parsed->due_zone);
  if (parsed->priority != NULL)
    json_object_set_string_member (fields, "priority", parsed->priority);
  for (guint i = 0; parsed->tags[i] != NULL; i++)
    add_tag (fields, parsed->tags[i]);
  if (parsed->rrule != NULL)
    set_recurrence (fields, parsed->rrule, entity_id);
  return parsed->list_name == NULL || dovetail_fields_set_list (program, fields, parsed->list_name, error);
}

static gboolean
set_parent (DovetailProgram *program, JsonObject *fields, const char *text, GError **error)
{
  g_autoptr (DovetailReplica) parent = dovetail_lookup_task (program->store, text, error);
  const char *list_id;

  if (parent == NULL)
    return FALSE;
  list_id = dovetail_data_get_string (parent->current->data, "list_id");
  json_object_set_string_member (fields, "parent_id", parent->current->entity_id);
  if (list_id != NULL && !json_object_has_member (fields, "list_id"))
    json_object_set_string_member (fields, "list_id", list_id);
  return TRUE;
}

static gboolean
set_options (DovetailProgram *program, JsonObject *fields, const Options *options, GError **error)
{
  for (guint i = 0; options->tags != NULL && options->tags[i] != NULL; i++)
    add_tag (fields, options->tags[i]);
  if (options->notes != NULL && *options->notes != '\0')
    json_object_set_string_member (fields, "notes", options->notes);
  return (options->list == NULL || dovetail_fields_set_list (program, fields, options->list, error))
         && (options->due == NULL || dovetail_fields_set_due (program, fields, options->due, error))
         && (options->priority == NULL || dovetail_fields_set_priority (fields, options->priority, error))
         && (options->parent == NULL || set_parent (program, fields, options->parent, error));
}

static gboolean
add_task (DovetailProgram *program, const char *line, const Options *options, GError **error)
{
  g_autofree char *entity_id = dovetail_store_new_uuid (program->store);
  g_autoptr (JsonObject) fields = json_object_new ();
  g_autoptr (JsonNode) data = NULL;
  g_autoptr (DovetailReplica) created = NULL;

  json_object_set_string_member (fields, "status", "open");
  if (options->raw)
    json_object_set_string_member (fields, "title", line);
  else if (!read_line (program, fields, line, entity_id, error))
    return FALSE;
  if (!set_options (program, fields, options, error))
    return FALSE;
  data = dovetail_data_take_object (g_steal_pointer (&fields));
  if (!dovetail_schema_validate (dovetail_schema_find (DOVETAIL_ENTITY_TASK), data, TRUE, error))
    return FALSE;
  created = dovetail_store_create (program->store, DOVETAIL_ENTITY_TASK, entity_id, data, TRUE, error);
  if (created == NULL)
    return FALSE;
  program->changed = TRUE;
  g_print ("%s\n", created->current->entity_id);
  return TRUE;
}

DOVETAIL_COMMAND (add)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "list", 'l', 0, DOVETAIL_OPTION_TEXT, &options.list, N_ ("Put it in this list"), N_ ("LIST") },
    { "due", 'd', 0, DOVETAIL_OPTION_TEXT, &options.due, N_ ("When it is due: 2027-03-10, \"tomorrow 9am\""),
      N_ ("WHEN") },
    { "priority", 'p', 0, DOVETAIL_OPTION_TEXT, &options.priority, N_ ("none, low, medium or high"),
      N_ ("PRIORITY") },
    { "tag", 't', 0, DOVETAIL_OPTION_TEXTS, &options.tags, N_ ("Give it a tag; can be repeated"),
      N_ ("TAG") },
    { "notes", 'n', 0, DOVETAIL_OPTION_TEXT, &options.notes, N_ ("Notes"), N_ ("TEXT") },
    { "parent", 0, 0, DOVETAIL_OPTION_TEXT, &options.parent, N_ ("Make it a subtask of this task"),
      N_ ("ID") },
    { "raw", 0, 0, G_OPTION_ARG_NONE, &options.raw,
      N_ ("Take the text as it is: no dates, tags or lists in it"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autofree char *line = NULL;

  if (!dovetail_program_parse (program, entries, words, 1, -1, error))
    return FALSE;
  line = g_strstrip (g_strjoinv (" ", words + 1));
  if (*line == '\0')
    return dovetail_program_misused (error, _ ("a task needs a title"));
  return dovetail_program_open (program, error) && add_task (program, line, &options, error);
}
