/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/completed-fold.h"
#include "app/place-reading.h"
#include "app/task-item.h"

G_BEGIN_DECLS

/* The rows of a task list and which of them are selected: open tasks, the fold, completed tasks. The fold is never counted
 * as selected. */
#define DOVETAIL_TYPE_TASK_ROWS (dovetail_task_rows_get_type ())
G_DECLARE_FINAL_TYPE (DovetailTaskRows, dovetail_task_rows, DOVETAIL, TASK_ROWS, GObject)

DovetailTaskRows      *dovetail_task_rows_new           (DovetailStore    *store);
/* Row ids (gint64) from top to bottom; borrowed, never changed but replaced. */
GArray                *dovetail_task_rows_get_open      (DovetailTaskRows *self);
GArray                *dovetail_task_rows_get_completed (DovetailTaskRows *self);
/* All of them that are shown; transfer full. */
GArray                *dovetail_task_rows_list_shown    (DovetailTaskRows *self);
DovetailCompletedFold *dovetail_task_rows_get_fold      (DovetailTaskRows *self);
GtkSelectionModel     *dovetail_task_rows_get_selection (DovetailTaskRows *self);
/* What was read of a place. What is there still stays selected. */
void                   dovetail_task_rows_show          (DovetailTaskRows           *self,
                                                         const DovetailPlaceReading *reading);
/* What a search has found: no fold. */
void                   dovetail_task_rows_show_found    (DovetailTaskRows *self,
                                                         GArray           *found);
void                   dovetail_task_rows_clear         (DovetailTaskRows *self);
/* The last ones: many widgets take longer to go than a frame lasts. Returns whether nothing is left. */
gboolean               dovetail_task_rows_take_some_away (DovetailTaskRows *self);
guint                  dovetail_task_rows_count_selected (DovetailTaskRows *self);
/* Row ids (gint64) of the selected tasks, from top to bottom; transfer full. */
GArray                *dovetail_task_rows_list_selected (DovetailTaskRows *self);
/* The task that is selected alone; transfer full, NULL: none or several. */
DovetailTaskItem      *dovetail_task_rows_dup_single    (DovetailTaskRows *self);
/* Where a task is; FALSE: nowhere. */
gboolean               dovetail_task_rows_find          (DovetailTaskRows *self,
                                                         gint64            row_id,
                                                         guint            *position);
/* Selects these and no others. */
void                   dovetail_task_rows_select        (DovetailTaskRows *self,
                                                         GArray           *rows);

G_END_DECLS
