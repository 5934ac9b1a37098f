/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Argon2id hashes of passwords. cheap: the least cost there is, for tests. NULL: out of memory. */
char    *dovetail_password_hash    (const char *password,
                                    gboolean    cheap);
gboolean dovetail_password_matches (const char *hash,
                                    const char *password);

G_END_DECLS
