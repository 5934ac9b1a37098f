/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/zone.h"
#include "store/query.h"

G_BEGIN_DECLS

/* What one place shows, read on a worker together with the steps that lead there from what is shown now. */
typedef struct
{
  DovetailQuery query;     /* its texts are owned */
  gboolean expanded;       /* the completed tasks are unfolded */
  GArray *old_open;        /* row ids as shown now */
  GArray *old_completed;
  GArray *near;            /* guint: positions among the old open rows where something is shown */
  GArray *open;            /* from here on: what was found */
  GArray *open_changes;    /* DovetailRowChange */
  GArray *completed;       /* empty while they are folded */
  GArray *completed_changes;
  guint n_completed;
} DovetailPlaceReading;

/* Takes a moment to be read at; its rows are referenced. Say then what is shown: near. */
DovetailPlaceReading *dovetail_place_reading_new  (DovetailView          view,
                                                   const char           *list_id,
                                                   const DovetailZone   *zone,
                                                   gboolean              expanded,
                                                   GArray               *old_open,
                                                   GArray               *old_completed);
void                  dovetail_place_reading_free (gpointer              reading);
/* A DovetailStoreFunc. */
gboolean              dovetail_place_reading_run  (DovetailStore        *store,
                                                   gpointer              reading,
                                                   GError              **error);

/* How many open tasks each of some places holds. */
typedef struct
{
  char    *today;
  gint64   tomorrow;
  GArray  *queries; /* DovetailQuery; list ids are owned */
  GArray  *counts;  /* guint each; what was found */
} DovetailPlaceCounting;

DovetailPlaceCounting *dovetail_place_counting_new  (const DovetailZone    *zone);
void                   dovetail_place_counting_add  (DovetailPlaceCounting *counting,
                                                     DovetailView           view,
                                                     const char            *list_id);
void                   dovetail_place_counting_free (gpointer               counting);
gboolean               dovetail_place_counting_run  (DovetailStore         *store,
                                                     gpointer               counting,
                                                     GError               **error);

G_END_DECLS
