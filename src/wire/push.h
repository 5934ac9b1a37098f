/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/change.h"

G_BEGIN_DECLS

/* POST /sync/push */
typedef struct
{
  char      *client_id;
  gboolean   has_policy;
  DovetailPolicy policy; /* when has_policy */
  gboolean   atomic;
  char      *sync_token; /* NULL: none */
  GPtrArray *changes;    /* DovetailChange */
} DovetailPushRequest;

typedef struct
{
  GPtrArray *results;    /* DovetailChangeResult, in the order of the changes */
  gint64     applied_count;
  gint64     conflict_count;
  gint64     error_count;
  gboolean   success;
  char      *sync_token; /* NULL: the client must pull */
  gint64     conflicts_rev;
  gint64     server_time;
} DovetailPushResponse;

JsonNode             *dovetail_push_request_to_json    (const DovetailPushRequest  *request);
DovetailPushRequest  *dovetail_push_request_from_json  (JsonNode                   *node,
                                                        GError                    **error);
void                  dovetail_push_request_free       (DovetailPushRequest        *request);
JsonNode             *dovetail_push_response_to_json   (const DovetailPushResponse *response);
DovetailPushResponse *dovetail_push_response_from_json (JsonNode                   *node,
                                                        GError                    **error);
void                  dovetail_push_response_free      (DovetailPushResponse       *response);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailPushRequest, dovetail_push_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailPushResponse, dovetail_push_response_free)

G_END_DECLS
