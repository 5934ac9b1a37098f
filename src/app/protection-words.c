/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The encryption state in words. */

#include "app/protection-words.h"

#include <glib/gi18n.h>

static const struct
{
  const char *state;
  const char *advice;
} words[] = {
  [DOVETAIL_PROTECTION_KEYRING] = { N_ ("Encrypted; the key lies in your desktop's keyring"),
                                    N_ ("Nothing to do. Keep the recovery code in a safe place: with it the "
                                        "tasks can be opened even if the keyring "
                                        "is lost.") },
  [DOVETAIL_PROTECTION_KEY_FILE]
  = { N_ ("Encrypted; the key lies in a file"),
      N_ ("Keep a copy of the file in a safe place: without it nothing can be opened.") },
  [DOVETAIL_PROTECTION_PASSPHRASE]
  = { N_ ("Encrypted with your passphrase"), N_ ("Dovetail asks for it at each start. Keep the recovery code "
                                                 "in a safe place in case you forget it.") },
  [DOVETAIL_PROTECTION_NONE] = { N_ ("Not encrypted, as you chose"),
                                 N_ ("Whoever can read the disk of this computer can read your tasks. To "
                                     "encrypt them, export them, start with "
                                     "an empty profile where there is a keyring, and import them there.") },
};

const char *
dovetail_protection_words_state (DovetailProtection protection)
{
  g_return_val_if_fail ((guint) protection < G_N_ELEMENTS (words), NULL);
  return _ (words[protection].state);
}

const char *
dovetail_protection_words_advice (DovetailProtection protection)
{
  g_return_val_if_fail ((guint) protection < G_N_ELEMENTS (words), NULL);
  return _ (words[protection].advice);
}
