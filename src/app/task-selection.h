/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Which of many rows are selected, as positions alone: GTK's own multiple selection keeps the item of each, and with
 * 100,000 selected rows as many items would be made. */
#define DOVETAIL_TYPE_TASK_SELECTION (dovetail_task_selection_get_type ())
G_DECLARE_FINAL_TYPE (DovetailTaskSelection, dovetail_task_selection, DOVETAIL, TASK_SELECTION, GObject)

DovetailTaskSelection *dovetail_task_selection_new (GListModel *model); /* takes it */

G_END_DECLS
