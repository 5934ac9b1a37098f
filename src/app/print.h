/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/task-rows.h"
#include "app/window.h"

G_BEGIN_DECLS

/* Shows the print dialog for a list as it is shown, or for one task. */
void dovetail_print_rows (GtkWidget        *widget, /* in the window */
                          const char       *title,
                          DovetailTaskRows *rows);
void dovetail_print_task (DovetailWindow   *window,
                          const char       *task_id);

G_END_DECLS
