/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Which of several payloads with one identity: part of what a seal authenticates, so that none can stand in for another. */
typedef enum
{
  DOVETAIL_COPY_CURRENT,
  DOVETAIL_COPY_BASE,
  DOVETAIL_COPY_OUTBOX,
  DOVETAIL_COPY_CONFLICT,
  DOVETAIL_COPY_RESOLUTION,
  DOVETAIL_COPY_SETTING,
  DOVETAIL_COPY_HELD,
  DOVETAIL_COPY_UNREADABLE,
  DOVETAIL_COPY_NAME,
  DOVETAIL_COPY_ACTION,
  DOVETAIL_COPY_CHANGE,
  DOVETAIL_COPY_TRACE
} DovetailCopy;

/* Seals payloads with XChaCha20-Poly1305, or leaves them open when there is no key. */
typedef struct _DovetailSeal DovetailSeal;

#define DOVETAIL_SEAL_KEY_BYTES 32

DovetailSeal *dovetail_seal_new       (const guint8  *key);   /* copied into locked memory; NULL: unsealed */
DovetailSeal *dovetail_seal_copy      (DovetailSeal  *seal);
void          dovetail_seal_free      (DovetailSeal  *seal);
gboolean      dovetail_seal_is_sealed (DovetailSeal  *seal);
GBytes       *dovetail_seal_close     (DovetailSeal  *seal,
                                       const char    *entity_type,
                                       const char    *entity_id,
                                       DovetailCopy   copy,
                                       const char    *text,
                                       gsize          length);
/* NUL-terminated text; NULL with DOVETAIL_ERROR_CORRUPT. */
char         *dovetail_seal_open      (DovetailSeal  *seal,
                                       const char    *entity_type,
                                       const char    *entity_id,
                                       DovetailCopy   copy,
                                       const guint8  *blob,
                                       gsize          blob_length,
                                       gsize         *length,
                                       GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailSeal, dovetail_seal_free)

G_END_DECLS
