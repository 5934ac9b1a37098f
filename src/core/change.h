/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/conflict.h"
#include "core/record.h"

G_BEGIN_DECLS

typedef enum
{
  DOVETAIL_OPERATION_CREATE,
  DOVETAIL_OPERATION_UPDATE,
  DOVETAIL_OPERATION_DELETE,
  DOVETAIL_OPERATION_LEAVE /* down only: no longer among the synced lists; evict, never a tombstone */
} DovetailOperation;

const char *dovetail_operation_to_string   (DovetailOperation  operation);
gboolean    dovetail_operation_from_string (const char        *text,
                                            DovetailOperation *operation);

/* A change on its way up: frozen with its mutation id until it is acknowledged. */
typedef struct
{
  char              *mutation_id;
  const char        *entity_type;  /* interned */
  char              *entity_id;
  DovetailOperation  operation;
  JsonNode          *data;         /* create: whole record; update: merge patch; delete: NULL */
  JsonNode          *base;         /* values the touched fields had (absent: null); NULL when none */
  gint64             version;      /* the version it was made on; 0: none */
  char              *etag;         /* may stand in for version; else NULL */
  gint64             timestamp;    /* ms */
  JsonNode          *field_times;  /* field -> ms; NULL: timestamp for all */
  char              *invalid;      /* server side: why what was received is no valid change ("deltas[3].entity_id: not a UUID"), to be
                                    * answered as rejected, invalid_field, at its place; members may then be missing. NULL: valid */
} DovetailChange;

DovetailChange *dovetail_change_alloc (void); /* all zero */
DovetailChange *dovetail_change_copy  (const DovetailChange *change);
void            dovetail_change_free  (DovetailChange       *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailChange, dovetail_change_free)

typedef enum
{
  DOVETAIL_RESULT_APPLIED,  /* stored as sent */
  DOVETAIL_RESULT_MERGED,   /* stored otherwise: data has it */
  DOVETAIL_RESULT_CONFLICT, /* what fits is stored (data); the rest waits in conflict, or lies closed in it (delete_wins) */
  DOVETAIL_RESULT_REJECTED  /* nothing stored: error_code, error_detail */
} DovetailResultStatus;

const char *dovetail_result_status_to_string   (DovetailResultStatus  status);
gboolean    dovetail_result_status_from_string (const char           *text,
                                                DovetailResultStatus *status);

typedef struct
{
  char                *mutation_id;
  DovetailResultStatus status;
  gint64               version;
  char                *etag;
  gboolean             deleted;      /* the stored record is a tombstone */
  JsonNode            *data;         /* MERGED, CONFLICT: the whole stored record; else NULL */
  DovetailConflict    *conflict;     /* CONFLICT, and closed ones that a policy or rule decided; else NULL */
  char                *error_code;   /* REJECTED; else NULL */
  char                *error_detail;
} DovetailChangeResult;

DovetailChangeResult *dovetail_change_result_alloc (void);
DovetailChangeResult *dovetail_change_result_copy  (const DovetailChangeResult *result);
void                  dovetail_change_result_free  (DovetailChangeResult       *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailChangeResult, dovetail_change_result_free)

/* A change on its way down: the record's newest state. */
typedef struct
{
  DovetailOperation operation;
  DovetailRecord   *record;
} DovetailDelta;

DovetailDelta *dovetail_delta_new  (DovetailOperation  operation,
                                    DovetailRecord    *record); /* references the record */
void           dovetail_delta_free (DovetailDelta     *delta);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailDelta, dovetail_delta_free)

G_END_DECLS
