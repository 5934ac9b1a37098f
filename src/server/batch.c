/* SPDX-License-Identifier: GPL-3.0-or-later */

/* POST /sync/batch/pull and /sync/batch/push: several requests of one device in one. Each part is a
 * transaction of its own, in the order they stand, and is answered or refused on its own. */

#include "wire/batch.h"

#include "json/json.h"
#include "server/handlers.h"
#include "server/problem.h"
#include "wire/limits.h"

/* {"error": the problem} */
static JsonNode *
refusal_to_node (DovetailResponse *taken)
{
  g_autoptr (DovetailResponse) refusal = taken;
  JsonObject *object = json_object_new ();
  gsize length;
  const char *text = g_bytes_get_data (refusal->body, &length);

  json_object_set_member (object, "error", dovetail_json_parse_object (text, (gssize) length, NULL));
  return dovetail_data_take_object (object);
}

static GPtrArray *
answer_parts (DovetailServer *server, const DovetailCaller *caller, GPtrArray *bodies, DovetailPart part)
{
  GPtrArray *answers = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);

  for (guint i = 0; i < bodies->len; i++)
    {
      DovetailResponse *refusal = NULL;
      JsonNode *answer = part (server, caller, g_ptr_array_index (bodies, i), &refusal);

      g_ptr_array_add (answers, answer != NULL ? answer : refusal_to_node (refusal));
    }
  return answers;
}

static DovetailResponse *
handle (DovetailServer *server,
        const DovetailCaller *caller,
        JsonNode *body,
        const char *member,
        DovetailPart part)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailBatchRequest) request = dovetail_batch_request_from_json (body, member, &error);
  g_autoptr (GPtrArray) answers = NULL;

  if (request == NULL)
    return dovetail_refuse_for_error (error);
  if (!g_str_equal (request->client_id, caller->client_id))
    return dovetail_refuse_device ();
  if (request->bodies->len > DOVETAIL_WIRE_MAX_PARTS)
    return dovetail_refuse (413, "too_many_parts", "Send fewer requests at once");

  answers = answer_parts (server, caller, request->bodies, part);
  return dovetail_answer (dovetail_batch_response_to_json (member, request->names, answers));
}

DovetailResponse *
dovetail_handle_batch_pull (DovetailServer *server,
                            const DovetailCaller *caller,
                            const DovetailRequest *request,
                            JsonNode *body)
{
  return handle (server, caller, body, "pulls", dovetail_part_pull);
}

DovetailResponse *
dovetail_handle_batch_push (DovetailServer *server,
                            const DovetailCaller *caller,
                            const DovetailRequest *request,
                            JsonNode *body)
{
  return handle (server, caller, body, "pushes", dovetail_part_push);
}
