/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Hashes over content: etags of records, and what tells one mutation from another. */

#include "server/etag.h"

#include <sodium.h>

#include "json/json.h"

#define HASH_BYTES 16

char *
dovetail_content_hash (JsonNode *node)
{
  guint8 hash[HASH_BYTES];
  char hex[2 * HASH_BYTES + 1];
  gsize length;
  g_autofree char *text = dovetail_json_canonical (node, &length);

  crypto_generichash (hash, sizeof hash, (const guint8 *) text, length, NULL, 0);
  return g_strdup (sodium_bin2hex (hex, sizeof hex, hash, sizeof hash));
}

/**
 * dovetail_etag_new:
 * @version: of the record
 * @data: its content
 * @deleted: whether it is a tombstone
 *
 * Returns: (transfer full): the etag with its quotes
 */
char *
dovetail_etag_new (gint64 version, JsonNode *data, gboolean deleted)
{
  g_autofree char *hash = dovetail_content_hash (data);

  return g_strdup_printf ("\"%" G_GINT64_FORMAT "-%.16s%s\"", version, hash, deleted ? "-deleted" : "");
}

gint64
dovetail_etag_get_version (const char *etag)
{
  char *end;
  gint64 version;

  if (etag == NULL || etag[0] != '"' || !g_ascii_isdigit (etag[1]))
    return 0;
  version = g_ascii_strtoll (etag + 1, &end, 10);
  return *end == '-' && version > 0 ? version : 0;
}
