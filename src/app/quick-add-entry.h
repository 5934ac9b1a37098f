/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/application.h"
#include "core/quick-add.h"
#include "store/query.h"

G_BEGIN_DECLS

/* The row on top of a list: "pay rent fri 9am #home !high", with what was understood below while typing.
 * Signal "added" (string task_id). */
#define DOVETAIL_TYPE_QUICK_ADD_ENTRY (dovetail_quick_add_entry_get_type ())
G_DECLARE_FINAL_TYPE (DovetailQuickAddEntry, dovetail_quick_add_entry, DOVETAIL, QUICK_ADD_ENTRY, GtkWidget)

void  dovetail_quick_add_entry_set_application (DovetailQuickAddEntry  *self,
                                                DovetailApplication    *application);
/* Where the user stands, and so where a new task goes. */
void  dovetail_quick_add_entry_set_place       (DovetailQuickAddEntry  *self,
                                                DovetailView            view,
                                                const char             *list_id);
void  dovetail_quick_add_entry_focus           (DovetailQuickAddEntry  *self,
                                                const char             *text); /* NULL: leave what is there */
/* "Friday 09:00 · #home · High priority": all but the title; "" when the line is only a title. Transfer full. */
char *dovetail_quick_add_describe              (const DovetailQuickAdd *quick_add,
                                                const DovetailZone     *zone,
                                                gint64                  now);

G_END_DECLS
