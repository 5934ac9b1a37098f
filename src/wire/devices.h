/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* GET /auth/devices and POST /auth/devices/revoke */
typedef struct
{
  const char *client_id;
  const char *name;
  const char *user_id;
  const char *username;
  gint64      created_at; /* ms */
  gint64      last_sync;  /* ms; 0: never */
  gboolean    revoked;
  gboolean    current;    /* the one that asks */
} DovetailDeviceEntry;

JsonNode *dovetail_device_entry_to_json      (const DovetailDeviceEntry *entry);
JsonNode *dovetail_devices_response_to_json  (GPtrArray                 *entries); /* JsonNode */
char     *dovetail_revoke_request_from_json  (JsonNode                  *node,     /* the client_id */
                                              GError                   **error);

G_END_DECLS
