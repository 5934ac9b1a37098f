/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

/* The subtasks of a task: check, open, add. Signal "opened" (string task_id). */
#define DOVETAIL_TYPE_SUBTASK_LIST (dovetail_subtask_list_get_type ())
G_DECLARE_FINAL_TYPE (DovetailSubtaskList, dovetail_subtask_list, DOVETAIL, SUBTASK_LIST, GtkWidget)

/* Shows those of a task as it is now. */
void dovetail_subtask_list_show (DovetailSubtaskList *self,
                                 DovetailStore       *store,
                                 DovetailRecord      *task);

G_END_DECLS
