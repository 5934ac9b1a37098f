/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sync tokens: a position, authenticated (HMAC-SHA-512-256), as base64url text. */

#include "server/sync-token.h"

#include <sodium.h>
#include <string.h>

#include "core/error.h"
#include "core/uuid.h"
#include "server/base64url.h"

#define VERSION 1
#define UUID_BYTES 16

/* What a token is of. */
enum
{
  KIND_INCREMENT,
  KIND_WALK_AT_START, /* the head is where it was when the walk began */
  KIND_WALK,
};

/* On the wire: big-endian numbers, the ids of the lists, for KIND_WALK the start, then the authenticator over
 * all before it. What most tokens do not need is not in them: they travel with every sync. */
typedef struct __attribute__ ((packed))
{
  guint8 magic[3];
  guint8 kind;
  guint8 epoch[UUID_BYTES];
  guint8 family_id[UUID_BYTES];
  gint64 seq;
  gint64 head;
  gint64 tag;
  guint32 types;
  guint32 n_lists; /* NO_LISTS: not filtered by list */
} Packed;

#define NO_LISTS G_MAXUINT32
#define MAX_BYTES                                                                                            \
  (sizeof (Packed) + DOVETAIL_SYNC_TOKEN_MAX_LISTS * UUID_BYTES + sizeof (gint64) + crypto_auth_BYTES)

static const guint8 magic[3] = { 'd', 't', VERSION };

void
dovetail_sync_token_free (DovetailSyncToken *token)
{
  if (token == NULL)
    return;
  g_free (token->epoch);
  g_free (token->family_id);
  g_strfreev (token->lists);
  g_free (token);
}

static void
pack_uuid (guint8 bytes[UUID_BYTES], const char *text)
{
  gsize length;

  memset (bytes, 0, UUID_BYTES);
  sodium_hex2bin (bytes, UUID_BYTES, text, strlen (text), "-", &length, NULL);
}

