/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/change.h"

G_BEGIN_DECLS

/* POST /sync/delta: push and pull in one round trip, the ordinary incremental sync. */
typedef struct
{
  char      *client_id;    /* device_id on the wire */
  char      *sync_token;   /* or */
  gint64     last_sync_at; /* ms, of simple clients; 0: none */
  gboolean   has_policy;
  DovetailPolicy policy;
  gboolean   atomic;
  gint64     batch_size;   /* 0: the default */
  GPtrArray *changes;      /* DovetailChange; mutation_id NULL when the client gave none */
} DovetailExchangeRequest;

typedef struct
{
  GPtrArray *results;        /* DovetailChangeResult */
  GPtrArray *server_changes; /* DovetailDelta */
  GPtrArray *unreadable;     /* DovetailUnreadable: those that made no sense here */
  GPtrArray *conflicts;      /* DovetailConflict: of the results, for simple clients' sake listed apart on the wire */
  char      *sync_token;
  gint64     last_sync_at;   /* ms */
  gboolean   has_more;
  gboolean   success;
  gint64     applied_count;
  gint64     error_count;
  gint64     conflicts_rev;
  gint64     server_time;
} DovetailExchangeResponse;

JsonNode                 *dovetail_exchange_request_to_json    (const DovetailExchangeRequest  *request);
DovetailExchangeRequest  *dovetail_exchange_request_from_json  (JsonNode                       *node,
                                                                GError                        **error);
void                      dovetail_exchange_request_free       (DovetailExchangeRequest        *request);
JsonNode                 *dovetail_exchange_response_to_json   (const DovetailExchangeResponse *response);
DovetailExchangeResponse *dovetail_exchange_response_from_json (JsonNode                       *node,
                                                                GError                        **error);
void                      dovetail_exchange_response_free      (DovetailExchangeResponse       *response);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailExchangeRequest, dovetail_exchange_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailExchangeResponse, dovetail_exchange_response_free)

G_END_DECLS
