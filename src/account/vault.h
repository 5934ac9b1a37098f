/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/error.h"
#include "core/random.h"

G_BEGIN_DECLS

#define DOVETAIL_KEY_BYTES 32

/* Where the store's key comes from. The data key itself is random; it lies wrapped beside the store. */
typedef enum
{
  DOVETAIL_PROTECTION_KEYRING,    /* wrapped by a key in the Secret Service */
  DOVETAIL_PROTECTION_KEY_FILE,   /* DOVETAIL_KEY_FILE: for headless use */
  DOVETAIL_PROTECTION_PASSPHRASE, /* wrapped by a passphrase (Argon2id) */
  DOVETAIL_PROTECTION_NONE        /* unsealed, because the user said so */
} DovetailProtection;

/* Opens the way to the key of the store in a directory; asks no keyring yet. Blocking calls below may wait for a keyring prompt:
 * not on the main thread. */
typedef struct _DovetailVault DovetailVault;

DovetailVault     *dovetail_vault_open           (const char          *directory,
                                                  const char          *key_file,  /* NULL: none named */
                                                  GError             **error);
void               dovetail_vault_free           (DovetailVault       *vault);
gboolean           dovetail_vault_is_new         (DovetailVault       *vault);    /* no key was ever made here */
DovetailProtection dovetail_vault_get_protection (DovetailVault       *vault);    /* of an existing one; KEYRING or KEY_FILE when new */

/* Makes the data key and writes its wrapping durably. recovery_code: words to be shown once (KEYRING and PASSPHRASE), else NULL.
 * Errors: KEYRING_UNAVAILABLE, KEYRING_LOCKED. */
gboolean           dovetail_vault_create         (DovetailVault       *vault,
                                                  DovetailProtection   protection,
                                                  const char          *passphrase, /* of PASSPHRASE, else NULL */
                                                  const DovetailRandom *random,
                                                  char               **recovery_code,
                                                  GCancellable        *cancellable,
                                                  GError             **error);
/* Gets the data key; sealed FALSE and key untouched for NONE. Errors: KEYRING_UNAVAILABLE, KEYRING_LOCKED, KEY_LOST, WRONG_PASSPHRASE. */
gboolean           dovetail_vault_unlock         (DovetailVault       *vault,
                                                  const char          *passphrase,
                                                  guint8               key[DOVETAIL_KEY_BYTES],
                                                  gboolean            *sealed,
                                                  GCancellable        *cancellable,
                                                  GError             **error);
/* With the recovery code; then wraps the key anew for the keyring. */
gboolean           dovetail_vault_recover        (DovetailVault       *vault,
                                                  const char          *recovery_code,
                                                  guint8               key[DOVETAIL_KEY_BYTES],
                                                  GCancellable        *cancellable,
                                                  GError             **error);

/* Session tokens, one opaque text for this store, in the keyring. Only with PROTECTION_KEYRING (see uses_keyring); otherwise the
 * caller seals them in the store. load: NULL without error when there are none. text NULL removes. */
gboolean           dovetail_vault_uses_keyring   (DovetailVault       *vault);
char              *dovetail_vault_load_tokens    (DovetailVault       *vault,
                                                  GCancellable        *cancellable,
                                                  GError             **error);
gboolean           dovetail_vault_store_tokens   (DovetailVault       *vault,
                                                  const char          *text,
                                                  GCancellable        *cancellable,
                                                  GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailVault, dovetail_vault_free)

G_END_DECLS
