/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One thing that is done to several tasks: what it makes of each, and how it is said. */

#include "app/bulk-edit.h"

#include <glib/gi18n.h>

#include "app/due.h"

DovetailBulkEdit *
dovetail_bulk_edit_new (DovetailBulkKind kind, const char *text, const char *name)
{
  DovetailBulkEdit *edit = g_new0 (DovetailBulkEdit, 1);

  edit->kind = kind;
  edit->text = g_strdup (text);
  edit->name = g_strdup (name);
  return edit;
}

static void
read_now (const DovetailZone *zone, DovetailCivil *now)
{
  zone->from_utc (zone->user_data, g_get_real_time () / 1000, now);
}

DovetailBulkEdit *
dovetail_bulk_edit_new_due (const DovetailCivil *due, const DovetailZone *zone)
{
  DovetailBulkEdit *edit = dovetail_bulk_edit_new (DOVETAIL_BULK_DUE, NULL, NULL);
  DovetailCivil now;

  read_now (zone, &now);
  edit->due = dovetail_due_to_patch (due, zone);
  edit->name = due != NULL ? dovetail_due_describe (due, &now) : NULL;
  return edit;
}

static DovetailBulkEdit *
new_due_today (const DovetailZone *zone)
{
  DovetailCivil today;

  read_now (zone, &today);
  today.hour = -1;
  today.minute = 0;
  return dovetail_bulk_edit_new_due (&today, zone);
}

DovetailBulkEdit *
dovetail_bulk_edit_for_place (DovetailView view,
                              const char *list_id,
                              const char *name,
                              const DovetailZone *zone)
{
  switch (view)
    {
    case DOVETAIL_VIEW_INBOX:
    case DOVETAIL_VIEW_LIST:
      return dovetail_bulk_edit_new (DOVETAIL_BULK_MOVE, list_id, name);
    case DOVETAIL_VIEW_TODAY:
      return new_due_today (zone);
    case DOVETAIL_VIEW_FLAGGED:
      return dovetail_bulk_edit_new (DOVETAIL_BULK_PRIORITY, "high", NULL);
    case DOVETAIL_VIEW_COMPLETED:
      return dovetail_bulk_edit_new (DOVETAIL_BULK_COMPLETE, NULL, NULL);
    /* Scheduled wants a date that nobody named, and everything is in All. */
    case DOVETAIL_VIEW_SCHEDULED:
    case DOVETAIL_VIEW_ALL:
    default:
      return NULL;
    }
}

DovetailBulkEdit *
dovetail_bulk_edit_copy (const DovetailBulkEdit *edit)
{
  DovetailBulkEdit *copy = dovetail_bulk_edit_new (edit->kind, edit->text, edit->name);

  copy->due = edit->due != NULL ? json_node_ref (edit->due) : NULL;
  return copy;
}

void
dovetail_bulk_edit_free (DovetailBulkEdit *edit)
{
  if (edit == NULL)
    return;
  g_free (edit->text);
  g_free (edit->name);
  g_clear_pointer (&edit->due, json_node_unref);
  g_free (edit);
}

static JsonNode *
patch_of (const char *field, JsonNode *value)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  if (value == NULL)
    json_object_set_null_member (object, field);
  else
    json_object_set_member (object, field, value);
  json_node_take_object (node, object);
  json_node_seal (node);
  return node;
}

static JsonNode *
patch_of_text (const char *field, const char *text)
{
  return patch_of (field, text != NULL ? dovetail_value_string (text) : NULL);
}

static gboolean
is_over (JsonNode *data)
{
  const char *status = dovetail_data_get_string (data, "status");

  return g_strcmp0 (status, "done") == 0 || g_strcmp0 (status, "cancelled") == 0;
}

static gboolean
same_tag (const char *one, const char *other)
{
  g_autofree char *first = g_utf8_casefold (one, -1);
  g_autofree char *second = g_utf8_casefold (other, -1);

  return g_str_equal (first, second);
}

