/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The store's key. It is random and never changes; what changes is under which other key it lies in
 * store-key.json. Nothing here ever falls back to less protection by itself, and nothing is deleted. */

#include "account/vault.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "account/key-file.h"
#include "account/key-record.h"
#include "account/keyring.h"
#include "account/recovery-code.h"
#include "core/uuid.h"

struct _DovetailVault
{
  char *directory;
  char *key_file;            /* NULL: none named */
  DovetailKeyRecord *record; /* NULL: no key was ever made */
};

/**
 * dovetail_vault_open:
 * @directory: where the store lies
 * @key_file: (nullable): DOVETAIL_KEY_FILE
 * @error: CORRUPT, NEWER_SCHEMA, KEY_LOST (there is a store and nothing says how it is protected), FAILED
 *
 * Returns: (transfer full): the way to the key; no keyring was asked yet
 */
DovetailVault *
dovetail_vault_open (const char *directory, const char *key_file, GError **error)
{
  g_autoptr (DovetailVault) vault = NULL;
  g_autoptr (GError) failure = NULL;
  g_autofree char *store = NULL;

  g_return_val_if_fail (directory != NULL, NULL);

  if (sodium_init () < 0)
    g_error ("libsodium found no source of randomness");
  vault = g_new0 (DovetailVault, 1);
  vault->directory = g_strdup (directory);
  vault->key_file = key_file != NULL && *key_file != '\0' ? g_strdup (key_file) : NULL;
  vault->record = dovetail_key_record_read (directory, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  store = g_build_filename (directory, "store.db", NULL);
  if (vault->record == NULL && g_access (store, F_OK) == 0)
    {
      g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_KEY_LOST,
                   "There are tasks in %s, but the file store-key.json that leads to their key is missing",
                   directory);
      return NULL;
    }

  return g_steal_pointer (&vault);
}

/**
 * dovetail_vault_free:
 * @vault: (transfer full) (nullable): a vault
 */
void
dovetail_vault_free (DovetailVault *vault)
{
  if (vault == NULL)
    return;

  g_free (vault->directory);
  g_free (vault->key_file);
  g_clear_pointer (&vault->record, dovetail_key_record_free);
  g_free (vault);
}

/**
 * dovetail_vault_is_new:
 * @vault: a vault
 *
 * Returns: whether no key was ever made here
 */
gboolean
dovetail_vault_is_new (DovetailVault *vault)
{
  g_return_val_if_fail (vault != NULL, FALSE);

  return vault->record == NULL;
}

/**
 * dovetail_vault_get_protection:
 * @vault: a vault
 *
 * Returns: how the key is protected; of a new one, how it should be unless the user says otherwise
 */
DovetailProtection
dovetail_vault_get_protection (DovetailVault *vault)
{
  g_return_val_if_fail (vault != NULL, DOVETAIL_PROTECTION_KEYRING);

  if (vault->record != NULL)
    return vault->record->protection;

  return vault->key_file != NULL ? DOVETAIL_PROTECTION_KEY_FILE : DOVETAIL_PROTECTION_KEYRING;
}

/* Makes a key for the keyring and wraps the data key with it. It is read back before anything relies on it.
 */
