/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Stores for tests: thrown away afterwards, with a clock and randomness that replay. */

#include "lib/scratch-store.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "json/json.h"

static gint64
scratch_now (gpointer user_data)
{
  ScratchStore *scratch = user_data;

  return scratch->now;
}

/* xorshift32 */
static void
scratch_fill (gpointer user_data, guint8 *bytes, gsize length)
{
  ScratchStore *scratch = user_data;

  for (gsize i = 0; i < length; i++)
    {
      scratch->random ^= scratch->random << 13;
      scratch->random ^= scratch->random >> 17;
      scratch->random ^= scratch->random << 5;
      bytes[i] = (guint8) (scratch->random >> 11);
    }
}

DovetailStoreOptions
scratch_store_options (ScratchStore *scratch)
{
  return (DovetailStoreOptions){
    .directory = scratch->directory,
    .key = scratch->sealed ? scratch->key : NULL,
    .clock = { scratch_now, scratch },
    .random = { scratch_fill, scratch },
  };
}

static void
open_scratch (ScratchStore *scratch)
{
  DovetailStoreOptions options = scratch_store_options (scratch);
  g_autoptr (GError) error = NULL;

  scratch->store = dovetail_store_open (&options, &error);
  g_assert_no_error (error);
}

ScratchStore *
scratch_store_new (gboolean sealed)
{
  ScratchStore *scratch = g_new0 (ScratchStore, 1);

  scratch->directory = g_dir_make_tmp ("dovetail-test-XXXXXX", NULL);
  scratch->now = G_GINT64_CONSTANT (1795176000000); /* 2026-11-20T12:00:00Z */
  scratch->random = 20261120;
  scratch->sealed = sealed;
  for (guint i = 0; i < sizeof scratch->key; i++)
    scratch->key[i] = (guint8) (i * 7 + 1);
  open_scratch (scratch);

  return scratch;
}

void
scratch_store_reopen (ScratchStore *scratch)
{
  g_clear_object (&scratch->store);
  open_scratch (scratch);
}

void
scratch_remove_tree (const char *path)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        scratch_remove_tree (child);
      else
        g_remove (child);
    }
  g_rmdir (path);
}

void
scratch_store_free (ScratchStore *scratch)
{
  g_clear_object (&scratch->store);
  scratch_remove_tree (scratch->directory);
  g_free (scratch->directory);
  g_free (scratch);
}

JsonNode *
scratch_data (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (GError) error = NULL;
  JsonNode *node = dovetail_json_parse_object (json, -1, &error);

  g_assert_no_error (error);

  return node;
}

char *
scratch_text (JsonNode *data)
{
  return data == NULL ? g_strdup ("-") : g_strdelimit (dovetail_json_canonical (data, NULL), "\"", '\'');
}
