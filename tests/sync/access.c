/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the tokens of a device lie: in the keyring where the store's key does, else sealed in the store. The
 * caller makes the surroundings (tests/lib/with-session). */

#include "sync/access.h"

#include "lib/scratch-store.h"
#include "store/settings.h"
#include "store/system.h"

#ifdef __SANITIZE_ADDRESS__
/* Libraries without frame pointers end a fast stack trace, and then build-aux/leaks.supp finds no libsecret
 * in it. */
const char *__asan_default_options (void);

const char *
__asan_default_options (void)
{
  return "fast_unwind_on_malloc=0";
}
#endif

typedef struct
{
  ScratchStore *scratch;
  char *room;
  DovetailVault *vault;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer key_file)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  fixture->scratch = scratch_store_new (FALSE);
  fixture->room = g_dir_make_tmp ("dovetail-test-XXXXXX", NULL);
  path = g_build_filename (fixture->room, "key", NULL);
  fixture->vault = dovetail_vault_open (fixture->room, key_file != NULL ? path : NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer key_file)
{
  dovetail_vault_free (fixture->vault);
  scratch_remove_tree (fixture->room);
  g_free (fixture->room);
  scratch_store_free (fixture->scratch);
}

static void
make_key (Fixture *fixture, DovetailProtection protection)
{
  DovetailRandom random = dovetail_system_random ();
  g_autofree char *code = NULL;
  g_autoptr (GError) error = NULL;

  dovetail_vault_create (fixture->vault, protection, NULL, &random, &code, NULL, &error);
  g_assert_no_error (error);
}

static const DovetailSessionGrant grant
    = { .access_token = (char *) "a1", .refresh_token = (char *) "r1", .expires_in = 900 };

static void
assert_kept (Fixture *fixture, const char *access_token, const char *refresh_token)
{
  g_autoptr (DovetailAccess) access = dovetail_access_new (fixture->scratch->store, fixture->vault);
  g_autoptr (GError) error = NULL;

  g_assert_true (dovetail_access_load (access, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (access->access_token, ==, access_token);
  g_assert_cmpstr (access->refresh_token, ==, refresh_token);
  g_assert_cmpint (dovetail_access_is_fresh (access), ==, access_token != NULL);
}

/* in_store: whether the store has them. */
static void
check_round (Fixture *fixture, gboolean in_store)
{
  g_autoptr (DovetailAccess) access = dovetail_access_new (fixture->scratch->store, fixture->vault);
  g_autofree char *secret = NULL;
  g_autoptr (GError) error = NULL;

  assert_kept (fixture, NULL, NULL);
  g_assert_true (dovetail_access_save (access, &grant, NULL, &error));
  g_assert_no_error (error);
  assert_kept (fixture, "a1", "r1");
  secret = dovetail_store_get_secret (fixture->scratch->store, DOVETAIL_SETTING_TOKENS, NULL);
  g_assert_cmpint (secret != NULL, ==, in_store);
  g_assert_true (dovetail_access_save (access, NULL, NULL, &error));
  g_assert_no_error (error);
  assert_kept (fixture, NULL, NULL);
}

static void
test_keyring (Fixture *fixture, gconstpointer key_file)
{
  make_key (fixture, DOVETAIL_PROTECTION_KEYRING);
  check_round (fixture, FALSE);
}

static void
test_key_file (Fixture *fixture, gconstpointer key_file)
{
  make_key (fixture, DOVETAIL_PROTECTION_KEY_FILE);
  check_round (fixture, TRUE);
}

/* Who does not wait for the keyring is not signed out by that. */
static void
test_cancelled (Fixture *fixture, gconstpointer key_file)
{
  g_autoptr (DovetailAccess) access = dovetail_access_new (fixture->scratch->store, fixture->vault);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  make_key (fixture, DOVETAIL_PROTECTION_KEYRING);
  g_assert_true (dovetail_access_save (access, &grant, NULL, NULL));
  g_cancellable_cancel (cancellable);
  g_assert_false (dovetail_access_load (access, cancellable, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (dovetail_access_save (access, NULL, cancellable, &error));
  g_assert_nonnull (error);
  assert_kept (fixture, "a1", "r1");
}

#define ADD(name, key_file, func) g_test_add ("/access/" name, Fixture, key_file, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("keyring/round", NULL, test_keyring);
  ADD ("keyring/cancelled", NULL, test_cancelled);
  ADD ("no-bus/key-file", "yes", test_key_file);
  return g_test_run ();
}
