/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What of tasks goes on paper. */

#include "app/print-content.h"

#include <glib/gi18n.h>

#include "app/checklist-edits.h"
#include "app/recurrence-words.h"
#include "app/value-words.h"
#include "store/query.h"
#include "store/order.h"

#define MAX_DEPTH 4

/* On paper a date is read later: it says the day, not "tomorrow". */
static void
add_due (GPtrArray *facts, JsonNode *data, gint64 now)
{
  const char *due = dovetail_data_get_string (data, "due");

  if (due != NULL)
    g_ptr_array_add (facts, dovetail_words_when (due, now));
}

static void
add_repeat (GPtrArray *facts, JsonNode *data)
{
  JsonNode *recurrence = dovetail_data_get (data, "recurrence");

  if (recurrence != NULL && JSON_NODE_HOLDS_OBJECT (recurrence))
    g_ptr_array_add (facts, dovetail_words_recurrence (dovetail_data_get_string (recurrence, "rrule")));
}

static void
add_priority (GPtrArray *facts, JsonNode *data)
{
  const char *priority = dovetail_data_get_string (data, "priority");
  g_autofree char *words = NULL;

  if (priority == NULL || g_str_equal (priority, "none"))
    return;
  words = dovetail_words_priority (priority);
  g_ptr_array_add (facts, g_strdup_printf ("%s: %s", _ ("Priority"), words));
}

static void
add_points (GPtrArray *facts, JsonNode *data)
{
  gint64 points = dovetail_data_get_int (data, "points", 0);

  if (points != 0)
    g_ptr_array_add (
        facts, g_strdup_printf (ngettext ("%d point", "%d points", (gulong) ABS (points)), (int) points));
}

/* "Fri 27 Nov 09:00 · every month · Priority: High · 5 points · #home" */
static char *
describe_facts (JsonNode *data, gint64 now)
{
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) tags = dovetail_data_get_strings (data, "tags");

  add_due (facts, data, now);
  add_repeat (facts, data);
  add_priority (facts, data);
  add_points (facts, data);
  for (gsize i = 0; tags[i] != NULL; i++)
    g_ptr_array_add (facts, g_strconcat ("#", tags[i], NULL));
  g_ptr_array_add (facts, NULL);
  return g_strjoinv (" · ", (char **) facts->pdata);
}

static void
add_task (DovetailPrintSheet *sheet, DovetailRecord *task, guint indent, gint64 now)
{
  g_autofree char *facts = describe_facts (task->data, now);

  dovetail_print_sheet_add (sheet, dovetail_record_is_done (task) ? DOVETAIL_PRINT_DONE : DOVETAIL_PRINT_OPEN,
                            indent, dovetail_record_get_title (task), facts);
}

static void
add_checklist (DovetailPrintSheet *sheet, JsonNode *data, guint indent)
{
  JsonNode *checklist = dovetail_data_get (data, "checklist");
  JsonArray *items;

  if (checklist == NULL || !JSON_NODE_HOLDS_ARRAY (checklist))
    return;
  items = json_node_get_array (checklist);
  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonNode *item = json_array_get_element (items, i);
      gboolean done = JSON_NODE_HOLDS_OBJECT (item) && dovetail_data_get_boolean (item, "done", FALSE);

      dovetail_print_sheet_add (sheet, done ? DOVETAIL_PRINT_DONE : DOVETAIL_PRINT_OPEN, indent,
                                dovetail_checklist_item_title (item), NULL);
    }
}

static gboolean
add_children (DovetailPrintSheet *sheet,
              DovetailStore *store,
              const char *task_id,
              guint indent,
              gint64 now,
              GError **error)
{
  g_autoptr (GPtrArray) children = NULL;

  if (indent > MAX_DEPTH)
    return TRUE;
  children = dovetail_store_list_children (store, task_id, error);
  if (children == NULL)
    return FALSE;
  for (guint i = 0; i < children->len; i++)
    {
      DovetailRecord *child = ((DovetailReplica *) children->pdata[i])->current;

      add_task (sheet, child, indent, now);
      if (!add_children (sheet, store, child->entity_id, indent + 1, now, error))
        return FALSE;
    }
  return TRUE;
}

DovetailPrintSheet *
dovetail_print_list_content (
    DovetailStore *store, const char *title, GArray *rows, gint64 now, GError **error)
{
  g_autoptr (DovetailPrintSheet) sheet = dovetail_print_sheet_new (title);
  guint shown = MIN (rows->len, DOVETAIL_PRINT_MOST_TASKS);

  for (guint i = 0; i < shown; i++)
    {
      g_autoptr (DovetailReplica) replica
          = dovetail_store_read_row (store, g_array_index (rows, gint64, i), NULL);

      /* it went away since the list was shown */
      if (replica == NULL || replica->current->deleted)
        continue;
      add_task (sheet, replica->current, 0, now);
      add_checklist (sheet, replica->current->data, 1);
      if (!add_children (sheet, store, replica->current->entity_id, 1, now, error))
        return NULL;
    }
  if (rows->len == 0)
    dovetail_print_sheet_add (sheet, DOVETAIL_PRINT_TEXT, 0, _ ("Nothing here"), NULL);
  if (shown < rows->len)
    {
      g_autofree char *more = g_strdup_printf (
          ngettext ("and %u more task", "and %u more tasks", rows->len - shown), rows->len - shown);

      dovetail_print_sheet_add (sheet, DOVETAIL_PRINT_TEXT, 0, more, NULL);
    }
  return g_steal_pointer (&sheet);
}

/* A heading and what stands below; nothing where there is nothing. */
static gboolean
has_items (JsonNode *data)
{
  JsonNode *checklist = dovetail_data_get (data, "checklist");

  return checklist != NULL && JSON_NODE_HOLDS_ARRAY (checklist)
         && json_array_get_length (json_node_get_array (checklist)) > 0;
}

DovetailPrintSheet *
dovetail_print_task_content (DovetailStore *store, const char *task_id, gint64 now, GError **error)
{
  g_autoptr (DovetailReplica) replica
      = dovetail_store_get_replica (store, DOVETAIL_ENTITY_TASK, task_id, error);
  g_autoptr (DovetailPrintSheet) sheet = NULL;
  g_autofree char *facts = NULL;
  g_autofree char *list = NULL;
  const char *notes;
  JsonNode *data;
  guint children;
  guint done;

  if (replica == NULL)
    return NULL;
  data = replica->current->data;
  sheet = dovetail_print_sheet_new (dovetail_record_get_title (replica->current));
  list = dovetail_words_value (store, DOVETAIL_ENTITY_TASK, "list_id", dovetail_data_get (data, "list_id"));
  facts = describe_facts (data, now);
  dovetail_print_sheet_add (sheet, DOVETAIL_PRINT_TEXT, 0, list, facts);
  notes = dovetail_data_get_string (data, "notes");
  if (notes != NULL)
    dovetail_print_sheet_add (sheet, DOVETAIL_PRINT_TEXT, 0, notes, NULL);
  if (has_items (data))
    dovetail_print_sheet_add (sheet, DOVETAIL_PRINT_HEADING, 0, _ ("Checklist"), NULL);
  add_checklist (sheet, data, 0);
  children = dovetail_store_count_children (store, task_id, &done);
  if (children > 0)
    dovetail_print_sheet_add (sheet, DOVETAIL_PRINT_HEADING, 0, _ ("Subtasks"), NULL);
  return add_children (sheet, store, task_id, 0, now, error) ? g_steal_pointer (&sheet) : NULL;
}
