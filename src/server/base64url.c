/* SPDX-License-Identifier: GPL-3.0-or-later */

/* base64url as tokens are written in: no padding, no other alphabet, no stray bits, so that no two texts are
 * the same token. */

#include "server/base64url.h"

#include <sodium.h>

#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING

/**
 * dovetail_base64url_encode:
 * @bytes: any bytes
 * @length: how many
 *
 * Returns: (transfer full): their text
 */
char *
dovetail_base64url_encode (const void *bytes, gsize length)
{
  gsize size = sodium_base64_ENCODED_LEN (length, VARIANT);
  char *text = g_malloc (size);

  return sodium_bin2base64 (text, size, bytes, length, VARIANT);
}

/**
 * dovetail_base64url_decode:
 * @text: what is said to be base64url
 * @text_length: its length in bytes
 * @bytes: (out caller-allocates): what it stands for
 * @max: how many bytes have room there
 * @length: (out): how many there are
 *
 * Returns: whether it is
 */
gboolean
dovetail_base64url_decode (const char *text, gsize text_length, guint8 *bytes, gsize max, gsize *length)
{
  const char *end;

  /* libsodium 1.0.18 reads the byte 0xff as an underscore. */
  for (gsize i = 0; i < text_length; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '-' && text[i] != '_')
      return FALSE;
  return sodium_base642bin (bytes, max, text, text_length, NULL, length, &end, VARIANT) == 0
         && end == text + text_length;
}
