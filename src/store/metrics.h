/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/zone.h"
#include "store/store.h"

G_BEGIN_DECLS

/* What is aimed at; a chart draws its line there. */
#define DOVETAIL_METRICS_CONFLICT_RATE 0.05
#define DOVETAIL_METRICS_ERROR_RATE    0.01

/* Of the jobs of one day, or of all of them. */
typedef struct
{
  gint64 jobs;          /* that have ended */
  gint64 completed, failed, cancelled;
  gint64 offline;       /* of the failed ones: nothing but the network was missing */
  gint64 duration_p50, duration_p95; /* ms, of completed jobs; 0: none */
  gint64 bytes_up, bytes_down, requests, retries;
  gint64 changes_up;    /* records sent, refused ones included */
  gint64 changes_down;  /* records fetched */
  gint64 conflicts, refused;
  double conflict_rate; /* conflicts of changes_up */
  double error_rate;    /* jobs that failed, but for offline ones, of those that were not cancelled and not offline */
} DovetailMetricsSums;

typedef struct
{
  int                 year, month, day; /* in the zone asked for */
  DovetailMetricsSums sums;
} DovetailMetricsDay;

typedef enum
{
  DOVETAIL_CONFLICTS_BY_TYPE,
  DOVETAIL_CONFLICTS_BY_FIELD,  /* a conflict counts for each of its fields */
  DOVETAIL_CONFLICTS_BY_POLICY,
  DOVETAIL_CONFLICTS_BY_CAUSE,
  DOVETAIL_CONFLICTS_BY_DEVICE, /* the one whose edit met the other */
  DOVETAIL_N_CONFLICTS_BY
} DovetailConflictsBy;

typedef struct
{
  char  *key;   /* task, due, last_write_wins, ...; of a device its id */
  char  *label; /* of a device its name, where it is known; else NULL */
  gint64 count;
} DovetailMetricsShare;

typedef struct
{
  DovetailMetricsSums total;
  GArray    *days;      /* DovetailMetricsDay, oldest first, days without a sync included */
  gint64     conflicts; /* distinct ones of these days */
  GPtrArray *conflicts_by[DOVETAIL_N_CONFLICTS_BY]; /* DovetailMetricsShare, most first */
} DovetailMetrics;

/* The days up to the present one, from 1 to DOVETAIL_JOBS_KEPT_DAYS of them. Reads the jobs and conflicts of these days and opens no
 * payload of a record. */
DovetailMetrics *dovetail_store_read_metrics  (DovetailStore       *self,
                                               const DovetailZone  *zone,
                                               guint                n_days,
                                               GError             **error);
void             dovetail_metrics_free        (DovetailMetrics     *metrics);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailMetrics, dovetail_metrics_free)

/* "entity_type", "field", "policy", "cause", "device" */
const char      *dovetail_conflicts_by_to_string (DovetailConflictsBy by);

G_END_DECLS
