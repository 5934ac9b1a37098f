/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "series.h"

#include "process-figures.h"

struct _SeriesSet
{
  GHashTable *series; /* name -> Series */
  GHashTable *worsts; /* name -> double: the largest of the run that is under way */
};

static void
series_free (gpointer data)
{
  Series *series = data;

  g_free (series->name);
  g_array_unref (series->values);
  g_array_unref (series->worsts);
  g_free (series);
}

SeriesSet *
series_set_new (void)
{
  SeriesSet *set = g_new0 (SeriesSet, 1);

  set->series = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, series_free);
  set->worsts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return set;
}

void
series_set_free (SeriesSet *set)
{
  g_hash_table_unref (set->series);
  g_hash_table_unref (set->worsts);
  g_free (set);
}

Series *
series_set_find (SeriesSet *set, const char *name)
{
  Series *series = g_hash_table_lookup (set->series, name);

  if (series != NULL)
    return series;
  series = g_new0 (Series, 1);
  series->name = g_strdup (name);
  series->values = g_array_new (FALSE, FALSE, sizeof (double));
  series->worsts = g_array_new (FALSE, FALSE, sizeof (double));
  g_hash_table_insert (set->series, series->name, series);
  return series;
}

void
series_set_add (SeriesSet *set, const char *name, double value)
{
  double *worst = g_hash_table_lookup (set->worsts, name);

  g_array_append_val (series_set_find (set, name)->values, value);
  if (worst == NULL)
    g_hash_table_insert (set->worsts, g_strdup (name), g_memdup2 (&value, sizeof value));
  else
    *worst = MAX (*worst, value);
}

void
series_set_next_run (SeriesSet *set)
{
  GHashTableIter iter;
  gpointer name, worst;

  g_hash_table_iter_init (&iter, set->worsts);
  while (g_hash_table_iter_next (&iter, &name, &worst))
    g_array_append_vals (series_set_find (set, name)->worsts, worst, 1);
  g_hash_table_remove_all (set->worsts);
}

static double
value_at (GArray *values, double share)
{
  figures_sort ((double *) values->data, values->len);
  return figures_at ((const double *) values->data, values->len, share);
}

double
series_at (Series *series, double share)
{
  return value_at (series->values, share);
}

double
series_worst_at (Series *series, double share)
{
  return value_at (series->worsts, share);
}
