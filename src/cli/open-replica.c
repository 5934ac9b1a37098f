/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The way to the store: profile -> directory -> key -> store. A key that cannot be had is said in words that
 * name the ways out; nothing is ever left unsealed by itself. */
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "account/profile.h"
#include "cli/program.h"
#include "cli/prompt.h"

static void
explain (GError **error)
{
  if (error == NULL || *error == NULL)
    return;
  if (g_error_matches (*error, DOVETAIL_ERROR, DOVETAIL_ERROR_KEYRING_UNAVAILABLE))
    g_prefix_error (error, "%s",
                    _ ("no keyring answers, so the tasks cannot be unsealed. Set DOVETAIL_KEY_FILE to the "
                       "path of a key file, or "
                       "open the app and choose how the tasks are protected. The keyring said: "));
  else if (g_error_matches (*error, DOVETAIL_ERROR, DOVETAIL_ERROR_KEYRING_LOCKED))
    g_prefix_error (error, "%s", _ ("the keyring is locked. Unlock it and try again. The keyring said: "));
  else if (g_error_matches (*error, DOVETAIL_ERROR, DOVETAIL_ERROR_KEY_LOST))
    g_prefix_error (error, "%s",
                    _ ("the key of these tasks is not in the keyring any more. Open the app and enter the "
                       "recovery code. The keyring "
                       "said: "));
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
      explain (error);
      return FALSE;
    }
  return TRUE;
}
