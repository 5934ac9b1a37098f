/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/sync-charts.h"

G_BEGIN_DECLS

/* Bars by day, with a line at what is aimed at. The pointer, or the arrow keys, Home and End, select a day; Escape selects none.
 * Property "selected" (int; -1: none), readable: the day, counted from the oldest. */
#define DOVETAIL_TYPE_DAY_CHART (dovetail_day_chart_get_type ())
G_DECLARE_FINAL_TYPE (DovetailDayChart, dovetail_day_chart, DOVETAIL, DAY_CHART, GtkWidget)

GtkWidget *dovetail_day_chart_new         (DovetailChart          chart);
/* Selects no day. */
void       dovetail_day_chart_set_metrics (DovetailDayChart      *self,
                                           const DovetailMetrics *metrics);
/* The selected day, or all of them, in a sentence; transfer full. */
char      *dovetail_day_chart_get_words   (DovetailDayChart      *self);

G_END_DECLS
