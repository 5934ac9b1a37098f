/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/task-row-factory.h"
#include "app/task-rows.h"

G_BEGIN_DECLS

/* The keyboard in a list of tasks. */

/* FALSE: it is elsewhere. */
gboolean dovetail_task_focus_find      (GtkListView            *list_view,
                                        DovetailTaskRows       *rows,
                                        guint                  *position);
/* To the open task there, or to the last one; FALSE: there is none. */
gboolean dovetail_task_focus_move      (GtkListView            *list_view,
                                        DovetailTaskRows       *rows,
                                        DovetailTaskRowFactory *factory,
                                        guint                   position);
/* Positions (guint) of what is seen and of what has the keyboard: rows that come and go there are worth a step each. */
void     dovetail_task_focus_list_near (GtkListView            *list_view,
                                        DovetailTaskRows       *rows,
                                        DovetailTaskRowFactory *factory,
                                        GArray                 *near);

G_END_DECLS
