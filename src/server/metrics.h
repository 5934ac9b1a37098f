/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/policy.h"
#include "server/caller.h"

G_BEGIN_DECLS

/* What this process did since it started, device by device. Any thread may count. */
typedef struct _DovetailServerMetrics DovetailServerMetrics;

typedef enum
{
  DOVETAIL_COUNT_REQUESTS,
  DOVETAIL_COUNT_ERRORS,    /* requests that were refused */
  DOVETAIL_COUNT_SYNCS,     /* exchanges */
  DOVETAIL_COUNT_PULLS,     /* parts of batches included */
  DOVETAIL_COUNT_PUSHES,    /* likewise */
  DOVETAIL_COUNT_APPLIED,   /* changes: applied or merged */
  DOVETAIL_COUNT_CONFLICTS, /* changes: in conflict */
  DOVETAIL_COUNT_REJECTED,  /* changes: refused */
  DOVETAIL_COUNT_BYTES_IN,  /* bodies, unpacked */
  DOVETAIL_COUNT_BYTES_OUT, /* likewise */
  DOVETAIL_N_COUNTS
} DovetailCount;

#define DOVETAIL_N_DURATIONS 16

/* Upper bounds of the buckets of durations, in microseconds; the last has none. */
extern const gint64 dovetail_duration_bounds[DOVETAIL_N_DURATIONS - 1];

/* Sums. */
typedef struct
{
  guint64 counts[DOVETAIL_N_COUNTS];
  guint64 policies[DOVETAIL_N_POLICIES][DOVETAIL_N_COUNTS]; /* only of changes */
  guint64 durations[DOVETAIL_N_DURATIONS];                  /* requests in each bucket */
  guint64 duration_sum;                                     /* microseconds */
} DovetailTally;

DovetailServerMetrics *dovetail_server_metrics_new    (void);
void        dovetail_server_metrics_free         (DovetailServerMetrics *metrics);
void        dovetail_server_metrics_count        (DovetailServerMetrics *metrics,
                                                  const DovetailCaller  *caller,
                                                  DovetailCount          what,
                                                  guint64                by);
void        dovetail_server_metrics_note_request (DovetailServerMetrics *metrics,
                                                  const DovetailCaller  *caller,
                                                  gboolean               refused,
                                                  gint64                 duration, /* microseconds */
                                                  gsize                  bytes_in,
                                                  gsize                  bytes_out);
void        dovetail_server_metrics_note_changes (DovetailServerMetrics *metrics,
                                                  const DovetailCaller  *caller,
                                                  DovetailPolicy         policy,
                                                  guint64                applied,
                                                  guint64                conflicts,
                                                  guint64                rejected);
/* The devices whose metrics a caller may see: its user's, or its family's. char * -> DovetailTally */
GHashTable *dovetail_server_metrics_list         (DovetailServerMetrics *metrics,
                                                  const DovetailCaller  *caller);
void        dovetail_tally_add                   (DovetailTally         *total,
                                                  const DovetailTally   *part);
/* Milliseconds that so many percent of the requests took at most, as exactly as the buckets tell. */
double      dovetail_tally_percentile            (const DovetailTally   *tally,
                                                  guint                  percent);

G_END_DECLS
