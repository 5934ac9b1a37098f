/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Time and author of each field. A new record needs one entry; only fields changed later have their own. */

#include "server/authorship.h"

#define EVERY_FIELD "*"

static JsonNode *
entry_new (gint64 time, const DovetailAuthorship *act)
{
  JsonArray *array = json_array_sized_new (3);
  JsonNode *node = json_node_alloc ();

  json_array_add_int_element (array, time);
  json_array_add_string_element (array, act->client_id);
  json_array_add_string_element (array, act->user_id);
  json_node_init_array (node, array);
  json_array_unref (array);
  return node;
}

static gint64
time_of (const DovetailAuthorship *act, const char *field)
{
  return dovetail_data_get_int (act->field_times, field, act->timestamp);
}

static void
note_differences (JsonObject *authors, JsonNode *from, JsonNode *to, const DovetailAuthorship *act)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, json_node_get_object (from));
  while (json_object_iter_next (&iter, &name, &value))
    if (!dovetail_value_equal (value, dovetail_data_get (to, name)))
      json_object_set_member (authors, name, entry_new (time_of (act, name), act));
}

static void
note_own_time (JsonObject *field_times, const char *field, JsonNode *value, gpointer user_data)
{
  gpointer *context = user_data;
  const DovetailAuthorship *act = context[1];

  if (json_node_get_int (value) != act->timestamp)
    json_object_set_member (context[0], field, entry_new (json_node_get_int (value), act));
}

static JsonNode *
authors_new (const DovetailAuthorship *act)
{
  JsonObject *authors = json_object_new ();
  gpointer context[] = { authors, (gpointer) act };

  json_object_set_member (authors, EVERY_FIELD, entry_new (act->timestamp, act));
  if (act->field_times != NULL)
    json_object_foreach_member (json_node_get_object (act->field_times), note_own_time, context);
  return dovetail_data_take_object (authors);
}

/**
 * dovetail_authors_advance:
 * @authors: (nullable): as stored with @before
 * @before: (nullable): the record's data
 * @after: what replaces it
 * @act: who replaces it
 *
 * Returns: (transfer full): the authors to store with @after
 */
JsonNode *
dovetail_authors_advance (JsonNode *authors, JsonNode *before, JsonNode *after, const DovetailAuthorship *act)
{
  JsonObject *advanced;

  if (authors == NULL || before == NULL)
    return authors_new (act);
  advanced = dovetail_data_copy_members (authors);
  note_differences (advanced, before, after, act);
  note_differences (advanced, after, before, act);
  return dovetail_data_take_object (advanced);
}

static JsonNode *
entry_of (JsonNode *authors, const char *field)
{
  JsonNode *entry = dovetail_data_get (authors, field);

  return entry != NULL ? entry : dovetail_data_get (authors, EVERY_FIELD);
}

/* By the measure of last write wins. */
static gboolean
is_newer (const DovetailAuthorship *act, const char *field, JsonNode *entry)
{
  JsonArray *other = json_node_get_array (entry);
  gint64 mine = time_of (act, field);
  gint64 theirs = json_array_get_int_element (other, 0);

  if (mine != theirs)
    return mine > theirs;
  return g_strcmp0 (act->client_id, json_array_get_string_element (other, 1)) > 0;
}

/* Where there is one. json-glib keeps no reference to a value that is there already. */
static void
replace_member (JsonObject *object, const char *name, JsonNode *value)
{
  JsonNode *present = json_object_get_member (object, name);

  if (present != NULL && present != value)
    json_object_set_member (object, name, json_node_ref (value));
}

/**
 * dovetail_authors_settle:
 * @authors: as they are after a late change
 * @former: as they were before it
 * @merged: how the change was fitted in
 * @act: the change
 *
 * Two sides that wrote the same, or whose parts both went in, count as the newer of the two: a third change
 * is measured against that, whichever of them came first.
 *
 * Returns: (transfer full): the authors to store
 */
JsonNode *
dovetail_authors_settle (JsonNode *authors,
                         JsonNode *former,
                         const DovetailMerge *merged,
                         const DovetailAuthorship *act)
{
  JsonObject *settled = dovetail_data_copy_members (authors);

  for (guint i = 0; i < merged->fields->len; i++)
    {
      const DovetailFieldMerge *field = g_ptr_array_index (merged->fields, i);
      JsonNode *theirs = entry_of (former, field->name);

      if (field->outcome != DOVETAIL_OUTCOME_SAME && field->outcome != DOVETAIL_OUTCOME_BOTH)
        continue;
      if (is_newer (act, field->name, theirs))
        json_object_set_member (settled, field->name, entry_new (time_of (act, field->name), act));
      else
        replace_member (settled, field->name, theirs);
    }
  return dovetail_data_take_object (settled);
}

/**
 * dovetail_authors_times:
 * @authors: as stored
 * @fallback: (out): time of the fields that are not in the result, ms
 *
 * Returns: (transfer full): object of field -> ms
 */
JsonNode *
dovetail_authors_times (JsonNode *authors, gint64 *fallback)
{
  JsonObject *times = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *entry;

  *fallback = 0;
  json_object_iter_init (&iter, json_node_get_object (authors));
  while (json_object_iter_next (&iter, &name, &entry))
    {
      gint64 time = json_array_get_int_element (json_node_get_array (entry), 0);

      if (g_str_equal (name, EVERY_FIELD))
        *fallback = time;
      else
        json_object_set_int_member (times, name, time);
    }
  return dovetail_data_take_object (times);
}

/**
 * dovetail_authors_clients:
 * @authors: as stored
 * @fallback: (out) (transfer full): device of the fields that are not in the result
 *
 * Returns: (transfer full): object of field -> client_id
 */
JsonNode *
dovetail_authors_clients (JsonNode *authors, char **fallback)
{
  JsonObject *clients = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *entry;

  *fallback = NULL;
  json_object_iter_init (&iter, json_node_get_object (authors));
  while (json_object_iter_next (&iter, &name, &entry))
    {
      const char *client_id = json_array_get_string_element (json_node_get_array (entry), 1);

      if (g_str_equal (name, EVERY_FIELD))
        *fallback = g_strdup (client_id);
      else if (client_id != NULL)
        json_object_set_string_member (clients, name, client_id);
    }
  return dovetail_data_take_object (clients);
}

/**
 * dovetail_authors_latest:
 * @authors: as stored
 * @fields: names
 * @author: (out caller-allocates): who changed any of @fields last; to be cleared
 */
void
dovetail_authors_latest (JsonNode *authors, char **fields, DovetailAuthor *author)
{
  JsonArray *latest = json_node_get_array (dovetail_data_get (authors, EVERY_FIELD));
  gboolean own = FALSE;

  for (guint i = 0; fields[i] != NULL; i++)
    {
      JsonNode *node = dovetail_data_get (authors, fields[i]);
      JsonArray *entry = node == NULL ? NULL : json_node_get_array (node);

      if (entry == NULL
          || (own && json_array_get_int_element (entry, 0) <= json_array_get_int_element (latest, 0)))
        continue;
      latest = entry;
      own = TRUE;
    }

  author->time = json_array_get_int_element (latest, 0);
  author->client_id = g_strdup (json_array_get_string_element (latest, 1));
  author->user_id = g_strdup (json_array_get_string_element (latest, 2));
}
