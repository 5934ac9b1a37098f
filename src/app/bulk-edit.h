/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/data.h"
#include "core/zone.h"
#include "store/query.h"

G_BEGIN_DECLS

typedef enum
{
  DOVETAIL_BULK_COMPLETE,
  DOVETAIL_BULK_REOPEN,
  DOVETAIL_BULK_DELETE,
  DOVETAIL_BULK_MOVE,       /* text: id of the list; NULL: the Inbox */
  DOVETAIL_BULK_DUE,        /* a date, or none */
  DOVETAIL_BULK_PRIORITY,   /* text: as in the record */
  DOVETAIL_BULK_ADD_TAG,    /* text: the tag */
  DOVETAIL_BULK_REMOVE_TAG,
  DOVETAIL_BULK_PLACE       /* elsewhere in the order */
} DovetailBulkKind;

/* One thing that is done to several tasks. */
typedef struct
{
  DovetailBulkKind kind;
  char     *text;
  char     *name;  /* how people call what text says: of the list, of the date */
  JsonNode *due;   /* merge patch of BULK_DUE */
} DovetailBulkEdit;

/* At most so many tasks at once: the journal of undo must hold them. */
#define DOVETAIL_BULK_MOST 10000

DovetailBulkEdit *dovetail_bulk_edit_new       (DovetailBulkKind        kind,
                                                const char             *text,
                                                const char             *name);
DovetailBulkEdit *dovetail_bulk_edit_new_due   (const DovetailCivil    *due,    /* NULL: none */
                                                const DovetailZone     *zone);
/* What dropping tasks on a place of the sidebar means; NULL: nothing. */
DovetailBulkEdit *dovetail_bulk_edit_for_place (DovetailView            view,
                                                const char             *list_id,
                                                const char             *name,
                                                const DovetailZone     *zone);
DovetailBulkEdit *dovetail_bulk_edit_copy      (const DovetailBulkEdit *edit);
void              dovetail_bulk_edit_free      (DovetailBulkEdit       *edit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailBulkEdit, dovetail_bulk_edit_free)
/* A merge patch for a task with this data; NULL: it is so already. Not for deleting and placing. */
JsonNode         *dovetail_bulk_edit_patch     (const DovetailBulkEdit *edit,
                                                JsonNode               *data);
/* "3 tasks completed". Transfer full. */
char             *dovetail_bulk_edit_describe  (const DovetailBulkEdit *edit,
                                                guint                   count);

G_END_DECLS
