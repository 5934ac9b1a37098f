/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* GET /sync/status */
typedef struct
{
  gint64 last_sync;         /* ms; 0: never */
  gint64 pending_conflicts;
  gint64 records;
  gint64 tombstones;
  gint64 tombstone_horizon; /* seq below which tombstones are gone */
  gint64 conflicts_rev;
  gint64 server_time;       /* ms */
  gint64 max_changes;       /* of its limits, as read; 0: it does not say. Written are those of wire/limits.h */
  gint64 max_body_bytes;
} DovetailStatusResponse;

JsonNode               *dovetail_status_response_to_json   (const DovetailStatusResponse *response);
DovetailStatusResponse *dovetail_status_response_from_json (JsonNode                     *node,
                                                            GError                      **error);
void                    dovetail_status_response_free      (DovetailStatusResponse       *response);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailStatusResponse, dovetail_status_response_free)

G_END_DECLS
