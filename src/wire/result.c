/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What became of one change, on the wire. */

#include "wire/result.h"

#include "core/error.h"
#include "wire/conflict.h"

static void
write_error (JsonObject *object, const DovetailChangeResult *result)
{
  JsonObject *error;

  if (result->error_code == NULL)
    return;
  error = json_object_new ();
  json_object_set_string_member (error, "code", result->error_code);
  dovetail_write_string (error, "detail", result->error_detail);
  json_object_set_object_member (object, "error", error);
}

/**
 * dovetail_change_result_to_json:
 * @result: what became of a change
 *
 * Returns: (transfer full): the sealed JSON object
 */
JsonNode *
dovetail_change_result_to_json (const DovetailChangeResult *result)
{
  JsonObject *object = json_object_new ();

  dovetail_write_string (object, "mutation_id", result->mutation_id);
  json_object_set_string_member (object, "status", dovetail_result_status_to_string (result->status));
  if (result->status != DOVETAIL_RESULT_REJECTED)
    json_object_set_int_member (object, "version", result->version);
  dovetail_write_string (object, "etag", result->etag);
  if (result->deleted)
    json_object_set_boolean_member (object, "deleted", TRUE);
  dovetail_write_node (object, "data", result->data);
  if (result->conflict != NULL)
    json_object_set_member (object, "conflict", dovetail_conflict_to_json (result->conflict));
  write_error (object, result);
  return dovetail_write_finish (object);
}

static DovetailResultStatus
read_status (DovetailReader *reader)
{
  g_autofree char *name = dovetail_read_string (reader, "status");
  DovetailResultStatus status = DOVETAIL_RESULT_REJECTED;

  if (name != NULL && !dovetail_result_status_from_string (name, &status))
    dovetail_reader_fail (reader, "status", "unknown");
  return status;
}

static void
read_refusal (DovetailReader *reader, DovetailChangeResult *result, const DovetailPath *parent)
{
  g_autoptr (JsonNode) node = dovetail_read_object (reader, "error");
  DovetailPath path = { parent, "error", -1 };
  DovetailReader inner;

  if (node == NULL)
    return;
  dovetail_reader_init (&inner, node, &path);
  result->error_code = dovetail_read_string (&inner, "code");
  result->error_detail = dovetail_read_optional_string (&inner, "detail");
  dovetail_reader_absorb (reader, &inner);
}

static void
read_conflict (DovetailReader *reader, DovetailChangeResult *result, const DovetailPath *parent)
{
  g_autoptr (JsonNode) node = dovetail_read_optional_object (reader, "conflict");
  DovetailPath path = { parent, "conflict", -1 };

  if (node == NULL && result->status == DOVETAIL_RESULT_CONFLICT)
    dovetail_reader_fail (reader, "conflict", "missing");
  if (node != NULL && reader->error == NULL)
    result->conflict = dovetail_conflict_read (node, &path, &reader->error);
}

static void
read_stored (DovetailReader *reader, DovetailChangeResult *result)
{
  result->version = dovetail_read_int (reader, "version", 1);
  result->etag = dovetail_read_optional_string (reader, "etag");
  result->deleted = dovetail_read_optional_boolean (reader, "deleted", FALSE);
  result->data = dovetail_read_data (reader, "data");
  if (result->data == NULL && !result->deleted && result->status != DOVETAIL_RESULT_APPLIED)
    dovetail_reader_fail (reader, "data", "missing");
}

/**
 * dovetail_change_result_from_json:
 * @node: what stands in the message
 * @path: (nullable): where it stands there
 * @error: %DOVETAIL_ERROR_INVALID naming the member that is wrong
 *
 * Returns: (transfer full): the result, %NULL on error
 */
DovetailChangeResult *
dovetail_change_result_from_json (JsonNode *node, const DovetailPath *path, GError **error)
{
  DovetailReader reader;
  g_autoptr (DovetailChangeResult) result = dovetail_change_result_alloc ();

  if (!dovetail_reader_init (&reader, node, path))
    return dovetail_reader_finish (&reader, error), NULL;
  result->mutation_id = dovetail_read_optional_string (&reader, "mutation_id");
  result->status = read_status (&reader);
  if (result->status == DOVETAIL_RESULT_REJECTED)
    read_refusal (&reader, result, path);
  else
    read_stored (&reader, result);
  read_conflict (&reader, result, path);
  return dovetail_reader_finish (&reader, error) ? g_steal_pointer (&result) : NULL;
}

static JsonNode *
write_result (gconstpointer element, gpointer user_data)
{
  return dovetail_change_result_to_json (element);
}

/**
 * dovetail_write_results:
 * @object: the message
 * @name: the array's member
 * @results: (element-type DovetailChangeResult): what goes into it
 */
void
dovetail_write_results (JsonObject *object, const char *name, GPtrArray *results)
{
  dovetail_write_elements (object, name, results, write_result, NULL);
}

/* An answer that makes no sense must not hold up the others: its change is set aside with the reason. */
static gpointer
read_result (JsonNode *node, const DovetailPath *path, gpointer user_data, GError **error)
{
  g_autoptr (GError) reason = NULL;
  DovetailChangeResult *result = dovetail_change_result_from_json (node, NULL, &reason);

  if (result != NULL)
    return result;
  result = dovetail_change_result_alloc ();
  result->mutation_id = g_strdup (dovetail_data_get_string (node, "mutation_id"));
  result->status = DOVETAIL_RESULT_REJECTED;
  result->error_code = g_strdup (DOVETAIL_WIRE_UNREADABLE_ANSWER);
  result->error_detail = g_strdup (reason->message);
  return result;
}

/**
 * dovetail_read_results:
 * @reader: a reader of the message
 * @name: the array's member
 *
 * Returns: (transfer full) (element-type DovetailChangeResult): the results; one that is wrong as a refusal
 * with %DOVETAIL_WIRE_UNREADABLE_ANSWER; %NULL when it is no array
 */
GPtrArray *
dovetail_read_results (DovetailReader *reader, const char *name)
{
  return dovetail_read_elements (reader, name, read_result, NULL,
                                 (GDestroyNotify) dovetail_change_result_free);
}
