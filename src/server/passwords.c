/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Passwords are stored as Argon2id hashes; one is computed at a time, so that a flood of logins cannot take
 * the memory of many at once. */

#include "server/passwords.h"

#include <sodium.h>
#include <string.h>

static GMutex one_at_a_time;

/**
 * dovetail_password_hash:
 * @password: the password
 * @cheap: for tests: no cost worth the name
 *
 * Returns: (transfer full) (nullable): the hash with its salt and cost; %NULL when memory is short
 */
char *
dovetail_password_hash (const char *password, gboolean cheap)
{
  char hash[crypto_pwhash_STRBYTES];
  int result;

  g_mutex_lock (&one_at_a_time);
  result = crypto_pwhash_str_alg (hash, password, strlen (password),
                                  cheap ? crypto_pwhash_OPSLIMIT_MIN : crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                  cheap ? crypto_pwhash_MEMLIMIT_MIN : crypto_pwhash_MEMLIMIT_INTERACTIVE,
                                  crypto_pwhash_ALG_ARGON2ID13);
  g_mutex_unlock (&one_at_a_time);
  return result == 0 ? g_strdup (hash) : NULL;
}

/**
 * dovetail_password_matches:
 * @hash: from dovetail_password_hash()
 * @password: what somebody typed
 *
 * Returns: whether it is the password
 */
gboolean
dovetail_password_matches (const char *hash, const char *password)
{
  int result;

  g_mutex_lock (&one_at_a_time);
  result = crypto_pwhash_str_verify (hash, password, strlen (password));
  g_mutex_unlock (&one_at_a_time);
  return result == 0;
}
