/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/change.h"
#include "wire/conflict.h"

G_BEGIN_DECLS

/* GET /sync/conflicts and POST /sync/resolve-conflict; the conflict itself, as it also stands in push results. */
typedef struct
{
  GPtrArray *conflicts;    /* DovetailConflict */
  char      *next_cursor;  /* NULL: that was all */
  gint64     conflicts_rev;
  guint      n_unreadable; /* those that made no sense here and are left out */
} DovetailConflictsResponse;

typedef struct
{
  char     *client_id;
  char     *mutation_id;
  char     *conflict_id;
  char     *strategy;       /* DOVETAIL_RESOLUTION_... */
  JsonNode *resolved_data;  /* user_merge: merge patch on the server's present record; else NULL */
  gint64    version;        /* the record's version this was decided on */
  gint64    timestamp;      /* ms; 0: now */
  char     *sync_token;     /* where the device stands; NULL: nowhere yet */
} DovetailResolveRequest;

typedef struct
{
  DovetailRecord   *record;     /* as stored now; may be NULL with 409 */
  DovetailConflict *conflict;   /* as it is now: closed, or open after reopen; with 409 the fresh one */
  char             *sync_token; /* in place of the one sent: no further, but only good where this answer is known;
                                 * NULL: the one sent does not do, or there was none */
  gint64            conflicts_rev;
  gint64            server_time;
} DovetailResolveResponse;

JsonNode                  *dovetail_conflicts_response_to_json   (const DovetailConflictsResponse *response);
DovetailConflictsResponse *dovetail_conflicts_response_from_json (JsonNode                        *node,
                                                                  GError                         **error);
void                       dovetail_conflicts_response_free      (DovetailConflictsResponse       *response);
JsonNode                  *dovetail_resolve_request_to_json      (const DovetailResolveRequest    *request);
DovetailResolveRequest    *dovetail_resolve_request_from_json    (JsonNode                        *node,
                                                                  GError                         **error);
void                       dovetail_resolve_request_free         (DovetailResolveRequest          *request);
JsonNode                  *dovetail_resolve_response_to_json     (const DovetailResolveResponse   *response);
DovetailResolveResponse   *dovetail_resolve_response_from_json   (JsonNode                        *node,
                                                                  GError                         **error);
void                       dovetail_resolve_response_free        (DovetailResolveResponse         *response);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailConflictsResponse, dovetail_conflicts_response_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailResolveRequest, dovetail_resolve_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailResolveResponse, dovetail_resolve_response_free)

G_END_DECLS
