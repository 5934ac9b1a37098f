/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/bulk-work.h"
#include "app/window.h"

G_BEGIN_DECLS

/* Does it on a worker, then says so with Undo. Takes the work. done: it has ended, well or not; NULL: nobody waits; the widget
 * that waits is kept alive. */
typedef void (*DovetailBulkDone) (GtkWidget *waiting);

void dovetail_task_bulk_run (DovetailWindow   *window,
                             DovetailBulkWork *work,
                             DovetailBulkDone  done,
                             GtkWidget        *waiting);

G_END_DECLS
