/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The device's session with its server: signing in and out. */

#include "sync/session.h"

#include <string.h>

#include "core/uuid.h"
#include "store/settings.h"
#include "sync/calls.h"
#include "sync/identity.h"

/* What belongs to the account and goes when it goes; the device keeps its id, and how far it had come. */
static const char *const account_settings[] = {
  DOVETAIL_SETTING_SERVER,       DOVETAIL_SETTING_USER_NAME, DOVETAIL_SETTING_USER_ID,
  DOVETAIL_SETTING_ROLE,         DOVETAIL_SETTING_FAMILY_ID, DOVETAIL_SETTING_NOT_BEFORE,
  DOVETAIL_SETTING_SIGNED_IN_AT,
};
/* How far it had come: of use to the same account alone. */
static const char *const place_settings[] = {
  DOVETAIL_SETTING_SYNC_TOKEN,
  DOVETAIL_SETTING_WALK,
  DOVETAIL_SETTING_WALK_BEFORE,
  DOVETAIL_SETTING_FILTER_IN_USE,
  DOVETAIL_SETTING_CONFLICTS_REV,
  DOVETAIL_SETTING_PLACE_OF,
};

static gboolean
forget (DovetailStore *store, const char *const *settings, gsize count, GError **error)
{
  for (gsize i = 0; i < count; i++)
    if (!dovetail_store_set_setting (store, settings[i], NULL, error))
      return FALSE;
  return TRUE;
}

/* Which history the records here are from. NULL: none that is known. */
static char *
account_of_place (DovetailStore *store)
{
  g_autofree char *server = dovetail_store_get_setting (store, DOVETAIL_SETTING_SERVER);
  g_autofree char *family = dovetail_store_get_setting (store, DOVETAIL_SETTING_FAMILY_ID);

  return server != NULL && family != NULL ? g_strconcat (server, " ", family, NULL)
                                          : dovetail_store_get_setting (store, DOVETAIL_SETTING_PLACE_OF);
}

static char *
device_id_of (DovetailStore *store, GError **error)
{
  char *device_id;

  dovetail_store_check_reads (store, NULL);
  device_id = dovetail_store_get_setting (store, DOVETAIL_SETTING_DEVICE_ID);
  if (device_id != NULL)
    return device_id;
  if (!dovetail_store_check_reads (store, error))
    return NULL;
  device_id = dovetail_uuid_new_v4 (dovetail_store_get_random (store));
  if (!dovetail_store_set_setting (store, DOVETAIL_SETTING_DEVICE_ID, device_id, error))
    g_clear_pointer (&device_id, g_free);
  return device_id;
}

/* Where the last sync with another account stopped says nothing about this one. */
static gboolean
forget_other_account (DovetailStore *store,
                      const char *server,
                      const DovetailSessionGrant *grant,
                      GError **error)
{
  g_autofree char *former = account_of_place (store);
  g_autofree char *present = g_strconcat (server, " ", grant->family_id, NULL);

  if (g_strcmp0 (former, present) == 0)
    return dovetail_store_set_setting (store, DOVETAIL_SETTING_PLACE_OF, NULL, error);
  return forget (store, place_settings, G_N_ELEMENTS (place_settings), error)
         && (former == NULL || dovetail_store_set_setting (store, DOVETAIL_SETTING_FILTER, NULL, error))
         && dovetail_store_set_setting_int (store, DOVETAIL_SETTING_CONFLICTS_REV, former != NULL ? -1 : 0,
                                            error);
}

static gboolean
save_account (DovetailStore *store,
              const char *server,
              const DovetailLoginRequest *login,
              const DovetailSessionGrant *grant,
              GError **error)
{
  g_autoptr (DovetailTransaction) transaction = dovetail_transaction_begin (store, error);

  if (transaction == NULL)
    return FALSE;
  if (!forget_other_account (store, server, grant, error)
      || !dovetail_store_set_setting (store, DOVETAIL_SETTING_SERVER, server, error)
      || !dovetail_store_set_setting (store, DOVETAIL_SETTING_DEVICE_ID, login->client_id, error)
      || !dovetail_store_set_setting (store, DOVETAIL_SETTING_DEVICE_NAME, login->device_name, error)
      || !dovetail_store_set_setting (store, DOVETAIL_SETTING_USER_NAME, grant->username, error)
      || !dovetail_store_set_setting (store, DOVETAIL_SETTING_USER_ID, grant->user_id, error)
      || !dovetail_store_set_setting (store, DOVETAIL_SETTING_ROLE, grant->role, error)
      || !dovetail_store_set_setting (store, DOVETAIL_SETTING_FAMILY_ID, grant->family_id, error)
      || !dovetail_store_set_setting (store, DOVETAIL_SETTING_NOT_BEFORE, NULL, error)
      || !dovetail_store_set_setting_int (store, DOVETAIL_SETTING_SIGNED_IN_AT, dovetail_store_now (store),
                                          error)
      || (grant->server_time > 0 && !dovetail_store_measure_clock (store, grant->server_time, error)))
    return FALSE;
  return dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}

