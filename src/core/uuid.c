/* SPDX-License-Identifier: GPL-3.0-or-later */

/* UUIDs of RFC 9562: random (4), by time (7) and by name (5). */

#include "core/uuid.h"

#define UUID_BYTES 16
#define UUID_CHARACTERS 36

static gboolean
is_dash_place (guint position)
{
  return position == 8 || position == 13 || position == 18 || position == 23;
}

static char *
format_uuid (guint8 bytes[UUID_BYTES], guint version)
{
  static const char digits[] = "0123456789abcdef";
  char text[UUID_CHARACTERS + 1];
  guint position = 0;

  bytes[6] = (guint8) ((bytes[6] & 0x0f) | (version << 4));
  bytes[8] = (guint8) ((bytes[8] & 0x3f) | 0x80);
  for (guint i = 0; i < UUID_BYTES; i++)
    {
      if (is_dash_place (position))
        text[position++] = '-';
      text[position++] = digits[bytes[i] >> 4];
      text[position++] = digits[bytes[i] & 0x0f];
    }
  text[position] = '\0';

  return g_strdup (text);
}

static void
read_uuid (const char *text, guint8 bytes[UUID_BYTES])
{
  guint position = 0;

  for (guint i = 0; i < UUID_BYTES; i++, position += 2)
    {
      if (is_dash_place (position))
        position++;
      bytes[i]
          = (guint8) (g_ascii_xdigit_value (text[position]) << 4 | g_ascii_xdigit_value (text[position + 1]));
    }
}

/**
 * dovetail_uuid_new_v4:
 * @random: where the bytes come from
 *
 * Returns: (transfer full): a random UUID
 */
char *
dovetail_uuid_new_v4 (const DovetailRandom *random)
{
  guint8 bytes[UUID_BYTES];

  g_return_val_if_fail (random != NULL, NULL);

  dovetail_random_fill (random, bytes, sizeof bytes);
  return format_uuid (bytes, 4);
}

/**
 * dovetail_uuid_new_v7:
 * @now: ms since 1970; what does not fit into 48 bits is cut to the nearest that does
 * @random: where the other bytes come from
 *
 * Returns: (transfer full): a UUID that sorts by @now
 */
char *
dovetail_uuid_new_v7 (gint64 now, const DovetailRandom *random)
{
  guint8 bytes[UUID_BYTES];
  guint64 time = (guint64) CLAMP (now, 0, (G_GINT64_CONSTANT (1) << 48) - 1);

  g_return_val_if_fail (random != NULL, NULL);

  dovetail_random_fill (random, bytes, sizeof bytes);
  for (guint i = 0; i < 6; i++)
    bytes[i] = (guint8) (time >> (40 - 8 * i));

  return format_uuid (bytes, 7);
}

/**
 * dovetail_uuid_new_v5:
 * @namespace_id: a UUID
 * @name: any text
 *
 * Two devices that derive the id of the same thing get the same id, so that they create one record.
 *
 * Returns: (transfer full) (nullable): the UUID of @name in @namespace_id; %NULL when @namespace_id is no
 * UUID
 */
char *
dovetail_uuid_new_v5 (const char *namespace_id, const char *name)
{
  g_autoptr (GChecksum) checksum = NULL;
  guint8 bytes[UUID_BYTES];
  guint8 digest[20];
  gsize length = sizeof digest;

  g_return_val_if_fail (name != NULL, NULL);

  if (!dovetail_uuid_is_valid (namespace_id))
    return NULL;

  read_uuid (namespace_id, bytes);
  checksum = g_checksum_new (G_CHECKSUM_SHA1);
  g_checksum_update (checksum, bytes, sizeof bytes);
  g_checksum_update (checksum, (const guchar *) name, -1);
  g_checksum_get_digest (checksum, digest, &length);

  return format_uuid (digest, 5);
}

/**
 * dovetail_uuid_is_valid:
 * @text: (nullable): perhaps a UUID
 *
 * Capitals are refused, so that one record has one spelling of its id.
 *
 * Returns: whether @text is a UUID of any version in 36 lower-case characters
 */
gboolean
dovetail_uuid_is_valid (const char *text)
{
  if (text == NULL)
    return FALSE;
  for (guint i = 0; i < UUID_CHARACTERS; i++)
    {
      gboolean hexadecimal = g_ascii_isdigit (text[i]) || (text[i] >= 'a' && text[i] <= 'f');

      if (is_dash_place (i) ? text[i] != '-' : !hexadecimal)
        return FALSE;
    }

  return text[UUID_CHARACTERS] == '\0';
}
