/* SPDX-License-Identifier: GPL-3.0-or-later */

/* edit: named fields of one task, in one change. */
#include <glib/gi18n.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/lookup.h"
#include "cli/task-fields.h"
#include "core/patch.h"
#include "core/schema.h"
#include "store/edit.h"

typedef struct
{
  char *title;
  char *notes;
  char *due;
  char *status;
  char *priority;
  char *list;
  char **add_tags;
  char **remove_tags;
  char **assignments;
} Options;

static void
clear_options (Options *options)
{
  g_free (options->title);
  g_free (options->notes);
  g_free (options->due);
  g_free (options->status);
  g_free (options->priority);
  g_free (options->list);
  g_strfreev (options->add_tags);
  g_strfreev (options->remove_tags);
  g_strfreev (options->assignments);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, clear_options)

static gboolean
contains (char **strings, const char *text)
{
  return strings != NULL && g_strv_contains ((const char *const *) strings, text);
}

static void
set_tags (JsonObject *fields, DovetailReplica *task, const Options *options)
{
  g_auto (GStrv) tags = dovetail_data_get_strings (task->current->data, "tags");
  JsonArray *kept = json_array_new ();

  for (guint i = 0; tags[i] != NULL; i++)
    if (!contains (options->remove_tags, tags[i]))
      json_array_add_string_element (kept, tags[i]);
  for (guint i = 0; options->add_tags != NULL && options->add_tags[i] != NULL; i++)
    if (!contains (tags, options->add_tags[i]))
      json_array_add_string_element (kept, options->add_tags[i]);
  json_object_set_array_member (fields, "tags", kept);
}

static gboolean
read_options (DovetailProgram *program,
              JsonObject *fields,
              DovetailReplica *task,
              const Options *options,
              GError **error)
{
  if (options->title != NULL)
    json_object_set_string_member (fields, "title", options->title);
  if (options->notes != NULL && *options->notes != '\0')
    json_object_set_string_member (fields, "notes", options->notes);
  else if (options->notes != NULL)
    json_object_set_null_member (fields, "notes");
  if (options->add_tags != NULL || options->remove_tags != NULL)
    set_tags (fields, task, options);
  if ((options->due != NULL && !dovetail_fields_set_due (program, fields, options->due, error))
      || (options->status != NULL && !dovetail_fields_set_status (fields, options->status, error))
      || (options->priority != NULL && !dovetail_fields_set_priority (fields, options->priority, error))
      || (options->list != NULL && !dovetail_fields_set_list (program, fields, options->list, error)))
    return FALSE;
  for (guint i = 0; options->assignments != NULL && options->assignments[i] != NULL; i++)
    if (!dovetail_fields_assign (fields, options->assignments[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
edit_task (DovetailProgram *program, const char *id, const Options *options, GError **error)
{
  g_autoptr (DovetailReplica) task = dovetail_lookup_task (program->store, id, error);
  g_autoptr (DovetailReplica) edited = NULL;
  g_autoptr (JsonObject) fields = json_object_new ();
  g_autoptr (JsonNode) patch = NULL;
  const char *title;

  if (task == NULL || !read_options (program, fields, task, options, error))
    return FALSE;
  if (task->current->deleted)
    {
      g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND,
                   _ ("the task is deleted. Bring it back with: dovetailctl restore %s"),
                   task->current->entity_id);
      return FALSE;
    }
  patch = dovetail_patch_take_object (g_steal_pointer (&fields));
  title = dovetail_data_get_string (patch, "title");
  if (title != NULL && *title == '\0')
    return dovetail_program_misused (error, _ ("a task needs a title"));
  if (!dovetail_schema_validate (dovetail_schema_find (DOVETAIL_ENTITY_TASK), patch, FALSE, error))
    return FALSE;
  edited
      = dovetail_store_update (program->store, DOVETAIL_ENTITY_TASK, task->current->entity_id, patch, error);
  program->changed = edited != NULL;
  return edited != NULL;
}

static gboolean
is_empty (const Options *options)
{
  static const Options none = { 0 };

  return memcmp (options, &none, sizeof none) == 0;
}

DOVETAIL_COMMAND (edit)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "title", 0, 0, DOVETAIL_OPTION_TEXT, &options.title, N_ ("Title"), N_ ("TEXT") },
    { "notes", 'n', 0, DOVETAIL_OPTION_TEXT, &options.notes, N_ ("Notes"), N_ ("TEXT") },
    { "due", 'd', 0, DOVETAIL_OPTION_TEXT, &options.due,
      N_ ("When it is due: 2027-03-10, \"tomorrow 9am\"; none: never"), N_ ("WHEN") },
    { "status", 's', 0, DOVETAIL_OPTION_TEXT, &options.status, N_ ("open, in_progress, done or cancelled"),
      N_ ("STATUS") },
    { "priority", 'p', 0, DOVETAIL_OPTION_TEXT, &options.priority, N_ ("none, low, medium or high"),
      N_ ("PRIORITY") },
    { "list", 'l', 0, DOVETAIL_OPTION_TEXT, &options.list, N_ ("Move it to this list; none: to the inbox"),
      N_ ("LIST") },
    { "add-tag", 0, 0, DOVETAIL_OPTION_TEXTS, &options.add_tags, N_ ("Give it a tag; can be repeated"),
      N_ ("TAG") },
    { "remove-tag", 0, 0, DOVETAIL_OPTION_TEXTS, &options.remove_tags,
      N_ ("Take a tag away; can be repeated"), N_ ("TAG") },
    { "set", 0, 0, DOVETAIL_OPTION_TEXTS, &options.assignments,
      N_ ("Set any field, as in points=5; null removes it; can be repeated"), N_ ("FIELD=JSON") },
    G_OPTION_ENTRY_NULL,
  };

  if (!dovetail_program_parse (program, entries, words, 1, 1, error))
    return FALSE;
  if (is_empty (&options))
    return dovetail_program_misused (error, _ ("say what to change"));
  return dovetail_program_open (program, error) && edit_task (program, words[1], &options, error);
}
