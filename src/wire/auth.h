/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* POST /auth/login, /auth/refresh, /auth/logout */
typedef struct
{
  char *username;
  char *password;
  char *client_id;
  char *device_name;
} DovetailLoginRequest;

typedef struct
{
  char  *access_token;
  char  *refresh_token;
  gint64 expires_in;   /* seconds the access token lives */
  char  *user_id;
  char  *username;
  char  *role;         /* owner, admin, member, viewer */
  char  *family_id;
  gint64 server_time;  /* ms */
} DovetailSessionGrant;

JsonNode             *dovetail_login_request_to_json      (const DovetailLoginRequest *request);
DovetailLoginRequest *dovetail_login_request_from_json    (JsonNode                   *node,
                                                           GError                    **error);
void                  dovetail_login_request_free         (DovetailLoginRequest       *request); /* wipes the password */
JsonNode             *dovetail_session_grant_to_json      (const DovetailSessionGrant *grant);
DovetailSessionGrant *dovetail_session_grant_from_json    (JsonNode                   *node,
                                                           GError                    **error);
void                  dovetail_session_grant_free         (DovetailSessionGrant       *grant);
JsonNode             *dovetail_refresh_request_to_json    (const char                 *refresh_token);
char                 *dovetail_refresh_request_from_json  (JsonNode                   *node,
                                                           GError                    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailLoginRequest, dovetail_login_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailSessionGrant, dovetail_session_grant_free)

G_END_DECLS
