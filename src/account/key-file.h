/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account/vault.h"

G_BEGIN_DECLS

/* DOVETAIL_KEY_FILE: 32 bytes that take the place of the keyring's key on machines without a desktop. */
gboolean dovetail_key_file_read (const char           *path,
                                 guint8                key[DOVETAIL_KEY_BYTES],
                                 GError              **error); /* KEY_LOST: not there; INVALID: size or permissions */
/* Makes it when it is missing; reads it otherwise. */
gboolean dovetail_key_file_make (const char           *path,
                                 const DovetailRandom *random,
                                 guint8                key[DOVETAIL_KEY_BYTES],
                                 GError              **error);

G_END_DECLS
