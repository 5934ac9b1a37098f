/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Reading and writing texts in one line, for the tables of the format tests. */
#include <string.h>

#include "core/error.h"
#include "formats/format.h"
#include "named-zone.h"
#include "json/json.h"

#define NOW G_GINT64_CONSTANT (1795000000000) /* 2026-11-18T11:06:40Z */

static inline DovetailImport *
read_bytes (DovetailFormat format, const char *text, gsize length)
{
  g_autoptr (DovetailZone) zone = dovetail_named_zone_new ("Europe/Berlin");
  g_autoptr (GError) error = NULL;
  DovetailImport *import = dovetail_format_read (format, text, length, zone, NOW, &error);

  if (import == NULL)
    g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
  return import;
}

static inline DovetailImport *
read_text (DovetailFormat format, const char *text)
{
  return read_bytes (format, text, strlen (text));
}

static inline void
print_problems (DovetailImport *import)
{
  for (guint i = 0; i < import->problems->len; i++)
    {
      DovetailImportProblem *problem = import->problems->pdata[i];

      g_test_message ("line %u: %s", problem->line, problem->reason);
    }
}

static inline DovetailImportedTask *
get_task (DovetailImport *import, guint i)
{
  print_problems (import);
  g_assert_nonnull (import);
  g_assert_cmpuint (i, <, import->tasks->len);
  return import->tasks->pdata[i];
}

/* What an import read, as records in lists, written again. */
static inline char *
write_import (DovetailFormat format, DovetailImport *import)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_record_unref);
  g_autoptr (GHashTable) list_names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < import->tasks->len; i++)
    {
      DovetailImportedTask *task = import->tasks->pdata[i];
      g_autoptr (JsonNode) data = json_node_ref (task->data);

      if (task->list_name != NULL)
        {
          char *list_id = dovetail_import_list_id (task->list_name);
          JsonNode *listed = dovetail_data_with_string (data, "list_id", list_id);

          json_node_unref (data);
          data = listed;
          g_hash_table_replace (list_names, list_id, task->list_name);
        }
      g_ptr_array_add (records, dovetail_record_new (DOVETAIL_ENTITY_TASK, task->entity_id, 1, "\"1-a\"",
                                                     FALSE, data, NOW, NULL, NULL));
    }
  return dovetail_format_write (format, records, list_names, NOW, NULL);
}

static inline void
assert_same_tasks (DovetailImport *a, DovetailImport *b)
{
  g_assert_cmpuint (a->tasks->len, ==, b->tasks->len);
  for (guint i = 0; i < a->tasks->len; i++)
    {
      DovetailImportedTask *first = a->tasks->pdata[i];
      DovetailImportedTask *second = b->tasks->pdata[i];
      g_autofree char *first_data = dovetail_json_canonical (first->data, NULL);
      g_autofree char *second_data = dovetail_json_canonical (second->data, NULL);

      g_assert_cmpstr (first->entity_id, ==, second->entity_id);
      g_assert_cmpstr (first->list_name, ==, second->list_name);
      g_assert_cmpstr (first_data, ==, second_data);
    }
}
