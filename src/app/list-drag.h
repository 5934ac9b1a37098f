/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/task-rows.h"

G_BEGIN_DECLS

/* Dragging tasks out of a list and, where they stand in an order of their own, to another place in it. The list scrolls under
 * a pointer that comes near its edge. Signal "placed" (GArray of row ids, guint target: before what is there now). */
#define DOVETAIL_TYPE_LIST_DRAG (dovetail_list_drag_get_type ())
G_DECLARE_FINAL_TYPE (DovetailListDrag, dovetail_list_drag, DOVETAIL, LIST_DRAG, GObject)

DovetailListDrag *dovetail_list_drag_new          (GtkWidget        *list_view,
                                                   DovetailTaskRows *rows);
/* Whether tasks can be put in order here. */
void              dovetail_list_drag_set_in_order (DovetailListDrag *self,
                                                   gboolean          in_order);

G_END_DECLS
