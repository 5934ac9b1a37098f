/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How often a key may fail within a window; memory is bounded by forgetting keys whose window has passed. */

#include "server/rate-limit.h"

#define MAX_KEYS 10000

struct _DovetailRateLimit
{
  GMutex mutex;
  GHashTable *failures; /* key -> GArray of gint64 times, oldest first */
  guint max_failures;
  gint64 window;
};

static void
free_times (gpointer times)
{
  g_array_unref (times);
}

DovetailRateLimit *
dovetail_rate_limit_new (guint max_failures, gint64 window)
{
  DovetailRateLimit *limit = g_new0 (DovetailRateLimit, 1);

  g_mutex_init (&limit->mutex);
  limit->failures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_times);
  limit->max_failures = max_failures;
  limit->window = window;
  return limit;
}

void
dovetail_rate_limit_free (DovetailRateLimit *limit)
{
  if (limit == NULL)
    return;
  g_hash_table_unref (limit->failures);
  g_mutex_clear (&limit->mutex);
  g_free (limit);
}

static void
forget_old (GArray *times, gint64 since)
{
  guint old = 0;

  while (old < times->len && g_array_index (times, gint64, old) <= since)
    old++;
  if (old > 0)
    g_array_remove_range (times, 0, old);
}

static gboolean
is_forgotten (gpointer key, gpointer times, gpointer since)
{
  forget_old (times, *(gint64 *) since);
  return ((GArray *) times)->len == 0;
}

gint64
dovetail_rate_limit_wait (DovetailRateLimit *limit, const char *key, gint64 now)
{
  gint64 wait = 0;
  GArray *times;

  g_mutex_lock (&limit->mutex);
  times = g_hash_table_lookup (limit->failures, key);
  if (times != NULL)
    {
      forget_old (times, now - limit->window);
      if (times->len >= limit->max_failures)
        wait = g_array_index (times, gint64, times->len - limit->max_failures) + limit->window - now;
    }
  g_mutex_unlock (&limit->mutex);
  return MAX (wait, 0);
}

void
dovetail_rate_limit_failed (DovetailRateLimit *limit, const char *key, gint64 now)
{
  gint64 since = now - limit->window;
  GArray *times;

  g_mutex_lock (&limit->mutex);
  if (g_hash_table_size (limit->failures) >= MAX_KEYS)
    g_hash_table_foreach_remove (limit->failures, is_forgotten, &since);
  times = g_hash_table_lookup (limit->failures, key);
  if (times == NULL)
    {
      times = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_hash_table_insert (limit->failures, g_strdup (key), times);
    }
  g_array_append_val (times, now);
  g_mutex_unlock (&limit->mutex);
}
