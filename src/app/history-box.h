/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"

G_BEGIN_DECLS

/* What became of a task, folded; unfolded it is read, off the main thread: each change with who, where and when, and what was
 * decided in conflicts, with the ways back. */
#define DOVETAIL_TYPE_HISTORY_BOX (dovetail_history_box_get_type ())
G_DECLARE_FINAL_TYPE (DovetailHistoryBox, dovetail_history_box, DOVETAIL, HISTORY_BOX, GtkWidget)

/* Another task folds it; the same one, changed, is read again when it is unfolded. */
void dovetail_history_box_show (DovetailHistoryBox  *self,
                                DovetailApplication *application,
                                DovetailRecord      *task);

G_END_DECLS
