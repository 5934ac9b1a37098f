/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/change.h"

G_BEGIN_DECLS

/* POST /sync/pull */
typedef struct
{
  char    *client_id;
  char    *sync_token;   /* NULL: from the start */
  char   **entity_types; /* NULL: all */
  char   **list_ids;     /* NULL: all; filters tasks only */
  gint64   batch_size;   /* 0: the default */
  gboolean full;
} DovetailPullRequest;

typedef struct
{
  GPtrArray *deltas;        /* DovetailDelta */
  GPtrArray *unreadable;    /* DovetailUnreadable: those that made no sense here */
  char      *next_sync_token;
  gboolean   has_more;
  gboolean   full;          /* part of a full walk */
  gint64     conflicts_rev; /* moved: the conflicts are worth fetching; -1: not said */
  gint64     server_time;   /* ms */
} DovetailPullResponse;

JsonNode             *dovetail_pull_request_to_json    (const DovetailPullRequest  *request);
DovetailPullRequest  *dovetail_pull_request_from_json  (JsonNode                   *node,
                                                        GError                    **error);
void                  dovetail_pull_request_free       (DovetailPullRequest        *request);
JsonNode             *dovetail_pull_response_to_json   (const DovetailPullResponse *response);
DovetailPullResponse *dovetail_pull_response_from_json (JsonNode                   *node,
                                                        GError                    **error);
void                  dovetail_pull_response_free      (DovetailPullResponse       *response);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailPullRequest, dovetail_pull_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailPullResponse, dovetail_pull_response_free)

G_END_DECLS
