/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The badges there are. A new one is a new row; codes that were given out never change their meaning. */

#include "server/badges.h"

const DovetailBadge dovetail_badges[] = {
  { "first_task", DOVETAIL_MEASURE_TASKS, 1 },      { "points_100", DOVETAIL_MEASURE_POINTS, 100 },
  { "points_1000", DOVETAIL_MEASURE_POINTS, 1000 }, { "streak_7", DOVETAIL_MEASURE_STREAK, 7 },
  { "streak_30", DOVETAIL_MEASURE_STREAK, 30 },     { NULL, DOVETAIL_N_MEASURES, 0 },
};
