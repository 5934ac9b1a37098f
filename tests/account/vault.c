/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The way to the store's key, with a real keyring that is open, locked or not there at all. Which group runs
 * is the caller's choice, for it must have made the surroundings (tests/lib/with-session). */

#include "account/vault.h"

#include <glib/gstdio.h>
#include <libsecret/secret.h>
#include <string.h>

#include "lib/scratch-store.h"
#include "store/system.h"

#ifdef __SANITIZE_ADDRESS__
/* Libraries without frame pointers end a fast stack trace, and then build-aux/leaks.supp finds no libsecret in it. */
const char *__asan_default_options (void);

const char *
__asan_default_options (void)
{
  return "fast_unwind_on_malloc=0";
}
#endif

typedef struct
{
  char *room;
  char *key_file;
  DovetailRandom random;
} Place;

static void
set_up (Place *place, gconstpointer data)
{
  place->room = g_dir_make_tmp ("dovetail-test-XXXXXX", NULL);
  place->key_file = g_build_filename (place->room, "key", NULL);
  place->random = dovetail_system_random ();
}

static void
tear_down (Place *place, gconstpointer data)
{
  scratch_remove_tree (place->room);
  g_free (place->room);
  g_free (place->key_file);
}

static DovetailVault *
open_vault (Place *place, const char *key_file)
{
  g_autoptr (GError) error = NULL;
  DovetailVault *vault = dovetail_vault_open (place->room, key_file, &error);

  g_assert_no_error (error);

  return vault;
}