static gboolean
wrap_for_keyring (DovetailKeyRecord *record,
                  const guint8 key[DOVETAIL_KEY_BYTES],
                  const DovetailRandom *random,
                  GCancellable *cancellable,
                  GError **error)
{
  guint8 wrapping_key[DOVETAIL_KEY_BYTES];
  g_autofree char *purpose = dovetail_key_record_purpose (record, DOVETAIL_WRAP_KEYRING);
  char text[sodium_base64_ENCODED_LEN (DOVETAIL_KEY_BYTES, sodium_base64_VARIANT_ORIGINAL)];
  char *stored = NULL;
  gboolean found = FALSE;
  gboolean wrapped;

  dovetail_random_fill (random, wrapping_key, sizeof wrapping_key);
  sodium_bin2base64 (text, sizeof text, wrapping_key, sizeof wrapping_key, sodium_base64_VARIANT_ORIGINAL);
  wrapped = dovetail_keyring_save (record->store_id, DOVETAIL_KEYRING_KEY, "Dovetail tasks", text,
                                   cancellable, error)
            && dovetail_keyring_load (record->store_id, DOVETAIL_KEYRING_KEY, &stored, &found, cancellable,
                                      error);
  if (wrapped && g_strcmp0 (stored, text) != 0)
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_KEYRING_UNAVAILABLE,
                           "The keyring did not keep the key it was given");
      wrapped = FALSE;
    }
  if (wrapped)
    dovetail_key_wrap_close (&record->wraps[DOVETAIL_WRAP_KEYRING], purpose, wrapping_key, key, random);
  dovetail_keyring_free_secret (stored);
  sodium_memzero (text, sizeof text);
  sodium_memzero (wrapping_key, sizeof wrapping_key);

  return wrapped;
}

static gboolean
wrap_for_key_file (DovetailVault *vault,
                   DovetailKeyRecord *record,
                   const guint8 key[DOVETAIL_KEY_BYTES],
                   const DovetailRandom *random,
                   GError **error)
{
  guint8 wrapping_key[DOVETAIL_KEY_BYTES];
  g_autofree char *purpose = dovetail_key_record_purpose (record, DOVETAIL_WRAP_KEY_FILE);

  if (vault->key_file == NULL)
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                           "DOVETAIL_KEY_FILE names no key file");
      return FALSE;
    }
  if (!dovetail_key_file_make (vault->key_file, random, wrapping_key, error))
    return FALSE;
  dovetail_key_wrap_close (&record->wraps[DOVETAIL_WRAP_KEY_FILE], purpose, wrapping_key, key, random);
  sodium_memzero (wrapping_key, sizeof wrapping_key);

  return TRUE;
}

static gboolean
wrap_for_words (DovetailKeyRecord *record,
                DovetailWrapKind wrap,
                const char *words,
                DovetailWords kind,
                const guint8 key[DOVETAIL_KEY_BYTES],
                const DovetailRandom *random,
                GError **error)
{
  g_autofree char *purpose = dovetail_key_record_purpose (record, wrap);

  if (words == NULL || *words == '\0')
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, "A passphrase must not be empty");
      return FALSE;
    }

  return dovetail_key_wrap_close_words (&record->wraps[wrap], purpose, words, kind, key, random, error);
}

static gboolean
wrap_for_recovery (DovetailKeyRecord *record,
                   const guint8 key[DOVETAIL_KEY_BYTES],
                   const DovetailRandom *random,
                   char **recovery_code,
                   GError **error)
{
  g_autofree char *code = dovetail_recovery_code_new (random);
  g_autofree char *words = dovetail_recovery_code_normalize (code);
  gboolean wrapped
      = wrap_for_words (record, DOVETAIL_WRAP_RECOVERY, words, DOVETAIL_WORDS_RANDOM, key, random, error);

  sodium_memzero (words, strlen (words));
  if (wrapped && recovery_code != NULL)
    *recovery_code = g_steal_pointer (&code);
  else
    sodium_memzero (code, strlen (code));

  return wrapped;
}

typedef struct
{
  const char *passphrase;
  const DovetailRandom *random;
  char **recovery_code;
  GCancellable *cancellable;
} Making;

static gboolean
wrap_key (DovetailVault *vault,
          DovetailKeyRecord *record,
          const guint8 key[DOVETAIL_KEY_BYTES],
          const Making *making,
          GError **error)
{
  switch (record->protection)
    {
    case DOVETAIL_PROTECTION_KEYRING:
      return wrap_for_keyring (record, key, making->random, making->cancellable, error)
             && wrap_for_recovery (record, key, making->random, making->recovery_code, error);
    case DOVETAIL_PROTECTION_KEY_FILE:
      return wrap_for_key_file (vault, record, key, making->random, error);
    case DOVETAIL_PROTECTION_PASSPHRASE:
      return wrap_for_words (record, DOVETAIL_WRAP_PASSPHRASE, making->passphrase, DOVETAIL_WORDS_CHOSEN, key,
                             making->random, error)
             && wrap_for_recovery (record, key, making->random, making->recovery_code, error);
    case DOVETAIL_PROTECTION_NONE:
    default:
      return TRUE;
    }
}

