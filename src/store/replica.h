/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/change.h"

G_BEGIN_DECLS

typedef enum
{
  DOVETAIL_PENDING_WAITING,    /* to be derived as diff (base, current) at the next push */
  DOVETAIL_PENDING_IN_FLIGHT,  /* frozen: sent, or about to be, not acknowledged yet */
  DOVETAIL_PENDING_QUARANTINED /* the server refused it; waits for the user */
} DovetailPendingState;

/* The outbox row of one record. */
typedef struct
{
  DovetailPendingState state;
  gint64               since;          /* when the oldest unsent edit was made, ms */
  gint64               edited_at;      /* hybrid time of the newest edit, ms */
  JsonNode            *field_times;    /* hybrid time of each edited field: field -> ms; sealed object */
  gboolean             by_hand;        /* an edit the user made, not an import */
  DovetailRecord      *theirs;         /* the server's newer state that the edit overlaps or that came while it was in flight:
                                        * what discarding goes back to; NULL: base is the newest known */
  guint                tries;          /* how often it was refused */
  gint64               refused_at;     /* when it was refused last, ms; 0: it was not */
  char                *error_code;     /* of the last try, or NULL */
  char                *error_detail;
  JsonNode            *origin;         /* of a record that was made here and on other devices alike, by a series: what that
                                        * gave it; edits are a diff against it; NULL: nothing gave it anything */
  DovetailChange      *frozen;         /* IN_FLIGHT (and QUARANTINED): exactly what is sent; else NULL */
  JsonNode            *frozen_data;    /* the record as it was when frozen: edits since are a diff against it */
  gboolean             frozen_deleted;
  char                *resolution_conflict_id; /* the conflict whose queued answer this record waits for, or NULL; read only */
} DovetailPending;

DovetailPending *dovetail_pending_new  (gint64                 now);
DovetailPending *dovetail_pending_copy (const DovetailPending *pending);
void             dovetail_pending_free (DovetailPending       *pending);
void             dovetail_pending_thaw (DovetailPending       *pending); /* waits again, as if never sent */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailPending, dovetail_pending_free)

/* What this device holds of one record: what the user sees, what the server last said, and what waits.
 * Without pending, current is what the server said and base is NULL. */
typedef struct
{
  gint64           row_id;   /* 0: not stored yet */
  DovetailRecord  *current;
  DovetailRecord  *base;     /* the server's state the edits were made on; NULL: never there, or nothing pending */
  DovetailPending *pending;  /* NULL: nothing waits */
  char            *conflict_id; /* an open conflict of this record, or NULL; read only */
} DovetailReplica;

DovetailReplica *dovetail_replica_new  (DovetailRecord        *current); /* references it */
DovetailReplica *dovetail_replica_copy (const DovetailReplica *replica);
void             dovetail_replica_free (DovetailReplica       *replica);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailReplica, dovetail_replica_free)

typedef enum
{
  DOVETAIL_SYNC_STATUS_SYNCED,
  DOVETAIL_SYNC_STATUS_PENDING,
  DOVETAIL_SYNC_STATUS_CONFLICT,
  DOVETAIL_SYNC_STATUS_QUARANTINED
} DovetailSyncStatus;

DovetailSyncStatus dovetail_replica_get_status     (const DovetailReplica *replica);
const char        *dovetail_sync_status_to_string  (DovetailSyncStatus     status);
/* A change in flight whose record was given back what the server had before: nothing is left to discard. */
gboolean           dovetail_replica_is_taken_back  (const DovetailReplica *replica);

G_END_DECLS
