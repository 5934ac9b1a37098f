/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Tasks on their way to another place. */
#define DOVETAIL_TYPE_TASK_DRAG (dovetail_task_drag_get_type ())
G_DECLARE_FINAL_TYPE (DovetailTaskDrag, dovetail_task_drag, DOVETAIL, TASK_DRAG, GObject)

DovetailTaskDrag *dovetail_task_drag_new      (GArray           *rows,  /* gint64 */
                                               const char       *title); /* of the one that was taken */
GArray           *dovetail_task_drag_get_rows (DovetailTaskDrag *self);
/* What is seen under the pointer: the title, or how many. */
GtkWidget        *dovetail_task_drag_create_icon (DovetailTaskDrag *self);

G_END_DECLS
