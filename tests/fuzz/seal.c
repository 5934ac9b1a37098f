/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any bytes as a sealed payload: nothing opens that was not closed with this key for this record, and what
 * was closed opens as it was, unless a single bit of it changed. */

#include "store/seal.h"

#include "core/error.h"
#include "target.h"

#include <string.h>

static const guint8 key[DOVETAIL_SEAL_KEY_BYTES] = { 1, 2, 3 };

static char *
open_blob (DovetailSeal *seal, const char *entity_id, const guint8 *blob, gsize size, gsize *length)
{
  g_autoptr (GError) error = NULL;
  char *text
      = dovetail_seal_open (seal, "task", entity_id, DOVETAIL_COPY_CURRENT, blob, size, length, &error);

  if (text == NULL)
    g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_CORRUPT);
  else
    g_assert_cmpint (text[*length], ==, '\0');
  return text;
}

static void
check_closed (DovetailSeal *seal, const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GBytes) closed
      = dovetail_seal_close (seal, "task", text, DOVETAIL_COPY_CURRENT, (const char *) data, size);
  gsize blob_size, length;
  g_autofree guint8 *blob = g_memdup2 (g_bytes_get_data (closed, &blob_size), g_bytes_get_size (closed));
  g_autofree char *opened = NULL;
  guint8 *changed = blob + (size == 0 ? 0 : data[0] * 31u) % g_bytes_get_size (closed);

  blob_size = g_bytes_get_size (closed);
  opened = open_blob (seal, text, blob, blob_size, &length);
  g_assert_cmpmem (opened, length, data, size);
  if (!dovetail_seal_is_sealed (seal))
    return;
  g_assert_null (open_blob (seal, "another", blob, blob_size, &length));
  *changed ^= (guint8) (1 << (size % 8));
  g_assert_null (open_blob (seal, text, blob, blob_size, &length));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const guint8 nothing[1];
  const guint8 *bytes = size == 0 ? nothing : data;
  g_autoptr (DovetailSeal) sealed = dovetail_seal_new (key);
  g_autoptr (DovetailSeal) open = dovetail_seal_new (NULL);
  g_autofree char *plain = NULL;
  gsize length;

  g_assert_null (open_blob (sealed, "id", bytes, size, &length));
  plain = open_blob (open, "id", bytes, size, &length);
  g_assert_true ((plain != NULL) == (size > 0 && bytes[0] == 1));
  check_closed (sealed, bytes, size);
  check_closed (open, bytes, size);

  return 0;
}
