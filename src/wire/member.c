/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The shared readers and writers of message members: strict about types, and able to name what is wrong. */

#include "wire/member.h"

#include "core/data.h"
#include "core/error.h"
#include "core/timestamp.h"
#include "core/uuid.h"

static void
append_path (GString *text, const DovetailPath *path)
{
  if (path->parent != NULL)
    append_path (text, path->parent);
  if (text->len > 0 && path->name != NULL)
    g_string_append_c (text, '.');
  g_string_append (text, path->name != NULL ? path->name : "");
  if (path->index >= 0)
    g_string_append_printf (text, "[%d]", path->index);
}

/**
 * dovetail_reader_fail:
 * @reader: a reader
 * @name: (nullable): the member; %NULL: the object itself
 * @reason: words that follow its name
 *
 * Only the first is remembered.
 */
void
dovetail_reader_fail (DovetailReader *reader, const char *name, const char *reason)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (reader->error != NULL)
    return;
  if (reader->path != NULL)
    append_path (text, reader->path);
  if (name != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "." : "", name);
  if (text->len == 0)
    g_string_append (text, "body");
  reader->error = g_error_new (DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, "%s: %s", text->str, reason);
}

gboolean
dovetail_reader_init (DovetailReader *reader, JsonNode *node, const DovetailPath *path)
{
  *reader = (DovetailReader){ .path = path };
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    reader->object = json_node_get_object (node);
  else
    dovetail_reader_fail (reader, NULL, "not an object");
  return reader->object != NULL;
}

/**
 * dovetail_reader_finish:
 * @reader: a reader
 * @error: %DOVETAIL_ERROR_INVALID with the first member that was wrong
 *
 * Returns: whether nothing was
 */
gboolean
dovetail_reader_finish (DovetailReader *reader, GError **error)
{
  if (reader->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reader->error));
  return FALSE;
}

/**
 * dovetail_reader_absorb:
 * @reader: a reader
 * @inner: a reader of an object inside, done with
 */
void
dovetail_reader_absorb (DovetailReader *reader, DovetailReader *inner)
{
  if (reader->error == NULL)
    reader->error = g_steal_pointer (&inner->error);
  g_clear_error (&inner->error);
}

/* Borrowed; NULL when absent or null. */
static JsonNode *
find (DovetailReader *reader, const char *name)
{
  JsonNode *node = reader->object != NULL ? json_object_get_member (reader->object, name) : NULL;

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

static JsonNode *
find_required (DovetailReader *reader, const char *name)
{
  JsonNode *node = find (reader, name);

  if (node == NULL)
    dovetail_reader_fail (reader, name, "missing");
  return node;
}

/**
 * dovetail_reader_has:
 * @reader: a reader
 * @name: a member
 *
 * Returns: whether it is there and not null
 */
gboolean
dovetail_reader_has (DovetailReader *reader, const char *name)
{
  return find (reader, name) != NULL;
}

/* Borrowed; NULL, with the error remembered, when the node is no string. */
static const char *
as_string (DovetailReader *reader, const char *name, JsonNode *node)
{
  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_get_string (node);
  dovetail_reader_fail (reader, name, "not a string");
  return NULL;
}

/**
 * dovetail_read_string:
 * @reader: a reader
 * @name: a member, which must be there and not be empty
 *
 * Returns: (transfer full) (nullable): its text
 */
char *
dovetail_read_string (DovetailReader *reader, const char *name)
{
  const char *text = as_string (reader, name, find_required (reader, name));

  if (text != NULL && *text == '\0')
    dovetail_reader_fail (reader, name, "empty");
  return g_strdup (text);
}

/**
 * dovetail_read_optional_string:
 * @reader: a reader
 * @name: a member
 *
 * Returns: (transfer full) (nullable): its text
 */
char *
dovetail_read_optional_string (DovetailReader *reader, const char *name)
{
  return g_strdup (as_string (reader, name, find (reader, name)));
}

/**
 * dovetail_read_uuid:
 * @reader: a reader
 * @name: a member, which must be there
 *
 * Returns: (transfer full) (nullable): a UUID in lower case
 */
char *
dovetail_read_uuid (DovetailReader *reader, const char *name)
{
  const char *text = as_string (reader, name, find_required (reader, name));

  if (text != NULL && !dovetail_uuid_is_valid (text))
    dovetail_reader_fail (reader, name, "not a UUID");
  return g_strdup (text);
}

static gint64
as_int (DovetailReader *reader, const char *name, JsonNode *node, gint64 minimum)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    {
      dovetail_reader_fail (reader, name, "not a whole number");
      return minimum;
    }
  if (json_node_get_int (node) < minimum)
    dovetail_reader_fail (reader, name, "too small");
  return json_node_get_int (node);
}

