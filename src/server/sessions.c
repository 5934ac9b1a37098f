/* SPDX-License-Identifier: GPL-3.0-or-later */

/* /auth/login, /auth/refresh and /auth/logout: passwords become tokens, and tokens newer tokens. Refresh
 * tokens rotate in a chain; one whose successor was used already is a stolen or a very old one, and ends the
 * chain. */

#include <sodium.h>
#include <string.h>

#include "core/error.h"
#include "server/handlers.h"
#include "server/jwt.h"
#include "server/ledger-accounts.h"
#include "server/ledger-keys.h"
#include "server/ledger-logins.h"
#include "server/log.h"
#include "server/passwords.h"
#include "server/problem.h"
#include "server/server-private.h"
#include "wire/auth.h"

#define ACCESS_SECONDS (15 * 60)
#define REFRESH_MS (G_GINT64_CONSTANT (30) * 24 * 60 * 60 * 1000)
#define REFRESH_BYTES 32
#define MAX_DEVICE_TEXT 128
#define LOGIN_FAILURES 10
#define LOGIN_WINDOW_MS (60 * 1000)
#define MAX_PASSWORD_BYTES 1024
#define BASE64 sodium_base64_VARIANT_URLSAFE_NO_PADDING

/* A login or refresh on its way through its transaction. */
typedef struct
{
  const DovetailMember *member; /* login */
  const DovetailLoginRequest *login;
  char *login_hash;      /* under which its failures are counted */
  gint64 last_chance;    /* when the failure came that was one too many; 0: none */
  const char *presented; /* refresh */
  char *refresh_token;
  DovetailMember *found;
  DovetailDevice *known; /* login: the device, if it was here before */
  char *client_id;
  const char *refused; /* code; NULL: granted */
} Session;

static char *
token_hash (const char *token)
{
  guint8 hash[crypto_generichash_BYTES];
  char hex[2 * sizeof hash + 1];

  crypto_generichash (hash, sizeof hash, (const guint8 *) token, strlen (token), NULL, 0);
  return g_strdup (sodium_bin2hex (hex, sizeof hex, hash, sizeof hash));
}

static char *
make_refresh_token (DovetailServer *server)
{
  guint8 bytes[REFRESH_BYTES];
  char text[sodium_base64_ENCODED_LEN (REFRESH_BYTES, BASE64)];

  dovetail_random_fill (&server->options.random, bytes, sizeof bytes);
  return g_strdup (sodium_bin2base64 (text, sizeof text, bytes, sizeof bytes, BASE64));
}

static gboolean
add_refresh_token (DovetailServer *server,
                   Session *session,
                   const char *family_id,
                   const DovetailRefreshToken *token,
                   GError **error)
{
  g_autofree char *hash = NULL;

  g_free (session->refresh_token);
  session->refresh_token = make_refresh_token (server);
  hash = token_hash (session->refresh_token);
  return dovetail_refresh_token_add (server->ledger, family_id, hash, token, error);
}

/* Another process may have changed the key, and an old one must not sign any more: so the ring is read again.
 */
static char *
make_access_token (DovetailServer *server,
                   const DovetailMember *member,
                   const char *client_id,
                   GError **error)
{
  gint64 now = dovetail_server_now (server) / 1000;
  const DovetailClaims claims
      = { member->user_id, member->family_id, member->role, (char *) client_id, now, now + ACCESS_SECONDS };
  const DovetailSigningKey *newest;
  char *token;

  if (!dovetail_server_load_keys (server, error))
    return NULL;
  g_mutex_lock (&server->mutex);
  newest = g_ptr_array_index (server->keys, 0);
  token = dovetail_jwt_issue (&claims, newest->kid, newest->secret);
  g_mutex_unlock (&server->mutex);
  return token;
}

static DovetailResponse *
grant (DovetailServer *server, const DovetailMember *member, const char *client_id, const char *refresh_token)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *access_token = make_access_token (server, member, client_id, &error);
  const DovetailSessionGrant granted = { .access_token = access_token,
                                         .refresh_token = (char *) refresh_token,
                                         .expires_in = ACCESS_SECONDS,
                                         .user_id = member->user_id,
                                         .username = member->name,
                                         .role = member->role,
                                         .family_id = member->family_id,
                                         .server_time = dovetail_server_now (server) };

  if (access_token == NULL)
    return dovetail_refuse_for_error (error);
  return dovetail_answer (dovetail_session_grant_to_json (&granted));
}

