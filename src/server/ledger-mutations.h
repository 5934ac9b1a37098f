/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ledger.h"

G_BEGIN_DECLS

/* What became of a mutation when it came first. */
typedef struct
{
  char    *hash;        /* of its content */
  char    *status;      /* as on the wire */
  char    *entity_type;
  char    *entity_id;
  gint64   version;
  char    *etag;        /* or NULL */
  gboolean deleted;
  char    *conflict_id; /* or NULL */
} DovetailMutation;

void     dovetail_mutation_free (DovetailMutation        *mutation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailMutation, dovetail_mutation_free)

/* TRUE with *mutation NULL when it is new. */
gboolean dovetail_mutation_find     (DovetailLedger          *ledger,
                                     const char              *family_id,
                                     const char              *client_id,
                                     const char              *mutation_id,
                                     DovetailMutation       **mutation,
                                     GError                 **error);
/* Asks for it without waiting; it comes into found: id -> DovetailMutation. */
gboolean dovetail_mutation_ask      (DovetailLedger          *ledger,
                                     const char              *family_id,
                                     const char              *client_id,
                                     const char              *mutation_id,
                                     GHashTable              *found,
                                     GError                 **error);
gboolean dovetail_mutation_remember (DovetailLedger          *ledger,
                                     const char              *family_id,
                                     const char              *client_id,
                                     const char              *mutation_id,
                                     const DovetailMutation  *mutation,
                                     gint64                   now,
                                     GError                 **error);
gboolean dovetail_mutation_clean_up (DovetailLedger          *ledger,
                                     const char              *family_id,
                                     gint64                   time,   /* ms; older ones go */
                                     gint64                  *removed,
                                     GError                 **error);

G_END_DECLS
