/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/metrics.h"

G_BEGIN_DECLS

/* The charts of past syncs, beside or below one another. */
#define DOVETAIL_TYPE_CHART_PAGE (dovetail_chart_page_get_type ())
G_DECLARE_FINAL_TYPE (DovetailChartPage, dovetail_chart_page, DOVETAIL, CHART_PAGE, AdwBin)

void dovetail_chart_page_set_metrics (DovetailChartPage     *self,
                                      const DovetailMetrics *metrics);

G_END_DECLS
