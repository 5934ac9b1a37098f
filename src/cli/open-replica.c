/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The way to the store: profile -> directory -> key -> store. A key that cannot be had is said in words that
 * name the ways out; nothing is ever left unsealed by itself. */
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "account/profile.h"
#include "cli/program.h"
#include "cli/prompt.h"

static const char *
find_way_out (DovetailProgram *program, const GError *error)
{
  if (error->domain != DOVETAIL_ERROR || program->vault == NULL)
    return NULL;
  if (error->code == DOVETAIL_ERROR_KEYRING_UNAVAILABLE && dovetail_vault_is_new (program->vault))
    return _ ("Set DOVETAIL_KEY_FILE to where a key file may be made, or open the app and choose how the "
              "tasks are protected");
  if (error->code == DOVETAIL_ERROR_KEYRING_UNAVAILABLE)
    return _ (
        "Nothing is lost: start the keyring and try again, or open the app and enter the recovery code");
  if (error->code == DOVETAIL_ERROR_KEY_LOST
      && dovetail_vault_get_protection (program->vault) == DOVETAIL_PROTECTION_KEYRING)
    return _ ("Open the app and enter the recovery code");
  return NULL;
}

/* What the vault says, and how to go on. */
static void
explain (DovetailProgram *program, GError **error)
{
  const char *way_out = error != NULL && *error != NULL ? find_way_out (program, *error) : NULL;
  char *message;

  if (way_out == NULL)
    return;
  message = g_strdup_printf ("%s. %s", (*error)->message, way_out);
  g_free ((*error)->message);
  (*error)->message = message;
}

/* The first command on a fresh profile makes the key. */
static gboolean
make_key (DovetailProgram *program, GError **error)
{
  g_autofree char *recovery_code = NULL;

  if (!dovetail_vault_create (program->vault, dovetail_vault_get_protection (program->vault), NULL,
                              &program->random, &recovery_code, NULL, error))
    return FALSE;
  if (recovery_code != NULL)
    g_printerr (_ ("Write down this recovery code: it opens the tasks when the keyring is lost, and is not "
                   "shown again: %s\n"),
                recovery_code);
  return TRUE;
}

static gboolean
ask_passphrase (DovetailProgram *program, char **passphrase, GError **error)
{
  if (dovetail_vault_get_protection (program->vault) != DOVETAIL_PROTECTION_PASSPHRASE)
    return TRUE;
  *passphrase = dovetail_prompt_secret (_ ("Passphrase of the tasks: "), error);
  return *passphrase != NULL;
}

static gboolean
open_store (DovetailProgram *program, const char *directory, GError **error)
{
  guint8 key[DOVETAIL_KEY_BYTES] = { 0 };
  gboolean sealed = TRUE;
  g_autofree char *passphrase = NULL;
  DovetailStoreOptions options = { directory, NULL, program->clock, program->random };

  if (!ask_passphrase (program, &passphrase, error)
      || !dovetail_vault_unlock (program->vault, passphrase, key, &sealed, NULL, error))
    return FALSE;
  options.key = sealed ? key : NULL;
  program->store = dovetail_store_open (&options, error);
  explicit_bzero (key, sizeof key);
  if (passphrase != NULL)
    explicit_bzero (passphrase, strlen (passphrase));
  return program->store != NULL;
}

gboolean
dovetail_program_open (DovetailProgram *program, GError **error)
{
  g_autofree char *directory = dovetail_profile_get_directory (program->profile, error);
  const char *key_file = g_getenv ("DOVETAIL_KEY_FILE");

  if (directory == NULL)
    return FALSE;
  program->vault
      = dovetail_vault_open (directory, key_file != NULL && *key_file != '\0' ? key_file : NULL, error);
  if (program->vault == NULL || (dovetail_vault_is_new (program->vault) && !make_key (program, error))
      || !open_store (program, directory, error))
    {
      explain (program, error);
      return FALSE;
    }
  return TRUE;
}
