/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"
#include "app/task-item.h"

G_BEGIN_DECLS

/* One task in a list: check, title, what one wants to know at a glance, and the marks of sync.
 * Signals: "opened" (show the details), "select-toggled" (select it beside others, or no more). */
#define DOVETAIL_TYPE_TASK_ROW (dovetail_task_row_get_type ())
G_DECLARE_FINAL_TYPE (DovetailTaskRow, dovetail_task_row, DOVETAIL, TASK_ROW, GtkWidget)

GtkWidget        *dovetail_task_row_new       (DovetailApplication *application);
/* NULL: shows nothing until the next one. */
void              dovetail_task_row_set_item  (DovetailTaskRow     *self,
                                               DovetailTaskItem    *item);
DovetailTaskItem *dovetail_task_row_get_item  (DovetailTaskRow     *self);
/* The name of the list is left out where every row is of that list. */
void              dovetail_task_row_set_show_list (DovetailTaskRow *self,
                                                   gboolean         show);
/* A click selects, and a box in place of the check shows whether it is. */
void              dovetail_task_row_set_selecting (DovetailTaskRow *self,
                                                   gboolean         selecting);
void              dovetail_task_row_set_selected  (DovetailTaskRow *self,
                                                   gboolean         selected);
/* What a screen reader calls the task; transfer full. */
char             *dovetail_task_row_describe (DovetailRecord     *record,
                                              const DovetailZone *zone);

G_END_DECLS
