/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Secret Service through libsecret. Each call opens a session of its own, so a keyring that was restarted
 * is no trouble. What went wrong is told apart: nothing answers, it stays locked, or it is open and has
 * nothing. */

#include "account/keyring.h"

#include <libsecret/secret.h>

#include "account/deadline.h"

/* Time to answer; and time for a person to find and type a password. */
#define ANSWER_MS (30 * 1000)
#define PROMPT_MS (300 * 1000)

static const SecretSchema schema = {
  .name = "io.github.dovetailtasks.Dovetail.Key",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = { { "store", SECRET_SCHEMA_ATTRIBUTE_STRING }, { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

static GHashTable *
attributes_for (const char *store_id, const char *kind)
{
  return secret_attributes_build (&schema, "store", store_id, "kind", kind, NULL);
}

static gboolean
fail_locked (GError **error)
{
  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_KEYRING_LOCKED,
                       "The keyring was not unlocked; unlock it and try again");

  return FALSE;
}

static gboolean
fail_unavailable (const char *reason, GError **error)
{
  g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_KEYRING_UNAVAILABLE,
               "No keyring (Secret Service) answers on this computer: %s", reason);

  return FALSE;
}

static gboolean
says_locked (const GError *failure)
{
  g_autofree char *remote = g_dbus_error_get_remote_error (failure);

  return g_error_matches (failure, SECRET_ERROR, SECRET_ERROR_IS_LOCKED)
         || g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED)
         || g_strcmp0 (remote, "org.freedesktop.Secret.Error.IsLocked") == 0;
}

/* failure: what libsecret said. A prompt that was dismissed, or that nobody answered, leaves the keyring
 * locked. */
static gboolean
fail (const GError *failure, GCancellable *cancellable, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (says_locked (failure))
    return fail_locked (error);

  return fail_unavailable (failure->message, error);
}

static SecretService *
open_service (GCancellable *cancellable, GError **error)
{
  g_autoptr (DovetailDeadline) deadline = dovetail_deadline_new (cancellable, ANSWER_MS);
  g_autoptr (GError) failure = NULL;
  SecretService *service = secret_service_open_sync (SECRET_TYPE_SERVICE, NULL, SECRET_SERVICE_OPEN_SESSION,
                                                     dovetail_deadline_get_cancellable (deadline), &failure);

  if (service != NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return service;
  fail_unavailable (dovetail_deadline_has_passed (deadline) ? "it did not answer in time" : failure->message,
                    error);

  return NULL;
}

static void
free_items (GList *items)
{
  g_list_free_full (items, g_object_unref);
}

typedef GList ItemList;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ItemList, free_items)

static gboolean
search (SecretService *service,
        GHashTable *attributes,
        ItemList **items,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (DovetailDeadline) deadline = dovetail_deadline_new (cancellable, PROMPT_MS);
  g_autoptr (GError) failure = NULL;

  *items = secret_service_search_sync (service, &schema, attributes,
                                       SECRET_SEARCH_ALL | SECRET_SEARCH_UNLOCK | SECRET_SEARCH_LOAD_SECRETS,
                                       dovetail_deadline_get_cancellable (deadline), &failure);

  return failure == NULL || fail (failure, cancellable, error);
}

/* Some services hide what lies in a locked keyring: "nothing found" counts only once it is open. FALSE in
 * *changed: it was open, or there is none. */
static gboolean
unlock_default (SecretService *service, gboolean *changed, GCancellable *cancellable, GError **error)
{
  g_autoptr (DovetailDeadline) deadline = dovetail_deadline_new (cancellable, PROMPT_MS);
  GCancellable *limit = dovetail_deadline_get_cancellable (deadline);
  g_autoptr (GError) failure = NULL;
  g_autoptr (SecretCollection) collection = secret_collection_for_alias_sync (
      service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE, limit, &failure);
  GList objects = { .data = collection };

  *changed = FALSE;
  if (failure != NULL)
    return fail (failure, cancellable, error);
  if (collection == NULL || !secret_collection_get_locked (collection))
    return TRUE;
  *changed = secret_service_unlock_sync (service, &objects, limit, NULL, &failure) > 0;
  if (failure != NULL)
    return fail (failure, cancellable, error);

  return *changed || fail_locked (error);
}

