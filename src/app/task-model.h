/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/task-item.h"

G_BEGIN_DECLS

/* A window on the store: a GListModel of DovetailTaskItem over the row ids of one query. 100,000 rows cost an array of
 * numbers; an item exists only while somebody shows it. */
#define DOVETAIL_TYPE_TASK_MODEL (dovetail_task_model_get_type ())
G_DECLARE_FINAL_TYPE (DovetailTaskModel, dovetail_task_model, DOVETAIL, TASK_MODEL, GObject)

DovetailTaskModel *dovetail_task_model_new       (DovetailStore     *store);
/* Replaces what is shown by these rows (gint64) and makes the items that stay read again, little by little. Where nothing
 * was shown, the first rows are there at once, and the others come when there is time. */
void               dovetail_task_model_set_rows  (DovetailTaskModel *self,
                                                  GArray            *rows);
/* The same with the steps (DovetailRowChange) from what get_rows told; references the rows, which nobody changes any more. */
void               dovetail_task_model_play_rows (DovetailTaskModel *self,
                                                  GArray            *rows,
                                                  GArray            *changes);
GArray            *dovetail_task_model_get_rows  (DovetailTaskModel *self); /* borrowed; never changed, but replaced */
/* Position of the row, which is there from now on, or -1. */
gint               dovetail_task_model_find      (DovetailTaskModel *self,
                                                  gint64             row_id);

G_END_DECLS
