/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any text as a sync token, and any bytes as the inside of one that was signed: a token, or a refusal in
 * words; and what is a token is written again as it was. */

#include "server/sync-token.h"

#include <sodium.h>
#include <string.h>

#include "core/error.h"
#include "target.h"

#define BASE64 sodium_base64_VARIANT_URLSAFE_NO_PADDING

static const guint8 key[DOVETAIL_SYNC_TOKEN_KEY_BYTES] = { 1, 2, 3 };

static void
check_token (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailSyncToken) token = dovetail_sync_token_decode (text, key, &error);
  g_autofree char *again = NULL;

  g_assert_true ((token == NULL) == (error != NULL));
  if (token == NULL)
    {
      g_assert_cmpuint (error->domain, ==, DOVETAIL_ERROR);
      g_assert_true (error->code == DOVETAIL_ERROR_TOKEN_INVALID
                     || error->code == DOVETAIL_ERROR_TOKEN_FOREIGN);
      return;
    }
  again = dovetail_sync_token_encode (token, key);
  g_assert_cmpstr (again, ==, text);
}

static void
check_signed (const guint8 *inside, gsize size)
{
  g_autofree guint8 *bytes = g_malloc (size + crypto_auth_BYTES);
  gsize text_size = sodium_base64_ENCODED_LEN (size + crypto_auth_BYTES, BASE64);
  g_autofree char *text = g_malloc (text_size);

  if (size > 0)
    memcpy (bytes, inside, size);
  crypto_auth (bytes + size, bytes, size, key);
  sodium_bin2base64 (text, text_size, bytes, size + crypto_auth_BYTES, BASE64);
  check_token (text);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  if (sodium_init () < 0)
    return 0;
  check_token (text);
  check_signed (data, size);

  return 0;
}
