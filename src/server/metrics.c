/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Counters in memory: each server process counts what it answered itself. */

#include "server/metrics.h"

/* Of further devices nothing is counted. */
#define MAX_DEVICES 10000

const gint64 dovetail_duration_bounds[DOVETAIL_N_DURATIONS - 1]
    = { 250,    500,    1000,   2500,    5000,    10000,   25000,   50000,
        100000, 250000, 500000, 1000000, 2500000, 5000000, 10000000 };

typedef struct
{
  char *family_id;
  char *user_id;
  DovetailTally tally;
} Device;

struct _DovetailServerMetrics
{
  GMutex mutex;
  GHashTable *devices; /* client_id -> Device */
};

static void
device_free (gpointer data)
{
  Device *device = data;

  g_free (device->family_id);
  g_free (device->user_id);
  g_free (device);
}

DovetailServerMetrics *
dovetail_server_metrics_new (void)
{
  DovetailServerMetrics *metrics = g_new0 (DovetailServerMetrics, 1);

  g_mutex_init (&metrics->mutex);
  metrics->devices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, device_free);
  return metrics;
}

void
dovetail_server_metrics_free (DovetailServerMetrics *metrics)
{
  if (metrics == NULL)
    return;
  g_hash_table_unref (metrics->devices);
  g_mutex_clear (&metrics->mutex);
  g_free (metrics);
}

/* NULL: there are too many. A device that changed hands starts anew. */
static DovetailTally *
tally_of (DovetailServerMetrics *metrics, const DovetailCaller *caller)
{
  Device *device = g_hash_table_lookup (metrics->devices, caller->client_id);

  if (device != NULL && g_str_equal (device->user_id, caller->user_id)
      && g_str_equal (device->family_id, caller->family_id))
    return &device->tally;
  if (device == NULL && g_hash_table_size (metrics->devices) >= MAX_DEVICES)
    return NULL;
  device = g_new0 (Device, 1);
  device->family_id = g_strdup (caller->family_id);
  device->user_id = g_strdup (caller->user_id);
  g_hash_table_replace (metrics->devices, g_strdup (caller->client_id), device);
  return &device->tally;
}

void
dovetail_server_metrics_count (DovetailServerMetrics *metrics,
                        const DovetailCaller *caller,
                        DovetailCount what,
                        guint64 by)
{
  DovetailTally *tally;

  g_mutex_lock (&metrics->mutex);
  tally = tally_of (metrics, caller);
  if (tally != NULL)
    tally->counts[what] += by;
  g_mutex_unlock (&metrics->mutex);
}

static guint
bucket_of (gint64 duration)
{
  guint bucket = 0;

  while (bucket < DOVETAIL_N_DURATIONS - 1 && duration > dovetail_duration_bounds[bucket])
    bucket++;
  return bucket;
}

void
dovetail_server_metrics_note_request (DovetailServerMetrics *metrics,
                               const DovetailCaller *caller,
                               gboolean refused,
                               gint64 duration,
                               gsize bytes_in,
                               gsize bytes_out)
{
  DovetailTally *tally;

  g_mutex_lock (&metrics->mutex);
  tally = tally_of (metrics, caller);
  if (tally != NULL)
    {
      tally->counts[DOVETAIL_COUNT_REQUESTS]++;
      tally->counts[DOVETAIL_COUNT_ERRORS] += refused ? 1 : 0;
      tally->counts[DOVETAIL_COUNT_BYTES_IN] += bytes_in;
      tally->counts[DOVETAIL_COUNT_BYTES_OUT] += bytes_out;
      tally->durations[bucket_of (duration)]++;
      tally->duration_sum += (guint64) MAX (duration, 0);
    }
  g_mutex_unlock (&metrics->mutex);
}

static void
add_changes (guint64 *counts, guint64 applied, guint64 conflicts, guint64 rejected)
{
  counts[DOVETAIL_COUNT_APPLIED] += applied;
  counts[DOVETAIL_COUNT_CONFLICTS] += conflicts;
  counts[DOVETAIL_COUNT_REJECTED] += rejected;
}

void
dovetail_server_metrics_note_changes (DovetailServerMetrics *metrics,
                               const DovetailCaller *caller,
                               DovetailPolicy policy,
                               guint64 applied,
                               guint64 conflicts,
                               guint64 rejected)
{
  DovetailTally *tally;

  g_mutex_lock (&metrics->mutex);
  tally = tally_of (metrics, caller);
  if (tally != NULL)
    {
      add_changes (tally->counts, applied, conflicts, rejected);
      add_changes (tally->policies[policy], applied, conflicts, rejected);
    }
  g_mutex_unlock (&metrics->mutex);
}

/**
 * dovetail_server_metrics_list:
 * @metrics: the counters
 * @caller: who asks
 *
 * Returns: (transfer full) (element-type utf8 DovetailTally): the caller's own devices; an administrator's
 * whole family's
 */
GHashTable *
dovetail_server_metrics_list (DovetailServerMetrics *metrics, const DovetailCaller *caller)
{
  GHashTable *visible = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gboolean all = dovetail_caller_may_administer (caller);
  GHashTableIter iter;
  gpointer client_id, data;

  g_mutex_lock (&metrics->mutex);
  g_hash_table_iter_init (&iter, metrics->devices);
  while (g_hash_table_iter_next (&iter, &client_id, &data))
    {
      const Device *device = data;

      if (g_str_equal (device->family_id, caller->family_id)
          && (all || g_str_equal (device->user_id, caller->user_id)))
        g_hash_table_insert (visible, g_strdup (client_id), g_memdup2 (&device->tally, sizeof device->tally));
    }
  g_mutex_unlock (&metrics->mutex);
  return visible;
}

void
dovetail_tally_add (DovetailTally *total, const DovetailTally *part)
{
  for (guint i = 0; i < DOVETAIL_N_COUNTS; i++)
    {
      total->counts[i] += part->counts[i];
      for (guint policy = 0; policy < DOVETAIL_N_POLICIES; policy++)
        total->policies[policy][i] += part->policies[policy][i];
    }
  for (guint i = 0; i < DOVETAIL_N_DURATIONS; i++)
    total->durations[i] += part->durations[i];
  total->duration_sum += part->duration_sum;
}

/**
 * dovetail_tally_percentile:
 * @tally: sums
 * @percent: 1 to 100
 *
 * Interpolates inside the bucket in which the percentile lies; of the last, which has no end, it gives the
 * begin.
 *
 * Returns: milliseconds; 0 when nothing was measured
 */
double
dovetail_tally_percentile (const DovetailTally *tally, guint percent)
{
  guint64 total = 0, below = 0;
  double rank;

  for (guint i = 0; i < DOVETAIL_N_DURATIONS; i++)
    total += tally->durations[i];
  rank = (double) total * percent / 100;
  for (guint i = 0; total > 0 && i < DOVETAIL_N_DURATIONS - 1; i++)
    {
      double low = i == 0 ? 0 : (double) dovetail_duration_bounds[i - 1];
      double high = (double) dovetail_duration_bounds[i];
      guint64 here = tally->durations[i];

      if (here > 0 && (double) (below + here) >= rank)
        return (low + (high - low) * (rank - (double) below) / (double) here) / 1000;
      below += here;
    }
  return total == 0 ? 0 : (double) dovetail_duration_bounds[DOVETAIL_N_DURATIONS - 2] / 1000;
}
