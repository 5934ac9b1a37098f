/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/data.h"

G_BEGIN_DECLS

#define DOVETAIL_TYPE_RECORD (dovetail_record_get_type ())

#define DOVETAIL_ENTITY_TASK          "task"
#define DOVETAIL_ENTITY_LIST          "list"
#define DOVETAIL_ENTITY_EVENT         "event"
#define DOVETAIL_ENTITY_POINTS_LEDGER "points_ledger"
#define DOVETAIL_ENTITY_USER_STREAK   "user_streak"
#define DOVETAIL_ENTITY_BADGE         "badge"

/* One state of one record. Immutable and reference-counted; a change makes a new one. */
typedef struct
{
  const char *entity_type;    /* interned */
  char       *entity_id;      /* UUID */
  gint64      version;        /* row version; 0: the server has not seen it */
  char       *etag;           /* NULL when version is 0 */
  gboolean    deleted;        /* a tombstone; data then holds the last state known, or nothing */
  JsonNode   *data;           /* sealed object, never NULL */
  gint64      timestamp;      /* when the change was made, ms */
  char       *modified_by;    /* user id, or NULL */
  char       *client_id;      /* device id, or NULL */
  gint64      schema_version; /* of data; 1 today */
} DovetailRecord;

GType           dovetail_record_get_type  (void);
/* strings are copied, data is referenced (sealed if it is not); NULL data becomes the empty object */
DovetailRecord *dovetail_record_new       (const char     *entity_type,
                                           const char     *entity_id,
                                           gint64          version,
                                           const char     *etag,
                                           gboolean        deleted,
                                           JsonNode       *data,
                                           gint64          timestamp,
                                           const char     *modified_by,
                                           const char     *client_id);
DovetailRecord *dovetail_record_ref       (DovetailRecord *record);
void            dovetail_record_unref     (DovetailRecord *record);
/* The same record with other content: version, etag and authorship kept. */
DovetailRecord *dovetail_record_with_data (DovetailRecord *record,
                                           JsonNode       *data,
                                           gboolean        deleted,
                                           gint64          timestamp);
const char     *dovetail_record_get_title (DovetailRecord *record); /* title or name; "" when neither */
gboolean        dovetail_record_is_done   (DovetailRecord *record);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailRecord, dovetail_record_unref)

G_END_DECLS
