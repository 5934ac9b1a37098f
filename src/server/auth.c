/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who sends a request: the access token is checked, then the ledger is asked whether the user is still
 * welcome. */

#include "server/auth.h"

#include <string.h>

#include "server/jwt.h"
#include "server/ledger-accounts.h"
#include "server/ledger-keys.h"
#include "server/server-private.h"

#define SCHEME "Bearer "

static GBytes *
find_secret (DovetailServer *server, const char *kid)
{
  GBytes *secret = NULL;

  g_mutex_lock (&server->mutex);
  for (guint i = 0; secret == NULL && i < server->keys->len; i++)
    {
      DovetailSigningKey *key = g_ptr_array_index (server->keys, i);

      if (g_str_equal (key->kid, kid))
        secret = g_bytes_ref (key->secret);
    }
  g_mutex_unlock (&server->mutex);
  return secret;
}

/* Another process may have added a key meanwhile. */
static GBytes *
find_or_load_secret (DovetailServer *server, const char *kid, GError **error)
{
  GBytes *secret = find_secret (server, kid);

  if (secret == NULL && dovetail_server_load_keys (server, error))
    secret = find_secret (server, kid);
  return secret;
}

static DovetailClaims *
verify (DovetailServer *server, const char *authorization, GError **error)
{
  const char *token;
  g_autofree char *kid = NULL;
  g_autoptr (GBytes) secret = NULL;

  if (authorization == NULL || g_ascii_strncasecmp (authorization, SCHEME, strlen (SCHEME)) != 0)
    return NULL;
  token = authorization + strlen (SCHEME);
  kid = dovetail_jwt_peek_kid (token);
  secret = kid == NULL ? NULL : find_or_load_secret (server, kid, error);
  if (secret == NULL)
    return NULL;
  return dovetail_jwt_verify (token, secret, dovetail_server_now (server) / 1000);
}

typedef struct
{
  const DovetailClaims *claims;
  DovetailMember *member;
  DovetailDevice *device;
  DovetailFamily *family;
} Lookup;

static void
forget (Lookup *lookup)
{
  g_clear_pointer (&lookup->member, dovetail_member_free);
  g_clear_pointer (&lookup->device, dovetail_device_free);
  g_clear_pointer (&lookup->family, dovetail_family_free);
}

static gboolean
look_up (DovetailServer *server, gpointer user_data, GError **error)
{
  Lookup *lookup = user_data;

  forget (lookup);
  return dovetail_family_ask (server->ledger, lookup->claims->family_id, &lookup->family, error)
         && dovetail_bearer_find (server->ledger, lookup->claims->family_id, lookup->claims->user_id,
                                  lookup->claims->client_id, &lookup->member, &lookup->device, error);
}

/* The ledger's role counts, not the token's: it may have changed since. */
static DovetailCaller *
caller_new (Lookup *lookup)
{
  DovetailCaller *caller;

  if (lookup->family == NULL || lookup->member == NULL || lookup->member->disabled || lookup->device->revoked)
    return NULL;

  caller = g_new0 (DovetailCaller, 1);
  caller->user_id = g_strdup (lookup->member->user_id);
  caller->user_name = g_strdup (lookup->member->name);
  caller->family_id = g_strdup (lookup->member->family_id);
  caller->family = g_steal_pointer (&lookup->family);
  caller->role = g_strdup (lookup->member->role);
  caller->client_id = g_strdup (lookup->device->client_id);
  caller->device_name = g_strdup (lookup->device->name);
  caller->last_sync = lookup->device->last_sync;
  caller->expires_at = lookup->claims->expires_at * 1000;
  return caller;
}

/**
 * dovetail_authenticate:
 * @server: the server
 * @authorization: (nullable): value of the Authorization header
 * @error: return location for failures of the ledger
 *
 * Returns: (transfer full) (nullable): the caller; %NULL without an error when the token is not good
 */
DovetailCaller *
dovetail_authenticate (DovetailServer *server, const char *authorization, GError **error)
{
  g_autoptr (DovetailClaims) claims = NULL;
  Lookup lookup = { NULL };
  DovetailCaller *caller = NULL;

  claims = verify (server, authorization, error);
  if (claims == NULL)
    return NULL;

  lookup.claims = claims;
  if (dovetail_server_transact (server, claims->family_id, FALSE, look_up, &lookup, error))
    caller = caller_new (&lookup);
  forget (&lookup);
  return caller;
}

/**
 * dovetail_authorization_is_signed:
 * @server: the server
 * @authorization: (nullable): value of the Authorization header
 *
 * For what has to be decided before the request is there as a whole.
 *
 * Returns: whether its token is one of this server's, and good now
 */
gboolean
dovetail_authorization_is_signed (DovetailServer *server, const char *authorization)
{
  g_autoptr (DovetailClaims) claims = verify (server, authorization, NULL);

  return claims != NULL;
}