/**
 * dovetail_vault_create:
 * @vault: a new vault
 * @protection: what the user chose
 * @passphrase: (nullable): of DOVETAIL_PROTECTION_PASSPHRASE
 * @random: randomness good enough for keys
 * @recovery_code: (out) (optional) (nullable): to be shown once (KEYRING and PASSPHRASE); %NULL for the
 * others
 * @cancellable: (nullable): to stop waiting for a keyring prompt
 * @error: KEYRING_UNAVAILABLE, KEYRING_LOCKED, INVALID, BUSY (another program made one just now), FULL,
 * FAILED
 *
 * Makes the data key and writes its wrapping durably. On error nothing is left behind that the next try
 * stumbles over.
 *
 * Returns: whether there is a key now
 */
gboolean
dovetail_vault_create (DovetailVault *vault,
                       DovetailProtection protection,
                       const char *passphrase,
                       const DovetailRandom *random,
                       char **recovery_code,
                       GCancellable *cancellable,
                       GError **error)
{
  guint8 key[DOVETAIL_KEY_BYTES];
  g_autofree char *code = NULL;
  const Making making = { passphrase, random, &code, cancellable };
  g_autofree char *store_id = NULL;
  g_autoptr (DovetailKeyRecord) record = NULL;
  gboolean made;

  g_return_val_if_fail (vault != NULL && vault->record == NULL, FALSE);
  g_return_val_if_fail (random != NULL, FALSE);

  if (recovery_code != NULL)
    *recovery_code = NULL;
  store_id = dovetail_uuid_new_v4 (random);
  record = dovetail_key_record_new (store_id, protection);
  dovetail_random_fill (random, key, sizeof key);
  made = wrap_key (vault, record, key, &making, error)
         && dovetail_key_record_write (record, vault->directory, FALSE, error);
  sodium_memzero (key, sizeof key);
  if (!made)
    return FALSE;
  vault->record = g_steal_pointer (&record);
  if (recovery_code != NULL)
    *recovery_code = g_steal_pointer (&code);

  return TRUE;
}

static gboolean
decode_key (const char *text, guint8 key[DOVETAIL_KEY_BYTES])
{
  gsize length = 0;

  return text != NULL
         && sodium_base642bin (key, DOVETAIL_KEY_BYTES, text, strlen (text), NULL, &length, NULL,
                               sodium_base64_VARIANT_ORIGINAL)
                == 0
         && length == DOVETAIL_KEY_BYTES;
}

static gboolean
fail_lost (GError **error)
{
  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_KEY_LOST,
                       "The keyring has no key for these tasks; use the recovery code to open them");

  return FALSE;
}

static gboolean
unlock_by_keyring (DovetailVault *vault,
                   guint8 key[DOVETAIL_KEY_BYTES],
                   GCancellable *cancellable,
                   GError **error)
{
  guint8 wrapping_key[DOVETAIL_KEY_BYTES] = { 0 };
  g_autofree char *purpose = dovetail_key_record_purpose (vault->record, DOVETAIL_WRAP_KEYRING);
  char *text = NULL;
  gboolean found;
  gboolean opened;

  if (!dovetail_keyring_load (vault->record->store_id, DOVETAIL_KEYRING_KEY, &text, &found, cancellable,
                              error))
    return FALSE;
  opened
      = found && decode_key (text, wrapping_key)
        && dovetail_key_wrap_open (&vault->record->wraps[DOVETAIL_WRAP_KEYRING], purpose, wrapping_key, key);
  sodium_memzero (wrapping_key, sizeof wrapping_key);
  dovetail_keyring_free_secret (text);

  return opened || fail_lost (error);
}

