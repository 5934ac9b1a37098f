/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What badges are given for. */
typedef enum
{
  DOVETAIL_MEASURE_TASKS,  /* completed */
  DOVETAIL_MEASURE_POINTS, /* earned */
  DOVETAIL_MEASURE_STREAK, /* days in a row, at best */
  DOVETAIL_N_MEASURES
} DovetailMeasure;

typedef struct
{
  const char     *code;
  DovetailMeasure measure;
  gint64          least;
} DovetailBadge;

/* All badges; the last one has no code. */
extern const DovetailBadge dovetail_badges[];

G_END_DECLS
