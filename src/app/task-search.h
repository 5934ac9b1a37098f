/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/task-item.h"

G_BEGIN_DECLS

/* Looks for tasks on a worker and hands over what it finds while it goes on looking.
 * Signals: "found" (row ids arrived; read them), "finished". */
#define DOVETAIL_TYPE_TASK_SEARCH (dovetail_task_search_get_type ())
G_DECLARE_FINAL_TYPE (DovetailTaskSearch, dovetail_task_search, DOVETAIL, TASK_SEARCH, GObject)

DovetailTaskSearch *dovetail_task_search_new       (DovetailStore      *store);
/* Stops the search before; "" finds nothing. */
void                dovetail_task_search_start     (DovetailTaskSearch *self,
                                                    const char         *text);
void                dovetail_task_search_stop      (DovetailTaskSearch *self);
GArray             *dovetail_task_search_get_rows  (DovetailTaskSearch *self); /* borrowed; gint64 */
gboolean            dovetail_task_search_is_running (DovetailTaskSearch *self);

G_END_DECLS
