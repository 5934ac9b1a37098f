/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/metrics.h"

G_BEGIN_DECLS

/* A row of the conflict analytics: "Due", 12 of 20. */
typedef struct
{
  char  *label;
  char  *words;    /* "12 of 20 conflicts, 60%" */
  double fraction; /* of the conflicts; 0..1 */
} DovetailConflictShare;

/* "By field" */
const char *dovetail_conflict_shares_title (DovetailConflictsBy    by);
/* DovetailConflictShare, most first, at most `most` of them; the rest is one row at the end. own_device: the id of this one; may be
 * NULL. Transfer full. */
GPtrArray  *dovetail_conflict_shares_list  (const DovetailMetrics *metrics,
                                            DovetailConflictsBy    by,
                                            const char            *own_device,
                                            guint                  most);

G_END_DECLS
