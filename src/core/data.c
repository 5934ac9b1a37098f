/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The value of a record: sealed JSON nodes, shared by reference, never changed. */

#include "core/data.h"

#include <math.h>

static JsonNode *
seal_object (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  json_node_seal (node);

  return node;
}

/* Whether a null member lies in this object, or in one it holds directly. Arrays keep their nulls: a merge
 * patch replaces them whole. */
static gboolean
has_null_member (JsonObject *object)
{
  JsonObjectIter iter;
  JsonNode *value;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, NULL, &value))
    if (JSON_NODE_HOLDS_NULL (value)
        || (JSON_NODE_HOLDS_OBJECT (value) && has_null_member (json_node_get_object (value))))
      return TRUE;

  return FALSE;
}

static JsonObject *
without_null_members (JsonObject *object)
{
  JsonObject *clean = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      if (JSON_NODE_HOLDS_NULL (value))
        continue;
      if (JSON_NODE_HOLDS_OBJECT (value))
        json_object_set_object_member (clean, name, without_null_members (json_node_get_object (value)));
      else
        json_object_set_member (clean, name, dovetail_value_share (value));
    }

  return clean;
}

/**
 * dovetail_data_empty:
 *
 * Returns: (transfer full): a record without fields
 */
JsonNode *
dovetail_data_empty (void)
{
  return seal_object (json_object_new ());
}

/**
 * dovetail_data_take_object:
 * @object: (transfer full): fields; may be sealed already
 *
 * Null members count as absent and are dropped, in nested objects too, because a merge patch could not
 * express them.
 *
 * Returns: (transfer full): the fields as a sealed node
 */
JsonNode *
dovetail_data_take_object (JsonObject *object)
{
  g_autoptr (JsonObject) owned = object;

  g_return_val_if_fail (object != NULL, NULL);

  if (has_null_member (owned))
    return seal_object (without_null_members (owned));

  return seal_object (g_steal_pointer (&owned));
}

static JsonObject *
object_of (JsonNode *data)
{
  return data != NULL && JSON_NODE_HOLDS_OBJECT (data) ? json_node_get_object (data) : NULL;
}

/**
 * dovetail_data_copy_members:
 * @data: (nullable): a record's fields, or another object
 *
 * Returns: (transfer full): an object with the same members that can be changed; they are shared
 */
JsonObject *
dovetail_data_copy_members (JsonNode *data)
{
  JsonObject *copy = json_object_new ();
  JsonObject *object = object_of (data);
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  if (object == NULL)
    return copy;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    json_object_set_member (copy, name, dovetail_value_share (member));

  return copy;
}

/**
 * dovetail_data_is_empty:
 * @data: (nullable): a record's fields
 *
 * Returns: whether there is no field in it
 */
gboolean
dovetail_data_is_empty (JsonNode *data)
{
  JsonObject *object = object_of (data);

  return object == NULL || json_object_get_size (object) == 0;
}

/**
 * dovetail_data_equal:
 * @a: (nullable): a record's fields
 * @b: (nullable): a record's fields
 *
 * Returns: whether both hold the same; the order of members does not matter
 */
gboolean
dovetail_data_equal (JsonNode *a, JsonNode *b)
{
  return dovetail_value_equal (a, b);
}

/**
 * dovetail_data_get:
 * @data: (nullable): a record's fields
 * @field: a field's name
 *
 * Returns: (transfer none) (nullable): its value; %NULL when it is absent or null
 */
JsonNode *
dovetail_data_get (JsonNode *data, const char *field)
{
  JsonObject *object = object_of (data);
  JsonNode *value;

  g_return_val_if_fail (field != NULL, NULL);

  value = object == NULL ? NULL : json_object_get_member (object, field);

  return value == NULL || JSON_NODE_HOLDS_NULL (value) ? NULL : value;
}

/**
 * dovetail_data_get_string:
 * @data: (nullable): a record's fields
 * @field: a field's name
 *
 * Returns: (transfer none) (nullable): its text; %NULL when it is absent or no string
 */
