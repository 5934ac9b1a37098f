/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* POST /sync/batch/pull and /sync/batch/push: several requests of one device in one. */
typedef struct
{
  char      *client_id;
  char     **names;  /* of the parts, in their order; no two alike */
  GPtrArray *bodies; /* JsonNode: each part as a request of its own, the client_id included */
} DovetailBatchRequest;

DovetailBatchRequest *dovetail_batch_request_from_json (JsonNode              *node,
                                                        const char            *member, /* "pulls" or "pushes" */
                                                        GError               **error);
void                  dovetail_batch_request_free      (DovetailBatchRequest  *request);
/* answers: JsonNode objects, one a part. */
JsonNode             *dovetail_batch_response_to_json  (const char            *member,
                                                        char                 **names,
                                                        GPtrArray             *answers);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailBatchRequest, dovetail_batch_request_free)

G_END_DECLS
