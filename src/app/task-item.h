/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/query.h"

G_BEGIN_DECLS

/* One row of a task list. The payload is opened when it is first asked for, and again after it changed.
 * Signal "changed": read the replica again. */
#define DOVETAIL_TYPE_TASK_ITEM (dovetail_task_item_get_type ())
G_DECLARE_FINAL_TYPE (DovetailTaskItem, dovetail_task_item, DOVETAIL, TASK_ITEM, GObject)

DovetailTaskItem *dovetail_task_item_new         (DovetailStore    *store,
                                                  gint64            row_id);
gint64            dovetail_task_item_get_row_id  (DovetailTaskItem *self);
/* Borrowed until the next change; NULL when the row is gone or cannot be opened. */
DovetailReplica  *dovetail_task_item_get_replica (DovetailTaskItem *self);
const char       *dovetail_task_item_get_id      (DovetailTaskItem *self);
void              dovetail_task_item_refresh     (DovetailTaskItem *self);

G_END_DECLS
