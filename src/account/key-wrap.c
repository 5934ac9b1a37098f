/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The data key under another key: XChaCha20-Poly1305, and Argon2id where that key comes from words. */

#include "account/key-wrap.h"

#include <sodium.h>
#include <string.h>

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES

/* A file that was tampered with must not make us allocate everything. */
#define MAX_MEMORY (G_GUINT64_CONSTANT (1) << 30)
#define MAX_OPERATIONS 16

G_STATIC_ASSERT (DOVETAIL_WRAP_BYTES == NONCE_BYTES + DOVETAIL_KEY_BYTES + TAG_BYTES);
G_STATIC_ASSERT (DOVETAIL_WRAP_SALT_BYTES == crypto_pwhash_SALTBYTES);

void
dovetail_key_wrap_close (DovetailKeyWrap *wrap,
                         const char *purpose,
                         const guint8 wrapping_key[DOVETAIL_KEY_BYTES],
                         const guint8 key[DOVETAIL_KEY_BYTES],
                         const DovetailRandom *random)
{
  dovetail_random_fill (random, wrap->sealed, NONCE_BYTES);
  crypto_aead_xchacha20poly1305_ietf_encrypt (wrap->sealed + NONCE_BYTES, NULL, key, DOVETAIL_KEY_BYTES,
                                              (const guint8 *) purpose, strlen (purpose), NULL, wrap->sealed,
                                              wrapping_key);
  wrap->present = TRUE;
}

gboolean
dovetail_key_wrap_open (const DovetailKeyWrap *wrap,
                        const char *purpose,
                        const guint8 wrapping_key[DOVETAIL_KEY_BYTES],
                        guint8 key[DOVETAIL_KEY_BYTES])
{
  return wrap->present
         && crypto_aead_xchacha20poly1305_ietf_decrypt (
                key, NULL, NULL, wrap->sealed + NONCE_BYTES, DOVETAIL_KEY_BYTES + TAG_BYTES,
                (const guint8 *) purpose, strlen (purpose), wrap->sealed, wrapping_key)
                == 0;
}

static gboolean
derive (const DovetailKeyWrap *wrap,
        const char *words,
        guint8 wrapping_key[DOVETAIL_KEY_BYTES],
        GError **error)
{
  if (wrap->operations > MAX_OPERATIONS || wrap->memory > MAX_MEMORY)
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_CORRUPT,
                           "The file store-key.json asks for more memory than is sensible");
      return FALSE;
    }
  if (crypto_pwhash (wrapping_key, DOVETAIL_KEY_BYTES, words, strlen (words), wrap->salt, wrap->operations,
                     (gsize) wrap->memory, crypto_pwhash_ALG_ARGON2ID13)
      == 0)
    return TRUE;

  g_set_error_literal (
      error, DOVETAIL_ERROR, DOVETAIL_ERROR_FAILED,
      "There is not enough memory to check the passphrase; close other programs and try again");
  return FALSE;
}

gboolean
dovetail_key_wrap_close_words (DovetailKeyWrap *wrap,
                               const char *purpose,
                               const char *words,
                               DovetailWords kind,
                               const guint8 key[DOVETAIL_KEY_BYTES],
                               const DovetailRandom *random,
                               GError **error)
{
  guint8 wrapping_key[DOVETAIL_KEY_BYTES];
  gboolean chosen = kind == DOVETAIL_WORDS_CHOSEN;
  gboolean derived;

  wrap->words = TRUE;
  wrap->operations = chosen ? crypto_pwhash_OPSLIMIT_MODERATE : crypto_pwhash_OPSLIMIT_INTERACTIVE;
  wrap->memory = chosen ? crypto_pwhash_MEMLIMIT_MODERATE : crypto_pwhash_MEMLIMIT_INTERACTIVE;
  dovetail_random_fill (random, wrap->salt, sizeof wrap->salt);
  derived = derive (wrap, words, wrapping_key, error);
  if (derived)
    dovetail_key_wrap_close (wrap, purpose, wrapping_key, key, random);
  sodium_memzero (wrapping_key, sizeof wrapping_key);

  return derived;
}

gboolean
dovetail_key_wrap_open_words (const DovetailKeyWrap *wrap,
                              const char *purpose,
                              const char *words,
                              guint8 key[DOVETAIL_KEY_BYTES],
                              GError **error)
{
  guint8 wrapping_key[DOVETAIL_KEY_BYTES];
  gboolean opened = derive (wrap, words, wrapping_key, error);

  if (!opened)
    return FALSE;
  opened = dovetail_key_wrap_open (wrap, purpose, wrapping_key, key);
  sodium_memzero (wrapping_key, sizeof wrapping_key);
  if (!opened)
    g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_WRONG_PASSPHRASE,
                         "That does not open these tasks");

  return opened;
}
