/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What stands between the user and the key, and the choices there are. */
typedef enum
{
  DOVETAIL_KEY_NO_KEYRING_NEW, /* a new store, and no keyring answers: try again, passphrase, or no encryption on purpose */
  DOVETAIL_KEY_NO_KEYRING,     /* the key of this store lies in a keyring that does not answer */
  DOVETAIL_KEY_LOCKED_NEW,     /* a new store, and the keyring was not unlocked: the same choices */
  DOVETAIL_KEY_LOCKED,         /* the keyring was not unlocked */
  DOVETAIL_KEY_PASSPHRASE,     /* this store wants its passphrase */
  DOVETAIL_KEY_FORGOTTEN,      /* its passphrase is forgotten: the recovery code */
  DOVETAIL_KEY_LOST,           /* the keyring has no key for this store */
  DOVETAIL_KEY_FAILED          /* the store cannot be opened for another reason */
} DovetailKeyTrouble;

/* Signals: "try-again", "new-passphrase" (string), "passphrase" (string), "unsealed", "recover" (string code),
 * "forgotten" (the recovery code in place of the passphrase). */
#define DOVETAIL_TYPE_KEY_PAGE (dovetail_key_page_get_type ())
G_DECLARE_FINAL_TYPE (DovetailKeyPage, dovetail_key_page, DOVETAIL, KEY_PAGE, GtkWidget)

/* words: what went wrong, or NULL. */
GtkWidget *dovetail_key_page_new (DovetailKeyTrouble  trouble,
                                  const char         *words);
/* Puts back a code that did not fit, to be corrected. */
void       dovetail_key_page_correct_code (DovetailKeyPage *self,
                                           const char      *code);

G_END_DECLS