/* Who signs in where somebody else was signed in with this device begins as a new one. */
static DovetailSessionGrant *
log_in (DovetailStore *store,
        DovetailCalls *calls,
        DovetailLoginRequest *login,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (GError) failure = NULL;
  DovetailSessionGrant *grant = dovetail_calls_login (calls, login, cancellable, &failure);

  if (grant != NULL)
    return grant;
  if (calls->problem == NULL || g_strcmp0 (calls->problem->code, "client_id_taken") != 0)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  g_free (login->client_id);
  login->client_id = dovetail_uuid_new_v4 (dovetail_store_get_random (store));
  return dovetail_calls_login (calls, login, cancellable, error);
}

/**
 * dovetail_session_login:
 * @store: the local replica
 * @vault: (nullable): where tokens go; %NULL: sealed in the store
 * @remote: the server
 * @server: its normalised base address
 * @user_name: who signs in
 * @password: with which password
 * @device_name: what others call this device
 * @cancellable: (nullable): ends the wait
 * @error: UNAUTHORIZED when name or password are wrong; or what failed
 *
 * Records that are in the store already are uploaded by the next sync.
 *
 * Returns: whether this device is signed in now
 */
gboolean
dovetail_session_login (DovetailStore *store,
                        DovetailVault *vault,
                        DovetailRemote *remote,
                        const char *server,
                        const char *user_name,
                        const char *password,
                        const char *device_name,
                        GCancellable *cancellable,
                        GError **error)
{
  g_auto (DovetailCalls) calls = { .remote = remote };
  g_autoptr (DovetailAccess) access = dovetail_access_new (store, vault);
  g_autofree char *device_id = device_id_of (store, error);
  g_autoptr (DovetailLoginRequest) request = g_new0 (DovetailLoginRequest, 1);
  g_autoptr (DovetailSessionGrant) grant = NULL;

  if (device_id == NULL)
    return FALSE;
  request->username = g_strdup (user_name);
  request->password = g_strdup (password);
  request->client_id = g_strdup (device_id);
  request->device_name = g_strdup (device_name);
  grant = log_in (store, &calls, request, cancellable, error);
  if (grant == NULL)
    return FALSE;
  g_free (access->identity);
  access->identity = dovetail_identity_new (server, grant->family_id, grant->user_id);
  return dovetail_access_save (access, grant, cancellable, error)
         && save_account (store, server, request, grant, error);
}

/**
 * dovetail_session_logout:
 * @store: the local replica
 * @vault: (nullable): where tokens lie; %NULL: in the store
 * @remote: (nullable): the server, to be told; %NULL: it is not told
 * @cancellable: (nullable): ends the wait
 * @error: what failed here; that the server could not be told is no failure
 *
 * Where the last sync stopped is kept beside the account it is about, so that the same account goes on from
 * there when it signs in again.
 *
 * Returns: whether tokens and account are forgotten; records and pending edits stay
 */