static gboolean
find_items (SecretService *service,
            const char *store_id,
            const char *kind,
            ItemList **items,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GHashTable) attributes = attributes_for (store_id, kind);
  gboolean unlocked;

  if (!search (service, attributes, items, cancellable, error))
    return FALSE;
  if (*items != NULL)
    return TRUE;
  if (!unlock_default (service, &unlocked, cancellable, error))
    return FALSE;

  return !unlocked || search (service, attributes, items, cancellable, error);
}

/**
 * dovetail_keyring_load:
 * @store_id: a store's random id
 * @kind: DOVETAIL_KEYRING_KEY or DOVETAIL_KEYRING_TOKENS
 * @secret: (out): what was stored
 * @found: (out): whether there is such an item
 * @cancellable: (nullable): to stop waiting
 * @error: KEYRING_UNAVAILABLE, KEYRING_LOCKED, G_IO_ERROR_CANCELLED
 *
 * Returns: whether the keyring could be asked
 */
gboolean
dovetail_keyring_load (const char *store_id,
                       const char *kind,
                       char **secret,
                       gboolean *found,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (SecretService) service = open_service (cancellable, error);
  g_autoptr (ItemList) items = NULL;
  SecretValue *value;

  *secret = NULL;
  *found = FALSE;
  if (service == NULL || !find_items (service, store_id, kind, &items, cancellable, error))
    return FALSE;
  if (items == NULL)
    return TRUE;
  value = secret_item_get_locked (items->data) ? NULL : secret_item_get_secret (items->data);
  if (value == NULL)
    return fail_locked (error);
  *found = secret_value_get_text (value) != NULL;
  *secret = *found ? g_strdup (secret_value_get_text (value)) : NULL;
  secret_value_unref (value);

  return TRUE;
}

static void
free_password (gpointer secret)
{
  secret_password_free (secret);
}

/**
 * dovetail_keyring_save:
 * @store_id: a store's random id
 * @kind: DOVETAIL_KEYRING_KEY or DOVETAIL_KEYRING_TOKENS
 * @label: what the keyring's programs show
 * @secret: what to store; replaces what was there
 * @cancellable: (nullable): to stop waiting
 * @error: KEYRING_UNAVAILABLE, KEYRING_LOCKED, G_IO_ERROR_CANCELLED
 *
 * Returns: whether it was stored
 */
gboolean
dovetail_keyring_save (const char *store_id,
                       const char *kind,
                       const char *label,
                       const char *secret,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (SecretService) service = open_service (cancellable, error);
  g_autoptr (GHashTable) attributes = attributes_for (store_id, kind);
  g_autoptr (DovetailDeadline) deadline = NULL;
  g_autoptr (GError) failure = NULL;
  SecretValue *value;
  gboolean stored;

  if (service == NULL)
    return FALSE;
  deadline = dovetail_deadline_new (cancellable, PROMPT_MS);
  value = secret_value_new_full (g_strdup (secret), -1, "text/plain", free_password);
  stored = secret_service_store_sync (service, &schema, attributes, SECRET_COLLECTION_DEFAULT, label, value,
                                      dovetail_deadline_get_cancellable (deadline), &failure);
  secret_value_unref (value);
  if (stored)
    return TRUE;

  return failure != NULL ? fail (failure, cancellable, error) : fail_locked (error);
}

/**
 * dovetail_keyring_remove:
 * @store_id: a store's random id
 * @kind: DOVETAIL_KEYRING_TOKENS
 * @cancellable: (nullable): to stop waiting
 * @error: KEYRING_UNAVAILABLE, KEYRING_LOCKED, G_IO_ERROR_CANCELLED
 *
 * Returns: whether it is gone, or never was there
 */
gboolean
dovetail_keyring_remove (const char *store_id, const char *kind, GCancellable *cancellable, GError **error)
{
  g_autoptr (SecretService) service = open_service (cancellable, error);
  g_autoptr (GHashTable) attributes = attributes_for (store_id, kind);
  g_autoptr (DovetailDeadline) deadline = NULL;
  g_autoptr (GError) failure = NULL;

  if (service == NULL)
    return FALSE;
  deadline = dovetail_deadline_new (cancellable, PROMPT_MS);
  secret_service_clear_sync (service, &schema, attributes, dovetail_deadline_get_cancellable (deadline),
                             &failure);

  return failure == NULL || fail (failure, cancellable, error);
}

/**
 * dovetail_keyring_free_secret:
 * @secret: (transfer full) (nullable): what dovetail_keyring_load() gave
 */
void
dovetail_keyring_free_secret (char *secret)
{
  secret_password_free (secret);
}
