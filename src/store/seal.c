/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Payloads at rest: one format byte, then for sealed ones a random nonce and the ciphertext with its tag. The
 * record's identity is authenticated with it, so a payload moved to another row does not open. A random
 * 24-byte nonce needs no counter that a restored backup could repeat. */

#include "store/seal.h"

#include <sodium.h>
#include <string.h>

#include "core/error.h"

#define FORMAT_PLAIN 1
#define FORMAT_SEALED 2
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES
#define IDENTITY_BYTES 256

G_STATIC_ASSERT (DOVETAIL_SEAL_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

struct _DovetailSeal
{
  guint8 *key; /* sodium_malloc; NULL: unsealed */
};

/**
 * dovetail_seal_new:
 * @key: (nullable): DOVETAIL_SEAL_KEY_BYTES bytes, copied into memory that is not swapped; %NULL: payloads
 * stay open
 *
 * Returns: (transfer full): a seal
 */
DovetailSeal *
dovetail_seal_new (const guint8 *key)
{
  DovetailSeal *seal;

  if (sodium_init () < 0)
    g_error ("libsodium found no source of randomness");

  seal = g_new0 (DovetailSeal, 1);
  if (key == NULL)
    return seal;

  seal->key = sodium_malloc (DOVETAIL_SEAL_KEY_BYTES);
  if (seal->key == NULL)
    g_error ("no memory for a key");
  memcpy (seal->key, key, DOVETAIL_SEAL_KEY_BYTES);
  sodium_mprotect_readonly (seal->key);

  return seal;
}

/**
 * dovetail_seal_copy:
 * @seal: a seal
 *
 * Returns: (transfer full): one with the same key
 */
DovetailSeal *
dovetail_seal_copy (DovetailSeal *seal)
{
  g_return_val_if_fail (seal != NULL, NULL);

  return dovetail_seal_new (seal->key);
}

/**
 * dovetail_seal_free:
 * @seal: (transfer full) (nullable): a seal; its key is wiped
 */
void
dovetail_seal_free (DovetailSeal *seal)
{
  if (seal == NULL)
    return;

  sodium_free (seal->key);
  g_free (seal);
}

/**
 * dovetail_seal_is_sealed:
 * @seal: a seal
 *
 * Returns: whether it has a key
 */
gboolean
dovetail_seal_is_sealed (DovetailSeal *seal)
{
  g_return_val_if_fail (seal != NULL, FALSE);

  return seal->key != NULL;
}

/* Types and ids come from the network: a long one is hashed, so that the identity always has a bound. */
static gsize
write_identity (char identity[IDENTITY_BYTES],
                const char *entity_type,
                const char *entity_id,
                DovetailCopy copy)
{
  int length = g_snprintf (identity, IDENTITY_BYTES, "dovetail %d %s %s", (int) copy, entity_type, entity_id);

  if (length < IDENTITY_BYTES)
    return (gsize) length;

  g_autofree char *text = g_strdup_printf ("dovetail %d %s %s", (int) copy, entity_type, entity_id);
  crypto_generichash ((guint8 *) identity, 64, (const guint8 *) text, strlen (text), NULL, 0);

  return 64;
}

static GBytes *
close_plain (const char *text, gsize length)
{
  guint8 *blob = g_malloc (length + 1);

  blob[0] = FORMAT_PLAIN;
  memcpy (blob + 1, text, length);

  return g_bytes_new_take (blob, length + 1);
}

/**
 * dovetail_seal_close:
 * @seal: a seal
 * @entity_type: the type of what is sealed
 * @entity_id: its id
 * @copy: which payload of it
 * @text: the payload
 * @length: its length in bytes
 *
 * Returns: (transfer full): the blob to store
 */
GBytes *
dovetail_seal_close (DovetailSeal *seal,
                     const char *entity_type,
                     const char *entity_id,
                     DovetailCopy copy,
                     const char *text,
                     gsize length)
{
  char identity[IDENTITY_BYTES];
  gsize identity_length;
  gsize blob_length = 1 + NONCE_BYTES + length + TAG_BYTES;
  guint8 *blob;

  g_return_val_if_fail (seal != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);

  if (seal->key == NULL)
    return close_plain (text, length);

  identity_length = write_identity (identity, entity_type, entity_id, copy);
  blob = g_malloc (blob_length);
  blob[0] = FORMAT_SEALED;
  randombytes_buf (blob + 1, NONCE_BYTES);
  crypto_aead_xchacha20poly1305_ietf_encrypt (blob + 1 + NONCE_BYTES, NULL, (const guint8 *) text, length,
                                              (const guint8 *) identity, identity_length, NULL, blob + 1,
                                              seal->key);

  return g_bytes_new_take (blob, blob_length);
}

/* Byte for byte: a copy of a string would end at a NUL. */
static char *
open_plain (const guint8 *payload, gsize length)
{
  char *text = g_malloc (length + 1);

  memcpy (text, payload, length);
  text[length] = '\0';

  return text;
}

static char *
refuse (const char *reason, GError **error)
{
  g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_CORRUPT, "Stored data could not be opened: %s", reason);

  return NULL;
}

/**
 * dovetail_seal_open:
 * @seal: a seal
 * @entity_type: as when it was closed
 * @entity_id: as when it was closed
 * @copy: as when it was closed
 * @blob: what was stored
 * @blob_length: its length in bytes
 * @length: (out): length of the payload in bytes
 * @error: CORRUPT: another key, another identity, or altered
 *
 * Returns: (transfer full): the payload with a NUL behind it; %NULL on error
 */
char *
dovetail_seal_open (DovetailSeal *seal,
                    const char *entity_type,
                    const char *entity_id,
                    DovetailCopy copy,
                    const guint8 *blob,
                    gsize blob_length,
                    gsize *length,
                    GError **error)
{
  char identity[IDENTITY_BYTES];
  gsize identity_length;
  g_autofree char *text = NULL;

  g_return_val_if_fail (seal != NULL, NULL);

  if (blob_length >= 1 && blob[0] == FORMAT_PLAIN && seal->key == NULL)
    {
      *length = blob_length - 1;
      return open_plain (blob + 1, *length);
    }
  if (blob_length < 1 + NONCE_BYTES + TAG_BYTES || blob[0] != FORMAT_SEALED)
    return refuse ("it has an unknown form", error); /* or is open where everything is sealed */
  if (seal->key == NULL)
    return refuse ("it is sealed and there is no key", error);

  identity_length = write_identity (identity, entity_type, entity_id, copy);
  *length = blob_length - 1 - NONCE_BYTES - TAG_BYTES;
  text = g_malloc (*length + 1);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt ((guint8 *) text, NULL, NULL, blob + 1 + NONCE_BYTES,
                                                  *length + TAG_BYTES, (const guint8 *) identity,
                                                  identity_length, blob + 1, seal->key)
      != 0)
    return refuse ("the key does not fit, or the data was altered", error);
  text[*length] = '\0';

  return g_steal_pointer (&text);
}