static gboolean
start_session (DovetailServer *server, gpointer user_data, GError **error)
{
  Session *session = user_data;
  gint64 now = dovetail_server_now (server);
  const DovetailDevice *known = session->known;
  const char *family_id = session->member->family_id;
  g_autofree char *chain_id = dovetail_server_random_uuid (server);
  DovetailDevice device
      = { session->login->client_id, session->member->user_id, session->login->device_name, 0 };
  DovetailRefreshToken token = { chain_id, device.user_id, device.client_id, 1, now + REFRESH_MS, 0 };

  device.last_sync = known == NULL ? 0 : known->last_sync;
  if (device.name == NULL)
    device.name = known == NULL ? (char *) "" : known->name;
  return dovetail_device_put (server->ledger, family_id, &device, now, error)
         && dovetail_device_set_revoked (server->ledger, family_id, device.client_id, FALSE, error)
         && add_refresh_token (server, session, family_id, &token, error);
}

static gboolean
look_up (DovetailServer *server, gpointer user_data, GError **error)
{
  Session *session = user_data;

  g_clear_pointer (&session->found, dovetail_member_free);
  g_clear_pointer (&session->known, dovetail_device_free);
  return dovetail_login_failure_find (server->ledger, session->login_hash,
                                      dovetail_server_now (server) - LOGIN_WINDOW_MS, LOGIN_FAILURES - 1,
                                      &session->last_chance, error)
         && dovetail_member_find_by_name (server->ledger, session->login->username, &session->found, error)
         && (session->found == NULL
             || dovetail_device_find (server->ledger, session->found->family_id, session->login->client_id,
                                      &session->known, error));
}

static gboolean
note_failure (DovetailServer *server, gpointer user_data, GError **error)
{
  const Session *session = user_data;
  gint64 now = dovetail_server_now (server);

  return dovetail_login_failure_add (server->ledger, session->login_hash, now, now - LOGIN_WINDOW_MS, error);
}

/* Takes the same time whether the user exists, is disabled, or typed something else. */
static gboolean
password_is_right (DovetailServer *server, const DovetailMember *member, const char *password)
{
  gboolean right
      = dovetail_password_matches (member == NULL ? server->decoy_hash : member->password_hash, password);

  return member != NULL && !member->disabled && right;
}

static DovetailResponse *
refuse_too_many (gint64 wait)
{
  DovetailResponse *response
      = dovetail_refuse (429, "too_many_logins", "Too many failed logins; wait before you try again");

  response->retry_after = wait;
  return response;
}

static DovetailResponse *
log_in (DovetailServer *server, Session *session)
{
  g_autoptr (GError) error = NULL;
  DovetailResponse *response;

  if (!dovetail_server_transact (server, DOVETAIL_LEDGER_DIRECTORY, FALSE, look_up, session, &error))
    return dovetail_refuse_for_error (error);
  if (session->last_chance > 0)
    return refuse_too_many (session->last_chance + LOGIN_WINDOW_MS - dovetail_server_now (server));
  if (!password_is_right (server, session->found, session->login->password))
    {
      if (!dovetail_server_transact (server, DOVETAIL_LEDGER_DIRECTORY, TRUE, note_failure, session, &error))
        return dovetail_refuse_for_error (error);
      return dovetail_refuse (401, "invalid_credentials", "User name or password is wrong");
    }

  session->member = session->found;
  if (session->known != NULL && !g_str_equal (session->known->user_id, session->member->user_id))
    return dovetail_refuse (403, "client_id_taken",
                            "This device id belongs to somebody else in the family; pick a new one");
  if (!dovetail_server_transact (server, session->member->family_id, TRUE, start_session, session, &error))
    return dovetail_refuse_for_error (error);
  response = grant (server, session->member, session->login->client_id, session->refresh_token);
  return response;
}

/* Device ids stand in logs: nothing that could break a line. */
static gboolean
is_plain (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      return FALSE;
  return strlen (text) <= MAX_DEVICE_TEXT;
}

static gboolean
is_sensible (const DovetailLoginRequest *login)
{
  return is_plain (login->client_id)
         && (login->device_name == NULL || strlen (login->device_name) <= MAX_DEVICE_TEXT)
         && strlen (login->password) <= MAX_PASSWORD_BYTES && strlen (login->username) <= MAX_DEVICE_TEXT * 4;
}

