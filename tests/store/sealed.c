/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What lies on the disk: nothing readable of a task but what the indexes need, and nothing that opens with
 * another key. */

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "lib/scratch-store.h"
#include "store/conflicts.h"
#include "store/edit.h"
#include "store/seal.h"
#include "store/settings.h"
#include "store/snapshot.h"

#define ID "0197f000-0000-7000-8000-000000000001"
#define CANARY "Xq7-canary-bird"

static gboolean
file_holds (const char *path, const char *text)
{
  g_autofree char *contents = NULL;
  gsize length;

  if (!g_file_get_contents (path, &contents, &length, NULL))
    return FALSE;

  return memmem (contents, length, text, strlen (text)) != NULL;
}

static gboolean
tree_holds (const char *path, const char *text)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) ? tree_holds (child, text) : file_holds (child, text))
        return TRUE;
    }

  return FALSE;
}

/* Every kind of row with the canary in every text: record, base, outbox, frozen change, error, conflict,
 * resolution, secret. */
static void
fill (ScratchStore *scratch)
{
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (DovetailConflict) conflict = dovetail_conflict_alloc ();
  g_autoptr (DovetailTransaction) transaction = NULL;
  g_autoptr (JsonNode) decided = scratch_data ("{'title':'" CANARY "'}");

  scratch_put_synced (scratch, "task", ID, 1,
                      "{'title':'" CANARY "','notes':'" CANARY "','tags':['" CANARY "']}", FALSE);
  scratch_update (scratch, "task", ID, "{'title':'edited " CANARY "'}");
  replica = scratch_get (scratch, "task", ID);
  replica->pending->frozen = dovetail_change_alloc ();
  replica->pending->frozen->mutation_id = g_strdup ("m");
  replica->pending->frozen->data = scratch_data ("{'title':'" CANARY "'}");
  replica->pending->error_detail = g_strdup ("“" CANARY "” is too long");
  replica->pending->theirs = dovetail_record_ref (replica->current);
  scratch_put (scratch, replica);
  conflict->conflict_id = g_strdup ("c");
  conflict->entity_type = "task";
  conflict->entity_id = g_strdup (ID);
  conflict->open = TRUE;
  conflict->fields = g_strsplit ("title", ",", 0);
  conflict->sides[DOVETAIL_SIDE_MINE] = scratch_data ("{'title':'" CANARY "'}");
  conflict->sides[DOVETAIL_SIDE_THEIRS] = scratch_data ("{'title':'" CANARY "'}");
  conflict->mine.user_name = g_strdup (CANARY);
  transaction = dovetail_transaction_begin (scratch->store, NULL);
  g_assert_true (dovetail_store_put_conflict (scratch->store, conflict, NULL));
  g_assert_true (dovetail_transaction_commit (g_steal_pointer (&transaction), NULL));
  g_assert_true (dovetail_store_resolve_conflict (scratch->store, "c", "user_merge", decided, NULL));
  g_assert_true (dovetail_store_set_secret (scratch->store, "tokens", CANARY, NULL));
}

