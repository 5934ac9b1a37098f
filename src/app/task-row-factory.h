/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/task-row.h"

G_BEGIN_DECLS

/* Makes the rows of a task list and tells all of them how to look.
 * Signals: "opened" (DovetailTaskItem: show its details), "select-toggled" (guint position). */
#define DOVETAIL_TYPE_TASK_ROW_FACTORY (dovetail_task_row_factory_get_type ())
G_DECLARE_FINAL_TYPE (DovetailTaskRowFactory, dovetail_task_row_factory, DOVETAIL, TASK_ROW_FACTORY, GObject)

DovetailTaskRowFactory *dovetail_task_row_factory_new           (DovetailApplication    *application,
                                                                 GtkListView            *list_view);
void                    dovetail_task_row_factory_set_show_list (DovetailTaskRowFactory *self,
                                                                 gboolean                show);
void                    dovetail_task_row_factory_set_selecting (DovetailTaskRowFactory *self,
                                                                 gboolean                selecting);
/* Positions of what was seen in the last frame; FALSE: nothing. */
gboolean                dovetail_task_row_factory_get_seen      (DovetailTaskRowFactory *self,
                                                                 guint                  *first,
                                                                 guint                  *last);
/* The slot a task has; borrowed, NULL: it is not on the screen. */
GtkWidget              *dovetail_task_row_factory_find          (DovetailTaskRowFactory *self,
                                                                 gint64                  row_id);

G_END_DECLS
