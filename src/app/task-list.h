/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"
#include "store/query.h"

G_BEGIN_DECLS

/* The tasks of one place: quick add on top, open tasks, completed ones folded below; or what a search finds.
 * Signals: "opened" (string task_id: show its details), "selected" (string task_id: the cursor moved there). */
#define DOVETAIL_TYPE_TASK_LIST (dovetail_task_list_get_type ())
G_DECLARE_FINAL_TYPE (DovetailTaskList, dovetail_task_list, DOVETAIL, TASK_LIST, GtkWidget)

/* Once the store is open. */
void dovetail_task_list_set_application (DovetailTaskList    *self,
                                         DovetailApplication *application);
void dovetail_task_list_show            (DovetailTaskList    *self,
                                         DovetailView         view,
                                         const char          *list_id, /* of VIEW_LIST, else NULL */
                                         const char          *title);
void dovetail_task_list_refresh         (DovetailTaskList    *self);
void dovetail_task_list_quick_add       (DovetailTaskList    *self,
                                         const char          *text); /* NULL: only the focus */
void dovetail_task_list_toggle_search   (DovetailTaskList    *self);
/* What is shown, on paper. */
void dovetail_task_list_print           (DovetailTaskList    *self);
/* folded: alone in the window, with a way back. last: nothing stands at its right, so it has the window's buttons. */
void dovetail_task_list_set_place_in_window (DovetailTaskList *self,
                                             gboolean          folded,
                                             gboolean          last);

G_END_DECLS
