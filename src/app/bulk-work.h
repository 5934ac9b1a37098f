/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/bulk-edit.h"

G_BEGIN_DECLS

/* A bulk edit as work on the store. */
typedef struct
{
  DovetailBulkEdit *edit;   /* completing becomes opening again when all are done already */
  GArray *rows;             /* gint64: the tasks, from top to bottom */
  GArray *shown;            /* of BULK_PLACE: all rows of the list in order, else NULL */
  guint   target;           /* of BULK_PLACE: see dovetail_reorder_compute() */
  guint   changed;          /* what was done; also when it ended early */
  gint64  action;           /* in the journal of undo */
} DovetailBulkWork;

/* Takes the edit. */
DovetailBulkWork *dovetail_bulk_work_new  (DovetailBulkEdit *edit,
                                           GArray           *rows);
void              dovetail_bulk_work_free (gpointer          work);
/* A DovetailStoreFunc. */
gboolean          dovetail_bulk_work_run  (DovetailStore    *store,
                                           gpointer          work,
                                           GError          **error);

/* The tags that some of the tasks have, sorted. */
typedef struct
{
  GArray *rows;
  char  **tags; /* what was found */
} DovetailTagReading;

DovetailTagReading *dovetail_tag_reading_new  (GArray        *rows);
void                dovetail_tag_reading_free (gpointer       reading);
gboolean            dovetail_tag_reading_run  (DovetailStore *store,
                                               gpointer       reading,
                                               GError       **error);

G_END_DECLS
