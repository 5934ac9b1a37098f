/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tokens of this device and where they are kept. */

#include "sync/access.h"

#include <string.h>

#include "json/json.h"
#include "store/settings.h"
#include "sync/identity.h"

/* A token that ends while the request travels is of no use. */
#define MARGIN_MS (30 * 1000)

/**
 * dovetail_secret_clear:
 * @secret: (inout): wiped, freed, and %NULL afterwards
 */
void
dovetail_secret_clear (char **secret)
{
  if (*secret != NULL)
    explicit_bzero (*secret, strlen (*secret));
  g_clear_pointer (secret, g_free);
}

static void
clear_tokens (DovetailAccess *access)
{
  dovetail_secret_clear (&access->access_token);
  dovetail_secret_clear (&access->refresh_token);
  access->expires_at = 0;
}

/**
 * dovetail_access_new:
 * @store: the local replica
 * @vault: (nullable): where tokens lie; %NULL: sealed in the store
 *
 * Returns: (transfer full): access without tokens yet
 */
DovetailAccess *
dovetail_access_new (DovetailStore *store, DovetailVault *vault)
{
  DovetailAccess *access = g_new0 (DovetailAccess, 1);

  access->store = g_object_ref (store);
  access->vault = vault;
  access->identity = dovetail_identity_read (store);
  return access;
}

/**
 * dovetail_access_free:
 * @access: (transfer full): wiped and freed
 */
void
dovetail_access_free (DovetailAccess *access)
{
  clear_tokens (access);
  g_object_unref (access->store);
  g_free (access->identity);
  g_free (access);
}

static gboolean
uses_keyring (DovetailAccess *access)
{
  return access->vault != NULL && dovetail_vault_uses_keyring (access->vault);
}

static gboolean
read_text (DovetailAccess *access, char **text, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (uses_keyring (access))
    *text = dovetail_vault_load_tokens (access->vault, cancellable, &failure);
  else
    *text = dovetail_store_get_secret (access->store, DOVETAIL_SETTING_TOKENS, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
write_text (DovetailAccess *access, const char *text, GCancellable *cancellable, GError **error)
{
  if (uses_keyring (access))
    return dovetail_vault_store_tokens (access->vault, text, cancellable, error);
  return dovetail_store_set_secret (access->store, DOVETAIL_SETTING_TOKENS, text, error);
}

/* Whose tokens they are, said so that nothing that lies with them stands in the store too. */
static char *
owner_of (DovetailAccess *access)
{
  return access->identity == NULL ? NULL
                                  : g_compute_checksum_for_string (
                                        G_CHECKSUM_SHA256, dovetail_identity_get_member (access->identity), -1);
}

/* Tokens are written before the account they are of, and no token goes where it is not from. Those of former
 * versions do not say whose they are. */
static gboolean
is_of_another (DovetailAccess *access, JsonNode *tokens)
{
  const char *owner = dovetail_data_get_string (tokens, "owner");
  g_autofree char *own = owner_of (access);

  return owner != NULL && own != NULL && !g_str_equal (owner, own);
}

/**
 * dovetail_access_load:
 * @access: whose tokens
 * @cancellable: (nullable): ends the wait for the keyring
 * @error: KEYRING_UNAVAILABLE, KEYRING_LOCKED, CORRUPT
 *
 * Tokens of another account are as none.
 *
 * Returns: whether it could be read; there may be no tokens
 */
gboolean
dovetail_access_load (DovetailAccess *access, GCancellable *cancellable, GError **error)
{
  char *text = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (!read_text (access, &text, cancellable, error))
    return FALSE;
  clear_tokens (access);
  if (text == NULL)
    return TRUE;
  /* Unreadable tokens are worth as much as none: the user signs in again. */
  node = dovetail_json_parse_object (text, -1, NULL);
  dovetail_secret_clear (&text);
  /* Or whose they are could not be read. */
  if (is_of_another (access, node))
    return dovetail_store_check_reads (access->store, error);
  access->access_token = g_strdup (dovetail_data_get_string (node, "access_token"));
  access->refresh_token = g_strdup (dovetail_data_get_string (node, "refresh_token"));
  access->expires_at = dovetail_data_get_int (node, "expires_at", 0);
  return TRUE;
}

static char *
tokens_to_text (DovetailAccess *access)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *owner = owner_of (access);

  json_object_set_string_member (object, "access_token", access->access_token);
  json_object_set_string_member (object, "refresh_token", access->refresh_token);
  json_object_set_int_member (object, "expires_at", access->expires_at);
  if (owner != NULL)
    json_object_set_string_member (object, "owner", owner);
  json_node_take_object (node, object);
  return dovetail_json_generate (node, NULL);
}

/**
 * dovetail_access_save:
 * @access: whose tokens
 * @grant: (nullable): what the server gave; %NULL forgets
 * @cancellable: (nullable): ends the wait for the keyring
 * @error: KEYRING_UNAVAILABLE, KEYRING_LOCKED, FULL
 *
 * Returns: whether it is kept
 */
gboolean
dovetail_access_save (DovetailAccess *access,
                      const DovetailSessionGrant *grant,
                      GCancellable *cancellable,
                      GError **error)
{
  char *text;
  gboolean saved;

  clear_tokens (access);
  if (grant == NULL)
    return write_text (access, NULL, cancellable, error);
  access->access_token = g_strdup (grant->access_token);
  access->refresh_token = g_strdup (grant->refresh_token);
  access->expires_at = dovetail_store_now (access->store) + grant->expires_in * 1000;
  text = tokens_to_text (access);
  saved = write_text (access, text, cancellable, error);
  dovetail_secret_clear (&text);
  return saved;
}

static gboolean
check_kept (DovetailAccess *access, GCancellable *cancellable, GError **error)
{
  char *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  gboolean there;

  if (!dovetail_identity_check (access->store, access->identity, error)
      || !read_text (access, &text, cancellable, error))
    return FALSE;
  there = text != NULL;
  node = there ? dovetail_json_parse_object (text, -1, NULL) : NULL;
  dovetail_secret_clear (&text);
  if (there && !is_of_another (access, node))
    return TRUE;
  dovetail_identity_refuse (there, error);
  return FALSE;
}

/**
 * dovetail_access_renew:
 * @access: whose tokens
 * @grant: what the server gave for the refresh token
 * @cancellable: (nullable): ends the wait for the keyring
 * @error: ACCOUNT_CHANGED, KEYRING_UNAVAILABLE, KEYRING_LOCKED, FULL
 *
 * Where tokens lie in the store nothing can come between; a keyring has no transactions, and there the owner
 * that stands in the tokens keeps them from being used for somebody else.
 *
 * Returns: whether it is kept
 */
gboolean
dovetail_access_renew (DovetailAccess *access,
                       const DovetailSessionGrant *grant,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (DovetailTransaction) transaction = NULL;

  if (uses_keyring (access))
    return check_kept (access, cancellable, error)
           && dovetail_access_save (access, grant, cancellable, error);
  transaction = dovetail_transaction_begin (access->store, error);
  return transaction != NULL && check_kept (access, cancellable, error)
         && dovetail_access_save (access, grant, cancellable, error)
         && dovetail_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * dovetail_access_is_fresh:
 * @access: loaded tokens
 *
 * Returns: whether the access token lives for another half a minute by this computer's clock
 */
gboolean
dovetail_access_is_fresh (DovetailAccess *access)
{
  return access->access_token != NULL && dovetail_store_now (access->store) + MARGIN_MS < access->expires_at;
}
