/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The place a task gets. */
typedef struct
{
  gint64 row_id;
  char  *position;
} DovetailPlacement;

/* Where a task stands now; transfer full. */
typedef char *(*DovetailPositionFunc) (gint64   row_id,
                                       gpointer user_data);

/* shown: row ids (gint64) in order; moved: those of them that go, together and in this order, before what is at target now
 * (shown->len: to the end). DovetailPlacement of each that must get another place for that: the moved ones, and as few others
 * as possible where places are taken twice or cannot be divided. Transfer full. */
GArray *dovetail_reorder_compute (GArray              *shown,
                                  GArray              *moved,
                                  guint                target,
                                  DovetailPositionFunc position_of,
                                  gpointer             user_data);
/* Where tasks go that move one row up or down together; FALSE: they cannot. */
gboolean dovetail_reorder_step   (GArray              *shown,
                                  GArray              *moved,
                                  gboolean             up,
                                  guint               *target);

G_END_DECLS
