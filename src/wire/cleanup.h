/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* POST /sync/cleanup */
typedef struct
{
  gint64 tombstones;        /* removed */
  gint64 mutations;         /* forgotten: a change sent again is a new one */
  gint64 tombstone_horizon; /* seq below which tombstones are gone */
  gint64 server_time;       /* ms */
} DovetailCleanupResponse;

gboolean  dovetail_cleanup_request_from_json (JsonNode                      *node,
                                              gint64                        *older_than_days, /* -1: not said */
                                              GError                       **error);
JsonNode *dovetail_cleanup_response_to_json  (const DovetailCleanupResponse *response);

G_END_DECLS