static char *
unpack_uuid (const guint8 bytes[UUID_BYTES])
{
  char hex[2 * UUID_BYTES + 1];

  sodium_bin2hex (hex, sizeof hex, bytes, UUID_BYTES);
  return g_strdup_printf ("%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

static void
append_lists (GByteArray *bytes, char **lists)
{
  for (guint i = 0; lists != NULL && lists[i] != NULL; i++)
    {
      guint8 id[UUID_BYTES];

      pack_uuid (id, lists[i]);
      g_byte_array_append (bytes, id, sizeof id);
    }
}

static guint8
kind_of (const DovetailSyncToken *token)
{
  if (!token->full)
    return KIND_INCREMENT;
  return token->start == token->head ? KIND_WALK_AT_START : KIND_WALK;
}

static void
append_start (GByteArray *bytes, const DovetailSyncToken *token)
{
  gint64 start = GINT64_TO_BE (token->start);

  if (kind_of (token) == KIND_WALK)
    g_byte_array_append (bytes, (const guint8 *) &start, sizeof start);
}

/**
 * dovetail_sync_token_encode:
 * @token: a position; at most DOVETAIL_SYNC_TOKEN_MAX_LISTS lists
 * @key: the database's key, DOVETAIL_SYNC_TOKEN_KEY_BYTES
 *
 * Returns: (transfer full): its text
 */
char *
dovetail_sync_token_encode (const DovetailSyncToken *token, const guint8 *key)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 mac[crypto_auth_BYTES];
  Packed packed
      = { .kind = kind_of (token),
          .seq = GINT64_TO_BE (token->seq),
          .head = GINT64_TO_BE (token->head),
          .tag = GINT64_TO_BE (token->tag),
          .types = GUINT32_TO_BE (token->types),
          .n_lists = GUINT32_TO_BE (token->lists == NULL ? NO_LISTS : g_strv_length (token->lists)) };

  memcpy (packed.magic, magic, sizeof magic);
  pack_uuid (packed.epoch, token->epoch);
  pack_uuid (packed.family_id, token->family_id);
  g_byte_array_append (bytes, (const guint8 *) &packed, sizeof packed);
  append_lists (bytes, token->lists);
  append_start (bytes, token);
  crypto_auth (mac, bytes->data, bytes->len, key);
  g_byte_array_append (bytes, mac, sizeof mac);
  return dovetail_base64url_encode (bytes->data, bytes->len);
}

static gsize
start_offset (const Packed *packed)
{
  gsize n_lists = GUINT32_FROM_BE (packed->n_lists);

  return sizeof *packed + (n_lists == NO_LISTS ? 0 : n_lists * UUID_BYTES);
}

static gsize
start_bytes (const Packed *packed)
{
  return packed->kind == KIND_WALK ? sizeof (gint64) : 0;
}

static gint64
unpack_start (const Packed *packed)
{
  gint64 start;

  switch (packed->kind)
    {
    case KIND_WALK:
      memcpy (&start, (const guint8 *) packed + start_offset (packed), sizeof start);
      return GINT64_FROM_BE (start);
    case KIND_WALK_AT_START:
      return GINT64_FROM_BE (packed->head);
    case KIND_INCREMENT:
    default:
      return GINT64_FROM_BE (packed->seq);
    }
}

/* What is said twice is no token: each has one spelling. */
static gboolean
is_packed (const Packed *packed, gsize length)
{
  if (packed->kind > KIND_WALK || length != start_offset (packed) + start_bytes (packed) + crypto_auth_BYTES)
    return FALSE;
  return packed->kind != KIND_WALK || unpack_start (packed) != GINT64_FROM_BE (packed->head);
}

/* Whether the text is a token at all, whoever made it. */
static gboolean
unpack (const char *text, guint8 bytes[MAX_BYTES], gsize *length)
{
  const Packed *packed = (const Packed *) bytes;
  gsize text_length = strnlen (text, 2 * MAX_BYTES);

  if (!dovetail_base64url_decode (text, text_length, bytes, MAX_BYTES, length)
      || *length < sizeof *packed + crypto_auth_BYTES || memcmp (packed->magic, magic, sizeof magic) != 0)
    return FALSE;
  return is_packed (packed, *length);
}

static char **
unpack_lists (const guint8 *ids, guint32 n_lists)
{
  char **lists;

  if (n_lists == NO_LISTS)
    return NULL;
  lists = g_new0 (char *, (gsize) n_lists + 1);
  for (guint32 i = 0; i < n_lists; i++)
    lists[i] = unpack_uuid (ids + (gsize) i * UUID_BYTES);
  return lists;
}

static DovetailSyncToken *
token_from_packed (const Packed *packed)
{
  DovetailSyncToken *token = g_new0 (DovetailSyncToken, 1);

  token->epoch = unpack_uuid (packed->epoch);
  token->family_id = unpack_uuid (packed->family_id);
  token->full = packed->kind != KIND_INCREMENT;
  token->seq = GINT64_FROM_BE (packed->seq);
  token->start = unpack_start (packed);
  token->head = GINT64_FROM_BE (packed->head);
  token->tag = GINT64_FROM_BE (packed->tag);
  token->types = GUINT32_FROM_BE (packed->types);
  token->lists = unpack_lists ((const guint8 *) (packed + 1), GUINT32_FROM_BE (packed->n_lists));
  return token;
}

/**
 * dovetail_sync_token_decode:
 * @text: what a client sent
 * @key: the database's key
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the position; with DOVETAIL_ERROR_TOKEN_INVALID for text that is no
 * token, DOVETAIL_ERROR_TOKEN_FOREIGN for a token of another database
 */
DovetailSyncToken *
dovetail_sync_token_decode (const char *text, const guint8 *key, GError **error)
{
  guint8 bytes[MAX_BYTES];
  gsize length;

  if (!unpack (text, bytes, &length))
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_TOKEN_INVALID, "This is not a sync token");
      return NULL;
    }
  if (crypto_auth_verify (bytes + length - crypto_auth_BYTES, bytes, length - crypto_auth_BYTES, key) != 0)
    {
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_TOKEN_FOREIGN,
                           "This sync token is from another history; a full sync is needed");
      return NULL;
    }
  return token_from_packed ((const Packed *) bytes);
}
