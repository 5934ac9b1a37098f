/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many records go into one request: as many as are answered in about a second. Pure. */
typedef struct
{
  guint size;
  guint minimum;
  guint maximum;
} DovetailBatch;

/* Starts at SYNC_BATCH_SIZE, 50 where it is not set; 10 to 500. */
DovetailBatch dovetail_batch_for_exchange (void);
DovetailBatch dovetail_batch_of_size      (guint          size);
/* 500 to 5,000 in a full walk. */
DovetailBatch dovetail_batch_for_walk     (void);
/* A request with this many records took this long. */
void          dovetail_batch_measure      (DovetailBatch *batch,
                                           guint          records,
                                           gint64         milliseconds);

G_END_DECLS
