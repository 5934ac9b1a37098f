/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Stores for tests: thrown away afterwards, with a clock and randomness that replay. */

#include "lib/scratch-store.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "json/json.h"
#include "store/edit.h"

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

static void
put_database (ScratchStore *scratch, GBytes *database)
{
  g_autofree char *path = g_build_filename (scratch->directory, "store.db", NULL);
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *bytes = g_bytes_get_data (database, &length);

  g_file_set_contents_full (path, bytes, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

ScratchStore *
scratch_store_new (gboolean sealed)
{
  return scratch_store_new_from (NULL, sealed);
}

ScratchStore *
scratch_store_new_from (GBytes *database, gboolean sealed)
{
  ScratchStore *scratch = g_new0 (ScratchStore, 1);

  scratch->directory = g_dir_make_tmp ("dovetail-test-XXXXXX", NULL);
  scratch->now = G_GINT64_CONSTANT (1795176000000); /* 2026-11-20T12:00:00Z */
  scratch->random = 20261120;
  scratch->sealed = sealed;
  for (guint i = 0; i < sizeof scratch->key; i++)
    scratch->key[i] = (guint8) (i * 7 + 1);
  if (database != NULL)
    put_database (scratch, database);
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

void
scratch_put (ScratchStore *scratch, DovetailReplica *replica)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailTransaction) transaction = dovetail_transaction_begin (scratch->store, &error);

  g_assert_no_error (error);
  g_assert_true (dovetail_store_put_replica (scratch->store, replica, &error));
  g_assert_true (dovetail_transaction_commit (g_steal_pointer (&transaction), &error));
  g_assert_no_error (error);
}

void
scratch_put_synced (ScratchStore *scratch,
                    const char *entity_type,
                    const char *entity_id,
                    gint64 version,
                    const char *text,
                    gboolean deleted)
{
  g_autoptr (JsonNode) data = scratch_data (text);
  g_autoptr (DovetailRecord) record
      = dovetail_record_new (entity_type, entity_id, version, "\"tag\"", deleted, data, 5, "anna", "phone");
  g_autoptr (DovetailReplica) replica = dovetail_replica_new (record);

  scratch_put (scratch, replica);
}

DovetailReplica *
scratch_get (ScratchStore *scratch, const char *entity_type, const char *entity_id)
{
  g_autoptr (GError) error = NULL;
  DovetailReplica *replica = dovetail_store_get_replica (scratch->store, entity_type, entity_id, &error);

  g_assert_no_error (error);

  return replica;
}

void
scratch_create (ScratchStore *scratch, const char *entity_type, const char *entity_id, const char *text)
{
  g_autoptr (JsonNode) data = scratch_data (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailReplica) replica
      = dovetail_store_create (scratch->store, entity_type, entity_id, data, TRUE, &error);

  g_assert_no_error (error);
  g_assert_nonnull (replica);
}

void
scratch_update (ScratchStore *scratch, const char *entity_type, const char *entity_id, const char *text)
{
  g_autoptr (JsonNode) patch = scratch_data (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailReplica) replica = NULL;

  scratch->now += 1000;
  replica = dovetail_store_update (scratch->store, entity_type, entity_id, patch, &error);
  g_assert_no_error (error);
  g_assert_nonnull (replica);
}