gboolean
dovetail_session_logout (DovetailStore *store,
                         DovetailVault *vault,
                         DovetailRemote *remote,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (DovetailAccess) access = dovetail_access_new (store, vault);
  g_auto (DovetailCalls) calls = { .remote = remote, .access = access };
  g_autoptr (DovetailTransaction) transaction = NULL;
  g_autofree char *place = NULL;

  if (remote != NULL && dovetail_access_load (access, cancellable, NULL) && access->refresh_token != NULL)
    dovetail_calls_logout (&calls, cancellable, NULL);
  if (!dovetail_access_save (access, NULL, cancellable, error))
    return FALSE;
  transaction = dovetail_transaction_begin (store, error);
  if (transaction == NULL)
    return FALSE;
  /* In the transaction: a place that cannot be read is not one that is not known. */
  place = account_of_place (store);
  if (!forget (store, account_settings, G_N_ELEMENTS (account_settings), error)
      || !dovetail_store_set_setting (store, DOVETAIL_SETTING_PLACE_OF, place, error))
    return FALSE;
  return dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * dovetail_session_is_signed_in:
 * @store: the local replica
 *
 * Returns: whether this device has an account
 */
gboolean
dovetail_session_is_signed_in (DovetailStore *store)
{
  g_autofree char *server = dovetail_store_get_setting (store, DOVETAIL_SETTING_SERVER);
  g_autofree char *device_id = dovetail_store_get_setting (store, DOVETAIL_SETTING_DEVICE_ID);

  return server != NULL && device_id != NULL;
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;

  if (g_ascii_strcasecmp (host, "localhost") == 0 || g_str_has_suffix (host, ".localhost"))
    return TRUE;
  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

/**
 * dovetail_session_is_local:
 * @server: a normalised address
 *
 * Returns: whether it is on this computer
 */
gboolean
dovetail_session_is_local (const char *server)
{
  g_autoptr (GUri) uri = g_uri_parse (server, G_URI_FLAGS_NONE, NULL);

  return uri != NULL && g_uri_get_host (uri) != NULL && is_loopback (g_uri_get_host (uri));
}

/* A name as DNS has it, or an address; NULL for anything else. */
static char *
clean_host (const char *host)
{
  g_autofree char *ascii = g_hostname_to_ascii (host);
  g_autofree char *lower = ascii != NULL ? g_ascii_strdown (ascii, -1) : NULL;

  if (lower == NULL || *lower == '\0'
      || lower[strspn (lower, "abcdefghijklmnopqrstuvwxyz0123456789.-_:")] != '\0')
    return NULL;
  return g_steal_pointer (&lower);
}

static char *
refuse (GError **error, const char *words)
{
  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, words);
  return NULL;
}

static char *
format_address (GUri *uri, const char *scheme, const char *host)
{
  const char *open = strchr (host, ':') != NULL ? "[" : "";
  const char *close = strchr (host, ':') != NULL ? "]" : "";
  int port = g_uri_get_port (uri);

  if (port <= 0 || (port == 443 && g_str_equal (scheme, "https"))
      || (port == 80 && g_str_equal (scheme, "http")))
    return g_strdup_printf ("%s://%s%s%s", scheme, open, host, close);
  return g_strdup_printf ("%s://%s%s%s:%d", scheme, open, host, close, port);
}

/**
 * dovetail_session_normalize_server:
 * @text: what a person typed: "tasks.example.org", "localhost:8484", "https://tasks.example.org/"
 * @error: INVALID, in words for that person
 *
 * Without a scheme https is meant, and http where the server runs on this computer.
 *
 * Returns: (transfer full): "https://host[:port]", %NULL on error
 */
char *
dovetail_session_normalize_server (const char *text, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_autofree char *whole = NULL;
  g_autoptr (GUri) uri = NULL;
  g_autofree char *host = NULL;
  const char *scheme, *path;

  if (*trimmed == '\0')
    return refuse (error, "Enter the address of your server, for example tasks.example.org");
  whole = strstr (trimmed, "://") != NULL ? g_strdup (trimmed) : g_strconcat ("none://", trimmed, NULL);
  uri = g_uri_parse (whole, G_URI_FLAGS_NONE, NULL);
  host = uri != NULL && g_uri_get_host (uri) != NULL ? clean_host (g_uri_get_host (uri)) : NULL;
  if (host == NULL || g_uri_get_userinfo (uri) != NULL)
    return refuse (error, "This is not an address of a server; it looks like tasks.example.org");
  path = g_uri_get_path (uri);
  if ((*path != '\0' && !g_str_equal (path, "/")) || g_uri_get_query (uri) != NULL
      || g_uri_get_fragment (uri) != NULL)
    return refuse (error, "Enter the server's address alone, without anything after its name and port");
  scheme = g_uri_get_scheme (uri);
  if (g_str_equal (scheme, "none"))
    scheme = is_loopback (host) ? "http" : "https";
  if (g_str_equal (scheme, "http") && !is_loopback (host))
    return refuse (
        error, "Only https keeps your tasks private on the way; http works with a server on this computer");
  if (!g_str_equal (scheme, "https") && !g_str_equal (scheme, "http"))
    return refuse (error, "The address must begin with https://");
  return format_address (uri, scheme, host);
}