static gboolean
unlock_by_key_file (DovetailVault *vault, guint8 key[DOVETAIL_KEY_BYTES], GError **error)
{
  guint8 wrapping_key[DOVETAIL_KEY_BYTES];
  g_autofree char *purpose = dovetail_key_record_purpose (vault->record, DOVETAIL_WRAP_KEY_FILE);
  gboolean opened;

  if (vault->key_file == NULL)
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_KEY_LOST,
                           "These tasks are opened with a key file; name it in DOVETAIL_KEY_FILE");
      return FALSE;
    }
  if (!dovetail_key_file_read (vault->key_file, wrapping_key, error))
    return FALSE;
  opened = dovetail_key_wrap_open (&vault->record->wraps[DOVETAIL_WRAP_KEY_FILE], purpose, wrapping_key, key);
  sodium_memzero (wrapping_key, sizeof wrapping_key);
  if (!opened)
    g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_KEY_LOST, "The key file %s does not open these tasks",
                 vault->key_file);

  return opened;
}

static gboolean
unlock_by_words (DovetailVault *vault,
                 DovetailWrapKind wrap,
                 const char *words,
                 guint8 key[DOVETAIL_KEY_BYTES],
                 GError **error)
{
  g_autofree char *purpose = dovetail_key_record_purpose (vault->record, wrap);

  if (words == NULL || !vault->record->wraps[wrap].present)
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_WRONG_PASSPHRASE,
                           words == NULL ? "These tasks are opened with a passphrase"
                                         : "No recovery code was ever made for these tasks");
      return FALSE;
    }

  return dovetail_key_wrap_open_words (&vault->record->wraps[wrap], purpose, words, key, error);
}

/**
 * dovetail_vault_unlock:
 * @vault: a vault that is not new
 * @passphrase: (nullable): where one is needed
 * @key: (out): the data key; untouched when the store is not sealed. The caller wipes it
 * @sealed: (out): whether there is a key
 * @cancellable: (nullable): to stop waiting for a keyring prompt
 * @error: KEYRING_UNAVAILABLE, KEYRING_LOCKED, KEY_LOST, WRONG_PASSPHRASE, INVALID (the key file), FAILED
 *
 * Returns: whether the store can be opened now
 */
gboolean
dovetail_vault_unlock (DovetailVault *vault,
                       const char *passphrase,
                       guint8 key[DOVETAIL_KEY_BYTES],
                       gboolean *sealed,
                       GCancellable *cancellable,
                       GError **error)
{
  g_return_val_if_fail (vault != NULL && vault->record != NULL, FALSE);
  g_return_val_if_fail (sealed != NULL, FALSE);

  *sealed = vault->record->protection != DOVETAIL_PROTECTION_NONE;
  switch (vault->record->protection)
    {
    case DOVETAIL_PROTECTION_KEYRING:
      return unlock_by_keyring (vault, key, cancellable, error);
    case DOVETAIL_PROTECTION_KEY_FILE:
      return unlock_by_key_file (vault, key, error);
    case DOVETAIL_PROTECTION_PASSPHRASE:
      return unlock_by_words (vault, DOVETAIL_WRAP_PASSPHRASE, passphrase, key, error);
    case DOVETAIL_PROTECTION_NONE:
    default:
      return TRUE;
    }
}

static void
fill_from_system (gpointer user_data, guint8 *bytes, gsize length)
{
  randombytes_buf (bytes, length);
}

/* Best effort: who has the code gets in. Without a keyring the next start says so again and asks again. */
static void
wrap_anew (DovetailVault *vault, const guint8 key[DOVETAIL_KEY_BYTES], GCancellable *cancellable)
{
  const DovetailRandom random = { .fill = fill_from_system };
  g_autoptr (GError) error = NULL;
  DovetailProtection before = vault->record->protection;

  if (wrap_for_keyring (vault->record, key, &random, cancellable, &error))
    {
      vault->record->protection = DOVETAIL_PROTECTION_KEYRING;
      if (dovetail_key_record_write (vault->record, vault->directory, TRUE, &error))
        return;
      vault->record->protection = before;
    }
  g_message ("the recovered key was not put into the keyring: %s", error->message);
}

