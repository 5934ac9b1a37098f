/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Merge patches (RFC 7396): what changed between two states of a record, and how to change it so. */

#include "core/patch.h"

static JsonNode *
seal_object (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  json_node_seal (node);

  return node;
}

static JsonObject *
object_of (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonNode *
get_member (JsonObject *object, const char *name)
{
  return object == NULL ? NULL : json_object_get_member (object, name);
}

static JsonObject *diff_objects (JsonObject *base, JsonObject *current);

static void
diff_member (JsonObject *patch, const char *name, JsonNode *before, JsonNode *now)
{
  if (dovetail_value_equal (before, now))
    return;
  if (object_of (before) != NULL && object_of (now) != NULL)
    json_object_set_object_member (patch, name, diff_objects (object_of (before), object_of (now)));
  else
    json_object_set_member (patch, name, dovetail_value_share (now));
}

static JsonObject *
diff_objects (JsonObject *base, JsonObject *current)
{
  JsonObject *patch = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (current != NULL)
    {
      json_object_iter_init_ordered (&iter, current);
      while (json_object_iter_next_ordered (&iter, &name, &value))
        diff_member (patch, name, get_member (base, name), value);
    }
  if (base != NULL)
    {
      json_object_iter_init_ordered (&iter, base);
      while (json_object_iter_next_ordered (&iter, &name, &value))
        if (!JSON_NODE_HOLDS_NULL (value) && get_member (current, name) == NULL)
          json_object_set_null_member (patch, name);
    }

  return patch;
}

/**
 * dovetail_patch_diff:
 * @base: (nullable): the fields before; %NULL is as empty
 * @current: (nullable): the fields now; %NULL is as empty
 *
 * Returns: (transfer full): the smallest merge patch that makes @base equal to @current: a sealed object,
 * empty when they are equal
 */
JsonNode *
dovetail_patch_diff (JsonNode *base, JsonNode *current)
{
  return seal_object (diff_objects (object_of (base), object_of (current)));
}

static JsonObject *apply_object (JsonObject *base, JsonObject *patch);

static void
apply_member (JsonObject *result, const char *name, JsonNode *change)
{
  JsonNode *before = get_member (result, name);

  if (JSON_NODE_HOLDS_NULL (change))
    json_object_remove_member (result, name);
  else if (JSON_NODE_HOLDS_OBJECT (change))
    json_object_set_object_member (result, name,
                                   apply_object (object_of (before), json_node_get_object (change)));
  else
    dovetail_value_put (result, name, change);
}

static JsonObject *
apply_object (JsonObject *base, JsonObject *patch)
{
  JsonObject *result = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (base != NULL)
    {
      json_object_iter_init_ordered (&iter, base);
      while (json_object_iter_next_ordered (&iter, &name, &value))
        if (!JSON_NODE_HOLDS_NULL (value))
          json_object_set_member (result, name, dovetail_value_share (value));
    }
  if (patch != NULL)
    {
      json_object_iter_init_ordered (&iter, patch);
      while (json_object_iter_next_ordered (&iter, &name, &value))
        apply_member (result, name, value);
    }

  return result;
}

/**
 * dovetail_patch_apply:
 * @base: (nullable): the fields before; %NULL is as empty
 * @patch: (nullable): a merge patch; %NULL is as empty
 *
 * Returns: (transfer full): the fields after @patch: a sealed object without null members
 */
JsonNode *
dovetail_patch_apply (JsonNode *base, JsonNode *patch)
{
  return seal_object (apply_object (object_of (base), object_of (patch)));
}

/**
 * dovetail_patch_base:
 * @base: (nullable): the fields before; %NULL is as empty
 * @patch: (nullable): a merge patch
 *
 * Returns: (transfer full): the whole values @base gives the fields that @patch touches, null for an absent
 * one: what a change carries, so that a server without history can still merge it
 */
JsonNode *
dovetail_patch_base (JsonNode *base, JsonNode *patch)
{
  JsonObject *values = json_object_new ();
  JsonObject *touched = object_of (patch);
  JsonObjectIter iter;
  const char *name;

  if (touched != NULL)
    {
      json_object_iter_init_ordered (&iter, touched);
      while (json_object_iter_next_ordered (&iter, &name, NULL))
        {
          JsonNode *value = get_member (object_of (base), name);

          if (value == NULL)
            json_object_set_null_member (values, name);
          else
            json_object_set_member (values, name, dovetail_value_share (value));
        }
    }

  return seal_object (values);
}

/**
 * dovetail_patch_take_object:
 * @object: (transfer full): fields and their new values; null removes
 *
 * Returns: (transfer full): the same as a merge patch
 */
JsonNode *
dovetail_patch_take_object (JsonObject *object)
{
  g_return_val_if_fail (object != NULL, NULL);

  return seal_object (object);
}
