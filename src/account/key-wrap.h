/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account/vault.h"

G_BEGIN_DECLS

#define DOVETAIL_WRAP_SALT_BYTES 16
#define DOVETAIL_WRAP_BYTES      (24 + DOVETAIL_KEY_BYTES + 16) /* nonce, key, tag */

/* The data key, sealed by another key, or by words a person knows (Argon2id). */
typedef struct
{
  gboolean present;
  guint8   sealed[DOVETAIL_WRAP_BYTES];
  gboolean words;                          /* the following are set */
  guint8   salt[DOVETAIL_WRAP_SALT_BYTES];
  guint64  operations;
  guint64  memory;                         /* bytes */
} DovetailKeyWrap;

/* purpose: authenticated with it, so one wrap cannot stand in for another. */
void     dovetail_key_wrap_close       (DovetailKeyWrap      *wrap,
                                        const char           *purpose,
                                        const guint8          wrapping_key[DOVETAIL_KEY_BYTES],
                                        const guint8          key[DOVETAIL_KEY_BYTES],
                                        const DovetailRandom *random);
gboolean dovetail_key_wrap_open        (const DovetailKeyWrap *wrap,
                                        const char           *purpose,
                                        const guint8          wrapping_key[DOVETAIL_KEY_BYTES],
                                        guint8                key[DOVETAIL_KEY_BYTES]);
typedef enum
{
  DOVETAIL_WORDS_CHOSEN, /* by a person: costly to try */
  DOVETAIL_WORDS_RANDOM  /* 130 bits: trying is hopeless anyway */
} DovetailWords;

gboolean dovetail_key_wrap_close_words (DovetailKeyWrap      *wrap,
                                        const char           *purpose,
                                        const char           *words,
                                        DovetailWords         kind,
                                        const guint8          key[DOVETAIL_KEY_BYTES],
                                        const DovetailRandom *random,
                                        GError              **error); /* FAILED: not enough memory */
/* Errors: WRONG_PASSPHRASE, FAILED (not enough memory), CORRUPT. */
gboolean dovetail_key_wrap_open_words  (const DovetailKeyWrap *wrap,
                                        const char           *purpose,
                                        const char           *words,
                                        guint8                key[DOVETAIL_KEY_BYTES],
                                        GError              **error);

G_END_DECLS
