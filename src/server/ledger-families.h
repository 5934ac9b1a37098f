/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ledger.h"

G_BEGIN_DECLS

/* A family: the tenant, and the order of everything that happens in it. */
typedef struct
{
  char  *family_id;
  char  *name;
  gint64 seq;           /* of the newest change; 0: none yet */
  gint64 tag;           /* of that change */
  gboolean has_tag;     /* FALSE in the directory, which has no changes */
  gint64 last_time;     /* of that change, ms; never goes back */
  gint64 horizon;       /* below it tombstones may be gone */
  gint64 conflicts_rev; /* moves whenever a conflict opens, closes or changes */
  char  *time_zone;     /* IANA identifier: when its days begin */
} DovetailFamily;

void            dovetail_family_free         (DovetailFamily  *family);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailFamily, dovetail_family_free)

/* NULL with DOVETAIL_ERROR_NOT_FOUND when there is none. */
DovetailFamily *dovetail_family_find         (DovetailLedger  *ledger,
                                              const char      *family_id,
                                              GError         **error);
/* Asks for it without waiting; *family stays NULL when there is none. */
gboolean        dovetail_family_ask          (DovetailLedger  *ledger,
                                              const char      *family_id,
                                              DovetailFamily **family,
                                              GError         **error);
DovetailFamily *dovetail_family_find_by_name (DovetailLedger  *ledger,
                                              const char      *name,
                                              GError         **error);
gboolean        dovetail_family_add          (DovetailLedger  *ledger,
                                              const char      *family_id,
                                              const char      *name,
                                              gint64           now,
                                              GError         **error);
GPtrArray      *dovetail_family_list_ids     (DovetailLedger  *ledger,  /* char * */
                                              GError         **error);
/* How far each family is: char * -> gint64 *, which grows with every change and with every conflict that moves. */
GHashTable     *dovetail_family_list_positions (DovetailLedger *ledger,
                                                GError        **error);
/* family->seq becomes the next number in the family's order. */
gboolean        dovetail_family_advance      (DovetailLedger  *ledger,
                                              DovetailFamily  *family,
                                              gint64           tag,
                                              gint64           now,
                                              GError         **error);
/* found FALSE: nothing (left) at seq. */
gboolean        dovetail_family_find_tag     (DovetailLedger  *ledger,
                                              const char      *family_id,
                                              gint64           seq,
                                              gint64          *tag,
                                              gboolean        *found,
                                              GError         **error);
/* The newest seq not after time; 0 when all is younger, -1 when that cannot be said any more. */
gboolean        dovetail_family_seq_at       (DovetailLedger  *ledger,
                                              const char      *family_id,
                                              gint64           time,
                                              gint64          *seq,
                                              GError         **error);
/* The number is a time: it does not come again after the database was set back. */
gboolean        dovetail_family_conflicts_moved (DovetailLedger  *ledger,
                                                 DovetailFamily  *family,
                                                 gint64           now,
                                                 GError         **error);

gboolean        dovetail_family_set_time_zone (DovetailLedger  *ledger,
                                               const char      *family_id,
                                               const char      *time_zone,
                                               GError         **error);

G_END_DECLS
