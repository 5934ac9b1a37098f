/* SPDX-License-Identifier: GPL-3.0-or-later */

/* gzip both ways. What is unpacked is cut off at a limit while it is unpacked, not afterwards. */

#include "server/compression.h"

#define CHUNK_BYTES (64 * 1024)
/* Level 1 packs four times faster than level 6 and nearly as small. */
#define LEVEL 1

static GBytes *
convert (GConverter *converter, GBytes *bytes, gsize max, GError **error)
{
  g_autoptr (GByteArray) output = g_byte_array_new ();
  g_autofree guint8 *chunk = g_malloc (CHUNK_BYTES);
  gsize size;
  const guint8 *input = g_bytes_get_data (bytes, &size);
  GConverterResult result = G_CONVERTER_CONVERTED;

  while (result != G_CONVERTER_FINISHED)
    {
      gsize n_read, n_written;

      result = g_converter_convert (converter, input, size, chunk, CHUNK_BYTES, G_CONVERTER_INPUT_AT_END,
                                    &n_read, &n_written, error);
      if (result == G_CONVERTER_ERROR)
        return NULL;
      if (output->len + n_written > max)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "The content is too large");
          return NULL;
        }
      g_byte_array_append (output, chunk, (guint) n_written);
      input += n_read;
      size -= n_read;
    }
  if (size > 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "Something follows the content");
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&output));
}

GBytes *
dovetail_decompress (GBytes *bytes, gsize max, GError **error)
{
  g_autoptr (GConverter) converter = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));

  return convert (converter, bytes, max, error);
}

GBytes *
dovetail_compress (GBytes *bytes)
{
  g_autoptr (GConverter) converter
      = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, LEVEL));

  return convert (converter, bytes, G_MAXUINT, NULL);
}