/**
 * dovetail_vault_recover:
 * @vault: a vault that is not new
 * @recovery_code: as the user typed it
 * @key: (out): the data key. The caller wipes it
 * @cancellable: (nullable): to stop waiting for a keyring prompt
 * @error: WRONG_PASSPHRASE (the code does not fit, or has a slip in it), FAILED
 *
 * Opens with the recovery code, then wraps the key anew for the keyring if there is one. The code stays
 * valid.
 *
 * Returns: whether the store can be opened now
 */
gboolean
dovetail_vault_recover (DovetailVault *vault,
                        const char *recovery_code,
                        guint8 key[DOVETAIL_KEY_BYTES],
                        GCancellable *cancellable,
                        GError **error)
{
  g_autofree char *words = NULL;

  g_return_val_if_fail (vault != NULL && vault->record != NULL, FALSE);
  g_return_val_if_fail (recovery_code != NULL, FALSE);

  words = dovetail_recovery_code_normalize (recovery_code);
  if (words == NULL)
    {
      g_set_error_literal (
          error, DOVETAIL_ERROR, DOVETAIL_ERROR_WRONG_PASSPHRASE,
          "This is no recovery code: it has 28 letters and digits, and one of them is wrong or missing");
      return FALSE;
    }
  if (!unlock_by_words (vault, DOVETAIL_WRAP_RECOVERY, words, key, error))
    return FALSE;
  wrap_anew (vault, key, cancellable);

  return TRUE;
}

/**
 * dovetail_vault_uses_keyring:
 * @vault: a vault
 *
 * Returns: whether session tokens belong into the keyring; otherwise the caller seals them in the store
 */
gboolean
dovetail_vault_uses_keyring (DovetailVault *vault)
{
  g_return_val_if_fail (vault != NULL, FALSE);

  return vault->record != NULL && vault->record->protection == DOVETAIL_PROTECTION_KEYRING;
}

/**
 * dovetail_vault_load_tokens:
 * @vault: a vault that uses the keyring
 * @cancellable: (nullable): to stop waiting for a keyring prompt
 * @error: KEYRING_UNAVAILABLE, KEYRING_LOCKED
 *
 * Returns: (transfer full) (nullable): what was stored; %NULL without error when there is nothing
 */
char *
dovetail_vault_load_tokens (DovetailVault *vault, GCancellable *cancellable, GError **error)
{
  char *secret = NULL;
  char *text;
  gboolean found;

  g_return_val_if_fail (vault != NULL && vault->record != NULL, NULL);

  if (!dovetail_keyring_load (vault->record->store_id, DOVETAIL_KEYRING_TOKENS, &secret, &found, cancellable,
                              error))
    return NULL;
  text = g_strdup (secret);
  dovetail_keyring_free_secret (secret);

  return text;
}

/**
 * dovetail_vault_store_tokens:
 * @vault: a vault that uses the keyring
 * @text: (nullable): one opaque text; %NULL removes
 * @cancellable: (nullable): to stop waiting for a keyring prompt
 * @error: KEYRING_UNAVAILABLE, KEYRING_LOCKED
 *
 * Returns: whether it was stored
 */
gboolean
dovetail_vault_store_tokens (DovetailVault *vault,
                             const char *text,
                             GCancellable *cancellable,
                             GError **error)
{
  g_return_val_if_fail (vault != NULL && vault->record != NULL, FALSE);

  if (text == NULL)
    return dovetail_keyring_remove (vault->record->store_id, DOVETAIL_KEYRING_TOKENS, cancellable, error);

  return dovetail_keyring_save (vault->record->store_id, DOVETAIL_KEYRING_TOKENS, "Dovetail sign-in", text,
                                cancellable, error);
}
