/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading places away from the main loop: with 100,000 tasks a view takes longer than a frame to be queried,
 * and so do the counts of all places together. */

#include "app/place-reading.h"

#include "app/due.h"
#include "app/row-changes.h"

/* More steps than this cost the view more than showing a stretch anew. */
#define MOST_STEPS 32

static char *
read_today (const DovetailZone *zone, gint64 *tomorrow)
{
  DovetailCivil now;

  zone->from_utc (zone->user_data, g_get_real_time () / 1000, &now);
  *tomorrow = dovetail_civil_tomorrow (&now, zone);
  return dovetail_civil_to_date (&now);
}

DovetailPlaceReading *
dovetail_place_reading_new (DovetailView view,
                            const char *list_id,
                            const DovetailZone *zone,
                            gboolean expanded,
                            GArray *old_open,
                            GArray *old_completed)
{
  DovetailPlaceReading *reading = g_new0 (DovetailPlaceReading, 1);

  reading->query.view = view;
  reading->query.list_id = g_strdup (list_id);
  reading->query.today = read_today (zone, &reading->query.tomorrow);
  reading->expanded = expanded;
  reading->old_open = g_array_ref (old_open);
  reading->old_completed = g_array_ref (old_completed);
  reading->near = g_array_new (FALSE, FALSE, sizeof (guint));
  return reading;
}

void
dovetail_place_reading_free (gpointer data)
{
  DovetailPlaceReading *reading = data;

  g_free ((char *) reading->query.list_id);
  g_free ((char *) reading->query.today);
  g_array_unref (reading->old_open);
  g_array_unref (reading->old_completed);
  g_array_unref (reading->near);
  g_clear_pointer (&reading->open, g_array_unref);
  g_clear_pointer (&reading->open_changes, g_array_unref);
  g_clear_pointer (&reading->completed, g_array_unref);
  g_clear_pointer (&reading->completed_changes, g_array_unref);
  g_free (reading);
}

static GArray *
compute_changes (GArray *old_rows, GArray *new_rows, GArray *near)
{
  GArray *changes = dovetail_row_changes_compute (old_rows, new_rows);

  if (near != NULL)
    dovetail_row_changes_join_far (changes, near);
  dovetail_row_changes_limit (changes, MOST_STEPS);
  dovetail_row_changes_part (changes);
  return changes;
}

static gboolean
read_completed (DovetailPlaceReading *reading, DovetailStore *store, GError **error)
{
  DovetailQuery query = reading->query;

  query.completed = TRUE;
  if (query.view != DOVETAIL_VIEW_COMPLETED)
    reading->n_completed = dovetail_store_count_tasks (store, &query);
  if (reading->n_completed > 0 && reading->expanded)
    reading->completed = dovetail_store_query_tasks (store, &query, error);
  else
    reading->completed = g_array_new (FALSE, FALSE, sizeof (gint64));
  return reading->completed != NULL;
}

gboolean
dovetail_place_reading_run (DovetailStore *store, gpointer data, GError **error)
{
  DovetailPlaceReading *reading = data;

  reading->open = dovetail_store_query_tasks (store, &reading->query, error);
  if (reading->open == NULL || !read_completed (reading, store, error))
    return FALSE;
  reading->open_changes = compute_changes (reading->old_open, reading->open, reading->near);
  reading->completed_changes = compute_changes (reading->old_completed, reading->completed, NULL);
  return TRUE;
}

static void
clear_query (gpointer data)
{
  g_free ((char *) ((DovetailQuery *) data)->list_id);
}

DovetailPlaceCounting *
dovetail_place_counting_new (const DovetailZone *zone)
{
  DovetailPlaceCounting *counting = g_new0 (DovetailPlaceCounting, 1);

  counting->today = read_today (zone, &counting->tomorrow);
  counting->queries = g_array_new (FALSE, FALSE, sizeof (DovetailQuery));
  g_array_set_clear_func (counting->queries, clear_query);
  counting->counts = g_array_new (FALSE, TRUE, sizeof (guint));
  return counting;
}

void
dovetail_place_counting_add (DovetailPlaceCounting *counting, DovetailView view, const char *list_id)
{
  DovetailQuery query = { view, g_strdup (list_id), FALSE, counting->today, counting->tomorrow, FALSE };

  g_array_append_val (counting->queries, query);
}

void
dovetail_place_counting_free (gpointer data)
{
  DovetailPlaceCounting *counting = data;

  g_free (counting->today);
  g_array_unref (counting->queries);
  g_array_unref (counting->counts);
  g_free (counting);
}

gboolean
dovetail_place_counting_run (DovetailStore *store, gpointer data, GError **error)
{
  DovetailPlaceCounting *counting = data;

  for (guint i = 0; i < counting->queries->len; i++)
    {
      guint count = dovetail_store_count_tasks (store, &g_array_index (counting->queries, DovetailQuery, i));

      g_array_append_val (counting->counts, count);
    }
  return TRUE;
}
