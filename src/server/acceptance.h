/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/change.h"
#include "server/writer.h"

G_BEGIN_DECLS

/* One change on its way into the ledger. */
typedef struct
{
  DovetailWriter       *writer;
  const DovetailChange *change;
  const DovetailSchema *schema;
  DovetailAuthorship    act;
  DovetailStored       *current; /* NULL: no such record yet */
  gint64                version; /* the change was made on; 0: it does not say */
} DovetailAcceptance;

/* What became of it; NULL with an error when the ledger failed. */
DovetailChangeResult *dovetail_acceptance_create (DovetailAcceptance *acceptance,
                                                  GError            **error);
DovetailChangeResult *dovetail_acceptance_update (DovetailAcceptance *acceptance,
                                                  GError            **error);
DovetailChangeResult *dovetail_acceptance_delete (DovetailAcceptance *acceptance,
                                                  GError            **error);

/* A late change: what there is left of its base, and what the device then made of it. */
typedef struct
{
  JsonNode *base;         /* NULL: none is left */
  gboolean  base_deleted;
  gboolean  exact;        /* base is the whole record the device had */
  JsonNode *mine;         /* NULL of a delete */
} DovetailLate;

/* Merges a late change into the present record; twice: both sides created it. */
DovetailChangeResult *dovetail_acceptance_merge  (DovetailAcceptance *acceptance,
                                                  const DovetailLate *late,
                                                  gboolean            twice,
                                                  GError            **error);
/* A delete that may beat edits its author had not seen. */
gboolean              dovetail_acceptance_note_lost_edits (DovetailAcceptance *acceptance,
                                                           const DovetailLate *late,
                                                           GError            **error);
/* Tells who meant a task for a list that was deleted that it is in the Inbox: a closed conflict. after: the task as stored. */
gboolean              dovetail_acceptance_note_inbox (DovetailAcceptance *acceptance,
                                                      const DovetailLate *late,
                                                      DovetailStored     *after,
                                                      GError            **error);
/* An edit of what was deleted: nothing is stored, the edit is kept in a closed conflict. */
DovetailChangeResult *dovetail_acceptance_lose   (DovetailAcceptance *acceptance,
                                                  const DovetailLate *late,
                                                  GError            **error);

DovetailChangeResult *dovetail_result_rejected   (const char           *code,
                                                  const char           *detail);
DovetailChangeResult *dovetail_result_stored     (DovetailResultStatus  status,
                                                  DovetailStored       *stored);

G_END_DECLS
