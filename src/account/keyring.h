/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/error.h"

G_BEGIN_DECLS

/* The Secret Service. Items are found by a store's random id and their kind: no name of a person or server is among the attributes.
 * Errors: KEYRING_UNAVAILABLE, KEYRING_LOCKED, G_IO_ERROR_CANCELLED. Blocks, perhaps for a prompt; never for ever. */
#define DOVETAIL_KEYRING_KEY    "key"
#define DOVETAIL_KEYRING_TOKENS "tokens"

/* found FALSE without error: the keyring is open and has no such item. */
gboolean dovetail_keyring_load   (const char    *store_id,
                                  const char    *kind,
                                  char         **secret,      /* free with dovetail_keyring_free_secret */
                                  gboolean      *found,
                                  GCancellable  *cancellable,
                                  GError       **error);
gboolean dovetail_keyring_save   (const char    *store_id,
                                  const char    *kind,
                                  const char    *label,       /* shown by the keyring's programs */
                                  const char    *secret,
                                  GCancellable  *cancellable,
                                  GError       **error);
gboolean dovetail_keyring_remove (const char    *store_id,
                                  const char    *kind,
                                  GCancellable  *cancellable,
                                  GError       **error);
void     dovetail_keyring_free_secret (char     *secret);     /* wiped */

G_END_DECLS
