/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any text as an access token, and any "HEADER newline CLAIMS" as one that was signed with the right key:
 * what is believed names everybody it should and is good now, and no other key opens it. */

#include "server/jwt.h"

#include <sodium.h>
#include <string.h>

#include "core/data.h"
#include "json/json.h"
#include "target.h"

#define BASE64 sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define NOW G_GINT64_CONSTANT (1800000000) /* s */

static char *
encode (const void *bytes, gsize length)
{
  gsize size = sodium_base64_ENCODED_LEN (length, BASE64);
  char *text = g_malloc (size);

  return sodium_bin2base64 (text, size, bytes, length, BASE64);
}

static GBytes *
make_key (guint8 first)
{
  const guint8 secret[32] = { first, 2, 3 };

  return g_bytes_new (secret, sizeof secret);
}

static char *
sign (const char *header, gsize header_length, const char *payload, gsize payload_length, GBytes *key)
{
  g_autofree char *one = encode (header, header_length);
  g_autofree char *two = encode (payload, payload_length);
  g_autofree char *text = g_strconcat (one, ".", two, NULL);
  g_autofree char *signature = NULL;
  guint8 mac[crypto_auth_hmacsha256_BYTES];

  crypto_auth_hmacsha256 (mac, (const guint8 *) text, strlen (text), g_bytes_get_data (key, NULL));
  signature = encode (mac, sizeof mac);
  return g_strconcat (text, ".", signature, NULL);
}

static void
check_claims (const DovetailClaims *claims, GBytes *key)
{
  g_autofree char *again = dovetail_jwt_issue (claims, "k", key);
  g_autofree char *kid = dovetail_jwt_peek_kid (again);

  g_assert_nonnull (claims->user_id);
  g_assert_nonnull (claims->family_id);
  g_assert_nonnull (claims->role);
  g_assert_nonnull (claims->client_id);
  g_assert_cmpint (claims->expires_at, >, NOW);
  g_assert_true (kid == NULL || g_str_equal (kid, "k")); /* NULL: longer than a token may be */
}

/* One token has one spelling. */
static gboolean
is_plain (const char *token)
{
  for (const char *p = token; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("-_.", *p) == NULL)
      return FALSE;
  return TRUE;
}

static void
check_token (const char *token)
{
  g_autoptr (GBytes) key = make_key (1);
  g_autoptr (GBytes) other_key = make_key (9);
  g_autofree char *kid = dovetail_jwt_peek_kid (token);
  g_autoptr (DovetailClaims) claims = dovetail_jwt_verify (token, key, NOW);

  g_assert_null (dovetail_jwt_verify (token, other_key, NOW));
  g_assert_true (kid == NULL || g_utf8_validate (kid, -1, NULL));
  if (claims == NULL)
    return;
  g_assert_true (is_plain (token));
  check_claims (claims, key);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  const char *line_end = size == 0 ? NULL : memchr (data, '\n', size);
  g_autoptr (GBytes) key = make_key (1);
  g_autofree char *token = NULL;
  gsize header_length;

  if (sodium_init () < 0)
    return 0;
  check_token (text);
  if (line_end == NULL)
    return 0;
  header_length = (gsize) (line_end - (const char *) data);
  token = sign ((const char *) data, header_length, line_end + 1, size - header_length - 1, key);
  check_token (token);

  return 0;
}
