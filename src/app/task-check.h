/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The check of a task: a check button that assistive technologies can press, which GTK 4.8 gives to buttons only. */
#define DOVETAIL_TYPE_TASK_CHECK (dovetail_task_check_get_type ())
G_DECLARE_FINAL_TYPE (DovetailTaskCheck, dovetail_task_check, DOVETAIL, TASK_CHECK, GtkCheckButton)

GtkWidget *dovetail_task_check_new (void);

G_END_DECLS
