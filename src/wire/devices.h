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

/* The same as it is read from an answer. */
typedef struct
{
  char    *client_id;
  char    *name;      /* "" when it has none */
  char    *username;  /* whose it is; NULL: the server does not say */
  gint64   last_sync; /* ms; 0: never */
  gboolean revoked;
  gboolean current;   /* this one */
} DovetailListedDevice;

JsonNode *dovetail_device_entry_to_json      (const DovetailDeviceEntry *entry);
JsonNode *dovetail_devices_response_to_json  (GPtrArray                 *entries); /* JsonNode */
/* DovetailListedDevice; transfer full. */
GPtrArray *dovetail_devices_response_from_json (JsonNode               *node,
                                              GError                   **error);
char     *dovetail_revoke_request_from_json  (JsonNode                  *node,     /* the client_id */
                                              GError                   **error);
JsonNode *dovetail_revoke_request_to_json    (const char                *client_id);

G_END_DECLS