DovetailResponse *
dovetail_handle_login (DovetailServer *server,
                       const DovetailCaller *caller,
                       const DovetailRequest *request,
                       JsonNode *body)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailLoginRequest) login = dovetail_login_request_from_json (body, &error);
  g_autofree char *key = NULL;
  Session session = { .login = login };
  DovetailResponse *response;

  if (login == NULL)
    return dovetail_refuse_for_error (error);
  if (!is_sensible (login))
    return dovetail_refuse (400, "invalid_request",
                            "One of the values is too long, or the device id is not ASCII");
  key = g_strdup_printf ("%s\n%s", request->peer == NULL ? "" : request->peer, login->username);
  session.login_hash = token_hash (key);
  response = log_in (server, &session);
  dovetail_member_free (session.found);
  dovetail_device_free (session.known);
  g_free (session.login_hash);
  g_free (session.refresh_token);
  return response;
}

/* Why a presented token does not do; NULL when it does. */
static const char *
judge (DovetailServer *server, const DovetailRefreshToken *token, const DovetailMember *member)
{
  if (token == NULL || token->expires_at <= dovetail_server_now (server) || member == NULL
      || member->disabled)
    return "invalid_refresh_token";
  return token->generation < token->used ? "refresh_token_reused" : NULL;
}

/* Whose token is presented, for the transaction that rotates it. */
static gboolean
find_bearer (DovetailServer *server, gpointer user_data, GError **error)
{
  Session *session = user_data;
  g_autofree char *hash = token_hash (session->presented);
  g_autoptr (DovetailRefreshToken) token = NULL;

  if (!dovetail_refresh_token_find (server->ledger, hash, &token, error)
      || (token != NULL && !dovetail_member_find (server->ledger, token->user_id, &session->found, error)))
    return FALSE;
  session->refused = judge (server, token, session->found);
  return TRUE;
}

static gboolean
rotate (DovetailServer *server, gpointer user_data, GError **error)
{
  Session *session = user_data;
  g_autofree char *hash = token_hash (session->presented);
  g_autoptr (DovetailRefreshToken) token = NULL;

  if (!dovetail_refresh_token_find (server->ledger, hash, &token, error))
    return FALSE;

  session->refused = judge (server, token, session->found);
  if (session->refused != NULL)
    return g_strcmp0 (session->refused, "refresh_token_reused") != 0
           || dovetail_refresh_chain_revoke (server->ledger, token->chain_id, error);

  g_free (session->client_id);
  session->client_id = g_strdup (token->client_id);
  if (!dovetail_refresh_token_use (server->ledger, hash, token, error))
    return FALSE;
  token->generation++;
  token->expires_at = dovetail_server_now (server) + REFRESH_MS;
  return add_refresh_token (server, session, session->found->family_id, token, error);
}

DovetailResponse *
dovetail_handle_refresh (DovetailServer *server,
                         const DovetailCaller *caller,
                         const DovetailRequest *request,
                         JsonNode *body)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *presented = dovetail_refresh_request_from_json (body, &error);
  Session session = { .presented = presented };
  DovetailResponse *response;

  if (presented == NULL)
    return dovetail_refuse_for_error (error);
  if (!dovetail_server_transact (server, DOVETAIL_LEDGER_DIRECTORY, FALSE, find_bearer, &session, &error)
      || (session.found != NULL
          && !dovetail_server_transact (server, session.found->family_id, TRUE, rotate, &session, &error)))
    response = dovetail_refuse_for_error (error);
  else if (session.refused != NULL)
    response
        = dovetail_refuse (401, session.refused, "This refresh token is not valid any more; log in again");
  else
    response = grant (server, session.found, session.client_id, session.refresh_token);

  dovetail_member_free (session.found);
  g_free (session.client_id);
  g_free (session.refresh_token);
  return response;
}

typedef struct
{
  const DovetailCaller *caller;
  const char *presented;
} Farewell;

static gboolean
end_session (DovetailServer *server, gpointer user_data, GError **error)
{
  const Farewell *farewell = user_data;
  g_autofree char *hash = token_hash (farewell->presented);
  g_autoptr (DovetailRefreshToken) token = NULL;

  if (!dovetail_refresh_token_find (server->ledger, hash, &token, error))
    return FALSE;
  if (token == NULL || !g_str_equal (token->user_id, farewell->caller->user_id))
    return TRUE;
  return dovetail_refresh_chain_revoke (server->ledger, token->chain_id, error);
}

DovetailResponse *
dovetail_handle_logout (DovetailServer *server,
                        const DovetailCaller *caller,
                        const DovetailRequest *request,
                        JsonNode *body)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *presented = dovetail_refresh_request_from_json (body, &error);
  Farewell farewell = { caller, presented };

  if (presented == NULL
      || !dovetail_server_transact (server, caller->family_id, TRUE, end_session, &farewell, &error))
    return dovetail_refuse_for_error (error);
  return dovetail_response_new (204, NULL, NULL);
}
