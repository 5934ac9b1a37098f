/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/replica.h"
#include "store/store.h"

G_BEGIN_DECLS

/* The history of a record on this device is bounded: entries older than this, and a record's oldest beyond this number, go. */
#define DOVETAIL_RECORD_CHANGES_KEPT_DAYS 90
#define DOVETAIL_RECORD_CHANGES_KEPT      200

/* One change that a record went through here: made on this device, or brought by a sync. */
typedef struct
{
  gint64    time;        /* when it was made, ms; of one that a sync brought and that names no time, when it came */
  char     *operation;   /* create, update, delete, restore, discard */
  char     *device_id;   /* who made it; NULL: several, fitted together by the server */
  char     *device_name; /* NULL: not known */
  char     *user_id;
  char     *user_name;
  gboolean  synced;      /* a sync brought it; else it was made here */
  JsonNode *fields;      /* sealed object: field -> {old, new}, null where there was nothing; "cut": true where a long
                          * value is not kept whole */
} DovetailRecordChange;

void       dovetail_record_change_free        (DovetailRecordChange *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailRecordChange, dovetail_record_change_free)

/* DovetailRecordChange each, newest first. What lies before the oldest is not kept here. */
GPtrArray *dovetail_store_list_record_changes (DovetailStore        *self,
                                               const char           *entity_type,
                                               const char           *entity_id,
                                               guint                 limit, /* 0: all */
                                               GError              **error);
/* For the pass, in the transaction that stores the record: a sync changed what the record shows. author: the record whose
 * signature it bears; NULL: the server fitted several together. Nothing is noted when nothing shows. */
gboolean   dovetail_store_note_synced_change  (DovetailStore         *self,
                                               const DovetailReplica *before,
                                               const DovetailReplica *next,
                                               const DovetailRecord  *author,
                                               GError               **error);
/* Takes away what is too old, some at a time; inside a transaction. */
gboolean   dovetail_store_prune_record_changes (DovetailStore        *self,
                                                GError              **error);

G_END_DECLS
