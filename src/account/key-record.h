/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account/key-wrap.h"

G_BEGIN_DECLS

typedef enum
{
  DOVETAIL_WRAP_KEYRING,
  DOVETAIL_WRAP_KEY_FILE,
  DOVETAIL_WRAP_PASSPHRASE,
  DOVETAIL_WRAP_RECOVERY
} DovetailWrapKind;
#define DOVETAIL_N_WRAPS 4

/* store-key.json beside the store: how its key is protected, and the key under each protection. Nothing in it is secret. */
typedef struct
{
  char              *store_id;   /* random; what the keyring's items are found by */
  DovetailProtection protection;
  DovetailKeyWrap    wraps[DOVETAIL_N_WRAPS];
} DovetailKeyRecord;

DovetailKeyRecord *dovetail_key_record_new     (const char              *store_id,
                                                DovetailProtection       protection);
void               dovetail_key_record_free    (DovetailKeyRecord       *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailKeyRecord, dovetail_key_record_free)

/* NULL without error: there is none. Errors: CORRUPT, NEWER_SCHEMA, FAILED. */
DovetailKeyRecord *dovetail_key_record_read    (const char              *directory,
                                                GError                 **error);
gboolean           dovetail_key_record_write   (const DovetailKeyRecord *record,
                                                const char              *directory,
                                                gboolean                 replace,
                                                GError                 **error);
/* What a wrap's seal is bound to. */
char              *dovetail_key_record_purpose (const DovetailKeyRecord *record,
                                                DovetailWrapKind         kind);

G_END_DECLS
