/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/record.h"
#include "server/ledger.h"

G_BEGIN_DECLS

/* A record as the server keeps it. */
typedef struct
{
  DovetailRecord *record;
  gint64          seq;        /* of its newest change; 0 in the history */
  JsonNode       *authors;    /* authorship.h; NULL: not read */
  gint64          restored;   /* version that brought it back last; 0: never deleted */
  gint64          changed_at; /* server time of the newest change, ms */
} DovetailStored;

DovetailStored *dovetail_stored_new  (DovetailRecord *record,   /* references both */
                                      JsonNode       *authors); /* NULL: not read */
void            dovetail_stored_free (DovetailStored *stored);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailStored, dovetail_stored_free)

/* TRUE with *stored NULL when there is none. */
gboolean   dovetail_stored_find         (DovetailLedger        *ledger,
                                         const char            *family_id,
                                         const char            *entity_type,
                                         const char            *entity_id,
                                         DovetailStored       **stored,
                                         GError               **error);
/* Asks for it without waiting; it comes into found: dovetail_stored_key() -> DovetailStored. One that cannot be read
 * goes from there. */
gboolean   dovetail_stored_ask          (DovetailLedger        *ledger,
                                         const char            *family_id,
                                         const char            *entity_type,
                                         const char            *entity_id,
                                         GHashTable            *found,
                                         GError               **error);
char      *dovetail_stored_key          (const char            *entity_type,
                                         const char            *entity_id);
/* A version that was superseded and is still kept. */
gboolean   dovetail_history_find        (DovetailLedger        *ledger,
                                         const char            *family_id,
                                         const char            *entity_type,
                                         const char            *entity_id,
                                         gint64                 version,
                                         DovetailStored       **stored,
                                         GError               **error);
/* Puts a new version in the place of the present one, which goes to the history. */
gboolean   dovetail_stored_put          (DovetailLedger        *ledger,
                                         const char            *family_id,
                                         const DovetailStored  *stored,
                                         GError               **error);
/* Of the present version, without a new one. */
gboolean   dovetail_stored_put_authors  (DovetailLedger        *ledger,
                                         const char            *family_id,
                                         const DovetailStored  *stored,
                                         GError               **error);

/* A page of the order of changes. */
typedef struct
{
  const char *family_id;
  gint64      after;            /* records whose newest change is later than this seq */
  gint64      tombstones_after; /* tombstones only later than this one */
  guint       types;            /* bit i: dovetail_stored_types[i]; 0: all */
  gint64      limit;            /* rows; a page ends earlier when it gets too large */
  gboolean    more;             /* out: something is left behind the page */
} DovetailWalk;

extern const char * const dovetail_stored_types[]; /* all entity types, NULL-terminated */

GPtrArray *dovetail_stored_walk         (DovetailLedger        *ledger,    /* DovetailStored */
                                         DovetailWalk          *walk,
                                         GError               **error);
/* The family's records in the order of type and id, without their authors. */
GPtrArray *dovetail_stored_list         (DovetailLedger        *ledger,    /* DovetailStored */
                                         const char            *family_id,
                                         GError               **error);
GPtrArray *dovetail_stored_tasks_in     (DovetailLedger        *ledger,    /* char *: ids of the live ones */
                                         const char            *family_id,
                                         const char            *list_id,
                                         GError               **error);
gboolean   dovetail_stored_count        (DovetailLedger        *ledger,
                                         const char            *family_id,
                                         gint64                *records,
                                         gint64                *tombstones,
                                         GError               **error);
/* What a rule between records looks at: the parent of a live task, NULL when it has none or is not there. */
gboolean   dovetail_stored_parent       (DovetailLedger        *ledger,
                                         const char            *family_id,
                                         const char            *task_id,
                                         char                 **parent_id,
                                         GError               **error);
gboolean   dovetail_stored_is_tombstone (DovetailLedger        *ledger,
                                         const char            *family_id,
                                         const char            *entity_type,
                                         const char            *entity_id,
                                         gboolean              *tombstone,
                                         GError               **error);
/* Removes what is older than time (ms) and raises the horizon over the tombstones that went. */
gboolean   dovetail_stored_clean_up     (DovetailLedger        *ledger,
                                         const char            *family_id,
                                         gint64                 time,
                                         gint64                *removed,
                                         gint64                *horizon,
                                         GError               **error);

G_END_DECLS