/**
 * dovetail_read_int:
 * @reader: a reader
 * @name: a member, which must be there
 * @minimum: the least it may be
 *
 * Returns: a whole number
 */
gint64
dovetail_read_int (DovetailReader *reader, const char *name, gint64 minimum)
{
  JsonNode *node = find_required (reader, name);

  return node != NULL ? as_int (reader, name, node, minimum) : minimum;
}

/**
 * dovetail_read_optional_int:
 * @reader: a reader
 * @name: a member
 * @minimum: the least it may be
 * @fallback: what it is when it is not there
 *
 * Returns: a whole number
 */
gint64
dovetail_read_optional_int (DovetailReader *reader, const char *name, gint64 minimum, gint64 fallback)
{
  JsonNode *node = find (reader, name);

  return node != NULL ? as_int (reader, name, node, minimum) : fallback;
}

/**
 * dovetail_read_optional_boolean:
 * @reader: a reader
 * @name: a member
 * @fallback: what it is when it is not there
 *
 * Returns: true or false
 */
gboolean
dovetail_read_optional_boolean (DovetailReader *reader, const char *name, gboolean fallback)
{
  JsonNode *node = find (reader, name);

  if (node == NULL)
    return fallback;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return json_node_get_boolean (node);
  dovetail_reader_fail (reader, name, "neither true nor false");
  return fallback;
}

static gint64
as_time (DovetailReader *reader, const char *name, JsonNode *node)
{
  const char *text = as_string (reader, name, node);
  gint64 time = 0;

  if (text != NULL && !dovetail_timestamp_parse (text, &time))
    dovetail_reader_fail (reader, name, "not an RFC 3339 time");
  return time;
}

/**
 * dovetail_read_time:
 * @reader: a reader
 * @name: a member, which must be there
 *
 * Returns: an RFC 3339 time as ms
 */
gint64
dovetail_read_time (DovetailReader *reader, const char *name)
{
  return as_time (reader, name, find_required (reader, name));
}

/**
 * dovetail_read_optional_time:
 * @reader: a reader
 * @name: a member
 *
 * Returns: an RFC 3339 time as ms; 0 when it is not there
 */
gint64
dovetail_read_optional_time (DovetailReader *reader, const char *name)
{
  return as_time (reader, name, find (reader, name));
}

static JsonNode *
as_object (DovetailReader *reader, const char *name, JsonNode *node)
{
  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      dovetail_reader_fail (reader, name, "not an object");
      return NULL;
    }
  json_node_seal (node);
  return json_node_ref (node);
}

/**
 * dovetail_read_object:
 * @reader: a reader
 * @name: a member, which must be there
 *
 * Returns: (transfer full) (nullable): a sealed object
 */
JsonNode *
dovetail_read_object (DovetailReader *reader, const char *name)
{
  return as_object (reader, name, find_required (reader, name));
}

/**
 * dovetail_read_optional_object:
 * @reader: a reader
 * @name: a member
 *
 * Returns: (transfer full) (nullable): a sealed object
 */
JsonNode *
dovetail_read_optional_object (DovetailReader *reader, const char *name)
{
  return as_object (reader, name, find (reader, name));
}

static gboolean
has_null_member (JsonObject *object)
{
  JsonObjectIter iter;
  JsonNode *value;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, NULL, &value))
    if (JSON_NODE_HOLDS_NULL (value))
      return TRUE;
  return FALSE;
}

static void
copy_member (JsonObject *from, const char *name, JsonNode *value, gpointer user_data)
{
  json_object_set_member (user_data, name, json_node_ref (value));
}

/**
 * dovetail_read_data:
 * @reader: a reader
 * @name: a member
 *
 * Returns: (transfer full) (nullable): a sealed object without null members
 */
JsonNode *
dovetail_read_data (DovetailReader *reader, const char *name)
{
  g_autoptr (JsonNode) node = dovetail_read_optional_object (reader, name);
  JsonObject *clean;

  if (node == NULL || !has_null_member (json_node_get_object (node)))
    return g_steal_pointer (&node);
  clean = json_object_new ();
  json_object_foreach_member (json_node_get_object (node), copy_member, clean);
  return dovetail_data_take_object (clean);
}