/* Tags are the same whatever their letters' case; the ones that are there keep theirs. */
static JsonNode *
patch_tags (JsonNode *data, const char *tag, gboolean add)
{
  g_auto (GStrv) tags = dovetail_data_get_strings (data, "tags");
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  gboolean found = FALSE;

  for (char **t = tags; *t != NULL; t++)
    if (same_tag (*t, tag))
      found = TRUE;
    else
      g_ptr_array_add (kept, *t);
  if (found == add)
    return NULL;
  if (add)
    g_ptr_array_add (kept, (gpointer) tag);
  g_ptr_array_add (kept, NULL);
  return patch_of ("tags", kept->len > 1 ? dovetail_value_strings ((const char *const *) kept->pdata) : NULL);
}

JsonNode *
dovetail_bulk_edit_patch (const DovetailBulkEdit *edit, JsonNode *data)
{
  const char *priority = dovetail_data_get_string (data, "priority");

  switch (edit->kind)
    {
    case DOVETAIL_BULK_COMPLETE:
      return is_over (data) ? NULL : patch_of_text ("status", "done");
    case DOVETAIL_BULK_REOPEN:
      return is_over (data) ? patch_of_text ("status", "open") : NULL;
    case DOVETAIL_BULK_MOVE:
      return g_strcmp0 (dovetail_data_get_string (data, "list_id"), edit->text) == 0
                 ? NULL
                 : patch_of_text ("list_id", edit->text);
    case DOVETAIL_BULK_DUE:
      return json_node_ref (edit->due);
    case DOVETAIL_BULK_PRIORITY:
      return g_strcmp0 (priority != NULL ? priority : "none", edit->text) == 0
                 ? NULL
                 : patch_of_text ("priority", edit->text);
    case DOVETAIL_BULK_ADD_TAG:
    case DOVETAIL_BULK_REMOVE_TAG:
      return patch_tags (data, edit->text, edit->kind == DOVETAIL_BULK_ADD_TAG);
    case DOVETAIL_BULK_DELETE:
    case DOVETAIL_BULK_PLACE:
    default:
      return NULL;
    }
}

static char *
describe_due (const DovetailBulkEdit *edit, guint count)
{
  if (edit->name == NULL)
    return g_strdup_printf (ngettext ("%u task has no date now", "%u tasks have no date now", count), count);
  /* Translators: the second is a date, such as "Tomorrow 09:00" */
  return g_strdup_printf (ngettext ("%u task is due: %s", "%u tasks are due: %s", count), count, edit->name);
}

char *
dovetail_bulk_edit_describe (const DovetailBulkEdit *edit, guint count)
{
  if (count == 0)
    return g_strdup (_ ("Nothing had to be changed"));
  switch (edit->kind)
    {
    case DOVETAIL_BULK_COMPLETE:
      return g_strdup_printf (ngettext ("%u task completed", "%u tasks completed", count), count);
    case DOVETAIL_BULK_REOPEN:
      return g_strdup_printf (ngettext ("%u task opened again", "%u tasks opened again", count), count);
    case DOVETAIL_BULK_DELETE:
      return g_strdup_printf (ngettext ("%u task deleted", "%u tasks deleted", count), count);
    case DOVETAIL_BULK_MOVE:
      return g_strdup_printf (ngettext ("%u task moved to “%s”", "%u tasks moved to “%s”", count), count,
                              edit->name);
    case DOVETAIL_BULK_DUE:
      return describe_due (edit, count);
    case DOVETAIL_BULK_PRIORITY:
      return g_strdup_printf (ngettext ("Priority of %u task changed", "Priority of %u tasks changed", count),
                              count);
    case DOVETAIL_BULK_ADD_TAG:
      return g_strdup_printf (ngettext ("%u task tagged “%s”", "%u tasks tagged “%s”", count), count,
                              edit->text);
    case DOVETAIL_BULK_REMOVE_TAG:
      return g_strdup_printf (
          ngettext ("%u task without the tag “%s” now", "%u tasks without the tag “%s” now", count), count,
          edit->text);
    case DOVETAIL_BULK_PLACE:
    default:
      return g_strdup_printf (ngettext ("%u task moved", "%u tasks moved", count), count);
    }
}
