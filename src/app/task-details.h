/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

/* One task, editable. What is typed is saved half a second later, when the focus leaves, and before anything else is shown.
 * Signals: "closed" (nothing to show any more), "opened" (string task_id: a subtask). */
#define DOVETAIL_TYPE_TASK_DETAILS (dovetail_task_details_get_type ())
G_DECLARE_FINAL_TYPE (DovetailTaskDetails, dovetail_task_details, DOVETAIL, TASK_DETAILS, GtkWidget)

void        dovetail_task_details_set_application (DovetailTaskDetails *self,
                                                   DovetailApplication *application);
/* FALSE: what was typed could not be saved, so that task stays, and the pane says why. */
gboolean    dovetail_task_details_show            (DovetailTaskDetails *self,
                                                   const char          *task_id); /* NULL: nothing */
const char *dovetail_task_details_get_task_id     (DovetailTaskDetails *self);    /* NULL: nothing */
void        dovetail_task_details_refresh         (DovetailTaskDetails *self);
/* Saves what was typed and not saved yet. FALSE: it could not be saved; it is kept and tried again. */
gboolean    dovetail_task_details_flush           (DovetailTaskDetails *self);
/* Why what was typed is not saved; NULL: it is. */
const char *dovetail_task_details_get_trouble     (DovetailTaskDetails *self);
void        dovetail_task_details_set_folded      (DovetailTaskDetails *self,
                                                   gboolean             folded);

G_END_DECLS
