/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/task-row.h"

G_BEGIN_DECLS

/* The place of one row. A list view asks for 200 rows where 15 are seen; a slot is as good as nothing until it is filled.
 * Signals as those of DovetailTaskRow. */
#define DOVETAIL_TYPE_TASK_SLOT (dovetail_task_slot_get_type ())
G_DECLARE_FINAL_TYPE (DovetailTaskSlot, dovetail_task_slot, DOVETAIL, TASK_SLOT, GtkWidget)

GtkWidget        *dovetail_task_slot_new           (DovetailApplication *application);
/* Empties it. NULL: there is nothing to fill it with. */
void              dovetail_task_slot_set_item      (DovetailTaskSlot    *self,
                                                    DovetailTaskItem    *item);
DovetailTaskItem *dovetail_task_slot_get_item      (DovetailTaskSlot    *self);
gboolean          dovetail_task_slot_is_empty      (DovetailTaskSlot    *self); /* and there is something */
gboolean          dovetail_task_slot_is_named      (DovetailTaskSlot    *self);
/* For screen readers, which find what is not seen, too. */
void              dovetail_task_slot_name          (DovetailTaskSlot    *self);
/* row: one that nobody uses, taken; NULL: it makes its own. */
void              dovetail_task_slot_fill          (DovetailTaskSlot    *self,
                                                    DovetailTaskRow     *row);
gboolean          dovetail_task_slot_has_row       (DovetailTaskSlot    *self);
/* The row, for another slot; transfer full, NULL: it has none. */
DovetailTaskRow  *dovetail_task_slot_take_row      (DovetailTaskSlot    *self);
void              dovetail_task_slot_set_show_list (DovetailTaskSlot    *self,
                                                    gboolean             show);
void              dovetail_task_slot_set_selecting (DovetailTaskSlot    *self,
                                                    gboolean             selecting);
void              dovetail_task_slot_set_selected  (DovetailTaskSlot    *self,
                                                    gboolean             selected);

G_END_DECLS