static void
test_canary (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (GError) error = NULL;

  fill (scratch);
  g_assert_false (tree_holds (scratch->directory, CANARY));
  g_assert_true (dovetail_store_checkpoint (scratch->store, &error));
  g_assert_true (dovetail_store_snapshot (scratch->store, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (tree_holds (scratch->directory, CANARY));
}

/* The same on an unsealed store finds it: the check above is able to fail. */
static void
test_canary_unsealed (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (FALSE);

  fill (scratch);
  g_assert_true (tree_holds (scratch->directory, CANARY));
  g_assert_false (dovetail_store_is_sealed (scratch->store));
}

static void
assert_not_opened (ScratchStore *scratch, const guint8 *key)
{
  DovetailStoreOptions options = scratch_store_options (scratch);
  g_autoptr (DovetailStore) store = NULL;
  g_autoptr (GError) error = NULL;

  options.key = key;
  store = dovetail_store_open (&options, &error);
  g_assert_null (store);
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_CORRUPT);
}

static void
test_wrong_key (void)
{
  g_autoptr (ScratchStore) sealed = scratch_store_new (TRUE);
  g_autoptr (ScratchStore) unsealed = scratch_store_new (FALSE);
  guint8 other[DOVETAIL_STORE_KEY_BYTES] = { 0 };

  scratch_create (sealed, "task", ID, "{'title':'milk'}");
  assert_not_opened (sealed, other);
  assert_not_opened (sealed, NULL);
  assert_not_opened (unsealed, other);
  scratch_store_reopen (sealed);
  dovetail_replica_free (scratch_get (sealed, "task", ID));
}

typedef struct
{
  const char *name;
  const char *type;
  const char *id;
  DovetailCopy copy;
  gsize flip; /* which byte is altered; 0: none */
  gboolean opens;
} SealCase;

static void
test_seal_is_bound (void)
{
  static const SealCase cases[] = {
    { "as it was closed", "task", "a", DOVETAIL_COPY_CURRENT, 0, TRUE },
    { "moved to another record", "task", "b", DOVETAIL_COPY_CURRENT, 0, FALSE },
    { "moved to another type", "list", "a", DOVETAIL_COPY_CURRENT, 0, FALSE },
    { "the base put in place of the record", "task", "a", DOVETAIL_COPY_BASE, 0, FALSE },
    { "the nonce altered", "task", "a", DOVETAIL_COPY_CURRENT, 3, FALSE },
    { "the text altered", "task", "a", DOVETAIL_COPY_CURRENT, 27, FALSE },
    { "the tag altered", "task", "a", DOVETAIL_COPY_CURRENT, 40, FALSE },
  };
  const guint8 key[DOVETAIL_SEAL_KEY_BYTES] = { 4 };
  g_autoptr (DovetailSeal) seal = dovetail_seal_new (key);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) blob = dovetail_seal_close (seal, "task", "a", DOVETAIL_COPY_CURRENT, "{}xxxx", 6);
      g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (blob, NULL), g_bytes_get_size (blob));
      g_autofree char *text = NULL;
      g_autoptr (GError) error = NULL;
      gsize length;

      g_test_message ("%s", cases[i].name);
      if (cases[i].flip != 0)
        bytes[cases[i].flip] ^= 1;
      text = dovetail_seal_open (seal, cases[i].type, cases[i].id, cases[i].copy, bytes,
                                 g_bytes_get_size (blob), &length, &error);
      g_assert_cmpstr (text, ==, cases[i].opens ? "{}xxxx" : NULL);
      if (!cases[i].opens)
        g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_CORRUPT);
    }
}

/* Payloads are byte strings: a NUL within ends nothing. */
static void
test_nul (void)
{
  static const guint8 key[DOVETAIL_SEAL_KEY_BYTES] = { 1 };
  const guint8 *const keys[] = { key, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (DovetailSeal) seal = dovetail_seal_new (keys[i]);
      g_autoptr (GBytes) blob = dovetail_seal_close (seal, "task", ID, DOVETAIL_COPY_CURRENT, "a\0b", 3);
      gsize length;
      g_autofree char *text
          = dovetail_seal_open (seal, "task", ID, DOVETAIL_COPY_CURRENT, g_bytes_get_data (blob, NULL),
                                g_bytes_get_size (blob), &length, NULL);

      g_assert_cmpmem (text, length, "a\0b", 3);
    }
}

/* A plain payload smuggled into a sealed store is no payload. */
static void
test_no_way_around_the_seal (void)
{
  const guint8 key[DOVETAIL_SEAL_KEY_BYTES] = { 4 };
  g_autoptr (DovetailSeal) sealed = dovetail_seal_new (key);
  g_autoptr (DovetailSeal) plain = dovetail_seal_new (NULL);
  g_autofree char *text = g_strnfill (80, 'x');
  g_autoptr (GBytes) blob = dovetail_seal_close (plain, "task", "a", DOVETAIL_COPY_CURRENT, text, 80);
  gsize length;

  g_assert_null (dovetail_seal_open (sealed, "task", "a", DOVETAIL_COPY_CURRENT,
                                     g_bytes_get_data (blob, NULL), g_bytes_get_size (blob), &length, NULL));
}

/* Other users of the computer read nothing. */
static void
test_private_files (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (GDir) directory = NULL;
  const char *name;

  scratch_create (scratch, "task", ID, "{'title':'milk'}");
  directory = g_dir_open (scratch->directory, 0, NULL);
  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (scratch->directory, name, NULL);
      GStatBuf status;

      g_assert_cmpint (g_stat (path, &status), ==, 0);
      g_assert_cmpint (status.st_mode & 077, ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/sealed/canary", test_canary);
  g_test_add_func ("/store/sealed/canary-unsealed", test_canary_unsealed);
  g_test_add_func ("/store/sealed/wrong-key", test_wrong_key);
  g_test_add_func ("/store/sealed/seal-is-bound", test_seal_is_bound);
  g_test_add_func ("/store/sealed/nul", test_nul);
  g_test_add_func ("/store/sealed/no-way-around", test_no_way_around_the_seal);
  g_test_add_func ("/store/sealed/private-files", test_private_files);

  return g_test_run ();
}
