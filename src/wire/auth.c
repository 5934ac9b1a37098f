/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Signing in, and keeping signed in. */

#include "wire/auth.h"

#include <string.h>

#include "wire/member.h"

static void
free_secret (char *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

/**
 * dovetail_login_request_to_json:
 * @request: who signs in, on which device
 *
 * Returns: (transfer full): the sealed JSON object
 */
JsonNode *
dovetail_login_request_to_json (const DovetailLoginRequest *request)
{
  JsonObject *object = json_object_new ();

  dovetail_write_string (object, "username", request->username);
  dovetail_write_string (object, "password", request->password);
  dovetail_write_string (object, "client_id", request->client_id);
  dovetail_write_string (object, "device_name", request->device_name);
  return dovetail_write_finish (object);
}

/**
 * dovetail_login_request_from_json:
 * @node: a JSON object
 * @error: %DOVETAIL_ERROR_INVALID naming the member that is wrong
 *
 * Returns: (transfer full): the request, %NULL on error
 */
DovetailLoginRequest *
dovetail_login_request_from_json (JsonNode *node, GError **error)
{
  DovetailReader reader;
  g_autoptr (DovetailLoginRequest) request = g_new0 (DovetailLoginRequest, 1);

  dovetail_reader_init (&reader, node, NULL);
  request->username = dovetail_read_string (&reader, "username");
  request->password = dovetail_read_string (&reader, "password");
  request->client_id = dovetail_read_string (&reader, "client_id");
  request->device_name = dovetail_read_optional_string (&reader, "device_name");
  return dovetail_reader_finish (&reader, error) ? g_steal_pointer (&request) : NULL;
}

/**
 * dovetail_login_request_free:
 * @request: (nullable) (transfer full): freed, the password wiped
 */
void
dovetail_login_request_free (DovetailLoginRequest *request)
{
  if (request == NULL)
    return;
  g_free (request->username);
  free_secret (request->password);
  g_free (request->client_id);
  g_free (request->device_name);
  g_free (request);
}

/**
 * dovetail_session_grant_to_json:
 * @grant: tokens and whose they are
 *
 * Returns: (transfer full): the sealed JSON object
 */
JsonNode *
dovetail_session_grant_to_json (const DovetailSessionGrant *grant)
{
  JsonObject *object = json_object_new ();
  JsonObject *user = json_object_new ();

  dovetail_write_string (object, "access_token", grant->access_token);
  json_object_set_string_member (object, "token_type", "Bearer");
  json_object_set_int_member (object, "expires_in", grant->expires_in);
  dovetail_write_string (object, "refresh_token", grant->refresh_token);
  dovetail_write_string (user, "id", grant->user_id);
  dovetail_write_string (user, "username", grant->username);
  json_object_set_object_member (object, "user", user);
  dovetail_write_string (object, "role", grant->role);
  dovetail_write_string (object, "family_id", grant->family_id);
  dovetail_write_time (object, "server_time", grant->server_time);
  return dovetail_write_finish (object);
}

static void
read_user (DovetailReader *reader, DovetailSessionGrant *grant)
{
  g_autoptr (JsonNode) node = dovetail_read_object (reader, "user");
  const DovetailPath path = { NULL, "user", -1 };
  DovetailReader inner;

  if (node == NULL)
    return;
  dovetail_reader_init (&inner, node, &path);
  grant->user_id = dovetail_read_string (&inner, "id");
  grant->username = dovetail_read_string (&inner, "username");
  dovetail_reader_absorb (reader, &inner);
}

/**
 * dovetail_session_grant_from_json:
 * @node: a JSON object
 * @error: %DOVETAIL_ERROR_INVALID naming the member that is wrong
 *
 * Returns: (transfer full): the grant, %NULL on error
 */
DovetailSessionGrant *
dovetail_session_grant_from_json (JsonNode *node, GError **error)
{
  DovetailReader reader;
  g_autoptr (DovetailSessionGrant) grant = g_new0 (DovetailSessionGrant, 1);

  dovetail_reader_init (&reader, node, NULL);
  grant->access_token = dovetail_read_string (&reader, "access_token");
  grant->expires_in = dovetail_read_int (&reader, "expires_in", 1);
  grant->refresh_token = dovetail_read_string (&reader, "refresh_token");
  read_user (&reader, grant);
  grant->role = dovetail_read_string (&reader, "role");
  grant->family_id = dovetail_read_string (&reader, "family_id");
  grant->server_time = dovetail_read_optional_time (&reader, "server_time");
  return dovetail_reader_finish (&reader, error) ? g_steal_pointer (&grant) : NULL;
}

/**
 * dovetail_session_grant_free:
 * @grant: (nullable) (transfer full): freed, the tokens wiped
 */
void
dovetail_session_grant_free (DovetailSessionGrant *grant)
{
  if (grant == NULL)
    return;
  free_secret (grant->access_token);
  free_secret (grant->refresh_token);
  g_free (grant->user_id);
  g_free (grant->username);
  g_free (grant->role);
  g_free (grant->family_id);
  g_free (grant);
}

/**
 * dovetail_refresh_request_to_json:
 * @refresh_token: the token of the last grant
 *
 * Of /auth/refresh and /auth/logout.
 *
 * Returns: (transfer full): the sealed JSON object
 */
JsonNode *
dovetail_refresh_request_to_json (const char *refresh_token)
{
  JsonObject *object = json_object_new ();

  dovetail_write_string (object, "refresh_token", refresh_token);
  return dovetail_write_finish (object);
}

/**
 * dovetail_refresh_request_from_json:
 * @node: a JSON object
 * @error: %DOVETAIL_ERROR_INVALID naming the member that is wrong
 *
 * Returns: (transfer full): the refresh token, %NULL on error
 */
char *
dovetail_refresh_request_from_json (JsonNode *node, GError **error)
{
  DovetailReader reader;
  g_autofree char *refresh_token = NULL;

  dovetail_reader_init (&reader, node, NULL);
  refresh_token = dovetail_read_string (&reader, "refresh_token");
  return dovetail_reader_finish (&reader, error) ? g_steal_pointer (&refresh_token) : NULL;
}
