/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Nodes to JSON text. Not json-glib's generator: that of 1.6.6 writes 1e22 as 1e+22.0, which is not JSON and
 * which its own parser refuses, and 0.1 as 0.10000000000000001. The nodes come from the parser or from this
 * program, so they are not deeper than DOVETAIL_JSON_ANSWER_DEPTH and recursion is safe. */

#include "json/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
  GString *text;
  gboolean sorted; /* canonical: sorted members, and 1.0 as 1 */
  gboolean indented;
} Writer;

static void write_node (Writer *writer, JsonNode *node, guint depth);

static const char *
escape_of (guchar byte)
{
  switch (byte)
    {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\b':
      return "\\b";
    case '\f':
      return "\\f";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return NULL;
    }
}

static void
write_string (GString *text, const char *string)
{
  const char *plain = string;

  g_string_append_c (text, '"');
  for (; *string != '\0'; string++)
    {
      guchar byte = (guchar) *string;

      if (byte >= 0x20 && byte != '"' && byte != '\\')
        continue;
      g_string_append_len (text, plain, string - plain);
      plain = string + 1;
      if (escape_of (byte) != NULL)
        g_string_append (text, escape_of (byte));
      else
        g_string_append_printf (text, "\\u%04x", byte);
    }
  g_string_append_len (text, plain, string - plain);
  g_string_append_c (text, '"');
}

/* The shortest digits that read back as the same number, with a point or an exponent, so that it stays a
 * double. What JSON cannot say (infinity, not a number) becomes null. */
static void
write_double (GString *text, double number)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (number))
    {
      g_string_append (text, "null");
      return;
    }
  for (int precision = 15; precision <= 17; precision++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", precision);
      g_ascii_formatd (digits, sizeof digits, format, number);
      if (g_ascii_strtod (digits, NULL) == number)
        break;
    }
  g_string_append (text, digits);
  if (strpbrk (digits, ".eE") == NULL)
    g_string_append (text, ".0");
}

/* Whether a double is a whole number that an integer would say too. */
static gboolean
is_integral (double number)
{
  return number >= -9223372036854775808.0 && number < 9223372036854775808.0 && floor (number) == number;
}

static void
write_value (Writer *writer, JsonNode *node)
{
  GString *text = writer->text;
  GType type = json_node_get_value_type (node);

  if (type == G_TYPE_STRING)
    write_string (text, json_node_get_string (node));
  else if (type == G_TYPE_DOUBLE && writer->sorted && is_integral (json_node_get_double (node)))
    g_string_append_printf (text, "%" G_GINT64_FORMAT, (gint64) json_node_get_double (node));
  else if (type == G_TYPE_DOUBLE)
    write_double (text, json_node_get_double (node));
  else if (type == G_TYPE_BOOLEAN)
    g_string_append (text, json_node_get_boolean (node) ? "true" : "false");
  else
    g_string_append_printf (text, "%" G_GINT64_FORMAT, json_node_get_int (node));
}

static void
start_line (Writer *writer, guint depth)
{
  if (!writer->indented)
    return;
  g_string_append_c (writer->text, '\n');
  for (guint i = 0; i < depth; i++)
    g_string_append (writer->text, "  ");
}

static void
write_array (Writer *writer, JsonArray *array, guint depth)
{
  guint length = json_array_get_length (array);

  g_string_append_c (writer->text, '[');
  for (guint i = 0; i < length; i++)
    {
      if (i > 0)
        g_string_append_c (writer->text, ',');
      start_line (writer, depth + 1);
      write_node (writer, json_array_get_element (array, i), depth + 1);
    }
  if (length > 0)
    start_line (writer, depth);
  g_string_append_c (writer->text, ']');
}

static void
write_member (Writer *writer, gboolean first, const char *name, JsonNode *value, guint depth)
{
  if (!first)
    g_string_append_c (writer->text, ',');
  start_line (writer, depth + 1);
  write_string (writer->text, name);
  g_string_append (writer->text, writer->indented ? ": " : ":");
  write_node (writer, value, depth + 1);
}

static void
write_members_in_order (Writer *writer, JsonObject *object, guint depth)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  gboolean first = TRUE;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      write_member (writer, first, name, value, depth);
      first = FALSE;
    }
}

static void
write_members_sorted (Writer *writer, JsonObject *object, guint depth)
{
  g_autoptr (GList) names = g_list_sort (json_object_get_members (object), (GCompareFunc) strcmp);

  for (GList *link = names; link != NULL; link = link->next)
    write_member (writer, link == names, link->data, json_object_get_member (object, link->data), depth);
}

static void
write_object (Writer *writer, JsonObject *object, guint depth)
{
  g_string_append_c (writer->text, '{');
  if (writer->sorted)
    write_members_sorted (writer, object, depth);
  else
    write_members_in_order (writer, object, depth);
  if (json_object_get_size (object) > 0)
    start_line (writer, depth);
  g_string_append_c (writer->text, '}');
}

static void
write_node (Writer *writer, JsonNode *node, guint depth)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      write_object (writer, json_node_get_object (node), depth);
      break;
    case JSON_NODE_ARRAY:
      write_array (writer, json_node_get_array (node), depth);
      break;
    case JSON_NODE_VALUE:
      write_value (writer, node);
      break;
    case JSON_NODE_NULL:
    default:
      g_string_append (writer->text, "null");
      break;
    }
}

static char *
write_root (JsonNode *node, gboolean sorted, gboolean indented, gsize *length)
{
  Writer writer = { g_string_sized_new (512), sorted, indented };

  write_node (&writer, node, 0);
  if (length != NULL)
    *length = writer.text->len;

  return g_string_free (writer.text, FALSE);
}

/**
 * dovetail_json_generate:
 * @node: a value
 * @length: (out) (optional): the bytes of the text
 *
 * Returns: (transfer full): compact JSON; members in the node's order
 */
char *
dovetail_json_generate (JsonNode *node, gsize *length)
{
  g_return_val_if_fail (node != NULL, NULL);

  return write_root (node, FALSE, FALSE, length);
}

/**
 * dovetail_json_canonical:
 * @node: a value
 * @length: (out) (optional): the bytes of the text
 *
 * Returns: (transfer full): compact JSON; members sorted by byte order at every level
 */
char *
dovetail_json_canonical (JsonNode *node, gsize *length)
{
  g_return_val_if_fail (node != NULL, NULL);

  return write_root (node, TRUE, FALSE, length);
}

/**
 * dovetail_json_pretty:
 * @node: a value
 *
 * Returns: (transfer full): indented JSON, for people
 */
char *
dovetail_json_pretty (JsonNode *node)
{
  g_return_val_if_fail (node != NULL, NULL);

  return write_root (node, FALSE, TRUE, NULL);
}