static JsonArray *
as_array (DovetailReader *reader, const char *name, JsonNode *node)
{
  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_node_get_array (node);
  dovetail_reader_fail (reader, name, "not an array");
  return NULL;
}

/**
 * dovetail_read_optional_strings:
 * @reader: a reader
 * @name: a member
 *
 * Returns: (transfer full) (nullable): an array of strings
 */
char **
dovetail_read_optional_strings (DovetailReader *reader, const char *name)
{
  JsonArray *array = as_array (reader, name, find (reader, name));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (array == NULL)
    return NULL;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *text = as_string (reader, name, json_array_get_element (array, i));

      if (text == NULL)
        return NULL;
      g_strv_builder_add (builder, text);
    }
  return g_strv_builder_end (builder);
}

/**
 * dovetail_read_elements:
 * @reader: a reader
 * @name: a member, which must be there
 * @read: reads one element
 * @user_data: for @read
 * @element_free: frees one
 *
 * Returns: (transfer full) (nullable): what @read made of each; %NULL when one failed
 */
GPtrArray *
dovetail_read_elements (DovetailReader *reader,
                        const char *name,
                        DovetailReadElement read,
                        gpointer user_data,
                        GDestroyNotify element_free)
{
  JsonArray *array = as_array (reader, name, find_required (reader, name));
  g_autoptr (GPtrArray) elements = NULL;

  if (array == NULL || reader->error != NULL)
    return NULL;
  elements = g_ptr_array_new_full (json_array_get_length (array), element_free);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      DovetailPath path = { reader->path, name, (gint) i };
      gpointer element = read (json_array_get_element (array, i), &path, user_data, &reader->error);

      if (element == NULL)
        return NULL;
      g_ptr_array_add (elements, element);
    }
  return g_steal_pointer (&elements);
}

/**
 * dovetail_write_string:
 * @object: what is written
 * @name: a member
 * @text: (nullable): its text; %NULL: absent
 */
void
dovetail_write_string (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

/**
 * dovetail_write_time:
 * @object: what is written
 * @name: a member
 * @time: ms; 0: absent
 */
void
dovetail_write_time (JsonObject *object, const char *name, gint64 time)
{
  g_autofree char *text = NULL;

  if (time == 0)
    return;
  text = dovetail_timestamp_format (time);
  json_object_set_string_member (object, name, text);
}

/**
 * dovetail_write_revision:
 * @object: what is written to
 * @name: the member
 * @revision: a revision that counts from 0; -1: not known, so nothing is written
 */
void
dovetail_write_revision (JsonObject *object, const char *name, gint64 revision)
{
  if (revision >= 0)
    json_object_set_int_member (object, name, revision);
}

/**
 * dovetail_write_node:
 * @object: what is written
 * @name: a member
 * @node: (nullable): sealed, referenced; %NULL: absent
 */
void
dovetail_write_node (JsonObject *object, const char *name, JsonNode *node)
{
  if (node != NULL)
    json_object_set_member (object, name, json_node_ref (node));
}

/**
 * dovetail_write_strings:
 * @object: what is written
 * @name: a member
 * @strings: (nullable): %NULL: absent
 */
void
dovetail_write_strings (JsonObject *object, const char *name, char **strings)
{
  JsonArray *array;

  if (strings == NULL)
    return;
  array = json_array_new ();
  for (char **string = strings; *string != NULL; string++)
    json_array_add_string_element (array, *string);
  json_object_set_array_member (object, name, array);
}

/**
 * dovetail_write_elements:
 * @object: what is written
 * @name: a member
 * @elements: (nullable): what the array is made of; %NULL: nothing
 * @write: makes a node of one
 * @user_data: for @write
 */
void
dovetail_write_elements (
    JsonObject *object, const char *name, GPtrArray *elements, DovetailWriteElement write, gpointer user_data)
{
  JsonArray *array = json_array_sized_new (elements != NULL ? elements->len : 0);

  for (guint i = 0; elements != NULL && i < elements->len; i++)
    json_array_add_element (array, write (g_ptr_array_index (elements, i), user_data));
  json_object_set_array_member (object, name, array);
}

/**
 * dovetail_write_finish:
 * @object: (transfer full): what was written
 *
 * Returns: (transfer full): a sealed node of it
 */
JsonNode *
dovetail_write_finish (JsonObject *object)
{
  JsonNode *node = json_node_init_object (json_node_alloc (), object);

  json_object_unref (object);
  json_node_seal (node);
  return node;
}