/* Makes a key and returns its recovery code. */
static char *
make_key (Place *place, DovetailProtection protection, const char *passphrase)
{
  g_autoptr (DovetailVault) vault
      = open_vault (place, protection == DOVETAIL_PROTECTION_KEY_FILE ? place->key_file : NULL);
  g_autoptr (GError) error = NULL;
  char *code = NULL;

  g_assert_true (dovetail_vault_is_new (vault));
  g_assert_true (dovetail_vault_create (vault, protection, passphrase, &place->random, &code, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (dovetail_vault_is_new (vault));

  return code;
}

static void
unlock (Place *place, const char *key_file, const char *passphrase, guint8 key[DOVETAIL_KEY_BYTES])
{
  g_autoptr (DovetailVault) vault = open_vault (place, key_file);
  g_autoptr (GError) error = NULL;
  gboolean sealed = FALSE;

  g_assert_false (dovetail_vault_is_new (vault));
  g_assert_true (dovetail_vault_unlock (vault, passphrase, key, &sealed, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (sealed);
}

static void
assert_refused (Place *place, const char *key_file, const char *passphrase, DovetailError code)
{
  g_autoptr (DovetailVault) vault = open_vault (place, key_file);
  g_autoptr (GError) error = NULL;
  guint8 key[DOVETAIL_KEY_BYTES];
  gboolean sealed;

  g_assert_false (dovetail_vault_unlock (vault, passphrase, key, &sealed, NULL, &error));
  g_assert_error (error, DOVETAIL_ERROR, (int) code);
}

static void
remove_items (void)
{
  g_autoptr (SecretService) service
      = secret_service_open_sync (SECRET_TYPE_SERVICE, NULL, SECRET_SERVICE_OPEN_SESSION, NULL, NULL);
  g_autoptr (GHashTable) attributes = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (attributes, (gpointer) "xdg:schema",
                       (gpointer) "io.github.dovetailtasks.Dovetail.Key");
  secret_service_clear_sync (service, NULL, attributes, NULL, NULL);
}

static void
test_keyring (Place *place, gconstpointer data)
{
  guint8 first[DOVETAIL_KEY_BYTES], second[DOVETAIL_KEY_BYTES];
  g_autofree char *code = make_key (place, DOVETAIL_PROTECTION_KEYRING, NULL);

  g_assert_cmpuint (strlen (code), ==, 34);
  unlock (place, NULL, NULL, first);
  unlock (place, NULL, NULL, second);
  g_assert_cmpmem (first, sizeof first, second, sizeof second);
}

static void
test_tokens (Place *place, gconstpointer data)
{
  g_autofree char *code = make_key (place, DOVETAIL_PROTECTION_KEYRING, NULL);
  g_autoptr (DovetailVault) vault = open_vault (place, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *none = dovetail_vault_load_tokens (vault, NULL, &error);
  g_autofree char *some = NULL;
  g_autofree char *gone = NULL;

  g_assert_true (dovetail_vault_uses_keyring (vault));
  g_assert_no_error (error);
  g_assert_null (none);
  g_assert_true (dovetail_vault_store_tokens (vault, "{\"a\":1}", NULL, &error));
  g_assert_true (dovetail_vault_store_tokens (vault, "{\"a\":2}", NULL, &error));
  some = dovetail_vault_load_tokens (vault, NULL, &error);
  g_assert_cmpstr (some, ==, "{\"a\":2}");
  g_assert_true (dovetail_vault_store_tokens (vault, NULL, NULL, &error));
  gone = dovetail_vault_load_tokens (vault, NULL, &error);
  g_assert_null (gone);
  g_assert_no_error (error);
}

/* The attributes lie readable in the keyring's file: they must say nothing. */
static void
test_attributes (Place *place, gconstpointer data)
{
  g_autofree char *code = make_key (place, DOVETAIL_PROTECTION_KEYRING, NULL);
  g_autoptr (SecretService) service
      = secret_service_open_sync (SECRET_TYPE_SERVICE, NULL, SECRET_SERVICE_OPEN_SESSION, NULL, NULL);
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  GList *items;
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_insert (wanted, (gpointer) "kind", (gpointer) "key");
  items = secret_service_search_sync (service, NULL, wanted, SECRET_SEARCH_ALL, NULL, NULL);
  g_assert_nonnull (items);
  for (GList *item = items; item != NULL; item = item->next)
    {
      g_autoptr (GHashTable) attributes = secret_item_get_attributes (item->data);

      g_hash_table_iter_init (&iter, attributes);
      while (g_hash_table_iter_next (&iter, &name, &value))
        g_assert_true (g_str_equal (name, "xdg:schema") || g_str_equal (name, "kind")
                       || (g_str_equal (name, "store") && strlen (value) == 36));
    }
  g_list_free_full (items, g_object_unref);
}

static void
test_key_lost_and_recovered (Place *place, gconstpointer data)
{
  guint8 before[DOVETAIL_KEY_BYTES], recovered[DOVETAIL_KEY_BYTES], after[DOVETAIL_KEY_BYTES];
  g_autofree char *code = make_key (place, DOVETAIL_PROTECTION_KEYRING, NULL);
  g_autofree char *typed = g_ascii_strdown (code, -1);
  g_autoptr (DovetailVault) vault = NULL;
  g_autoptr (GError) error = NULL;

  unlock (place, NULL, NULL, before);
  remove_items ();
  assert_refused (place, NULL, NULL, DOVETAIL_ERROR_KEY_LOST);
  vault = open_vault (place, NULL);
  g_assert_true (dovetail_vault_recover (vault, typed, recovered, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (before, sizeof before, recovered, sizeof recovered);
  unlock (place, NULL, NULL, after);
  g_assert_cmpmem (before, sizeof before, after, sizeof after);
}

/* Nobody can answer a prompt here: that is a locked keyring, not a lost key, and certainly no wait for ever.
 */
static void
test_locked (Place *place, gconstpointer data)
{
  g_autoptr (DovetailVault) vault = open_vault (place, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (
      dovetail_vault_create (vault, DOVETAIL_PROTECTION_KEYRING, NULL, &place->random, NULL, NULL, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_KEYRING_LOCKED);
  g_assert_true (dovetail_vault_is_new (vault));
}

/* As if the key had been made while the keyring was open. */
static void
test_locked_later (Place *place, gconstpointer data)
{
  g_autofree char *path = g_build_filename (place->room, "store-key.json", NULL);
  g_autofree char *sealed = g_base64_encode ((const guchar *) (char[72]){ 0 }, 72);
  g_autofree char *text
      = g_strdup_printf ("{\"version\":1,\"store_id\":\"0b8d1c1e-3a56-4a7e-9f5e-2c8f5d7a1b11\","
                         "\"protection\":\"keyring\",\"wraps\":{\"keyring\":{\"sealed\":\"%s\"}}}",
                         sealed);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  assert_refused (place, NULL, NULL, DOVETAIL_ERROR_KEYRING_LOCKED);
}

static void
test_unavailable (Place *place, gconstpointer data)
{
  g_autoptr (DovetailVault) vault = open_vault (place, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (dovetail_vault_get_protection (vault), ==, DOVETAIL_PROTECTION_KEYRING);
  g_assert_false (
      dovetail_vault_create (vault, DOVETAIL_PROTECTION_KEYRING, NULL, &place->random, NULL, NULL, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_KEYRING_UNAVAILABLE);
  g_assert_true (dovetail_vault_is_new (vault));
}

static void
test_recovery_without_keyring (Place *place, gconstpointer data)
{
  guint8 before[DOVETAIL_KEY_BYTES], recovered[DOVETAIL_KEY_BYTES];
  g_autofree char *code = make_key (place, DOVETAIL_PROTECTION_PASSPHRASE, "open sesame");
  g_autoptr (DovetailVault) vault = open_vault (place, NULL);
  g_autoptr (GError) error = NULL;

  unlock (place, NULL, "open sesame", before);
  g_assert_true (dovetail_vault_recover (vault, code, recovered, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (before, sizeof before, recovered, sizeof recovered);
  g_assert_cmpint (dovetail_vault_get_protection (vault), ==, DOVETAIL_PROTECTION_PASSPHRASE);
}

static void
test_cancelled (Place *place, gconstpointer data)
{
  g_autoptr (DovetailVault) vault = open_vault (place, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (dovetail_vault_create (vault, DOVETAIL_PROTECTION_KEYRING, NULL, &place->random, NULL,
                                         cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_key_file (Place *place, gconstpointer data)
{
  guint8 first[DOVETAIL_KEY_BYTES], second[DOVETAIL_KEY_BYTES];
  g_autofree char *code = make_key (place, DOVETAIL_PROTECTION_KEY_FILE, NULL);
  g_autoptr (DovetailVault) vault = open_vault (place, place->key_file);

  g_assert_null (code);
  g_assert_false (dovetail_vault_uses_keyring (vault));
  unlock (place, place->key_file, NULL, first);
  unlock (place, place->key_file, NULL, second);
  g_assert_cmpmem (first, sizeof first, second, sizeof second);
  assert_refused (place, NULL, NULL, DOVETAIL_ERROR_KEY_LOST);
  g_assert_true (g_file_set_contents (place->key_file, "0123456789abcdef0123456789abcdef", 32, NULL));
  g_assert_cmpint (g_chmod (place->key_file, 0600), ==, 0);
  assert_refused (place, place->key_file, NULL, DOVETAIL_ERROR_KEY_LOST);
  g_unlink (place->key_file);
  assert_refused (place, place->key_file, NULL, DOVETAIL_ERROR_KEY_LOST);
}

static void
test_passphrase (Place *place, gconstpointer data)
{
  guint8 key[DOVETAIL_KEY_BYTES];
  g_autofree char *code = make_key (place, DOVETAIL_PROTECTION_PASSPHRASE, "open sesame");
  g_autoptr (DovetailVault) vault = open_vault (place, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (code);
  unlock (place, NULL, "open sesame", key);
  assert_refused (place, NULL, "open barley", DOVETAIL_ERROR_WRONG_PASSPHRASE);
  assert_refused (place, NULL, NULL, DOVETAIL_ERROR_WRONG_PASSPHRASE);
  g_assert_false (dovetail_vault_recover (vault, "0000-0000-0000-0000-0000-0000-0000", key, NULL, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_WRONG_PASSPHRASE);
}

static void
test_unsealed (Place *place, gconstpointer data)
{
  g_autofree char *code = make_key (place, DOVETAIL_PROTECTION_NONE, NULL);
  g_autoptr (DovetailVault) vault = open_vault (place, NULL);
  g_autoptr (GError) error = NULL;
  guint8 key[DOVETAIL_KEY_BYTES] = { 7 };
  gboolean sealed = TRUE;

  g_assert_null (code);
  g_assert_true (dovetail_vault_unlock (vault, NULL, key, &sealed, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (sealed);
  g_assert_cmpint (key[0], ==, 7);
}

/* A damaged or missing wrapping is said clearly, and never taken for a fresh start. */
static void
test_damaged (Place *place, gconstpointer data)
{
  static const struct
  {
    const char *text;
    DovetailError code;
  } cases[] = {
    { "", DOVETAIL_ERROR_CORRUPT },
    { "{}", DOVETAIL_ERROR_CORRUPT },
    { "{\"version\":1,\"store_id\":\"x\",\"protection\":\"none\"}", DOVETAIL_ERROR_CORRUPT },
    { "{\"version\":1,\"store_id\":\"0b8d1c1e-3a56-4a7e-9f5e-2c8f5d7a1b11\",\"protection\":\"magic\"}",
      DOVETAIL_ERROR_CORRUPT },
    { "{\"version\":1,\"store_id\":\"0b8d1c1e-3a56-4a7e-9f5e-2c8f5d7a1b11\",\"protection\":\"keyring\","
      "\"wraps\":{\"keyring\":{\"sealed\":\"AAAA\"}}}",
      DOVETAIL_ERROR_CORRUPT },
    { "{\"version\":2}", DOVETAIL_ERROR_NEWER_SCHEMA },
  };
  g_autofree char *path = g_build_filename (place->room, "store-key.json", NULL);
  g_autofree char *store = g_build_filename (place->room, "store.db", NULL);
  g_autoptr (GError) lost = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents (path, cases[i].text, -1, NULL));
      g_assert_null (dovetail_vault_open (place->room, NULL, &error));
      g_assert_error (error, DOVETAIL_ERROR, (int) cases[i].code);
    }
  g_unlink (path);
  g_assert_true (g_file_set_contents (store, "tasks", -1, NULL));
  g_assert_null (dovetail_vault_open (place->room, NULL, &lost));
  g_assert_error (lost, DOVETAIL_ERROR, DOVETAIL_ERROR_KEY_LOST);
}

static void
add (const char *path, void (*test) (Place *, gconstpointer))
{
  g_test_add (path, Place, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/account/vault/keyring/made-and-unlocked", test_keyring);
  add ("/account/vault/keyring/tokens", test_tokens);
  add ("/account/vault/keyring/attributes-say-nothing", test_attributes);
  add ("/account/vault/keyring/lost-and-recovered", test_key_lost_and_recovered);
  add ("/account/vault/keyring/cancelled", test_cancelled);
  add ("/account/vault/locked/nothing-made", test_locked);
  add ("/account/vault/locked/stays-locked", test_locked_later);
  add ("/account/vault/no-keyring/unavailable", test_unavailable);
  add ("/account/vault/no-bus/unavailable", test_unavailable);
  add ("/account/vault/no-bus/recovered-without-keyring", test_recovery_without_keyring);
  add ("/account/vault/any/key-file", test_key_file);
  add ("/account/vault/any/passphrase", test_passphrase);
  add ("/account/vault/any/unsealed", test_unsealed);
  add ("/account/vault/any/damaged", test_damaged);

  return g_test_run ();
}
