/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Edits of a checklist as values. */

#include "app/checklist-edits.h"

static JsonArray *
items_of (JsonNode *checklist)
{
  return checklist != NULL && JSON_NODE_HOLDS_ARRAY (checklist) ? json_node_get_array (checklist) : NULL;
}

static guint
count (JsonNode *checklist)
{
  JsonArray *items = items_of (checklist);

  return items == NULL ? 0 : json_array_get_length (items);
}

static JsonNode *
seal (JsonArray *items)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (node, items);
  json_node_seal (node);
  return node;
}

char *
dovetail_checklist_item_id (JsonNode *item, guint place)
{
  const char *id = JSON_NODE_HOLDS_OBJECT (item) ? dovetail_data_get_string (item, "id") : NULL;

  return id != NULL ? g_strdup (id) : g_strdup_printf ("#%u", place);
}

const char *
dovetail_checklist_item_title (JsonNode *item)
{
  const char *title;

  if (!JSON_NODE_HOLDS_OBJECT (item))
    return "";
  title = dovetail_data_get_string (item, "title");
  if (title == NULL)
    title = dovetail_data_get_string (item, "text");
  return title == NULL ? "" : title;
}

/* G_MAXUINT: there is none. */
static guint
find (JsonNode *checklist, const char *id)
{
  for (guint i = 0; i < count (checklist); i++)
    {
      g_autofree char *candidate
          = dovetail_checklist_item_id (json_array_get_element (items_of (checklist), i), i);

      if (g_str_equal (candidate, id))
        return i;
    }
  return G_MAXUINT;
}

static JsonNode *
create_item (const char *id, const char *title)
{
  JsonObject *item = json_object_new ();

  json_object_set_string_member (item, "id", id);
  json_object_set_string_member (item, "title", title);
  json_object_set_boolean_member (item, "done", FALSE);
  return dovetail_data_take_object (item);
}

/* The array with this in the place of one item, taken; NULL: without it. place behind the end: added. */
static JsonNode *
replace (JsonNode *checklist, guint place, JsonNode *item)
{
  JsonArray *items = json_array_new ();

  for (guint i = 0; i < count (checklist); i++)
    if (i != place)
      json_array_add_element (items, json_node_ref (json_array_get_element (items_of (checklist), i)));
    else if (item != NULL)
      json_array_add_element (items, item);
  if (place >= count (checklist) && item != NULL)
    json_array_add_element (items, item);
  return seal (items);
}

JsonNode *
dovetail_checklist_add (JsonNode *checklist, const char *id, const char *title)
{
  g_return_val_if_fail (id != NULL && title != NULL, NULL);

  return replace (checklist, G_MAXUINT, create_item (id, title));
}

/* The item at a place with a member set; taken over, where it is no object, by a new one. */
static JsonNode *
item_with (JsonNode *checklist, guint place, const char *id, const char *member, JsonNode *value)
{
  JsonNode *item = json_array_get_element (items_of (checklist), place);
  g_autoptr (JsonNode) fresh = NULL;

  if (JSON_NODE_HOLDS_OBJECT (item))
    return dovetail_data_with (item, member, value);
  fresh = create_item (id, "");
  return dovetail_data_with (fresh, member, value);
}

JsonNode *
dovetail_checklist_set_title (JsonNode *checklist, const char *id, const char *title)
{
  guint place;
  g_autoptr (JsonNode) value = NULL;
  g_autoptr (JsonNode) titled = NULL;

  g_return_val_if_fail (id != NULL && title != NULL, NULL);

  place = find (checklist, id);
  if (place == G_MAXUINT)
    return dovetail_checklist_add (checklist, id, title);
  value = dovetail_value_string (title);
  titled = item_with (checklist, place, id, "title", value);
  /* the name that some other programs give it would be out of date */
  return replace (checklist, place, dovetail_data_with (titled, "text", NULL));
}

JsonNode *
dovetail_checklist_set_done (JsonNode *checklist, const char *id, gboolean done)
{
  guint place;
  g_autoptr (JsonNode) value = NULL;

  g_return_val_if_fail (id != NULL, NULL);

  place = find (checklist, id);
  if (place == G_MAXUINT)
    return replace (checklist, G_MAXUINT, NULL);
  value = dovetail_value_boolean (done);
  return replace (checklist, place, item_with (checklist, place, id, "done", value));
}

JsonNode *
dovetail_checklist_remove (JsonNode *checklist, const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  return replace (checklist, find (checklist, id), NULL);
}

JsonNode *
dovetail_checklist_move (JsonNode *checklist, const char *id, int by)
{
  JsonArray *items;
  guint from, to;

  g_return_val_if_fail (id != NULL && (by == 1 || by == -1), NULL);

  from = find (checklist, id);
  if (from == G_MAXUINT || (by < 0 && from == 0) || (by > 0 && from + 1 >= count (checklist)))
    return NULL;
  to = by < 0 ? from - 1 : from + 1;
  items = json_array_new ();
  for (guint i = 0; i < count (checklist); i++)
    {
      guint taken = i == from ? to : i == to ? from : i;

      json_array_add_element (items, json_node_ref (json_array_get_element (items_of (checklist), taken)));
    }
  return seal (items);
}