const char *
dovetail_data_get_string (JsonNode *data, const char *field)
{
  JsonNode *value = dovetail_data_get (data, field);

  if (value == NULL || !JSON_NODE_HOLDS_VALUE (value) || json_node_get_value_type (value) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (value);
}

/* Whether a double is a whole number that a gint64 can hold. */
static gboolean
double_to_int (double number, gint64 *integer)
{
  if (!(number >= -9223372036854775808.0 && number < 9223372036854775808.0) || floor (number) != number)
    return FALSE;
  *integer = (gint64) number;

  return TRUE;
}

/**
 * dovetail_data_get_int:
 * @data: (nullable): a record's fields
 * @field: a field's name
 * @fallback: what to return without a number there
 *
 * Returns: its number; 5.0 counts as 5
 */
gint64
dovetail_data_get_int (JsonNode *data, const char *field, gint64 fallback)
{
  JsonNode *value = dovetail_data_get (data, field);
  gint64 number = fallback;

  if (value == NULL || !JSON_NODE_HOLDS_VALUE (value))
    return fallback;
  if (json_node_get_value_type (value) == G_TYPE_INT64)
    return json_node_get_int (value);
  if (json_node_get_value_type (value) == G_TYPE_DOUBLE)
    double_to_int (json_node_get_double (value), &number);

  return number;
}

/**
 * dovetail_data_get_boolean:
 * @data: (nullable): a record's fields
 * @field: a field's name
 * @fallback: what to return without a boolean there
 *
 * Returns: its truth
 */
gboolean
dovetail_data_get_boolean (JsonNode *data, const char *field, gboolean fallback)
{
  JsonNode *value = dovetail_data_get (data, field);

  if (value == NULL || !JSON_NODE_HOLDS_VALUE (value) || json_node_get_value_type (value) != G_TYPE_BOOLEAN)
    return fallback;

  return json_node_get_boolean (value);
}

/**
 * dovetail_data_get_strings:
 * @data: (nullable): a record's fields
 * @field: a field's name
 *
 * Returns: (transfer full): the strings of its array, other elements left out; empty when it is absent
 */
char **
dovetail_data_get_strings (JsonNode *data, const char *field)
{
  g_autoptr (GStrvBuilder) strings = g_strv_builder_new ();
  JsonNode *value = dovetail_data_get (data, field);
  JsonArray *array = value != NULL && JSON_NODE_HOLDS_ARRAY (value) ? json_node_get_array (value) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (element) && json_node_get_value_type (element) == G_TYPE_STRING)
        g_strv_builder_add (strings, json_node_get_string (element));
    }

  return g_strv_builder_end (strings);
}

/**
 * dovetail_data_with:
 * @data: (nullable): a record's fields
 * @field: a field's name
 * @value: (nullable): its new value, sealed by this call if it is not; %NULL or null removes the field
 *
 * Returns: (transfer full): the same fields, but for that one
 */
JsonNode *
dovetail_data_with (JsonNode *data, const char *field, JsonNode *value)
{
  JsonObject *changed;

  g_return_val_if_fail (field != NULL, NULL);

  changed = dovetail_data_copy_members (data);
  if (value == NULL || JSON_NODE_HOLDS_NULL (value))
    json_object_remove_member (changed, field);
  else
    dovetail_value_put (changed, field, value);

  return dovetail_data_take_object (changed);
}

/**
 * dovetail_data_with_string:
 * @data: (nullable): a record's fields
 * @field: a field's name
 * @value: (nullable): its new text; %NULL removes the field
 *
 * Returns: (transfer full): the same fields, but for that one
 */
JsonNode *
dovetail_data_with_string (JsonNode *data, const char *field, const char *value)
{
  g_autoptr (JsonNode) node = value == NULL ? NULL : dovetail_value_string (value);

  return dovetail_data_with (data, field, node);
}

/**
 * dovetail_value_share:
 * @value: (nullable): a value, sealed by this call if it is not
 *
 * json_node_copy() would copy the node even of a sealed value.
 *
 * Returns: (transfer full) (nullable): the same value for another owner
 */
JsonNode *
dovetail_value_share (JsonNode *value)
{
  if (value == NULL)
    return NULL;
  json_node_seal (value);

  return json_node_ref (value);
}

/**
 * dovetail_value_put:
 * @object: an object in the making
 * @name: a member's name
 * @value: (transfer none): its value, sealed by this call if it is not
 *
 * json_object_set_member() leaks a reference when the member already is that very node.
 */
void
dovetail_value_put (JsonObject *object, const char *name, JsonNode *value)
{
  g_return_if_fail (object != NULL && name != NULL && value != NULL);

  if (json_object_get_member (object, name) != value)
    json_object_set_member (object, name, dovetail_value_share (value));
}

