/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Access tokens: JSON Web Tokens (RFC 7519) of exactly one kind, HMAC-SHA-256 with a key of our own ring.
 * Nothing in a token chooses how it is checked: algorithm and type are constants. */

#include "server/jwt.h"

#include <sodium.h>
#include <string.h>

#include "core/data.h"
#include "json/json.h"
#include "server/base64url.h"

#define ISSUER "dovetail"
#define ALGORITHM "HS256"
#define TYPE "JWT"
#define MAX_TOKEN_BYTES 2048

void
dovetail_claims_free (DovetailClaims *claims)
{
  if (claims == NULL)
    return;
  g_free (claims->user_id);
  g_free (claims->family_id);
  g_free (claims->role);
  g_free (claims->client_id);
  g_free (claims);
}

static char *
encode_object (JsonObject *object)
{
  g_autoptr (JsonNode) node = dovetail_data_take_object (object);
  gsize length;
  g_autofree char *text = dovetail_json_canonical (node, &length);

  return dovetail_base64url_encode (text, length);
}

static void
sign (const char *text, gsize length, GBytes *secret, guint8 mac[crypto_auth_hmacsha256_BYTES])
{
  crypto_auth_hmacsha256_state state;
  gsize key_length;
  const guint8 *key = g_bytes_get_data (secret, &key_length);

  crypto_auth_hmacsha256_init (&state, key, key_length);
  crypto_auth_hmacsha256_update (&state, (const guint8 *) text, length);
  crypto_auth_hmacsha256_final (&state, mac);
  sodium_memzero (&state, sizeof state);
}

static char *
encode_header (const char *kid)
{
  JsonObject *header = json_object_new ();

  json_object_set_string_member (header, "alg", ALGORITHM);
  json_object_set_string_member (header, "typ", TYPE);
  json_object_set_string_member (header, "kid", kid);
  return encode_object (header);
}

static char *
encode_claims (const DovetailClaims *claims)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "iss", ISSUER);
  json_object_set_string_member (object, "sub", claims->user_id);
  json_object_set_string_member (object, "family", claims->family_id);
  json_object_set_string_member (object, "role", claims->role);
  json_object_set_string_member (object, "client_id", claims->client_id);
  json_object_set_int_member (object, "iat", claims->issued_at);
  json_object_set_int_member (object, "nbf", claims->issued_at);
  json_object_set_int_member (object, "exp", claims->expires_at);
  return encode_object (object);
}

/**
 * dovetail_jwt_issue:
 * @claims: what the token says
 * @kid: the name of the key
 * @secret: the key
 *
 * Returns: (transfer full): the token
 */
char *
dovetail_jwt_issue (const DovetailClaims *claims, const char *kid, GBytes *secret)
{
  g_autofree char *header = encode_header (kid);
  g_autofree char *payload = encode_claims (claims);
  g_autofree char *text = g_strconcat (header, ".", payload, NULL);
  g_autofree char *signature = NULL;
  guint8 mac[crypto_auth_hmacsha256_BYTES];

  sign (text, strlen (text), secret, mac);
  signature = dovetail_base64url_encode (mac, sizeof mac);
  return g_strconcat (text, ".", signature, NULL);
}

/* Nothing beside the object. */
static JsonNode *
decode_object (const char *text, gsize length)
{
  g_autofree guint8 *bytes = g_malloc (length + 1);
  gsize decoded;

  if (!dovetail_base64url_decode (text, length, bytes, length, &decoded))
    return NULL;
  return dovetail_json_parse_object ((const char *) bytes, (gssize) decoded, NULL);
}

typedef struct
{
  const char *text;
  gsize header_length;
  gsize payload_length;
  const char *payload;
  const char *signature;
  gsize signature_length;
} Parts;

static gboolean
split (const char *token, Parts *parts)
{
  const char *first, *second;

  if (token == NULL || strnlen (token, MAX_TOKEN_BYTES + 1) > MAX_TOKEN_BYTES)
    return FALSE;
  first = strchr (token, '.');
  second = first == NULL ? NULL : strchr (first + 1, '.');
  if (second == NULL || strchr (second + 1, '.') != NULL)
    return FALSE;

  parts->text = token;
  parts->header_length = (gsize) (first - token);
  parts->payload = first + 1;
  parts->payload_length = (gsize) (second - parts->payload);
  parts->signature = second + 1;
  parts->signature_length = strlen (parts->signature);
  return TRUE;
}

/**
 * dovetail_jwt_peek_kid:
 * @token: (nullable): what a client sent
 *
 * Returns: (transfer full) (nullable): the key it claims to be signed with, when its header is one that we
 * write
 */
char *
dovetail_jwt_peek_kid (const char *token)
{
  Parts parts;
  g_autoptr (JsonNode) header = NULL;

  if (!split (token, &parts) || (header = decode_object (parts.text, parts.header_length)) == NULL
      || g_strcmp0 (dovetail_data_get_string (header, "alg"), ALGORITHM) != 0
      || g_strcmp0 (dovetail_data_get_string (header, "typ"), TYPE) != 0)
    return NULL;
  return g_strdup (dovetail_data_get_string (header, "kid"));
}

static gboolean
signature_fits (const Parts *parts, GBytes *secret)
{
  guint8 expected[crypto_auth_hmacsha256_BYTES];
  guint8 given[crypto_auth_hmacsha256_BYTES];
  gsize length;

  if (!dovetail_base64url_decode (parts->signature, parts->signature_length, given, sizeof given, &length)
      || length != sizeof given)
    return FALSE;
  sign (parts->text, parts->header_length + 1 + parts->payload_length, secret, expected);
  return sodium_memcmp (expected, given, sizeof given) == 0;
}

static DovetailClaims *
read_claims (JsonNode *payload)
{
  g_autoptr (DovetailClaims) claims = g_new0 (DovetailClaims, 1);

  claims->user_id = g_strdup (dovetail_data_get_string (payload, "sub"));
  claims->family_id = g_strdup (dovetail_data_get_string (payload, "family"));
  claims->role = g_strdup (dovetail_data_get_string (payload, "role"));
  claims->client_id = g_strdup (dovetail_data_get_string (payload, "client_id"));
  claims->issued_at = dovetail_data_get_int (payload, "iat", G_MAXINT64);
  claims->expires_at = dovetail_data_get_int (payload, "exp", 0);
  if (claims->user_id == NULL || claims->family_id == NULL || claims->role == NULL
      || claims->client_id == NULL)
    return NULL;
  return g_steal_pointer (&claims);
}

/**
 * dovetail_jwt_verify:
 * @token: what a client sent
 * @secret: the key it names
 * @now: seconds since 1970
 *
 * Returns: (transfer full) (nullable): what it says, when its signature, issuer and times are right
 */
DovetailClaims *
dovetail_jwt_verify (const char *token, GBytes *secret, gint64 now)
{
  Parts parts;
  g_autoptr (JsonNode) payload = NULL;
  g_autoptr (DovetailClaims) claims = NULL;

  if (!split (token, &parts) || !signature_fits (&parts, secret))
    return NULL;
  payload = decode_object (parts.payload, parts.payload_length);
  if (payload == NULL || g_strcmp0 (dovetail_data_get_string (payload, "iss"), ISSUER) != 0
      || dovetail_data_get_int (payload, "nbf", G_MAXINT64) > now)
    return NULL;
  claims = read_claims (payload);
  return claims != NULL && claims->expires_at > now ? g_steal_pointer (&claims) : NULL;
}
