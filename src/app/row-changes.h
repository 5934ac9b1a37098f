/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One step from an old to a new array of row ids, as GListModel's items-changed says it: positions are those after
 * the steps before. */
typedef struct
{
  guint position;
  guint removed;
  guint added;
} DovetailRowChange;

/* The steps, few and small; rows in both arrays that kept their order are in none. DovetailRowChange each. */
GArray *dovetail_row_changes_compute (GArray *old_rows,
                                      GArray *new_rows);
/* At most so many of them, by taking neighbours together with what lies in between. */
void    dovetail_row_changes_limit   (GArray *changes,
                                      guint   most);
/* Those far from all of these positions (guint) in the old rows become few: where nothing is shown, to take rows out and
 * put them in again costs nothing. */
void    dovetail_row_changes_join_far (GArray *changes,
                                       GArray *near);
/* Where very many come in the place of few, those few go first. */
void    dovetail_row_changes_part    (GArray *changes);

G_END_DECLS