/**
 * dovetail_value_string:
 * @text: UTF-8
 *
 * Returns: (transfer full): a sealed string
 */
JsonNode *
dovetail_value_string (const char *text)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  g_return_val_if_fail (text != NULL, node);

  json_node_set_string (node, text);
  json_node_seal (node);

  return node;
}

/**
 * dovetail_value_int:
 * @number: a number
 *
 * Returns: (transfer full): a sealed integer
 */
JsonNode *
dovetail_value_int (gint64 number)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_int (node, number);
  json_node_seal (node);

  return node;
}

/**
 * dovetail_value_boolean:
 * @value: the truth
 *
 * Returns: (transfer full): a sealed boolean
 */
JsonNode *
dovetail_value_boolean (gboolean value)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_boolean (node, value);
  json_node_seal (node);

  return node;
}

/**
 * dovetail_value_strings:
 * @strings: (nullable) (array zero-terminated=1): UTF-8 texts; %NULL is as empty
 *
 * Returns: (transfer full): a sealed array of strings
 */
JsonNode *
dovetail_value_strings (const char *const *strings)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();

  for (guint i = 0; strings != NULL && strings[i] != NULL; i++)
    json_array_add_string_element (array, strings[i]);
  json_node_take_array (node, array);
  json_node_seal (node);

  return node;
}

static gboolean
numbers_equal (JsonNode *a, JsonNode *b)
{
  gboolean a_is_int = json_node_get_value_type (a) == G_TYPE_INT64;
  gint64 number;

  if (a_is_int && json_node_get_value_type (b) == G_TYPE_INT64)
    return json_node_get_int (a) == json_node_get_int (b);
  if (!a_is_int && json_node_get_value_type (b) == G_TYPE_DOUBLE)
    return json_node_get_double (a) == json_node_get_double (b);

  return double_to_int (json_node_get_double (a_is_int ? b : a), &number)
         && number == json_node_get_int (a_is_int ? a : b);
}

static gboolean
is_number (JsonNode *node)
{
  GType type = json_node_get_value_type (node);

  return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;
}

static gboolean
scalars_equal (JsonNode *a, JsonNode *b)
{
  if (is_number (a) && is_number (b))
    return numbers_equal (a, b);
  if (json_node_get_value_type (a) != json_node_get_value_type (b))
    return FALSE;
  if (json_node_get_value_type (a) == G_TYPE_STRING)
    return g_strcmp0 (json_node_get_string (a), json_node_get_string (b)) == 0;

  return json_node_get_boolean (a) == json_node_get_boolean (b);
}

static gboolean
arrays_equal (JsonArray *a, JsonArray *b)
{
  guint length = json_array_get_length (a);

  if (length != json_array_get_length (b))
    return FALSE;
  for (guint i = 0; i < length; i++)
    if (!dovetail_value_equal (json_array_get_element (a, i), json_array_get_element (b, i)))
      return FALSE;

  return TRUE;
}

static gboolean
objects_equal (JsonObject *a, JsonObject *b)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (json_object_get_size (a) != json_object_get_size (b))
    return FALSE;
  json_object_iter_init (&iter, a);
  while (json_object_iter_next (&iter, &name, &value))
    {
      JsonNode *other = json_object_get_member (b, name);

      if (other == NULL || !dovetail_value_equal (value, other))
        return FALSE;
    }

  return TRUE;
}

/**
 * dovetail_value_equal:
 * @a: (nullable): a value
 * @b: (nullable): a value
 *
 * Numbers are equal by value (1 and 1.0), objects regardless of the order of members, arrays in order.
 *
 * Returns: whether both are the same value, or both %NULL
 */
gboolean
dovetail_value_equal (JsonNode *a, JsonNode *b)
{
  if (a == b)
    return TRUE;
  if (a == NULL || b == NULL || json_node_get_node_type (a) != json_node_get_node_type (b))
    return FALSE;

  switch (json_node_get_node_type (a))
    {
    case JSON_NODE_OBJECT:
      return objects_equal (json_node_get_object (a), json_node_get_object (b));
    case JSON_NODE_ARRAY:
      return arrays_equal (json_node_get_array (a), json_node_get_array (b));
    case JSON_NODE_VALUE:
      return scalars_equal (a, b);
    case JSON_NODE_NULL:
    default:
      return TRUE;
    }
}
