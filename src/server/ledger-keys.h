/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ledger.h"

G_BEGIN_DECLS

/* Single values of the database: the epoch, the key of the sync tokens. */
gboolean   dovetail_property_find    (DovetailLedger  *ledger,
                                      const char      *name,
                                      char           **value, /* NULL when there is none */
                                      GError         **error);
gboolean   dovetail_property_put     (DovetailLedger  *ledger,
                                      const char      *name,
                                      const char      *value,
                                      GError         **error);

/* A key of the ring that signs access tokens. */
typedef struct
{
  char   *kid;
  GBytes *secret;
} DovetailSigningKey;

void       dovetail_signing_key_free (DovetailSigningKey *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailSigningKey, dovetail_signing_key_free)

GPtrArray *dovetail_signing_key_list   (DovetailLedger           *ledger, /* DovetailSigningKey, newest first */
                                        GError                  **error);
gboolean   dovetail_signing_key_add    (DovetailLedger           *ledger,
                                        const DovetailSigningKey *key,
                                        gint64                    now,
                                        GError                  **error);
/* The two newest stay: one signs, one was signing until a moment ago. */
gboolean   dovetail_signing_key_retire (DovetailLedger           *ledger,
                                        GError                  **error);

G_END_DECLS
