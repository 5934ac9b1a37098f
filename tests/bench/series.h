/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Figures of several runs under a name. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char   *name;
  GArray *values; /* double: of all runs */
  GArray *worsts; /* double: the largest of each run */
} Series;

typedef struct _SeriesSet SeriesSet;

SeriesSet *series_set_new       (void);
void       series_set_free      (SeriesSet *set);
void       series_set_add       (SeriesSet  *set,
                                 const char *name,
                                 double      value);
/* What is added from here on belongs to another run. */
void       series_set_next_run  (SeriesSet *set);
/* One without values, where there is none of that name. */
Series    *series_set_find      (SeriesSet  *set,
                                 const char *name);

/* The share-th of all values, 0 to 1. */
double     series_at            (Series *series,
                                 double  share);
/* Of the largest of each run, the share-th. */
double     series_worst_at      (Series *series,
                                 double  share);

G_END_DECLS
