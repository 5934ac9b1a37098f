/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* A decision on its way up: frozen when made, so a repeated upload is the same mutation. */
typedef struct
{
  char     *conflict_id;
  char     *mutation_id;
  char     *strategy;      /* DOVETAIL_RESOLUTION_... */
  JsonNode *resolved_data; /* merge patch over theirs; NULL: none */
  JsonNode *applied;       /* what it set on the record here: field -> value, or null; NULL: nothing */
  gint64    version;       /* the record's version it was decided on; of a reopen: the one the answer it takes back raised */
  gint64    timestamp;     /* hybrid, ms */
  guint     tries;
  char     *error_code;
  char     *error_detail;
} DovetailResolution;

void dovetail_resolution_free (DovetailResolution *resolution);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailResolution, dovetail_resolution_free)

/* open TRUE: those that wait for a decision, FALSE: the history; newest first. DovetailConflict each. */
GPtrArray        *dovetail_store_list_conflicts     (DovetailStore    *self,
                                                     gboolean          open,
                                                     guint             limit, /* 0: all */
                                                     GError          **error);
DovetailConflict *dovetail_store_get_conflict       (DovetailStore    *self,
                                                     const char       *conflict_id,
                                                     GError          **error);
guint             dovetail_store_count_conflicts    (DovetailStore    *self);
/* Inserts or replaces by id; inside a transaction. */
gboolean          dovetail_store_put_conflict       (DovetailStore    *self,
                                                     DovetailConflict *conflict,
                                                     GError          **error);

/* Answers a conflict, offline too, in one transaction: closes it here, sets the fields on the record at once, queues the
 * resolution. strategy user_merge: resolved holds a value (or null) for fields of the record; client_wins and server_wins: NULL.
 * "both" keeps theirs and makes a second task of mine with id UUIDv5 (conflict id). */
gboolean          dovetail_store_resolve_conflict   (DovetailStore    *self,
                                                     const char       *conflict_id,
                                                     const char       *strategy,
                                                     JsonNode         *resolved,
                                                     GError          **error);
/* Takes the answer back: a resolution still queued is withdrawn; one already uploaded queues "reopen". The same sides are open
 * again at once. Fields changed since keep what they hold. For a closed delete_wins conflict: restores the record with mine. */
gboolean          dovetail_store_unresolve_conflict (DovetailStore    *self,
                                                     const char       *conflict_id,
                                                     GError          **error);

/* For the pass. While a resolution is queued, list_outbox leaves its record out (unless a frozen change of it is in flight) and
 * put_conflict leaves its conflict alone. Confirmed, or answered 409: in one transaction acknowledge it (deletes it), then
 * put the record (reconciled like any that comes down) and the conflict of the answer. Refused for good: fail it; the conflict is then open
 * again here and its fields hold what they held before. list: what is queued, oldest first. */
GPtrArray        *dovetail_store_list_resolutions   (DovetailStore    *self,
                                                     GError          **error);
/* Before the request leaves: from now on taking it back means "reopen". */
gboolean          dovetail_store_note_resolution_sent (DovetailStore  *self,
                                                       const char     *mutation_id,
                                                       GError        **error);
/* Answers to the conflict that were never sent name this version of the record from now on (inside a transaction). */
gboolean          dovetail_store_rebase_resolutions (DovetailStore    *self,
                                                     const char       *conflict_id,
                                                     gint64            version,
                                                     GError          **error);
/* Likewise the reopens among them, once the answer they take back is confirmed. */
gboolean          dovetail_store_rebase_reopens     (DovetailStore    *self,
                                                     const char       *conflict_id,
                                                     gint64            version,
                                                     GError          **error);
gboolean          dovetail_store_ack_resolution     (DovetailStore    *self,
                                                     const char       *mutation_id,
                                                     GError          **error);
gboolean          dovetail_store_fail_resolution    (DovetailStore    *self,
                                                     const char       *mutation_id,
                                                     const char       *code,
                                                     const char       *detail,
                                                     GError          **error);

G_END_DECLS
