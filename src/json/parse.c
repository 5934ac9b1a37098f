/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Strict JSON text to sealed nodes: the guard looks first, then json-glib reads. */

#include "json/json.h"

#include "core/error.h"
#include "json/guard.h"

#include <string.h>

static const DovetailJsonLimits usual
    = { DOVETAIL_JSON_MAX_BYTES, DOVETAIL_JSON_MAX_DEPTH, DOVETAIL_JSON_MAX_VALUES };
static const DovetailJsonLimits of_answers
    = { DOVETAIL_JSON_MAX_BYTES, DOVETAIL_JSON_ANSWER_DEPTH, DOVETAIL_JSON_MAX_VALUES };
static const DovetailJsonLimits of_requests
    = { DOVETAIL_JSON_MAX_BYTES, DOVETAIL_JSON_MAX_DEPTH, DOVETAIL_JSON_REQUEST_VALUES };

static JsonNode *
parse (const char *text, gssize length, const DovetailJsonLimits *limits, GError **error)
{
  gsize size = length < 0 ? strlen (text) : (gsize) length;
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) parser_error = NULL;
  JsonNode *root;

  if (!dovetail_json_guard (text, size, limits, error))
    return NULL;

  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, text, (gssize) size, &parser_error))
    {
      g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, "Not valid JSON: %s",
                   parser_error->message);
      return NULL;
    }
  root = json_parser_steal_root (parser);
  json_node_seal (root);

  return root;
}

static JsonNode *
parse_object (const char *text, gssize length, const DovetailJsonLimits *limits, GError **error)
{
  g_autoptr (JsonNode) node = parse (text, length, limits, error);

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, "The JSON text must be an object");
      return NULL;
    }

  return g_steal_pointer (&node);
}

/**
 * dovetail_json_parse:
 * @text: JSON text in UTF-8
 * @length: its bytes; -1: up to the NUL
 * @error: return location
 *
 * Limits: %DOVETAIL_JSON_MAX_BYTES, %DOVETAIL_JSON_MAX_DEPTH and %DOVETAIL_JSON_MAX_VALUES.
 *
 * Returns: (transfer full) (nullable): the sealed value; %NULL with %DOVETAIL_ERROR_INVALID
 */
JsonNode *
dovetail_json_parse (const char *text, gssize length, GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);

  return parse (text, length, &usual, error);
}

/**
 * dovetail_json_parse_object:
 * @text: JSON text in UTF-8
 * @length: its bytes; -1: up to the NUL
 * @error: return location
 *
 * As dovetail_json_parse(), but the root must be an object.
 *
 * Returns: (transfer full) (nullable): the sealed object; %NULL with %DOVETAIL_ERROR_INVALID
 */
JsonNode *
dovetail_json_parse_object (const char *text, gssize length, GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);

  return parse_object (text, length, &usual, error);
}

/**
 * dovetail_json_parse_answer:
 * @text: JSON text in UTF-8
 * @length: its bytes; -1: up to the NUL
 * @error: return location
 *
 * As dovetail_json_parse_object(), with %DOVETAIL_JSON_ANSWER_DEPTH: still far from what json-glib's
 * recursion stands.
 *
 * Returns: (transfer full) (nullable): the sealed object; %NULL with %DOVETAIL_ERROR_INVALID
 */
JsonNode *
dovetail_json_parse_answer (const char *text, gssize length, GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);

  return parse_object (text, length, &of_answers, error);
}

/**
 * dovetail_json_parse_request:
 * @text: JSON text in UTF-8
 * @length: its bytes; -1: up to the NUL
 * @error: return location
 *
 * As dovetail_json_parse_object(), with %DOVETAIL_JSON_REQUEST_VALUES.
 *
 * Returns: (transfer full) (nullable): the sealed object; %NULL with %DOVETAIL_ERROR_INVALID
 */
JsonNode *
dovetail_json_parse_request (const char *text, gssize length, GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);

  return parse_object (text, length, &of_requests, error);
}
