/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Several pulls or pushes in one message: each part has a name, by which its answer is found. */

#include "wire/batch.h"

#include "core/data.h"
#include "wire/member.h"

typedef struct
{
  const char *client_id;
  GPtrArray *names;
} PartContext;

static gpointer
read_part (JsonNode *node, const DovetailPath *path, gpointer user_data, GError **error)
{
  PartContext *context = user_data;
  DovetailReader reader;
  g_autofree char *name = NULL;

  dovetail_reader_init (&reader, node, path);
  name = dovetail_read_string (&reader, "name");
  if (name != NULL && g_ptr_array_find_with_equal_func (context->names, name, g_str_equal, NULL))
    dovetail_reader_fail (&reader, "name", "used twice");
  if (!dovetail_reader_finish (&reader, error))
    return NULL;
  g_ptr_array_add (context->names, g_steal_pointer (&name));
  return dovetail_data_with_string (node, "client_id", context->client_id);
}

/**
 * dovetail_batch_request_from_json:
 * @node: a JSON object
 * @member: the array of parts
 * @error: %DOVETAIL_ERROR_INVALID naming the member that is wrong
 *
 * What the parts ask for is read when their turn comes: one that is wrong fails alone.
 *
 * Returns: (transfer full): the request, %NULL on error
 */
DovetailBatchRequest *
dovetail_batch_request_from_json (JsonNode *node, const char *member, GError **error)
{
  DovetailReader reader;
  g_autoptr (GPtrArray) names = g_ptr_array_new_null_terminated (0, g_free, TRUE);
  g_autoptr (DovetailBatchRequest) request = g_new0 (DovetailBatchRequest, 1);
  PartContext context = { NULL, names };

  dovetail_reader_init (&reader, node, NULL);
  context.client_id = request->client_id = dovetail_read_string (&reader, "client_id");
  request->bodies
      = dovetail_read_elements (&reader, member, read_part, &context, (GDestroyNotify) json_node_unref);
  request->names = (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
  return dovetail_reader_finish (&reader, error) ? g_steal_pointer (&request) : NULL;
}

/**
 * dovetail_batch_request_free:
 * @request: (nullable) (transfer full): freed
 */
void
dovetail_batch_request_free (DovetailBatchRequest *request)
{
  if (request == NULL)
    return;
  g_free (request->client_id);
  g_strfreev (request->names);
  g_clear_pointer (&request->bodies, g_ptr_array_unref);
  g_free (request);
}

/**
 * dovetail_batch_response_to_json:
 * @member: the array of parts
 * @names: of the parts
 * @answers: (element-type JsonNode): the answer to each, an object
 *
 * Returns: (transfer full): the sealed JSON object
 */
JsonNode *
dovetail_batch_response_to_json (const char *member, char **names, GPtrArray *answers)
{
  JsonObject *object = json_object_new ();
  JsonArray *parts = json_array_sized_new (answers->len);

  for (guint i = 0; i < answers->len; i++)
    json_array_add_element (parts,
                            dovetail_data_with_string (g_ptr_array_index (answers, i), "name", names[i]));
  json_object_set_array_member (object, member, parts);
  return dovetail_write_finish (object);
}
