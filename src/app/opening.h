/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account/vault.h"
#include "store/store.h"

G_BEGIN_DECLS

/* The way from a directory to an open store. A keyring may ask the user and take its time, so each step runs on a worker;
 * one at a time. */
#define DOVETAIL_TYPE_OPENING (dovetail_opening_get_type ())
G_DECLARE_FINAL_TYPE (DovetailOpening, dovetail_opening, DOVETAIL, OPENING, GObject)

DovetailOpening   *dovetail_opening_new            (const char          *directory,
                                                    const char          *key_file); /* NULL: none named */
/* Opens the vault and, where it has a key already, unlocks it. */
void               dovetail_opening_begin_async    (DovetailOpening     *self,
                                                    const char          *passphrase, /* NULL: none yet */
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
/* Makes the key of a new store. */
void               dovetail_opening_create_async   (DovetailOpening     *self,
                                                    DovetailProtection   protection,
                                                    const char          *passphrase,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
void               dovetail_opening_recover_async  (DovetailOpening     *self,
                                                    const char          *recovery_code,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
/* Of all three. */
gboolean           dovetail_opening_finish         (DovetailOpening     *self,
                                                    GAsyncResult        *result,
                                                    GError             **error);
gboolean           dovetail_opening_is_new         (DovetailOpening     *self); /* no key was ever made here */
DovetailProtection dovetail_opening_get_protection (DovetailOpening     *self);
/* Borrowed; NULL before the first step. */
DovetailVault     *dovetail_opening_get_vault      (DovetailOpening     *self);
/* NULL: none was made. Shown once, then forgotten. */
char              *dovetail_opening_take_recovery_code (DovetailOpening *self);
/* Once a step got the key. The store belongs to the calling thread. */
DovetailStore     *dovetail_opening_open_store     (DovetailOpening     *self,
                                                    GError             **error);
DovetailVault     *dovetail_opening_take_vault     (DovetailOpening     *self);

G_END_DECLS
