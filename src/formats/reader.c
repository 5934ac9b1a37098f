/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Collects what a format reads. Every task passes the schema here, so that no format can hand out a
 * record that the store or the server would refuse. */
#include "formats/reader.h"

#include <string.h>

#include "core/error.h"
#include "core/quick-add.h"
#include "core/schema.h"
#include "core/timestamp.h"
#include "core/uuid.h"

/* Fixed for good: ids derived from foreign identifiers, and from entries that carry none. */
#define FOREIGN_NAMESPACE "5a0bd9a4-8f0e-4d35-9b1d-2f6c1a3f7e90"
#define CONTENT_NAMESPACE "c1b7a3de-64c2-4d1f-8d0a-0f4f4b7d5a11"
#define LIST_NAMESPACE "e84f6f0c-19a4-4d0b-9f68-7b0f2d5c3a77"

void
dovetail_intake_init (DovetailIntake *reader, DovetailImport *import, const DovetailZone *zone, gint64 now)
{
  reader->import = import;
  reader->zone = zone;
  reader->now = now;
  reader->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  reader->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
dovetail_intake_clear (DovetailIntake *reader)
{
  g_clear_pointer (&reader->ids, g_hash_table_unref);
  g_clear_pointer (&reader->seen, g_hash_table_unref);
}

void
dovetail_intake_add_problem (DovetailIntake *reader, guint line, const char *format, ...)
{
  DovetailImportProblem *problem = g_new0 (DovetailImportProblem, 1);
  va_list arguments;

  problem->line = line;
  va_start (arguments, format);
  problem->reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (reader->import->problems, problem);
}

/* TRUE when no entry before had this id. */
static gboolean
claim_id (DovetailIntake *reader, guint line, const char *entity_id)
{
  guint first;

  if (entity_id == NULL)
    return TRUE;
  first = GPOINTER_TO_UINT (g_hash_table_lookup (reader->ids, entity_id));
  if (first != 0)
    {
      dovetail_intake_add_problem (reader, line, "it has the same id as the entry on line %u", first - 1);
      return FALSE;
    }
  g_hash_table_insert (reader->ids, g_strdup (entity_id), GUINT_TO_POINTER (line + 1));
  return TRUE;
}

void
dovetail_intake_add_task (
    DovetailIntake *reader, guint line, const char *entity_id, const char *list_name, JsonObject *fields)
{
  g_autoptr (JsonNode) data = dovetail_data_take_object (fields);
  g_autoptr (GError) error = NULL;
  const char *title = dovetail_data_get_string (data, "title");
  DovetailImportedTask *task;

  if (title == NULL || *title == '\0')
    {
      dovetail_intake_add_problem (reader, line, "it has no title");
      return;
    }
  if (!dovetail_schema_validate (dovetail_schema_find (DOVETAIL_ENTITY_TASK), data, TRUE, &error))
    {
      dovetail_intake_add_problem (reader, line, "%s", error->message);
      return;
    }
  if (!claim_id (reader, line, entity_id))
    return;

  task = g_new0 (DovetailImportedTask, 1);
  task->entity_id = g_strdup (entity_id);
  task->list_name = list_name != NULL && *list_name != '\0' ? g_strdup (list_name) : NULL;
  task->data = g_steal_pointer (&data);
  task->line = line;
  g_ptr_array_add (reader->import->tasks, task);
}

char *
dovetail_intake_derive_id (DovetailIntake *reader, const char *text)
{
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (reader->seen, text)) + 1;
  g_autofree char *name = g_strdup_printf ("%u:%s", count, text);

  g_hash_table_replace (reader->seen, g_strdup (text), GUINT_TO_POINTER (count));
  return dovetail_uuid_new_v5 (CONTENT_NAMESPACE, name);
}

char *
dovetail_intake_map_id (const char *foreign)
{
  g_autofree char *lower = g_ascii_strdown (foreign, -1);

  if (dovetail_uuid_is_valid (lower))
    return g_steal_pointer (&lower);
  return dovetail_uuid_new_v5 (FOREIGN_NAMESPACE, foreign);
}

/**
 * dovetail_import_list_id:
 * @name: the name of a list in a file
 *
 * Two devices that import files naming the same list make one list, because its id follows from the name.
 *
 * Returns: (transfer full): the id of the list to be made
 */
char *
dovetail_import_list_id (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  return dovetail_uuid_new_v5 (LIST_NAMESPACE, name);
}

void
dovetail_fields_set_strings (JsonObject *fields, const char *name, GPtrArray *strings)
{
  JsonArray *array;

  if (strings->len == 0)
    return;
  array = json_array_sized_new (strings->len);
  for (guint i = 0; i < strings->len; i++)
    {
      gboolean known = FALSE;

      for (guint j = 0; j < i && !known; j++)
        known = g_str_equal (strings->pdata[i], strings->pdata[j]);
      if (!known)
        json_array_add_string_element (array, strings->pdata[i]);
    }
  json_object_set_array_member (fields, name, array);
}

gboolean
dovetail_priority_from_text (const char *text, const char **priority)
{
  static const struct
  {
    const char *text;
    const char *priority;
  } words[] = { { "", "none" },    { "none", "none" },     { "h", "high" }, { "high", "high" },
                { "m", "medium" }, { "medium", "medium" }, { "l", "low" },  { "low", "low" } };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (text, words[i].text) == 0)
      {
        *priority = words[i].priority;
        return TRUE;
      }
  return FALSE;
}

gboolean
dovetail_intake_parse_when (DovetailIntake *reader, const char *text, JsonObject *fields, const char *name)
{
  g_autofree char *when = NULL;
  g_autofree char *zone = NULL;
  gint64 time;

  if (dovetail_date_is_valid (text))
    when = g_strdup (text);
  else if (dovetail_timestamp_parse (text, &time))
    when = dovetail_timestamp_format (time);
  else if (!dovetail_quick_add_parse_when (text, reader->now, reader->zone, NULL, &when, &zone))
    return FALSE;

  json_object_set_string_member (fields, name, when);
  if (zone != NULL)
    json_object_set_string_member (fields, "due_zone", zone);
  return TRUE;
}
